"""Work before anything was started or delivered is no upkeep."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.model import Level
from analyzer.testing import tag
from tests.support.findings import assert_found, told
from tests.support.snapshots import commit, run, snapshot

SERVICE = {
    "Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python -m svc\n",
    "svc/__main__.py": "from svc import core\nimport flask\napp = flask.Flask('x')\n",
    "svc/__init__.py": "",
    "svc/core.py": "x = 1\n",
}
STARTS = ("Dockerfile", "svc/__main__.py")
DAYS = [f"2022-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 6)]
ARRIVES = "2022-10-02"


def history(*others: Commit, **fields: Any) -> list[Commit]:
    """A year of work, in which what starts it comes in October."""
    work = [commit(day, "svc/core.py", added=()) for day in DAYS]
    arrival = commit(ARRIVES, *fields.pop("paths", STARTS), **{"added": STARTS, **fields})
    return sorted([*work, arrival, *others], key=lambda each: -(each.written or 0))


def at_first(*paths: str, day: str = "2022-01-02", **fields: Any) -> Commit:
    return commit(day, *paths, **fields)


ALL, LATE = (
    (Level.SUSTAINED, "in 12 different months"),
    (Level.PRESENT, "in 3 different months over 2 months"),
)
BEGAN = {
    "what starts it came in October": (history(), LATE),
    "nobody knows when": (history(added=()), ALL),
    "what starts it was another file": (history(at_first("Procfile")), ALL),
    "another image started it": (history(at_first("docker/Dockerfile.cpu")), ALL),
    "an image for tests": (history(at_first("docker/Dockerfile.e2e")), LATE),
    "another pipeline may have delivered it": (history(at_first(".travis.yml")), ALL),
    "a program that is gone may have been started": (history(at_first("old/app.py")), ALL),
    "another program is gone": (history(at_first("old/forecast code.py")), LATE),
    "a program of the examples is gone": (history(at_first("examples/app.py")), LATE),
    "a bundle of jobs": (history(at_first("databricks.yml")), ALL),
    "it had another name": (
        history(at_first("svc/web.py"), renames=(("svc/web.py", "svc/__main__.py"),)), ALL),
    "it was in another folder": (
        history(at_first("api/__main__.py"), paths=(*STARTS, "api/__main__.py")), ALL),
    "another one of that folder went": (
        history(at_first("api/other.py"), paths=(*STARTS, "api/other.py")), LATE),
    "a commit of more than is listed": (history(at_first("a.csv", path_count=9_000)), ALL),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "expected"), BEGAN.values(), ids=BEGAN)
def test_it_counts_from_the_first_file_that_starts_something(
    commits: list[Commit], expected: tuple[Level, str]
) -> None:
    assert_found(run("upkeep", snapshot(SERVICE, commits)), expected[0], "None:None", expected[1])


WAS = {
    "the same content": ("api/kernel.py", {"renames": (("api/kernel.py", "svc/core.py"),)}, True),
    "the same name": ("api/core.py", {"paths": ("svc/core.py", "api/core.py")}, True),
    "one of two of that name": ("api/core.py", {"paths": ("svc/core.py", "api/core.py", "old/core.py")}, False),
    "another name": ("api/kernel.py", {"paths": ("svc/core.py", "api/kernel.py")}, False),
    "a name of many": ("api/__init__.py", {"paths": ("svc/__init__.py", "api/__init__.py"), "added": ("svc/__init__.py",)}, False),
    "a name that stayed": ("api/core.py", {"paths": ("svc/core.py", "api/core.py"), "stays": True}, False),
}  # fmt: skip


@pytest.mark.parametrize(("old", "fields", "counts"), WAS.values(), ids=WAS)
def test_work_on_a_file_counts_under_its_earlier_name(old: str, fields: dict[str, Any], counts: bool) -> None:
    fields = {"added": ("svc/core.py",), "paths": ("svc/core.py",), **fields}
    stays, paths = fields.pop("stays", False), fields.pop("paths")
    work = [commit(day, old, added=()) for day in DAYS]
    move = commit("2022-12-20", *paths, **fields)
    commits = sorted([*work, move, at_first("Procfile", *paths[1:])], key=lambda each: -(each.written or 0))
    files = {**SERVICE, **({old: "x = 1\n"} if stays else {})}
    assert (run("upkeep", snapshot(files, commits)).level is Level.SUSTAINED) is counts


TOGETHER = {
    "its build files and services": ("src/main/python/app.py", "docker-compose.prod.yml", True),
    "another folder beside it": ("deployed/app.py", "docker-compose.prod.yml", False),
}


@pytest.mark.parametrize(("program", "path", "counts"), TOGETHER.values(), ids=TOGETHER)
def test_a_source_folder_is_of_the_project_at_the_top(program: str, path: str, counts: bool) -> None:
    work = [commit(day, path, added=()) for day in DAYS]
    commits = sorted([*work, at_first(program)], key=lambda each: -(each.written or 0))
    found = run(
        "upkeep",
        snapshot({program: SERVICE["svc/__main__.py"].replace("from svc import core\n", "")}, commits),
    )
    assert found.level is (Level.SUSTAINED if counts else Level.ABSENT)


def test_the_note_says_what_was_left_out() -> None:
    (note,) = told(run("upkeep", snapshot(SERVICE, history())))
    assert note.endswith("; 18 earlier days, before anything started or delivered it, not counted")
    (note,) = told(run("upkeep", snapshot(SERVICE, history(added=()))))
    assert "earlier" not in note


@pytest.mark.parametrize(("name", "expected"), [("v0.1.0", ALL), ("thesis", LATE)])
def test_a_version_is_a_delivery(name: str, expected: tuple[Level, str]) -> None:
    commits = history()
    repo = snapshot(SERVICE, commits, tags=[tag(name, commits[-1])])
    assert_found(run("upkeep", repo), expected[0], "None:None", expected[1])


def test_dependencies_raised_before_do_not_count() -> None:
    raised = [
        commit(f"2022-{month:02}-20", "requirements.txt", added=(), message="Bump flask from 2 to 3")
        for month in range(1, 13)
    ]
    files = {**SERVICE, "requirements.txt": "flask==3\n"}
    assert not [each for each in told(run("upkeep", snapshot(files, history(*raised)))) if "raised" in each]
    known = history(*raised, at_first("Procfile"))
    assert [each for each in told(run("upkeep", snapshot(files, known))) if "raised" in each]
