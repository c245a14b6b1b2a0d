"""JavaScript and TypeScript, with JSX: modules of ECMAScript and of CommonJS.

The default export of a package has the name `default`; a package that is required whole is its default too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.grammar import (
    Binding,
    Catch,
    Decoration,
    Grammar,
    Imported,
    Step,
    arguments_in,
    called,
    member,
    name_of,
    root,
    through,
    without_name,
)
from analyzer.parsing.trees import first_named, text_of

WHOLE = "default"
SOURCE_QUOTES = "\"'`"


def _source(node: Node | None) -> str:
    return text_of(node).strip(SOURCE_QUOTES)


def _import(node: Node) -> Iterator[Imported]:
    source = node.child_by_field_name("source")
    if source is None:
        return
    module, line = _source(source), node.start_point[0] + 1
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


def _required(node: Node) -> str | None:
    """The module of `require("x")` and `import("x")`."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or text_of(function) not in ("require", "import"):
        return None
    first = first_named(arguments)
    return _source(first) if first is not None and first.type in ("string", "template_string") else None


def _inner_call(node: Node | None) -> Node | None:
    while node is not None and node.type in ("await_expression", "parenthesized_expression"):
        node = first_named(node)
    return node if node is not None and node.type == "call_expression" else None


def _import_by_variable(node: Node) -> Iterator[Imported]:
    """`const x = require("y")`, `const { a, b: c } = await import("y")`."""
    call = _inner_call(node.child_by_field_name("value"))
    module = _required(call) if call is not None else None
    name = node.child_by_field_name("name")
    if module is None or name is None:
        return
    line = node.start_point[0] + 1
    if name.type == "identifier":
        yield _bound(module, WHOLE, text_of(name), line, type_only=False)
    for each in name.named_children if name.type == "object_pattern" else ():
        if each.type == "shorthand_property_identifier_pattern":
            yield _bound(module, text_of(each), text_of(each), line, type_only=False)
        elif each.type == "pair_pattern":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            yield _bound(module, text_of(key), text_of(value), line, type_only=False)


def _import_by_call(node: Node) -> Iterator[Imported]:
    module = _required(node)
    parent = node.parent
    if module is None or (parent is not None and parent.type == "variable_declarator"):
        return
    yield Imported(Import(module, None, "", node.start_point[0] + 1, False, False, False), ())


def _reexport(node: Node) -> Iterator[Imported]:
    source = node.child_by_field_name("source")
    if source is not None:
        module = _source(source)
        yield Imported(Import(module, None, "", node.start_point[0] + 1, False, False, False), ())


def _exported(node: Node) -> Iterator[tuple[str, Node | str]]:
    source = node.child_by_field_name("source")
    prefix = f"{_source(source)}#" if source is not None else ""
    declaration = node.child_by_field_name("declaration")
    default = any(child.type == "default" for child in node.children)
    value = node.child_by_field_name("value")
    if value is not None:
        yield WHOLE, value
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
        if each.type == "variable_declarator":
            yield text_of(each.child_by_field_name("name"))


def _exported_by_assignment(node: Node) -> Iterator[tuple[str, Node | str]]:
    left, right = text_of(node.child_by_field_name("left")), node.child_by_field_name("right")
    if right is None or not left.startswith(("module.exports", "exports.")):
        return
    name = left.removeprefix("module.").removeprefix("exports").removeprefix(".")
    if name:
        yield name, right
    elif right.type == "object":
        for each in right.named_children:
            if each.type == "shorthand_property_identifier":
                yield text_of(each), text_of(each)
            elif each.type == "pair" and (value := each.child_by_field_name("value")) is not None:
                yield text_of(each.child_by_field_name("key")), value
    else:
        yield WHOLE, right


def _variable(node: Node) -> Iterator[Binding]:
    name = node.child_by_field_name("name")
    if name is not None and name.type == "identifier" and next(_import_by_variable(node), None) is None:
        yield Binding(name, node.child_by_field_name("value"), _type(node))


def _type(node: Node) -> Node | None:
    annotation = node.child_by_field_name("type")
    return first_named(annotation) if annotation is not None else None


def _assignment(node: Node) -> Iterator[Binding]:
    left = node.child_by_field_name("left")
    if left is not None:
        yield Binding(left, node.child_by_field_name("right"))


def _field(node: Node) -> Iterator[Binding]:
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    if name is not None:
        yield Binding(name, node.child_by_field_name("value"), _type(node), attribute=True)


def _parameter(node: Node) -> Iterator[Binding]:
    """A typed parameter; of a constructor, with `private` and the like, it is a field too."""
    name = node.child_by_field_name("pattern")
    if name is None or name.type != "identifier":
        return
    yield Binding(name, node.child_by_field_name("value"), _type(node))
    if any(each.type in ("accessibility_modifier", "readonly") for each in node.children):
        yield Binding(name, node.child_by_field_name("value"), _type(node), attribute=True)


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    return parameters.named_children if parameters is not None else ()


def _returned(node: Node) -> Iterator[Node]:
    annotation = node.child_by_field_name("return_type")
    if annotation is not None and annotation.named_child_count:
        yield annotation.named_children[0]


