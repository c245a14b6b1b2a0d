"""What arrived in one drop, and what is work that came after it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from analyzer.commits import Commit
from analyzer.facts.history.drops import arrived, drop
from analyzer.sources import Author
from tests.support.snapshots import changed, commit, snapshot

FILES = [f"m{number}.py" for number in range(12)]
BOT = Author("import[bot]", "1+import[bot]@users.noreply.github.com")
IMPORT = commit("2024-03-04T09:00:00", *FILES, message="import")


def later(moment: str, *paths: str, message: str = "step", **options: object) -> Commit:
    return commit(moment, *paths, message=message, **{"added": (), **options})  # type: ignore[arg-type]


def messages(commits: Sequence[Commit], files: Sequence[str] = FILES) -> set[str]:
    repo = snapshot(dict.fromkeys(files, "x = 1\n"), commits)
    return {each.subject for each in commits if each.sha in drop(repo)}


CASES: dict[str, tuple[Sequence[Commit], set[str]]] = {
    "a single commit": ([IMPORT], {"import"}),
    "the same evening": ([later("2024-03-04T23:59:59", "m0.py"), IMPORT], {"import", "step"}),
    "the next day": ([later("2024-03-05T00:00:00", "m0.py"), IMPORT], {"import"}),
    "a README before it": ([IMPORT, commit("2024-02-01", "README.md", message="first")], {"import", "first"}),
    "a later date before it": ([IMPORT, later("2024-05-01", "m0.py", message="first")], {"import", "first"}),
    "no date": ([later("2024-03-06", "m0.py", authored=None), IMPORT], {"import", "step"}),
    "nine of twelve files": ([later("2024-03-06", *FILES[:9]), IMPORT], {"import"}),
    "ten of twelve files": ([later("2024-03-06", *FILES[:10]), IMPORT], {"import", "step"}),
    "files of others": ([later("2024-03-06", *(f"data/{each}.bin" for each in range(40))), IMPORT], {"import"}),
    "by a bot": ([later("2024-03-06", "m0.py"), changed(IMPORT, author=BOT)], set()),
    "two drops": (
        [
            *(later(f"2024-04-0{day}", "m0.py", message=f"step {day}") for day in range(1, 4)),
            commit("2024-03-11", *FILES[6:], message="second"),
            commit("2024-03-04", *FILES[:6], message="first"),
        ],
        {"first", "second"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "expected"), CASES.values(), ids=CASES)
def test_what_came_on_a_later_day_is_work_after_the_drop(
    commits: Sequence[Commit], expected: set[str]
) -> None:
    assert messages(commits) == expected


def test_in_ten_files_a_commit_to_all_of_them_is_a_step() -> None:
    ten, eleven = FILES[:10], FILES[:11]
    for files, expected in ((ten, {"import"}), (eleven, {"import", "step"})):
        commits = [later("2024-03-06", *files), commit("2024-03-04", *files, message="import")]
        assert messages(commits, files) == expected


def test_uploads_through_a_web_page_are_all_of_the_drop() -> None:
    commits = [
        commit(f"2024-03-{day:02}", *FILES[day : day + 3], message="Add files via upload")
        for day in range(10, 0, -1)
    ]
    assert messages(commits) == {"Add files via upload"}


def test_a_routine_after_the_drop_is_no_later_work() -> None:
    stamps = [
        later(f"2024-{4 + day // 28:02}-{1 + day % 28:02}", "stamp.txt", message=f"s{day}")
        for day in range(40)
    ]
    assert len(messages([*reversed(stamps), IMPORT])) == 41


def test_what_brought_a_file_did_not_change_it() -> None:
    commits = [later("2024-03-06", "m0.py"), commit("2024-03-05", "LICENSE", message="licence"), IMPORT]
    repo = snapshot(dict.fromkeys(FILES, "x = 1\n"), commits)
    assert arrived(repo) == {commits[1].sha, commits[2].sha}
