"""Encore.go: functions that a comment makes endpoints, and the applications that its platform starts.

`//encore:api public method=POST path=/ask` above a function. https://encore.dev/docs/go/primitives/defining-apis
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.vocabulary.language import ByConvention
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign
from analyzer.wiring.roles import is_example_path, is_test_path

ENCORE_MARK = lazy_regex(r"^//encore:api\b(?P<said>[^\n]{0,200})")
ENCORE_PATH = lazy_regex(r"\bpath=(?P<path>\S{1,120})")
ENCORE_METHOD = lazy_regex(r"\bmethod=(?P<method>[A-Z,]{1,40})")
ENCORE_ENDPOINT = sign(Subject.ROUTE, "Encore", "", None)
MOST_ENCORE_FILES = 500


@derived
def _applications(repo: Snapshot) -> Mapping[str, str]:
    """The files that make applications of Encore, by their folders with a slash behind."""
    return {
        f"{dirname(path)}/".removeprefix("/"): path
        for path in repo.paths
        if basename(path) == "encore.app" and not is_example_path(path) and not is_test_path(path)
    }


def encore_endpoints(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    """The functions of a file above which such a comment stands."""
    if not any(path.startswith(each) for each in _applications(repo)):
        return
    marked = _marked(repo, path)
    for each in facts.functions:
        said = marked.get(each.line - 1)
        if said is not None and not each.nested:
            method, found = ENCORE_METHOD.search(said), ENCORE_PATH.search(said)
            route = f"{method['method'] if method else ''} {found['path'] if found else ''}".strip()
            yield ByConvention(ENCORE_ENDPOINT, each.qualified_name, each.line, route, (each.qualified_name,))


def started_by_encore(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The files with endpoints, which the platform starts."""
    for folder, application in _applications(repo).items():
        files = (path for path in repo.programs if path.endswith(".go") and path.startswith(folder))
        for path in list(files)[:MOST_ENCORE_FILES]:
            if not is_test_path(path) and _marked(repo, path):
                yield application, 1, path


def found_by_encore(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """A file with endpoints that is started: the platform calls its functions."""
    del facts
    if any(path.startswith(each) for each in _applications(repo)) and _marked(repo, path):
        yield path


def _marked(repo: Snapshot, path: str) -> Mapping[int, str]:
    """What such comments of a file say, by the last line of the comment that they are in."""
    found: dict[int, str] = {}
    said = ""
    for number, row in enumerate((repo.text(path) or "").split("\n"), 1):
        if not row.startswith("//"):
            said = ""
            continue
        match = ENCORE_MARK.match(row)
        said = said if match is None else match["said"] or " "
        if said:
            found[number] = said
    return found
