"""Changes one node in the tree of a JSON, YAML, TOML or Python text, and writes the text anew."""

from __future__ import annotations

import ast
import copy
import json
from random import Random
from typing import Any

import tomli
import yaml

ODD_VALUES: tuple[Any, ...] = (
    None, "", [], {}, 0, -1, 10**30, 1.5, True, False, "true", "on", "null", "~", [[]], [{}], {"": None},
    "a\nb\n", "\u202e", "\ud800", "${x}", "*", "../..", "x" * 300, [None], {"x": {}}, ["a", ["b", {"c": "d"}]],
)  # fmt: skip
DEPTH = 30


def changed_tree(content: bytes, other: bytes, form: str, random: Random) -> bytes | None:
    """The text with one to three nodes replaced, grafted from `other`, repeated or dropped; None if unparsable."""
    try:
        if form == "python":
            return _changed_python(content, other, random)
        tree = _load(content, form)
        donors = _nodes(_load(other, form)) if random.random() < 0.5 else []
        for _ in range(random.randint(1, 3)):
            tree = _changed(tree, donors, random)
        return _dump(tree, form, random)
    except Exception:
        return None


def _load(content: bytes, form: str) -> Any:
    text = content.decode("utf-8", "surrogateescape")
    if form == "json":
        return json.loads(text)
    if form == "toml":
        return tomli.loads(text)
    return list(yaml.load_all(text, Loader=yaml.BaseLoader))


def _dump(tree: Any, form: str, random: Random) -> bytes:
    if form == "toml":
        rows = [f"{_toml_key(key)} = {_toml(value)}\n" for key, value in tree.items()]
        return "".join(rows).encode("utf-8", "surrogatepass")
    indent = random.choice((None, 1, 2))
    if form == "json":
        return json.dumps(tree, indent=indent).encode()
    if random.random() < 0.5:
        return "\n---\n".join(json.dumps(each, indent=indent) for each in tree).encode()
    return yaml.safe_dump_all(tree, sort_keys=False).encode("utf-8", "surrogatepass")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_key(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return json.dumps("" if value is None else str(value))


def _toml_key(key: object) -> str:
    return json.dumps(str(key))


def _nodes(tree: Any) -> list[Any]:
    found, pending = [], [tree]
    while pending:
        node = pending.pop()
        found.append(node)
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return found


def _changed(tree: Any, donors: list[Any], random: Random) -> Any:
    places = [node for node in _nodes(tree) if isinstance(node, dict | list) and node]
    if not places:
        return random.choice(ODD_VALUES)
    place = random.choice(places)
    key: Any = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
    kind = random.randrange(6)
    if kind == 0:
        del place[key]
    elif kind == 1 and isinstance(place, list):
        place.extend(copy.deepcopy(place[key]) for _ in range(random.choice((1, 2, 50))))
    elif kind == 1 and isinstance(place, dict):
        place[f"{key}{random.choice(('', '2', '.x', ' '))}"] = copy.deepcopy(place[key])
    elif kind == 2 and isinstance(place, dict):
        place[random.choice(("", "<<", "name", "if", "needs", "extends", "null", "\u202e"))] = place.pop(key)
    elif kind == 3:
        value = place[key]
        for _ in range(random.choice((1, 2, DEPTH))):
            value = [value] if random.random() < 0.5 else {"x": value}
        place[key] = value
    else:
        pool = donors if donors and random.random() < 0.7 else list(ODD_VALUES)
        place[key] = copy.deepcopy(random.choice(pool))
    return tree


def _changed_python(content: bytes, other: bytes, random: Random) -> bytes:
    tree, donor = ast.parse(content), ast.parse(other)
    for _ in range(random.randint(1, 3)):
        for kind in random.sample((ast.expr, ast.stmt), 2):
            into = _python_places(tree, kind)
            pool = [
                each for each in ast.walk(donor if random.random() < 0.5 else tree) if isinstance(each, kind)
            ]
            if not into or not pool:
                continue
            parent, field, index = random.choice(into)
            new = copy.deepcopy(random.choice(pool))
            if index is None:
                setattr(parent, field, new)
            elif random.random() < 0.3:
                getattr(parent, field).insert(index, new)
            else:
                getattr(parent, field)[index] = new
    return ast.unparse(ast.fix_missing_locations(tree)).encode("utf-8", "surrogatepass")


def _python_places(tree: ast.AST, kind: type[ast.AST]) -> list[tuple[ast.AST, str, int | None]]:
    found: list[tuple[ast.AST, str, int | None]] = []
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(value, kind):
                found.append((node, field, None))
            elif isinstance(value, list):
                found.extend((node, field, at) for at, each in enumerate(value) if isinstance(each, kind))
    return found
