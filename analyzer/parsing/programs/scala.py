"""Scala, 2 and 3: parameters of classes, several lists of arguments, blocks as arguments, infix methods."""

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
    member,
    name_of,
    root,
    through,
    without_name,
)
from analyzer.parsing.programs.java import JVM_CONSTRUCTOR, OWN_STARS, named_status
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

LOGGER_OF = {
    "LazyLogging": "logger",
    "StrictLogging": "logger",
    "ActorLogging": "log",
    "DiagnosticActorLogging": "log",
}
# Effects and collections say less than what they hold, the last of their types.
SCALA_WRAPPERS = word_set(
    "IO Task UIO URIO RIO ZIO ZLayer ULayer TaskLayer Future Resource Option Try Either Eff Kleisli EitherT "
    "OptionT Stream Ref Provider Lazy Deferred Behavior"
)
# Calls that give an object of the type which they are asked for, or hand one to a function.
GIVES_ASKED = word_set("asInstanceOf service instanceOf getInstance get resolve summon")
HANDS_ASKED = word_set("serviceWithZIO serviceWith environmentWithZIO environmentWith")
DEEPEST_PLACEHOLDER = 8
SCALA_BUILTINS = word_set(
    "println print printf require ensuring assume Some None Option Left Right Either List Seq Vector Set "
    "Map Array  Nil String Int Long Double Float Boolean Any AnyRef Unit Nothing Null Iterator Range "
    "Tuple2 Product Ordering  Exception RuntimeException Throwable IllegalArgumentException "
    "IllegalStateException System Math Thread Integer  StringBuilder identity implicitly summon classOf "
    "Override override App cask"
)


def _import(node: Node) -> Iterator[Imported]:
    """`import a.b.C`, `import a.b._`, `import a.b.{C, D => E}`."""
    path = ".".join(text_of(each) for each in node.children_by_field_name("path") if each.is_named)
    line = node.start_point[0] + 1
    selected = [
        each for each in node.named_children if each.type in ("namespace_selectors", "namespace_wildcard")
    ]
    if not selected:
        module, _, name = path.rpartition(".")
        yield _bound(module, name, name, line)
    for listed in selected:
        inside = [listed] if listed.type == "namespace_wildcard" else listed.named_children
        for each in inside:
            if each.type in ("namespace_wildcard", "wildcard"):
                yield Imported(Import(path, "*", "", line, False, False, False), ())
            elif each.type == "identifier":
                yield _bound(path, text_of(each), text_of(each), line)
            elif "renamed" in each.type:
                alias = each.child_by_field_name("alias")
                if alias is None or alias.type != "wildcard":
                    yield _bound(path, text_of(each.child_by_field_name("name")), text_of(alias), line)


def _bound(module: str, name: str, alias: str, line: int) -> Imported:
    return Imported(Import(module, name, alias, line, False, False, False), ((alias, f"{module}#{name}"),))


def opened_by_scala(package: str, imports: Sequence[Import]) -> tuple[str, str | None]:
    """Names without an import are of the file's package, if nothing imports a package or an object whole."""
    whole = any(each.name == "*" and not each.module.startswith(OWN_STARS) for each in imports)
    place = ANY_PACKAGE if whole else package
    return place, place


def _value(node: Node) -> Iterator[Binding]:
    """A value or a variable; of a class it is a field. The type that is written goes first."""
    name, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    written = node.child_by_field_name("type")
    is_field = node.parent is not None and node.parent.type in ("template_body", "enum_body")
    if name is None:
        name = node.child_by_field_name("name")
    if name is not None and name.type == "identifier":
        if (
            written is not None
            and value is not None
            and value.type not in ("instance_expression", "lambda_expression")
        ):
            value = None
        yield Binding(name, value, written, attribute=is_field)
    elif name is not None:
        yield from (Binding(each) for each in name.named_children if each.type == "identifier")


def _parameter(node: Node) -> Iterator[Binding]:
    name = node.child_by_field_name("name")
    if name is not None:
        yield Binding(name, None, node.child_by_field_name("type"), attribute=node.type == "class_parameter")


def _pattern(node: Node) -> Iterator[Binding]:
    name = node.child_by_field_name("pattern")
    if name is not None and name.type == "identifier":
        yield Binding(name, None, node.child_by_field_name("type"))


def _lambda(node: Node) -> Iterator[Binding]:
    parameters = node.child_by_field_name("parameters")
    if parameters is not None and parameters.type == "identifier":
        yield Binding(parameters)
    for each in parameters.named_children if parameters is not None else ():
        name = each if each.type == "identifier" else each.child_by_field_name("name")
        if name is not None:
            yield Binding(name, None, each.child_by_field_name("type"))


