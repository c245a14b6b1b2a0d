"""Kotlin: functions outside of classes, primary constructors, lambdas after the arguments of a call.

The grammar gives few of its nodes' parts a name: they are told by their types and their order. What a lambda
calls `it` is followed where the lambda gets the object that the call is asked of (`use`, `let`, `also`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.facts import ANY_PACKAGE
from analyzer.parsing.programs.grammar import (
    Binding,
    Catch,
    Decoration,
    Grammar,
    Imported,
    Step,
    called,
    name_of,
    root,
    through,
    without_name,
)
from analyzer.parsing.programs.java import HOLDING_TYPES, JVM_CONSTRUCTOR, OWN_STARS, is_status
from analyzer.parsing.programs.kotlin_calls import (
    binary,
    call_arguments,
    call_step,
    generic_arguments,
    infix,
    last_named,
    operands,
)
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

KOTLIN_TYPES = frozenset({"user_type", "nullable_type", "parenthesized_type"})
KOTLIN_MARKS = frozenset({"modifiers", "parameter_modifiers"})
# What is handed the object that it is asked of.
GIVES_ITSELF = word_set("use let also")
# `Application::module` is a function of its own, for objects of that class.
EXTENDED = "Application"
KOTLIN_BUILTINS = word_set(
    "println print require check error lazy listOf mutableListOf mapOf mutableMapOf setOf arrayOf "
    "arrayListOf emptyList emptyMap run let also apply with repeat requireNotNull checkNotNull "
    "runCatching sequence buildString buildList buildMap floatArrayOf intArrayOf longArrayOf "
    "doubleArrayOf maxOf minOf TODO System String Int Long Double Float Boolean Any Unit List Map Set "
    "Pair Triple Array Exception RuntimeException Throwable Math IllegalArgumentException "
    "IllegalStateException StringBuilder Regex Thread to override"
)


def _identifiers(node: Node) -> list[Node]:
    return [each for each in node.named_children if each.type == "identifier"]


def _declared_type(node: Node) -> Node | None:
    return next((each for each in node.named_children if each.type in KOTLIN_TYPES), None)


def _import(node: Node) -> Iterator[Imported]:
    path = next((each for each in node.named_children if each.type == "qualified_identifier"), None)
    if path is None:
        return
    module, line = text_of(path), node.start_point[0] + 1
    if any(child.type == "*" for child in node.children):
        yield Imported(Import(module, "*", "", line, False, False, False), ())
        return
    module, _, name = module.rpartition(".")
    alias = next((text_of(each) for each in _identifiers(node)), name)
    yield Imported(Import(module, name, alias, line, False, False, False), ((alias, f"{module}#{name}"),))


def opened_by_kotlin(package: str, imports: Sequence[Import]) -> tuple[str, str | None]:
    """Names without an import are of the file's package, if nothing imports a package whole."""
    whole = any(each.name == "*" and not each.module.startswith(OWN_STARS) for each in imports)
    place = ANY_PACKAGE if whole else package
    return place, place


def _package(node: Node) -> str:
    return next((text_of(each) for each in node.named_children if each.type == "qualified_identifier"), "")


def _value_of(node: Node) -> Node | None:
    """What stands behind `=` in a declaration, or the last of a `by lazy { ... }`."""
    seen = False
    for each in node.children:
        if each.type == "=":
            seen = True
        elif seen and each.is_named:
            return each
        elif each.type == "property_delegate":
            return _delegated(each)
    return None


def _delegated(node: Node) -> Node | None:
    call = first_named(node)
    first, last = (first_named(call), last_named(call)) if call is not None else (None, None)
    if call is None or first is None or last is None or last.type != "annotated_lambda":
        return None
    body = first_named(last) if text_of(first) == "lazy" else None
    return last_named(body) if body is not None else None


def _makes_object(node: Node | None) -> bool:
    """`Client(x)`: by its spelling the call of a class."""
    callee = first_named(node) if node is not None and node.type == "call_expression" else None
    is_plain = callee is not None and callee.type == "identifier" and text_of(callee)[:1].isupper()
    return is_plain or (node is not None and node.type in ("lambda_literal", "anonymous_function"))


def _property(node: Node) -> Iterator[Binding]:
    """A variable or a property; the type that is written goes before what a function gives."""
    declared = next((each for each in node.named_children if each.type == "variable_declaration"), None)
    name = first_named(declared) if declared is not None else None
    if declared is None or name is None:
        yield from _several(node)
        return
    value, written = _value_of(node), _declared_type(declared)
    if written is not None and not _makes_object(value):
        value = None
    is_field = node.parent is not None and node.parent.type == "class_body"
    yield Binding(name, value, written, attribute=is_field)


