"""What a language's file under this package says about the nodes of its trees: tables of small functions.

A `Grammar` is all that the walk in `collect` knows of a language. To add one: a file with its grammar, a row
in `languages`, a table of its packages in `analyzer.wiring.other_programs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from tree_sitter import Node

from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.facts import ANY_PACKAGE
from analyzer.parsing.trees import first_named, text_of

# The expression that an expression stands on (None: it begins here), and what it adds: ".name", "()", "".
Step = Callable[[Node], tuple[Node | None, str]]
Parts = Callable[[Node], Iterable[Node]]
# The arguments of a call; None where the node is none, or belongs to the call around it.
Arguments = Callable[[Node], Iterable[Node] | None]
# The named values of an argument.
Named = Callable[[Node], Iterable[tuple[str, Node | None]]]
# The nodes of a text, parents first.
Tree = Callable[[str], Iterator[Node]]


class Binding(Struct, frozen=True):
    """A name (or `this.name`) that gets a value, or is declared with a type; an unnamed value binds nothing.

    `name` is an expression; `text` is the name where it stands in no node of its own. `attribute`: it is a
    field of the class it stands in. `part`: the name gets this member of the value
    (`const { chat } = client`). `declares`: it is new here and hides what has its name further out, whether
    its value is known or not. `owner`: it is in the object of this variable, or (`attribute`) of this field.
    """

    name: Node
    value: Node | None = None
    type: Node | None = None
    attribute: bool = False
    text: str = ""
    part: str = ""
    declares: bool = False
    owner: str = ""


class Imported(Struct, frozen=True):
    """An import and the names that it binds, each with its target."""

    fact: Import
    binds: tuple[tuple[str, str], ...]


class Decoration(Struct, frozen=True):
    """A decorator, annotation or attribute of a definition: the expression of its name, its arguments."""

    name: Node
    arguments: tuple[Node, ...]


class Catch(Struct, frozen=True):
    """A handler of failures: the expressions of the types it catches, and its statements."""

    kinds: tuple[Node, ...]
    body: Node | None


def _nothing(_node: Node) -> Iterable[Node]:
    return ()


def _no_head(_node: Node) -> Node | None:
    return None


def _never(_node: Node) -> bool:
    return False


def _undecorated(_node: Node) -> Iterable[Decoration]:
    return ()


def _from_anywhere(_package: str, _imports: Sequence[Import]) -> tuple[str, str | None]:
    return ANY_PACKAGE, ANY_PACKAGE


class Grammar(Struct, frozen=True, kw_only=True, eq=False):
    """One language.

    `language` is its name in `analyzer.repository.languages`; `module` and `entry` name the function that
    makes the tree-sitter language, `distribution` is what installs it. `tree`: a reader of our own, which is
    always there, gives the nodes instead.
    `steps`: the expressions and types that a target is followed through; `members`: those of them that are
    written as they stand, if they are names between dots. `calls`: the arguments of each kind
    of call, with blocks and trailing closures. `functions`, `classes`: definitions and their names ("" for a
    function without one, None for what only may be one); `head`: what looks like a call in a definition. Go's
    methods have the name of their type before their own.
    `parameters`, `bases`, `returned`: of a definition, the types and annotations that it names.
    `results`: the expression that a statement, or a function without a body of statements, gives back.
    `receiver`: of a call, the argument that the function is a method of, and its name as that (R's
    `predict(model)`).
    `named`: the named values of an argument (`{model: "x"}`, `model="x"`). `own`: words for the object.
    `open_names`: names that may come from an import of everything, with `objects_are_open` also objects whose
    members are asked for; `methods_are_fields`: what is asked of a method is asked of what it gives;
    `only_functions_are_called`: where a name is called, a variable is passed over that
    holds anything else; `open_calls`: so may functions that are
    called. `opened`: the packages that they come from, by the file's own package and its imports; None for
    calls that are methods of the class around them. `builtins`: objects that need no import.
    `beside`: what no file of its own names may be defined in another file of the package, without an import.
    `bare_members`: a method reaches the members of its class without a word for the object.
    `takes_objects`: the last names of calls to which objects are handed so that their methods are called;
    `objects_last`: only the last argument is such an object, those before it only let a request pass.
    `closed`: nodes in which nothing stands that one of these tables names, so that no walk goes into them.
    `joins`: expressions that join texts. `assertion`: targets (as written) of calls that check something;
    `failing`: those of them that only say that the condition around them does not hold, which `conditions`
    finds; `needs_argument`: those that check nothing without one; `subjects`: words that begin an assertion
    about what the test is about; `asks_constant`: whether one asks only what stands there, behind whatever
    it does before. `promised`: how a promise is asked for what it will give. `rethrows`:
    statements with which a handler passes the failure on, `throwing`: calls that do. `called_bare`: the
    names that may call a method of the class without parentheses; `symbols`: literals that may name one.
    """

    language: str
    distribution: str = ""
    module: str = ""
    entry: str = "language"
    tree: Tree | None = None
    steps: Mapping[str, Step]
    members: frozenset[str] = frozenset()
    calls: Mapping[str, Arguments]
    functions: Mapping[str, Callable[[Node], str | None]]
    head: Callable[[Node], Node | None] = _no_head
    classes: Mapping[str, Callable[[Node], str]]
    bindings: Mapping[str, Callable[[Node], Iterable[Binding]]]
    imports: Mapping[str, Callable[[Node], Iterable[Imported]]]
    parameters: Parts = _nothing
    bases: Parts = _nothing
    returned: Parts = _nothing
    results: Mapping[str, Callable[[Node], Node | None]] = field(default_factory=dict)
    receiver: Step | None = None
    decorations: Callable[[Node], Iterable[Decoration]] = _undecorated
    named: Mapping[str, Named] = field(default_factory=dict)
    exports: Mapping[str, Callable[[Node], Iterable[tuple[str, Node | str]]]]
    packages: Mapping[str, Callable[[Node], str]]
    catches: Mapping[str, Callable[[Node], Catch | None]]
    rethrows: frozenset[str] = frozenset()
    throwing: frozenset[str] = frozenset()
    called_bare: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()
    strings: frozenset[str]
    closed: frozenset[str] = frozenset()
    interpolations: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    identifiers: frozenset[str]
    comments: frozenset[str]
    documents: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset({"this", "self"})
    open_names: re.Pattern[str] | None = None
    objects_are_open: bool = True
    only_functions_are_called: bool = False
    methods_are_fields: bool = False
    open_calls: re.Pattern[str] | None = None
    opened: Callable[[str, Sequence[Import]], tuple[str, str | None]] = _from_anywhere
    builtins: frozenset[str] = frozenset()
    beside: bool = False
    bare_members: bool = True
    takes_objects: re.Pattern[str] | None = None
    objects_last: bool = False
    joins: frozenset[str] = frozenset()
    assertion: re.Pattern[str]
    failing: re.Pattern[str] | None = None
    conditions: Parts = _nothing
    needs_argument: re.Pattern[str] | None = None
    matchers: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    asks_constant: Callable[[Node], bool] = _never
    promised: str = ""


def root(node: Node) -> tuple[Node | None, str]:
    """A name that begins a chain."""
    return None, text_of(node)


def member(below: str, name: str) -> Step:
    """A member of what stands in the field `below`."""

    def step(node: Node) -> tuple[Node | None, str]:
        return node.child_by_field_name(below), f".{text_of(node.child_by_field_name(name))}"

    return step


def called(below: str) -> Step:
    """A call of what stands in the field `below`, or the object that it constructs."""

    def step(node: Node) -> tuple[Node | None, str]:
        return node.child_by_field_name(below), "()"

    return step


def through(field: str = "") -> Step:
    """What stands in the field, or in the first named child, unchanged."""

    def step(node: Node) -> tuple[Node | None, str]:
        return (node.child_by_field_name(field) if field else first_named(node)), ""

    return step


def name_of(field: str = "name") -> Callable[[Node], str]:
    """The text of a field."""

    def name(node: Node) -> str:
        return text_of(node.child_by_field_name(field))

    return name


def without_name(_node: Node) -> str:
    """Of functions that have no name."""
    return ""


def arguments_in(*fields: str) -> Parts:
    """The arguments in the named children of some fields; a field that is no list of them is one itself."""

    def arguments(node: Node) -> Iterable[Node]:
        for each in fields:
            found = node.child_by_field_name(each)
            if found is not None:
                yield from found.named_children

    return arguments


def is_documented(node: Node, grammar: Grammar) -> bool:
    """Whether a comment stands right above a definition, or above the statement that exports it."""
    before = node.prev_named_sibling
    if before is None and node.parent is not None and node.parent.type in grammar.exports:
        before = node.parent.prev_named_sibling
    return before is not None and (before.type in grammar.comments or before.type in grammar.documents)
