"""Batches through the command line, against a loopback GitHub: good candidates among broken and hostile ones."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from tests.support import warm_start
from tests.support.command_line import document, in_a_shell, on_a_terminal, repo_evidence, variables
from tests.support.git_server import processes
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.portfolios import (
    GOOD,
    GOOD_ROWS,
    HOSTILE_NAME,
    MIXED_ROWS,
    MIXED_STATUS,
    TOKENS,
    Portfolios,
    build_portfolios,
    of_any_server,
    results,
)
from tests.support.shop import MACHINE, small_disk

__all__ = ["small_disk"]


@pytest.fixture(scope="module")
def portfolios(tmp_path_factory: pytest.TempPathFactory) -> Portfolios:
    return build_portfolios(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def github(portfolios: Portfolios) -> Iterator[GitHub]:
    with serve_github(portfolios.world) as server:
        yield server


@pytest.fixture(autouse=True)
def healthy(github: GitHub) -> None:
    github.heal()


@pytest.fixture
def hanging(portfolios: Portfolios) -> Iterator[GitHub]:
    """Another server, on which the last of the good candidates gets no answer until it lets go."""
    with serve_github(portfolios.world, Fault("/users/eve", "hang")) as server:
        yield server


@pytest.fixture(scope="module")
def good(portfolios: Portfolios) -> Path:
    return portfolios.list_of(GOOD_ROWS, "good.csv")


@pytest.fixture(scope="module")
def expected(good: Path, github: GitHub, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run over the good candidates that nobody interrupted."""
    folder = tmp_path_factory.mktemp("expected") / "out"
    done = batch(good, folder, github)
    assert (done.returncode, done.stderr) == (0, f"3 candidates: 3 done; see {folder / 'summary.csv'}\n")
    return results(folder)


def batch(rows: Path, folder: Path, github: GitHub, *more: str, **environment: str) -> Any:
    return repo_evidence(
        "batch", str(rows), "-o", str(folder), *more, GITHUB_API_URL=github.api, **environment
    )


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


