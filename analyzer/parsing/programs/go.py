"""Go: packages by their paths, methods by the type of their receiver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.grammar import (
    Binding,
    Catch,
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
from analyzer.text import word_set

# The version of a module is no part of its name; the first one has none in its path.
PATH_VERSION = lazy_regex(r"(?:/v(?:[2-9]|\d\d+)|\.v\d+)$")
INNER_VERSION = lazy_regex(r"^((?:github\.com|gitlab\.com|bitbucket\.org)/[^/]+/[^/]+)/v[2-9]\d?/")
# `go-openai` and `openai-go` are most often the package `openai`.
AFFIXES = lazy_regex(r"^go-|-sdk-go$|[-.]go$")
DEEPEST_ELEMENT = 2
DEEPEST_BRANCH = 8
MOST_ELEMENTS = 200
BRANCHES = frozenset(
    {"if_statement", "expression_switch_statement", "type_switch_statement", "for_statement"}
)
ERROR_TEST = lazy_regex(r"\b\w*[eE]rr\w*\s*!=\s*nil")


def _import(node: Node) -> Iterator[Imported]:
    path = text_of(node.child_by_field_name("path")).strip('"`')
    module = INNER_VERSION.sub(r"\1/", PATH_VERSION.sub("", path))
    name = text_of(node.child_by_field_name("name"))
    last = module.rpartition("/")[2]
    names = (name,) if name else tuple(dict.fromkeys((last, AFFIXES.sub("", last).replace("-", ""))))
    fact = Import(
        module, "*" if name == "." else None, names[-1], node.start_point[0] + 1, False, False, False
    )
    yield Imported(fact, tuple((each, f"{module}#") for each in names if each not in (".", "_")))


def _method(node: Node) -> str:
    """The name of a method after the type of its receiver."""
    name = text_of(node.child_by_field_name("name"))
    receiver = node.child_by_field_name("receiver")
    kind = first_named(receiver) if receiver is not None else None
    type_node = kind.child_by_field_name("type") if kind is not None else None
    while type_node is not None and type_node.type not in ("type_identifier", "qualified_type"):
        type_node = type_node.child_by_field_name("type") or first_named(type_node)
    return f"{text_of(type_node)}.{name}" if type_node is not None else name


def _values(node: Node | None) -> list[Node]:
    if node is None:
        return []
    return list(node.named_children) if node.type == "expression_list" else [node]


def _assigned(node: Node) -> Iterator[Binding]:
    """Each name gets its value; where one call gives several, the first name gets what it is called for."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    names, values = _values(left), _values(right)
    for name, value in zip_longest(names, values[: len(names)]):
        yield Binding(name, value)


def _ranged(node: Node) -> Iterator[Binding]:
    """The last name of a loop is an element of what it goes over."""
    names = _values(node.child_by_field_name("left"))
    for name in names:
        yield Binding(name, node.child_by_field_name("right") if name is names[-1] else None)


def _switched(node: Node) -> Iterator[Binding]:
    for name in _values(node.child_by_field_name("alias")):
        yield Binding(name)


def _declared(node: Node) -> Iterator[Binding]:
    values = _values(node.child_by_field_name("value"))
    names = [each for each in node.children_by_field_name("name") if each.is_named]
    for name, value in zip_longest(names, values[: len(names)]):
        yield Binding(name, value, node.child_by_field_name("type"))


def _parameter(node: Node) -> Iterator[Binding]:
    """The parameters of a function; those of a function's type bind nothing."""
    around = node.parent.parent if node.parent is not None else None
    for name in (
        () if around is None or around.type == "function_type" else node.children_by_field_name("name")
    ):
        yield Binding(name, None, node.child_by_field_name("type"))


def _field(node: Node) -> Iterator[Binding]:
    """A field of a struct; a type that is embedded is one by its own name."""
    kind = node.child_by_field_name("type")
    names = node.children_by_field_name("name")
    for name in names or _last_name(kind):
        yield Binding(name, None, kind, attribute=True)


