"""Old versions of the few files whose changes tell of operation: which they are, and their texts.

Files that say what runs where, with which limits and which model, and what a training came to. What is read
of them is bounded in the number of versions of a file, of all files, and in bytes, because of a remote
repository it has to be fetched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import ci_system
from analyzer.parsing.dependencies import dependency_kind
from analyzer.parsing.dockerfile import is_dockerfile
from analyzer.repository.backstop import whole
from analyzer.repository.bots import is_work
from analyzer.repository.contents import LFS_POINTER, File, Reader
from analyzer.repository.first_party import is_excluded_by_name
from analyzer.sources import Change
from analyzer.text import plural, word_set

VERSION_BYTES = 64 * 1024
"""Of one version of a file: what people set by hand is shorter."""
VERSIONS_OF_A_FILE = 30
BLOBS_OF_ALL_FILES = 800
BYTES_OF_ALL_FILES = 6 * 1024 * 1024
MONTHS_OF_CHANGES = 2
"""Of a file that was changed in fewer different months no old version is read."""
USUAL_BYTES = 4096
"""Of a file whose content is not here."""

_SETTINGS = lazy_regex(
    r".*\.(?:ya?ml|toml|ini|cfg|conf|config|env|properties|tf|tfvars|hcl|nomad|bicep|pbtxt|rules"
    r"|tmpl|tpl|template|j2|ya?ml\.(?:erb|dist))"
    r"|(?:.*/)?(?:\.env(?:\.[^/]*)?|[^/]*\.env\.[^/]*|crontab|procfile)"
    r"|(?:.*/)?[^/]*(?:param|config|setting|task-?_?def|deploy|model|env|prod|stag)[^/]*\.json",
    re.IGNORECASE,
)
# Programs that say what runs where: CDK, Pulumi.
_INFRASTRUCTURE_PROGRAM = lazy_regex(
    r"(?:.*/)?(?:[\w-]*cdk[\w-]*|pulumi|stacks?|infra|infrastructure|iac)/.*\.(?:ts|py)", re.IGNORECASE
)
_NOT_RUN = lazy_regex(
    r"(?:.*/)?(?:\.pre-commit-config|mkdocs|\.?readthedocs|openapi|swagger|docker-bake|codecov|_config|_quarto"
    r"|\.?rubocop\w*|dependabot|renovate|package|tsconfig|\.?eslintrc|\.bumpversion|setup|tox|pytest|mypy"
    r"|\.?golangci|\.?flake8|pyproject|cargo|poetry|uv|pipfile|taskfile|mise|citation)\.[\w.]+"
    r"|(?:.*/)?[^/]*[._-]lock\.[^/]+",
    re.IGNORECASE,
)
# What a training came to, as it writes it down.
_RESULTS = lazy_regex(
    r"(?:.*/)?(?:[^/]*[_.-])?(?:metrics?|scores?|results?|evaluation|registry|leaderboard|report)(?:[_.-][^/]*)?\.json",
    re.IGNORECASE,
)
_NOT_RUN_FOLDERS = word_set(
    "tests testing __tests__ spec fixtures docs doc example examples sample samples tutorial tutorials "
    ".github .gitlab .circleci .vscode .idea .devcontainer locales locale i18n notebooks"
)


def is_watched(path: str) -> bool:
    """Whether the old content of a path matters, by its name."""
    return is_setting(path) or (
        _RESULTS.fullmatch(path) is not None and not (_is_aside(path) or is_excluded_by_name(path))
    )


def is_setting(path: str) -> bool:
    """Whether a file says what runs, where and with what, by its name."""
    if _is_aside(path) or _NOT_RUN.fullmatch(path):
        return False
    if _SETTINGS.fullmatch(path) is None and _INFRASTRUCTURE_PROGRAM.fullmatch(path) is None:
        return is_dockerfile(path) and not is_excluded_by_name(path)
    return not (is_excluded_by_name(path) or dependency_kind(path) or ci_system(path))


def _is_aside(path: str) -> bool:
    return any(part in _NOT_RUN_FOLDERS for part in path.casefold().split("/")[:-1])


class Version(Struct, frozen=True):
    """One change of a file by a commit that is somebody's work; a text is None where it cannot be read.

    `path` is the name that the file had then.
    """

    commit: Commit
    path: str
    before: str | None
    after: str | None


Changes = Mapping[str, tuple[tuple[Commit, Change], ...]]


class Versions:
    """The old texts of the few files whose changes tell of operation.

    `paths` are the files of today that have any, sorted; `problem` says why some texts cannot be read, if so.
    """

    def __init__(self, changes: Changes, read: Reader, problem: str | None = None) -> None:
        self._changes = changes
        self._read = whole(read)
        self.paths = tuple(sorted(changes))
        self.problem = problem

    def of(self, path: str) -> tuple[Version, ...]:
        """The changes of a file, newest first; none of a file that is not watched, or hardly changed."""
        texts: dict[str, str | None] = {}
        for _commit, change in self._changes.get(path, ()):
            for blob in (change.before, change.after):
                if blob not in texts:
                    texts[blob] = self._text(blob)
        return tuple(
            Version(commit, change.path, texts[change.before], texts[change.after])
            for commit, change in self._changes.get(path, ())
        )

    def _text(self, blob: str) -> str | None:
        content = self._read(blob, VERSION_BYTES)
        if content is None or content.startswith(LFS_POINTER) or b"\0" in content:
            return None
        return content.decode("utf-8", "replace")


NO_VERSIONS = Versions({}, lambda blob, limit: None)


class Chosen(Struct, frozen=True):
    """The changes to read, by file, and how many settings were left out because there are too many."""

    changes: Changes
    left_out: int = 0

    @property
    def blobs(self) -> frozenset[str]:
        """The contents that have to be there."""
        return _blobs(pair for changes in self.changes.values() for pair in changes)

    @property
    def problem(self) -> str | None:
        if not self.left_out:
            return None
        return f"the old versions of {plural(self.left_out, 'file')} were not read: there are too many"


def chosen(commits: Sequence[Commit], files: Iterable[File], most_bytes: int = BYTES_OF_ALL_FILES) -> Chosen:
    """Which changes of which files of today to read, newest first, followed through exact renames.

    Settings come before results, then the files that changed in the most months, and of these the smaller
    ones, until there are enough.
    """
    sizes = {file.path: USUAL_BYTES if file.size is None else file.size for file in files}
    sizes = {path: size for path, size in sizes.items() if size <= VERSION_BYTES}
    found = _by_file(commits, sizes)
    months = {path: _months(changes) for path, changes in found.items()}
    taken: dict[str, tuple[tuple[Commit, Change], ...]] = {}
    blobs: set[str] = set()
    left, left_out = most_bytes, 0
    often = (path for path in found if months[path] >= MONTHS_OF_CHANGES)
    for path in sorted(often, key=lambda each: (not is_setting(each), -months[each], sizes[each], each)):
        changes = _spread(found[path], VERSIONS_OF_A_FILE)
        more = _blobs(changes) - blobs
        # What it will take is not known before it is here: about as much as the file has today, each time.
        cost = len(more) * max(sizes[path], 1)
        if len(blobs) + len(more) <= BLOBS_OF_ALL_FILES and cost <= left:
            taken[path] = changes
            blobs |= more
            left -= cost
        else:
            left_out += is_setting(path)
    return Chosen(taken, left_out)


def _blobs(changes: Iterable[tuple[Commit, Change]]) -> frozenset[str]:
    return frozenset(blob for _commit, change in changes for blob in (change.before, change.after))


def _by_file(
    commits: Sequence[Commit], here: Collection[str]
) -> dict[str, tuple[tuple[Commit, Change], ...]]:
    """The changes of the files that are here, by the name they have today."""
    name_now = {path: path for path in here}
    found: dict[str, list[tuple[Commit, Change]]] = {}
    for commit in commits:
        for change in commit.changes if is_work(commit) else ():
            path = name_now.get(change.path)
            if path is not None:
                found.setdefault(path, []).append((commit, change))
        for old, new in commit.renames:
            if (path := name_now.pop(new, None)) is not None:
                name_now.setdefault(old, path)
    return {path: tuple(changes) for path, changes in found.items()}


def _months(changes: Iterable[tuple[Commit, Change]]) -> int:
    dates = (commit.written for commit, _change in changes)
    return len({datetime.fromtimestamp(each, UTC).strftime("%Y-%m") for each in dates if each is not None})


def _spread(changes: tuple[tuple[Commit, Change], ...], most: int) -> tuple[tuple[Commit, Change], ...]:
    """At most so many of the changes, evenly from the newest to the oldest."""
    if len(changes) <= most:
        return changes
    last = len(changes) - 1
    return tuple(changes[round(number * last / (most - 1))] for number in range(most))
