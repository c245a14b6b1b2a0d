"""What a Python file says."""

from __future__ import annotations

from msgspec import Struct

from analyzer.parsing.code_facts import Assertion, Call, ClassDefinition, Condition, Function, Import, Setting


class PythonFacts(Struct, frozen=True):
    """Everything known about one Python file.

    `dialect` is "python3", or "recovered" where Python itself would refuse the file and these facts are
    what an error-tolerant parser found. `problem` says why it was refused or not read at all.
    `assigned` holds (name, value, line) of module-level assignments: the target of the call or of the
    name assigned, the text of a literal, otherwise "". `local_definitions` are the qualified names of
    all functions and classes of the file. `code_lines` counts lines neither blank nor only a comment.
    `first_log_call` is the line of the first of the `log_calls`.
    `notebook_export`: the file is a notebook written out as a script. `conditions` are recorded only in a
    file that Python accepts and that names a measure, a probability or an alarm (see `names_a_measure`).
    `named`: targets used by the code of the module itself, decorators and default values included;
    `named_when_run`: those used only when it is run as a program. In a recovered file both are empty.
    """

    dialect: str
    problem: str | None
    imports: tuple[Import, ...] = ()
    calls: tuple[Call, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[ClassDefinition, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    prints: int = 0
    log_calls: int = 0
    first_log_call: int | None = None
    code_lines: int = 0
    doctests: int = 0
    main_guard: int | None = None
    documented: bool = False
    notebook_export: bool = False
    assigned: tuple[tuple[str, str, int], ...] = ()
    local_definitions: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    named: tuple[str, ...] = ()
    named_when_run: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
