"""R: what the nodes of its tree mean, from packages that are attached to annotations of plumber.

A package that is attached (`library`) is an import of everything in it, so a plain name is of one of the
packages of its file; `pkg::name` is `pkg#name`. The calls of a generic function, `predict(model, data)`, are
also told as a method of their first argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.facts import FROM_PACKAGE
from analyzer.parsing.programs.grammar import Binding, Catch, Decoration, Grammar
from analyzer.parsing.programs.r_calls import (
    BLOCK_FUNCTION,
    CALL_TYPES,
    CATCH_CALL,
    CLASS_CALL,
    IMPORT_CALL,
    PATH_CALL,
    PLAIN_CALL,
    R_SETTING,
    STOP_CALL,
    called_name,
    classify,
)
from analyzer.parsing.programs.r_imports import ROXYGEN_IMPORT, imports_of, imports_of_comment, python_module
from analyzer.parsing.programs.r_nodes import RNode, dotted, leaf, plain
from analyzer.parsing.programs.r_tree import parse_r
from analyzer.text import word_set

# Functions that do what their first argument, a model most often, has a method for.
R_GENERICS = word_set(
    "predict augment fit evaluate forecast compile refit update stream explain train save_model conformal "
    "fit_generator predict_proba predict_classes posterior_predict posterior_epred"
)
R_PASSING = word_set(
    "return invisible suppressWarnings suppressMessages suppressPackageStartupMessages withr force quietly "
    "system\u00b7time withCallingHandlers identity isolate"
)
ANNOTATION = lazy_regex(
    r"#['*][ \t]*@(get|post|put|delete|head|patch|options|use|any|query|filter|plumber|websocket|assets)\b"
    r"(?:[ \t]+(\S{1,200}))?"
)


def _theirs(node: RNode | None) -> Any:
    """A node of ours where one of tree-sitter's is expected: it answers the same questions."""
    return node


def nodes_of_r(text: str) -> Iterator[RNode]:
    """The nodes of a text in R; imports that comments declare for a package come first."""
    tree = parse_r(text, classify)
    for each in tree.comments:
        if "@import" in each.value and ROXYGEN_IMPORT.match(each.value) is not None:
            yield RNode("comment_import", 0, 0, each.row, each.end_row, each.value)
    yield from tree.nodes()


# -- expressions -------------------------------------------------------------------------------


def _name(node: RNode) -> tuple[RNode | None, str]:
    return None, node.value


def _member(node: RNode) -> tuple[RNode | None, str]:
    return node.fields["object"], f".{node.fields['name'].value}"


def _index(node: RNode) -> tuple[RNode | None, str]:
    """`models[["a"]]` is `models$a`; any other element is unknown."""
    items = node.children[1:]
    if len(items) == 1 and items[0].type == "string":
        return node.fields["object"], f".{plain(items[0])}"
    return None, "?"


def _call(node: RNode) -> tuple[RNode | None, str]:
    """A call; `Model$new()` is the object that it makes."""
    called = node.fields["function"]
    if called.type == "member" and called.fields["name"].value == "new":
        return called.fields["object"], "()"
    return called, "()"


def _setting(node: RNode) -> tuple[RNode | None, str]:
    return node.fields["function"], "<-()"


def _group(node: RNode) -> tuple[RNode | None, str]:
    children = node.children
    return (children[0], "") if len(children) == 1 else (None, "?")


def _arguments(node: RNode) -> Iterable[RNode]:
    return node.arguments


def _named(node: RNode) -> Iterator[tuple[str, RNode | None]]:
    yield dotted(node.value), node.fields.get("value")


def _receiver(node: RNode) -> tuple[RNode | None, str]:
    """The first argument of a generic function, and the function as its method."""
    name = called_name(node)
    if name not in R_GENERICS or node.fields["function"].type == "member" or not node.arguments:
        return None, ""
    first = node.arguments[0]
    if first.type == "argument":
        first = first.fields.get("value", first)
    return first, f".{name}"


# -- definitions -------------------------------------------------------------------------------


def _function_name(node: RNode) -> str:
    return node.name


def _class_name(node: RNode) -> str:
    if node.name:
        return node.name
    first = node.arguments[0] if node.arguments else None
    if first is not None and first.type == "argument":
        first = first.fields.get("value")
    is_named = first is not None and first.type == "string"
    return plain(first) if first is not None and is_named else f"class@{node.row + 1}"


def _bases(node: RNode) -> Iterator[RNode]:
    for each in node.arguments:
        value = each.fields.get("value") if each.value in ("inherit", "contains", "parent") else None
        if value is not None:
            yield value


def _parameters(node: RNode) -> Iterator[RNode]:
    head = node.fields.get("head")
    yield from head.children if head is not None else ()


def _parameter(node: RNode) -> Iterator[Binding]:
    yield Binding(_theirs(node), declares=True)


