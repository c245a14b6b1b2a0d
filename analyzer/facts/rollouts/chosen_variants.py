"""Whether a function that puts something into a bucket chooses a variant by it, or only makes a feature."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, code_only
from analyzer.repository import Snapshot
from analyzer.wiring.modules import import_graph, last_part
from analyzer.wiring.roles import is_test

# What is chosen between: a variant or a share by its name, or one of two models.
CHOSEN_BETWEEN = lazy_regex(
    r"(?i:variant|treatment|canary|challenger|champion|experiment|rollout|traffic|cohort|shadow|ab_?test"
    r"|(?<![a-z])control(?![a-z])|(?<![a-z])(?:model|version|arm|group)_?[ab12](?![a-z0-9])"
    r"|(?<![a-z])(?:new|old|candidate|stable|baseline)_?(?:model|version|weight|pipeline))"
)
# By a share one may also choose a currency or a colour.
NAMES_A_MODEL = lazy_regex(r"(?i)model|predict|version|endpoint|deployment|pipeline|strategy")
# A comparison, neither a shift nor the arrow of an annotation.
HELD_AGAINST = lazy_regex(r"(?<![<>=-])[<>]=?(?![<>])")
SHARE_OF = lazy_regex(r"\s?[%/]{1,2}\s?[\d.]{1,12}\Z")
NAME_AT_THE_END = lazy_regex(r"[A-Za-z_]\w{0,79}\Z")
NAME_AT_THE_BEGINNING = lazy_regex(r"\s{0,4}[A-Za-z_][\w.]{0,100}")
MOST_ROWS_OF_A_CHOICE = 300
MOST_CALLERS_OF_A_CHOICE = 20


def chooses_variant(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether a function, or what calls it, names a variant or holds the bucket against a share."""
    name = last_part(function.qualified_name)
    if CHOSEN_BETWEEN.search(f"{path} {' '.join(function.parameters)}") or _chooses(repo, path, function, ""):
        return True
    return any(_chooses(repo, where, caller, name) for where, caller in _callers(repo, path, name))


def _callers(repo: Snapshot, path: str, name: str) -> Iterator[tuple[str, Function]]:
    graph = import_graph(repo)
    places = [path, *(each for each, imported in graph.items() if path in imported and each != path)]
    count = 0
    for where in places:
        facts = repo.modules.get(where)
        if facts is None or is_test(repo, where):
            continue
        calling = {call.function for call in facts.calls if last_part(call.target) == name}
        for each in facts.functions if calling else ():
            if each.qualified_name in calling:
                yield where, each
                count += 1
                if count == MOST_CALLERS_OF_A_CHOICE:
                    return


def _chooses(repo: Snapshot, path: str, function: Function, asked: str) -> bool:
    """Whether the text of a function says so; `asked` is the function whose answer it may compare."""
    text = code_only(repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
    rows = [each[:300] for each in text[:MOST_ROWS_OF_A_CHOICE]]
    if any(map(CHOSEN_BETWEEN.search, rows)):
        return True
    return asked != "" and any(map(NAMES_A_MODEL.search, rows[1:])) and _compared(rows, asked)


def _compared(rows: list[str], asked: str) -> bool:
    """Whether the answer of a function is held against a limit, at once or under the name it is kept by."""
    names = {asked}
    for row in rows:
        kept, equals, value = row.partition("=")
        if equals and f"{asked}(" in value and kept.strip().isidentifier():
            names.add(kept.strip())
        limit = HELD_AGAINST.search(row)
        if limit is not None and (
            _ends_in(row[: limit.start()]) in names or _begins_with(row[limit.end() :]) in names
        ):
            return True
    return False


def _ends_in(text: str) -> str:
    """The last name of a text: of a call the function's, and of what is divided the dividend's."""
    text = SHARE_OF.sub("", text.rstrip())
    if text.endswith(")"):
        depth = 0
        for place in range(len(text) - 1, -1, -1):
            depth += {")": 1, "(": -1}.get(text[place], 0)
            if depth == 0:
                text = text[:place]
                break
    found = NAME_AT_THE_END.search(text[-80:])
    return found[0] if found is not None else ""


def _begins_with(text: str) -> str:
    """The last part of the dotted name that a text begins with."""
    found = NAME_AT_THE_BEGINNING.match(text[:200])
    return found[0].strip().rpartition(".")[2] if found is not None else ""
