"""Releases of a program: tags that are versions, commits that raise the version, and fixes soon after."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.fixes import fixes
from analyzer.facts.running.version_names import is_version
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

SOON = 72 * 3600
"""Seconds after a release in which a fix answers it."""
TOGETHER = 3600
"""Releases that follow each other faster are one: a program made them, or they are parts of one."""
VERSION_NUMBER = lazy_regex(
    r"(?<![\w.])v?\d{1,6}(?:\.\d{1,8}){1,4}(?:[.-]?(?:rc|alpha|beta|a|b|dev|pre|post)[.-]?\d{0,4})?(?![\w.]*\w)"
)
# The version alone, or after "bump"; other words of people and tools name a version or a release.
ONLY_NUMBER = lazy_regex(
    r"(?:[a-z]{2,10}(?:\([^()]{0,40}\))?:\s?)?(?:bump(?:ed|ing)?(?: up)?(?: to)?:?\s|release\s)?"
    r"v?\d{1,6}(?:\.\d{1,8}){1,4}[\w.+-]{0,20}(?:\s?(?:\[[\w -]{1,40}\]|\(#\d{1,7}\))){0,3}",
    re.IGNORECASE,
)
# The version of nothing else: what is raised stands before the word.
RAISES_VERSION = lazy_regex(
    r"(?:[^\s:]{1,30}:\s+|[\w-]{1,12}\s[-#]\s+)?"
    r"(?:(?:bump|increment|increas|rais|updat|set|up|chang|prepar|put|adjust)\w{0,4}\s+(?:up\s+)?)?"
    r"(?:(?:the|new|next|our|package|app|project|chart|release|minor|major|patch|to|core|api|backend|server"
    r"|service|frontend|client|cli|sdk|plugin|library|module)\s+){0,3}version\b"
    r"(?!\s+(?:of|for|constraint|control|dependenc\w+|range|check)\b).{0,40}",
    re.IGNORECASE,
)
SAYS_RELEASE = lazy_regex(r"\brelease[sd]?\b|\breleasing\b", re.IGNORECASE)
# A dependency's release, or how releases are made.
OTHERS_RELEASE = lazy_regex(
    r"\b(?:notes|workflow|action|script|job|pipeline|process|docs?|python|node)\b|\bfix"
    r"|\b(?:bump|updat\w+|upgrad\w+) (?!version\b)\S{2,60} (?:from|to) ",
    re.IGNORECASE,
)
SUBJECT_CUT = 90
# Files that hold nothing but the version, or what goes with a release.
ONLY_VERSION_FILES = word_set("version version.txt .version _version.py __version__.py")
RELEASE_FILES = word_set(
    "chart.yaml pyproject.toml setup.cfg setup.py package.json cargo.toml pom.xml __init__.py "
    ".bumpversion.cfg version.py version.rb version.go build.sbt version.sbt build.gradle build.gradle.kts "
    "gradle.properties mix.exs project.toml juliaproject.toml description directory.build.props pubspec.yaml "
    "composer.json app.json"
)
# Manifests that bear the package's name: Ruby, .NET, Haskell, CocoaPods.
RELEASE_ENDINGS = (".gemspec", ".csproj", ".fsproj", ".nuspec", ".cabal", ".podspec")
FEW_PATHS = 12
"""Paths that a commit touches at most which does nothing but raise a version."""
ALONE = 3
"""Files beside which one that holds the version shows that it was raised, whatever the words."""


class Release(Struct, frozen=True):
    """A version of the program: when it was made, Unix seconds, the commit, its name ("" if not known)."""

    moment: int
    commit: Commit
    name: str


@derived
def releases(repo: Snapshot) -> tuple[Release, ...]:
    """The releases of the history, oldest first; of those within an hour only the last."""
    found: list[Release] = []
    every = sorted(_all(repo), key=lambda each: (each.moment, each.commit.sha, each.name))
    for each in every:
        if found and each.moment - found[-1].moment < TOGETHER:
            found[-1] = each
        else:
            found.append(each)
    return tuple(found)


def answered(repo: Snapshot) -> tuple[tuple[Release, Commit], ...]:
    """The releases that a person fixed soon, each with the first such fix; a fix answers the last release."""
    made = releases(repo)
    moments = [each.moment for each in made]
    found: dict[int, Commit] = {}
    for fix in sorted(fixes(repo), key=lambda each: (each.written or 0, each.sha)):
        position = bisect_right(moments, (fix.written or 0) - 1) - 1
        if position >= 0 and (fix.written or 0) - moments[position] <= SOON and fix != made[position].commit:
            found.setdefault(position, fix)
    return tuple((made[position], fix) for position, fix in sorted(found.items()))


def _all(repo: Snapshot) -> Iterator[Release]:
    named = {tag.commit for tag in repo.tags}
    commits = {each.sha: each for each in repo.commits if each.sha in named} if named else {}
    tagged = set()
    for tag in repo.tags:
        commit = commits.get(tag.commit)
        if commit is not None and commit.written is not None and is_version(tag.name):
            tagged.add(commit.sha)
            yield Release(max(tag.moment or 0, commit.written), commit, tag.name)
    for commit in repo.commits:
        if commit.written is not None and _raises_version(commit) and commit.sha not in tagged:
            yield Release(commit.written, commit, _name_in(commit.subject))


def _raises_version(commit: Commit) -> bool:
    """Whether a commit raises the version of the program, by its words and by what it touches."""
    if commit.is_merge or not 0 < commit.path_count <= FEW_PATHS or not set(commit.paths) - set(commit.added):
        return False
    names = {basename(path).casefold() for path in commit.paths}
    if names & ONLY_VERSION_FILES and len(names) <= ALONE:
        return True
    if not names & (ONLY_VERSION_FILES | RELEASE_FILES) and not any(
        each.endswith(RELEASE_ENDINGS) for each in names
    ):
        return False
    subject = commit.subject.strip()
    if ONLY_NUMBER.fullmatch(subject):
        return True
    if len(subject) > SUBJECT_CUT or OTHERS_RELEASE.search(subject):
        return False
    if RAISES_VERSION.fullmatch(subject):
        return True
    return SAYS_RELEASE.search(subject) is not None and VERSION_NUMBER.search(subject) is not None


def _name_in(subject: str) -> str:
    """The version that a subject ends with; "" where it has none."""
    numbers = VERSION_NUMBER.findall(subject)
    return numbers[-1] if numbers else ""
