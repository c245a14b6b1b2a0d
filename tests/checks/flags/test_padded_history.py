"""Many commits to one text: asked where a clock seems to make them, never of what is maintained."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import Commit
from analyzer.model import Level, Severity
from analyzer.sources import Author
from tests.support.snapshots import ADA, commit, flagged, raised, snapshot

DAY = 24.0
BOT = Author("refresh[bot]", "1+refresh[bot]@users.noreply.github.com")
FILES = {"README.md": "# Log\n", "app.py": "x = 1\n", "stamp.json": "{}\n", "docs/a.md": "# A\n"}
SCHEDULED = "on:\n  schedule:\n    - cron: '0 6 * * *'\njobs:\n  a:\n    steps:\n      - run: make data\n"


def touching(
    path: str | None, hours: Iterable[float], author: Author = ADA, message: str = "update", **options: object
) -> list[Commit]:
    """Commits that change only this path (None: nothing), so many hours after the second of January 2023."""
    start = datetime(2023, 1, 2, 9, tzinfo=UTC)
    paths = () if path is None else (path,)
    moments = [(start + timedelta(hours=each)).replace(tzinfo=None).isoformat() for each in hours]
    return [
        commit(each, *paths, author=author, message=f"{message} {number}", added=(), **options)
        for number, each in enumerate(moments)
    ]


def every(gap: float, count: int) -> list[float]:
    return [gap * number for number in range(count)]


def in_bursts(count: int, seed: int = 1) -> list[float]:
    """Hours as people work: gaps whose logarithm is normal, minutes in a sitting, days between two."""
    chance = random.Random(seed)
    moments = [0.0]
    while len(moments) < count:
        moments.append(moments[-1] + chance.lognormvariate(1.5, 2))
    return moments


def with_chance(days: int, seed: int = 1) -> list[float]:
    """Four days of five have up to ten commits, a minute apart."""
    chance = random.Random(seed)
    return [
        DAY * day + number / 60
        for day in range(days)
        if chance.random() < 0.8
        for number in range(chance.randint(1, 10))
    ]


def code(count: int) -> list[Commit]:
    return touching("app.py", in_bursts(count, seed=2))


def twice_on(days: Iterable[int]) -> list[float]:
    """Two commits within minutes on each of these days: no even gaps from commit to commit."""
    return [DAY * day + minutes / 60 for day in days for minutes in (0, 5)]


def by_hands(count: int) -> list[Commit]:
    """Sixty commits to one text by so many people in turn."""
    authors = [Author(f"Name {number}", f"{number}@example.com") for number in range(count)]
    moments = every(DAY, 60)
    return [
        each
        for number, moment in enumerate(moments)
        for each in touching("README.md", [moment], authors[number % count])
    ]


WEEKDAYS = [DAY * day for day in range(70) if day % 7 < 5]
HOLIDAY = [*every(DAY, 40), *(DAY * (100 + each) for each in range(40))]
ONE_AND_THREE = [2 * number - number % 2 for number in range(17)]  # gaps of one day and of three
MONDAY_AND_SATURDAY = [7 * week + day for week in range(8) for day in (0, 5)]
MONDAY_AND_FRIDAY = [7 * week + day for week in range(8) for day in (0, 4)]
EVEN_COMMITS, EVEN_DAYS, MANY = (
    "change only one text file, at regular intervals:",
    "days at regular intervals:",
    "mostly 10 or more a day:",
)
PADDED = {
    "every day": (touching("README.md", every(DAY, 60)), "60 of 60 commits change only one text file, at regular intervals:"),
    "30 every day": (touching("README.md", every(DAY, 30)), EVEN_COMMITS),
    "every hour": (touching("log.txt", every(1, 30)), EVEN_COMMITS),
    "on most days, some times a day": (touching("README.md", with_chance(60)), EVEN_DAYS),
    "on 15 days, two times a day": (touching("README.md", twice_on(range(15))), "on 15 days at regular intervals:"),
    "gaps that vary by half of their mean": (touching("README.md", twice_on(ONE_AND_THREE)), "on 17 days at regular intervals:"),
    "on Mondays and Saturdays": (touching("README.md", twice_on(MONDAY_AND_SATURDAY)), "on 16 days at regular intervals:"),
    "never at weekends": (touching("README.md", WEEKDAYS), "on 50 days at regular intervals:"),
    "never at weekends, two times a day": (touching("README.md", twice_on(d for d in range(28) if d % 7 < 5)), EVEN_DAYS),
    "a holiday between": (touching("README.md", HOLIDAY), EVEN_COMMITS),
    "a stamp": (touching("stamp.json", every(DAY, 60)), EVEN_COMMITS),
    "a file without an extension": (touching("commits", every(DAY, 60)), EVEN_COMMITS),
    "a hidden file": (touching("a/.activity", every(DAY, 60)), EVEN_COMMITS),
    "no file at all": (touching(None, every(DAY, 60)), "60 of 60 commits change no file, at regular intervals:"),
    "10 on each of three days": (
        touching("README.md", [DAY * day + number / 50 for day in (0, 3, 19) for number in range(10)]),
        f"on 3 days, {MANY}"),
    "many on some days": (
        touching("README.md", [DAY * day + number / 50 for day in (0, 3, 19, 60) for number in range(12)]),
        f"on 4 days, {MANY}"),
    "as much work beside": (
        [*touching("README.md", every(DAY, 60)), *code(60)], "60 of 120 commits change only one text file, at regular"),
    "another text beside": (
        [*touching("docs/a.md", every(DAY, 31)), *touching("README.md", every(DAY, 60))], "60 of 91 commits"),
    "three hands": (by_hands(3), EVEN_COMMITS),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "words"), PADDED.values(), ids=PADDED)
def test_most_commits_to_one_text_in_the_rhythm_of_a_clock_are_a_question(
    commits: Sequence[Commit], words: str
) -> None:
    flag = raised("padded_history", snapshot(FILES, commits))
    assert flag.severity is Severity.ASK
    assert words in flag.message
    assert "what are they for?" in flag.message
    assert "scheduled job" in flag.message


def test_the_question_opens_the_text_and_accuses_nobody() -> None:
    flag = raised("padded_history", snapshot(FILES, [*touching("README.md", every(DAY, 45)), *code(15)]))
    (place,) = flag.evidence
    assert (place.path, place.line, place.level) == ("README.md", None, Level.CLAIMED)
    assert place.note == "45 of 60 commits change nothing else"
    assert flag.message.startswith("45 of 60 commits change only one text file, at regular intervals")
    assert not any(word in flag.message for word in ("padded", "fake", "inflate", "Ada"))


def test_of_two_texts_alike_the_first_by_name_is_asked_about() -> None:
    commits = [*touching("log.txt", every(DAY, 30)), *touching("README.md", every(DAY, 30))]
    (place,) = raised("padded_history", snapshot({**FILES, "log.txt": "x"}, commits)).evidence
    assert place.path == "README.md"


def test_a_text_that_is_gone_is_asked_about_without_a_place() -> None:
    flag = raised("padded_history", snapshot({"app.py": "x = 1\n"}, touching("log.md", every(DAY, 60))))
    assert flag.evidence == ()


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("stamp.json", Severity.INFO),
        ("data/PRICES.CSV", Severity.INFO),
        ("README.md", Severity.ASK),
        ("log.txt", Severity.ASK),
    ],
)
def test_data_that_scheduled_ci_may_fetch_is_a_remark(path: str, severity: Severity) -> None:
    repo = snapshot({**FILES, ".github/workflows/data.yml": SCHEDULED}, touching(path, every(DAY, 60)))
    flag = raised("padded_history", repo)
    assert flag.severity is severity
    assert ("?" in flag.message) is (severity is Severity.ASK)
    assert "on a schedule" in flag.message


MAINTAINED = {
    "documentation of many pages": [
        each
        for page in range(4)
        for each in touching(f"docs/{page}.md", [DAY * (4 * day + page) for day in range(15)])
    ],
    "a blog, one post a day": [
        each for day in range(60) for each in touching(f"posts/{day}.md", [DAY * day])
    ],
    "a list, kept as people do": touching("README.md", in_bursts(200)),
    "a changelog": touching("CHANGELOG.md", every(DAY, 60)),
    "a changelog without an extension": touching("CHANGES", every(DAY, 60)),
    "release notes": touching("docs/release-notes.rst", every(DAY, 60)),
    "data that a bot fetches": [*touching("data/prices.csv", every(DAY, 300), BOT), *code(10)],
    "code in the rhythm of a clock": touching("app.py", every(DAY, 60)),
    "dependencies in the rhythm of a clock": touching("requirements.txt", every(DAY, 60)),
    "settings without an extension": touching("Procfile", every(DAY, 60)),
    "settings in YAML": touching("values.yaml", every(DAY, 60)),
    "a notebook a day": touching("lesson.ipynb", every(DAY, 60)),
    "a text and code together": [
        commit(each.isoformat(), "README.md", "app.py", added=())
        for each in (datetime(2023, 1, 2) + timedelta(days=day) for day in range(60))
    ],
    "less than half": [*touching("README.md", every(DAY, 60)), *code(61)],
    "29": touching("README.md", every(DAY, 29)),
    "29 every hour, and more without a date": [
        *touching("README.md", every(1, 29)), *touching("README.md", [0], message="b", authored=None)],
    "on 14 days, two times a day": touching("README.md", [*twice_on(range(14)), 1, 2]),
    "on Mondays and Fridays": touching("README.md", twice_on(MONDAY_AND_FRIDAY)),
    "15 on each of two days": touching(
        "README.md", [DAY * day + number**2 / 50 for day in (0, 3) for number in range(15)]),
    "9 on each of four days": touching(
        "README.md", [DAY * day + number / 50 for day in (0, 3, 19, 60) for number in range(9)]),
    "a text and a file that the history leaves out": touching("README.md", every(DAY, 60), path_count=2),
    "a file that the history leaves out": touching(None, every(DAY, 60), path_count=1),
    "four hands": by_hands(4),
    "one stroke": touching("README.md", [0.0] * 60),
    "no dates": touching("README.md", every(DAY, 60), authored=None),
    "merges": touching("README.md", every(DAY, 60), parents=2),
    "nothing": [],
}  # fmt: skip


@pytest.mark.parametrize("commits", MAINTAINED.values(), ids=MAINTAINED)
def test_what_is_maintained_is_not_asked_about(commits: Sequence[Commit]) -> None:
    assert flagged("padded_history", snapshot(FILES, commits)) is None


def test_a_history_that_was_not_read_whole_is_not_asked_about() -> None:
    commits = touching("README.md", every(DAY, 60))
    repo = snapshot(FILES, commits, history_problem="the history is shallow")
    assert flagged("padded_history", repo) is None


@pytest.mark.parametrize("seed", range(20))
def test_bursts_are_never_even(seed: int) -> None:
    assert flagged("padded_history", snapshot(FILES, touching("README.md", in_bursts(150, seed)))) is None


@given(st.lists(st.integers(-(2**62), 2**62) | st.none(), min_size=30, max_size=35))
def test_any_dates_are_no_error(dates: list[int | None]) -> None:
    commits = [commit("2023-01-02", "README.md", authored=each) for each in dates]
    flagged("padded_history", snapshot({"README.md": "# Log\n"}, commits))


@pytest.mark.parametrize("path", ["", ".", "a/.b", "a/", "/a", "x" * 5000])
def test_any_path_is_no_error(path: str) -> None:
    flagged("padded_history", snapshot(FILES, touching(path, every(DAY, 60))))


def at_whole_hours(count: int) -> list[Commit]:
    """Work on ever other programs, at whole hours of any day and time."""
    chance = random.Random(7)
    start = datetime(2023, 1, 2, tzinfo=UTC)
    return [
        commit(
            (start + timedelta(hours=hour)).replace(tzinfo=None).isoformat(),
            f"src/m{number}.py",
            message=f"feat: part {chr(97 + number % 26)}{chr(97 + number // 26)}",
        )
        for number, hour in enumerate(sorted(chance.sample(range(5000), count)))
    ]


def test_times_on_a_grid_are_a_question_with_their_chance() -> None:
    flag = raised("padded_history", snapshot(FILES, at_whole_hours(40)))
    assert flag.severity is Severity.ASK
    assert flag.message == (
        "40 of 40 commits were made at whole hours; the chance of that is 1 in 10^142: which tool set these "
        "times? one that rounds times, and an old system that kept no seconds, look the same"
    )
    assert flagged("padded_history", snapshot(FILES, at_whole_hours(29))) is None


def test_the_chance_is_that_of_the_commits_of_one_address() -> None:
    others = touching("app.py", in_bursts(60), Author("Grace Example", "grace@example.com"))
    flag = raised("padded_history", snapshot(FILES, [*at_whole_hours(40), *others]))
    assert flag.message.startswith("40 of 40 commits (other authors and scheduled jobs left aside) were")


def test_a_routine_and_a_grid_are_one_question() -> None:
    flag = raised(
        "padded_history", snapshot(FILES, [*at_whole_hours(40), *touching("README.md", every(DAY, 60))])
    )
    assert "60 of 100 commits change only one text file" in flag.message
    assert "; 40 of 40 commits (other authors and scheduled jobs left aside) were made" in flag.message