def _several(node: Node) -> Iterator[Binding]:
    for each in node.named_children:
        if each.type == "multi_variable_declaration":
            yield from (
                Binding(one) for declared in each.named_children for one in _identifiers(declared)[:1]
            )


def _parameter(node: Node) -> Iterator[Binding]:
    for name in _identifiers(node)[:1]:
        yield Binding(name, None, _declared_type(node))


def _class_parameter(node: Node) -> Iterator[Binding]:
    """A parameter of the primary constructor: the whole class sees it."""
    for name in _identifiers(node)[:1]:
        yield Binding(name, None, _declared_type(node), attribute=True)


def _loop(node: Node) -> Iterator[Binding]:
    declared = next((each for each in node.named_children if each.type == "variable_declaration"), None)
    if declared is not None:
        yield from _parameter(declared)


def _lambda(node: Node) -> Iterator[Binding]:
    """The parameters of a lambda: of `use` and the like it is what they are asked of."""
    parameters = next((each for each in node.named_children if each.type == "lambda_parameters"), None)
    asked = _asked_of(node)
    if parameters is None:
        if asked is not None:
            yield Binding(asked, asked, text="it")
        return
    for position, each in enumerate(parameters.named_children):
        for name in _identifiers(each)[:1]:
            yield Binding(name, asked if position == 0 else None, _declared_type(each))


def _asked_of(node: Node) -> Node | None:
    around = (
        node.parent.parent if node.parent is not None and node.parent.type == "annotated_lambda" else None
    )
    callee = first_named(around) if around is not None and around.type == "call_expression" else None
    if (
        callee is None
        or callee.type != "navigation_expression"
        or text_of(last_named(callee)) not in GIVES_ITSELF
    ):
        return None
    return first_named(callee)


def _parameters(node: Node) -> Iterable[Node]:
    for each in node.named_children:
        if each.type == "function_value_parameters":
            yield from (one for one in each.named_children if one.type == "parameter")


def _returned(node: Node) -> Iterator[Node]:
    after = False
    for each in node.named_children:
        after = after or each.type == "function_value_parameters"
        if after and each.type in KOTLIN_TYPES:
            yield each


def _bases(node: Node) -> Iterator[Node]:
    for listed in node.named_children:
        if listed.type == "delegation_specifiers":
            for each in listed.named_children:
                inner = first_named(each) if each.type == "delegation_specifier" else each
                if inner is not None and inner.type in ("constructor_invocation", "explicit_delegation"):
                    inner = first_named(inner)
                if inner is not None:
                    yield inner


def _decorations(node: Node) -> Iterator[Decoration]:
    """Annotations of a definition, its parameters and properties; `override`; the type that it extends."""
    yield from _marks(node)
    for each in node.named_children:
        if each.type == "user_type" and node.type == "function_declaration":
            yield Decoration(each, ())
            break
        if each.type == "function_value_parameters":
            yield from _marks(each)
            break
    for each in node.named_children:
        if each.type in ("primary_constructor", "class_body"):
            inside = each.named_children
            if each.type == "primary_constructor":
                yield from _marks(each)
                inside = [one for listed in inside for one in listed.named_children]
            for one in inside:
                if one.type in ("class_parameter", "property_declaration"):
                    yield from _marks(one)


def _marks(node: Node) -> Iterator[Decoration]:
    for listed in node.named_children:
        for each in listed.named_children if listed.type in KOTLIN_MARKS else ():
            if each.type == "member_modifier" and text_of(each) == "override":
                yield Decoration(each, ())
            elif each.type == "annotation":
                yield from _annotation(each)


def _annotation(node: Node) -> Iterator[Decoration]:
    inner = last_named(node)
    if inner is None:
        return
    if inner.type == "user_type":
        yield Decoration(inner, ())
    elif inner.type == "constructor_invocation" and (name := first_named(inner)) is not None:
        listed = last_named(inner)
        arguments = listed.named_children if listed is not None and listed.type == "value_arguments" else []
        yield Decoration(name, tuple(value for one in arguments for value in _annotation_values(one)))


def _annotation_values(argument: Node) -> Iterator[Node]:
    named, value = _name_and_value(argument)
    if named and named not in ("value", "path"):
        yield argument
    elif value is not None and value.type == "collection_literal":
        yield from value.named_children
    elif value is not None:
        yield value


def _name_and_value(argument: Node) -> tuple[str, Node | None]:
    value = last_named(argument)
    if argument.type == "value_argument" and any(each.type == "=" for each in argument.children):
        return text_of(first_named(argument)), value
    return "", value


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    name, value = _name_and_value(node)
    if name:
        yield name, value
    elif value is not None and value.type == "number_literal" and is_status(value):
        yield "", value


