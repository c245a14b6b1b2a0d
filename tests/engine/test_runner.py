"""Checks run in isolation and fold into one finding each; packages of others bring checks of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.declarations import FileKind, Purpose
from analyzer.engine import runner
from analyzer.engine.registry import check, flag_check
from analyzer.engine.runner import MAX_EVIDENCE, run_checks, run_flags
from analyzer.model import (
    Check,
    Evidence,
    Fact,
    Finding,
    Flag,
    FlagCheck,
    FlagResult,
    Level,
    NotApplicable,
    Observation,
    Severity,
    Status,
    Unseen,
)
from analyzer.repository.snapshot import Snapshot
from analyzer.sources import SkippedFile
from tests.support.declared import FLAG_QUESTION, LEVELS, QUESTIONS
from tests.support.snapshots import commit, library, run, snapshot

POINTER = "version https://git-lfs.github.com/spec/v1\n"
WIRED = Evidence("a.py", 3, Level.WIRED, "it is used")
PRESENT = Evidence("b.py", 1, Level.PRESENT, "it is there")
ABSENT_UNSEEN = Unseen("the language is not read", "svc/main.rs")
OUT_OF_PLACE = NotApplicable("a library serves nothing")


def a_check(
    *yields: Observation,
    id: str = "serving",
    reads: tuple[FileKind, ...] = (FileKind.PYTHON,),
    max_level: Level = Level.WIRED,
    error: Exception | None = None,
    before: Callable[[Snapshot], object] = lambda repo: None,
    not_asked: Mapping[Purpose, str] = MappingProxyType({}),
) -> Check:
    def function(repo: Snapshot) -> Iterator[Observation]:
        before(repo)
        yield from yields
        if error is not None:
            raise error

    function.__doc__ = LEVELS
    declared = check(
        id=id,
        title="an interface",
        reads=reads,
        max_level=max_level,
        questions=QUESTIONS,
        not_asked=not_asked,
    )
    return declared(function)


def finding(repo: Snapshot, one: Check) -> Finding:
    return run_checks(repo, {one.id: one}).findings[one.id]


CLEAN = {"a.py": "", "b.py": ""}
GAP = {**CLEAN, "c.py": POINTER}


@pytest.mark.parametrize(
    ("files", "yields", "status", "level", "ceiling"),
    [
        (CLEAN, (), Status.MEASURED, Level.ABSENT, Level.ABSENT),
        (CLEAN, (PRESENT,), Status.MEASURED, Level.PRESENT, Level.PRESENT),
        (CLEAN, (PRESENT, WIRED), Status.MEASURED, Level.WIRED, Level.WIRED),
        (CLEAN, (ABSENT_UNSEEN,), Status.UNKNOWN, Level.ABSENT, Level.WIRED),
        (CLEAN, (ABSENT_UNSEEN, PRESENT), Status.MEASURED, Level.PRESENT, Level.WIRED),
        (GAP, (), Status.UNKNOWN, Level.ABSENT, Level.WIRED),
        (GAP, (PRESENT,), Status.MEASURED, Level.PRESENT, Level.WIRED),
        (GAP, (WIRED,), Status.MEASURED, Level.WIRED, Level.WIRED),
        (CLEAN, (OUT_OF_PLACE,), Status.NOT_APPLICABLE, Level.ABSENT, Level.ABSENT),
        (CLEAN, (OUT_OF_PLACE, PRESENT), Status.MEASURED, Level.PRESENT, Level.PRESENT),
        (GAP, (OUT_OF_PLACE,), Status.NOT_APPLICABLE, Level.ABSENT, Level.WIRED),
    ],
)
def test_status_level_and_ceiling(
    files: Mapping[str, str], yields: tuple[Observation, ...], status: Status, level: Level, ceiling: Level
) -> None:
    found = finding(snapshot(files), a_check(*yields))
    assert (found.status, found.level, found.ceiling) == (status, level, ceiling)


@pytest.mark.parametrize(
    ("path", "given_level", "level", "note"),
    [
        ("archive/a.py", Level.WIRED, Level.PRESENT, "it is used; kept in archive/"),
        ("archive/a.py", Level.SUBSTANTIVE, Level.PRESENT, "it is used; kept in archive/"),
        ("archive/a.py", Level.PRESENT, Level.PRESENT, "it is used"),
        ("archive/a.py", Level.CLAIMED, Level.CLAIMED, "it is used"),
        ("docs/archive/a.md", Level.WIRED, Level.PRESENT, "it is used; kept in docs/archive/"),
        ("svc/archive/a.py", Level.WIRED, Level.WIRED, "it is used"),
    ],
)
def test_what_was_put_away_is_there_and_no_more(
    path: str, given_level: Level, level: Level, note: str
) -> None:
    found = finding(snapshot(CLEAN), a_check(Evidence(path, 1, given_level, "it is used")))
    assert [(each.level, each.note) for each in found.evidence] == [(level, note)]


@pytest.mark.parametrize(
    "reads", [(FileKind.NOTEBOOK,), (FileKind.CI, FileKind.DOCKERFILE), (FileKind.HISTORY,)]
)
def test_a_skipped_file_of_another_kind_is_no_gap_for_this_check(reads: tuple[FileKind, ...]) -> None:
    found = finding(snapshot(GAP), a_check(reads=reads))
    assert (found.status, found.unseen) == (Status.MEASURED, ())


def test_skipped_files_of_a_kind_it_reads_are_named_as_unseen() -> None:
    found = finding(snapshot({**GAP, "d.py": POINTER}), a_check())
    assert [each.path for each in found.unseen] == ["c.py", "d.py"]
    assert found.reason is not None and found.reason.startswith(
        "c.py: the repository contains only a Git LFS pointer"
    )
    assert found.reason.endswith("(and 1 more not seen)")


@pytest.mark.parametrize("error", [ValueError("boom"), RecursionError(), MemoryError(), KeyError("x")])
def test_an_exception_is_an_error_of_that_signal_alone(error: Exception) -> None:
    broken = a_check(PRESENT, id="broken", error=error)
    sound = a_check(WIRED, id="sound")
    outcome = run_checks(snapshot(CLEAN), {"broken": broken, "sound": sound})
    found = outcome.findings["broken"]
    assert (found.status, found.level, found.ceiling) == (Status.ERROR, Level.PRESENT, Level.WIRED)
    assert found.reason is not None and type(error).__name__ in found.reason
    assert found.message == "an interface could not be assessed"
    assert outcome.findings["sound"] == finding(snapshot(CLEAN), sound)


def test_an_exception_keeps_what_was_said_before_it() -> None:
    outcome = run_checks(snapshot(CLEAN), {"serving": a_check(Fact("n", 1), error=OSError("gone"))})
    assert outcome.facts == [Fact("n", 1)]


def test_a_function_that_yields_nothing_at_all_is_an_error() -> None:
    broken = replace(a_check(), id="x", function=lambda repo: None)
    assert finding(snapshot({}), broken).status is Status.ERROR


@pytest.mark.parametrize(
    "nonsense",
    [
        (Evidence("a.py", 1, "wired", "note"),),  # type: ignore[arg-type]
        (Evidence(["a.py"], 1, Level.WIRED, "note"),),  # type: ignore[arg-type]
        (Evidence(1, 1, Level.WIRED, "note"), PRESENT, Evidence("a", 1, Level.WIRED, "note")),  # type: ignore[arg-type]
        (Evidence("a", 1, Level.WIRED, "note", "ab"),),  # type: ignore[arg-type]
        (Evidence("a", 1, Level.WIRED, "note", (1,)),),  # type: ignore[arg-type]
        (Fact(1, 1), Fact("n", 1)),  # type: ignore[arg-type]
        (Flag("f", Severity.INFO, "a check raises no flag"),),
        ("evidence", None, 3),
    ],
)
def test_nonsense_from_a_check_never_costs_the_others(nonsense: tuple[Observation, ...]) -> None:
    outcome = run_checks(snapshot(CLEAN), {"a": a_check(*nonsense, id="a"), "b": a_check(WIRED, id="b")})
    assert outcome.findings["a"].status is Status.ERROR
    assert outcome.findings["b"].level is Level.WIRED


@pytest.mark.parametrize(
    ("reads", "words"),
    [
        ((FileKind.PYTHON,), "2 Python modules"),
        (
            (FileKind.DOCKERFILE, FileKind.CI),
            "nothing; there are no container build files or CI configurations",
        ),
        ((FileKind.HISTORY, FileKind.NOTEBOOK), "1 commit; there are no notebooks"),
        ((FileKind.NOTEBOOK,), "nothing; there are no notebooks"),
        ((FileKind.PYTHON, FileKind.SOURCE), "2 Python modules"),
        (
            (FileKind.NOTEBOOK, FileKind.CI, FileKind.COMPOSE),
            "nothing; there are no notebooks, CI configurations or compose files",
        ),
        ((FileKind.DEPENDENCIES,), "1 dependency declaration"),
    ],
)
def test_what_was_not_found_names_what_was_searched(reads: tuple[FileKind, ...], words: str) -> None:
    repo = snapshot({**CLEAN, "requirements.txt": "flask\n"}, [commit("2024-01-01", "a.py")])
    assert finding(repo, a_check(reads=reads)).message == f"no an interface found; searched {words}"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.R": "x <- 1\n"}, "the test files of programs in R; there are no Python modules"),
        (
            {"a.R": "x <- 1\n", "b.rb": "x = 1\n"},
            "the test files of programs in R and Ruby; there are no Python modules",
        ),
        ({"a.py": "x = 1\n", "b.jl": "x = 1\n"}, "1 Python module, the test files of programs in Julia"),
        ({"a.py": "x = 1\n", "a.css": "a {}\n"}, "1 Python module"),
    ],
)
def test_where_tests_of_other_languages_are_looked_for_the_languages_are_named(
    files: dict[str, str], words: str
) -> None:
    found = run("tests", snapshot(files))
    assert found.message.startswith(f"no tests found; searched {words}")


LIBRARY = snapshot(library("acme") | {"acme/__init__.py": "x = 1\n"})
FOREIGN = {Purpose.RESEARCH: "research code serves nothing"}
OUT_OF_SCOPE = {Purpose.LIBRARY: "a library serves nothing"}


@pytest.mark.parametrize(
    ("one", "status", "reason"),
    [
        (a_check(not_asked=OUT_OF_SCOPE), Status.NOT_APPLICABLE, "a library serves nothing"),
        (a_check(WIRED, not_asked=OUT_OF_SCOPE), Status.MEASURED, None),
        (a_check(not_asked=FOREIGN), Status.MEASURED, None),
        (a_check(), Status.MEASURED, None),
        (
            a_check(not_asked=OUT_OF_SCOPE, error=OSError("gone")),
            Status.ERROR,
            "the check failed: OSError: gone",
        ),
    ],
)
def test_where_a_check_declares_that_it_does_not_ask_it_does_not(
    one: Check, status: Status, reason: str | None
) -> None:
    found = finding(LIBRARY, one)
    assert (found.status, found.reason) == (status, reason)


def test_what_was_found_is_said_in_the_words_of_the_strongest_evidence() -> None:
    assert finding(snapshot(CLEAN), a_check(PRESENT, WIRED)).message == "it is used (1 more)"
    assert finding(snapshot(CLEAN), a_check(PRESENT)).message == "it is there"


@given(
    st.lists(
        st.builds(
            Evidence,
            st.sampled_from([None, "a.py", "b.py"]),
            st.sampled_from([None, 1, 2]),
            st.sampled_from(Level),
            st.sampled_from(["x", "y"]),
        ),
        max_size=12,
    ).flatmap(lambda each: st.tuples(st.just(each), st.permutations(each)))
)
def test_evidence_is_sorted_strongest_first_without_repeats_whatever_the_order(
    pair: tuple[list[Evidence], list[Evidence]],
) -> None:
    repo = snapshot({})
    first, second = (finding(repo, a_check(*each)) for each in pair)
    assert first == second
    assert len(set(first.evidence)) == len(first.evidence) == len(set(pair[0]))
    levels = [each.level for each in first.evidence]
    assert levels == sorted(levels, reverse=True)
    assert first.level == max(levels, default=Level.ABSENT)


def test_long_evidence_keeps_the_strongest() -> None:
    many = [Evidence(f"{number:04}.py", 1, Level.PRESENT, "there") for number in range(MAX_EVIDENCE)]
    found = finding(snapshot({}), a_check(*many, WIRED))
    assert len(found.evidence) == MAX_EVIDENCE and found.evidence[0] == WIRED
    assert found.message.endswith(f"({MAX_EVIDENCE} more)")


@pytest.mark.parametrize(("count", "ceiling"), [(3, Level.PRESENT), (4, Level.WIRED)])
def test_a_check_that_never_ends_is_cut_off_and_says_so(
    monkeypatch: pytest.MonkeyPatch, count: int, ceiling: Level
) -> None:
    monkeypatch.setattr(runner, "MAX_YIELDS", 3)
    many = [Evidence(f"{number}.py", 1, Level.PRESENT, "there") for number in range(count)]
    found = finding(snapshot({}), a_check(*many))
    assert (len(found.evidence), found.ceiling) == (3, ceiling)


def test_the_order_of_checks_does_not_matter() -> None:
    checks = [
        a_check(Fact("b", 2), id="one", before=lambda repo: repo.modules),
        a_check(Fact("a", 1), id="two", reads=(FileKind.DEPENDENCIES,)),
        a_check(id="three", reads=(FileKind.PROSE,), before=lambda repo: repo.text("NOTES.md")),
        a_check(id="four", reads=(FileKind.CONFIGURATION,), before=lambda repo: repo.yaml("big.yaml")),
    ]
    files = {
        **GAP,
        "package.json": "{",
        "NOTES.md": "a" * 300_000,
        "big.yaml": POINTER,
        "requirements.txt": POINTER,
    }
    outcomes = []
    skipped: set[tuple[SkippedFile, ...]] = set()
    for order in permutations(checks):
        repo = snapshot(files)
        outcomes.append(run_checks(repo, {each.id: each for each in order}))
        skipped.add(repo.skipped)
    assert all(each == outcomes[0] for each in outcomes) and len(skipped) == 1
    assert [each.name for each in outcomes[0].facts] == ["a", "b"]
    assert [each.path for each in outcomes[0].findings["four"].unseen] == ["big.yaml"]


def a_flag(
    *yields: FlagResult, id: str = "odd", error: Exception | None = None, path: str | None = None
) -> FlagCheck:
    def function(repo: Snapshot) -> Iterator[FlagResult]:
        if path is not None:
            repo.text(path)
        yield from yields
        if error is not None:
            raise error

    function.__doc__ = "Raised where it is odd."
    return flag_check(id=id, title="something odd", reads=(FileKind.CONFIGURATION,))(function)


ODD = Flag("odd", Severity.ASK, "it is odd")


def test_flags_are_raised_in_the_order_of_their_ids() -> None:
    even = Flag("even", Severity.INFO, "it is even")
    found = run_flags(snapshot(CLEAN), {"odd": a_flag(ODD), "even": a_flag(even, id="even")})
    assert (found.flags, found.problems) == ([even, ODD], [])


def test_a_flag_carries_the_question_of_its_declaration_and_no_other() -> None:
    declared = replace(a_flag(replace(ODD, question="Why?")), question=FLAG_QUESTION)
    silent = replace(declared, question=None)
    assert run_flags(snapshot(CLEAN), {"odd": declared}).flags == [replace(ODD, question=FLAG_QUESTION)]
    assert run_flags(snapshot(CLEAN), {"odd": silent}).flags == [ODD]


def test_what_a_flag_did_not_see_is_a_problem_of_the_repository() -> None:
    found = run_flags(snapshot(CLEAN), {"odd": a_flag(Unseen("it is encrypted", "a.bin"), ODD)})
    assert (found.flags, found.problems) == ([ODD], ["for the flag 'odd', a.bin: it is encrypted"])


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (a_flag(error=MemoryError()), "MemoryError"),
        (a_flag(Flag("other", Severity.ASK, "the flag of another id")), "not the flag it declares"),
        (a_flag(PRESENT), "not the flag it declares"),  # type: ignore[arg-type]
        (a_flag(Flag("odd", "loud", "m")), "not the flag it declares"),  # type: ignore[arg-type]
        (a_flag(Unseen(3)), "not the flag it declares"),  # type: ignore[arg-type]
        (replace(a_flag(), function=lambda repo: None), "TypeError"),
    ],
)
def test_a_flag_that_fails_is_said_and_costs_nothing_else(broken: FlagCheck, word: str) -> None:
    found = run_flags(snapshot(CLEAN), {"odd": broken, "sound": a_flag(replace(ODD, id="sound"), id="sound")})
    assert [each.id for each in found.flags] == ["sound"]
    assert len(found.problems) == 1 and "'odd' could not be assessed" in found.problems[0]
    assert word in found.problems[0]


def test_what_a_flag_cannot_read_opens_no_bound_of_a_signal() -> None:
    """Settings too large to be read are nothing that the check would have looked at."""
    files = {**CLEAN, "big.toml": "a = 1\n" * 60_000}
    one = a_check(reads=(FileKind.CONFIGURATION,))
    both, alone = snapshot(files), snapshot(files)
    run_flags(both, {"odd": a_flag(ODD, path="big.toml")})
    outcome = run_checks(alone, {one.id: one})
    circumstances = run_flags(alone, {"odd": a_flag(ODD, path="big.toml")})
    assert outcome.findings[one.id].status is Status.MEASURED
    assert circumstances.flags == [ODD]
    assert [each.path for each in alone.skipped] == ["big.toml"] == [each.path for each in both.skipped]
