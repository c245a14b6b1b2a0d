"""Java: types by their packages, annotations with their values, methods by the class that they stand in.

A constructor has the name that it has for the virtual machine, `<init>`. Variables and fields go by the type
they are declared with, unless an object of another class is made for them on the spot.
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

JVM_CONSTRUCTOR = "<init>"
# Annotations of Lombok that make a field with the name `log`.
LOGGERS = word_set("Slf4j Log Log4j Log4j2 CommonsLog XSlf4j Flogger JBossLog CustomLog")
STATUS_DIGITS = 3
JAVA_INFERRED = frozenset({"var", "val", "Object"})
# Made on the spot: the class is known better than by what the variable is declared with.
MADE_HERE = frozenset({"object_creation_expression", "lambda_expression", "method_reference"})
ANNOTATIONS = frozenset({"marker_annotation", "annotation"})
# The arguments of an annotation that are the ones it is most often given without a name.
MAIN_VALUES = frozenset({"value", "path"})
JAVA_BUILTINS = word_set(
    "System Math String Integer Long Double Float Boolean Short Byte Character Object Class Thread Runtime "
    "StringBuilder Iterable Exception RuntimeException IllegalArgumentException IllegalStateException Error "
    "Throwable NullPointerException UnsupportedOperationException InterruptedException Override Deprecated "
    "SuppressWarnings FunctionalInterface SafeVarargs Number Void Record Enum Comparable Runnable Process "
    "ProcessBuilder CharSequence AutoCloseable ThreadLocal ArithmeticException NumberFormatException"
)
# Types of Spring, CDI and coroutines that only hold another one, and how that is asked for.
HOLDING_TYPES = word_set("ObjectProvider ObjectFactory Provider Instance Deferred Lazy")
GIVES_HELD = word_set("getObject getIfAvailable getIfUnique")
# Imports of everything that bring no name a table asks for.
OWN_STARS = ("java.", "kotlin.", "scala.")


def _import(node: Node) -> Iterator[Imported]:
    path = next((each for each in node.named_children if each.type.endswith("identifier")), None)
    if path is None:
        return
    module, line = text_of(path), node.start_point[0] + 1
    if any(child.type == "asterisk" for child in node.named_children):
        yield Imported(Import(module, "*", "", line, False, False, False), ())
        return
    module, _, name = module.rpartition(".")
    member = ""
    if any(child.type == "static" for child in node.children):
        # A static member goes by its class: `import static a.B.c` is `a#B.c`.
        (module, _, owner), member = module.rpartition("."), name
        name = f"{owner}.{member}"
    bound = member or name
    yield Imported(Import(module, name, bound, line, False, False, False), ((bound, f"{module}#{name}"),))


def opened_by_java(package: str, imports: Sequence[Import]) -> tuple[str, str | None]:
    """Types without an import are of the file's package, if nothing imports a package whole.

    A plain call is a method of the class around it, unless the methods of a class are imported whole.
    """
    stars = [each.module for each in imports if each.name == "*"]
    statics = [each for each in stars if each.rpartition(".")[2][:1].isupper()]
    whole = any(not each.startswith(OWN_STARS) for each in stars if each not in statics)
    return ANY_PACKAGE if whole else package, ANY_PACKAGE if statics else None


def _type(node: Node | None) -> Node | None:
    """A declared type; None where it is left to the compiler, or says nothing."""
    return None if node is None or text_of(node) in JAVA_INFERRED else node


def _variable(node: Node) -> Iterator[Binding]:
    """A local variable or a field: several may share one type."""
    name, value, parent = node.child_by_field_name("name"), node.child_by_field_name("value"), node.parent
    if name is None or parent is None:
        return
    declared = _type(parent.child_by_field_name("type"))
    if declared is not None and value is not None and value.type not in MADE_HERE:
        value = None
    yield Binding(name, value, declared, attribute=parent.type == "field_declaration")


def _parameter(node: Node) -> Iterator[Binding]:
    """A parameter; of a record it is a field."""
    name = node.child_by_field_name("name")
    if name is not None:
        around = node.parent.parent if node.parent is not None else None
        is_field = around is not None and around.type == "record_declaration"
        yield Binding(name, None, _type(node.child_by_field_name("type")), attribute=is_field)


def _declared(node: Node) -> Iterator[Binding]:
    """`try (Session s = open())`, `for (Row row : rows)`."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    declared = _type(node.child_by_field_name("type"))
    if name is not None:
        is_value = node.type == "resource" and (declared is None or (value and value.type in MADE_HERE))
        yield Binding(name, value if is_value else None, declared)