def _inherited(node: Node) -> Iterator[Binding]:
    """The logger that a class gets from a trait."""
    for each in node.children_by_field_name("type"):
        name = LOGGER_OF.get(text_of(each))
        if name is not None:
            yield Binding(each, None, each, attribute=True, text=name)


def _enumerator(node: Node) -> Iterator[Binding]:
    """`model <- Model.load(path)`: what an effect gives, or what a collection holds."""
    first = first_named(node)
    last = node.named_children[-1] if node.named_child_count > 1 else None
    if first is not None and first.type == "identifier":
        yield Binding(first, last)


def _parameters(node: Node) -> Iterable[Node]:
    for listed in node.children_by_field_name("parameters"):
        yield from (each for each in listed.named_children if each.type == "parameter")


def _returned(node: Node) -> Iterator[Node]:
    declared = node.child_by_field_name("return_type")
    if declared is not None:
        yield declared


def _bases(node: Node) -> Iterator[Node]:
    extended = node.child_by_field_name("extend")
    if extended is not None:
        yield from extended.children_by_field_name("type")


def _decorations(node: Node) -> Iterator[Decoration]:
    """Annotations of a definition, its constructor and its values; `override`."""
    inside = [node]
    body = node.child_by_field_name("body")
    if body is not None and node.type.endswith(("class_definition", "object_definition")):
        inside += [each for each in body.named_children if each.type in ("val_definition", "var_definition")]
    for listed in node.children_by_field_name("class_parameters"):
        inside += listed.named_children
    for each in inside:
        for child in each.named_children:
            if child.type == "annotation" and (name := child.child_by_field_name("name")) is not None:
                arguments = [
                    one
                    for listed in child.children_by_field_name("arguments")
                    for one in listed.named_children
                ]
                yield Decoration(name, tuple(arguments))
            elif child.type == "modifiers" and "override" in text_of(child).split():
                yield Decoration(child, ())


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    yield text_of(node.child_by_field_name("left")), node.child_by_field_name("right")


def _catch(node: Node) -> Catch:
    """`catch { case e: X => ... }`; without a statement in any of its cases it drops the failure."""
    cases = [
        each for listed in node.named_children for each in listed.named_children if each.type == "case_clause"
    ]
    patterns = [each for one in cases if (each := one.child_by_field_name("pattern")) is not None]
    kinds = [each for one in patterns if (each := one.child_by_field_name("type")) is not None]
    if any(one.child_by_field_name("body") is not None for one in cases):
        return Catch(tuple(kinds), first_named(node))
    names = [each for one in patterns for each in (one, *one.named_children) if not each.named_child_count]
    return Catch(tuple(kinds), names[0] if names else first_named(node))


def _is_continued(node: Node) -> bool:
    """`path("x") { ... }`, `f(a)(b)`: several lists of arguments are one call."""
    inner = node.child_by_field_name("function")
    return inner is not None and inner.type == "call_expression"


def _call_step(node: Node) -> tuple[Node | None, str]:
    return node.child_by_field_name("function"), "" if _is_continued(node) else "()"


def _arguments(node: Node) -> Iterable[Node] | None:
    """The arguments of all lists of a call; None for a call that goes on in another list."""
    around = node.parent
    if around is not None and around.type == "call_expression":
        inner = around.child_by_field_name("function")
        if inner is not None and inner.id == node.id:
            return None
    found: list[Node] = []
    call: Node | None = node
    while call is not None and call.type == "call_expression":
        found[:0] = _in_list(call.child_by_field_name("arguments"))
        call = call.child_by_field_name("function")
    return found


def _in_list(arguments: Node | None) -> list[Node]:
    """What stands in parentheses; of a block the function that it is."""
    if arguments is None:
        return []
    if arguments.type == "arguments":
        return list(arguments.named_children)
    return [each for each in arguments.named_children if each.type == "lambda_expression"]


def _made(node: Node) -> Iterable[Node]:
    for listed in node.children_by_field_name("arguments"):
        yield from listed.named_children


def _generic(node: Node) -> tuple[Node | None, str]:
    """`f[T]` is `f`; `x.asInstanceOf[Foo]` is an object of `Foo`."""
    function = node.child_by_field_name("function")
    if function is not None and function.type == "field_expression":
        field = text_of(function.child_by_field_name("field"))
        types = node.child_by_field_name("type_arguments")
        if field in GIVES_ASKED and types is not None:
            return first_named(types), "()"
    return function, ""


def _holding(node: Node) -> tuple[Node | None, str]:
    """`List[T]` is a `List`; `IO[T]` is what it gives."""
    held = node.child_by_field_name("type_arguments")
    name = node.child_by_field_name("type")
    if held is not None and held.named_child_count and text_of(name) in SCALA_WRAPPERS:
        return held.named_children[-1], ""
    return name, ""


