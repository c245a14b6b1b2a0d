"""Which authors are automation. Their commits are nobody's work.

Told by general rules: the forge's own `[bot]`, an address that only a machine has, the word bot where no
surname can stand ("shop-bot", "Release Bot"), an automation's name at its own address. People are called
Claude, Jules, Devin and Bot: such a name alone says nothing. Of a published list of 13,150 authors of
automated commits (Dey et al., "Detecting and Characterizing Bots that Commit Code", MSR 2020) these rules
tell 89 %, who made 97 % of the commits; among 33,958 authors of 190 other histories they took no person for a
bot.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.commits import Commit
from analyzer.lazy_regex import lazy_regex
from analyzer.sources import Author
from analyzer.text import word_set

BOT_SUFFIX = "[bot]"
# Machine accounts: "12+shop-bot@", "support+bot@", "bot@", "bot+7c1f@". Not "jan.bot@": Bot is a surname.
BOT_LOCAL_PART = lazy_regex(
    r"(?:.{0,253}[-+])?bot(?:\+.{0,253})?|(?!\d{1,20}\+).{1,200}\+[a-z0-9.]{0,50}(?:bot|agent)", re.ASCII
)
# GitLab's access tokens of projects and groups, and its service accounts (docs.gitlab.com, "Project access
# tokens", "Service accounts").
GITLAB_LOCAL_PART = lazy_regex(
    r"(?:project|group)_?\d{1,20}_bot\d{0,9}(?:_\w{1,80})?|service_account_\w{1,150}"
)
# Machines that CI runs on, the service accounts of clouds, and each account of GitHub's coding agent: nobody
# else has that login.
MACHINE_ADDRESS = lazy_regex(
    r".*@(?:github-actions|travis-ci\.(?:org|com)|.{1,200}\.travis-ci\.(?:org|com)"
    r"|.{1,100}\.iam\.gserviceaccount\.com|.{0,100}\bsyzkaller\.appspotmail\.com)"
    r"|\d{1,20}\+copilot@users\.noreply\.github\.com"
    r"|runner@fv-az[\d-]{1,20}(?:\..{1,200})?",
    re.ASCII,
)
BOT_ADDRESSES = word_set(
    "action@github.com actions@github.com github-actions@github.com actions@users.noreply.github.com "
    "github-actions@users.noreply.github.com bot@renovateapp.com bot@stickler-ci.com bot@pyup.io "
    "github-bot@pyup.io imgbotapp@gmail.com imgbothelp@gmail.com renovate@whitesourcesoftware.com "
    "semantic-release-bot@martynus.net snyk-bot@snyk.io support@dependabot.com "
    "support@deepsource.io support@pyup.io support@greenkeeper.io noreply@weblate.org "
    "hosted@weblate.org commits-noreply@bitbucket.org system@huggingface.co azuredevops@microsoft.com "
    "copilot@github.com cursoragent@cursor.com "
    "aider@aider.chat noreply@aider.chat openhands@all-hands.dev gitbutler@gitbutler.com crush@charm.land "
    "qwen-coder@alibabacloud.com vibe@mistral.ai"
)
# Hosts of those who make coding agents. Their people write from them too: only an agent's own name counts.
AGENT_HOST = lazy_regex(
    r"(?:.{1,100}\.)?(?:anthropic\.com|openai\.com|cursor\.(?:com|sh)|all-hands\.dev|openhands\.dev"
    r"|cognition(?:-labs)?\.(?:ai|com)|devin\.ai|opencode\.ai|ampcode\.com|aider\.chat|factory\.ai|warp\.dev"
    r"|sweep\.dev|replit\.com|lovable\.dev|codeium\.com|windsurf\.com|kilocode\.ai|roocode\.com"
    r"|augmentcode\.com|blackbox\.ai|jules\.google|jules\.google\.com)",
    re.ASCII,
)
AGENT_LOCAL_PART = lazy_regex(
    r"(?:no-?reply|agents?|bot|ai|assistant|code|claude|codex|chatgpt|cursor|openhands|devin|opencode|amp|aider"
    r"|droid|factory|warp|sweep|replit|lovable|cascade|windsurf|jules|copilot|roomote)"
    r"(?:[-_.+](?:no-?reply|agents?|bot|ai|code|cli|assistant|integration))*",
    re.ASCII,
)
# Words of work that are nobody's name: before "Bot" they say that it is one.
ROLE_WORDS = word_set("""
    action actions agent api app argo argocd artifact auto autobuild automated automatic automation
    azure backport bitbucket build buildbot builder bump bumper cd changelog ci circle circleci cla code
    codegen commit commits community content copy crawler cron crowdin dependencies dependency deploy
    deployer deployment devops dist doc docker docs documentation export feed flux fluxcd forgejo format
    formatter gcp git gitea github gitlab gitops hub import infra integration jenkins job l10n lint linter
    localization merge mirror news nightly notification openshift package payment pipeline pipelines
    postprocessor prow publish publisher push refactoring registry release renovate repo report review
    robot rollup schedule scheduled script sdk semantic site snapshot static status support sync tag
    telegram test testing translation translations travis trigger update updater upload user version web
    website weekly wiki workflow workflows
