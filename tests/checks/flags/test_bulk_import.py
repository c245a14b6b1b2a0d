from __future__ import annotations

from collections.abc import Sequence

import pytest

from analyzer.commits import Commit
from analyzer.model import Level, Severity
from analyzer.sources import Author
from tests.support.histories import days, grown, modules, on
from tests.support.snapshots import commit, flagged, raised, snapshot

BOT = Author("robot[bot]", "1+robot[bot]@users.noreply.github.com")
WEB_UPLOAD = "Add files via upload"


def brought(*counts: int, later: int = 0, author: Author | None = None) -> list[Commit]:
    """Commits, newest first, that bring so many of the modules each, then some that change the first one."""
    commits = []
    first = 0
    for count, day in zip(counts, days(len(counts), 1), strict=True):
        paths = [f"m{number}.py" for number in range(first, first + count)]
        options = {} if author is None else {"author": author}
        commits.append(commit(day, *paths, **options))  # type: ignore[arg-type]
        first += count
    commits += [commit(day, "m0.py", added=()) for day in days(len(counts) + later, 1)[len(counts) :]]
    return commits[::-1]


def uploads(count: int, of_them: int) -> list[Commit]:
    return [
        commit(day, f"m{number}.py", message=WEB_UPLOAD if number < of_them else "Change")
        for number, day in enumerate(days(count, 3))
    ]


RAISED = {
    "three commits": (grown(3, 30), 3, "only 3 commits"),
    "one commit": (grown(1, 1), 1, "only 1 commit"),
    "all files in one of 49 commits": (brought(10, later=48), 10, "one of 49 commits added 100% of the files"),
    "four fifths in one of 49 commits": (brought(8, later=48), 10, "one of 49 commits added 80% of the files"),
    "four fifths in two of 10 commits": (brought(7, 1, later=8), 10, "two of 10 commits added 80% of the files"),
    "the second commit brought more": (brought(3, 5, later=8), 10, "two of 10 commits added 80% of the files"),
    "10 uploads through a web page": (uploads(10, 10), 10, "all 10 commits are uploads through a web page"),
}  # fmt: skip
NOT_RAISED = {
    "four commits": (grown(4, 1), 4),
    "all files in one of 50 commits": (brought(10, later=49), 10),
    "less than four fifths in one commit": (brought(7, later=48), 10),
    "less than four fifths in two of 10 commits": (brought(6, 1, later=8), 10),
    "four fifths in two of 11 commits": (brought(7, 1, later=9), 10),
    "four fifths in three of 10 commits": (brought(5, 2, 1, later=7), 10),
    "9 of 10 uploads through a web page": (uploads(10, 9), 10),
    "11 uploads through a web page": (uploads(11, 11), 11),
    "squashed proposals": ([commit(day, f"m{n}.py", message=f"Add m{n} (#{n})") for n, day in enumerate(days(8, 7))], 8),
    "nobody's commits": ([commit("2023-01-01", *modules(12), author=BOT)], 12),
    "no history": ([], 3),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "files", "words"), RAISED.values(), ids=RAISED)
def test_one_drop_is_told(commits: Sequence[Commit], files: int, words: str) -> None:
    assert raised("bulk_import", snapshot(modules(files), commits)).message.startswith(words)


@pytest.mark.parametrize(("commits", "files"), NOT_RAISED.values(), ids=NOT_RAISED)
def test_steps_are_no_drop(commits: Sequence[Commit], files: int) -> None:
    assert flagged("bulk_import", snapshot(modules(files), commits)) is None


def test_steps_that_were_committed_again_are_no_drop() -> None:
    hub = Author("GitHub", "noreply@github.com")
    rebased = [
        commit(day, f"m{n}.py", committer=hub, committed=1_800_000_000) for n, day in enumerate(days(8, 7))
    ]
    assert flagged("bulk_import", snapshot(modules(8), rebased)) is None


