"""Commits that hardly change anything, and what they are not counted for."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.authorship import Attribution, is_kept_up, path_history
from analyzer.commits import Commit
from analyzer.facts.history.announcements import code_named
from analyzer.facts.history.padding import not_counted, padded, padding
from analyzer.facts.history.rhythm import bulk_reason, rhythm
from analyzer.facts.history.stamps import is_stamp
from analyzer.model import Level
from analyzer.repository import Snapshot
from analyzer.sources import Author
from tests.support.snapshots import ADA, changed, commit, flagged, raised, run, snapshot

THINGS = (
    "service endpoint model training pipeline dashboard migration module cache scheduler queue parser".split()
)
SCHEDULED = "on:\n  schedule:\n    - cron: '0 6 * * *'\njobs:\n  a:\n    steps:\n      - run: make data\n"
WRITES = "on: push\njobs:\n  a:\n    steps:\n      - run: date > stamp.txt\n"


def moments(count: int, seed: int = 3) -> list[str]:
    """Times as people leave them, newest first."""
    chance, now, found = random.Random(seed), datetime(2023, 1, 2, 9, 1, 17), []
    for _ in range(count):
        now += timedelta(seconds=int(chance.lognormvariate(11.5, 1.5)) + 1)
        found.append(now.isoformat())
    return found[::-1]


def touching(path: str, messages: Sequence[str], seed: int = 3, **options: object) -> list[Commit]:
    return [
        commit(moment, path, message=message, added=(), **options)  # type: ignore[arg-type]
        for moment, message in zip(moments(len(messages), seed), messages, strict=True)
    ]


def announced(path: str, code: int, others: int = 0, things: int = 12) -> list[Commit]:
    """Commits that change only this path; the messages of some name code, in so many different words."""
    words = THINGS[:things]
    return touching(
        path,
        [f"feat: implement {words[number % things]} {number}" for number in range(code)]
        + [f"chore: note {number}" for number in range(others)],
    )


def work(count: int = 40) -> list[Commit]:
    """Ordinary steps on programs."""
    return touching("app.py", [f"step {number}" for number in range(count)], seed=9)


def repository(commits: Sequence[Commit], files: Mapping[str, str] | None = None) -> Snapshot:
    return snapshot({"app.py": "x = 1\n", **(files or {})}, commits)


ANNOUNCED: dict[str, Sequence[Commit]] = {
    "a stamp that is gone": announced(".history_stamp", 10),
    "half of them": announced("stamp.txt", 10, others=10),
    "eight words": announced("progress.log", 12, things=8),
    "a file without an extension": announced("touch/.keep", 12),
}


@pytest.mark.parametrize("commits", ANNOUNCED.values(), ids=ANNOUNCED)
def test_messages_that_announce_code_over_a_file_that_holds_none_are_asked_about(
    commits: Sequence[Commit],
) -> None:
    repo = repository([*commits, *work()])
    (found,) = padding(repo).announced
    assert found.path == commits[0].paths[0]
    assert padded(repo) == found.commits == {each.sha for each in commits}
    flag = raised("padded_history", repo)
    assert f"{len(commits)} of {len(commits) + 40} commits change only {found.path}, and the messages of" in (
        flag.message
    )
    assert flag.message.endswith("name code that they add or change: where is that code?")
    (place,) = flag.evidence
    assert (place.path, place.level, place.commits) == (None, Level.CLAIMED, found.announced[:3])


NOT_ANNOUNCED: dict[str, tuple[Sequence[Commit], Mapping[str, str]]] = {
    "nine": (announced(".history_stamp", 9), {}),
    "less than half": (announced("stamp.txt", 10, others=11), {}),
    "seven words": (announced("stamp.txt", 20, things=7), {}),
    "a program": (announced("app.py", 20), {}),
    "a document": (announced("README.md", 20), {}),
    "settings": (announced("values.yaml", 20), {}),
    "a page": (announced("index.html", 20), {}),
    "a list of versions to install": (announced("requirements.txt", 20), {}),
    "with another file": ([changed(each, path_count=2) for each in announced("stamp.txt", 20)], {}),
    "rules that somebody writes": (
        announced(".cursorrules", 20),
        {".cursorrules": " ".join(f"rule{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(61))}),
    "a message of another kind": (touching("stamp.txt", [f"update {each} {n}" for n in range(2) for each in THINGS]), {}),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "files"), NOT_ANNOUNCED.values(), ids=NOT_ANNOUNCED)
def test_what_may_hold_code_or_names_little_of_it_is_not_asked_about(
    commits: Sequence[Commit], files: Mapping[str, str]
) -> None:
    assert padding(repository([*commits, *work()], files)).announced == ()


@pytest.mark.parametrize(
    ("subject", "things"),
    [
        ("feat: implement fastapi inference service", {"inference", "service"}),
        ("test(api): add contract tests for api", {"tests", "api"}),
        ("perf: optimize training loop", {"training"}),
        ("ml: integrate optuna tuning", {"tuning"}),
        ("Implemented the model", {"model"}),
        ("docs: document the api", set()),
        ("Add the 2022-11-04 data", set()),
        ("Version 0.0.640", set()),
        ("feat", set()),
        ("", set()),
    ],
)
def test_what_a_message_names(subject: str, things: set[str]) -> None:
    assert code_named(subject) == things


@given(st.text(max_size=300))
def test_any_message_is_no_error(subject: str) -> None:
    code_named(subject)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("482\n", True),
        ('{"count": 482, "updated": "2024-05-01T10:00:00Z"}', True),
        ("Last updated: Tue Mar  5 10:11:12 UTC 2024\n", True),
        ("day 1\nday 2\nday 3\n", True),
        ("one two three four 5", True),
        ("one two three four five 6", False),
        ("no number\n", False),
        ("", False),
        ("1.4.2\n", False),
        ("v1.4.2\n", False),
        ("3f2a9c1d\n", False),
        ("image: 2024\ntag: 3f2a9c1\n", False),
    ],
)
def test_a_stamp_holds_times_and_counters_and_nothing_else(text: str, expected: bool) -> None:
    assert is_stamp(text) is expected


def stamped(count: int, path: str = "stamp.txt") -> list[Commit]:
    return touching(path, [f"touch {number}" for number in range(count)])


STAMPED: dict[str, tuple[Sequence[Commit], Mapping[str, str]]] = {
    "thirty": ([*stamped(30), *work()], {"stamp.txt": "30\n"}),
    "a fifth": ([*stamped(30), *work(120)], {"stamp.txt": "30\n"}),
    "data": ([*stamped(30, "count.json"), *work()], {"count.json": '{"count": 30}'}),
}


@pytest.mark.parametrize(("commits", "files"), STAMPED.values(), ids=STAMPED)
def test_a_stamp_that_many_commits_touch_alone_is_asked_about(
    commits: Sequence[Commit], files: Mapping[str, str]
) -> None:
    repo = repository(commits, files)
    (found,) = padding(repo).stamps
    assert len(found.commits) == 30 == len(padded(repo))
    flag = raised("padded_history", repo)
    assert f"change only {found.path}, which holds a time or a counter: what are they for?" in flag.message
    assert flag.evidence[0].path == found.path


def by(count: int) -> list[Commit]:
    authors = [Author(f"Name {number}", f"{number}@example.com") for number in range(count)]
    return [changed(each, author=authors[number % count]) for number, each in enumerate(stamped(40))]


NOT_STAMPED: dict[str, tuple[Sequence[Commit], Mapping[str, str]]] = {
    "twenty-nine": ([*stamped(29), *work()], {"stamp.txt": "30\n"}),
    "less than a fifth": ([*stamped(30), *work(121)], {"stamp.txt": "30\n"}),
    "a version": ([*stamped(30, "VERSION"), *work()], {"VERSION": "1.4.2\n"}),
    "a pinned image": ([*stamped(30, "tag"), *work()], {"tag": "3f2a9c1d\n"}),
    "a text": ([*stamped(30), *work()], {"stamp.txt": "what was done on the 30th of May, and why"}),
    "settings": ([*stamped(30, "replicas.yaml"), *work()], {"replicas.yaml": "replicas: 3\n"}),
    "a program": ([*stamped(30, "app.py"), *work()], {}),
    "a stamp that is gone": ([*stamped(30), *work()], {}),
    "a job of CI": ([*stamped(30), *work()], {"stamp.txt": "3\n", ".github/workflows/a.yml": SCHEDULED}),
    "a file that CI names": ([*stamped(30), *work()], {"stamp.txt": "3\n", ".github/workflows/a.yml": WRITES}),
    "four people": ([*by(4), *work()], {"stamp.txt": "3\n"}),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "files"), NOT_STAMPED.values(), ids=NOT_STAMPED)
def test_what_is_no_stamp_is_not_asked_about(commits: Sequence[Commit], files: Mapping[str, str]) -> None:
    assert padding(repository(commits, files)).stamps == ()


def toggled(path: str, times: int) -> list[Commit]:
    """A file that goes to another content and back."""
    commits = touching(path, [f"try {number}" for number in range(2 * times)])
    return [changed(each, delta=("a..b", "b..a")[number % 2]) for number, each in enumerate(commits)]


def test_the_same_change_again_and_again_is_asked_about() -> None:
    repo = repository([*toggled("app.py", 10), *work()])
    (found,) = padding(repo).repeats
    assert (found.path, found.times, len(found.commits)) == ("app.py", 10, 20)
    assert "the same change of app.py was made 10 times" in raised("padded_history", repo).message
    assert padded(repo) == found.commits


@pytest.mark.parametrize(("path", "times"), [("app.py", 9), ("deploy.yaml", 30), ("Dockerfile", 30)])
def test_a_few_times_and_what_operation_moves_back_and_forth_are_not(path: str, times: int) -> None:
    assert padding(repository([*toggled(path, times), *work()])).repeats == ()


def in_one_go(commits: Sequence[Commit], seconds: int = 3600) -> list[Commit]:
    last = len(commits) - 1
    return [
        changed(each, committed=1_700_000_000 + seconds * number // last)
        for number, each in enumerate(commits)
    ]


def test_dates_over_months_in_one_go_count_with_other_marks_and_not_alone() -> None:
    stamps = announced(".history_stamp", 30)
    whole = in_one_go([*stamps, *work(30)])
    found = padding(repository(whole))
    assert found.one_go is not None
    assert found.one_go.days >= 60
    assert found.one_go.commits == {each.sha for each in whole}
    assert found.commits == found.one_go.commits
    assert "60 commits with dates over" in raised("padded_history", repository(whole)).message
    assert padding(repository(in_one_go(work(60)))).commits == frozenset()
    assert padding(repository(in_one_go([*stamps, *work(31)]))).one_go is None
    assert padding(repository(in_one_go(whole, 90_000))).one_go is None


def test_marked_commits_count_neither_as_days_nor_as_steps() -> None:
    stamps, steps = announced(".history_stamp", 60), work(3)
    repo = repository([*stamps, *steps])
    numbers = rhythm(repo)
    assert (numbers.commits, numbers.counted, numbers.steps) == (63, 3, 3)
    assert numbers.active_days == rhythm(repository(steps)).active_days
    assert bulk_reason(numbers) == "only 3 commits besides 60 that change next to nothing"
    assert not_counted(repo) == "; 60 commits with set times or hardly any change not counted"
    assert run("sustained_activity", repo).level is Level.ABSENT
    assert run("history_depth", repo).level is Level.ABSENT
    assert flagged("bulk_import", repo) is not None


def test_set_times_are_not_known_and_so_not_absent() -> None:
    chance = random.Random(5)
    hours = sorted(chance.sample(range(9000), 60))
    commits = [
        commit((datetime(2023, 1, 2) + timedelta(hours=hour)).isoformat(), f"m{number}.py", message=f"step {word}")
        for number, (hour, word) in enumerate(zip(hours, _words(60), strict=True))
    ]  # fmt: skip
    repo = snapshot(dict.fromkeys((f"m{number}.py" for number in range(60)), "x = 1\n"), commits)
    found = run("sustained_activity", repo)
    assert (found.level, found.ceiling) == (Level.ABSENT, Level.SUSTAINED)
    assert "when 60 commits made at whole hours were written is not known" in str(found)
    assert flagged("bulk_import", repo) is None


def _words(count: int) -> list[str]:
    return [f"{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(count)]


def test_marked_commits_are_no_sustained_work() -> None:
    commits = [commit(f"2024-0{month}-07T10:11:12", "app.py") for month in range(1, 7)]
    touched = path_history(commits, ["app.py"])
    assert is_kept_up(["app.py"], Attribution(), touched)
    marked = frozenset(each.sha for each in commits[2:])
    assert not is_kept_up(["app.py"], Attribution(padded=marked), touched)


@pytest.mark.parametrize("seed", range(20))
def test_ordinary_work_is_not_marked(seed: int) -> None:
    chance = random.Random(seed)
    paths = [chance.choice(["app.py", "README.md", "stamp.txt", "values.yaml", ".env"]) for _ in range(200)]
    commits = [
        commit(moment, path, message=chance.choice(["fix", "wip", "update", f"add {path}"]), added=(), author=ADA)
        for moment, path in zip(moments(200, seed), paths, strict=True)
    ]  # fmt: skip
    assert padded(repository(commits, {"stamp.txt": "what was done on 3 May, and why"})) == frozenset()