def _last_name(kind: Node | None) -> list[Node]:
    while kind is not None and kind.type != "type_identifier":
        inner = kind.child_by_field_name("name") or kind.child_by_field_name("type")
        kind = inner if inner is not None else first_named(kind)
    return [kind] if kind is not None else []


def _bases(node: Node) -> Iterator[Node]:
    """What a type embeds, or the type that it is made of."""
    kind = node.child_by_field_name("type")
    if kind is None:
        return
    if kind.type in ("type_identifier", "qualified_type"):
        yield kind
    for each in kind.named_children:
        if each.type == "type_elem" and each.named_child_count == 1:
            yield from each.named_children
        for field in each.named_children if each.type == "field_declaration_list" else ():
            embedded = field.child_by_field_name("type")
            if embedded is not None and field.child_by_field_name("name") is None:
                yield embedded


def _alias(node: Node) -> Iterator[tuple[str, Node | str]]:
    kind = node.child_by_field_name("type")
    if kind is not None:
        yield text_of(node.child_by_field_name("name")), kind


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    return parameters.named_children if parameters is not None else ()


def _returned(node: Node) -> Iterator[Node]:
    result = node.child_by_field_name("result")
    if result is not None and result.type == "parameter_list":
        first = first_named(result)
        result = first.child_by_field_name("type") if first is not None else None
    if result is not None:
        yield result