def _bases(node: Node) -> Iterator[Node]:
    for heritage in (each for each in node.named_children if each.type == "class_heritage"):
        for clause in heritage.named_children:
            if clause.type in ("extends_clause", "implements_clause"):
                yield from (each for each in clause.named_children if each.type != "type_arguments")
            else:
                yield clause


def _decorations(node: Node) -> Iterator[Decoration]:
    """Decorators stand inside the definition, before it in the class, or at the statement that exports it."""
    found = [each for each in node.children if each.type == "decorator"]
    before = node.prev_named_sibling
    while before is not None and before.type == "decorator":
        found.append(before)
        before = before.prev_named_sibling
    if node.parent is not None and node.parent.type == "export_statement":
        found += [each for each in node.parent.children if each.type == "decorator" and each not in found]
    for each in found:
        expression = first_named(each)
        if expression is not None:
            inside = expression.child_by_field_name("arguments")
            yield Decoration(expression, tuple(inside.named_children) if inside is not None else ())


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    for each in node.named_children if node.type == "object" else ():
        if each.type == "pair":
            key = text_of(each.child_by_field_name("key")).strip(SOURCE_QUOTES)
            yield key, each.child_by_field_name("value")
        elif each.type == "shorthand_property_identifier":
            yield text_of(each), each
        elif each.type == "spread_element":
            yield "**", None


def _catch(node: Node) -> Catch:
    return Catch((), node.child_by_field_name("body"))


def _computed(node: Node) -> tuple[Node | None, str]:
    """`a["b"]` is `a.b`; an element by a variable is unknown."""
    index = node.child_by_field_name("index")
    if index is None or index.type != "string":
        return None, "?"
    return node.child_by_field_name("object"), f".{_source(index)}"


def _conditional(node: Node) -> tuple[Node | None, str]:
    """`a ?? b` and `a || b` are what is written first."""
    operator = text_of(node.child_by_field_name("operator"))
    return (node.child_by_field_name("left"), "") if operator in ("??", "||") else (None, "?")


SCRIPT_ROOTS = (
    "identifier property_identifier private_property_identifier this super type_identifier import "
    "shorthand_property_identifier predefined_type"
)
TRANSPARENT = (
    "await_expression parenthesized_expression non_null_expression as_expression satisfies_expression "
    "instantiation_expression"
)
SCRIPT_STEPS: dict[str, Step] = {
    **dict.fromkeys(SCRIPT_ROOTS.split(), root),
    **dict.fromkeys(TRANSPARENT.split(), through()),
    "member_expression": member("object", "property"),
    "nested_type_identifier": member("module", "name"),
    "subscript_expression": _computed,
    "call_expression": called("function"),
    "new_expression": called("constructor"),
    "generic_type": through("name"),
    "binary_expression": _conditional,
}
CALLED = arguments_in("arguments")

JAVASCRIPT = Grammar(
    language="JavaScript",
    distribution="tree-sitter-javascript",
    module="tree_sitter_javascript",
    steps=SCRIPT_STEPS,
    calls={"call_expression": CALLED, "new_expression": CALLED},
    functions={
        "function_declaration": name_of(),
        "generator_function_declaration": name_of(),
        "function_expression": without_name,
        "arrow_function": without_name,
        "method_definition": name_of(),
    },
    classes={
        "class_declaration": name_of(),
        "abstract_class_declaration": name_of(),
        "interface_declaration": name_of(),
    },
    bindings={
        "variable_declarator": _variable,
        "assignment_expression": _assignment,
        "public_field_definition": _field,
        "field_definition": _field,
        "required_parameter": _parameter,
        "optional_parameter": _parameter,
    },
    imports={
        "import_statement": _import,
        "variable_declarator": _import_by_variable,
        "call_expression": _import_by_call,
        "export_statement": _reexport,
    },
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    decorations=_decorations,
    named=_named,
    exports={"export_statement": _exported, "assignment_expression": _exported_by_assignment},
    packages={},
    catches={"catch_clause": _catch},
    rethrows=frozenset({"throw_statement"}),
    strings=frozenset({"string", "template_string"}),
    interpolations=frozenset({"template_substitution"}),
    literals=frozenset({"number", "true", "false", "null"}),
    identifiers=frozenset({"identifier", "this"}),
    comments=frozenset({"comment", "html_comment", "hash_bang_line"}),
    builtins=frozenset("console process Deno Bun Response NextResponse globalThis".split()),
    # Jest, Vitest, Playwright, Chai, node:assert, Cypress.
    assertion=lazy_regex(
        r"expect(?:\.soft|\.poll)?\(\)(?:\.\w+(?:\(\))?)*"
        r"|(?:\w+\.)?(?:assert(?:\.\w+)?|should\.\w+)|t\.(?:is|deepEqual|throws\w*|equal|ok|same|truthy|falsy)"
        r"|.*\.should(?:\.\w+)*"
    ),
)
TYPESCRIPT = replace(
    JAVASCRIPT,
    language="TypeScript",
    distribution="tree-sitter-typescript",
    module="tree_sitter_typescript",
    entry="language_typescript",
)
TSX = replace(TYPESCRIPT, entry="language_tsx")