def _catch(node: Node) -> Catch:
    kinds = tuple(each for each in node.named_children if each.type in KOTLIN_TYPES)
    return Catch(kinds, next((each for each in node.named_children if each.type == "block"), None))


def _member(node: Node) -> tuple[Node | None, str]:
    """`client.chat`, `client?.chat`, `handler::predict`; `A::class.java` is `A`."""
    first, last = first_named(node), last_named(node)
    if first is None or last is None or first.id == last.id:
        return None, text_of(last) or "?"
    name = text_of(last)
    if any(each.type == "::" for each in node.children):
        if name == "class":
            return first, ""
        if text_of(first) == EXTENDED:
            return None, name
    if name in ("java", "kotlin") and text_of(first).endswith("::class"):
        return first, ""
    return first, f".{name}"


def _type_name(node: Node) -> tuple[Node | None, str]:
    """A type by its names; `Deferred<T>` is what it will hold."""
    names = [text_of(each) for each in _identifiers(node)]
    inside = last_named(node)
    if inside is not None and inside.type == "type_arguments" and names[-1:] and names[-1] in HOLDING_TYPES:
        held = first_named(inside)
        held = _declared_type(held) if held is not None else None
        if held is not None:
            return held, ""
    return None, ".".join(names) or "?"


def _value_step(node: Node) -> tuple[Node | None, str]:
    return last_named(node), ""


def _reference(node: Node) -> tuple[Node | None, str]:
    return None, text_of(last_named(node)) or "?"


def _constructor(_node: Node) -> str:
    return JVM_CONSTRUCTOR


# Arguments, and operands of infix functions.
KOTLIN_NAMING = (
    "value_argument unary_expression binary_expression infix_expression range_expression "
    "parenthesized_expression"
).split()
KOTLIN_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "this_expression", "super_expression", "member_modifier"), root),
    **dict.fromkeys(
        ("nullable_type", "parenthesized_type", "parenthesized_expression", "annotated_lambda"), through()
    ),
    "user_type": _type_name,
    "navigation_expression": _member,
    "callable_reference": _reference,
    "call_expression": call_step,
    "value_argument": _value_step,
    "unary_expression": through("argument"),
    "index_expression": through(),
    "as_expression": called("right"),
    "infix_expression": infix,
    "binary_expression": binary,
}

KOTLIN = Grammar(
    language="Kotlin",
    distribution="tree-sitter-kotlin",
    module="tree_sitter_kotlin",
    steps=KOTLIN_STEPS,
    members=frozenset({"navigation_expression"}),
    calls={
        "call_expression": call_arguments,
        "infix_expression": operands,
        "binary_expression": generic_arguments,
    },
    functions={
        "function_declaration": name_of(),
        "secondary_constructor": _constructor,
        "anonymous_function": without_name,
        "lambda_literal": without_name,
    },
    classes={"class_declaration": name_of(), "object_declaration": name_of()},
    bindings={
        "property_declaration": _property,
        "parameter": _parameter,
        "class_parameter": _class_parameter,
        "for_statement": _loop,
        "lambda_literal": _lambda,
        "catch_block": _parameter,
    },
    imports={"import": _import},
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    decorations=_decorations,
    named=dict.fromkeys(KOTLIN_NAMING, _named),
    exports={},
    packages={"package_header": _package},
    catches={"catch_block": _catch},
    rethrows=frozenset({"throw_expression"}),
    strings=frozenset({"string_literal", "multiline_string_literal"}),
    closed=word_set("import package_header qualified_identifier"),
    interpolations=frozenset({"interpolation"}),
    literals=frozenset({"number_literal", "float_literal"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"line_comment", "block_comment"}),
    open_names=lazy_regex(r"[A-Z]\w*"),
    open_calls=lazy_regex(r"[a-z]\w*"),
    opened=opened_by_kotlin,
    builtins=KOTLIN_BUILTINS,
    # kotlin.test, JUnit, AssertJ, Kotest, MockK, Mockito, Strikt, MockMvc.
    assertion=lazy_regex(
        r"(?:\w+\.)?assert\w*(?:\(\)(?:\.\w+(?:\(\))?)*)?|(?:.*\.)?should[A-Z]\w*|(?:Assertions?\.)?(?:fail|expectThat)"
        r"|(?:expectThat|expectThrows|expectCatching|verify|coVerify|confirmVerified)(?:\(\)(?:\.\w+(?:\(\))?)*)?"
        r"|.*\.(?:andExpect\w*|expect[A-Z]\w*|should)(?:\(\)(?:\.\w+)?)*"
    ),
)
