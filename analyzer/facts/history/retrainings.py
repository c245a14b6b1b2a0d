"""Models that were made anew: model files, metrics, cards and stages that changed with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from enum import StrEnum

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.padding import padded
from analyzer.facts.history.pins import MODEL_FILES
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_excluded_by_name
from analyzer.wiring.roles import is_example_path, is_test_path


class Trace(StrEnum):
    """What a training leaves in a repository."""

    MODEL = "a model or a pointer to one"
    METRICS = "metrics"
    CARD = "a model card"
    STAGE = "a registry file"


_NAMES = {
    Trace.METRICS: lazy_regex(
        r"(?:.*[_.-])?(?:metrics?|scores?|eval(?:uation)?(?:[_-](?:results?|report))?|results?|leaderboard"
        r"|classification[_-]report)(?:[_.-].{0,60})?\.(?:json|ya?ml|csv|tsv|txt|md)",
        re.IGNORECASE,
    ),
    Trace.CARD: lazy_regex(
        r"(?:.*[_.-])?model[_-]?cards?(?:[_.-].{0,60})?\.(?:md|rst|ya?ml|json)", re.IGNORECASE
    ),
    Trace.STAGE: lazy_regex(
        r"(?:.*[_.-])?(?:model[_-]?registry|models?[_-]?versions?|(?:production|champion|current|best)[_-]model"
        r"|model[_-](?:info|metadata))\.(?:json|ya?ml|toml|txt)",
        re.IGNORECASE,
    ),
}
_POINTERS = (*(ending for ending in MODEL_FILES if ending != ".tar.gz"), ".dvc")
_CARD_FOLDER = lazy_regex(r"(?:^|/)model[_-]?cards?/[^/]+\.md", re.IGNORECASE)
# A text that lies among results by the name of its folder: `eval_results/epoch_3.txt`.
_RESULTS_FOLDER = lazy_regex(
    r"(?:.*/)?[a-z0-9_-]{0,60}[_-]results?/[^/]+\.(?:json|ya?ml|csv|tsv|txt|md)", re.IGNORECASE
)
# Folders of settings: which metrics are computed or collected, and none of their values.
_SETTINGS_FOLDER = lazy_regex(
    r"(?:^|/)(?:\.github|conf|cfg|config|configs|configuration|settings|k8s|kubernetes|helm|charts|infra"
    r"|infrastructure|deploy|deployment|monitoring|grafana|prometheus)/",
    re.IGNORECASE,
)
LONGEST_NAME = 120
# What every run writes anew, whatever it came to: when, where and how long it ran, and the how manyth it was.
_OF_THE_RUN = lazy_regex(
    r"""["']?\b(?:[a-z0-9]{1,30}[_ -]){0,4}(?:time|timestamp|date|datetime|at|on|duration|elapsed|seconds"""
    r"""|secs|ms|uuid|run[_-]?id|path|file|dir|directory|host|hostname|platform|user"""
    r"""|(?:run|save|load|build|train(?:ing)?|retrain(?:ing)?)s?[_-]?"""
    r"""(?:counts?|number|counter))"""
    r"""\b["']?\s{0,4}[:=]\s{0,4}(?:"[^"\n]{0,80}"|'[^'\n]{0,80}'|[^\s,}\]"'][^,\n}]{0,80})""",
    re.IGNORECASE,
)
_MOMENT = lazy_regex(
    r"\b(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\b(?:19|20)\d{6}[T_-]?\d{4,6}\b|\b\d\d:\d\d:\d\d(?:\.\d{1,9})?\b"
)


class Retraining(Struct, frozen=True):
    """A commit in which two different traces of a training changed, one of them not for the first time."""

    commit: Commit
    paths: tuple[str, ...]
    traces: tuple[Trace, ...]


def trace_of(path: str) -> Trace | None:
    """What of a training a path is, by its name alone."""
    folder, _, name = path.rpartition("/")
    # The scores of a test set are no test, and are often called so.
    if len(name) > LONGEST_NAME or is_test_path(f"{folder}/{name.rpartition('.')[2]}"):
        return None
    if is_excluded_by_name(path) or is_example_path(path):
        return None
    if name == "dvc.lock" or name.casefold().endswith(_POINTERS):
        return Trace.MODEL
    if _CARD_FOLDER.search(path):
        return Trace.CARD
    named = (trace for trace in (Trace.CARD, Trace.STAGE, Trace.METRICS) if _NAMES[trace].fullmatch(name))
    found = next(named, Trace.METRICS if _RESULTS_FOLDER.fullmatch(path) else None)
    return None if found is Trace.METRICS and _SETTINGS_FOLDER.search(path) else found


@derived
def retrainings(repo: Snapshot) -> tuple[Retraining, ...]:
    """The commits of people that made a model anew, as far as they left traces; the newest first.

    A file of which only the moment, the duration or the number of the run changed is no trace.
    """
    return tuple(_retrainings(repo))


def _retrainings(repo: Snapshot) -> Iterator[Retraining]:
    known: dict[str, Trace | None] = {}
    left_out, idle = padded(repo), _Idle(repo)
    later = set(repo.all_paths)
    for commit in repo.work.without(left_out):
        found: dict[str, Trace] = {}
        for path in commit.paths:
            if path not in known:
                known[path] = trace_of(path)
            # What is neither here nor touched later was taken away.
            if (trace := known[path]) is not None and path in later:
                found[path] = trace
        later.update(commit.paths)
        if len(set(found.values())) < 2:
            continue
        added = set(commit.added)
        news = _of_new_models(found, added)
        found = {
            path: trace
            for path, trace in found.items()
            if trace is Trace.MODEL or not (path in news or idle.is_in(commit, path))
        }
        if len(set(found.values())) < 2:
            continue
        moved = {new for _old, new in commit.renames} | {old for old, _new in commit.renames}
        again = [path for path in found if path not in added and path not in moved]
        if again:
            yield Retraining(commit, tuple(sorted(found)), tuple(sorted(set(found.values()))))


def _of_new_models(found: Mapping[str, Trace], added: Set[str]) -> frozenset[str]:
    """New files that by their name go with a new model: they say nothing of one that was there before."""
    stems = tuple(
        path.rpartition(".")[0] for path, trace in found.items() if trace is Trace.MODEL and path in added
    )
    return frozenset(path for path in found if path in added and path.startswith(stems))


class _Idle:
    """The changes of files in which a run came to the same as the one before, where old texts are read."""

    def __init__(self, repo: Snapshot) -> None:
        self._versions = repo.versions
        self._watched = frozenset(repo.versions.paths)
        self._found: dict[str, dict[str, bool]] = {}

    def is_in(self, commit: Commit, path: str) -> bool:
        """Whether a commit changed nothing of a file but what every run writes anew.

        Of a version between those that are read, whether none of the others changed more.
        """
        if path not in self._watched:
            return False
        if path not in self._found:
            self._found[path] = {
                each.commit.sha: _same_outcome(each.before, each.after)
                for each in self._versions.of(path)
                if each.before is not None and each.after is not None
            }
        seen = self._found[path]
        return seen.get(commit.sha, bool(seen) and all(seen.values()))


def _same_outcome(before: str, after: str) -> bool:
    return _without_the_run(before) == _without_the_run(after)


def _without_the_run(text: str) -> str:
    return _MOMENT.sub("", _OF_THE_RUN.sub("", text))
