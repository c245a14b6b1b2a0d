"""What the walk over a program takes up, before its names are followed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct, field
from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import NAMES_CUT, TEXT_CUT, Assertion, Call, CannotFail, Import, Keywords
from analyzer.parsing.programs.facts import FROM_PACKAGE, Caught
from analyzer.parsing.programs.grammar import Binding, Grammar
from analyzer.parsing.programs.names import UNKNOWN_VALUE, Names, Scope
from analyzer.parsing.trees import preorder, text_of
from analyzer.text import word_set

ASKED_NAME = lazy_regex(r"[A-Za-z_]\w{0,60}")

# `answer.should.equal(3)`
SAID_OF_ROOT = lazy_regex(r"[A-Za-z_]\w*\.(?:\w+\.)?should\b")
# What compares what it is given, or ends a test as passed: of constants alone it says nothing.
COMPARING_METHOD = lazy_regex(
    r"(?:\w{0,30}Assert(?:ions)?|assert|require)\."
    r"(?P<method>(?:Is|assert)?(?:True|False|Equals?)|Are(?:Equal|Same)|(?:assert)?Same|Pass|Inconclusive|Ignore)"
)
LITERAL_NAMES = word_set("true false null")
NAME_WORD = lazy_regex(r"[A-Z]?[a-z]+|[A-Z]+")
# Names of assertions that say no more than that something is asserted, and those that compare values.
ASSERTING_WORDS = word_set(
    "assert asserts expect refute check verify require should must test stopifnot is t no"
)
COMPARING_WORDS = word_set(
    "true false truthy falsy nil null none undefined equal equals eq eql ne same identical almost close "
    "greater less gt lt zero positive negative contain contains include includes length len match matches "
    "instance type kind throw throws raise raises error fail flunk fatal that ok operator predicate delta "
    "not empty"
)

# Before a literal that may name a method.
SYMBOL = ":"
# A handler: its line, the scope, the types it catches, the first and last line of its body, if it is empty.
Handling = tuple[int, Scope, tuple[str, ...], tuple[int, int], bool]


class Defined(Struct):
    """A function or class that the walk is, or was, inside of."""

    node: Node
    qualified_name: str
    is_function: bool
    scope: Scope
    inner: Scope
    end: int
    methods: list[str] = field(default_factory=list)


class Called(Struct, frozen=True):
    """A call, with the functions and objects that are handed to it, as written.

    `method_of`: the call as a method of the argument that it belongs to, "" where it belongs to none.
    """

    written: str
    line: int
    scope: Scope
    strings: tuple[str, ...]
    keywords: Keywords
    positional: int
    handed: tuple[str, ...]
    method_of: str = ""


class Asserted(Struct):
    """A call that checks something, and the names inside of it."""

    end: int
    line: int
    scope: Scope
    names: set[str]


class Taken(Struct):
    """What was taken up of one file; names are as they are written.

    `assigned`: variables outside of functions, with their lines. `thrown`: lines of failures that go on.
    `mentioned`: names that stand alone. `given`: what becomes a member of something else. `results`: what
    each function gives back.
    """

    definitions: list[Defined] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    assertions: list[Asserted] = field(default_factory=list)
    assigned: list[tuple[str, int]] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    exports: list[tuple[str, str]] = field(default_factory=list)
    caught: list[Handling] = field(default_factory=list)
    thrown: list[int] = field(default_factory=list)
    mentioned: set[tuple[str, Scope]] = field(default_factory=set)
    given: list[tuple[str, Scope]] = field(default_factory=list)
    results: dict[str, list[str]] = field(default_factory=dict)
    package: str = ""


@lru_cache(maxsize=4096)
def asserts(grammar: Grammar, written: str, *, has_arguments: bool) -> bool:
    """Whether a call checks something."""
    if not has_arguments and grammar.needs_argument is not None and grammar.needs_argument.fullmatch(written):
        return False
    return grammar.assertion.fullmatch(written) is not None


def first_parameter(grammar: Grammar, node: Node) -> str:
    """The name of a function's first parameter, "" where it has none or takes it apart."""
    for each in grammar.parameters(node):
        for binding in grammar.bindings[each.type](each) if each.type in grammar.bindings else ():
            return text_of(binding.name) if binding.name.type in grammar.identifiers else ""
    return ""


def names_inside(grammar: Grammar, node: Node, written: str) -> set[str]:
    """What an assertion names; of one that only fails, what the branches around it ask."""
    if grammar.asks_constant(node):
        return set()
    root = written.partition(".")[0].removesuffix("()")
    if root in grammar.subjects:
        return {root}
    names = {text_of(each) for each in preorder(node) if each.type in grammar.identifiers} - {
        root,
        root.removeprefix("@"),
    }
    names -= grammar.matchers | LITERAL_NAMES
    compared = COMPARING_METHOD.fullmatch(written)
    if compared is not None and names <= {compared["method"], "t"}:
        return set()
    if SAID_OF_ROOT.match(written):
        names.add(root)
    if not names and not compares_values(written):
        return {root}
    if grammar.failing is not None and grammar.failing.fullmatch(written):
        asked = (text_of(each)[:TEXT_CUT] for each in grammar.conditions(node))
        names.update(ASKED_NAME.findall(" ".join(asked)) or (root,))
    return names


def compares_values(written: str) -> bool:
    """Whether an assertion compares what it is given; others ask the state of the program.

    `assertEquals()` and `expect().toBe` compare, `assert_response` and `assertSuccess()` ask.
    """
    name = written.removesuffix("()")
    if "()" in name:
        return True
    words = {each.lower() for each in NAME_WORD.findall(name.rpartition(".")[2])}
    return words <= ASSERTING_WORDS or bool(words & COMPARING_WORDS)


def call_fact(call: Called, names: Names) -> Call:
    """The call as a fact, with its names followed."""
    target = names.target(f"{call.written}()", call.scope).removesuffix("()")
    declared = ""
    if call.method_of and (FROM_PACKAGE in target or target.startswith(UNKNOWN_VALUE)):
        declared = names.target(call.method_of, call.scope)
        declared = "" if declared.startswith(UNKNOWN_VALUE) else declared
    function = call.scope.function or None
    return Call(target, call.line, function, call.strings, call.keywords, call.positional, declared)


def binds_nothing(_node: Node) -> Iterable[Binding]:
    """Of a parameter that no table names."""
    return ()


def assertion_fact(opened: Asserted) -> Assertion:
    """The assertion as a fact; one that names nothing checks only constants."""
    names = tuple(sorted(opened.names))[:NAMES_CUT]
    hollow = None if names else CannotFail.CONSTANT
    return Assertion(opened.line, opened.scope.function or None, "assert", names, hollow)


def caught_facts(
    handlers: Iterable[Handling], calls: list[Call], thrown: list[int], names: Names
) -> Iterator[Caught]:
    """The handlers as facts, with what is called inside of each and whether it passes the failure on."""
    ordered = sorted(calls, key=lambda each: each.line)
    lines = [each.line for each in ordered]
    for line, scope, kinds, (first, last), empty in handlers:
        start, end = bisect_left(lines, first), bisect_right(lines, last)
        inside = tuple(each.target for each in ordered[start : min(end, start + NAMES_CUT)])
        nearest = bisect_left(thrown, first)
        rethrows = nearest < len(thrown) and thrown[nearest] <= last
        followed = tuple(names.target(each, scope) for each in kinds)
        yield Caught(line, scope.function or None, followed, inside, empty, rethrows)
