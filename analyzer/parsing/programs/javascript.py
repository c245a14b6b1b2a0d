"""JavaScript and TypeScript, with JSX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.grammar import (
    Binding,
    Catch,
    Decoration,
    Grammar,
    Step,
    called,
    member,
    name_of,
    root,
    through,
)
from analyzer.parsing.programs.javascript_modules import (
    SOURCE_QUOTES,
    call_step,
    exported_by_assignment,
    import_by_call,
    import_by_variable,
    script_exported,
    script_import,
    script_reexport,
    script_source,
)
from analyzer.parsing.trees import first_named, text_of

PRIVATE = "#"
# Objects in objects: `const resolvers = { Query: { ask() {} } }`.
DEEPEST_OBJECT = 4
# Types that say what is in them: `Promise<Client>` is awaited.
WRAPPING_TYPES = frozenset("Promise Readonly Partial Required NonNullable Awaited InstanceType".split())


def _member(node: Node) -> tuple[Node | None, str]:
    name = text_of(node.child_by_field_name("property")).lstrip(PRIVATE)
    return node.child_by_field_name("object"), f".{name}"


def _private(node: Node) -> tuple[Node | None, str]:
    return None, text_of(node).lstrip(PRIVATE)


def _variable(node: Node) -> Iterator[Binding]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is not None and next(import_by_variable(node), None) is None:
        yield from _declared_names(name, value, _type(node))


def _declared_names(name: Node, value: Node | None, type_: Node | None) -> Iterator[Binding]:
    """A name, or the names that a pattern of members gives: `{ chat, models: all }`."""
    if name.type == "assignment_pattern":
        inner = name.child_by_field_name("left")
        if inner is not None and inner.type == "identifier":
            yield Binding(inner, name.child_by_field_name("right"), type_, declares=True)
    elif name.type == "identifier":
        yield Binding(name, value, type_, declares=True)
    for each in name.named_children if name.type == "object_pattern" else ():
        key, inside = each.child_by_field_name("key") or each, each.child_by_field_name("value") or each
        if inside.type in ("assignment_pattern", "object_assignment_pattern"):
            inside = inside.child_by_field_name("left") or inside
            key = inside if each.type != "pair_pattern" else key
        if inside.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield Binding(inside, value, type_, part=f".{text_of(key)}", declares=True)


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
    if name is None:
        return
    yield from _declared_names(name, node.child_by_field_name("value"), _type(node))
    modified = any(each.type in ("accessibility_modifier", "readonly") for each in node.children)
    if modified and name.type == "identifier":
        yield Binding(name, node.child_by_field_name("value"), _type(node), attribute=True)


def _untyped_parameters(node: Node) -> Iterator[Binding]:
    for each in node.named_children:
        if each.type in ("identifier", "assignment_pattern", "object_pattern"):
            yield from _declared_names(each, None, None)


def _one_parameter(node: Node) -> Iterator[Binding]:
    """`each => each.name`."""
    name = node.child_by_field_name("parameter")
    if name is not None:
        yield Binding(name, declares=True)


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    return (parameters, *parameters.named_children) if parameters is not None else (node,)


def _getter(node: Node) -> Iterator[Binding]:
    """`get client() { return new Client() }` is read like a field."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None or not any(child.type == "get" for child in node.children):
        return
    returned = next((each for each in reversed(body.named_children) if each.type == "return_statement"), None)
    types = list(_returned(node))
    value = None if returned is None or types else first_named(returned)
    yield Binding(name, value, types[0] if types else None, True)


def _result(node: Node) -> Node | None:
    return first_named(node)


def _result_of_arrow(node: Node) -> Node | None:
    body = node.child_by_field_name("body")
    return body if body is not None and body.type != "statement_block" else None


def _function_name(node: Node) -> str:
    """Its own name, or that in the objects it stands in; none where those objects are handed to a call."""
    keys: list[str] = []
    if node.type == "method_definition":
        keys.append(text_of(node.child_by_field_name("name")).lstrip(PRIVATE))
        if node.parent is not None and node.parent.type != "object":
            return keys[0]
    above = node.parent
    if node.type != "method_definition" and (above is None or above.type != "pair"):
        return ""
    for _ in range(2 * DEEPEST_OBJECT):
        if above is None:
            return ""
        if above.type == "pair":
            keys.append(text_of(above.child_by_field_name("key")).strip(SOURCE_QUOTES))
        elif above.type not in (
            "object",
            "satisfies_expression",
            "as_expression",
            "parenthesized_expression",
        ):
            break
        above = above.parent
    return _name_in(above, keys)


def _name_in(above: Node | None, keys: list[str]) -> str:
    if above is None or not all(each.isidentifier() for each in keys):
        return ""
    if above.type == "variable_declarator":
        name = above.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            return ".".join((text_of(name), *reversed(keys)))
        return ""
    is_given = above.type in ("export_statement", "return_statement", "arrow_function")
    is_exported = above.type == "assignment_expression" and text_of(
        above.child_by_field_name("left")
    ).startswith(("module.exports", "exports"))
    return keys[0] if len(keys) == 1 and (is_given or is_exported) else ""


