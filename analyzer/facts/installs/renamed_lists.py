"""Lists of dependencies that a build copies under the name by which it then installs them.

Sources: https://docs.docker.com/reference/dockerfile/#copy (a destination that names a file) and
https://docs.docker.com/reference/dockerfile/#run---mounttypebind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.repository import Snapshot, derived

_FILE = r"[\"']?(?P<{}>[\w./${{}}-]{{1,200}}\.(?:txt|lock|in|pip|toml|ya?ml))[\"']?"
COPIED_FILE = lazy_regex(
    r"(?:^|[\s;&|:])(?:cp|mv|ln|install)(?:[ \t]{1,4}-{1,2}[\w-]{1,20}){0,4}[ \t]{1,8}"
    + _FILE.format("source")
    + r"[ \t]{1,8}"
    + _FILE.format("target")
    + r"(?=$|[\s;&|)])"
)
MOUNTED_FILE = lazy_regex(
    r"--mount=type=bind,(?:source|src)="
    + _FILE.format("source")
    + r",(?:target|dst|destination)="
    + _FILE.format("target")
)
SCRIPT_NAMES = (".sh", ".bash", "Makefile", "makefile", "justfile", "Justfile", "Taskfile.yml", ".mk")
MOST_COPYING_SCRIPTS = 100
LARGEST_SCRIPT = 100_000


def renamed_in(repo: Snapshot, image: Dockerfile) -> Mapping[str, frozenset[str]]:
    """By the name of a list that an image installs, the names of the files that are copied there."""
    found = {name: set(sources) for name, sources in renamed_lists(repo).items()}
    for source, target in image.copies:
        if "." in basename(target) and basename(source) != basename(target):
            found.setdefault(basename(target), set()).add(basename(source))
    return {name: frozenset(sources) for name, sources in found.items()}


@derived
def renamed_lists(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """By a name that no file of the repository has, the names of the files that a script copies there."""
    found: dict[str, set[str]] = {}
    for path in _scripts(repo):
        text = repo.beginning(path, LARGEST_SCRIPT)
        for pattern in (COPIED_FILE, MOUNTED_FILE):
            for match in pattern.finditer(text):
                found.setdefault(basename(match["target"]), set()).add(basename(match["source"]))
    known = {basename(path) for path in repo.paths}
    return {name: frozenset(sources) for name, sources in found.items() if name not in known}


def _scripts(repo: Snapshot) -> Iterator[str]:
    scripts = sorted(each for each in repo.paths if each.endswith(SCRIPT_NAMES))
    yield from scripts[:MOST_COPYING_SCRIPTS]
    yield from (*repo.dockerfiles, *repo.of_kind(FileKind.CI))
