"""When a repository first had something that starts or delivers it: before, nobody works on what runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import basename

from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.facts.purposes.purpose import is_published
from analyzer.facts.running.version_names import is_version
from analyzer.facts.running.what_runs import STARTING_FILES, is_for_tests, running
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_excluded_by_name, kinds
from analyzer.text import word_set
from analyzer.wiring.roles import is_example_path, is_test_path

# Files that say what a platform or a tool runs, or what others install.
RUN_FILES = lazy_regex(
    r"(?:.*/)?(?:databricks\.ya?ml|dvc\.yaml|MLproject|prefect\.yaml|dagster\.yaml|workspace\.yaml|app\.ya?ml"
    r"|Chart\.yaml|kustomization\.ya?ml|bentofile\.yaml|cog\.yaml|setup\.(?:py|cfg)|[^/]+\.gemspec)",
    re.IGNORECASE,
)
# Programs that are gone may have been what was started in their time.
PROGRAM_NAMES = lazy_regex(
    r"(?:.*/)?(?:main|app|application|server|service|api|wsgi|asgi|manage|bot|index|run|serve)"
    r"\.(?:py|[cm]?[jt]sx?|go|rb|java|kt|cs|php|r|jl|scala)",
    re.IGNORECASE,
)
_SURROUNDINGS = frozenset({FileKind.DOCKERFILE, FileKind.COMPOSE})


# What others install a package by, where they do.
PACKAGE_MANIFESTS = word_set(
    "setup.py setup.cfg pyproject.toml package.json cargo.toml project.toml description pom.xml build.gradle "
    "build.gradle.kts build.sbt go.mod"
)


@derived
def first_start(repo: Snapshot) -> int | None:
    """When the first file came that starts or delivers something, Unix seconds; None if no commit shows one.

    Of today's, the files in which it shows that something runs, under all the names that they had; of those
    that are gone, every one that by its name could have started or delivered something in its time. A tag
    with a version is a delivery too.
    """
    if not running(repo):
        return None
    begins = _Begins(repo)
    return min((each.written or 0 for each in repo.commits if begins.in_commit(each)), default=None)


class _Begins:
    """Asked of the commits from the newest to the oldest, it follows the files to their earlier names."""

    def __init__(self, repo: Snapshot) -> None:
        self._present = frozenset(repo.all_paths)
        self._named = {path for each in running(repo) for path in (each.place, each.file) if path}
        if is_published(repo):
            self._named.update(path for path in repo.paths if basename(path).casefold() in PACKAGE_MANIFESTS)
        self._versions = frozenset(each.commit for each in repo.tags if is_version(each.name))
        self._known: dict[str, bool] = {}

    def in_commit(self, commit: Commit) -> bool:
        """Whether a commit brings such a file, or may, where it brings more than is listed."""
        begun = [path for path in commit.added if self._starts(path)]
        if begun:
            self._follow(commit, begun)
        listed = commit.path_count <= len(commit.paths)
        return commit.written is not None and (bool(begun) or not listed or commit.sha in self._versions)

    def _follow(self, commit: Commit, begun: Sequence[str]) -> None:
        """What such a file was called before: the same content, or the same name in another folder."""
        self._named.update(old for old, new in commit.renames if new in begun)
        names = set(map(basename, begun))
        gone = (path for path in commit.paths if path not in self._present and basename(path) in names)
        self._named.update(gone)

    def _starts(self, path: str) -> bool:
        if path in self._named:
            return True
        if path not in self._known:
            self._known[path] = self._by_its_name(path)
        return self._known[path]

    def _by_its_name(self, path: str) -> bool:
        if is_test_path(path) or is_example_path(path) or is_excluded_by_name(path):
            return False
        if STARTING_FILES.fullmatch(path) or RUN_FILES.fullmatch(path):
            return True
        of = kinds(path)
        if not of.isdisjoint(_SURROUNDINGS):
            return not is_for_tests(basename(path))
        gone = path not in self._present
        return gone and (FileKind.CI in of or PROGRAM_NAMES.fullmatch(path) is not None)