def _given(node: RNode) -> RNode | None:
    """What a function gives back: its last expression, or what it returns there."""
    body = node.fields.get("body")
    return None if body is None else _value_of(body)


def _value_of(node: RNode) -> RNode:
    """What a call only passes on, or a block gives back: `tryCatch(lm(y ~ x), error = f)` is `lm(y ~ x)`."""
    for _ in range(20):
        inner: RNode | None = None
        if node.type in ("block", BLOCK_FUNCTION):
            inner = node.children[-1] if node.children else None
        elif node.type == CATCH_CALL or called_name(node) in R_PASSING:
            inner = node.arguments[0] if node.arguments else None
        elif node.type == "assignment":
            inner = node.fields["value"]
        if inner is None or inner.type == "argument":
            return node
        node = inner
    return node


def _assignment(node: RNode) -> Iterator[Binding]:
    name, value = node.fields["name"], node.fields["value"]
    is_other = value.type == CLASS_CALL or next(python_module(node), None) is not None
    if name.type in ("identifier", "member") and not is_other:
        yield Binding(_theirs(name), _theirs(_value_of(value)), declares=node.value not in ("<<-", "->>"))


def _decorations(node: RNode) -> Iterator[Decoration]:
    """The annotations above a function that plumber reads."""
    for each in node.annotations:
        match = ANNOTATION.match(each[1])
        if match is not None:
            name = leaf("identifier", each, f"plumber{FROM_PACKAGE}{match[1]}")
            said = (_theirs(leaf("string", each, f'"{match[2]}"')),) if match[2] else ()
            yield Decoration(_theirs(name), said)


# -- failures ----------------------------------------------------------------------------------


def _catch(node: RNode) -> Catch:
    """`tryCatch(..., error = function(e) ...)`, `try(..., silent = TRUE)`."""
    handlers = [each for each in node.arguments if each.type == "argument" and each.value in R_CONDITIONS]
    handlers.sort(key=lambda each: each.value != "error")
    if not handlers:
        return Catch((), None)
    value = handlers[0].fields.get("value")
    body = value.fields.get("body") if value is not None and value.type == "function" else value
    kinds = tuple(_theirs(each.fields["name"]) for each in handlers)
    if body is not None and body.type not in ("block", BLOCK_FUNCTION, "constant"):
        body = RNode("block", body.start_byte, body.end_byte, body.row, body.end_row, "", (body,))
    return Catch(kinds, _theirs(body))


R_CONDITIONS = word_set("error warning condition interrupt simpleError simpleWarning")

R_STEPS = {
    **dict.fromkeys(("identifier", "namespace", "parameter", "name"), _name),
    "member": _member,
    "index": _index,
    **dict.fromkeys((*CALL_TYPES, PLAIN_CALL), _call),
    R_SETTING: _setting,
    "group": _group,
}


def _table(rows: object) -> Any:
    """A table over nodes of ours, where one over tree-sitter's is expected."""
    return rows


R = Grammar(
    language="R",
    tree=_table(nodes_of_r),
    steps=_table(R_STEPS),
    calls=_table(dict.fromkeys((*CALL_TYPES, R_SETTING), _arguments)),
    functions=_table({"function": _function_name, BLOCK_FUNCTION: _function_name}),
    classes=_table({CLASS_CALL: _class_name}),
    bindings=_table({"assignment": _assignment, "parameter": _parameter}),
    imports=_table(
        {IMPORT_CALL: imports_of, "comment_import": imports_of_comment, "assignment": python_module}
    ),
    parameters=_table(_parameters),
    bases=_table(_bases),
    results=_table({"function": _given}),
    receiver=_table(_receiver),
    decorations=_table(_decorations),
    named=_table({"argument": _named}),
    exports={},
    packages={},
    catches=_table({CATCH_CALL: _catch}),
    rethrows=frozenset({STOP_CALL}),
    strings=frozenset({"string", PATH_CALL}),
    literals=frozenset({"number", "constant"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"comment"}),
    own=word_set("self private super \u00b7self"),
    bare_members=False,
    builtins=frozenset({"lgr"}),
    open_names=lazy_regex(r"[\w\u00b7]+"),
    objects_are_open=False,
    only_functions_are_called=True,
    # A handler that a call makes: `pr_post(api, "/predict", handler_predict(model))`.
    takes_objects=lazy_regex(
        r"(?:[\w\u00b7]+#)?(?:pr_(?:get|post|put|delete|head|handle|filter|set_error|set_404)|api_(?:get|post|put|delete|any|patch)"
        r"|handle|add_(?:get|post|put|delete|patch|route|handler)|setErrorHandler|set404Handler|http(?:GET|POST|PUT))"
    ),
    open_calls=lazy_regex(r"(?!)"),
    # testthat, tinytest, RUnit, assertthat, and what R has itself.
    assertion=lazy_regex(
        r"(?:\w+#)?(?:expect_\w+|stopifnot|checkEquals\w*|checkTrue|checkException|assert_that)"
    ),
)
