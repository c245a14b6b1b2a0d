"""Pages that CI publishes as they lie in the repository: those of a product, which asks a service."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from posixpath import basename, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Pipeline, Step
from analyzer.repository import Snapshot
from analyzer.text import word_set

# Actions that publish pages, with the option that says which folder; the first takes what a step uploaded.
PAGE_UPLOAD = ("actions/upload-pages-artifact", "path")
PAGE_DEPLOYS = ("actions/deploy-pages",)
FOLDER_DEPLOYS = {
    "peaceiris/actions-gh-pages": "publish_dir",
    "jamesives/github-pages-deploy-action": "folder",
}
TEXT_FOLDERS = word_set("docs doc documentation book site public/docs")
# What a page does that sends a service something, or listens to it; files of its own are only read.
ASKS_SERVICE = lazy_regex(
    r"\bmethod\s{0,4}:\s{0,4}[\"'`](?:POST|PUT)\b|\baxios\.(?:post|put)\(|\bnew (?:EventSource|WebSocket)\("
    r"|\.open\(\s{0,4}[\"'](?:POST|PUT)[\"']"
)
PAGE_SCRIPTS = (".js", ".mjs", ".html", ".ts")
MOST_PAGE_FILES = 50


def publishes_product(repo: Snapshot, pipeline: Pipeline, step: Step) -> bool:
    """Whether a step publishes pages from here that ask a service: a product, no documentation."""
    uses = (step.uses or "").casefold()
    if uses.startswith(PAGE_DEPLOYS):
        return any(_is_product(repo, each) for each in _uploaded(pipeline))
    option = next((named for action, named in FOLDER_DEPLOYS.items() if uses.startswith(action)), None)
    return option is not None and _is_product(repo, dict(step.options).get(option, ""))


def _uploaded(pipeline: Pipeline) -> Iterator[str]:
    action, option = PAGE_UPLOAD
    for job in pipeline.jobs:
        for step in job.steps:
            if job.disabled is None and step.disabled is None and (step.uses or "").startswith(action):
                yield dict(step.options).get(option, "")


def _is_product(repo: Snapshot, folder: str) -> bool:
    place = normpath(folder.strip() or ".")
    if place in (".", "..") or "$" in place or basename(place).casefold() in TEXT_FOLDERS:
        return False
    if not repo.exists(f"{place}/index.html"):
        return False
    scripts = (each for each in repo.paths if each.startswith(f"{place}/") and each.endswith(PAGE_SCRIPTS))
    return any(ASKS_SERVICE.search(repo.text(each) or "") for each in islice(scripts, MOST_PAGE_FILES))
