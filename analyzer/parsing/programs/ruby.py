"""Ruby: constants of the whole program, methods without parentheses, blocks that are handed to calls.

A constant that the file does not define may be of any gem or file: `*#OpenAI.Client()`. What a method gives
is its last statement; read as an attribute it stands for that (`def client = @client ||= Client.new`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.grammar import Binding, Catch, Grammar, Imported, Step, root, without_name
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

REQUIRES = frozenset({"require", "require_relative", "load"})
MADE = frozenset({"new", "instance"})
# Of a class: what gives one of its objects.
RECORDS = word_set(
    "find find_by find_by! find_or_create_by find_or_create_by! find_or_initialize_by find_sole_by create "
    "create! first first! last last! take take!"
)
MIXED_IN = frozenset({"include", "extend", "prepend"})
SENT = frozenset({"send", "public_send", "__send__", "try"})
PERFORMED = lazy_regex(r"perform_\w+")
BLOCKS = ("do_block", "block")
# Words of RSpec between values: they name nothing that is looked at.
MATCHERS = word_set(
    "to not_to to_not be eq eql equal be_truthy be_falsy be_falsey be_nil be_a be_an be_kind_of be_within of "
    "be_instance_of be_between match include contain_exactly match_array start_with end_with and or "
    "an_instance_of"
)


def _dotted(node: Node | None) -> str:
    return text_of(node).replace("::", ".").removeprefix(".")


def _class_name(node: Node) -> str:
    return _dotted(node.child_by_field_name("name"))


def _method_of(node: Node) -> str:
    return text_of(node.child_by_field_name("method"))


def _call_step(node: Node) -> tuple[Node | None, str]:
    """`a.b` and `a.b()` alike; `A.new` is an object of A, and `new` one of the class it stands in."""
    receiver, method = node.child_by_field_name("receiver"), _method_of(node)
    if receiver is None:
        return None, "self" if method == "new" else f"{method}()"
    if method in MADE or (method in RECORDS and receiver.type in CONSTANTS):
        return receiver, "()"
    if method == "class":
        return receiver, ""
    if receiver.type == "self" and node.child_by_field_name("arguments") is None:
        return receiver, f".{method}"
    if PERFORMED.fullmatch(method) and receiver.type == "call" and _method_of(receiver) == "set":
        receiver = receiver.child_by_field_name("receiver")
    if method in SENT:
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_child(0) if arguments is not None else None
        if first is not None and first.type == "simple_symbol":
            method = text_of(first).lstrip(":")
    return receiver, f".{method or 'call'}()"


def _name(node: Node) -> tuple[Node | None, str]:
    name = text_of(node)
    return None, "self" if name == "new" else name


def _scoped(node: Node) -> tuple[Node | None, str]:
    return node.child_by_field_name("scope"), f".{text_of(node.child_by_field_name('name'))}"


def _element(node: Node) -> tuple[Node | None, str]:
    """`a[:b]` is `a.b`; an element by a variable is unknown."""
    key = node.named_child(1) if node.named_child_count > 1 else None
    if key is None or key.type not in ("string", "simple_symbol"):
        return None, "?"
    return node.child_by_field_name("object"), f".{text_of(key).strip(QUOTES)}"


def _last(node: Node) -> tuple[Node | None, str]:
    """What a sequence of statements gives: the last of them."""
    inside = [each for each in node.named_children if each.type not in IN_BODIES]
    return (inside[-1], "") if inside else (None, "?")


def _assigned_value(node: Node) -> tuple[Node | None, str]:
    return node.child_by_field_name("right"), ""


def _either(node: Node) -> tuple[Node | None, str]:
    """`a || b` is what is written first."""
    is_either = text_of(node.child_by_field_name("operator")) in ("||", "or")
    return (node.child_by_field_name("left"), "") if is_either else (None, "?")


def _arguments(node: Node) -> Iterator[Node]:
    """The arguments of a call, the classes in its lists, and its block."""
    arguments = node.child_by_field_name("arguments")
    for each in arguments.named_children if arguments is not None else ():
        yield each
        if each.type == "array":
            yield from (one for one in each.named_children if one.type in CONSTANTS)
    block = node.child_by_field_name("block")
    if block is not None:
        yield block


def _no_arguments(_node: Node) -> Iterable[Node]:
    return ()


def _named(node: Node) -> Iterator[tuple[str, Node | None]]:
    """`key: value`, `"key" => value`, and what lies in a hash that is such a value."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    yield text_of(key).strip(QUOTES), value if value is not None else key
    if value is not None and value.type == "hash":
        for one in value.named_children:
            if one.type == "pair":
                name = text_of(one.child_by_field_name("key")).strip(QUOTES)
                yield name, one.child_by_field_name("value")
    elif value is not None and value.type == "array":
        yield from ((text_of(key), one) for one in value.named_children if one.type in CONSTANTS)


def _named_in_hash(node: Node) -> Iterator[tuple[str, Node | None]]:
    for each in node.named_children:
        if each.type == "pair":
            yield from _named(each)


def _spread(_node: Node) -> Iterator[tuple[str, Node | None]]:
    yield "**", None