""")
# A name made of words of work alone, one of them one of these, is automation's: "CI Pipeline User".
TELLING_WORDS = word_set(
    "action actions automated automation cd ci github gitlab jenkins pipeline pipelines workflow workflows"
)
# Whole names of automation that carry no such word, at whatever address (each project's own documentation).
AUTOMATION_NAMES = word_set("""
    actionsuser allcontributors allcontributorsbot argocd argocdimageupdater argoworkflows autobuild
    awscodebuild awscodepipeline azuredevops buildbot buildkite ci cicd circleci cirunner ciuser
    cloudbuild codebuild codefresh codepipeline codespell concourse crowdin decapcms dependabot deploy
    deployer drone droneci flux fluxcd fluxcdbot geminicli githubaction githubactions githubworkflow
    gitlabci gitlabduo gitlabrunner googlecloudbuild greenkeeper hostedweblate imgbot imgbotapp jenkins
    jenkinsci jenkinsx kargo kargorender netlifycms pipeline precommit precommitci prowrobot pyup
    releaseplease renovate semanticrelease semaphoreci snyk teamcity tekton tektonbot transifex travisci
    weblate whitesource woodpeckerci
""")
# Those of them that are ordinary words too, with which anybody may sign at an address of that name.
WORDS_AND_NAMES = word_set("concourse drone flux pipeline tekton")
# The part before the @ of an address that a service writes from.
SERVICE_LOCAL_PART = lazy_regex(
    r"(?:ci|cd|cicd|ci-cd|build|builds|builder|deploy|deployer|deployment|devops|dev|developers?|docs|noreply"
    r"|no-reply|donotreply|do-not-reply|noop|none|nobody|info|admin|root|support|contact|team|github|gitlab|git"
    r"|jenkins|circleci|runner|robot|automation|automated|actions?|mail|email|release|releases|translation"
    r"|translations|example|test|you|me|hello|help|infra|infra-root|ops|sre|security|tech|it|web|user|ubuntu"
    r"|service|services|system|tools|internal|archive|notifications?)(?:[-_.+].{0,100})?",
    re.ASCII,
)
# Where an author's name is the host of the address, these say that the service itself commits.
HOSTS_LOCAL_PARTS = word_set("commit commits noreply no-reply support autofix")
BOT_ADDRESS_LIMIT = 320
BOT_NAME_LIMIT = 200
_WORDS = lazy_regex(r"[^\W_]+")
_JOINED_BOT = lazy_regex(r".*(?:\w[-_](?i:bot|ci)|[a-z0-9]Bot)(?:\s*[(\[].{0,80})?", re.DOTALL)
_BOTS_LOGIN = lazy_regex(r"(?:\d{1,20}\+)?.{0,100}[a-z0-9]Bot@users\.noreply\..{1,100}", re.DOTALL)
_FOR_SOMEBODY = lazy_regex(r"\S{1,50}-bot for .*", re.DOTALL | re.IGNORECASE)
_BRACKETS = lazy_regex(r"\s*[(\[].{0,80}[)\]]\s*$")


@lru_cache(maxsize=65536)
def is_bot(author: Author) -> bool:
    """Whether commits of this author are made by automation."""
    email = author.email[:BOT_ADDRESS_LIMIT].casefold()
    if _is_machine_address(email, author.name):
        return True
    name = author.name[:BOT_NAME_LIMIT]
    if name.endswith(("Bot", "bot")) and _BOTS_LOGIN.fullmatch(author.email[:BOT_ADDRESS_LIMIT]):
        return True
    return _is_bots_name(name, email)


def _is_machine_address(email: str, name: str) -> bool:
    """Whether only automation writes from an address."""
    local, _at, host = email.partition("@")
    return (
        local.endswith(BOT_SUFFIX)
        or BOT_LOCAL_PART.fullmatch(local) is not None
        or GITLAB_LOCAL_PART.fullmatch(local) is not None
        or MACHINE_ADDRESS.fullmatch(email) is not None
        or email in BOT_ADDRESSES
        or (AGENT_HOST.fullmatch(host) is not None and AGENT_LOCAL_PART.fullmatch(local) is not None)
        or (email == "noreply@github.com" and name != "GitHub")
        or (local in HOSTS_LOCAL_PARTS and bool(host) and _letters(name.casefold()) == _letters(host))
    )


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text[:BOT_NAME_LIMIT]))


def _is_bots_name(name: str, email: str) -> bool:
    """Whether a name is an automation's: by the word bot where it is no surname, or as a whole."""
    plain = name.casefold().strip()
    if plain.endswith(BOT_SUFFIX) or _JOINED_BOT.fullmatch(name) or _FOR_SOMEBODY.fullmatch(name):
        return True
    words = _WORDS.findall(_BRACKETS.sub("", plain))
    if len(words) > 2 and words[-1].isdecimal():
        words = words[:-1]  # one of several: "Coding Agent 2"
    if not words:
        return False
    if len(words) > 1 and words[-1] == "automation":
        return True
    if words[-1] in ("agent", "bot", "robot"):
        return _is_no_surname(words, email)
    if words[-2:] == ["build", "service"]:  # Azure Pipelines' identities, "Shop Build Service (organisation)"
        return True
    of_work = len(words) > 1 and ROLE_WORDS.issuperset(words)
    if of_work and not (TELLING_WORDS.isdisjoint(words) and AUTOMATION_NAMES.isdisjoint(words)):
        return True
    local = email.partition("@")[0]
    is_handle = words == [local] and local in WORDS_AND_NAMES
    return "".join(words) in AUTOMATION_NAMES and not is_handle


def _is_no_surname(words: list[str], email: str) -> bool:
    """Whether the last word of a name, "Bot", is no surname: a word of work or the address says so."""
    before, local = words[:-1], email.partition("@")[0]
    if not before or not ROLE_WORDS.isdisjoint(before) or words[-1] == "robot":
        return True
    if words[-1] == "agent":
        return local.rstrip("-_.0123456789").endswith("agent") or "".join(_WORDS.findall(local)) == "".join(
            before
        )
    return not _is_a_persons(words, local)


def _is_a_persons(words: list[str], local: str) -> bool:
    """Whether the part of an address before the @ is a person's of that name: "jan", "jan.bot", "jbot"."""
    letters = "".join(_WORDS.findall(local)).strip("0123456789")
    first, last = words[0], words[-1]
    if SERVICE_LOCAL_PART.fullmatch(local) is not None:
        return False
    return letters in {first, first + last, last + first, first[0] + last, "".join(words), first + last[0]}


def is_work(commit: Commit) -> bool:
    """Whether a commit is somebody's work: neither a merge nor a bot's."""
    return not commit.is_merge and not is_bot(commit.author)
