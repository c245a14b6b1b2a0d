"""What an argument that is no literal may hold: a constant or a default, here or in an imported module."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of
from analyzer.wiring.modules import module_index

# An expression is read to the comma or the bracket that ends it.
_EXPRESSION_ROWS = 12
_ROW_CUT = 300
_OPENING, _CLOSING = "([{", ")]}"
# `settings.tracker`, `TRACKERS`: what is given is looked up by its last name.
_NAME = lazy_regex(r"(?:[A-Za-z_]\w{0,80}(?:\(\))?\.){0,4}([A-Za-z_]\w{0,80})")
_MOST_VALUES = 4
# A file in which more names are looked up is no training.
_MOST_NAMES = 40
# The parts of a text that is put together: `f"{DBT} test"`, `DBT + " test"`.
_PART = lazy_regex(
    r"(?P<kind>[fFrRbB]{0,2})(?P<quote>\"\"\"|\"|')(?P<text>.{0,2000}?)(?P=quote)|(?P<name>[A-Za-z_]\w{0,80})",
    re.DOTALL,
)
_PUT_IN = lazy_regex(r"\{([A-Za-z_]\w{0,80})\}")


def written_values(repo: Snapshot, path: str, call: Call, keyword: str) -> Iterator[str]:
    """The source of an argument of a call, and of what its name is given elsewhere.

    `report_to=args.tracker` is looked up as `tracker = "wandb"`, `tracker: str = "wandb"` and
    `add_argument("--tracker", default="wandb")`, in the module of the call and in those of the repository
    that it imports.
    """
    written = _written(repo, path, call, keyword)
    match = _NAME.fullmatch(written)
    yield from [written] if match is None else _looked_up(repo, path, match[1])


def name_given(repo: Snapshot, path: str, call: Call, keyword: str) -> str:
    """The last name of what a keyword is given, where that is a name: `tracker` of `args.tracker`."""
    match = _NAME.fullmatch(_written(repo, path, call, keyword))
    return match[1] if match is not None else ""


def put_together(repo: Snapshot, path: str, call: Call, keyword: str) -> str:
    """The text of an argument put together of texts and constants of its module; the rest is left out."""
    written = _written(repo, path, call, keyword)
    constants = _constants(repo, path) if written else {}
    parts: list[str] = []
    for match in _PART.finditer(written):
        text = constants.get(match["name"], "") if match["name"] else match["text"]
        if "f" in (match["kind"] or "").lower():
            text = _PUT_IN.sub(lambda found: constants.get(found[1], ""), text)
        parts.append(text)
    return "".join(parts)


def _constants(repo: Snapshot, path: str) -> Mapping[str, str]:
    """The texts that a module gives to names."""
    known = _known_constants(repo)
    if path not in known:
        known[path] = {name: value for name, value, _line in repo.modules[path].assigned if value}
    return known[path]


@derived
def _known_constants(repo: Snapshot) -> dict[str, dict[str, str]]:
    del repo
    return {}


@derived
def _values_by_name(_repo: Snapshot) -> dict[str, dict[str, tuple[str, ...]]]:
    """What was found for a name, by file: a file may contain many such calls."""
    return {}


def _looked_up(repo: Snapshot, path: str, name: str) -> tuple[str, ...]:
    known = _values_by_name(repo).setdefault(path, {})
    if name not in known and len(known) < _MOST_NAMES:
        index = module_index(repo)
        found = [index.resolve(path, each.module, each.name) for each in repo.modules[path].imports]
        others = dict.fromkeys(each for each in found if each is not None and each != path)
        texts = [repo.text(each) or "" for each in (path, *others)]
        known[name] = tuple(value for text in texts for value in _given(text, name))
    return known.get(name, ())


def _written(repo: Snapshot, path: str, call: Call, keyword: str) -> str:
    return _argument(
        rows_of(repo.text(path) or "")[call.line - 1 : call.line + _EXPRESSION_ROWS * 4], keyword
    )


def _argument(rows: Sequence[str], keyword: str) -> str:
    """The expression that a keyword is given in a call that begins in the first of these rows."""
    begins = re.compile(rf"\b{re.escape(keyword)}\s*=(?!=)\s*")
    for number, row in enumerate(rows):
        match = begins.search(row[:_ROW_CUT])
        if match is not None:
            rest = [row[match.end() : _ROW_CUT], *(each[:_ROW_CUT] for each in rows[number + 1 :])]
            return _expression("\n".join(rest[:_EXPRESSION_ROWS]))
    return ""


def _expression(text: str) -> str:
    depth = 0
    for at, each in enumerate(text):
        if each in _OPENING:
            depth += 1
        elif each in _CLOSING:
            depth -= 1
        if depth < 0 or (depth == 0 and each == ","):
            return text[:at].strip()
    return text.strip()


def _given(text: str, name: str) -> Iterator[str]:
    """What a text assigns to a name, as a variable, a field, a parameter or an option of a command line."""
    if name not in text:
        return
    assigned = rf"^[ \t]*{name}[ \t]*(?::[^=\n]{{1,80}})?=(?!=)[ \t]*([^\n]{{1,200}})"
    typed = rf"\b{name}[ \t]*(?::[^=,\n]{{1,60}})?=[ \t]*([^,)\n]{{1,80}})"
    parameter = rf"^[ \t]*(?:async[ \t]+)?def\b[^\n]{{0,200}}{typed}"
    option = rf"[\"']--{name.replace('_', '[-_]')}[\"'][^()]{{0,200}}\bdefault[ \t]*=[ \t]*([^,)\n]{{1,80}})"
    pattern = re.compile(f"{assigned}|{parameter}|{option}", re.MULTILINE)
    for count, match in enumerate(pattern.finditer(text)):
        if count == _MOST_VALUES:
            return
        yield next(each for each in match.groups() if each is not None)
