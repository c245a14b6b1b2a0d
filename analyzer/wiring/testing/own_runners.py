"""Programs of the repository that run tests themselves: what they start, and what they do with a failure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from posixpath import dirname

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import commands_of_python
from analyzer.parsing.python import Call, PythonFacts, code_only
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.checkout import inside
from analyzer.wiring.modules import import_graph, module_index
from analyzer.wiring.testing.collected import Collected, outcome, place_of
from analyzer.wiring.testing.collection import TestFunction, script_test, test_functions
from analyzer.wiring.testing.doctests import doctests_of_modules
from analyzer.wiring.testing.handed_code import RUNNING_CALLS
from analyzer.wiring.testing.pytest_runs import pytest_tests
from analyzer.wiring.testing.subcommands import not_chosen
from analyzer.wiring.testing.unittest_runs import discovered, django_tests, named_unittests

# Calls that run the tests of their file and end the program with what came out.
OWN_MAINS = word_set(
    "unittest.main unittest.TestProgram tensorflow.test.main absl.testing.absltest.main nose.main "
    "nose.run_exit twisted.scripts.trial.run torch.testing._internal.common_utils.run_tests"
)
RUNNER_CLASS = lazy_regex(r"\w*TestRunner")
LOADED_BY_NAME = word_set("loadTestsFromName loadTestsFromNames")
LOADED_IMPORTS = word_set("loadTestsFromModule loadTestsFromTestCase makeSuite TestSuite addTest addTests")
PROCESS_CALLS = RUNNING_CALLS | {
    "subprocess.Popen",
    "os.execvp",
    "os.execv",
    "os.execlp",
    "pytest.console_main",
}
EXIT_CALLS = word_set("sys.exit exit quit os._exit SystemExit os.execvp os.execv os.execlp")
PASSES_ON = lazy_regex(
    r"\bassert\b[^\n]{0,80}(?:wasSuccessful|returncode)|\braise\b[^\n]{0,80}|check_returncode\("
)
MAXIMUM_CALL_HOPS = 4

Collects = Callable[[tuple[str, ...], str], Collected | None]


def tests_of_program(
    repo: Snapshot, script: str, directory: str, collects: Collects, arguments: tuple[str, ...] = ()
) -> Collected | None:
    """What `python script` tests; None if the program of that path starts no test runner.

    `collects` says what the words of a command would test: programs start other ones. `arguments` are those
    of the program, whose first may choose one of its commands.
    """
    path = place_of(directory, script)
    facts = repo.modules.get(path)
    if facts is None:
        return None
    left_out = not_chosen(facts, arguments, repo.text(path) or "" if arguments else "")
    if left_out:
        facts = replace(facts, calls=tuple(each for each in facts.calls if each.function not in left_out))
    name = f"python {script}"
    found = list(_runs(repo, path, facts, directory, collects))
    if not found and any(call.target in PROCESS_CALLS for call in facts.calls):
        found = list(_by_words_put_together(repo, path, directory, collects, left_out))
    tests = [test for each in found for test in each.tests]
    foreign = tuple(test for each in found for test in each.foreign)
    if not found:
        test = script_test(repo, path)
        return None if test is None else outcome(name, (test,), "")
    result = replace(outcome(name, tests, f"{script} contains no test"), foreign=foreign)
    why = next((each.why_none for each in found if each.why_none), None)
    if not tests and not foreign:
        return replace(result, why_none=why or result.why_none)
    return replace(result, why_none=None, goes_on=all(each.goes_on for each in found))


def _runs(
    repo: Snapshot, path: str, facts: PythonFacts, directory: str, collects: Collects
) -> Iterator[Collected]:
    own = test_functions(repo).get(path, ())
    exits = _passes_on(repo, path, facts)
    for call in facts.calls:
        last = call.target.rpartition(".")[2]
        if call.target in OWN_MAINS and ("module", "None") in call.keywords:
            yield discovered(repo, directory)
        elif call.target in OWN_MAINS:
            yield outcome(call.target, own, f"{path} contains no test")
        elif call.target == "pytest.main":
            yield _by_pytest(repo, path, call, own, directory, exits)
        elif call.target == "doctest.testmod":
            examples = doctests_of_modules(repo).get(path, ())
            yield Collected(call.target, examples, goes_on=not exits)
        elif call.target in PROCESS_CALLS:
            yield from _by_process(call, directory, collects, exits)
        elif last == "run_tests" and call.target != "run_tests":
            places = [place_of(directory, each) for each in call.strings] or [directory]
            tests = [test for each in places for test in django_tests(repo, (), each).tests]
            yield replace(outcome(call.target, tests, f"{path} finds no test case"), goes_on=not exits)
    if any(RUNNER_CLASS.fullmatch(call.target.rpartition(".")[2]) for call in facts.calls):
        yield replace(
            outcome("unittest", _suite(repo, path, facts, directory, own), f"{path} loads no test case"),
            goes_on=not exits,
        )
    called = _called_itself(facts, own)
    if called:
        yield outcome("python", called, "")


def _by_pytest(
    repo: Snapshot, path: str, call: Call, own: tuple[TestFunction, ...], directory: str, exits: bool
) -> Collected:
    strings = call.strings
    if len(strings) == 1 and " " in strings[0]:
        strings = tuple(strings[0].split())
    names_itself = not strings or all(each.startswith("-") for each in strings)
    found = outcome("pytest", own, "") if own and names_itself else pytest_tests(repo, strings, directory)
    return replace(found, goes_on=not exits)


def _by_process(call: Call, directory: str, collects: Collects, exits: bool) -> Iterator[Collected]:
    """`subprocess.run([sys.executable, "-m", "pytest"])`, and a command in one text."""
    words = call.strings
    if len(words) == 1 and " " in words[0]:
        try:
            words = tuple(shlex.split(words[0][:2_000]))
        except ValueError:
            return
    if words[:1] == ("-m",):
        words = ("python", *words)
    found = collects(words, directory) if words else None
    if found is not None:
        checked = call.target == "subprocess.check_call" or ("check", "True") in call.keywords
        checked = checked or call.target == "subprocess.check_output" or call.target.startswith("os.exec")
        yield replace(found, goes_on=found.goes_on or not (checked or exits))


def _by_words_put_together(
    repo: Snapshot, path: str, directory: str, collects: Collects, left_out: frozenset[str]
) -> Iterator[Collected]:
    """A runner whose words are put together, or handed to a function of the program that starts them."""
    script = commands_of_python(repo.text(path) or "")
    exits = _passes_on(repo, path, repo.modules[path])
    functions = [each for each in repo.modules[path].functions if each.qualified_name in left_out]
    for command in parse_script(script, errexit=False) if script is not None else ():
        if any(each.line <= command.line <= each.end_line for each in functions):
            continue
        found = collects(unwrap(command.words), inside(directory, command.directory))
        if found is not None:
            yield replace(found, goes_on=found.goes_on or (command.masked and not exits))


def _passes_on(repo: Snapshot, path: str, facts: PythonFacts) -> bool:
    """Whether a program does something with what came out: it exits with it, or raises."""
    if any(
        call.target in EXIT_CALLS and (call.positional > 0 and call.strings == ()) for call in facts.calls
    ):
        return True
    return PASSES_ON.search(code_only(repo.text(path) or "")) is not None


def _suite(
    repo: Snapshot, path: str, facts: PythonFacts, directory: str, own: tuple[TestFunction, ...]
) -> list[TestFunction]:
    """The cases that a program puts into a suite: discovered, named, or imported."""
    tests: list[TestFunction] = []
    imported = False
    for call in facts.calls:
        last = call.target.rpartition(".")[2]
        keywords = dict(call.keywords)
        if last == "discover":
            start = next(iter(call.strings), keywords.get("start_dir", ""))
            place = place_of(directory, start) if start else dirname(path)
            if place not in repo.directories and place.replace(".", "/") not in repo.directories:
                place = place_of(dirname(path), start)
            pattern = keywords.get("pattern") or (call.strings[1] if len(call.strings) > 1 else "test*.py")
            tests += discovered(repo, place, pattern).tests
        elif last in LOADED_BY_NAME:
            tests += named_unittests(repo, call.strings, directory).tests
        imported = imported or last in LOADED_IMPORTS
    if imported or not tests:
        tests += [test for test in own if test.style == "unittest"]
        for other in import_graph(repo).get(path, ()):
            tests += [test for test in test_functions(repo).get(other, ()) if test.style == "unittest"]
    return tests


def _called_itself(facts: PythonFacts, own: tuple[TestFunction, ...]) -> list[TestFunction]:
    """Tests that the file calls when it runs, from its top level on."""
    if not own:
        return []
    calls: dict[str | None, list[str]] = {}
    for call in facts.calls:
        calls.setdefault(call.function, []).append(call.target)
    reached: set[str | None] = {None}
    pending: list[str | None] = [None]
    for _ in range(MAXIMUM_CALL_HOPS):
        following = {target for each in pending for target in calls.get(each, ())} - reached
        reached |= following
        pending = list(following)
    return [test for test in own if test.name in reached]


def module_path(repo: Snapshot, name: str, directory: str) -> str | None:
    """The file that `python -m name` runs: the module, or the `__main__` of a package."""
    stem = place_of(directory, name.replace(".", "/"))
    for each in (f"{stem}.py", f"{stem}/__main__.py"):
        if repo.exists(each):
            return each
    resolved = module_index(repo).resolve("_", name)
    if resolved is not None and resolved.endswith("/__init__.py"):
        resolved = f"{dirname(resolved)}/__main__.py"
    return resolved if resolved is not None and repo.exists(resolved) else None
