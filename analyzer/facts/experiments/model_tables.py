"""Tables of classes of models that are looked up by a name and made: `MODELS[name](**parameters)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, PythonFacts, code_only
from analyzer.repository import Snapshot
from analyzer.wiring.models.model_catalogue import MODEL_PACKAGES
from analyzer.wiring.modules import Code, package_of

OPENS_TABLE = lazy_regex(r"^[ \t]{0,40}(\w{1,60})(?:[ \t]*:[^=\n]{1,120})?[ \t]*=[ \t]*\{", re.MULTILINE)
# `"forest": RandomForestClassifier,`, `"forest": (RandomForestClassifier, {...}),`
CLASS_ENTRY = lazy_regex(
    r"[\"'][^\"'\n]{1,60}[\"']\s{0,8}:\s{0,8}\(?\s{0,40}"
    r"((?:[A-Za-z_]\w{0,60}\.){0,4}[A-Z]\w{1,60})\s{0,40}(?=[,}])"
)
TABLE_CUT = 5000


def classes_in_tables(repo: Snapshot, code: Code) -> Iterator[Call]:
    """The entries of tables of which a module makes what a name stands for, as if each were called there."""
    if code.notebook:
        return
    names = _imported_names(code.facts)
    if not names:
        return
    source = code_only(repo.text(code.path) or "")
    for table in OPENS_TABLE.finditer(source):
        inside = source[table.end() : table.end() + TABLE_CUT].partition("\n}")[0]
        entries = [(each, _target(each[1], names)) for each in CLASS_ENTRY.finditer(inside)]
        found = [(each.start(1), target) for each, target in entries if target is not None]
        if len(found) > 1 and _is_looked_up(source, table[1]):
            for start, target in found:
                line = source.count("\n", 0, table.end() + start) + 1
                yield Call(target, line, None, (), (), 0)


def _imported_names(facts: PythonFacts) -> dict[str, str]:
    """What a module imports of packages of models: the local name, and what it stands for."""
    found: dict[str, str] = {}
    for each in facts.imports:
        dotted = each.module if each.name is None else f"{each.module}.{each.name}"
        if package_of(dotted, MODEL_PACKAGES) is not None:
            found[each.alias] = dotted
    return found


def _target(written: str, names: dict[str, str]) -> str | None:
    """What a dotted name in a table stands for, if it is imported from a package of models."""
    first, _, rest = written.partition(".")
    if first not in names:
        return None
    return f"{names[first]}.{rest}" if rest else names[first]


def _is_looked_up(source: str, table: str) -> bool:
    """Whether something of a table is taken by its name, or one entry after the other."""
    return re.search(rf"(?<![\w.]){table}(?:\[|\.(?:get|items|values)\()", source) is not None
