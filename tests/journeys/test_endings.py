"""Streams and files that take no result: a run then ends with a sentence and a documented code.

Each case is what somebody types in a shell.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, in_a_shell, repo_evidence, variables
from tests.support.shop import FULL, MACHINE, SCAN, expected, home, small_disk

__all__ = ["expected", "home", "small_disk"]

# Not every system has a device that is always full.
pytestmark = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no device /dev/full")

# -- standard streams ----------------------------------------------------------------------------------

CLOSED = (
    "Error: standard output is closed, so the result cannot be written there; use -o to write to a file\n"
)
NO_SPACE = "Error: the result could not be written to standard output: No space left on device\n"


ALL_CLOSED = 'exec "$@" <&- >&- 2>&-'


@pytest.mark.parametrize(
    ("script", "arguments", "code", "said"),
    [
        ('exec "$@" >&-', SCAN, MACHINE, CLOSED),
        (ALL_CLOSED, SCAN, MACHINE, ""),
        ('exec "$@" >/dev/full', SCAN, MACHINE, NO_SPACE),
        ('exec "$@" >/dev/full', ("scan", "shop"), MACHINE, NO_SPACE),
        ('exec "$@" >/dev/full', ("checks",), MACHINE, NO_SPACE),
        ('exec "$@" >/dev/full', ("rubrics",), MACHINE, NO_SPACE),
        ('exec "$@" >/dev/full', ("--help",), MACHINE, NO_SPACE),
        ('exec "$@" >/dev/full', ("--version",), MACHINE, NO_SPACE),
        # The gravest code wins: nobody can read what the gate is about.
        ('exec "$@" >/dev/full', (*SCAN, "--fail-under", "100"), MACHINE, NO_SPACE),
        ('exec "$@" >&- 2>/dev/full', SCAN, MACHINE, ""),
        ('exec "$@" 2>&-', ("scan", "missing"), 4, ""),
        ('exec "$@" 2>/dev/full', ("scan", "missing"), 4, ""),
        ('exec "$@" 2>/dev/full', ("scan",), 2, ""),
    ],
)
def test_a_result_that_nobody_takes_is_never_done(
    script: str, arguments: tuple[str, ...], code: int, said: str, home: Path
) -> None:
    done = in_a_shell(script, *arguments, folder=home, cold=script == ALL_CLOSED)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


@pytest.mark.parametrize("script", ['exec "$@" 2>&-', 'exec "$@" 2>/dev/full', 'exec "$@" <&- 2>&-'])
def test_remarks_that_nobody_takes_change_nothing(script: str, home: Path, expected: str) -> None:
    assert in_a_shell(script, *SCAN, folder=home).stdout == expected
    done = in_a_shell(script, *SCAN, "--fail-under", "100", folder=home)
    assert (done.returncode, done.stdout) == (5, expected)


def test_with_every_stream_closed_the_result_goes_where_it_was_asked_to(
    home: Path, expected: str, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in (home / "shop").rglob("*") if path.is_file()}
    result = tmp_path / "shop.json"
    done = in_a_shell(
        ALL_CLOSED, *SCAN, "-o", str(result), "--require", "tests:present", folder=home, cold=True
    )
    assert done.returncode == 5
    assert result.read_text() == expected
    assert {path: path.read_bytes() for path in (home / "shop").rglob("*") if path.is_file()} == before


def test_a_pipe_that_must_not_be_waited_for_gets_the_whole_result(home: Path, expected: str) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with subprocess.Popen(
        [*COMMAND, *SCAN[:-2], "--as-of", "2999-01-01", "-f", "html"],
        env=variables(),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=writer,
    ) as process:
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            assert stream.read().decode().rstrip().endswith("</html>")
    assert process.returncode == 0


# -- files ---------------------------------------------------------------------------------------------


def test_a_device_is_written_to_and_stays_one(home: Path, expected: str, tmp_path: Path) -> None:
    """Each is a name of ours, so that a mistake here replaces nothing of the system's."""
    full, stdout = tmp_path / "full", tmp_path / "stdout"
    full.symlink_to("/dev/full")
    stdout.symlink_to("/dev/fd/1")
    done = in_a_shell('exec "$@"', *SCAN, "-o", str(full), folder=home)
    assert (done.returncode, done.stderr) == (
        MACHINE,
        f"Error: the result could not be written to '{full}': {FULL}\n",
    )
    assert full.is_char_device() and full.is_symlink()
    assert in_a_shell('"$@" | cat', *SCAN, "-o", str(stdout), folder=home).stdout == expected
    assert in_a_shell('exec "$@" 3>&1 | cat', *SCAN, "-o", "/dev/fd/3", folder=home).stdout == expected


def test_standard_output_by_its_name_is_what_it_is(home: Path, expected: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    done = in_a_shell(f'exec "$@" >>{log}', *SCAN, "-o", "/dev/stdout", folder=home)
    assert (done.returncode, log.read_text()) == (0, "before\n" + expected)


def test_a_named_pipe_gets_the_result(home: Path, expected: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = in_a_shell(f'cat {pipe} & "$@" && wait', *SCAN, "-o", str(pipe), folder=home)
    assert (done.returncode, done.stdout) == (0, expected)
    assert pipe.is_fifo()


def test_a_link_to_a_result_stays_one(home: Path, expected: str, tmp_path: Path) -> None:
    link = tmp_path / "latest.json"
    link.symlink_to("first.json")
    assert in_a_shell('exec "$@"', *SCAN, "-o", str(link), folder=home).returncode == 0
    assert link.is_symlink() and (tmp_path / "first.json").read_text() == expected


# Python would leave half a file of byte code behind, and stumble over it in every later run.
LITTLE = "export PYTHONDONTWRITEBYTECODE=1; ulimit -f 1;"


def test_a_file_over_the_limit_is_not_written_by_half(home: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "shop.json"
    earlier.write_text("earlier")
    done = in_a_shell(f'{LITTLE} exec "$@"', *SCAN, "-o", str(earlier), folder=home)
    why = "a file would be larger than the limit on this machine (ulimit -f)"
    assert (done.returncode, done.stderr) == (
        MACHINE,
        f"Error: the result could not be written to '{earlier}': {why}\n",
    )
    assert [(path, path.read_text()) for path in tmp_path.iterdir()] == [(earlier, "earlier")]
    to_stdout = in_a_shell(f'{LITTLE} exec "$@" >{tmp_path}/out', *SCAN, folder=home)
    assert (to_stdout.returncode, to_stdout.stderr.count("\n")) == (MACHINE, 1)


def test_a_full_disk_keeps_what_was_there(home: Path, small_disk: Path) -> None:
    (small_disk / "earlier").write_bytes(b"x" * 60_000)
    output = small_disk / "shop.html"
    done = in_a_shell('exec "$@"', "scan", "shop", "-f", "html", "-o", str(output), folder=home)
    assert (done.returncode, done.stderr) == (
        MACHINE,
        f"Error: the result could not be written to '{output}': {FULL}\n",
    )
    assert [path.name for path in small_disk.iterdir()] == ["earlier"]


@pytest.mark.parametrize("output", ["x\0y", "x" * 300, "loop"])
def test_what_can_be_no_file_is_said_before_the_work(output: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    done = repo_evidence("scan", str(home / "shop"), "-o", str(tmp_path / output.replace("\0", "/no/")))
    assert done.returncode == 2 and done.stderr.startswith("Error: cannot write '"), done.stderr
