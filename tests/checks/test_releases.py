from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author, Tag
from analyzer.testing import tag
from tests.support.findings import assert_found
from tests.support.snapshots import commit, run, snapshot

BOT = Author("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
FILES = {"app.py": "import flask\napp = flask.Flask('x')\n", "pyproject.toml": "[project]\nname = 'x'\n"}
MONTHS = tuple(f"2023-{month:02}" for month in range(1, 13))


def others() -> list[Commit]:
    return [commit(f"{month}-28", f"notes/{month}.md") for month in MONTHS]


def fix(moment: str, **fields: Any) -> Commit:
    return commit(moment, "app.py", added=(), **{"message": "fix the timeout", **fields})


def released(moment: str, **fields: Any) -> Commit:
    return commit(moment, "notes.md", added=(), message=f"step of {moment}", **fields)


def repository(
    when: Sequence[str], fixed: Sequence[str] = (), annotated: Sequence[str | None] = (), **fields: Any
) -> Snapshot:
    """A tagged commit on each of the days, fixes at these moments."""
    tagged = [released(moment, **fields) for moment in when]
    history = [*tagged, *others(), *(fix(moment) for moment in fixed)]
    tags = [
        tag(f"v0.{number}", each, annotated[number] if annotated else None)
        for number, each in enumerate(tagged)
    ]
    return from_history(history, tags)


def from_history(history: Sequence[Commit], tags: Sequence[Tag] = (), **options: Any) -> Snapshot:
    ordered = sorted(history, key=lambda each: each.written or 0, reverse=True)
    return snapshot(FILES, ordered, tags=tags, **options)


def on(months: int, day: int = 10) -> list[str]:
    return [f"{month}-{day:02}" for month in MONTHS[:months]]


LEVELS = {
    "three months": (on(3), on(3, 11), Level.ABSENT, ""),
    "many in three months": ([*on(3), *on(3, 12), *on(3, 14)], [], Level.ABSENT, ""),
    "four months": (on(4), [], Level.PRESENT, "4 releases in 4 different months over 3 months, the last v0.3"),
    "two of them fixed": (on(4), on(2, 11), Level.PRESENT, "a fix by people followed 2 of them within 72 hours, the last v0.1"),
    "three of them fixed": (on(4), on(3, 11), Level.SUBSTANTIVE, "a fix by people followed 3 of them within 72 hours"),
    "three fixed in one month": (
        [*on(4), "2023-01-14", "2023-01-18"], ["2023-01-11", "2023-01-15", "2023-01-19"], Level.PRESENT,
        "a fix by people followed 3 of them"),
    "six months, fixed in three": (on(6), on(3, 11), Level.SUBSTANTIVE, "6 releases in 6 different months"),
    "six months, fixed in four, over 151 days": (on(6), on(4, 11), Level.SUBSTANTIVE, "over 5 months"),
    "seven months, fixed in four": (on(7), on(4, 11), Level.SUSTAINED, "7 releases in 7 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("when", "fixed", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_months_and_fixes(when: list[str], fixed: list[str], level: Level, words: str) -> None:
    assert_found(run("releases", repository(when, fixed)), level, "None:None", words)


def test_the_evidence_names_the_fixes_and_then_the_releases_the_newest_first() -> None:
    repo = repository(on(4), on(3, 11))
    (evidence,) = run("releases", repo).evidence
    fixes = [each.sha for each in repo.commits if each.subject == "fix the timeout"]
    steps = [each.sha for each in repo.commits if each.subject.startswith("step of")]
    assert evidence.commits == (*fixes, *steps)


def test_commits_of_bots_are_named_only_where_there_are_no_others() -> None:
    by_bots = repository(on(4), author=BOT)
    assert len(run("releases", by_bots).evidence[0].commits) == 4
    fixed = repository(on(4), on(2, 11), author=BOT)
    named = run("releases", fixed).evidence[0].commits
    assert named == tuple(each.sha for each in fixed.commits if each.subject == "fix the timeout")


SOON = {
    "within 72 hours": ("T00:00:00", {}, True),
    "a second later": ("T00:00:01", {}, False),
    "by a bot": ("T00:00:00", {"author": BOT}, False),
    "of a typo": ("T00:00:00", {"message": "fix typo"}, False),
    "without the word": ("T00:00:00", {"message": "add a timeout"}, False),
    "of a test": ("T00:00:00", {"paths": ("tests/test_app.py",)}, False),
}  # fmt: skip


@pytest.mark.parametrize(("time", "fields", "counts"), SOON.values(), ids=SOON)
def test_what_is_a_fix_soon_after(time: str, fields: dict[str, Any], counts: bool) -> None:
    steps = [released(moment) for moment in on(4)]
    answers = [fix(f"{month}-13{time}", **fields) for month in MONTHS[:3]]
    repo = from_history(
        [*steps, *answers, *others()], [tag(f"v{number}.0", each) for number, each in enumerate(steps)]
    )
    assert_found(run("releases", repo), Level.SUBSTANTIVE if counts else Level.PRESENT, "None:None")


def test_releases_within_an_hour_are_one() -> None:
    for minute, level in ((59, Level.PRESENT), (60, Level.PRESENT)):
        when = [
            each
            for day in on(4)
            for each in (f"{day}T10:00:00", f"{day}T{10 + minute // 60}:{minute % 60:02}:00")
        ]
        count = 4 if minute == 59 else 8
        assert_found(
            run("releases", repository(when)), level, "None:None", f"{count} releases in 4 different"
        )


def test_an_annotated_tag_counts_when_it_was_made() -> None:
    late = ["2023-12-01"] * 6
    assert_found(run("releases", repository(on(6), annotated=late)), Level.ABSENT)
    # Nothing is tagged before it was committed.
    early = ["2022-01-01"] * 6
    assert_found(
        run("releases", repository(on(6), annotated=early)), Level.PRESENT, "None:None", "in 6 different"
    )


@pytest.mark.parametrize("name", ["data-v{}.0", "checkpoint-{}.0", "week-{}", "{}"])
def test_tags_of_other_things_are_no_releases(name: str) -> None:
    steps = [released(moment) for moment in on(6)]
    repo = from_history([*steps, *others()], [tag(name.format(n), each) for n, each in enumerate(steps)])
    assert_found(run("releases", repo), Level.ABSENT)


RAISED = {
    "1.2.{n}": ("pyproject.toml", True),
    "v1.2.{n} (#{n})": ("package.json", True),
    "Bump version": ("setup.cfg", True),
    "bump version to 1.{n}.0": ("pyproject.toml", True),
    "Bump version: 1.{n}.0 → 1.{n}.1 [ci skip]": ("setup.cfg", True),
    "chore(main): release 1.{n}.0": ("pyproject.toml", True),
    "Prepare release 1.{n}": ("setup.py", True),
    "something else {n}": ("VERSION", True),
    "Bump core version to 1.{n} and API version to 0{n}": ("churn/__init__.py", True),
    "Bump API version to 0{n}": ("churn/api/__init__.py", True),
    "Bump API version of the client to 0{n}": ("churn/api/__init__.py", False),
    "another thing {n}": ("version.py", False),
    "update version {n}": ("app.py", False),
    "bump 0.6.{n}": ("Project.toml", True),
    "bump 0.7.{n}": ("DESCRIPTION", True),
    "bump 0.8.{n}": ("src/App.csproj", True),
    "bump 0.9.{n}": ("src/App.cs", False),
    "bump 0.5.{n}": ("Manifest.toml", False),
    "Bump flask from 1.{n} to 2.0": ("pyproject.toml", False),
    "bump flask version to 1.{n}": ("pyproject.toml", False),
    "update the release workflow for 1.{n}.0": ("pyproject.toml", False),
    "add a dependency {n}": ("pyproject.toml", False),
}


@pytest.mark.parametrize("author", [None, BOT])
@pytest.mark.parametrize(
    ("subject", "path", "counts"), [(s, *each) for s, each in RAISED.items()], ids=RAISED
)
def test_which_commits_raise_the_version(
    subject: str, path: str, counts: bool, author: Author | None
) -> None:
    fields = {} if author is None else {"author": author}
    steps = [
        commit(day, path, added=(), message=subject.format(n=number), **fields)
        for number, day in enumerate(on(4))
    ]
    level = Level.PRESENT if counts else Level.ABSENT
    assert_found(run("releases", from_history([*steps, *others()])), level, "None:None")


def test_a_version_that_only_arrives_is_not_raised() -> None:
    steps = [commit(day, f"part{n}/VERSION", message="add a part") for n, day in enumerate(on(4))]
    assert_found(run("releases", from_history([*steps, *others()])), Level.ABSENT)


@pytest.mark.parametrize(
    ("repo", "reason"),
    [
        (snapshot(FILES, [commit(day, "app.py") for day in on(3)]), "only 3 commits"),
        (
            snapshot(FILES, [released(f"{month}-{day:02}") for month in MONTHS[:3] for day in (1, 2, 3)]),
            "too short",
        ),
        (from_history(others(), history_problem="a shallow clone"), "a shallow clone"),
    ],
)
def test_a_history_that_cannot_show_it_leaves_it_open(repo: Snapshot, reason: str) -> None:
    found = run("releases", repo)
    assert (found.status, found.level, found.ceiling) == (Status.UNKNOWN, Level.ABSENT, Level.SUSTAINED)
    assert reason in (found.reason or "")
