"""Reverts in the history: commits that revert an earlier one which changed served files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.facts.history.undone import WITHIN_DAYS, changes_the_same, undone
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot, kinds
from analyzer.sources import SECONDS_A_DAY
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import service_modules

SERVING_PATH = lazy_regex(
    r"(?:^|[/_.-])(?:models?|serving|serve|deploy\w*|inference|k8s|helm|charts?|infra\w*|docker\w*"
    r"|terraform|manifests?)(?:[/_.-]|$)",
    re.IGNORECASE,
)
TOO_SOON = 300
"""Seconds within which a change is taken back before it could have been delivered."""
# The shortest name of a commit that git writes by itself.
SHORT_NAME = 7
# What a deployment reads, and a page or a picture of it does not.
DEPLOYED_ENDINGS = (".yaml", ".yml", ".tf", ".toml", ".json", ".tpl", ".sh", ".conf", ".env", ".onnx", ".pkl")


# A tool that was tried beside the program: taking it out again restores no earlier version of a service.
TOOL_WORDS = lazy_regex(
    r"\b(?:sentry|datadog|new ?relic|prometheus|grafana|telemetry|tracing|analytics|logging|logger"
    r"|lint\w*|black|ruff|flake8|isort|mypy|pylint|pre-commit|dependabot|renovate|codecov|badges?|readme|docs?|docstrings?"
    r"|typing|type hints?|ci|workflows?|github actions?|tests?|formatt?\w*|notebooks?|typos?)\b",
    re.IGNORECASE,
)


def reverts(repo: Snapshot) -> Iterator[Evidence]:
    """Commits that, five minutes to a month later, revert one of this history which changed what is served.

    A dependency or a tool that is taken out again is no version that was restored.
    """
    for revert, change in _pairs(repo):
        if _was_a_version(revert, change) and changes_the_same(revert, change):
            both = set(change.paths) or set(revert.paths)
            served = [path for path in revert.paths if repo.exists(path) and _is_served(repo, path)]
            served.sort(key=lambda path: (path not in both, path not in repo.modules))
            if served:
                note = f"commit {revert.sha[:10]} reverts {change.sha[:10]}"
                yield Evidence(served[0], None, Level.PRESENT, note, commits=(revert.sha,))


def _pairs(repo: Snapshot) -> Iterator[tuple[Commit, Commit]]:
    """Reverts with what they revert: named by its id, else as a forge does, by its subject or number."""
    named = {each.reverts[:SHORT_NAME] for each in repo.work if each.reverts}
    known = {each.sha[:SHORT_NAME]: each for each in repo.commits if each.sha[:SHORT_NAME] in named}
    otherwise = {each.revert.sha: each.change for each in undone(repo) if not each.less}
    for each in repo.work:
        change = known.get((each.reverts or "")[:SHORT_NAME]) or otherwise.get(each.sha)
        if change is not None:
            yield each, change


def _was_a_version(revert: Commit, change: Commit) -> bool:
    if any(FileKind.DEPENDENCIES in kinds(path) for path in (*revert.paths, *change.paths)):
        return False
    if TOOL_WORDS.search(change.subject) is not None:
        return False
    if revert.written is None or change.written is None:
        return True
    return TOO_SOON <= revert.written - change.written <= WITHIN_DAYS * SECONDS_A_DAY


def _is_served(repo: Snapshot, path: str) -> bool:
    if is_test_path(path) or path in repo.prose or path in repo.dependencies:
        return False
    if path in repo.modules:
        models = {use.code.path for use in model_uses(repo)}
        reached = reached_from(repo, modules_run(repo) | service_modules(repo))
        return path in models or path in reached or SERVING_PATH.search(path) is not None
    if path in repo.dockerfiles or path in repo.services:
        return True
    return path.endswith(DEPLOYED_ENDINGS) and SERVING_PATH.search(path) is not None
