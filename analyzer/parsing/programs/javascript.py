"""JavaScript and TypeScript, with JSX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.grammar import (
    Binding,
    Catch,
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
from analyzer.parsing.programs.javascript_names import PRIVATE, class_name, function_name, script_decorations
from analyzer.parsing.programs.javascript_types import types_of_members
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

MOST_OBJECTS = 20
HANDED_TYPES = frozenset({"arrow_function", "function_expression", "identifier", "member_expression"})
MADE_TYPES = frozenset({"new_expression", "call_expression", "await_expression", "identifier"})
# Types that say what is in them: `Promise<Client>` is awaited.
WRAPPING_TYPES = frozenset(
    "Promise Readonly Partial Required NonNullable Awaited InstanceType ReturnType".split()
)


def _member(node: Node) -> tuple[Node | None, str]:
    name = text_of(node.child_by_field_name("property")).lstrip(PRIVATE)
    return node.child_by_field_name("object"), f".{name}"


def _private(node: Node) -> tuple[Node | None, str]:
    return None, text_of(node).lstrip(PRIVATE)


def _variable(node: Node) -> Iterator[Binding]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is not None and next(import_by_variable(node), None) is None:
        yield from _declared_names(name, value, _type(node))
        yield from _held_in(text_of(name), value, attribute=False)


def _held_in(owner: str, node: Node | None, *, attribute: bool) -> Iterator[Binding]:
    """What an object that a variable or a field gets holds by its keys: `{ openai: new OpenAI() }`."""
    for each in node.named_children if node is not None and node.type == "object" else ():
        key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
        if (
            key is not None
            and value is not None
            and key.type == "property_identifier"
            and value.type in MADE_TYPES
        ):
            yield Binding(key, value, attribute=attribute, owner=owner)


def _declared_names(name: Node, value: Node | None, type_: Node | None) -> Iterator[Binding]:
    """A name, or the names that a pattern of members gives: `{ chat, models: all }`."""
    if name.type == "assignment_pattern":
        inner = name.child_by_field_name("left")
        if inner is not None and inner.type == "identifier":
            yield Binding(inner, name.child_by_field_name("right"), type_, declares=True)
    written = tuple(types_of_members(type_, WRAPPING_TYPES))
    if name.type == "identifier":
        yield Binding(name, value, type_, declares=True)
        for key, kind in written:
            yield Binding(key, None, kind, owner=text_of(name))
    members = {text_of(key): kind for key, kind in written}
    for each in name.named_children if name.type == "object_pattern" else ():
        key, inside = each.child_by_field_name("key") or each, each.child_by_field_name("value") or each
        if inside.type in ("assignment_pattern", "object_assignment_pattern"):
            inside = inside.child_by_field_name("left") or inside
            key = inside if each.type != "pair_pattern" else key
        if inside.type not in ("identifier", "shorthand_property_identifier_pattern"):
            continue
        if (own := members.get(text_of(key))) is not None:
            yield Binding(inside, None, own, declares=True)
        else:
            yield Binding(inside, value, type_, part=f".{text_of(key)}", declares=True)


def _type(node: Node) -> Node | None:
    annotation = node.child_by_field_name("type")
    return first_named(annotation) if annotation is not None else None


def _assignment(node: Node) -> Iterator[Binding]:
    left = node.child_by_field_name("left")
    if left is not None:
        right = node.child_by_field_name("right")
        yield Binding(left, right)
        name = text_of(left)
        if name.startswith("this."):
            yield from _held_in(name[5:], right, attribute=True)


def _field(node: Node) -> Iterator[Binding]:
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    if name is not None:
        yield Binding(name, node.child_by_field_name("value"), _type(node), attribute=True)
        yield from _held_in(text_of(name).lstrip(PRIVATE), node.child_by_field_name("value"), attribute=True)


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


def _number(node: Node) -> Iterator[tuple[str, Node | None]]:
    yield "", node


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    for each in node.named_children:
        if each.type == "pair":
            key = text_of(each.child_by_field_name("key")).strip(SOURCE_QUOTES)
            value = each.child_by_field_name("value")
            yield key, value
            if value is not None and value.type == "object":
                yield from _named_inside(key, value)
            elif value is not None and value.type == "array":
                listed = (one for one in value.named_children[:MOST_OBJECTS] if one.type in HANDED_TYPES)
                yield from ((f"{key}[]", one) for one in listed)
        elif each.type == "shorthand_property_identifier":
            yield text_of(each), each
        elif each.type == "method_definition":
            yield text_of(each.child_by_field_name("name")), each
        elif each.type == "spread_element":
            yield "**", None


def _named_inside(key: str, node: Node) -> Iterator[tuple[str, Node | None]]:
    """The objects and functions in an object that is a named value: `{ resolvers: { Query: { ask } } }`."""
    stack = [(key, node)]
    for _ in range(MOST_OBJECTS):
        if not stack:
            return
        name, inner = stack.pop()
        for each in inner.named_children:
            if each.type == "pair":
                whole = f"{name}.{text_of(each.child_by_field_name('key')).strip(SOURCE_QUOTES)}"
                value = each.child_by_field_name("value")
                if value is not None and value.type == "object":
                    stack.append((whole, value))
                    yield whole, value
                elif value is not None and value.type in HANDED_TYPES:
                    yield whole, value
            elif each.type in ("method_definition", "shorthand_property_identifier"):
                yield f"{name}.{text_of(each.child_by_field_name('name') or each)}", each


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
    members=frozenset({"member_expression", "nested_type_identifier"}),
    calls={"call_expression": _arguments, "new_expression": _arguments},
    functions={
        "function_declaration": name_of(),
        "generator_function_declaration": name_of(),
        "function_expression": function_name,
        "generator_function": function_name,
        "arrow_function": function_name,
        "method_definition": function_name,
    },
    classes={
        "class_declaration": name_of(),
        "abstract_class_declaration": name_of(),
        "interface_declaration": name_of(),
        "type_alias_declaration": name_of(),
        "class": class_name,
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
    decorations=script_decorations,
    named={"number": _number, "object": _named},
    exports={"export_statement": script_exported, "assignment_expression": exported_by_assignment},
    packages={},
    catches={"catch_clause": _catch},
    rethrows=frozenset({"throw_statement"}),
    strings=frozenset({"string", "template_string"}),
    closed=word_set("string jsx_closing_element predefined_type"),
    interpolations=frozenset({"template_substitution"}),
    literals=frozenset({"number", "true", "false", "null"}),
    identifiers=frozenset({"identifier", "this"}),
    comments=frozenset({"comment", "html_comment", "hash_bang_line"}),
    builtins=frozenset(
        "console process Deno Bun Response NextResponse globalThis AbortSignal awslambda window document $ "
        "jQuery axios Math JSON Object Array Promise Number String Date Reflect Buffer".split()
    ),
    promised=".then()",
    # What drives a browser: what it asks of a page is asked of the program behind it.
    subjects=frozenset({"cy", "page", "browser"}),
    # Jest, Vitest, Playwright, Chai, node:assert, Cypress; AVA, tap and tape; Deno's own.
    assertion=lazy_regex(
        r"expect(?:\.soft|\.poll)?\(\)(?:\.\w+(?:\(\))?)*"
        r"|(?:\w+\.)?(?:assert(?:\.\w+)?|should\.\w+)"
        r"|t\.(?:is|not|deepEquals?|throws\w*|notThrows\w*|equals?|ok|notOk|same|truthy|falsy|true|false|like"
        r"|regex|match|snapshot|matchSnapshot|strictEqual|rejects|resolves|has\w*|error)"
        r"|assert(?:Equals|Not|Strict|Almost|Array|Object|String|Less|Greater|InstanceOf|Exists|Throws|Rejects"
        r"|Match|False|Snapshot|SpyCall)\w*"
        r"|.*\.should(?:\.\w+)*"
    ),
    # `app.post("/search", makeHandler(store))`
    takes_objects=lazy_regex(r"get|post|put|patch|delete|del|all|head|options|use|ws|route"),
    objects_last=True,
)
TYPESCRIPT = replace(
    JAVASCRIPT,
    language="TypeScript",
    distribution="tree-sitter-typescript",
    module="tree_sitter_typescript",
    entry="language_typescript",
)
TSX = replace(TYPESCRIPT, entry="language_tsx")
