"""Do the tests notice? Small changes to the code, one at a time, and whether a test of that module fails.

    python -m benchmarks.mutation MODULE.py TEST.py... [--most N] [--seed N] [--survivors]

A mutant flips a comparison, raises or lowers a level, drops a condition or a part of one, or moves a
constant. The tests are collected once and run once, to see which of them enter which function. Every mutant
is a fork in which the code object of one function, or one value at the top of the module, is replaced; then
the tests that enter it run, the quickest first, until one fails. A mutant that uses ten times the CPU time
of the tests is ended and counts as noticed; one that ends in any other way (no memory, a signal, a fault of
pytest) is run once more and then counts as a survivor, told with the reason: only a failing test and the
limit say that the tests notice. Generated examples are the same for every mutant and know no time limit of
their own, so that the load of the machine fails nothing. At the end the unchanged code is run once more:
where it fails (files were edited meanwhile), nothing is reported. `--most` bounds the number of mutants by a
seeded sample.
"""

from __future__ import annotations

import ast
import copy
import functools
import gc
import importlib
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import TextIO

import click
import pytest
from msgspec import Struct

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
LEVELS = ("ABSENT", "CLAIMED", "PRESENT", "SUBSTANTIVE", "WIRED", "SUSTAINED")
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
# How a fork with a mutant ends; 3 is what its own faults leave, and nobody else's.
SURVIVED, NOTICED, FAULT = 0, 1, 3
Change = Callable[[ast.AST], None]


class Mutant(Struct, frozen=True):
    """One change: where, what, the function it is in ("" for the module itself), and the changed module."""

    line: int
    what: str
    function: str
    tree: Callable[[], ast.Module]


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text."""
    tree = ast.parse(source)
    for index, (node, function) in enumerate(_nodes(tree)):
        for what, change in _changes(node):
            make = functools.partial(_changed, tree, index, change)
            # Of the nodes that change, only a comprehension's `for` has no line of its own.
            place = node.target if isinstance(node, ast.comprehension) else node
            yield Mutant(getattr(place, "lineno", 0), what, function, make)


def _changed(tree: ast.Module, index: int, change: Change) -> ast.Module:
    changed = copy.deepcopy(tree)
    change(next(node for number, (node, _) in enumerate(_nodes(changed)) if number == index))
    return ast.fix_missing_locations(changed)


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """All nodes that are code, with the qualified name of their outermost function; no annotations."""
    pending: list[tuple[ast.AST, str, str]] = [(tree, "", "")]
    while pending:
        node, prefix, function = pending.pop()
        yield node, function
        children: list[tuple[ast.AST, str, str]] = []
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_comment", "bases"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST):
                    continue
                if isinstance(child, ast.FunctionDef) and not function:
                    children.append((child, "", f"{prefix}{child.name}"))
                elif isinstance(child, ast.ClassDef) and not function:
                    children.append((child, f"{prefix}{child.name}.", ""))
                else:
                    children.append((child, prefix, function))
        pending.extend(reversed(children))


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Compare(ops=[operator, *_]) if type(operator) in COMPARISONS:
            other = COMPARISONS[type(operator)]
            yield f"{type(operator).__name__} -> {other.__name__}", lambda at: _set(at, "ops", 0, other())
        case ast.Attribute(value=ast.Name(id="Level"), attr=name) if name in LEVELS:
            place = LEVELS.index(name)
            for neighbour in {max(place - 1, 0), min(place + 1, len(LEVELS) - 1)} - {place}:
                word = LEVELS[neighbour]
                yield f"{name} -> {word}", lambda at, word=word: setattr(at, "attr", word)  # type: ignore[misc]
        case ast.If() | ast.IfExp() | ast.While():
            for value in (True, False):
                if not (isinstance(node, ast.While) and value):
                    yield f"if {value}", lambda at, value=value: setattr(at, "test", ast.Constant(value))  # type: ignore[misc]
        case ast.BoolOp(values=values):
            for number in range(len(values)):
                yield f"part {number + 1} dropped", lambda at, number=number: _drop(at, number)  # type: ignore[misc]
        case ast.comprehension(ifs=[_, *_]):
            yield "filter dropped", lambda at: setattr(at, "ifs", [])
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", lambda at: setattr(at, "op", ast.UAdd()) or _unnot(at)  # type: ignore[func-returns-value]
        case ast.Constant(value=bool(value)):
            yield f"{value} -> {not value}", lambda at: setattr(at, "value", not value)
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            moved = number + 1 if isinstance(number, int) else number * 1.25 + 0.01
            yield f"{number} -> {moved}", lambda at: setattr(at, "value", moved)
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield f"{name} -> {CALLS[name]}", lambda at: setattr(at.func, "id", CALLS[name])  # type: ignore[attr-defined]


def _set(node: ast.AST, attribute: str, index: int, value: ast.AST) -> None:
    getattr(node, attribute)[index] = value


def _drop(node: ast.AST, number: int) -> None:
    values = node.values  # type: ignore[attr-defined]
    values.pop(number)
    if len(values) == 1:
        # `x and x` is x: a BoolOp needs two.
        values.append(values[0])


def _unnot(node: ast.AST) -> None:
    """`not x` becomes `bool(x)`, written as `x or False`."""
    operand = node.operand  # type: ignore[attr-defined]
    node.__class__ = ast.BoolOp
    node.op, node.values = ast.Or(), [operand, ast.Constant(False)]  # type: ignore[attr-defined]


# -- putting a mutant in place ---------------------------------------------------------------------


def install(mutant: Mutant, module: ModuleType) -> None:
    """Make the running module the mutant: one function's code, or the values at its top."""
    code = compile(mutant.tree(), module.__file__ or "", "exec")
    if mutant.function:
        changed = _code_of(code, mutant.function.split("."))
        for function in _functions(module, mutant.function):
            function.__code__ = changed.replace(co_freevars=function.__code__.co_freevars)
        return
    fresh = ModuleType(module.__name__)
    fresh.__file__ = module.__file__
    # What looks its module up while it is defined (a dataclass) has to find one.
    kept, sys.modules[module.__name__] = sys.modules[module.__name__], fresh
    try:
        exec(code, vars(fresh))
    finally:
        sys.modules[module.__name__] = kept
    for name, value in vars(fresh).items():
        if name.startswith("__") or isinstance(value, FunctionType | type | ModuleType):
            continue
        old = vars(module).get(name)
        for other in list(sys.modules.values()):
            space = getattr(other, "__dict__", None)
            if isinstance(space, dict) and space.get(name) is old and name in space:
                space[name] = value


