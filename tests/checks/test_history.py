from __future__ import annotations

import pytest

from analyzer.bots import is_bot
from analyzer.model import Level, Severity, Status
from analyzer.sources import Author, Commit
from tests.support.snapshots import commit, facts, flagged, raised, run, snapshot


def days(count: int, step: int) -> list[str]:
    """Days of 2023 and 2024, `step` days apart, as ISO text."""
    from datetime import date, timedelta

    return [(date(2023, 1, 2) + timedelta(days=step * number)).isoformat() for number in range(count)]


def grown(count: int, step: int) -> list[Commit]:
    """A history, newest first, in which every commit adds one file."""
    return [commit(day, f"m{number}.py") for number, day in reversed(list(enumerate(days(count, step))))]


def files(count: int) -> dict[str, str]:
    return {f"m{number}.py": f"x = {number}\n" for number in range(count)}


@pytest.mark.parametrize(
    ("count", "step", "depth", "activity"),
    [
        (4, 1, Level.PRESENT, Level.ABSENT),
        (10, 1, Level.PRESENT, Level.ABSENT),
        (10, 2, Level.PRESENT, Level.PRESENT),
        (30, 1, Level.SUBSTANTIVE, Level.SUBSTANTIVE),
        (30, 10, Level.SUBSTANTIVE, Level.SUSTAINED),
        (12, 5, Level.PRESENT, Level.SUBSTANTIVE),
    ],
)
def test_depth_and_rhythm_follow_commits_and_days(
    count: int, step: int, depth: Level, activity: Level
) -> None:
    repo = snapshot(files(count), grown(count, step))
    assert run("history_depth", repo).level is depth
    assert run("sustained_activity", repo).level is activity


def test_three_commits_are_a_bulk_import_and_earn_nothing() -> None:
    repo = snapshot(files(3), grown(3, 30))
    assert run("history_depth", repo).level is Level.ABSENT
    assert "only 3 commits" in raised("bulk_import", repo).message


@pytest.mark.parametrize(("count", "severity"), [(2, Severity.INFO), (10, Severity.INFO), (11, Severity.ASK)])
def test_one_drop_is_a_question_and_in_a_handful_of_files_a_remark(count: int, severity: Severity) -> None:
    flag = raised("bulk_import", snapshot(files(count), [commit("2024-01-01", *files(count))]))
    assert flag.severity is severity
    assert ("?" in flag.message) is (severity is Severity.ASK)


def test_the_question_opens_what_the_drop_brought_the_largest_first_and_code_before_the_rest() -> None:
    drop = commit("2023-01-01", "LICENSE.md", "README.md", "a/b/c.py", "z.py", *files(12))
    later = commit("2023-01-02", *(f"docs/{number}.md" for number in range(6)))
    last = commit("2023-01-03", "n.py")
    paths = (*drop.paths, *later.paths, *last.paths)
    flag = raised("bulk_import", snapshot(dict.fromkeys(paths, "x"), [last, later, drop]))
    assert [(each.path, each.note) for each in flag.evidence] == [
        ("m0.py", f"commit {drop.sha[:10]} brought it and 15 other files of today"),
        ("docs/0.md", f"commit {later.sha[:10]} brought it and 5 other files of today"),
    ]
    flag = raised("bulk_import", snapshot(dict.fromkeys((*drop.paths, "n.py"), "x"), [last, drop]))
    assert [each.path for each in flag.evidence] == ["m0.py"]


def test_squashed_and_rebased_histories_of_steps_are_no_drop() -> None:
    squashed = [commit(day, f"m{n}.py", message=f"Add m{n} (#{n})") for n, day in enumerate(days(8, 7))]
    assert flagged("bulk_import", snapshot(files(8), squashed)) is None
    hub = Author("GitHub", "noreply@github.com")
    rebased = [
        commit(day, f"m{n}.py", committer=hub, committed=1_800_000_000) for n, day in enumerate(days(8, 7))
    ]
    assert flagged("bulk_import", snapshot(files(8), rebased)) is None