def _type_name(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    """The fields of a struct that is handed over: `Request{Model: "x"}`."""
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        if each.type == "keyed_element":
            yield from _keyed(each)


def _keyed(node: Node) -> Iterator[tuple[str, Node | None]]:
    """One of these fields."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    yield text_of(key), first_named(value) if value is not None else None


def _pointed(node: Node) -> Iterator[tuple[str, Node | None]]:
    """`&Request{...}`."""
    operand = node.child_by_field_name("operand")
    if operand is not None and operand.type == "composite_literal":
        yield from _named(operand)


def _elements(node: Node) -> Iterator[Node]:
    """What stands in a struct or a list, also in structs inside of it that do not repeat their type."""
    waiting = [(each, 0) for each in _inside(node)]
    while waiting:
        each, depth = waiting.pop(0)
        value = each.child_by_field_name("value") if each.type == "keyed_element" else each
        inner = first_named(value) if value is not None else None
        if inner is not None and inner.type == "literal_value" and depth < DEEPEST_ELEMENT:
            waiting.extend((one, depth + 1) for one in inner.named_children)
        else:
            yield each


def _inside(node: Node) -> list[Node]:
    body = node.child_by_field_name("body")
    return [] if body is None else body.named_children[:MOST_ELEMENTS]


def _operand(node: Node) -> Iterator[Node]:
    found = node.child_by_field_name("operand")
    if found is not None:
        yield found


def _conditions(node: Node) -> Iterator[Node]:
    """The conditions of the branches around a call, the nearest ones first."""
    current: Node | None = node
    for _ in range(DEEPEST_BRANCH):
        current = current.parent if current is not None else None
        if current is None or current.type in ("func_literal", "function_declaration", "method_declaration"):
            return
        for field in ("initializer", "condition", "value") if current.type in BRANCHES else ():
            found = current.child_by_field_name(field)
            if found is not None:
                yield found


def _called(node: Node) -> tuple[Node | None, str]:
    """A call; `new(T)` makes a `T`."""
    function = node.child_by_field_name("function")
    if function is not None and function.type == "identifier" and text_of(function) in ("new", "make"):
        arguments = node.child_by_field_name("arguments")
        made = first_named(arguments) if arguments is not None else None
        return (made, "()") if made is not None else (function, "()")
    return function, "()"


def _if_error(node: Node) -> Catch | None:
    """`if err != nil`: how Go handles a failure. Other branches catch nothing."""
    condition = node.child_by_field_name("condition")
    if ERROR_TEST.search(text_of(condition)[:200]) is None:
        return None
    return Catch((), node.child_by_field_name("consequence"))


def _package(node: Node) -> str:
    return text_of(first_named(node))


def _qualified(node: Node) -> tuple[Node | None, str]:
    return node.child_by_field_name("package"), f".{text_of(node.child_by_field_name('name'))}"


GO_FAILS = lazy_regex(r"\w{1,3}\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)")
GO_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "field_identifier", "package_identifier", "type_identifier"), root),
    "selector_expression": member("operand", "field"),
    "qualified_type": _qualified,
    "call_expression": _called,
    "composite_literal": called("type"),
    "type_conversion_expression": called("type"),
    "type_instantiation_expression": through("type"),
    "generic_type": through("type"),
    "index_expression": through("operand"),
    "slice_expression": through("operand"),
    "slice_type": through("element"),
    "array_type": through("element"),
    "implicit_length_array_type": through("element"),
    "map_type": through("value"),
    "channel_type": through("value"),
    "unary_expression": through("operand"),
    "pointer_type": through(),
    "parenthesized_expression": through(),
    "parenthesized_type": through(),
    "type_assertion_expression": called("type"),
    "literal_element": through(),
}

GO = Grammar(
    language="Go",
    distribution="tree-sitter-go",
    module="tree_sitter_go",
    steps=GO_STEPS,
    members=frozenset({"selector_expression", "qualified_type"}),
    calls={
        "call_expression": arguments_in("arguments"),
        "composite_literal": _elements,
        # A generic function with one argument: `tasks.Load[T](config)`.
        "type_conversion_expression": _operand,
    },
    functions={
        "function_declaration": name_of(),
        "method_declaration": _method,
        "method_elem": name_of(),
        "func_literal": without_name,
    },
    classes={"type_spec": _type_name},
    bindings={
        "short_var_declaration": _assigned,
        "assignment_statement": _assigned,
        "var_spec": _declared,
        "const_spec": _declared,
        "range_clause": _ranged,
        "type_switch_statement": _switched,
        "parameter_declaration": _parameter,
        "variadic_parameter_declaration": _parameter,
        "field_declaration": _field,
    },
    imports={"import_spec": _import},
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    named={"keyed_element": _keyed, "unary_expression": _pointed, "composite_literal": _named},
    exports={"type_alias": _alias},
    packages={"package_clause": _package},
    catches={"if_statement": _if_error},
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    closed=word_set("import_spec interpreted_string_literal qualified_type"),
    literals=frozenset({"int_literal", "float_literal", "true", "false", "nil"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"comment"}),
    own=frozenset(),
    beside=True,
    bare_members=False,
    takes_objects=lazy_regex(
        r"(?:Register|Handle|Mount|Serve|ListenAndServe|Consume|Subscribe|Process|Route|Add|Attach|Start|Run)\w*"
        r"|New\w*(?:Server|Handler|Worker|Processor|Router)|Bind|Group|Use|All|Any|Method\w*"
        r"|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Get|Post|Put|Patch|Delete"
    ),
    joins=frozenset({"binary_expression"}),
    failing=GO_FAILS,
    # `err.Error()` is a text, `t.Error("x")` fails a test.
    needs_argument=lazy_regex(r"(?!t\.Error$).*\.Error"),
    conditions=_conditions,
    # testing, testify (also its suites), gomega, quicktest, is.
    assertion=lazy_regex(
        r"\w{1,3}\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)|(?:assert|require|is|qt|c)\.\w+"
        r"|\w+\.(?:Require|Assert)\(\)\.\w+|(?:s|suite|ts)\.(?:Equal|NotEqual|NoError|Error|True|False|Nil"
        r"|NotNil|Len|Contains|Empty|NotEmpty|ErrorIs|ErrorContains|Greater|Less|InDelta|JSONEq)\w{0,20}"
        r"|(?:Expect|Ω|Eventually|Consistently)(?:WithOffset)?\(\)(?:\.\w+\(\))*\.\w+"
    ),
)