def _code_of(code: CodeType, names: list[str]) -> CodeType:
    for name in names:
        code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
    return code


def _functions(module: ModuleType, qualified: str) -> Iterator[FunctionType]:
    """The function of that name, behind decorators that wrap it or keep it in a field."""
    found: object = module
    for name in qualified.split("."):
        found = vars(found).get(name) if hasattr(found, "__dict__") else None
    pending: list[object] = [found]
    seen: set[int] = set()
    while pending:
        each = pending.pop()
        if id(each) in seen or each is None:
            continue
        seen.add(id(each))
        wraps_another = hasattr(each, "__wrapped__")
        if isinstance(each, FunctionType) and each.__module__ == module.__name__ and not wraps_another:
            yield each
        behind = ("__wrapped__", "function", "func", "fget", "__func__")
        pending.extend(getattr(each, attribute, None) for attribute in behind)


# -- running the tests -----------------------------------------------------------------------------


class Runner:
    """A pytest plugin that runs the collected tests once as they are, then once for each mutant."""

    def __init__(self, module: str, most: int, seed: int) -> None:
        self._module, self._most, self._seed = module, most, seed
        self.results: list[tuple[Mutant, str | None]] = []
        self.sound = self.steady = False
        self._failed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """After the tests' own settings, and before a test takes them over."""
        without_time_limits()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        module = importlib.import_module(self._module)
        every = list(mutants(Path(module.__file__ or "").read_text(encoding="utf-8")))
        if len(every) > self._most:
            every = random.Random(self._seed).sample(every, self._most)
        gc.freeze()  # a fork whose collector touches every old object copies them all
        self.sound = self._fork(session.items, None, 600.0) == "survived"
        if not self.sound:
            return True
        entered = self._entered(session, module)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        limit = 10 * (used.ru_utime + used.ru_stime) + 2
        for mutant in sorted(every, key=lambda each: each.line):
            items = session.items
            if mutant.function:
                items = [session.items[number] for number in entered.get(mutant.function, [])]
            ending = self._fork(items, (mutant, module), limit)
            if ending not in (None, "survived"):
                ending = self._fork(items, (mutant, module), limit)
            self.results.append((mutant, ending))
        self.steady = self._fork(session.items, None, 600.0) == "survived"
        return True

    def _entered(self, session: pytest.Session, module: ModuleType) -> dict[str, list[int]]:
        """For every function of the module the tests that enter it, the quickest first.

        A function that keeps its results is entered once only: all tests count for it.
        """
        source, target = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(source)
            with os.fdopen(target, "w") as stream:
                self._trace(session, module.__file__ or "", stream)
            os._exit(0)
        os.close(target)
        found: dict[str, list[tuple[float, int]]] = {}
        with os.fdopen(source) as lines:
            *traced, imported = [json.loads(line) for line in lines]
            # What a fork reads from the disk by itself may be another version by then, and fail.
            for name in imported:
                importlib.import_module(name)
            for number, (spent, functions) in enumerate(traced):
                for function in functions:
                    found.setdefault(function, []).append((spent, number))
        os.waitpid(child, 0)
        kept = {name for name, value in vars(module).items() if hasattr(value, "cache_info")}
        everything = list(range(len(session.items)))
        return {
            function: everything if function in kept else [number for _, number in sorted(tests)]
            for function, tests in found.items()
        }

    def _trace(self, session: pytest.Session, path: str, stream: TextIO) -> None:
        functions: set[str] = set()

        def enter(frame: FrameType, event: str, argument: object) -> None:
            if frame.f_code.co_filename == path:
                functions.add(frame.f_code.co_qualname.split(".<locals>")[0])

        for item in session.items:
            functions.clear()
            began = time.process_time()
            sys.setprofile(enter)
            self._as_child([item], None, 600.0)
            sys.setprofile(None)
            print(json.dumps([time.process_time() - began, sorted(functions)]), file=stream)
        rooms = ("analyzer.", "checks.", "tests.support.")
        print(json.dumps(sorted(name for name in sys.modules if name.startswith(rooms))), file=stream)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    def _fork(
        self, items: list[pytest.Item], change: tuple[Mutant, ModuleType] | None, seconds: float
    ) -> str | None:
        """How the tests of a fork ended: None if one failed or used up its time, else in words."""
        child = os.fork()
        if child == 0:
            os._exit(self._as_child(items, change, seconds))
        _, status = os.waitpid(child, 0)
        return ending_of(status)

    def _as_child(
        self, items: list[pytest.Item], change: tuple[Mutant, ModuleType] | None, seconds: float
    ) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            if change is not None:
                install(*change)
        except Exception:
            # Values at the top of a module that cannot be made: nothing could import it.
            return FAULT if change is not None and change[0].function else NOTICED
        try:
            for number, item in enumerate(items):
                following = items[number + 1] if number + 1 < len(items) else None
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._failed:
                    return NOTICED
        except BaseException:
            return FAULT
        return SURVIVED