def _class_name(node: Node) -> str:
    """Of a class that is a value: its own name, or that of the variable."""
    own = text_of(node.child_by_field_name("name"))
    parent = node.parent
    if not own and parent is not None and parent.type == "variable_declarator":
        own = text_of(parent.child_by_field_name("name"))
    return own or f"class@{node.start_point[0] + 1}"


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
    """Decorators stand inside the definition, before it in the class, or at the statement that exports it.

    Those of the fields of a class are its own too.
    """
    found = [each for each in node.children if each.type == "decorator"]
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None and body.type == "class_body" else ():
        if each.type == "public_field_definition":
            found += [one for one in each.children if one.type == "decorator"]
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
    if node.type == "number":
        yield "", node
    for each in node.named_children if node.type == "object" else ():
        if each.type == "pair":
            key = text_of(each.child_by_field_name("key")).strip(SOURCE_QUOTES)
            yield key, each.child_by_field_name("value")
        elif each.type == "shorthand_property_identifier":
            yield text_of(each), each
        elif each.type == "method_definition":
            yield text_of(each.child_by_field_name("name")), each
        elif each.type == "spread_element":
            yield "**", None


def _catch(node: Node) -> Catch:
    return Catch((), node.child_by_field_name("body"))


def _computed(node: Node) -> tuple[Node | None, str]:
    """`a["b"]` is `a.b`; an element by a variable is unknown."""
    index = node.child_by_field_name("index")
    if index is None or index.type != "string":
        return None, "?"
    return node.child_by_field_name("object"), f".{script_source(index)}"


def _conditional(node: Node) -> tuple[Node | None, str]:
    """`a ?? b` and `a || b` are what is made if there is none yet, else what is written first."""
    operator = text_of(node.child_by_field_name("operator"))
    right = node.child_by_field_name("right")
    if operator not in ("??", "||"):
        return None, "?"
    is_made = right is not None and right.type in ("new_expression", "call_expression")
    return (right if is_made else node.child_by_field_name("left")), ""


def _generic(node: Node) -> tuple[Node | None, str]:
    name = node.child_by_field_name("name")
    arguments = node.child_by_field_name("type_arguments")
    if arguments is None:
        arguments = next((each for each in node.named_children if each.type == "type_arguments"), None)
    if arguments is not None and text_of(name) in WRAPPING_TYPES:
        return first_named(arguments), ""
    return name, ""


def _union(node: Node) -> tuple[Node | None, str]:
    """`Client | null` is the first that is no literal."""
    return next((each for each in node.named_children if each.type != "literal_type"), None), ""


def _arguments(node: Node) -> Iterator[Node]:
    """The arguments of a call, lists taken apart; a tagged text has none."""
    found = node.child_by_field_name("arguments")
    if found is not None and found.type == "arguments":
        for each in found.named_children:
            if each.type == "array":
                yield from each.named_children
            else:
                yield each


SCRIPT_ROOTS = (
    "identifier property_identifier shorthand_property_identifier_pattern this super type_identifier import "
    "shorthand_property_identifier predefined_type"
)
TRANSPARENT = (
    "await_expression parenthesized_expression non_null_expression as_expression satisfies_expression "
    "instantiation_expression"
)
SCRIPT_STEPS: dict[str, Step] = {
    **dict.fromkeys(SCRIPT_ROOTS.split(), root),
    **dict.fromkeys(TRANSPARENT.split(), through()),
    "private_property_identifier": _private,
    "member_expression": _member,
    "nested_type_identifier": member("module", "name"),
    "subscript_expression": _computed,
    "call_expression": call_step,
    "new_expression": called("constructor"),
    "generic_type": _generic,
    "union_type": _union,
    "type_query": through(),
    "binary_expression": _conditional,
    "ternary_expression": through("consequence"),
    "assignment_expression": through("right"),
    "augmented_assignment_expression": through("right"),
}

JAVASCRIPT = Grammar(
    language="JavaScript",
    distribution="tree-sitter-javascript",
    module="tree_sitter_javascript",
    steps=SCRIPT_STEPS,
    calls={"call_expression": _arguments, "new_expression": _arguments},
    functions={
        "function_declaration": name_of(),
        "generator_function_declaration": name_of(),
        "function_expression": _function_name,
        "generator_function": _function_name,
        "arrow_function": _function_name,
        "method_definition": _function_name,
    },
    classes={
        "class_declaration": name_of(),
        "abstract_class_declaration": name_of(),
        "interface_declaration": name_of(),
        "type_alias_declaration": name_of(),
        "class": _class_name,
    },
    bindings={
        "variable_declarator": _variable,
        "assignment_expression": _assignment,
        "augmented_assignment_expression": _assignment,
        "property_signature": _field,
        "method_definition": _getter,
        "formal_parameters": _untyped_parameters,
        "arrow_function": _one_parameter,
        "public_field_definition": _field,
        "field_definition": _field,
        "required_parameter": _parameter,
        "optional_parameter": _parameter,
    },
    imports={
        "import_statement": script_import,
        "variable_declarator": import_by_variable,
        "call_expression": import_by_call,
        "export_statement": script_reexport,
    },
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    results={"return_statement": _result, "arrow_function": _result_of_arrow},
    decorations=_decorations,
    named=_named,
    exports={"export_statement": script_exported, "assignment_expression": exported_by_assignment},
    packages={},
    catches={"catch_clause": _catch},
    rethrows=frozenset({"throw_statement"}),
    strings=frozenset({"string", "template_string"}),
    interpolations=frozenset({"template_substitution"}),
    literals=frozenset({"number", "true", "false", "null"}),
    identifiers=frozenset({"identifier", "this"}),
    comments=frozenset({"comment", "html_comment", "hash_bang_line"}),
    builtins=frozenset(
        "console process Deno Bun Response NextResponse globalThis AbortSignal awslambda window document $ "
        "jQuery axios Math JSON Object Array Promise Number String Date Reflect Buffer".split()
    ),
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
