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
from analyzer.parsing.trees import text_of

PATH_VERSION = lazy_regex(r"(?:/v\d+|\.v\d+)$")
# `go-openai` and `openai-go` are most often the package `openai`.
AFFIXES = lazy_regex(r"^go-|[-.]go$")
ERROR_TEST = lazy_regex(r"\b\w*[eE]rr\w*\s*!=\s*nil")


def _import(node: Node) -> Iterator[Imported]:
    path = text_of(node.child_by_field_name("path")).strip('"`')
    module = PATH_VERSION.sub("", path)
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
    kind = receiver.named_child(0) if receiver is not None else None
    type_node = kind.child_by_field_name("type") if kind is not None else None
    while type_node is not None and type_node.type not in ("type_identifier", "qualified_type"):
        type_node = type_node.child_by_field_name("type") or type_node.named_child(0)
    return f"{text_of(type_node)}.{name}" if type_node is not None else name


def _values(node: Node | None) -> list[Node]:
    if node is None:
        return []
    return list(node.named_children) if node.type == "expression_list" else [node]


def _assigned(node: Node) -> Iterator[Binding]:
    """Each name gets its value; where one call gives several, the first name gets what it is called for."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    names, values = _values(left), _values(right)
    if len(values) == 1:
        names = names[:1]
    for name, value in zip_longest(names, values[: len(names)]):
        yield Binding(name, value)


def _declared(node: Node) -> Iterator[Binding]:
    values = _values(node.child_by_field_name("value"))
    names = node.children_by_field_name("name")
    if len(values) == 1:
        names = names[:1]
    for name, value in zip_longest(names, values[: len(names)]):
        yield Binding(name, value, node.child_by_field_name("type"))


def _parameter(node: Node) -> Iterator[Binding]:
    for name in node.children_by_field_name("name"):
        yield Binding(name, None, node.child_by_field_name("type"))


def _field(node: Node) -> Iterator[Binding]:
    for name in node.children_by_field_name("name"):
        yield Binding(name, None, node.child_by_field_name("type"), attribute=True)


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    return parameters.named_children if parameters is not None else ()


def _returned(node: Node) -> Iterator[Node]:
    result = node.child_by_field_name("result")
    if result is not None and result.type == "parameter_list":
        first = result.named_child(0)
        result = first.child_by_field_name("type") if first is not None else None
    if result is not None:
        yield result


def _type_name(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    """The fields of a struct that is handed over: `Request{Model: "x"}`, `&Request{...}`."""
    if node.type == "unary_expression":
        operand = node.child_by_field_name("operand")
        if operand is None:
            return
        node = operand
    body = node.child_by_field_name("body") if node.type == "composite_literal" else None
    for each in body.named_children if body is not None else ():
        if each.type == "keyed_element":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            yield text_of(key), value.named_child(0) if value is not None else None


def _if_error(node: Node) -> Catch:
    """`if err != nil`: how Go handles a failure. Other branches catch nothing."""
    condition = node.child_by_field_name("condition")
    if ERROR_TEST.search(text_of(condition)[:200]) is None:
        return Catch((), None)
    return Catch((), node.child_by_field_name("consequence"))


def _package(node: Node) -> str:
    return text_of(node.named_child(0))


def _qualified(node: Node) -> tuple[Node | None, str]:
    return node.child_by_field_name("package"), f".{text_of(node.child_by_field_name('name'))}"


GO_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "field_identifier", "package_identifier", "type_identifier"), root),
    "selector_expression": member("operand", "field"),
    "qualified_type": _qualified,
    "call_expression": called("function"),
    "composite_literal": called("type"),
    "generic_type": through("type"),
    "unary_expression": through("operand"),
    "pointer_type": through(),
    "parenthesized_expression": through(),
    "type_assertion_expression": through("operand"),
    "literal_element": through(),
}

GO = Grammar(
    language="Go",
    distribution="tree-sitter-go",
    module="tree_sitter_go",
    steps=GO_STEPS,
    calls={"call_expression": arguments_in("arguments")},
    functions={
        "function_declaration": name_of(),
        "method_declaration": _method,
        "func_literal": without_name,
    },
    classes={"type_spec": _type_name},
    bindings={
        "short_var_declaration": _assigned,
        "assignment_statement": _assigned,
        "var_spec": _declared,
        "parameter_declaration": _parameter,
        "field_declaration": _field,
    },
    imports={"import_spec": _import},
    parameters=_parameters,
    returned=_returned,
    named=_named,
    exports={},
    packages={"package_clause": _package},
    catches={"if_statement": _if_error},
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    literals=frozenset({"int_literal", "float_literal", "true", "false", "nil"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"comment"}),
    own=frozenset(),
    assertion=lazy_regex(
        r"\w{1,3}\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)|(?:assert|require|is|qt|c)\.\w+"
        r"|(?:Expect|Ω|Eventually|Consistently)\(\)\.\w+"
    ),
)
