"""What reading may take is counted: a file over its budget is unseen, and costs the others nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.engine.assess import assess
from analyzer.engine.registry import load_checks
from analyzer.model import Level, Status
from analyzer.parsing.dockerfile.stages import parse_dockerfile
from analyzer.parsing.notebook.cells import parse_notebook
from analyzer.parsing.python.module import parse_python
from analyzer.parsing.steps import CALL_STEPS, spend
from analyzer.parsing.structured.formats import load_json, load_toml, load_yaml
from analyzer.repository import reading
from analyzer.repository.reading import (
    BYTES_A_STEP,
    FILE_STEPS,
    READING_TOO_SLOW,
    REPOSITORY_STEPS,
    ReadingBudget,
)
from analyzer.sources import Candidate, Source
from tests.support.repositories import CommitSpec, build_repository
from tests.support.snapshots import registry, run, snapshot

FILE_USED_UP = "reading it takes more than the {:,} steps allowed for one file"
ALL_USED_UP = "the repository's reading budget of {:,} steps is exhausted"
# Nothing that Python reads, and a call for every two bytes.
CALLS = "x=a" + "()" * 80_000 + "("


def steps(count: int) -> Callable[[], str]:
    """A reader that takes so many steps."""

    def parse() -> str:
        for _ in range(count):
            spend()
        return "read"

    return parse


@pytest.mark.parametrize(
    "taken, size, reason",
    [
        (100, 0, None),
        (101, 0, FILE_USED_UP.format(100)),
        (90, 10 * BYTES_A_STEP, None),
        (90, 11 * BYTES_A_STEP, FILE_USED_UP.format(100)),
        (0, 101 * BYTES_A_STEP, FILE_USED_UP.format(100)),
    ],
)
def test_a_file_is_given_so_many_steps_and_its_bytes_count(taken: int, size: int, reason: str | None) -> None:
    facts, said = ReadingBudget(steps=1000, file_steps=100).read(steps(taken), size)
    assert (facts, said) == (None if reason else "read", reason)


def test_the_files_of_a_repository_share_a_budget() -> None:
    budget = ReadingBudget(steps=100, file_steps=60)
    assert budget.read(steps(60), 0) == ("read", None)
    assert budget.read(steps(40), 0) == ("read", None)
    assert budget.read(steps(0), 0) == (None, ALL_USED_UP.format(100))


def test_a_file_that_needs_more_than_is_left_is_unseen_and_so_is_every_later_one() -> None:
    budget = ReadingBudget(steps=100, file_steps=60)
    assert budget.read(steps(60), 0) == ("read", None)
    assert budget.read(steps(41), 0) == (None, ALL_USED_UP.format(100))
    assert budget.read(steps(1), 0) == (None, ALL_USED_UP.format(100))


def test_a_file_over_its_budget_takes_no_more_than_that_from_the_others() -> None:
    budget = ReadingBudget(steps=100, file_steps=60)
    assert budget.read(steps(1000), 0) == (None, FILE_USED_UP.format(60))
    assert budget.read(steps(40), 0) == ("read", None)


def test_what_a_reader_keeps_of_a_file_stays_and_that_there_is_more_is_known() -> None:
    def parse() -> str:
        try:
            steps(61)()
        except BaseException:
            return "the beginning"
        return "everything"

    assert ReadingBudget(100, 60).read(parse, 0) == ("the beginning", FILE_USED_UP.format(60))


def test_no_reader_swallows_that_its_budget_is_used_up() -> None:
    def parse() -> str:
        try:
            steps(61)()
        except Exception:
            return "swallowed"
        return "everything"

    assert ReadingBudget(100, 60).read(parse, 0) == (None, FILE_USED_UP.format(60))


def test_without_a_budget_nothing_is_limited() -> None:
    spend(10 * REPOSITORY_STEPS)


@pytest.mark.parametrize(
    "parse, content, least",
    [
        (parse_python, b"f(a, b)\n" * 100, 100 * (3 + CALL_STEPS)),
        (parse_python, b"print 'a', f(a, b)\n" * 100, 100 * (6 + CALL_STEPS)),
        (load_yaml, b"- a\n" * 100, 101),
        (load_json, b"[" + b"1," * 99 + b"1]", 101),
        (load_toml, b"a = [" + b"1," * 100 + b"]", 101),
        (parse_notebook, b'{"cells":[{"cell_type":"code","source":"' + b"f(a)\\n" * 100 + b'"}]}', 600),
    ],
)
def test_readers_count_what_they_take_up(
    parse: Callable[[bytes], object], content: bytes, least: int
) -> None:
    assert ReadingBudget(10_000, least - 1).read(lambda: parse(content), 0)[1] is not None
    assert ReadingBudget(10_000, 10 * least).read(lambda: parse(content), 0)[1] is None


def test_ordinary_code_of_the_largest_size_takes_half_the_steps_of_a_file() -> None:
    block = Path(reading.__file__).read_text() + Path(parse_dockerfile.__code__.co_filename).read_text()
    largest = (block * 40)[: 500 * 1024].rpartition("\n\n\n")[0].encode()
    _facts, reason = ReadingBudget(file_steps=FILE_STEPS // 2).read(
        lambda: parse_python(largest), len(largest)
    )
    assert reason is None


# -- in a snapshot ------------------------------------------------------------------------------------


def test_the_beginning_of_a_refused_file_over_its_budget_is_read_and_the_rest_is_unseen() -> None:
    files = {"train.py": f"import mlflow\nmlflow.log_metric('a', 1)\n{CALLS}"}
    repo = snapshot(files, budget=ReadingBudget(file_steps=100_000))
    assert [each.module for each in repo.modules["train.py"].imports] == ["mlflow"]
    assert [(each.path, each.reason, each.kinds) for each in repo.skipped] == [
        ("train.py", FILE_USED_UP.format(100_000), ("python",))
    ]
    finding = run("serving", repo)
    assert (finding.level, finding.status) == (Level.ABSENT, Status.UNKNOWN)


def test_every_copy_of_a_file_over_its_budget_is_unseen() -> None:
    repo = snapshot({"a.py": CALLS, "b.py": CALLS}, budget=ReadingBudget(file_steps=1000))
    assert [each.path for each in repo.skipped] == ["a.py", "b.py"]


def test_the_smallest_files_are_read_first_whatever_their_kind() -> None:
    files = {"a.py": CALLS, "b.py": CALLS + "#", "z.py": "import mlflow\n", "Dockerfile": "FROM python\n"}
    repo = snapshot(files, budget=ReadingBudget(steps=30_000, file_steps=29_900))
    assert [each.reason for each in repo.skipped] == [
        FILE_USED_UP.format(29_900),
        ALL_USED_UP.format(30_000),
    ]
    assert [each.path for each in repo.skipped] == ["a.py", "b.py"]
    assert repo.modules["z.py"].imports and repo.dockerfiles["Dockerfile"].stages


def test_a_settings_file_over_its_budget_is_missed_by_all_who_read_it() -> None:
    repo = snapshot({"params.yaml": "- a\n" * 100}, budget=ReadingBudget(file_steps=50))
    assert repo.yaml("params.yaml") == ()
    assert [(each.path, each.kinds) for each in repo.skipped] == [("params.yaml", ("configuration",))]


def test_reading_that_takes_too_much_processor_time_makes_the_file_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hang() -> None:
        while True:
            pass

    monkeypatch.setattr(reading, "FILE_SECONDS", 0.02)
    budget = ReadingBudget()
    assert budget.read(hang, 0) == (None, READING_TOO_SLOW)
    assert budget.read(steps(1), 0) == ("read", None)


def test_a_repository_with_files_that_nobody_can_read_is_scored(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {f"a{number}.py": f"{CALLS}#{number}" for number in range(3)}
    files["train.py"] = "import mlflow\nmlflow.log_metric('loss', 1)\n"
    repository = build_repository(tmp_path / "r", [CommitSpec(files)])
    result = assess(
        Source("r", str(repository), remote=False), Candidate(("Ada Example",)), load_checks(), tmp_path
    )
    assert result.assessed
    assert result.findings["experiment_tracking"].level >= Level.PRESENT
    assert [(each.path, each.reason) for each in result.skipped] == [
        (f"a{number}.py", FILE_USED_UP.format(FILE_STEPS)) for number in range(3)
    ]
    serving = result.findings["serving"]
    assert serving.status is Status.UNKNOWN
    assert serving.ceiling is registry().checks["serving"].max_level
