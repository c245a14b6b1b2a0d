"""`from analyzer import scan` in programs of other people, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import RUN_SECONDS, repo_evidence, variables
from tests.support.repositories import CommitSpec, build_repository

ADA = "Ada Example <ada@example.com>"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    commits = [
        CommitSpec({"price.py": "def price() -> int:\n    return 1\n", "README.md": "# Shop\n"}, author=ADA),
        CommitSpec({"test_price.py": "import price\n\ndef test_it():\n    assert price.price() == 1\n"}),
    ]
    return build_repository(tmp_path_factory.mktemp("api") / "shop", commits)


def ran(script: Path | str, *arguments: object, **environment: str) -> str:
    """What a program prints: a file, or text that is typed into the interpreter as a notebook's kernel does."""
    started, typed = (["-"], script) if isinstance(script, str) else ([str(script)], "")
    done = subprocess.run(
        [sys.executable, *started, *map(str, arguments)],
        input=typed,
        env=variables(**environment),
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


UNGUARDED = """
import sys
from analyzer import Scorecard, scan
print("once", file=sys.stdout)
card = scan(sys.argv[1], identities="ada@example.com", jobs=1)
sys.stdout.write(card.to_json())
"""


def test_a_script_without_a_guard_scans_once_and_gets_what_the_command_writes(
    shop: Path, tmp_path: Path
) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(UNGUARDED)
    first, _, text = ran(script, shop).partition("\n")
    command = repo_evidence("scan", str(shop), "--identity", "ada@example.com", "-f", "json")
    assert (first, text) == ("once", command.stdout)


EVERYWHERE = """
import asyncio, multiprocessing, pickle, sys, threading
from analyzer import ScanError, Scorecard, scan

def assess(path):
    return scan(path, jobs=1)

def in_a_process(path, answers):
    assert multiprocessing.current_process().daemon
    answers.put(assess(path))

def alone(context, path):
    answers = context.Queue()
    process = context.Process(target=in_a_process, args=(path, answers), daemon=True)
    process.start()
    card = answers.get(timeout=100)
    process.join()
    return card

async def at_once(path):
    return await asyncio.gather(*(asyncio.to_thread(assess, path) for _ in range(2)))

if __name__ == "__main__":
    path, cards = sys.argv[1], {}
    thread = threading.Thread(target=lambda: cards.update(thread=assess(path)))
    thread.start()
    thread.join()
    cards["asyncio"], cards["asyncio again"] = asyncio.run(at_once(path))
    # A child that was forked after a scan may not use its parent's server.
    cards["forked"] = alone(multiprocessing.get_context("fork"), path)
    cards["spawned"] = alone(multiprocessing.get_context("spawn"), path)
    assert all(card == cards["thread"] for card in cards.values()), cards
    assert pickle.loads(pickle.dumps(cards["thread"])) == cards["thread"]
    print(*sorted(cards), sep=";")
"""


def test_threads_an_event_loop_and_daemonic_processes_get_the_same_scorecard(
    shop: Path, tmp_path: Path
) -> None:
    script = tmp_path / "everywhere.py"
    script.write_text(EVERYWHERE)
    assert ran(script, shop) == "asyncio;asyncio again;forked;spawned;thread\n"


TYPED = """
import sys
from analyzer import scan, UnresolvedTarget
told = []
card = scan(sys.argv[1], jobs=1, progress=told.append)
print("<table>" in card._repr_html_(), told)
try:
    scan(sys.argv[1] + "-gone")
except UnresolvedTarget as error:
    print(error)
assert not any(name == "pandas" for name in sys.modules)
"""


def test_what_is_typed_into_a_notebook_works(shop: Path) -> None:
    shown, why = ran(TYPED, shop).splitlines()
    assert shown == "True ['1 repository to read', '1 of 1: shop: assessed']"
    assert "shop-gone' does not exist" in why


LEFT = """
import os, sys
from analyzer import scan
try:
    scan(sys.argv[1], jobs=1, progress=[].index)
except ValueError as error:
    print(error)
try:
    scan(sys.argv[1], timeout=0)
except ValueError as error:
    print(type(error).__name__, error)
"""


def test_what_the_callers_own_function_raises_arrives_as_it_is(shop: Path, tmp_path: Path) -> None:
    own, ours = ran(LEFT, shop, TMPDIR=str(tmp_path)).splitlines()
    assert own == "'1 repository to read' is not in list"
    assert ours == "BadArgument timeout must be at least 1 second"
    assert list(tmp_path.iterdir()) == []


TIDY = "import sys, analyzer; print(sorted(set(sys.modules) & {'analyzer.api', 'rich', 'click', 'typing'}))"
LIGHT = (
    "import sys; from analyzer import Scorecard, scan;"
    "print(sorted(set(sys.modules) & {'pandas', 'rich', 'click', 'github', 'analyzer.engine.pipeline'}))"
)


@pytest.mark.parametrize("program", [TIDY, LIGHT])
def test_importing_is_cheap(program: str) -> None:
    assert ran(f"{program}\n").strip() == "[]"


def test_modules_beside_a_notebook_are_found_by_an_absolute_path(tmp_path: Path) -> None:
    (tmp_path / "own_module.py").write_text("value = 1\n")
    program = (
        f"import os, sys; os.chdir({os.fspath(tmp_path)!r})\nimport analyzer\n"
        "sys.path.append(os.getcwd())\nimport own_module\nprint(own_module.value)\n"
    )
    assert ran(program) == "1\n"


def test_a_frame_of_a_stored_scorecard_is_that_of_the_scan(shop: Path, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    stored = repo_evidence("scan", str(shop), "-f", "json").stdout
    (tmp_path / "card.json").write_text(stored)
    program = (
        "import sys\nfrom analyzer import Scorecard\ncard = Scorecard.from_json(open(sys.argv[1]).read())\n"
        "frame = card.to_frame()\nprint(frame.shape[0], frame['name'][0], frame['signal_tests'][0])\n"
    )
    level = json.loads(stored)["repositories"][0]["signals"]["tests"]["level"]
    assert ran(program, tmp_path / "card.json") == f"1 shop {level}\n"
