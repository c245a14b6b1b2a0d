"""C#: types of the namespaces in use, fields and parameters by the types they are declared with.

A name that the file does not define may be of any namespace in use: `*#ChatClient()`. What a service provider
is asked for by its type is an object of that type; a class has the attributes of its properties too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    called,
    name_of,
    root,
    through,
    without_name,
)
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

NET_CONSTRUCTOR = "constructor"
# Generic types that say less than what they hold.
NET_WRAPPERS = word_set(
    "Task ValueTask Lazy ActionResult IEnumerable IReadOnlyList IReadOnlyCollection ICollection IList List "
    "IAsyncEnumerable Nullable Result Func"
)
# Methods that give an object of the type that they are asked for.
NET_PROVIDERS = word_set(
    "GetRequiredService GetService GetRequiredKeyedService GetKeyedService Resolve CreateInstance "
    "GetInstance GetGrain"
)
INFERRED_TYPES = frozenset({"implicit_type"})
SAYS_LITTLE = word_set("object dynamic string int bool double float long var decimal")
CLASS_TYPES = (
    "class_declaration",
    "record_declaration",
    "struct_declaration",
    "interface_declaration",
    "record_struct_declaration",
)


BINDS_MEMBER = frozenset({"member_binding_expression", "member_access_expression"})
DEEPEST_BINDING = 4
MEMBER_TYPES = frozenset({"property_declaration", "field_declaration"})


def _generic(node: Node) -> tuple[Node | None, str]:
    """`ILogger<T>` is an `ILogger`; `Task<T>` is what it holds."""
    name = first_named(node)
    inside = next((each for each in node.named_children if each.type == "type_argument_list"), None)
    if inside is not None and inside.named_child_count and text_of(name) in NET_WRAPPERS:
        return inside.named_children[-1], ""
    return name, ""


def _member(node: Node) -> tuple[Node | None, str]:
    name = node.child_by_field_name("name")
    if name is not None and name.type == "generic_name":
        name = first_named(name)
    return node.child_by_field_name("expression"), f".{text_of(name)}"


def _invoked(node: Node) -> tuple[Node | None, str]:
    """A call; `provider.GetRequiredService<T>()` is an object of T."""
    function = node.child_by_field_name("function")
    asked = function.child_by_field_name("name") if function is not None else None
    if asked is not None and asked.type == "generic_name" and text_of(first_named(asked)) in NET_PROVIDERS:
        return next(iter(_type_arguments(asked)), None), "()"
    return function, "()"


def _type_arguments(name: Node | None) -> list[Node]:
    for each in name.named_children if name is not None and name.type == "generic_name" else ():
        if each.type == "type_argument_list":
            return list(each.named_children)
    return []


def _conditional_access(node: Node) -> tuple[Node | None, str]:
    """`a?.B` is `a.B`."""
    below = node.child_by_field_name("condition")
    last = node.named_children[-1] if node.named_child_count else None
    for _ in range(DEEPEST_BINDING):
        if last is not None and last.type not in BINDS_MEMBER:
            last = first_named(last)
    name = last.child_by_field_name("name") if last is not None else None
    return (below, f".{text_of(name)}") if name is not None else (None, "?")


def _made_for_type(node: Node) -> tuple[Node | None, str]:
    """`new()`: an object of the type that its variable, field or property is declared with."""
    around = node.parent
    for _ in range(2):
        declared = around.child_by_field_name("type") if around is not None else None
        if declared is not None:
            return declared, "()"
        around = around.parent if around is not None else None
    return None, "?"


def _either(node: Node) -> tuple[Node | None, str]:
    """`a ?? b` is what is written first."""
    operator = node.child_by_field_name("operator")
    return (node.child_by_field_name("left"), "") if text_of(operator) == "??" else (None, "?")


def _last_child(node: Node) -> tuple[Node | None, str]:
    return (node.named_children[-1], "") if node.named_child_count else (None, "?")


def _last_name(node: Node) -> tuple[Node | None, str]:
    """A type by its whole name goes by the last part of it."""
    return node.child_by_field_name("name"), ""


def _using(node: Node) -> Iterator[Imported]:
    """`using A.B;`, `global using A.B;`, `using static A.B;`, `using X = A.B.C;`."""
    alias = node.child_by_field_name("name")
    path = next((each for each in reversed(node.named_children) if each != alias), None)
    if path is None:
        return
    module, line = text_of(path), node.start_point[0] + 1
    if alias is not None:
        package, _, name = module.rpartition(".")
        fact = Import(package or module, name, text_of(alias), line, False, False, False)
        yield Imported(fact, ((text_of(alias), f"{package}#{name}"),) if package else ())
        return
    is_global = any(each.type == "global" for each in node.children)
    yield Imported(Import(module, "*", "global" if is_global else "", line, False, False, False), ())


def _namespace(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _type(node: Node | None) -> Node | None:
    """A declared type; None where it is left to the compiler, or says nothing."""
    if node is None or node.type in INFERRED_TYPES or text_of(node) in SAYS_LITTLE:
        return None
    return node


def _variables(node: Node) -> Iterator[Binding]:
    """Variables or fields of one declaration: by their type, else by their value."""
    declared = _type(node.child_by_field_name("type"))
    is_field = node.parent is not None and node.parent.type == "field_declaration"
    for each in node.named_children:
        if each.type == "variable_declarator":
            name = each.child_by_field_name("name")
            value = each.named_children[-1] if each.named_child_count > 1 else None
            if name is not None:
                yield Binding(name, _known_better(value, declared), declared, attribute=is_field)


def _known_better(value: Node | None, declared: Node | None) -> Node | None:
    """The value, where no type is declared or it is made or written on the spot."""
    if value is None or declared is None:
        return value
    on_the_spot = ("object_creation_expression", "lambda_expression", "anonymous_method_expression")
    return value if value.type in on_the_spot else None


def _parameter(node: Node) -> Iterator[Binding]:
    """A parameter; of a class or record it is a field."""
    name, parent = node.child_by_field_name("name"), node.parent
    around = parent.parent if parent is not None else None
    if name is not None:
        is_field = around is not None and around.type in CLASS_TYPES
        yield Binding(name, None, _type(node.child_by_field_name("type")), attribute=is_field)


def _property(node: Node) -> Iterator[Binding]:
    name, declared = node.child_by_field_name("name"), _type(node.child_by_field_name("type"))
    if name is not None:
        value = _known_better(node.child_by_field_name("value"), declared)
        yield Binding(name, value, declared, attribute=True)


def _assignment(node: Node) -> Iterator[Binding]:
    left = node.child_by_field_name("left")
    if left is not None and (node.parent is None or node.parent.type != "initializer_expression"):
        yield Binding(left, node.child_by_field_name("right"))


def _each(node: Node) -> Iterator[Binding]:
    """`foreach (Row row in rows)`: an element goes by what the whole is of."""
    name, declared = node.child_by_field_name("left"), _type(node.child_by_field_name("type"))
    if name is not None:
        yield Binding(name, node.child_by_field_name("right") if declared is None else None, declared)


def _matched(node: Node) -> Iterator[Binding]:
    """`x is ChatClient c`, `out ChatClient c`."""
    name = node.child_by_field_name("name")
    if name is not None:
        yield Binding(name, None, _type(node.child_by_field_name("type")))


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    return [each for each in parameters.named_children if each.type == "parameter"] if parameters else ()


def _returned(node: Node) -> Iterator[Node]:
    declared = _type(node.child_by_field_name("returns") or node.child_by_field_name("type"))
    if declared is not None and text_of(declared) not in ("void", "Task", "ValueTask"):
        yield declared


def _bases(node: Node) -> Iterator[Node]:
    for each in node.named_children:
        if each.type == "base_list":
            yield from (one for one in each.named_children if one.type != "argument_list")


def _attributes(node: Node) -> Iterator[Node]:
    for each in node.named_children:
        if each.type == "attribute_list":
            yield from (one for one in each.named_children if one.type == "attribute")


def _decorations(node: Node) -> Iterator[Decoration]:
    """The attributes of a definition, of its parameters, and of the fields and properties of a class."""
    marked = [node]
    body = node.child_by_field_name("body")
    for each in node.named_children:
        if each.type == "parameter_list":
            marked += each.named_children
    if body is not None and node.type in CLASS_TYPES:
        marked += [each for each in body.named_children if each.type in MEMBER_TYPES]
    for attribute in (each for one in marked for each in _attributes(one)):
        name = attribute.child_by_field_name("name")
        if name is not None:
            yield Decoration(name, tuple(_attribute_arguments(attribute)))


def _attribute_arguments(node: Node) -> Iterable[Node]:
    for each in node.named_children:
        if each.type == "attribute_argument_list":
            return each.named_children
    return ()


def _arguments(node: Node) -> Iterator[Node]:
    """The arguments of a call, and the types that it is given."""
    function = node.child_by_field_name("function")
    name = function.child_by_field_name("name") if function is not None else None
    yield from _type_arguments(name if name is not None else function)
    arguments = node.child_by_field_name("arguments")
    yield from arguments.named_children if arguments is not None else ()


def _made(node: Node) -> Iterator[Node]:
    """The arguments of a constructor, and the properties that are set with it."""
    for each in node.named_children:
        if each.type == "argument_list":
            yield from each.named_children
        elif each.type == "initializer_expression":
            yield from (one for one in each.named_children if one.type == "assignment_expression")


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    """`name: value`, and what an object that is made for an argument is given."""
    name = node.child_by_field_name("name")
    value = node.named_children[-1] if node.named_child_count else None
    if name is not None:
        yield text_of(name), value
    if value is not None and value.type == "object_creation_expression":
        yield from (
            pair for each in _made(value) if each.type == "assignment_expression" for pair in _set(each)
        )


def _set(node: Node) -> Iterator[tuple[str, Node | None]]:
    """`Name = value`."""
    yield text_of(node.child_by_field_name("left")), node.child_by_field_name("right")


def _catch(node: Node) -> Catch:
    declared = next((each for each in node.named_children if each.type == "catch_declaration"), None)
    kind = declared.child_by_field_name("type") if declared is not None else None
    return Catch((kind,) if kind is not None else (), node.child_by_field_name("body"))


def _constructor(_node: Node) -> str:
    return NET_CONSTRUCTOR


CSHARP_STEPS: dict[str, Step] = {
    **dict.fromkeys(("identifier", "this", "base", "predefined_type"), root),
    "member_access_expression": _member,
    "conditional_access_expression": _conditional_access,
    "invocation_expression": _invoked,
    "object_creation_expression": called("type"),
    "implicit_object_creation_expression": _made_for_type,
    "cast_expression": called("type"),
    "as_expression": called("right"),
    "generic_name": _generic,
    "qualified_name": _last_name,
    "alias_qualified_name": _last_name,
    "nullable_type": through("type"),
    "array_type": through("type"),
    "await_expression": through(),
    "parenthesized_expression": through(),
    "postfix_unary_expression": through(),
    "binary_expression": _either,
    "conditional_expression": through("consequence"),
    "argument": _last_child,
    "attribute_argument": _last_child,
    "primary_constructor_base_type": through("type"),
}

CSHARP = Grammar(
    language="C#",
    distribution="tree-sitter-c-sharp",
    module="tree_sitter_c_sharp",
    steps=CSHARP_STEPS,
    members=frozenset({"member_access_expression"}),
    calls={
        "invocation_expression": _arguments,
        "object_creation_expression": _made,
        "implicit_object_creation_expression": _made,
    },
    functions={
        "method_declaration": name_of(),
        "local_function_statement": name_of(),
        "constructor_declaration": _constructor,
        "lambda_expression": without_name,
        "anonymous_method_expression": without_name,
    },
    classes=dict.fromkeys(CLASS_TYPES, name_of()),
    bindings={
        "variable_declaration": _variables,
        "parameter": _parameter,
        "property_declaration": _property,
        "assignment_expression": _assignment,
        "foreach_statement": _each,
        "declaration_pattern": _matched,
        "declaration_expression": _matched,
    },
    imports={"using_directive": _using},
    parameters=_parameters,
    bases=_bases,
    returned=_returned,
    decorations=_decorations,
    named={
        "assignment_expression": _set,
        **dict.fromkeys(("argument", "attribute_argument"), _named),
    },
    exports={},
    packages={"namespace_declaration": _namespace, "file_scoped_namespace_declaration": _namespace},
    catches={"catch_clause": _catch},
    rethrows=frozenset({"throw_statement", "throw_expression"}),
    closed=word_set("using_directive qualified_name string_literal"),
    strings=frozenset(
        {
            "string_literal",
            "verbatim_string_literal",
            "raw_string_literal",
            "interpolated_string_expression",
            "integer_literal",
        }
    ),
    interpolations=frozenset({"interpolation"}),
    literals=frozenset({"real_literal", "boolean_literal", "null_literal"}),
    identifiers=frozenset({"identifier"}),
    comments=frozenset({"comment"}),
    own=frozenset({"this", "base"}),
    builtins=frozenset({"torch", "tf", "np"}),
    open_names=lazy_regex(r"[A-Z]\w*"),
    takes_objects=lazy_regex(
        r"(?:Import|Add|Create)(?:Plugin)?FromObject|AddPlugin|AddHostedService|Use|AddTool|WithTools|AddFilter"
    ),
    # xUnit, NUnit, MSTest; FluentAssertions and Shouldly; Moq, NSubstitute, FakeItEasy.
    assertion=lazy_regex(
        r"(?:\w*Assert(?:ions)?|Verifier?)\.\w+(?:\(\)\.\w+)*|.*\.Should\(\)(?:\.\w+(?:\(\))?)*|.*\.Should[A-Z]\w*"
        r"|.*\.(?:Verify|VerifyAll|VerifyNoOtherCalls)|.*\.(?:Received|DidNotReceive)\w*\(\)\.\w+"
        r"|.*\.MustHaveHappened\w*|.*\.EnsureSuccessStatusCode"
    ),
)
