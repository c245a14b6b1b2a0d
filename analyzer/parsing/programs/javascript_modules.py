"""How modules of JavaScript and TypeScript import and export: those of ECMAScript and of CommonJS.

The default export of a package has the name `default`; a package that is required whole is its default too.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.facts import FROM_PACKAGE, SUBPATH
from analyzer.parsing.programs.grammar import Imported
from analyzer.parsing.trees import first_named, text_of

WHOLE = "default"
REQUIRING = frozenset({"identifier", "import"})
REQUIRING_NAMES = frozenset({"require", "import"})
SOURCE_QUOTES = "\"'`"


def script_source(node: Node | None) -> str:
    """The module that a string names."""
    return text_of(node).strip(SOURCE_QUOTES)


def script_module(node: Node | None) -> str:
    """The module that a string names; a subpath of the own package (`#lib/x`) without the sign of targets."""
    module = script_source(node)
    return f"{SUBPATH}{module[1:]}" if module.startswith(FROM_PACKAGE) else module


def script_import(node: Node) -> Iterator[Imported]:
    """`import` in its forms: default, named, everything, for effects, and `import x = require("y")`."""
    line = node.start_point[0] + 1
    required = next((each for each in node.named_children if each.type == "import_require_clause"), None)
    if required is not None:
        whole = required.child_by_field_name("source")
        yield _bound(script_module(whole), WHOLE, text_of(first_named(required)), line, type_only=False)
        return
    source = node.child_by_field_name("source")
    if source is None:
        return
    module = script_module(source)
    type_only = any(child.type == "type" for child in node.children)
    clause = next((each for each in node.named_children if each.type == "import_clause"), None)
    if clause is None:
        yield Imported(Import(module, None, "", line, False, False, type_only), ())
        return
    for each in clause.named_children:
        if each.type == "identifier":
            yield _bound(module, WHOLE, text_of(each), line, type_only)
        elif each.type == "namespace_import":
            alias = text_of(first_named(each))
            fact = Import(module, "*", alias, line, False, False, type_only)
            yield Imported(fact, ((alias, f"{module}#"),))
        elif each.type == "named_imports":
            for one in each.named_children:
                name = text_of(one.child_by_field_name("name"))
                alias = text_of(one.child_by_field_name("alias")) or name
                only_type = type_only or any(child.type == "type" for child in one.children)
                yield _bound(module, name, alias, one.start_point[0] + 1, only_type)


def _bound(module: str, name: str, alias: str, line: int, type_only: bool) -> Imported:
    fact = Import(module, name, alias, line, False, False, type_only)
    return Imported(fact, ((alias, f"{module}#{name}"),))


def _required(node: Node, function: Node | None = None) -> str | None:
    """The module of `require("x")` and `import("x")`."""
    function = function or node.child_by_field_name("function")
    if function is None or function.type not in REQUIRING or text_of(function) not in REQUIRING_NAMES:
        return None
    arguments = node.child_by_field_name("arguments")
    first = None if arguments is None else first_named(arguments)
    if first is None or first.type not in ("string", "template_string"):
        return None
    return script_module(first)


def _inner_call(node: Node | None) -> Node | None:
    while node is not None and node.type in ("await_expression", "parenthesized_expression"):
        node = first_named(node)
    return node if node is not None and node.type == "call_expression" else None


def import_by_variable(node: Node) -> Iterator[Imported]:
    """`const x = require("y")`, `const { a, b: c } = await import("y")`."""
    call = _inner_call(node.child_by_field_name("value"))
    module = _required(call) if call is not None else None
    name = node.child_by_field_name("name")
    if module is None or name is None:
        return
    line = node.start_point[0] + 1
    if name.type == "identifier":
        if _is_awaited_import(call):
            fact = Import(module, "*", text_of(name), line, False, False, False)
            yield Imported(fact, ((text_of(name), f"{module}#"),))
        else:
            yield _bound(module, WHOLE, text_of(name), line, type_only=False)
    for each in name.named_children if name.type == "object_pattern" else ():
        if each.type == "shorthand_property_identifier_pattern":
            yield _bound(module, text_of(each), text_of(each), line, type_only=False)
        elif each.type == "pair_pattern":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            yield _bound(module, text_of(key), text_of(value), line, type_only=False)


def _is_awaited_import(call: Node | None) -> bool:
    function = None if call is None else call.child_by_field_name("function")
    return function is not None and function.type == "import"


def import_by_call(node: Node) -> Iterator[Imported]:
    """A module that is used where it is required: `require("express")()`."""
    module = _required(node)
    if module is None:
        return
    parent = node.parent
    while parent is not None and parent.type in ("await_expression", "parenthesized_expression"):
        parent = parent.parent
    if parent is not None and parent.type == "variable_declarator":
        return
    whole = f"{module}#" if _is_awaited_import(node) else f"{module}#{WHOLE}"
    fact = Import(module, None, "", node.start_point[0] + 1, False, False, False)
    yield Imported(fact, ((_name_of_module(module), whole),))


def _name_of_module(module: str) -> str:
    """A name, which no program can write, for a module that is used without one."""
    return f"module {module}".replace(".", ",").replace("(", ",")


def call_step(node: Node) -> tuple[Node | None, str]:
    """What a call stands on: a function, the object that is bound, or the module that it requires."""
    function = node.child_by_field_name("function")
    if function is None:
        return None, "()"
    kind = function.type
    if kind == "member_expression":
        if text_of(function.child_by_field_name("property")) == "bind":
            return function.child_by_field_name("object"), ""
    elif kind in REQUIRING and (module := _required(node, function)) is not None:
        return None, _name_of_module(module)
    return function, "()"


def script_reexport(node: Node) -> Iterator[Imported]:
    """`export ... from "module"` imports it."""
    source = node.child_by_field_name("source")
    if source is not None:
        module = script_module(source)
        yield Imported(Import(module, None, "", node.start_point[0] + 1, False, False, False), ())


def script_exported(node: Node) -> Iterator[tuple[str, Node | str]]:
    """What an `export` statement gives other files."""
    source = node.child_by_field_name("source")
    prefix = f"{script_module(source)}#" if source is not None else ""
    declaration = node.child_by_field_name("declaration")
    default = any(child.type == "default" for child in node.children)
    value = node.child_by_field_name("value")
    if value is not None:
        yield WHOLE, value
        yield from _exported_object(value)
    if declaration is not None:
        for name in _declared(declaration):
            yield WHOLE if default else name, name
    for each in node.named_children:
        if each.type == "export_clause":
            for one in each.named_children:
                name = text_of(one.child_by_field_name("name"))
                yield text_of(one.child_by_field_name("alias")) or name, prefix + name
        elif each.type == "namespace_export":
            yield text_of(first_named(each)), prefix
    if source is not None and any(child.type == "*" for child in node.children):
        yield "*", f"{prefix}*"


def _declared(declaration: Node) -> Iterator[str]:
    name = declaration.child_by_field_name("name")
    if name is not None:
        yield text_of(name)
    for each in declaration.named_children:
        pattern = each.child_by_field_name("name") if each.type == "variable_declarator" else None
        if pattern is not None and pattern.type == "object_pattern":
            yield from (text_of(one) for one in pattern.named_children if one.type != "pair_pattern")
        elif pattern is not None:
            yield text_of(pattern)


def exported_by_assignment(node: Node) -> Iterator[tuple[str, Node | str]]:
    """`module.exports = ...` and `exports.name = ...`."""
    left, right = text_of(node.child_by_field_name("left")), node.child_by_field_name("right")
    if right is None or not left.startswith(("module.exports", "exports.")):
        return
    name = left.removeprefix("module.").removeprefix("exports").removeprefix(".")
    if name:
        yield name, right
    elif right.type == "object":
        yield from _exported_object(right)
    else:
        yield WHOLE, right


def _exported_object(node: Node) -> Iterator[tuple[str, Node | str]]:
    """What an object that is exported holds, each by its own name."""
    while node.type in ("satisfies_expression", "as_expression", "parenthesized_expression"):
        inner = first_named(node)
        if inner is None:
            return
        node = inner
    for each in node.named_children if node.type == "object" else ():
        if each.type == "shorthand_property_identifier":
            yield text_of(each), text_of(each)
        elif each.type == "pair" and (value := each.child_by_field_name("value")) is not None:
            yield text_of(each.child_by_field_name("key")), value
        elif each.type == "method_definition":
            yield text_of(each.child_by_field_name("name")), each
