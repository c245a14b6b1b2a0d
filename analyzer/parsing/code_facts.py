"""What a file of code says, in any language, as small frozen facts. Nothing here reads or parses anything.

A *target* is a dotted name followed through import aliases and simple assignments: with
`import mlflow as m`, a call of `m.log_metric` has the target `mlflow.log_metric`. A call in the chain
is written `()`, so with `app = FastAPI()` a call of `app.get` is `fastapi.FastAPI().get`. What cannot be
followed (a parameter, a loop variable, an element of a container) is `?`, as in `?.predict`. A relative
import keeps its dots (`.train.fit`); a definition of the file itself goes by its qualified name. Of values
that are joined by `|`, all that can be followed are written, joined by `|`, and what is asked of them comes
last: with `chain = prompt | model`, a call of `chain.invoke` is `Prompt()|Model().invoke`.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

TEXT_CUT = 200
STRINGS_CUT = 4
NAMES_CUT = 200
MODULE_NAMES_CUT = 2000
EXITS = frozenset({"exit", "_exit", "abort", "fail", "Exit", "cancel"})

Keywords = tuple[tuple[str, str], ...]


class Import(Struct, frozen=True):
    """One imported module or name.

    `module` keeps the dots of a relative import. `name` is None for `import module` and "*" for a star
    import. `alias` is the local name that is bound. `guarded`: a failing import is survived (`try` with
    an ImportError handler or broader, `contextlib.suppress`). `nested`: inside a function.
    """

    module: str
    name: str | None
    alias: str
    line: int
    guarded: bool
    nested: bool
    type_checking: bool


class Call(Struct, frozen=True):
    """One call; decorators that are calls are among them, seen from the enclosing function.

    `line` is where the name of what is called ends, which in a chain over several lines is its own.
    `function` is the qualified name of the enclosing function, None at module level. `strings` are the
    literal positional string arguments, lists of strings flattened in. `keywords` pairs each keyword
    with its literal value as text ("" if it is not a literal; `**mapping` has the name "**").
    `positional` counts the positional arguments. `declared` is the target by the annotation of the parameter,
    variable or attribute that the call begins with, if the annotation names an imported class: with
    `def f(client: openai.OpenAI)`, a call of `client.close` is `?.close` and `openai.OpenAI().close`.
    """

    target: str
    line: int
    function: str | None
    strings: tuple[str, ...]
    keywords: Keywords
    positional: int
    declared: str = ""


class Decorator(Struct, frozen=True):
    """One decorator of a function or class, called or not; arguments as in `Call`.

    `names`: the targets in it, and the plain names of which nobody knows what they hold.
    """

    target: str
    line: int
    strings: tuple[str, ...]
    keywords: Keywords
    names: tuple[str, ...] = ()


class CannotFail(StrEnum):
    """Why an assertion cannot fail, or not because of the code under test."""

    CONSTANT = "asserts only constants"
    ALWAYS = "asserts what always holds"
    SERVER_ERROR = "accepts a success and a server error alike"
    SWALLOWED = "drops its own failure in an `except`"


class Assertion(Struct, frozen=True):
    """Something a test checks.

    `kind` is "assert" (the statement), "unittest" (`self.assert...`, `self.fail...`), "raises"
    (`pytest.raises`, `pytest.warns`), "helper" (any other call of an `assert...` function) or "raise" (of
    an `AssertionError`).
    `names` are the targets and local names inside the asserted expression, and inside the body
    of the `with` that expects an exception. `hollow`: why it cannot fail, None if it can.
    """

    line: int
    function: str | None
    kind: str
    names: tuple[str, ...]
    hollow: CannotFail | None

    @property
    def trivial(self) -> bool:
        """Whether it cannot fail, whatever the code under test does."""
        return self.hollow is not None


class Function(Struct, frozen=True):
    """One function or method.

    `annotated`: the return value, or every parameter besides self/cls, has an annotation. `empty`: the
    body does nothing. `names`: sorted targets used in the body, at most 200, without plain local names.
    `nested`: defined inside another function. `takes`: targets in the annotations and the default values of
    its parameters. `returns`: the target of the first returned value that can be followed, "" if there is
    none.
    """

    name: str
    qualified_name: str
    line: int
    end_line: int
    parameters: tuple[str, ...]
    annotated: bool
    documented: bool
    decorators: tuple[Decorator, ...]
    empty: bool
    names: tuple[str, ...]
    nested: bool
    takes: tuple[str, ...] = ()
    returns: str = ""


class ClassDefinition(Struct, frozen=True):
    """One class; `bases` are targets, `methods` plain names in the order of the body.

    `names`: targets used in its body, outside of its methods: the types and values of its fields.
    """

    name: str
    qualified_name: str
    line: int
    bases: tuple[str, ...]
    methods: tuple[str, ...]
    documented: bool
    decorators: tuple[Decorator, ...]
    end_line: int = 0
    names: tuple[str, ...] = ()


class Comparison(Struct, frozen=True):
    """Two sides of an order comparison: the words of their names, and the number a side is, if it is one."""

    left: frozenset[str]
    right: frozenset[str]
    left_number: float | None
    right_number: float | None

    @property
    def bound(self) -> float | None:
        """The number that the other side is compared with."""
        return self.right_number if self.right_number is not None else self.left_number


class Condition(Struct, frozen=True):
    """A branch, an assertion or a comparison that a function returns: what it looks at and leads to.

    `words` are the lower-case words of every name in the test (`val_auc` gives "val" and "auc").
    `actions` are the last names of what its branches call, with "raise" and "return" for the statements and
    "collects a failure" where a list of failures grows; `answers` the strings (and "None") that they return
    or assign.
    """

    line: int
    function: str | None
    kind: str
    words: frozenset[str]
    comparisons: tuple[Comparison, ...]
    actions: frozenset[str]
    answers: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether a branch ends the program or raises, or the test is an assertion."""
        return self.kind == "assert" or "raise" in self.actions or bool(self.actions & EXITS)


class Setting(Struct, frozen=True):
    """An assignment to an attribute of anything but `self`, or to a variable of `os.environ`.

    `target` names the attribute, `value` is the target of what is assigned ("?" if it cannot be followed),
    `text` the assigned literal as text, "[...]" for a list of anything else that is not empty, otherwise "".
    """

    target: str
    value: str
    text: str
    line: int
    function: str | None


class CodeFacts(Struct, frozen=True):
    """What the code itself says, whichever parser read it; every tuple is in the order of the lines."""

    imports: tuple[Import, ...] = ()
    calls: tuple[Call, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[ClassDefinition, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    assigned: tuple[tuple[str, str, int], ...] = ()
    conditions: tuple[Condition, ...] = ()
    settings: tuple[Setting, ...] = ()
    prints: int = 0
    log_calls: int = 0
    first_log_call: int | None = None
    doctests: int = 0
    main_guard: int | None = None
    documented: bool = False
    named: tuple[str, ...] = ()
    named_when_run: tuple[str, ...] = ()
