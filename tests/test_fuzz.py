"""Every public parser has its fuzz target, and every target runs clean over its seeds and some changes of them."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import sys
from types import CodeType, FrameType

import pytest

import analyzer.parsing
from analyzer.parsing.ci.systems import SYSTEMS
from analyzer.parsing.code_facts import Call
from analyzer.parsing.dependencies.files import DEPENDENCY_READERS
from analyzer.parsing.tasks.files import PARSERS as TASK_PARSERS
from fuzz.engine import mutations, signature
from fuzz.facts import canonical, lines_within, typed
from fuzz.minimise import minimised
from fuzz.target import CORPUS, Target, TooSlow, cpu_bound, examine
from fuzz.targets import TARGETS, build, code, configuration, programs
from fuzz.targets.build import DEPENDENCY_PATHS, TASK_PATHS
from fuzz.targets.configuration import PATHS

READERS = (
    "parse_",
    "load_",
    "read_",
    "recover",
    "tokenize",
    "unwrap",
    "invocation",
    "strip_magics",
)
CHANGES = 3


def public_readers() -> dict[CodeType, str]:
    """The code of every function by which the parsers read a kind of file or text, with its name.

    A CI system offers its `_read` through its `SYSTEM`.
    """
    found = {}
    for info in pkgutil.walk_packages(analyzer.parsing.__path__, "analyzer.parsing."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == info.name and (name.startswith(READERS) or name == "_read"):
                found[function.__code__] = f"{info.name}.{name}"
    return found


def test_every_public_parser_is_reached_by_a_seed() -> None:
    unreached = public_readers()
    assert len(unreached) > 60

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            unreached.pop(frame.f_code, None)

    sys.setprofile(note)
    try:
        for target in (*code.TARGETS, *programs.TARGETS, *configuration.TARGETS, *build.TARGETS):
            for seed in target.corpus():
                target.read(seed)
        for name in ("prose", "pdf"):
            for seed in TARGETS[name].corpus():
                TARGETS[name].read(seed)
    finally:
        sys.setprofile(None)
    assert not unreached, f"no seed of any target reaches {sorted(unreached.values())}"


def test_every_format_has_a_target_of_its_own() -> None:
    assert set(SYSTEMS) == set(PATHS)
    assert {name.partition("-")[0] for name in TASK_PATHS} == set(TASK_PARSERS)
    assert {kind.replace(".", "-") for kind in DEPENDENCY_READERS} <= set(DEPENDENCY_PATHS)


def test_every_target_has_seeds_and_every_seed_a_target() -> None:
    folders = {each.name for each in CORPUS.iterdir()}
    assert folders == set(TARGETS)
    assert not [name for name, target in TARGETS.items() if not target.corpus()]


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_is_clean_over_its_seeds_and_their_neighbours(name: str) -> None:
    target = TARGETS[name]
    for content in itertools.chain(target.corpus(), itertools.islice(mutations(target, 1), CHANGES)):
        examine(target, content)


# -- the harness itself -----------------------------------------------------------------------------


def target_of(read: object, **options: object) -> Target:
    return Target("sample", read, **options)  # type: ignore[arg-type]


COUNT = itertools.count()


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda content: next(COUNT), "other facts"),
        (lambda content: "x" * 1_000_000, "characters of facts"),
        (lambda content: Call("a", "1", None, (), (), 0), "Call.line is str"),  # type: ignore[arg-type]
        (lambda content: Call("a", 1, None, ("b", 2), (), 0), "Call.strings is tuple"),  # type: ignore[arg-type]
    ],
)
def test_what_no_reader_may_do_is_told(read: object, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        examine(target_of(read), b"x")


def test_an_input_that_takes_too_long_is_stopped_though_the_reader_catches_everything() -> None:
    def hang(_content: bytes) -> object:
        while True:
            try:
                sum(range(1000))
            except Exception:
                return None

    with pytest.raises(TooSlow), cpu_bound(0.05):
        hang(b"")


def test_a_line_outside_the_file_is_told() -> None:
    call = Call("a", 3, None, (), (), 0)
    lines_within((call,), 3)
    with pytest.raises(AssertionError, match=r"Call\.line is 3 of 2 lines"):
        lines_within({"a": [call]}, 2)
    typed(call)


def test_facts_are_compared_by_value_whatever_the_order_of_sets() -> None:
    assert canonical(frozenset(["a", "b"])) == canonical(frozenset(["b", "a"]))
    assert canonical(("a", "b")) != canonical(("b", "a"))


def test_the_same_number_gives_the_same_inputs() -> None:
    target = TARGETS["yaml"]
    first = [list(itertools.islice(mutations(target, seed), 50)) for seed in (1, 1, 2)]
    assert first[0] == first[1] != first[2]
    assert all(len(each) <= target.largest for each in first[0])


def test_a_finding_is_made_small() -> None:
    def read(content: bytes) -> object:
        assert b"(" not in content or b"]" not in content, "both"
        return None

    target = target_of(read)
    assert minimised(target, b"a line\nwith ( and\nmore\nand ] at its end\n") == b"(]"
    assert minimised(target, b"harmless") == b"harmless"


def test_what_breaks_in_the_same_place_has_one_name() -> None:
    def failing(text: str) -> str:
        try:
            raise ValueError(text)
        except ValueError as error:
            return signature(error)

    assert failing("bad value 1") == failing("bad value 2") != failing("something else")