def _placeholder(node: Node) -> tuple[Node | None, str]:
    """`_` of `ZIO.serviceWithZIO[Model](_.ask(row))` is an object of `Model`."""
    around = node.parent
    for _ in range(DEEPEST_PLACEHOLDER):
        if around is None or around.type == "arguments":
            break
        around = around.parent
    call = around.parent if around is not None and around.type == "arguments" else None
    function = call.child_by_field_name("function") if call is not None else None
    if function is None or function.type != "generic_function":
        return None, "?"
    name = text_of(function.child_by_field_name("function")).rpartition(".")[2]
    types = function.child_by_field_name("type_arguments")
    return (first_named(types), "()") if name in HANDS_ASKED and types is not None else (None, "?")


def _infix(node: Node) -> tuple[Node | None, str]:
    """`answer shouldBe 3` is `answer.shouldBe(3)`; of operators what stands left of them."""
    operator = node.child_by_field_name("operator")
    name = text_of(operator)
    is_method = operator is not None and operator.type == "identifier"
    return node.child_by_field_name("left"), f".{name}()" if is_method else ""


def _operand(node: Node) -> Iterable[Node] | None:
    operator, right = node.child_by_field_name("operator"), node.child_by_field_name("right")
    if operator is None or operator.type != "identifier":
        return None
    return [right] if right is not None else []


def _stable(node: Node) -> tuple[Node | None, str]:
    return None, text_of(node).replace(" ", "") or "?"


def _instance(node: Node) -> tuple[Node | None, str]:
    return first_named(node), "()"


def _modifier(_node: Node) -> tuple[Node | None, str]:
    return None, "override"


def _function_name(node: Node) -> str:
    name = text_of(node.child_by_field_name("name"))
    return JVM_CONSTRUCTOR if name == "this" else name


def _package(node: Node) -> str:
    return "".join(text_of(node.child_by_field_name("name")).split())


SCALA_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "type_identifier"), root),
    **dict.fromkeys(("stable_type_identifier", "stable_identifier"), _stable),
    "modifiers": _modifier,
    "field_expression": member("value", "field"),
    "call_expression": _call_step,
    "instance_expression": _instance,
    "generic_function": _generic,
    "generic_type": _holding,
    "wildcard": _placeholder,
    "compound_type": through(),
    "parenthesized_expression": through(),
    "ascription_expression": through(),
    "infix_expression": _infix,
    "postfix_expression": through(),
}

SCALA = Grammar(
    language="Scala",
    distribution="tree-sitter-scala",
    module="tree_sitter_scala",
    steps=SCALA_STEPS,
    members=frozenset({"field_expression"}),
    calls={"call_expression": _arguments, "instance_expression": _made, "infix_expression": _operand},
    functions={
        "function_definition": _function_name,
        "function_declaration": _function_name,
        "lambda_expression": without_name,
    },
    classes=dict.fromkeys(
        ("class_definition", "object_definition", "trait_definition", "enum_definition", "package_object"),
        name_of(),
    ),
    bindings={
        "val_definition": _value,
        "var_definition": _value,
        "val_declaration": _value,
        "var_declaration": _value,
        "parameter": _parameter,
        "class_parameter": _parameter,
        "typed_pattern": _pattern,
        "lambda_expression": _lambda,
        "enumerator": _enumerator,
        "extends_clause": _inherited,
    },
    imports={"import_declaration": _import},
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    decorations=_decorations,
    named={"assignment_expression": _named, "integer_literal": named_status},
    exports={},
    packages={"package_clause": _package},
    catches={"catch_clause": _catch},
    rethrows=frozenset({"throw_expression"}),
    strings=frozenset({"string"}),
    literals=frozenset({"integer_literal", "floating_point_literal", "boolean_literal", "null_literal"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"comment", "block_comment"}),
    # Of values that packages bring, those that routes begin with.
    open_names=lazy_regex(r"[A-Z]\w*|endpoint|\w+Endpoint"),
    open_calls=lazy_regex(r"[a-z]\w*"),
    opened=opened_by_scala,
    builtins=SCALA_BUILTINS,
    # ScalaTest, MUnit, specs2, weaver, ZIO Test, the TestKit and the probes of Akka and Pekko.
    assertion=lazy_regex(
        r"(?:\w+\.)?assert\w*|(?:.*\.)?(?:expect(?:No)?(?:Msg|Message)\w*|expect(?:Terminated|Error|Complete|Next)\w*"
        r"|fishFor(?:Specific)?Message\w*|awaitAssert|receive(?:N|While))"
        r"|(?:expect|intercept|interceptMessage|verify|fail)(?:\.\w+)*"
        r"|(?!\?)[^?]+\.(?:should|shouldBe|shouldEqual|shouldNot|must|mustBe|mustEqual|mustNot)(?:\(\)(?:\.\w+)?)*"
    ),
)