def ending_of(status: int) -> str | None:
    """What the wait status of a fork says: None if the tests noticed the mutant, else how it ended.

    Only a failed test and the limit of CPU time count as noticed.
    """
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return None if number == signal.SIGXCPU else f"ended by {signal.Signals(number).name}"
    code = os.WEXITSTATUS(status)
    return {SURVIVED: "survived", NOTICED: None}.get(code, f"ended by a fault (exit status {code})")


def without_time_limits() -> None:
    """Let hypothesis fail no test for the load of the machine.

    The examples are the same in every run, and a failure is not made smaller: one is enough.
    """
    # pytest has to import it first, or its assertions are not rewritten.
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutation",
        deadline=None,
        suppress_health_check=list(HealthCheck),
        max_examples=30,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
    )
    settings.load_profile("mutation")


@click.command()
@click.argument("module", type=click.Path(exists=True))
@click.argument("tests", type=click.Path(exists=True), nargs=-1, required=True)
@click.option("--most", default=10_000, show_default=True, help="Mutants at most.")
@click.option("--seed", default=1, show_default=True, help="Of the sample.")
@click.option("--survivors", is_flag=True, help="List what no test noticed.")
def main(module: str, tests: tuple[str, ...], most: int, seed: int, survivors: bool) -> None:
    """Change MODULE in small ways and run TESTS for each change."""
    runner = Runner(module.removesuffix(".py").replace("/", "."), most, seed)
    options = ["-q", "-p", "no:cacheprovider", "--no-header", "--no-summary", "-x"]
    # The limit of CPU time ends a mutant that goes on for ever; time on the clock is the machine's.
    options += ["--timeout", "0"]
    with open(os.devnull, "w") as null:  # noqa: PTH123
        kept, sys.stdout = sys.stdout, null
        try:
            pytest.main([*options, *tests], plugins=[runner])
        finally:
            sys.stdout = kept
    if not runner.sound:
        raise click.ClickException(f"the tests of {module} fail as they are")
    if not runner.steady:
        raise click.ClickException(
            f"the tests of {module} fail by now without any change: were files edited?"
        )
    noticed = sum(ending is None for _, ending in runner.results)
    total = len(runner.results)
    share = 100 * noticed / total if total else 100.0
    click.echo(f"{module}\t{noticed}/{total}\t{share:.0f} %")
    if survivors:
        for mutant, ending in runner.results:
            if ending is not None:
                reason = "" if ending == "survived" else f" ({ending})"
                click.echo(f"  {module}:{mutant.line}: {mutant.what}{reason}")


if __name__ == "__main__":
    main()
