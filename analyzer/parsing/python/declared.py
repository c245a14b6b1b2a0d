"""What annotations say of parameters, variables and attributes: whose method a call on one of them runs.

Only classes that the file imports are told: of its own classes and of Python's nothing is followed here.
A target that an annotation gives is written as one that a constructor gives, `package.Client().create`.
"""

from __future__ import annotations

import ast

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python.answer_parts import is_none
from analyzer.parsing.python.names import CHAIN_LIMIT, TARGET_LIMIT, Names, Scope, lookup
from analyzer.parsing.python.syntax import last_name

# What stands around a type and leaves what it is.
_WRAPPERS = frozenset({"Optional", "Annotated", "Union", "Final", "ClassVar", "Required", "InitVar"})
_DEPTH = 10
_SPELLED = lazy_regex(r"[\w.\[\], |\"']{1,200}")
_NAME = lazy_regex(r"[^\W\d][\w.]*")


def declared_type(node: ast.expr, scope: Scope, names: Names) -> str:
    """The target of an object of the class that an annotation names, "" if it is no imported one.

    Of several classes (`A | B | None`) the first.
    """
    for _ in range(_DEPTH):
        if isinstance(node, ast.BinOp):
            node = node.right if is_none(node.left) else node.left
        elif isinstance(node, ast.Subscript):
            if last_name(node.value) not in _WRAPPERS:
                node = node.value
            elif isinstance(node.slice, ast.Tuple):
                node = next((each for each in node.slice.elts if not is_none(each)), node.value)
            else:
                node = node.slice
        elif isinstance(node, ast.Name):
            return _object(lookup(node.id, scope), names)
        elif isinstance(node, ast.Attribute):
            return _dotted(node, scope, names)
        else:
            return _spelled(node.value, scope, names) if isinstance(node, ast.Constant) else ""
    return ""


def declared_alias(node: ast.expr | None, scope: Scope, names: Names) -> str:
    """The same for what a name of the module stands for: `ClientOf = Annotated[Client, Depends(client)]`."""
    if isinstance(node, ast.Subscript) and last_name(node.value) in _WRAPPERS:
        return declared_type(node, scope, names)
    return ""


def declared_target(node: ast.expr | None, scope: Scope, names: Names) -> str:
    """The target of a name, attribute or call by the annotation of the name that it begins with, or ""."""
    if not names.typed:
        return ""
    parts: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append("." + node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Await):
            node = node.value
        else:
            return ""
        if len(parts) > CHAIN_LIMIT:
            return ""
    if node.id not in names.typed:
        return ""
    current: Scope | None = scope
    while current is not None:
        found = current.types.get(node.id)
        if found is not None:
            target = found + "".join(reversed(parts))
            return target if len(target) <= TARGET_LIMIT else ""
        if node.id in current.names:
            return ""
        current = current.parent
    return ""


def _dotted(node: ast.expr, scope: Scope, names: Names) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < CHAIN_LIMIT:
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return _object(".".join([lookup(node.id, scope), *reversed(parts)]), names)


def _spelled(text: object, scope: Scope, names: Names) -> str:
    """The same for an annotation that is written as a text."""
    if not isinstance(text, str) or _SPELLED.fullmatch(text) is None:
        return ""
    for name in _NAME.findall(text):
        if name != "None" and name.rpartition(".")[2] not in _WRAPPERS:
            root, dot, rest = name.partition(".")
            return _object(f"{lookup(root, scope)}{dot}{rest}", names)
    return ""


def _object(target: str, names: Names) -> str:
    """An object of an imported class; what an alias of this file stands for is one already."""
    if target[0] == "$":
        return names.aliases.get(target[1:], "")
    known = "." in target and target[0] not in "?@." and "(" not in target
    return f"{target}()" if known and len(target) < TARGET_LIMIT else ""
