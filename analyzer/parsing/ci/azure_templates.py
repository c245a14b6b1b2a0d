"""Azure's templates: files taken in with their parameters, expressions that are worked out before a run.

Sources: https://learn.microsoft.com/azure/devops/pipelines/process/templates and
https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.expression_values import UNKNOWN, Result, truth
from analyzer.parsing.ci.expressions import evaluate, interpolated, whole_expression
from analyzer.parsing.ci.matrix import as_result
from analyzer.parsing.ci.model import UnreadableError, is_false
from analyzer.parsing.ci.sources import Sources
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

_MAXIMUM_NODES = 100_000
_MAXIMUM_DEPTH = 60
_CONDITION = lazy_regex(r"\$\{\{\s*(if|elseif|else)\b(.*)\}\}", re.DOTALL)
_LOOP = lazy_regex(r"\$\{\{\s*each\s+(\w+)\s+in\s+(.*)\}\}", re.DOTALL)
_INSERT = lazy_regex(r"\$\{\{\s*insert\s*\}\}")
_NAME = lazy_regex(r"[A-Za-z_]\w*(?:\.[\w-]+|\['[^']{1,80}'\])*")
_STEP = lazy_regex(r"\.([\w-]+)|\['([^']+)'\]")
_LISTS = frozenset({"steps", "jobs", "stages", "variables"})

Load = Callable[[str], Value | None]
Bindings = Mapping[str, Value]


def _no_file(_path: str) -> Value | None:
    return None


class Expansion(Struct):
    """One configuration while it is unfolded: the files it takes in, and how much that has become."""

    load: Load = _no_file
    sources: Sources = field(default_factory=Sources)
    nodes: int = 0

    def whole(self, path: str, root: Block) -> Block:
        """A configuration with its templates in place and its expressions worked out."""
        extended = block(root.get("extends"))
        bindings = _bindings(root, None)
        own = self._block(path, Block({k: v for k, v in root.items() if k != "parameters"}), bindings, 0)
        if not extended:
            return own
        base = self._template(path, extended, bindings, 0)
        if base is None:
            name = text(extended.get("template"))
            said = Block(
                {"template": Text(name, line(extended.get("template"), extended.line))}, extended.line
            )
            return Block({**own, "jobs": Items([said], extended.line)}, own.line)
        return Block({**own, **base}, own.line)

    def _template(self, path: str, said: Block, bindings: Bindings, depth: int) -> Block | None:
        """What a template holds with the parameters that are given to it; None if it is not here."""
        written = self._filled(text(said.get("template")), bindings)
        place = template_path(path, written)
        value = self.load(place) if place is not None else None
        if place is None or value is None or depth > _MAXIMUM_DEPTH:
            return None
        given = self._block(path, block(said.get("parameters")), bindings, depth + 1)
        included = self.sources.first_line(line(said.get("template"), said.line))
        move = self.sources.enter(place, included)
        content = block(self._moved(value, move))
        inner = _bindings(content, given)
        return self._block(
            place, Block({k: v for k, v in content.items() if k != "parameters"}), inner, depth + 1
        )

    def _count(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > _MAXIMUM_NODES or depth > _MAXIMUM_DEPTH:
            raise UnreadableError(f"more than {_MAXIMUM_NODES:,} values with its templates")

    def _moved(self, value: Value, move: int, depth: int = 0) -> Value:
        self._count(depth)
        if isinstance(value, Text):
            return Text(value, value.line + move)
        if isinstance(value, Items):
            return Items([self._moved(each, move, depth + 1) for each in value], value.line + move)
        pairs: dict[str, Value] = {
            Text(key, line(key) + move): self._moved(each, move, depth + 1) for key, each in value.items()
        }
        return Block(pairs, value.line + move)

    # -- values ----------------------------------------------------------------------------------

    def _value(self, path: str, value: Value, bindings: Bindings, depth: int) -> Value:
        self._count(depth)
        if isinstance(value, Block):
            return self._block(path, value, bindings, depth + 1)
        if isinstance(value, Items):
            return self._items(path, value, bindings, depth + 1)
        return self._text(value, bindings)

    def _text(self, written: Text, bindings: Bindings) -> Value:
        expression = whole_expression(written)
        if expression is not None and (named := _named(expression, bindings)) is not None:
            return Text(_on_one_line(named), written.line) if isinstance(named, Text) else named
        return Text(self._filled(written, bindings), written.line)

    def _filled(self, written: str, bindings: Bindings) -> str:
        return interpolated(written, _lookup(bindings)) if "${{" in written else written

    def _block(self, path: str, value: Block, bindings: Bindings, depth: int) -> Block:
        found = Block(line=value.line)
        for key, inner in self._chosen(value, bindings):
            if key is None:
                chosen = self._value(path, inner[0], inner[1], depth + 1)
                found.update(block(chosen))
            elif key in _LISTS and isinstance(inner[0], Items):
                found[key] = self._items(path, inner[0], inner[1], depth + 1, kind=key)
            else:
                name = self._text(key if isinstance(key, Text) else Text(key, value.line), bindings)
                found[name if isinstance(name, Text) else key] = self._value(path, *inner, depth + 1)
        return found

    def _chosen(
        self, value: Block, bindings: Bindings
    ) -> Iterator[tuple[str | None, tuple[Value, Bindings]]]:
        """The entries of a mapping; None as their key where an expression puts what is below in its place."""
        taken: bool | None = False
        for key, inner in value.items():
            condition = _CONDITION.fullmatch(key)
            loop = _LOOP.fullmatch(key)
            if condition is not None:
                kind = condition[1]
                if kind != "if" and taken is True:
                    continue
                holds = True if kind == "else" else truth(evaluate(condition[2], _lookup(bindings)))
                if holds is not False:
                    yield None, (inner, bindings)
                taken = True if holds is True else (None if holds is None or taken is None else False)
            elif loop is not None:
                for each in _entries(_named(loop[2].strip(), bindings)):
                    yield None, (inner, {**bindings, loop[1]: each})
            elif _INSERT.fullmatch(key):
                yield None, (inner, bindings)
            else:
                yield key, (inner, bindings)

    def _items(self, path: str, value: Items, bindings: Bindings, depth: int, kind: str = "") -> Items:
        found = Items(line=value.line)
        for entry in value:
            self._count(depth)
            said = block(entry)
            if said and any(key.startswith("${{") for key in said):
                for key, inner in self._chosen(said, bindings):
                    made = (
                        self._items(path, inner[0], inner[1], depth + 1, kind)
                        if key is None and isinstance(inner[0], Items)
                        else Items([self._value(path, *inner, depth + 1)])
                    )
                    found.extend(made)
            elif "template" in said and kind in _LISTS and not is_false(said.get("enabled")):
                base = self._template(path, said, bindings, depth + 1)
                found.extend(
                    items(base.get(kind))
                    if base is not None
                    else [self._block(path, said, bindings, depth + 1)]
                )
            else:
                made_one = self._value(path, entry, bindings, depth + 1)
                # A list in the place of an entry is put there entry by entry.
                found.extend(made_one if isinstance(made_one, Items) else [made_one])
        return found


def template_path(path: str, written: str) -> str | None:
    """The file of this repository that a template names; `@` names another repository, `@self` this one."""
    name, _, where = written.partition("@")
    if where not in ("", "self") or not name.endswith((".yml", ".yaml")) or "$" in name:
        return None
    return normpath(name.lstrip("/") if name.startswith("/") else join(dirname(path), name))


def _bindings(root: Block, given: Block | None) -> dict[str, Value]:
    """The parameters and variables that expressions of a file can ask for."""
    declared = root.get("parameters")
    known: dict[str, Value] = {}
    if isinstance(declared, Items):
        for each in declared:
            said = block(each)
            if "default" in said:
                known[text(said.get("name"))] = said["default"]
    else:
        known.update(block(declared))
    known.update(block(given))
    variables: dict[str, Value] = dict(literal_variables(root))
    return {"parameters": Block(known), "variables": Block(variables)}


def literal_variables(owner: Block) -> dict[str, Text]:
    """The variables that a pipeline, stage or job declares with a value, as a mapping or as a list."""
    said = owner.get("variables")
    if isinstance(said, Items):
        pairs = [
            pair
            for each in map(block, said)
            for pair in (
                [(text(each["name"]), each.get("value"))]
                if "name" in each
                else [(str(key), value) for key, value in each.items()]
            )
        ]
    else:
        pairs = [(str(key), value) for key, value in block(said).items()]
    return {name: value for name, value in pairs if name and isinstance(value, Text)}


def _named(expression: str, bindings: Bindings) -> Value | None:
    """What a plain name stands for: `parameters.steps`, `session.name`."""
    if _NAME.fullmatch(expression) is None:
        return None
    head = re.split(r"[.\[]", expression, maxsplit=1)[0]
    value: Value | None = bindings.get(head)
    for match in _STEP.finditer(expression[len(head) :]):
        value = block(value).get(match[1] or match[2])
    return value


def _entries(value: Value | None) -> Iterator[Value]:
    if isinstance(value, Block):
        for key, each in value.items():
            yield Block({"key": Text(key), "value": each})
    else:
        yield from items(value)


def _lookup(bindings: Bindings) -> Callable[[tuple[str, ...]], Result]:
    def lookup(path: tuple[str, ...]) -> Result:
        head = next((name for name in bindings if name.lower() == path[0]), None)
        if head is None:
            return UNKNOWN
        value: Value | None = bindings[head]
        for key in path[1:]:
            value = next((each for name, each in block(value).items() if name.lower() == key.lower()), None)
        # A variable that the file does not set may be set by the run.
        if value is None:
            return UNKNOWN if head == "variables" else None
        return as_result(value, lambda _path: UNKNOWN)

    return lookup


def _on_one_line(value: str) -> str:
    return " ; ".join(value.strip().split("\n"))
