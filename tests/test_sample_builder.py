"""What a described repository can say, and what the builder refuses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sample_repos.build import Description, DescriptionError, build_repository, read_description
from tests.test_sample_repos import git

FILES = {"a.txt": "one\ntwo\nthree\n", ".github/b.yml": "on: push\n"}


def describe(folder: Path, *commits: dict[str, Any], **more: Any) -> Description:
    for path, text in FILES.items():
        (folder / "files" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "files" / path).write_text(text)
    dated = [
        {"date": f"2026-01-{day:02}T12:00:00Z", "author": "ann", "message": "m"} | commit
        for day, commit in enumerate(commits, start=1)
    ]
    for commit in dated:
        commit["date"] = yaml.safe_load(commit["date"])
    history = {"people": {"ann": "Ann <ann@mail.example>"}, "commits": dated} | more
    (folder / "history.yaml").write_text(yaml.safe_dump(history))
    return read_description(folder)


EVERYTHING = {"add": ["*"]}


@pytest.mark.parametrize(
    ("commits", "complaint"),
    [
        ([{"add": ["nowhere/*"]}], "nothing in files/ matches 'nowhere"),
        ([EVERYTHING, {"draft": {"a.txt": 3}}], "commit 2: a.txt has 3 lines, not over 3"),
        ([{"draft": {"missing.txt": 1}}], "missing.txt is not in files/"),
        ([{"earlier": {"a.txt": {"four": "4"}}}], "does not contain 'four'"),
        ([EVERYTHING, {"remove": ["c.txt"]}], "c.txt cannot be removed"),
        ([EVERYTHING, EVERYTHING], "commit 2: changes nothing"),
        ([{"add": ["a.txt"]}], "after the last commit .github/b.yml is not as in files/"),
        ([EVERYTHING, {"write": {"c.txt": "left over"}}], "after the last commit c.txt"),
        ([EVERYTHING, {"remove": ["a.txt"], "date": "2026-01-01T12:00:00Z"}], "commit 2: not later"),
        ([EVERYTHING | {"date": "2026-01-01"}], "is not a time with a zone"),
        ([EVERYTHING | {"message": "undo {sha:later}"}], "no earlier commit is labelled 'later'"),
        ([EVERYTHING | {"delete": ["a.txt"]}], "unknown key 'delete'"),
        ([EVERYTHING | {"tag": "../heads/main"}], "or no name of a tag"),
        (
            [{"draft": {"a.txt": 2}, "tag": "v1.0"}, EVERYTHING | {"tag": "v1.0"}],
            "the tag 'v1.0' is there already",
        ),
    ],
)
def test_a_description_that_does_not_add_up_is_refused(
    tmp_path: Path, commits: list[dict[str, Any]], complaint: str
) -> None:
    with pytest.raises(DescriptionError, match=re.escape(complaint)):
        describe(tmp_path, *commits)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"people": {"ann": "Ann"}}, "'Ann' is not 'Name <address>'"),
        ({"executable": ["run.sh"]}, "executable run.sh is not in files/"),
    ],
)
def test_people_and_executables_are_checked(tmp_path: Path, more: dict[str, Any], complaint: str) -> None:
    with pytest.raises(DescriptionError, match=re.escape(complaint)):
        describe(tmp_path, EVERYTHING, **more)


def test_what_a_commit_can_do(tmp_path: Path) -> None:
    description = describe(
        tmp_path / "described",
        {
            "draft": {"a.txt": 2},
            "earlier": {"a.txt": {"one": "1"}},
            "write": {"c.txt": "c"},
            "label": "first",
        },
        {"remove": ["c.txt"], "message": "undo {sha:first}", "co_authors": ["ann"]},
        EVERYTHING,
        executable=["a.txt"],
    )
    first, second, _ = description.changes
    assert first.write == {"a.txt": b"1\ntwo\n", "c.txt": b"c"}
    assert second.remove == ("c.txt",)
    root = build_repository(description, tmp_path / "built")
    first_id = git(root, "rev-list", "--max-parents=0", "HEAD").strip()
    message = git(root, "show", "-s", "--format=%B", "HEAD~1")
    assert message.strip() == f"undo {first_id}\n\nCo-authored-by: Ann <ann@mail.example>"
    assert git(root, "ls-tree", "-r", "--name-only", "HEAD~1").split() == ["a.txt"]


def test_what_an_installation_or_a_checkout_leaves_behind_changes_nothing(tmp_path: Path) -> None:
    cache = tmp_path / "files" / "__pycache__"
    cache.mkdir(parents=True)
    (cache / "a.cpython-311.pyc").write_bytes(b"\0")
    before = describe(tmp_path, EVERYTHING)
    read_description.cache_clear()
    (tmp_path / "files" / "a.txt").write_bytes(b"one\r\ntwo\r\nthree\r\n")
    assert read_description(tmp_path) == before
    assert before.files["a.txt"] == b"one\ntwo\nthree\n"
