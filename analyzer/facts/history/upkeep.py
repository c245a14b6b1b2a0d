"""Work by people on what runs: which commits it is, numbered proposals on the way, versions raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from posixpath import basename

from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.facts.history.first_start import first_start
from analyzer.facts.history.padding import padded
from analyzer.facts.history.proposals import number_in
from analyzer.facts.running.what_runs import running_paths
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_bot, kinds
from analyzer.sources import SECONDS_A_DAY
from analyzer.text import word_set

MERGED_RAISE = lazy_regex(
    r"Merge (?:pull request #\d{1,7} from [^/]{1,100}/|(?:remote-tracking )?branch '(?:origin/)?)"
    r"(?:(?:dependabot|renovate|pyup|snyk|greenkeeper|scala-steward)[/-]|update/[\w./-]{1,100}-\d+\.)"
)
SAYS_RAISE = lazy_regex(
    r"\b(?:bump(?:s|ed|ing)?|upgrad(?:e|es|ed|ing)|unpin(?:s|ned)?|pin(?:s|ned)?|downgrad(?:e|es|ed))\b",
    re.IGNORECASE,
)
# Words of any change: of a raise where the rest of the subject names what has versions.
SAYS_CHANGE = lazy_regex(
    r"\b(?:rais(?:e|es|ed|ing)|updat(?:e|es|ed|ing)|migrat(?:e|es|ed|ing))\b", re.IGNORECASE
)
NAMES_VERSIONS = lazy_regex(
    r"\b(?:deps?|dependenc(?:y|ies)|requirements?|packages?|librar(?:y|ies)|versions?|lock|runtime|base image"
    r"|docker(?:file)?|python|node|java|jdk|ruby|golang|sdk|cuda)\b|\d\.\d|\.(?:txt|lock|toml|json|ya?ml|mod|xml)\b",
    re.IGNORECASE,
)
# A new version of what is built itself: none of what it needs.
OWN_VERSION = lazy_regex(
    r"\b(?:bump|upgrad|rais|updat)\w{0,4}\s(?:up\s)?"
    r"(?:(?:the|our|its|app|application|project|package|crate|module|release|api|service|plugin|snapshot|patch"
    r"|minor|major|dev|development|maven|gradle|build)\s){0,4}version(?:\s(?:number|code|name))?"
    r"(?=\s{0,4}\Z|\s(?:to|from)?\s?v?\d|[:,.;(])"
    r"|^\W{0,4}(?:\w{1,20}(?:\([^)]{0,40}\))?!?:\s)?bump(?:s|ed|ing)?\s(?:to\s)?v?\d{1,6}(?:\.\d{1,6}){1,3}"
    r"[\w.+-]{0,30}\s{0,4}\Z",
    re.IGNORECASE,
)
# Files that name the version of the project itself beside those of what it needs.
WITH_OWN_VERSION = lazy_regex(
    r"(?:.*/)?(?:package(?:-lock)?\.json|pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|cargo\.(?:toml|lock)"
    r"|pyproject\.toml|setup\.(?:py|cfg)|gemfile\.lock|[^/]{1,100}\.(?:cs|fs|vb)proj)",
    re.IGNORECASE,
)
RUNTIME_FILES = word_set(
    ".python-version runtime.txt .tool-versions .nvmrc .node-version .ruby-version go.mod package.json "
    "package-lock.json yarn.lock pnpm-lock.yaml cargo.toml cargo.lock gemfile gemfile.lock pom.xml "
    "build.gradle build.sbt project/build.properties"
)
COMMITS_NAMED = 400
"""Commits that one piece of evidence names: their shares are those of all, to the percent."""


@derived
def upkeep_commits(repo: Snapshot) -> tuple[Commit, ...]:
    """The dated commits in which people worked on what runs, newest first; none that are padding.

    None of before the first file that starts or delivers something.
    """
    begin = first_start(repo) or 0
    return tuple(each for each in _work_on_it(repo) if (each.written or 0) >= begin)


def days_before_it_ran(repo: Snapshot) -> int:
    """On how many days people worked on the same files before anything started or delivered them."""
    begin = first_start(repo) or 0
    counted = days_of_work(upkeep_commits(repo))
    return len(days_of_work(each for each in _work_on_it(repo) if (each.written or 0) < begin) - counted)


@derived
def _work_on_it(repo: Snapshot) -> tuple[Commit, ...]:
    paths, left_out = running_paths(repo), padded(repo)
    if not paths.areas:
        return ()
    return tuple(
        each
        for each in repo.work.without(left_out)
        if each.written is not None and any(paths.holds(path) for path in each.paths)
    )


def proposals(repo: Snapshot) -> tuple[tuple[int, Commit], ...]:
    """Growing numbers of issues and proposals, with the commits that had them first; the oldest first."""
    found: list[tuple[int, Commit]] = []
    numbered = repo.commits.where(lambda each: _number(each.subject) is not None)
    for commit in sorted(numbered, key=lambda each: (each.written or 0, each.sha)):
        number = _number(commit.subject)
        grown = number is not None and (not found or number > found[-1][0])
        if number is not None and grown and commit.written is not None and not is_bot(commit.author):
            found.append((number, commit))
    return tuple(found)


def raises(repo: Snapshot) -> Iterator[Commit]:
    """Commits in which people raised a dependency or the runtime, or merged such a proposal of automation.

    The dependencies are those of what runs; whose a merge raises is not known. What a commit brings or takes
    away as a whole file is no raise.
    """
    paths, present, begin = running_paths(repo), set(repo.all_paths), first_start(repo) or 0
    later: set[str] = set()
    for commit in repo.commits:
        touched, added = commit.paths, frozenset(commit.added)
        raised = [
            path
            for path in touched
            if (path in present or path in later) and path not in added and is_dependency(path)
        ]
        later.update(touched)
        if commit.written is None or commit.written < begin or is_bot(commit.author):
            continue
        if commit.is_merge:
            if MERGED_RAISE.match(commit.subject):
                yield commit
        elif any(map(paths.holds, raised)) and _says_raise(commit):
            yield commit


def _says_raise(commit: Commit) -> bool:
    """Whether a commit says that it raises versions, or that it changes files which hold nothing else."""
    subject = commit.subject
    if any(map(WITH_OWN_VERSION.fullmatch, commit.paths)):
        subject = OWN_VERSION.sub("", subject)
    if SAYS_RAISE.search(subject):
        return True
    return SAYS_CHANGE.search(subject) is not None and (
        NAMES_VERSIONS.search(subject) is not None or all(map(is_dependency, commit.paths))
    )


def days_of_work(commits: Iterable[Commit]) -> frozenset[int]:
    """The days, UTC, on which the commits were written, counted from 1 January 1970."""
    return frozenset(each.written // SECONDS_A_DAY for each in commits if each.written is not None)


def spread(commits: Sequence[Commit]) -> tuple[str, ...]:
    """Ids of the commits, the first first; of very many some at even distances, which keeps the shares."""
    step = -(-len(commits) // COMMITS_NAMED) or 1
    return tuple(each.sha for each in commits[::step])


def _number(subject: str) -> int | None:
    found = number_in(subject.rstrip())
    return None if found is None else int(found)


@lru_cache(maxsize=10_000)
def is_dependency(path: str) -> bool:
    """Whether a file names the versions of what something needs: packages, a runtime, a base image."""
    return basename(path).casefold() in RUNTIME_FILES or not kinds(path).isdisjoint(
        {FileKind.DEPENDENCIES, FileKind.DOCKERFILE}
    )
