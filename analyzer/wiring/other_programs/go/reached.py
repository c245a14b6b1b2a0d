"""Go: functions and methods that no program can call: nothing names them, or makes their type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.go.builds import main_folders
from analyzer.wiring.roles import is_test_path

# A function of a file, as in the graph of calls.
GoNode = tuple[str, str]
GO_SAID = lazy_regex(r"[A-Za-z_]\w*")
# Rows that define a name, or only say that a type fulfils an interface.
GO_DEFINING = lazy_regex(
    r"\s*(?://|\*|/\*|var _\b|type (?P<type>\w+)\b"
    r"|func (?:\(\w{0,60}\s?\*?(?P<owner>\w+)[^)]{0,80}\) )?(?P<name>\w+))"
)
GO_DECLARES = "func "
GO_STARTED = word_set("main init")


@derived
def _live(repo: Snapshot) -> Mapping[str, ProgramFacts]:
    return {
        path: facts
        for path, facts in repo.programs.items()
        if facts.language == "Go" and not is_test_path(path)
    }


def unreached_go(repo: Snapshot, nodes: frozenset[GoNode]) -> frozenset[GoNode]:
    """Those of some functions that no program here can run: a library's users may call what it exports."""
    live = _live(repo)
    candidates = {
        node
        for node in nodes
        if node[0] in live
        and not _is_for_others(repo, node[0])
        and node[1].partition(".")[0] not in GO_STARTED
    }
    if not candidates or not main_folders(repo):
        return frozenset()
    # Of a method its type must be made, of a function the name must be said.
    names = {node: node[1].partition(".")[0] for node in candidates}
    said = _named_by(repo, frozenset(names.values()))
    makers = {maker for found in said.values() for _path, maker in found if maker}
    called = _named_by(repo, frozenset(each.rpartition(".")[2] for each in makers))
    return frozenset(node for node, name in names.items() if not _is_used(name, said, called))


def _is_for_others(repo: Snapshot, path: str) -> bool:
    """Whether programs in other languages may call what a file exports."""
    text = repo.text(path) or ""
    return 'import "C"' in text or "//export " in text


def _is_used(name: str, said: Mapping[str, list[GoNode]], called: Mapping[str, list[GoNode]]) -> bool:
    for _path, maker in said.get(name, ()):
        last = maker.rpartition(".")[2]
        if not maker or "." in maker or last in GO_STARTED:
            return True
        if any(other != maker for _file, other in called.get(last, ())):
            return True
    return False


def _named_by(repo: Snapshot, names: frozenset[str]) -> Mapping[str, list[GoNode]]:
    """Where names are said outside of their own definitions: the file and the function, "" outside of all."""
    found: dict[str, list[GoNode]] = {}
    for path, facts in _live(repo).items() if names else ():
        text = repo.text(path) or ""
        there = names.intersection(GO_SAID.findall(text))
        rows = text.split("\n") if there else []
        for name, line in _rows(rows, there):
            around = next(
                (
                    each.qualified_name
                    for each in facts.functions
                    if each.line <= line <= each.end_line and rows[each.line - 1].startswith(GO_DECLARES)
                ),
                "",  # a value that holds a function is made with its package
            )
            if around.partition(".")[0] != name:
                found.setdefault(name, []).append((path, around))
    return found


def _rows(rows: list[str], names: frozenset[str]) -> Iterator[tuple[str, int]]:
    for line, row in enumerate(rows, 1):
        here = names.intersection(GO_SAID.findall(row[:500]))
        defining = GO_DEFINING.match(row[:500]) if here else None
        if defining is not None:
            here -= {defining["type"], defining["owner"], defining["name"]} - {None}
            if not any(defining.groups()):
                continue
        for name in here:
            yield name, line