@pytest.mark.parametrize(
    ("count", "severity", "words"),
    [
        (1, Severity.INFO, "only 1 commit; with 1 file, this may be all"),
        (10, Severity.INFO, "only 1 commit; with 10 files, this may be all"),
        (11, Severity.ASK, "where was it developed"),
    ],
)
def test_one_drop_is_a_question_and_in_a_handful_of_files_a_remark(
    count: int, severity: Severity, words: str
) -> None:
    flag = raised("bulk_import", snapshot(modules(count), brought(count)))
    assert flag.severity is severity
    assert words in flag.message
    assert ("?" in flag.message) is (severity is Severity.ASK)
    assert bool(flag.evidence) is (severity is Severity.ASK)


def by_automation(files: int, of_bot: Sequence[int]) -> list[Commit]:
    """One commit that brings what is left of so many files after commits of a bot; it begins the history."""
    bots = sum(of_bot)
    rest = commit("2022-12-01", *(f"m{number}.py" for number in range(bots, files)))
    return [*brought(*of_bot, author=BOT), rest]


AUTOMATION = {
    "over a fifth in four commits": (by_automation(20, (2, 1, 1, 1)), False),
    "a fifth in four commits": (by_automation(20, (1, 1, 1, 1)), True),
    "over a fifth in three commits": (by_automation(20, (3, 1, 1)), True),
}


@pytest.mark.parametrize(("commits", "is_raised"), AUTOMATION.values(), ids=AUTOMATION)
def test_a_repository_that_automation_grew_shows_its_steps(
    commits: Sequence[Commit], is_raised: bool
) -> None:
    assert (flagged("bulk_import", snapshot(modules(20), commits)) is not None) is is_raised


def places(files: Sequence[str], commits: Sequence[Commit]) -> list[tuple[str | None, str]]:
    flag = raised("bulk_import", snapshot(dict.fromkeys(files, "x"), commits))
    assert {(each.level, each.line) for each in flag.evidence} <= {(Level.CLAIMED, None)}
    return [(each.path, each.note) for each in flag.evidence]


DROP = commit("2023-01-01", "LICENSE.md", "README.md", "a/b/c.py", "z.py", *modules(12))


def test_the_question_opens_what_the_drop_brought_the_largest_first_and_code_before_the_rest() -> None:
    later = commit("2023-01-02", *(f"docs/{number}.md" for number in range(6)))
    last = commit("2023-01-03", "n.py")
    assert places((*DROP.paths, *later.paths, *last.paths), [last, later, DROP]) == [
        ("m0.py", f"commit {DROP.sha[:10]} added it and 14 other files in today's tree"),
        ("docs/0.md", f"commit {later.sha[:10]} added it and 5 other files in today's tree"),
    ]


@pytest.mark.parametrize(("count", "shown"), [(3, 1), (4, 2)])
def test_the_second_commit_is_shown_where_it_brought_over_a_fifth(count: int, shown: int) -> None:
    later = commit("2023-01-02", *(f"docs/{number}.md" for number in range(count)))
    files = (*DROP.paths, *later.paths)
    assert len(places(files, [later, DROP])) == shown


def test_two_commits_at_most_are_shown_the_older_first_where_they_brought_alike() -> None:
    commits = brought(4, 4, 4)
    assert [path for path, _note in places(tuple(modules(12)), commits)] == ["m0.py", "m4.py"]


def test_a_file_that_came_alone_is_shown_alone() -> None:
    only = commit("2023-01-01", "m0.py")
    assert places(tuple(modules(11)), [only]) == [("m0.py", f"commit {only.sha[:10]} added it")]


def test_two_files_of_a_commit_are_it_and_one_other() -> None:
    only = commit("2023-01-01", "m0.py", "m1.py")
    assert places(tuple(modules(11)), [only]) == [
        ("m0.py", f"commit {only.sha[:10]} added it and 1 other file in today's tree")
    ]


def test_what_a_bot_brought_is_not_shown() -> None:
    commits = [*on(["2023-01-05"]), commit("2023-01-01", *(f"b{n}.py" for n in range(15)), author=BOT)]
    files = ("m0.py", *(f"b{n}.py" for n in range(15)))
    assert [path for path, _note in places(files, commits)] == ["m0.py"]


def test_a_history_that_was_not_read_whole_accuses_nobody() -> None:
    repo = snapshot(modules(2), grown(2, 1), history_problem="the history is shallow")
    assert flagged("bulk_import", repo) is None
