"""Deployments by the tools of platforms for sites, functions and workers, and by those for servers over SSH.

Sources: https://developers.cloudflare.com/workers/wrangler/commands/, https://vercel.com/docs/cli/deploy,
https://docs.netlify.com/cli/get-started/, https://firebase.google.com/docs/cli, https://kamal-deploy.org/docs/,
https://capistranorb.com/documentation/getting-started/flow/, and the actions' own documentation.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.facts.deliveries.product_pages import TEXT_FOLDERS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import fetched_tool
from analyzer.text import word_set

# Program and subcommands; the tools of sites deploy a preview where they are not told otherwise.
EDGE_COMMANDS = (
    ("wrangler", "deploy"), ("wrangler", "publish"), ("wrangler", "pages", "deploy"),
    ("wrangler", "pages", "publish"), ("firebase", "deploy"), ("sst", "deploy"), ("deployctl", "deploy"),
    ("supabase", "functions", "deploy"), ("amplify", "publish"), ("kamal", "redeploy"), ("kamal", "setup"),
    ("kamal", "deploy"), ("mina", "deploy"), ("clever", "deploy"),
)  # fmt: skip
PREVIEWING_TOOLS = word_set("vercel vc netlify ntl")
FOR_PRODUCTION = lazy_regex(r"--prod(?:uction)?|-p|--prod-if-unlocked|--target=production")
# Capistrano names the stage first.
STAGED_TOOL, STAGED_TASK = "cap", "deploy"
# Actions that deploy, by the beginning of their names, with what an option must say: "" nothing.
EDGE_ACTIONS = {
    "cloudflare/pages-action": ("", ""),
    "azure/static-web-apps-deploy": ("", ""),
    "denoland/deployctl": ("", ""),
    "cloudflare/wrangler-action": ("command", r"(?:|.*\b(?:deploy|publish)\b.*)"),
    "amondnet/vercel-action": ("vercel-args", r".*--prod\b.*"),
    "netlify/actions/cli": ("args", r".*\bdeploy\b.*--prod\b.*"),
    "nwtgck/actions-netlify": ("production-deploy", r"(?i:true)"),
    "firebaseextended/action-hosting-deploy": ("channelid", "live"),
    "w9jds/firebase-action": ("args", r".*\bdeploy\b.*"),
}
EDGE_ACTION_OPTIONS = {said: lazy_regex(said) for _name, said in EDGE_ACTIONS.values() if said}


def deploys_to_edge(words: Sequence[str], directory: str = "") -> bool:
    """Whether a command deploys with such a tool; what lies in a folder of documentation is none."""
    plain = fetched_tool(words)
    if not plain or any(each.casefold() in TEXT_FOLDERS for each in _parts(plain[1:], directory)):
        return False
    verbs = [each for each in plain[1:] if not each.startswith("-")]
    if plain[0] in PREVIEWING_TOOLS:
        asked = any(FOR_PRODUCTION.fullmatch(each) for each in plain[1:])
        return asked and verbs[:1] in ([], ["deploy"], ["--prod"])
    if plain[0] == STAGED_TOOL:
        return verbs[1:2] == [STAGED_TASK]
    return any(plain[0] == tool and tuple(verbs[: len(rest)]) == tuple(rest) for tool, *rest in EDGE_COMMANDS)


def action_deploys_to_edge(uses: str, options: dict[str, str]) -> bool:
    """Whether an action deploys so; `options` as the step gives them."""
    plain = {name.casefold(): value for name, value in options.items()}
    for action, (option, said) in EDGE_ACTIONS.items():
        if uses.casefold().startswith(action):
            value = " ".join(plain.get(option, "").split())
            return not option or EDGE_ACTION_OPTIONS[said].fullmatch(value) is not None
    return False


def _parts(words: Sequence[str], directory: str) -> list[str]:
    return [
        part
        for each in (*words, directory)
        for part in each.partition("=")[2 if "=" in each else 0].split("/")
    ]
