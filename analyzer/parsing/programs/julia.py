"""Julia: modules and what they export, functions in both forms, macros as calls, blocks as functions.

A macro is written with its sign: `@info "x"` is a call of `*#@info`. An included file is an import of it.
The calls of a generic function, `fit!(mach)`, are also told as a method of their first argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.facts import FROM_PACKAGE
from analyzer.parsing.programs.grammar import Binding, Catch, Grammar, Imported, Step, root, through
from analyzer.parsing.programs.julia_macros import asks_constant, is_named_value, loaded_names
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

# Functions that do what their first argument, a model most often, has a method for.
JULIA_GENERICS = word_set(
    "predict predict! predict_mode predict_mean predict_median predict_proba transform fit! fit train! "
    "update! evaluate! evaluate sample apply_forest apply_tree infer"
)
JULIA_STATUS = lazy_regex(r"[45]\d\d")
JULIA_WORD = lazy_regex(r"[A-Za-z_]\w*")
# Macros that run nothing of the calls they are given: old names, documents, questions about code.
JULIA_UNCALLED = word_set(
    "@deprecate @deprecate_binding @doc @which @edit @less @functionloc @macroexpand @code_lowered "
    "@code_typed @code_llvm @code_native @code_warntype"
)
JULIA_WRAPPERS = frozenset({"signature", "where_expression", "typed_expression", "type_head"})
JULIA_PATHS = frozenset({"joinpath", "abspath", "normpath", "srcdir", "scriptsdir", "projectdir"})


def _children(node: Node, kind: str) -> list[Node]:
    return [each for each in node.named_children if each.type == kind]


# -- expressions -------------------------------------------------------------------------------


def _call(node: Node) -> tuple[Node | None, str]:
    return first_named(node), "()"


def _field(node: Node) -> tuple[Node | None, str]:
    children = node.named_children
    return (children[0], f".{text_of(children[1])}") if len(children) > 1 else (None, "?")


def _macro_call(node: Node) -> tuple[Node | None, str]:
    """`@info "x"`, `BSON.@load "x" y`."""
    children = node.named_children
    if len(children) > 1 and children[1].type == "macro_identifier":
        return children[0], f".{text_of(children[1])}()"
    return first_named(node), "()"


def _binary(node: Node) -> tuple[Node | None, str]:
    """`x |> f` is a call of `f`."""
    children = node.named_children
    is_pipe = len(children) == 3 and text_of(children[1]) == "|>"
    return (children[2], "()") if is_pipe else (None, "?")


def _ternary(node: Node) -> tuple[Node | None, str]:
    children = node.named_children
    return (children[1], "") if len(children) > 1 else (None, "?")


def _arguments(node: Node) -> Iterator[Node]:
    for each in _whole_arguments(node):
        yield from _written_in(each)


def _whole_arguments(node: Node) -> Iterator[Node]:
    for each in node.named_children[1:]:
        if each.type in ("argument_list", "macro_argument_list"):
            yield from each.named_children
        elif each.type == "do_clause":
            yield each


def _written_in(argument: Node) -> tuple[Node, ...]:
    """The texts of a path that is put together where it is handed over; anything else is itself."""
    if argument.type != "call_expression" or text_of(first_named(argument)) not in JULIA_PATHS:
        return (argument,)
    lists = _children(argument, "argument_list")
    texts = tuple(one for each in lists for one in _children(each, "string_literal"))
    return texts[-1:] or (argument,)


def _called(node: Node) -> Iterator[Node] | None:
    """The arguments of a call; None of one that a macro only names."""
    around = node.parent
    macro = around.parent if around is not None and around.type == "macro_argument_list" else None
    names = (text_of(each) for each in macro.named_children[:2]) if macro is not None else ()
    return None if any(each in JULIA_UNCALLED for each in names) else _arguments(node)


def _piped(node: Node) -> tuple[Node, ...] | None:
    children = node.named_children
    is_pipe = len(children) == 3 and text_of(children[1]) == "|>"
    return (children[0],) if is_pipe else None


def _named_value(node: Node) -> Iterator[tuple[str, Node | None]]:
    """`f(x = 1)`; of a macro, `@error "x" exception = e`."""
    children = node.named_children
    if len(children) > 2:
        yield text_of(children[0]), children[-1]


def _status(node: Node) -> Iterator[tuple[str, Node | None]]:
    if JULIA_STATUS.fullmatch(text_of(node)) is not None:
        yield "", node


def _first_argument(node: Node) -> tuple[Node | None, str]:
    function = first_named(node)
    if node.type == "binary_expression":
        children = node.named_children
        function = children[2] if len(children) == 3 and text_of(children[1]) == "|>" else None
    if function is None or function.type not in ("identifier", "field_expression"):
        return None, ""
    name = text_of(function).rpartition(".")[2]
    if name not in JULIA_GENERICS:
        return None, ""
    arguments = (each for each in (*_arguments(node), *(_piped(node) or ())) if each.type != "do_clause")
    first = next(arguments, None)
    return (None, "") if first is None else (first, f".{name}")


# -- definitions -------------------------------------------------------------------------------


def _signature(node: Node) -> Node | None:
    if node.type == "assignment":
        return first_named(node)
    return next(iter(_children(node, "signature")), None)


def _head_of(node: Node) -> Node | None:
    """The call that a definition of a function looks like: `f(x)` of `f(x)::Int where T = 1`."""
    head = _signature(node)
    while head is not None and head.type in JULIA_WRAPPERS:
        head = first_named(head)
    return head if head is not None and head.type == "call_expression" else None


def _function(node: Node) -> str | None:
    head = _head_of(node)
    name = first_named(head) if head is not None else None
    if name is None:
        return None if node.type == "assignment" else ""
    while name.type == "parametrized_type_expression" and first_named(name) is not None:
        name = name.named_children[0]
    if name.type == "parenthesized_expression":
        # An object that is called like a function goes by its type: `(m::Model)(x)`.
        return str((JULIA_WORD.findall(text_of(name)[:200]) or [""])[-1])
    return text_of(name).rpartition(".")[2]


def _unnamed(_node: Node) -> str:
    return ""


def _type_name(node: Node) -> Node | None:
    head = next(iter(_children(node, "type_head")), None)
    while head is not None and head.type in (
        "type_head",
        "binary_expression",
        "parametrized_type_expression",
    ):
        head = first_named(head)
    return head


def _kind(node: Node) -> str:
    return text_of(_type_name(node))


def _bases(node: Node) -> Iterator[Node]:
    for head in _children(node, "type_head"):
        for each in _children(head, "binary_expression"):
            if len(each.named_children) == 3:
                yield each.named_children[2]


def _parameters(node: Node) -> Iterable[Node]:
    """The parameters, where each declares its type; else none of them is a fact."""
    if node.type in ("do_clause", "compound_statement", "arrow_function_expression"):
        return ()
    head = _head_of(node)
    found = [
        one
        for each in (_children(head, "argument_list") if head is not None else ())
        for one in map(_without_default, each.named_children)
    ]
    return found if all(each.type == "typed_expression" for each in found) else ()


def _without_default(node: Node) -> Node:
    """`x::Int` of `x::Int=1`, before and behind the `;` of a head."""
    first = first_named(node) if node.type == "named_argument" else None
    return node if first is None else first


def _typed(node: Node) -> Iterator[Binding]:
    children = node.named_children
    if len(children) == 2 and children[0].type == "identifier":
        yield Binding(children[0], None, children[1], declares=True)


def _fields(node: Node) -> Iterator[Binding]:
    for each in _children(node, "typed_expression"):
        if len(each.named_children) == 2:
            yield Binding(each.named_children[0], None, each.named_children[1], attribute=True)


def _returned(node: Node) -> Iterator[Node]:
    head = _signature(node)
    while head is not None and head.type in ("signature", "where_expression"):
        head = first_named(head)
    if head is not None and head.type == "typed_expression" and len(head.named_children) == 2:
        yield head.named_children[1]


def _given(node: Node) -> Node | None:
    """What a function gives back: its last expression, or what it returns."""
    if node.type == "assignment" and _head_of(node) is None:
        return None
    children = [each for each in node.named_children if not each.type.endswith("_comment")]
    last = children[-1] if children else None
    if last is not None and last.type == "assignment" and node.type != "assignment":
        last = last.named_children[-1] if last.named_child_count else None
    return last if last is not None and last.type not in ("signature", "return_statement") else None


def _assigned(node: Node) -> Iterator[Binding]:
    children = node.named_children
    if len(children) < 3 or _head_of(node) is not None or is_named_value(node):
        return
    name, value = children[0], children[-1]
    if name.type == "typed_expression":
        name = name.named_children[0]
    if name.type in ("tuple_expression", "open_tuple"):
        name = name.named_children[0] if name.named_child_count else name
    if name.type == "identifier":
        yield Binding(name, value)


# -- imports -----------------------------------------------------------------------------------


def _imported(node: Node) -> Iterator[Imported]:
    row = node.start_point[0] + 1
    whole = "*" if node.type == "using_statement" else None
    for each in node.named_children:
        if each.type == "selected_import":
            yield from _selected(each, row)
        elif each.type == "import_alias":
            names = [text_of(one) for one in each.named_children]
            if len(names) == 2:
                yield _bound(names[0], None, names[1], row, f"{names[0]}{FROM_PACKAGE}")
        elif each.type in ("identifier", "scoped_identifier", "import_path"):
            module = text_of(each)
            yield _bound(module, whole, module.rpartition(".")[2], row, f"{module}{FROM_PACKAGE}")


def _selected(node: Node, row: int) -> Iterator[Imported]:
    module, *names = node.named_children
    for each in names:
        parts = (
            [text_of(one) for one in each.named_children] if each.type == "import_alias" else [text_of(each)]
        )
        name, local = parts[0], parts[-1]
        if name:
            yield _bound(text_of(module), name, local, row, f"{text_of(module)}{FROM_PACKAGE}{name}")


def _bound(module: str, name: str | None, local: str, row: int, target: str) -> Imported:
    return Imported(Import(module, name, local, row, False, False, False), ((local, target),))


def _included(node: Node) -> Iterator[Imported]:
    """`include("train.jl")`, `include(joinpath(@__DIR__, "train.jl"))`."""
    function = first_named(node)
    if text_of(function) not in ("include", "includet"):
        return
    for argument in _whole_arguments(node):
        inside = first_named(argument) if argument.type == "call_expression" else None
        parts = list(_whole_arguments(argument)) if text_of(inside) in JULIA_PATHS else [argument]
        texts = [text_of(each).strip('"') for each in parts if each.type == "string_literal"]
        if texts:
            fact = Import("/".join(texts), "*", "", node.start_point[0] + 1, False, False, False)
            yield Imported(fact, ())
            return


def _module(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _exported(node: Node) -> Iterator[tuple[str, Node | str]]:
    for each in node.named_children:
        yield text_of(each), text_of(each)


def _catch(node: Node) -> Catch:
    """The statements of a handler; the name of the failure is none of them."""
    children = node.named_children
    is_bare = len(children) == 1 and children[0].type == "identifier"
    return Catch((), children[0] if is_bare else node)


JULIA_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "macro_identifier", "scoped_identifier"), root),
    "field_expression": _field,
    **dict.fromkeys(("call_expression", "broadcast_call_expression"), _call),
    "macrocall_expression": _macro_call,
    "binary_expression": _binary,
    "ternary_expression": _ternary,
    **dict.fromkeys(("parametrized_type_expression", "parenthesized_expression"), through()),
}
JULIA_FUNCTIONS = {
    **dict.fromkeys(("function_definition", "macro_definition", "assignment"), _function),
    **dict.fromkeys(("arrow_function_expression", "do_clause", "compound_statement"), _unnamed),
}

JULIA = Grammar(
    language="Julia",
    distribution="tree-sitter-julia",
    module="tree_sitter_julia",
    steps=JULIA_STEPS,
    members=frozenset({"field_expression"}),
    calls={
        **dict.fromkeys(("call_expression", "broadcast_call_expression"), _called),
        "macrocall_expression": _arguments,
        "binary_expression": _piped,
    },
    functions=JULIA_FUNCTIONS,
    head=_head_of,
    classes=dict.fromkeys(("struct_definition", "abstract_definition"), _kind),
    bindings={
        "assignment": _assigned,
        "macrocall_expression": loaded_names,
        "typed_expression": _typed,
        "struct_definition": _fields,
    },
    imports={
        **dict.fromkeys(("using_statement", "import_statement"), _imported),
        "call_expression": _included,
    },
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    results={
        "return_statement": first_named,
        **dict.fromkeys(("function_definition", "assignment", "arrow_function_expression"), _given),
    },
    receiver=_first_argument,
    named={
        **dict.fromkeys(("named_argument", "assignment"), _named_value),
        "integer_literal": _status,
    },
    exports={"export_statement": _exported},
    packages={"module_definition": _module},
    catches={"catch_clause": _catch},
    strings=frozenset({"string_literal"}),
    interpolations=frozenset({"string_interpolation"}),
    literals=frozenset({"integer_literal", "float_literal", "boolean_literal"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"line_comment", "block_comment"}),
    documents=frozenset({"string_literal"}),
    own=frozenset(),
    bare_members=False,
    open_names=lazy_regex(r"(?!(?:nothing|missing)$)@?[\w!]+"),
    objects_are_open=False,
    open_calls=lazy_regex(r"(?!)"),
    throwing=frozenset({"throw", "rethrow", "error"}),
    assertion=lazy_regex(r"(?:Test\.)?@(?:test|test_throws|test_logs|test_nowarn|test_warn|inferred)"),
    asks_constant=asks_constant,
)