def _import(node: Node) -> Iterator[Imported]:
    """`require "x"`, `require_relative "x"`, `autoload :X, "x"`."""
    method = _method_of(node)
    if method not in REQUIRES and method != "autoload":
        return
    arguments = node.child_by_field_name("arguments")
    written = [each for each in arguments.named_children if each.type == "string"] if arguments else []
    if not written or node.child_by_field_name("receiver") is not None:
        return
    module = text_of(written[-1]).strip(QUOTES)
    if method == "require_relative":
        module = module if module.startswith(".") else f"./{module}"
    yield Imported(Import(module, None, "", node.start_point[0] + 1, False, False, False), ())


def _assignment(node: Node) -> Iterator[Binding]:
    left = node.child_by_field_name("left")
    if left is not None:
        yield Binding(left, node.child_by_field_name("right"))


def _default(node: Node) -> Iterator[Binding]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is not None:
        yield Binding(name, value)


def _given(node: Node) -> Iterator[Binding]:
    """A method read as an attribute stands for its last statement."""
    name = node.child_by_field_name("name")
    if name is not None and node.child_by_field_name("parameters") is None:
        yield Binding(name, _result(node), attribute=True)


def _result(node: Node) -> Node | None:
    return node.child_by_field_name("body")


def _returned(node: Node) -> Node | None:
    arguments = first_named(node)
    return first_named(arguments) if arguments is not None else None


def _parameters(node: Node) -> Iterable[Node]:
    parameters = node.child_by_field_name("parameters")
    return parameters.named_children if parameters is not None else ()


def _bases(node: Node) -> Iterator[Node]:
    """The class above, and the modules that are mixed in."""
    above = node.child_by_field_name("superclass")
    if above is not None and above.named_child_count:
        yield above.named_children[0]
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        if each.type == "call" and _method_of(each) in MIXED_IN:
            arguments = each.child_by_field_name("arguments")
            yield from (one for one in arguments.named_children if one.type in CONSTANTS) if arguments else ()


def _rescue(node: Node) -> Catch:
    kinds = node.child_by_field_name("exceptions")
    return Catch(tuple(kinds.named_children) if kinds is not None else (), node.child_by_field_name("body"))


def _rescue_inline(node: Node) -> Catch:
    return Catch((), node.child_by_field_name("handler"))


QUOTES = "\"':"
CONSTANTS = frozenset({"constant", "scope_resolution"})
IN_BODIES = frozenset({"comment", "rescue", "ensure", "else"})
RUBY_STEPS: dict[str, Step] = {
    **dict.fromkeys("constant instance_variable class_variable global_variable self".split(), root),
    "identifier": _name,
    "call": _call_step,
    "retry": root,
    "scope_resolution": _scoped,
    "element_reference": _element,
    **dict.fromkeys("parenthesized_statements body_statement block_body then".split(), _last),
    "assignment": _assigned_value,
    "operator_assignment": _assigned_value,
    "binary": _either,
}

RUBY = Grammar(
    language="Ruby",
    distribution="tree-sitter-ruby",
    module="tree_sitter_ruby",
    steps=RUBY_STEPS,
    calls={"call": _arguments, "retry": _no_arguments},
    functions={
        "method": _class_name,
        "singleton_method": _class_name,
        **dict.fromkeys(BLOCKS, without_name),
        "lambda": without_name,
    },
    classes={"class": _class_name, "module": _class_name},
    bindings={
        "assignment": _assignment,
        "operator_assignment": _assignment,
        "keyword_parameter": _default,
        "optional_parameter": _default,
        "method": _given,
        "singleton_method": _given,
    },
    imports={"call": _import},
    parameters=_parameters,
    bases=_bases,
    results={"method": _result, "singleton_method": _result, "return": _returned},
    named={
        "pair": _named,
        "hash": _named_in_hash,
        **dict.fromkeys(("hash_splat_argument", "hash_splat_nil"), _spread),
    },
    exports={},
    packages={},
    catches={"rescue": _rescue, "rescue_modifier": _rescue_inline},
    throwing=frozenset({"raise", "fail"}),
    strings=frozenset({"string", "simple_symbol", "integer", "float"}),
    interpolations=frozenset({"interpolation"}),
    literals=frozenset({"true", "false", "nil"}),
    identifiers=frozenset({"identifier", "constant", "instance_variable"}),
    called_bare=frozenset({"identifier"}),
    symbols=frozenset({"simple_symbol"}),
    comments=frozenset({"comment"}),
    own=frozenset({"self"}),
    methods_are_fields=True,
    open_names=lazy_regex(r"[A-Z]\w*"),
    builtins=frozenset("params request response session logger @logger errors config app $stdout".split()),
    matchers=MATCHERS,
    # `value.then { |it| ... }` hands over the value itself.
    promised=".then()",
    # The page of a browser, and what is named nowhere: `is_expected.to be_valid`, `it { should eq 1 }`.
    subjects=frozenset({"page", "browser", "is_expected", "should", "should_not"}),
    # RSpec, Minitest (as methods and as expectations), Test::Unit.
    assertion=lazy_regex(
        r"(?:expect|expect_any_instance_of|is_expected|subject)(?:\(\))?\.(?:to|not_to|to_not)"
        r"|assert(?:_\w+)?[!?]?|refute(?:_\w+)?|flunk|.*\.(?:must|wont)_\w+|(?:.*\.)?should(?:_not|_\w+)?"
    ),
)