def test_one_commit_with_nearly_all_files_is_a_bulk_import_in_a_short_history() -> None:
    small = [commit(day, f"README{number}.md") for number, day in enumerate(days(20, 3))]
    repo = snapshot({**files(100), "README1.md": "x"}, [*small, commit("2022-12-01", *files(100))])
    assert "brought 99% of the files" in raised("bulk_import", repo).message


def test_a_long_history_after_a_large_first_commit_is_no_bulk_import() -> None:
    later = [commit(day, "m1.py", added=()) for day in days(60, 2)]
    repo = snapshot(files(10), [*later, commit("2022-12-01", *files(10))])
    assert flagged("bulk_import", repo) is None


def test_uploads_through_a_web_page_are_a_bulk_import() -> None:
    uploads = [commit(day, f"m{n}.py", message="Add files via upload") for n, day in enumerate(days(8, 9))]
    repo = snapshot(files(8), uploads)
    assert "uploads through a web page" in raised("bulk_import", repo).message


def test_a_moved_file_belongs_to_the_commit_that_first_brought_it() -> None:
    move = commit(
        "2023-06-01",
        *(f"src/m{n}.py" for n in range(10)),
        renames=tuple((f"m{n}.py", f"src/m{n}.py") for n in range(10)),
    )
    repo = snapshot({f"src/m{n}.py": f"x = {n}\n" for n in range(10)}, [move, *grown(10, 5)])
    assert facts("history_depth", repo)["largest_commit_share"] == 0.1


def test_bots_and_merges_are_nobodys_work() -> None:
    bot = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
    noise = [commit("2023-05-01", "m1.py", author=bot) for _ in range(40)]
    merges = [commit("2023-05-02", parents=2) for _ in range(40)]
    repo = snapshot(files(5), [*noise, *merges, *grown(5, 1)])
    assert facts("history_depth", repo)["commits"] == 5


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"), True),
        (Author("Renovate Bot", "bot@renovateapp.com"), True),
        (Author("someone", "41898282+github-actions[bot]@users.noreply.github.com"), True),
        (Author("Automated", "actions@users.noreply.github.com"), True),
        (Author("Automated", "github-actions@github.com"), True),
        (Author("Data", "github-actions@users.noreply.github.com"), True),
        (Author("Ada", "7+actions@users.noreply.github.com"), False),
        (Author("Devin Example", "devin@example.com"), False),
        (Author("Claude Example", "claude@example.com"), False),
        (Author("Abbot Costello", "abbot@example.com"), False),
        (Author("GitHub", "noreply@github.com"), False),
    ],
)
def test_bots_are_told_by_address_never_by_a_word_in_a_name(author: Author, expected: bool) -> None:
    assert is_bot(author) is expected


def test_history_that_could_not_be_read_opens_the_bound_and_accuses_nobody() -> None:
    repo = snapshot(files(2), grown(2, 1), history_problem="the history is shallow")
    finding = run("history_depth", repo)
    assert finding.status is Status.UNKNOWN
    assert finding.ceiling is Level.SUBSTANTIVE
    assert flagged("bulk_import", repo) is None


def test_impossible_dates_are_counted_and_cost_nothing_else() -> None:
    undated = [commit("2023-01-01", "a.py", authored=None), *grown(6, 4)]
    repo = snapshot(files(6), undated)
    assert facts("history_depth", repo)["undated_commits"] == 1
    assert run("sustained_activity", repo).level is Level.PRESENT


@pytest.mark.parametrize(("days", "told"), [(2, True), (3, False)])
def test_days_of_work_that_few_days_of_commits_bear_out_are_told(days: int, told: bool) -> None:
    commits = [
        commit(
            f"2023-0{1 + number // 5}-0{1 + number % 5}",
            f"m{number}.py",
            committed=1_700_000_000 + number % days * 86_400,
        )
        for number in range(14)
    ]
    files = {f"m{number}.py": "x = 1\n" for number in range(14)}
    for signal in ("history_depth", "sustained_activity"):
        (evidence,) = run(signal, snapshot(files, commits)).evidence
        assert (
            evidence.note.endswith("; all were committed on 2 days: a rebase, or dates set by hand") is told
        )
