"""What `pip install --target` left in a folder: packages beside what describes them, and copies of own files.

Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages (`RECORD`,
`INSTALLER` and `top_level.txt` in a folder `name-version.dist-info`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.repository.others_work import OwnNames

ReadHead = Callable[[str], bytes | None]

_DESCRIBED = lazy_regex(r"(?P<folder>(?:.*/)?)(?P<name>[A-Za-z0-9][\w.]{0,80})-\d[^/]{0,60}\.dist-info/.+")
_NAME = lazy_regex(rb"[A-Za-z_]\w{0,80}")
_ENDS_NAME = lazy_regex(r"[/.,]")
MOST_DESCRIBED = 300


def installed(
    ordered: Sequence[str], read_head: ReadHead | None, ours: OwnNames | None
) -> tuple[frozenset[str], Mapping[str, str]]:
    """The folders (with a trailing slash) and files that an installer wrote, and the copies beside them.

    A copy is given with the file that it was made of: one of that name stands where the folder lies.
    """
    described: dict[str, dict[str, set[str]]] = {}
    for path in ordered:
        if ".dist-info/" in path and (match := _DESCRIBED.fullmatch(path)) is not None:
            packages = described.setdefault(match["folder"], {})
            if match["name"] in packages or len(packages) < MOST_DESCRIBED:
                packages.setdefault(match["name"], set()).add(path)
    targets = {
        folder: names
        for folder, packages in described.items()
        if (names := frozenset(_names_in(packages, read_head, ours)))
    }
    if not targets:
        return frozenset(), {}
    present = frozenset(ordered)
    folders: set[str] = set()
    copies: dict[str, str] = {}
    for path in ordered:
        folder = _nearest(path, targets)
        if folder is None:
            continue
        rest = path[len(folder) :]
        first = _ENDS_NAME.split(rest, maxsplit=1)[0]
        if first in targets[folder]:
            folders.add(f"{folder}{first}/" if rest.startswith(f"{first}/") else path)
        elif folder and (original := _original(folder, rest, present)) is not None:
            copies[path] = original
    return frozenset(folders), copies


def _names_in(
    packages: Mapping[str, set[str]], read_head: ReadHead | None, ours: OwnNames | None
) -> Iterator[str]:
    """The packages and modules of what is described; where it is one project only, its installer says so."""
    several = len(packages) > 1
    for name, files in packages.items():
        by_installer = any(each.endswith("/INSTALLER") for each in files)
        if not (several or by_installer) or (ours is not None and ours.declare(name)):
            continue
        yield name
        for each in files if read_head is not None else ():
            if each.endswith(("/top_level.txt", "/RECORD")) and read_head is not None:
                yield from _first_parts(read_head(each) or b"")


def _first_parts(text: bytes) -> Iterator[str]:
    for row in text.split(b"\n")[:2000]:
        match = _NAME.match(row)
        if match is not None and row[match.end() : match.end() + 1] in (b"/", b".", b"", b"\r"):
            yield match[0].decode()


def _nearest(path: str, targets: Iterable[str]) -> str | None:
    folder = dirname(path)
    while True:
        start = f"{folder}/" if folder else ""
        if start in targets:
            return start
        if not folder:
            return None
        folder = dirname(folder)


def _original(folder: str, rest: str, present: frozenset[str]) -> str | None:
    """The file above the folder that a file in it is a copy of."""
    above = dirname(folder.removesuffix("/"))
    while True:
        place = f"{above}/{rest}" if above else rest
        if place in present:
            return place
        if not above:
            return None
        above = dirname(above)