# -- what comes out ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed(
    portfolios: Portfolios, github: GitHub, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The files of a run over all sorts of candidates."""
    github.heal()
    folder = tmp_path_factory.mktemp("mixed") / "out"
    done = batch(portfolios.list_of(MIXED_ROWS, "mixed.csv"), folder, github, GITHUB_TOKENS=",".join(TOKENS))
    assert done.returncode == 3, done.stderr
    return results(folder)


def test_every_candidate_has_a_row_and_bad_ones_cost_only_their_own(mixed: dict[str, bytes]) -> None:
    rows = table(mixed["summary.csv"])
    assert [each["id"] for each in rows] == [row[3] or row[0] for row in MIXED_ROWS]
    assert {each["id"]: each["status"] for each in rows} == MIXED_STATUS
    written = {name.split("/")[1] for name in mixed if name.startswith("scorecards/")}
    assert written == {f"{id}.json" for id, status in MIXED_STATUS.items() if status != "failed"}
    for each in rows:
        if each["scorecard"]:
            card = document(mixed[each["scorecard"]].decode())
            assert (card["verdict"]["label"], card["verdict"]["low"]) == (each["label"], float(each["low"]))
            assert len(card["repositories"]) == int(each["repositories"])


def test_a_failure_says_why_and_whether_another_try_makes_sense(mixed: dict[str, bytes]) -> None:
    found = {(each["id"], each["repository"]): each for each in table(mixed["failures.csv"])}
    assert {key: each["retry"] for key, each in found.items()} == {
        ("ghost", ""): "no",
        ("unmatched", ""): "no",
        ("unclaimed", ""): "no",
        ("nowhere", ""): "no",
        ("broken-org", "broken-org/gone"): "no",
        ("broken-org", "broken-org/torn"): found["broken-org", "broken-org/torn"]["retry"],
    }
    assert "no user or organisation 'ghost'" in found["ghost", ""]["reason"]
    assert "matches no commit" in found["unmatched", ""]["reason"]
    assert "'no-such-cv.md': No such file" in found["unclaimed", ""]["reason"]
    assert found["broken-org", "broken-org/gone"]["line"] == "9"


def test_the_tables_agree_and_have_types(mixed: dict[str, bytes]) -> None:
    rows = table(mixed["summary.csv"])
    frame = pyarrow.parquet.read_table(io.BytesIO(mixed["summary.parquet"]))
    assert frame.column_names == list(rows[0]) and frame.num_rows == len(rows)
    types = {
        name: str(frame.schema.field(name).type) for name in ("number", "low", "flags", "assessed", "role")
    }
    assert types == {
        "number": "int64",
        "low": "double",
        "flags": "string",
        "assessed": "int64",
        "role": "string",
    }
    assert frame.column("low").to_pylist() == [float(each["low"]) if each["low"] else None for each in rows]


def test_the_page_is_blind_and_has_a_table_for_each_rubric(mixed: dict[str, bytes]) -> None:
    page = mixed["ranking.html"].decode()
    assert "candidate 1<" in page and "candidate 11<" in page and "4 candidates without a scorecard" in page
    tells = rf"\b(?:{'|'.join(GOOD)}|mal|unmatched|service|alert)\b|https?:|@\w+\.|{re.escape(HOSTILE_NAME)}"
    assert not re.search(tells, page)
    assert page.count("<table>") == 2 and "Rubric platform (" in page and "<script" not in page


def test_the_page_names_candidates_where_that_is_asked_for(
    good: Path, github: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert batch(good, tmp_path / "out", github, "--no-blind").returncode == 0
    files = results(tmp_path / "out")
    page = files.pop("ranking.html").decode()
    assert all(f">{name}<" in page for name in GOOD)
    assert files == {name: content for name, content in expected.items() if name != "ranking.html"}


def test_a_scorecard_is_what_a_scan_writes(expected: dict[str, bytes], github: GitHub) -> None:
    done = repo_evidence("scan", "ada", "-f", "json", GITHUB_API_URL=github.api)
    assert done.stdout.encode() == expected["scorecards/ada.json"]


def test_the_run_says_what_it_was(mixed: dict[str, bytes]) -> None:
    run = json.loads(mixed["run.json"])
    assert run["counts"] | {"worth_a_retry": 0} == {
        "done": 6, "incomplete": 1, "failed": 4, "repositories": 10, "assessed": 8, "worth_a_retry": 0
    }  # fmt: skip
    assert [each["name"] for each in run["rubrics"]] == ["production", "platform"]
    assert run["candidates"]["rows"] == len(MIXED_ROWS) and len(run["tool"]["code"]) == 16


# -- tokens and limits ---------------------------------------------------------------------------------


def test_tokens_take_turns_and_show_nowhere(
    good: Path, github: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    wrong = "token0of0nobody"
    before = [github.spend(each, None)["core"]["used"] for each in TOKENS]
    tokens = f"{TOKENS[0]}, {wrong},{TOKENS[1]}"
    done = batch(good, tmp_path / "out", github, GITHUB_TOKENS=tokens)
    assert done.returncode == 0 and "rejected token 2 of 3; it is wrong" in done.stderr
    after = [github.spend(each, None)["core"]["used"] for each in TOKENS]
    assert all(late > early for early, late in zip(before, after, strict=True))
    assert results(tmp_path / "out") == expected
    said = done.stderr.encode() + b"".join(
        path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    assert not any(each.encode() in said for each in (*TOKENS, wrong))


def test_no_accepted_token_ends_it_before_it_begins(good: Path, github: GitHub, tmp_path: Path) -> None:
    done = batch(good, tmp_path / "out", github, GITHUB_TOKENS="a,b")
    assert (done.returncode, done.stdout) == (4, "")
    assert "\nError: the server rejected all 2 tokens; set valid ones in GITHUB_TOKENS" in done.stderr


def test_a_rate_limit_costs_nobody_anything(
    good: Path, github: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    github.fail(Fault("/users/bob", "primary_rate_limit", times=2, reset_in=1))
    done = batch(good, tmp_path / "out", github, "--timeout", "3")
    assert done.returncode == 0 and "rate limit reached: waiting until" in done.stderr
    assert results(tmp_path / "out") == expected


# -- stopped and gone on -------------------------------------------------------------------------------


@contextmanager
def started(rows: Path, folder: Path, github: GitHub) -> Iterator[warm_start.Run]:
    """A run that is at work, after two candidates are done."""
    with Path(os.devnull).open("r+b") as nothing:
        words = ("batch", str(rows), "-o", str(folder), "--jobs", "1")
        streams = dict.fromkeys(range(3), nothing.fileno())
        run = warm_start.Run(words, variables(GITHUB_API_URL=github.api), streams)
    try:
        journal = folder / ".batch" / "journal.jsonl"
        while not journal.exists() or journal.read_bytes().count(b"\n") < 2:
            time.sleep(0.01)  # what never comes ends with the time limit of every test
        yield run
    finally:
        run.give_up()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_was_ended_goes_on_and_nothing_tells_it_from_another(
    how: signal.Signals, good: Path, hanging: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with started(good, folder, hanging) as run:
        os.kill(run.pid, how)
        assert run.wait(30) == (-9 if how is signal.SIGKILL else 143)
    hanging.heal()
    if how is signal.SIGKILL:
        # What a kill in mid-write leaves: half a file, and half a line for a scorecard that is there.
        (folder / "scorecards" / ".half-eve.json.x").write_text("{")
        journal = folder / ".batch" / "journal.jsonl"
        journal.write_bytes(journal.read_bytes()[:-20])
    asked = len(hanging.asked("/users"))
    assert batch(good, folder, hanging).returncode == 0
    assert of_any_server(results(folder)) == of_any_server(expected)
    again = {each.path.split("/")[2] for each in hanging.asked("/users")[asked:]}
    assert len(again) == (2 if how is signal.SIGKILL else 1) and "eve" in again
    assert processes(str(folder)) == []


def test_what_failed_and_may_pass_is_tried_again(
    good: Path, github: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    github.fail(Fault("/users/bob", "server_error"), Fault("/eve/service.git", "server_error"))
    first = batch(good, folder, github)
    assert first.returncode == 3 and "1 done, 1 failed, 1 incomplete" in first.stderr
    retry = {each["id"]: each["retry"] for each in table(results(folder)["failures.csv"])}
    assert retry == {"bob": "yes", "eve": "yes"}
    github.heal()
    second = batch(good, folder, github)
    assert second.returncode == 0 and "done before: 1 of 3 candidates" in second.stderr
    assert results(folder) == expected


def test_only_what_changed_in_the_list_is_done_again(
    portfolios: Portfolios, github: GitHub, tmp_path: Path
) -> None:
    rows = portfolios.list_of(GOOD_ROWS[:2], "some.csv")
    assert batch(rows, tmp_path / "out", github).returncode == 0
    portfolios.list_of([GOOD_ROWS[2], GOOD_ROWS[1], ("ada", "", "", "", "llm")], "some.csv")
    asked = len(github.asked("/users"))
    assert "done before: 1 of 3" in batch(rows, tmp_path / "out", github).stderr
    assert {each.path.split("/")[2] for each in github.asked("/users")[asked:]} == {"ada", "eve"}


def test_two_runs_on_one_folder_do_no_harm(
    good: Path, hanging: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with started(good, folder, hanging) as first:
        second = batch(good, folder, hanging)
        said = f"Error: another run is at work in '{folder}'; wait for it, or end it\n"
        assert (second.returncode, second.stderr) == (2, said)
        hanging.heal()
        hanging.let_go()
        assert first.wait(60) == 0
    assert of_any_server(results(folder)) == of_any_server(expected)


# -- another folder, another command --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--as-of", "2024-01-01"), "holds a batch with other options (as_of: None, now 2024-01-01)"),
        (("--role", "llm", "--max-repos", "1"), "(max_repos: None, now 1; rubric: production, now llm)"),
    ],
)
def test_a_folder_of_another_command_is_refused(
    more: Sequence[str], said: str, portfolios: Portfolios, github: GitHub, tmp_path: Path
) -> None:
    rows = portfolios.list_of([("ghost", "", "", "", "")], "ghost.csv")
    assert batch(rows, tmp_path / "out", github).returncode == 3
    before = results(tmp_path / "out")
    done = batch(rows, tmp_path / "out", github, *more)
    assert done.returncode == 2 and said in done.stderr
    assert results(tmp_path / "out") == before


def test_a_folder_that_is_no_batch_of_these_is_left_alone(
    portfolios: Portfolios, good: Path, github: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").touch()
    done = batch(good, tmp_path / "photos", github)
    assert done.returncode == 2 and "is not empty and holds no batch" in done.stderr
    assert [each.name for each in (tmp_path / "photos").iterdir()] == ["cat.png"]
    (tmp_path / "out" / "scorecards").mkdir(parents=True)
    (tmp_path / "out" / ".batch").mkdir()
    (tmp_path / "out" / ".batch" / "plan.json").write_text('{"format": 1, "options": {}}')
    done = batch(good, tmp_path / "out", github)
    assert done.returncode == 2 and "with other options" in done.stderr
    assert "does not exist" in batch(good, tmp_path / "no" / "out", github).stderr


def test_a_list_without_somebody_who_is_done_is_refused(
    portfolios: Portfolios, github: GitHub, tmp_path: Path
) -> None:
    rows = portfolios.list_of(GOOD_ROWS[:1], "shrinking.csv")
    assert batch(rows, tmp_path / "out", github).returncode == 0
    portfolios.list_of(GOOD_ROWS[1:], "shrinking.csv")
    done = batch(rows, tmp_path / "out", github)
    assert done.returncode == 2 and "not in the list: 'ada'; use another folder" in done.stderr
    assert (tmp_path / "out" / "scorecards" / "ada.json").exists()


# -- a full disk ---------------------------------------------------------------------------------------


def test_a_full_disk_ends_it_in_order_and_it_goes_on_later(
    good: Path, github: GitHub, expected: dict[str, bytes], tmp_path: Path
) -> None:
    # No file may be as large as a scorecard.
    words = ("batch", str(good), "-o", str(tmp_path / "out"))
    done = in_a_shell('ulimit -f 8; exec "$@"', *words, GITHUB_API_URL=github.api)
    assert done.returncode == MACHINE, done.stderr
    assert done.stderr == "Error: a file would be larger than the limit on this machine (ulimit -f)\n"
    assert [path.name for path in (tmp_path / "out" / "scorecards").iterdir()] == []
    assert batch(good, tmp_path / "out", github).returncode == 0
    assert results(tmp_path / "out") == expected


def test_a_small_disk_ends_it_in_order(good: Path, github: GitHub, small_disk: Path) -> None:
    done = batch(good, small_disk / "out", github)
    assert (done.returncode, done.stderr) == (MACHINE, "Error: no space left on the disk\n")
    assert not list(small_disk.rglob(".half*"))


# -- at a terminal -------------------------------------------------------------------------------------


def test_a_terminal_shows_how_far_it_is(good: Path, hanging: GitHub, tmp_path: Path) -> None:
    words = ("batch", str(good), "-o", str(tmp_path / "out"))
    with on_a_terminal(*words, streams=("stderr",), GITHUB_API_URL=hanging.api) as session:
        shown = session.until("2/3")
        assert "candidates" in shown and "a second" in session.until("left") and "0 failed" in shown
        session.press_ctrl_c()
        assert session.finish() == 130
    assert len(list((tmp_path / "out" / "scorecards").iterdir())) == 2