def _matched(node: Node) -> Iterator[Binding]:
    name = node.child_by_field_name("name")
    if name is not None:
        yield Binding(name, None, node.child_by_field_name("right"))


def _logger(node: Node) -> Iterator[Binding]:
    """The logger that an annotation writes into the class below it."""
    name = node.child_by_field_name("name")
    around = node.parent.parent if node.parent is not None else None
    if (
        name is not None
        and around is not None
        and around.type.endswith("_declaration")
        and text_of(name) in LOGGERS
    ) and around.type != "method_declaration":
        yield Binding(name, None, name, attribute=True, text="log")


def _lambda_names(node: Node) -> Iterator[Binding]:
    """The parameters of a lambda that are declared by their names alone."""
    parameters = node.child_by_field_name("parameters")
    if parameters is not None and parameters.type == "identifier":
        yield Binding(parameters)
    elif parameters is not None and parameters.type == "inferred_parameters":
        yield from (Binding(each) for each in parameters.named_children)


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    if parameters is None or parameters.type != "formal_parameters":
        return ()
    return [each for each in parameters.named_children if each.type == "formal_parameter"]


def _returned(node: Node) -> Iterator[Node]:
    declared = node.child_by_field_name("type")
    if declared is not None and declared.type != "void_type":
        yield declared


def _bases(node: Node) -> Iterator[Node]:
    for each in node.named_children:
        if each.type == "superclass":
            yield from each.named_children[:1]
        elif each.type in ("super_interfaces", "extends_interfaces"):
            for listed in each.named_children:
                yield from listed.named_children


def _decorations(node: Node) -> Iterator[Decoration]:
    """The annotations of a definition, of its parameters and of the fields of a class."""
    yield from _annotations(node)
    for each in _parameters(node):
        yield from _annotations(each)
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None and node.type.endswith("_declaration") else ():
        if each.type == "field_declaration":
            yield from _annotations(each)


def _annotations(node: Node) -> Iterator[Decoration]:
    modifiers = next((each for each in node.named_children if each.type == "modifiers"), None)
    for each in modifiers.named_children if modifiers is not None else ():
        name = each.child_by_field_name("name") if each.type in ANNOTATIONS else None
        if name is not None:
            inside = each.child_by_field_name("arguments")
            arguments = inside.named_children if inside is not None else []
            yield Decoration(name, tuple(value for one in arguments for value in _values(one)))


def _values(argument: Node) -> Iterator[Node]:
    """What an annotation is given: `{"a", "b"}` is two values, `path = "a"` the same as `"a"`."""
    if argument.type == "element_value_pair":
        key, value = argument.child_by_field_name("key"), argument.child_by_field_name("value")
        if value is None or text_of(key) not in MAIN_VALUES:
            yield argument
            return
        argument = value
    if argument.type == "element_value_array_initializer":
        yield from argument.named_children
    else:
        yield argument


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    """The values of an annotation by their names."""
    yield text_of(node.child_by_field_name("key")), node.child_by_field_name("value")


def named_status(node: Node) -> Iterator[tuple[str, Node | None]]:
    """A number that may be a status, without a name."""
    if is_status(node):
        yield "", node


def is_status(node: Node) -> bool:
    """Whether a number has as many digits as a status of an answer."""
    return node.end_byte - node.start_byte == STATUS_DIGITS


def _catch(node: Node) -> Catch:
    caught = next((each for each in node.named_children if each.type == "catch_formal_parameter"), None)
    kinds = (
        next((each for each in caught.named_children if each.type == "catch_type"), None) if caught else None
    )
    return Catch(tuple(kinds.named_children) if kinds is not None else (), node.child_by_field_name("body"))


def _package(node: Node) -> str:
    return next((text_of(each) for each in node.named_children if each.type.endswith("identifier")), "")


def _generic(node: Node) -> tuple[Node | None, str]:
    """`List<T>` is a `List`; `ObjectProvider<T>` is what it holds."""
    name = first_named(node)
    inside = next((each for each in node.named_children if each.type == "type_arguments"), None)
    if inside is not None and inside.named_child_count == 1 and text_of(name) in HOLDING_TYPES:
        return first_named(inside), ""
    return name, ""


def _gives_held(node: Node) -> bool:
    """`models.getIfAvailable()`: an object of the type that it is declared to hold."""
    arguments = node.child_by_field_name("arguments")
    return (
        node.child_by_field_name("object") is not None
        and text_of(node.child_by_field_name("name")) in GIVES_HELD
        and not (arguments is not None and arguments.named_child_count)
    )


