"""The file of the cache: whatever happens to it, values are as they were written or not there at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.store.database import TABLES_VERSION, Database
from analyzer.store.folder import DATABASE, CacheProblem, clear_folder, default_folder

LIMIT = 1024 * 1024
KEY = b"k" * 32


def keep(folder: Path, **values: bytes) -> None:
    database = Database(folder, LIMIT)
    for name, value in values.items():
        database.put("layer", name.encode(), b"", value)
    database.close()


def kept(folder: Path, name: str) -> bytes | None:
    database = Database(folder, LIMIT)
    found = database.get("layer", name.encode())
    database.close()
    return found[0][1] if found else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_what_was_kept_is_found_by_another_process_and_nobody_else_can_look(folder: Path) -> None:
    keep(folder, a=b"one")
    assert kept(folder, "a") == b"one"
    assert kept(folder, "b") is None
    modes = {each.name: each.stat().st_mode & 0o777 for each in (folder, folder / DATABASE)}
    assert modes == {"cache": 0o700, DATABASE: 0o600}


def test_what_was_not_used_for_longest_goes_first(folder: Path) -> None:
    big = os.urandom(LIMIT // 5)
    keep(folder, old=big)
    keep(folder, used=big)
    keep(folder, other=big)
    assert kept(folder, "old") == big
    keep(folder, new=big)
    keep(folder, newer=big)
    keep(folder, newest=big)
    assert [name for name in ("old", "used", "other", "new", "newest") if kept(folder, name)] == [
        "old",
        "new",
        "newest",
    ]
    database = Database(folder, LIMIT)
    assert sum(each.size for each in database.sizes()) <= LIMIT
    database.close()
    assert (folder / DATABASE).stat().st_size < 1.2 * LIMIT


def test_a_value_over_a_quarter_of_the_limit_is_not_kept(folder: Path) -> None:
    keep(folder, huge=os.urandom(LIMIT // 4 + 1), a=b"1")
    assert kept(folder, "huge") is None


def _flip(folder: Path, value: bytes) -> None:
    content = bytearray((folder / DATABASE).read_bytes())
    assert value in content
    content[content.find(value) + 5] ^= 1
    (folder / DATABASE).write_bytes(content)


def test_a_value_that_was_changed_is_not_found(folder: Path) -> None:
    keep(folder, a=b"something to find")
    _flip(folder, zlib.compress(b"something to find", 1))
    assert kept(folder, "a") is None


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"something else " * 1000),
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2 + 100),
    "zeros": lambda path: path.write_bytes(path.read_bytes()[:100] + bytes(path.stat().st_size - 100)),
    "other tables": lambda path: _run(path, "DROP TABLE kept"),
}


def _run(path: Path, statement: str) -> None:
    file = sqlite3.connect(path)
    file.execute(statement)
    file.commit()
    file.close()


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_said_to_be_and_made_anew(folder: Path, damage: Callable[[Path], object]) -> None:
    keep(folder, **{f"n{number}": os.urandom(20_000) for number in range(10)})
    damage(folder / DATABASE)
    problems = []
    for _ in range(3):
        try:
            keep(folder, a=b"1")
            assert kept(folder, "a") == b"1"
        except CacheProblem as problem:
            problems.append(str(problem))
    assert len(problems) <= 1
    assert kept(folder, "a") == b"1"


def test_after_a_problem_nothing_is_found_or_kept_and_nothing_else_raised(folder: Path) -> None:
    keep(folder, a=b"1")
    (folder / DATABASE).write_bytes(b"something else " * 1000)
    database = Database(folder, LIMIT)
    with pytest.raises(CacheProblem, match="damaged"):
        database.get("layer", b"a")
    assert database.get("layer", b"a") == []
    database.put("layer", b"b", b"", b"2")
    database.close()


def test_a_file_of_another_version_is_left_alone(folder: Path) -> None:
    keep(folder, a=b"1")
    _run(folder / DATABASE, f"PRAGMA user_version = {TABLES_VERSION + 1}")
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(CacheProblem, match="another version"):
        kept(folder, "a")
    assert (folder / DATABASE).read_bytes() == before


def test_a_file_that_somebody_locks_is_not_waited_for_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, a=b"1")
    monkeypatch.setattr("analyzer.store.database.WAIT_SECONDS", 0.05)
    other = sqlite3.connect(folder / DATABASE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert kept(folder, "a") == b"1", "readers do not wait for a writer"
    with pytest.raises(CacheProblem, match="locked"):
        keep(folder, b=b"2")
    other.execute("ROLLBACK")
    other.close()
    keep(folder, b=b"2")
    assert kept(folder, "b") == b"2"


def test_the_folder_may_be_removed_while_it_is_used(folder: Path) -> None:
    keep(folder, a=b"1")
    database = Database(folder, LIMIT)
    assert database.get("layer", b"a")
    database.put("layer", b"b", b"", b"2")
    clear_folder(folder)
    assert list(folder.iterdir()) == []
    database.close()
    keep(folder, c=b"3")
    assert kept(folder, "c") == b"3"
    database = Database(folder, LIMIT)
    database.put("layer", b"b", b"", b"2")
    shutil.rmtree(folder)
    database.close()
    assert kept(folder, "b") == b"2"


def test_a_folder_of_somebody_elses_things_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    tmp_path.chmod(0o755)
    with pytest.raises(CacheProblem, match="other users"):
        keep(tmp_path, a=b"1")
    assert [each.name for each in tmp_path.iterdir()] == ["letters.txt"]
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheProblem, match="not a folder"):
        keep(tmp_path / "file", a=b"1")


def test_clearing_leaves_what_is_not_ours(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "letters.txt").write_text("dear")
    keep(tmp_path, a=b"1")
    clear_folder(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["letters.txt"]
    clear_folder(tmp_path / "none")


_WRITER = """
import sys
from pathlib import Path
from analyzer.store.database import Database
for turn in range(10):
    database = Database(Path(sys.argv[1]), 200_000)
    for number in range(20):
        name = f"{number}".encode()
        for _part, value in database.get("layer", name):
            assert value == name * 500, value
        database.put("layer", name, b"", name * 500)
    database.close()
"""


def test_several_processes_do_each_other_no_harm(folder: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", _WRITER, str(folder)]) for _ in range(4)]
    assert [each.wait() for each in processes] == [0] * 4
    database = Database(folder, 200_000)
    assert all(database.get("layer", f"{number}".encode()) for number in range(20))
    database.close()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/repo-evidence"),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "/h"),
        ({"HOME": "/h"}, "/h"),
    ],
)
def test_the_default_is_the_users_own_folder_for_caches(variables: dict[str, str], expected: str) -> None:
    found = default_folder(variables)
    assert found.name == "repo-evidence"
    assert str(found).startswith(expected)


@pytest.mark.parametrize("variables", [{}, {"HOME": "h"}, {"XDG_CACHE_HOME": "x"}])
def test_without_a_home_there_is_no_default(variables: dict[str, str]) -> None:
    with pytest.raises(CacheProblem):
        default_folder(variables)


def test_what_is_removed_is_nowhere_in_the_file(folder: Path) -> None:
    keep(folder, a=b"secret" * 9, b=os.urandom(9000), c=b"another")
    before = zlib.compress(b"secret" * 9, 1)
    assert any(before in each.read_bytes() for each in folder.iterdir())
    database = Database(folder, LIMIT)
    assert database.remove("layer", lambda content: b"secret" in content) == 1
    database.close()
    assert not any(before in each.read_bytes() for each in folder.iterdir())
    assert (kept(folder, "a"), kept(folder, "c")) == (None, b"another")
