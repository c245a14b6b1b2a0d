"""What a file of a program in another language than Python says, in the facts that Python fills too.

A *target* is written as in `analyzer.parsing.code_facts`, with one sign more: what comes from a package is
`package#name`, because packages of other languages hold dots and slashes. With
`import OpenAI from "openai"; const client = new OpenAI()` a call of `client.chat.completions.create` is
`openai#default().chat.completions.create`; in Go it is `github.com/openai/openai-go#NewClient().Chat`.
An object is written like the call that makes it, whether it is made in the file or only declared by its
type: `private final ChatClient client;` makes `client.call` the target `org.acme#ChatClient().call`.
Names of languages that import whole namespaces (C#, Ruby, Julia, R) have the package `*`: `*#ChatClient()`
is of one of the packages that the file imports, or of this repository.
"""

from __future__ import annotations

from msgspec import Struct

from analyzer.parsing.code_facts import Assertion, Call, ClassDefinition, Decorator, Function, Import

FROM_PACKAGE = "#"
# How a module of JavaScript begins that is written with `#`: a subpath of the own package.
SUBPATH = "subpath:"
ANY_PACKAGE = "*"
# A dot inside of a name, where a language allows it (`read.csv` in R): a dot parts the names of a target.
NAME_DOT = "\u00b7"


class Handed(Struct, frozen=True):
    """A function that is handed to a call: the handler of a route, the body of a test.

    `target`, `line` and `strings` are those of the call, `receiver` is the target of the function: a
    definition of this file by its qualified name, or what was imported; with `()` at its end it is what that
    gives, or an object whose methods are called. `enclosing` is the function that
    the call stands in, None at the level of the file.
    """

    target: str
    line: int
    strings: tuple[str, ...]
    receiver: str
    enclosing: str | None


class Caught(Struct, frozen=True):
    """Where a program handles a failure.

    `kinds` are the targets of the types that are caught, as far as they are named. `calls` are the targets
    that the handler calls. `empty`: the failure is dropped without a statement. `rethrows`: it goes on.
    """

    line: int
    function: str | None
    kinds: tuple[str, ...]
    calls: tuple[str, ...]
    empty: bool
    rethrows: bool


class ProgramFacts(Struct, frozen=True):
    """Everything known about one file of a program; every tuple is in the order of the lines.

    `problem`: why the file was not read, or not whole; `by_machine`: because no person wrote it.
    `package` is the name that the file gives its own
    package or namespace. `fields` pairs `Class.field` with the target of its value or its declared type.
    `exports` pairs what other files can import with its target in this file; "*" is
    everything of another file. `assigned` holds (name, target, line) of variables outside of functions.
    `typed`: how many functions declare the types of all their parameters, or what they return.
    `wrapped` pairs a variable with the functions that were handed to the call which gave it its value.
    `code_lines` counts lines neither blank nor only a comment. `notebook`: the file says that it is one.
    """

    language: str
    problem: str | None = None
    package: str = ""
    imports: tuple[Import, ...] = ()
    calls: tuple[Call, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[ClassDefinition, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    assigned: tuple[tuple[str, str, int], ...] = ()
    exports: tuple[tuple[str, str], ...] = ()
    handed: tuple[Handed, ...] = ()
    caught: tuple[Caught, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    wrapped: tuple[tuple[str, tuple[str, ...]], ...] = ()
    code_lines: int = 0
    by_machine: bool = False
    notebook: bool = False


def called_name(target: str) -> str:
    """The last part of the name of what is called: `c` of `a.b().c` and of `a#c`."""
    return target.replace("()", "").rpartition("#")[2].rpartition(".")[2]