def _invoked_arguments(node: Node) -> Iterable[Node] | None:
    """The arguments of a call; None where it only gives what is held."""
    return None if _gives_held(node) else arguments_in("arguments")(node)


def _invoked(node: Node) -> tuple[Node | None, str]:
    if _gives_held(node):
        return node.child_by_field_name("object"), ""
    name = f"{text_of(node.child_by_field_name('name'))}()"
    below = node.child_by_field_name("object")
    return below, name if below is None else f".{name}"


def _scoped(node: Node) -> tuple[Node | None, str]:
    parts = [each for each in node.named_children if each.type not in ANNOTATIONS]
    return (parts[0], f".{text_of(parts[-1])}") if len(parts) > 1 else (None, "?")


def _referenced(node: Node) -> tuple[Node | None, str]:
    """`handler::predict` is `handler.predict`, `Client::new` makes a `Client`."""
    parts = node.named_children
    if not parts:
        return None, "?"
    return parts[0], f".{text_of(parts[-1])}" if len(parts) > 1 else "()"


def _asserted(_node: Node) -> tuple[Node | None, str]:
    return None, "assert()"


def _constructor(_node: Node) -> str:
    return JVM_CONSTRUCTOR


JAVA_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "type_identifier", "this", "super"), root),
    "field_access": member("object", "field"),
    "scoped_identifier": member("scope", "name"),
    "scoped_type_identifier": _scoped,
    "method_invocation": _invoked,
    "object_creation_expression": called("type"),
    "cast_expression": called("type"),
    "method_reference": _referenced,
    "generic_type": _generic,
    "array_type": through("element"),
    "array_access": through("array"),
    "parenthesized_expression": through(),
    "class_literal": through(),
    "assert_statement": _asserted,
}


def _everything(node: Node) -> Iterable[Node]:
    return node.named_children


JAVA = Grammar(
    language="Java",
    distribution="tree-sitter-java",
    module="tree_sitter_java",
    steps=JAVA_STEPS,
    members=frozenset({"field_access", "scoped_identifier"}),
    calls={
        "method_invocation": _invoked_arguments,
        "object_creation_expression": arguments_in("arguments"),
        "assert_statement": _everything,
    },
    functions={
        "method_declaration": name_of(),
        "constructor_declaration": _constructor,
        "compact_constructor_declaration": _constructor,
        "lambda_expression": without_name,
    },
    classes=dict.fromkeys(
        (
            "class_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "annotation_type_declaration",
        ),
        name_of(),
    ),
    bindings={
        "variable_declarator": _variable,
        "formal_parameter": _parameter,
        "resource": _declared,
        "enhanced_for_statement": _declared,
        "instanceof_expression": _matched,
        "lambda_expression": _lambda_names,
        "marker_annotation": _logger,
        "annotation": _logger,
    },
    imports={"import_declaration": _import},
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    decorations=_decorations,
    named={"element_value_pair": _named, "decimal_integer_literal": named_status},
    exports={},
    packages={"package_declaration": _package},
    catches={"catch_clause": _catch},
    rethrows=frozenset({"throw_statement"}),
    strings=frozenset({"string_literal"}),
    closed=word_set("import_declaration package_declaration scoped_identifier"),
    interpolations=frozenset({"string_interpolation"}),
    literals=frozenset(
        {"decimal_integer_literal", "decimal_floating_point_literal", "true", "false", "null_literal"}
    ),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"line_comment", "block_comment"}),
    open_names=lazy_regex(r"[A-Z]\w*"),
    open_calls=lazy_regex(r"[a-z]\w*"),
    opened=opened_by_java,
    builtins=JAVA_BUILTINS,
    # JUnit, AssertJ, Hamcrest, Truth, Mockito, MockMvc, WebTestClient, REST Assured, StepVerifier.
    assertion=lazy_regex(
        r"(?:\w+\.)?assert\w*(?:\(\)(?:\.\w+(?:\(\))?)*)?"
        r"|(?:Assertions?\.|Assert\.)?(?:fail|expectThrows)"
        r"|(?:\w*Mockito\.)?(?:verify\w*|then|inOrder)(?:\(\)(?:\.\w+(?:\(\))?)*)?"
        r"|.*\.(?:andExpect\w*|expect[A-Z]\w*|then\(\)\.\w+|verifyComplete|verifyError)(?:\(\)(?:\.\w+)?)*"
    ),
)
