"""What the machine may lack, and how a run then ends: with a sentence, a documented code and nothing lost.

Each case is what somebody types in a shell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, document, in_a_shell, repo_evidence, rows, variables
from tests.support.repositories import CommitSpec, build_repository

MACHINE = 74
AUTHOR = "Zoë <zoe@example.com>"
SCAN = ("scan", "shop", "-f", "json")
FULL = "there is no space left on the disk"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the repository `shop` in it."""
    folder = tmp_path_factory.mktemp("home")
    build_repository(folder / "shop", [CommitSpec({"shop/price.py": "x = 1\n"}, author=AUTHOR)])
    return folder


@pytest.fixture(scope="module")
def expected(home: Path) -> str:
    """What a scan of `shop` writes where nothing is lacking."""
    done = in_a_shell('exec "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(document(done.stdout))["shop"]["assessed"] is True
    return done.stdout


# -- standard streams ----------------------------------------------------------------------------------

CLOSED = "Error: standard output is closed, and the result has to go there; give a file with -o\n"
NO_SPACE = "Error: the result could not be written to standard output: No space left on device\n"


@pytest.mark.parametrize(
    ("script", "arguments", "code", "said"),
    [
        ('exec "$@" >&-', SCAN, MACHINE, CLOSED),
        ('exec "$@" <&- >&- 2>&-', SCAN, MACHINE, ""),
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
    done = in_a_shell(script, *arguments, folder=home)
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
        'exec "$@" <&- >&- 2>&-', *SCAN, "-o", str(result), "--require", "tests:present", folder=home
    )
    assert done.returncode == 5
    assert result.read_text() == expected
    assert {path: path.read_bytes() for path in (home / "shop").rglob("*") if path.is_file()} == before


def test_a_pipe_that_must_not_be_waited_for_gets_the_whole_result(home: Path, expected: str) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with subprocess.Popen(
        [*COMMAND, *SCAN, "--as-of", "2999-01-01", "-f", "html"],
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


def test_a_file_over_the_limit_is_not_written_by_half(home: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "shop.json"
    earlier.write_text("earlier")
    done = in_a_shell('ulimit -f 1; exec "$@"', *SCAN, "-o", str(earlier), folder=home)
    why = "a file would be larger than the limit on this machine (ulimit -f)"
    assert (done.returncode, done.stderr) == (
        MACHINE,
        f"Error: the result could not be written to '{earlier}': {why}\n",
    )
    assert [(path, path.read_text()) for path in tmp_path.iterdir()] == [(earlier, "earlier")]
    to_stdout = in_a_shell(f'ulimit -f 1; exec "$@" >{tmp_path}/out', *SCAN, folder=home)
    assert (to_stdout.returncode, to_stdout.stderr.count("\n")) == (MACHINE, 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False)
    if made.returncode != 0:
        pytest.skip("a small file system can be mounted by root only")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


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


# -- git -----------------------------------------------------------------------------------------------

WANTED = "Error: git 2.32 or newer is needed, and "


@pytest.mark.parametrize(
    ("git", "said"),
    [
        (None, "none was found on the PATH"),
        ("echo git version 2.31.8", "the one on the PATH is 2.31"),
        ("echo git version 1.8.3.1", "the one on the PATH is 1.8"),
        (
            "echo 'xcrun: error: invalid active developer path'",
            "the one on the PATH does not say its version",
        ),
        ("exit 1", "the one on the PATH does not start"),
    ],
)
@pytest.mark.parametrize("target", ["shop", "octocat"])
def test_a_git_that_will_not_do_is_named_before_anything_is_scanned(
    git: str | None, said: str, target: str, home: Path, tmp_path: Path
) -> None:
    if git is not None:
        program = tmp_path / "git"
        program.write_text(f"#!/bin/sh\n{git}\n")
        program.chmod(0o755)
    # Nobody listens at that address: whoever asked there first would be told so.
    done = in_a_shell(
        'exec "$@"', "scan", target, folder=home, PATH=str(tmp_path), GITHUB_API_URL="http://127.0.0.1:1"
    )
    assert (done.returncode, done.stdout, done.stderr) == (MACHINE, "", f"{WANTED}{said}\n")


@pytest.mark.parametrize("version", ["2.32.0", "2.39.3 (Apple Git-145)", "2.55.0.rc1", "3.0"])
def test_a_git_that_is_new_enough_is_used(version: str, home: Path, expected: str, tmp_path: Path) -> None:
    program = tmp_path / "git"
    real = shutil.which("git")
    program.write_text(
        f'#!/bin/sh\nif test "$1" = --version; then echo \'git version {version}\'; else exec {real} "$@"; fi\n'
    )
    program.chmod(0o755)
    assert in_a_shell('exec "$@"', *SCAN, folder=home, PATH=f"{tmp_path}:/bin").stdout == expected


# -- temporary files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["missing", "file", "/proc"])
def test_a_temporary_folder_that_cannot_be_written_is_said_and_another_used(
    folder: str, home: Path, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / folder
    done = in_a_shell('exec "$@"', *SCAN, folder=home, TMPDIR=str(place))
    said = rf"warning: the folder for temporary files '{place}' cannot be written; '/tmp' is used" + "\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, said)


# Everything is read-only but the current directory, in a view of the file system that only this run has.
READ_ONLY = """
exec unshare --map-root-user --mount sh -c '
    for each in /tmp /var/tmp; do mount --bind $each $each && mount -o remount,ro,bind $each; done
    mount -t tmpfs none "$0" && cd "$0" && "$@"; code=$?; ls -A; exit $code
' "$PLACE" "$@"
"""


def test_temporary_files_never_go_to_the_current_directory(home: Path, tmp_path: Path) -> None:
    """Where nothing else can be written the standard library takes that, and it may be a repository."""
    done = in_a_shell(READ_ONLY, "true", PLACE=str(tmp_path))
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this machine gives nobody a view of the file system of their own")
    done = in_a_shell(READ_ONLY, "scan", str(home / "shop"), PLACE=str(tmp_path))
    said = "Error: no folder for temporary files can be written; set TMPDIR to one that can\n"
    assert (done.returncode, done.stdout, done.stderr) == (MACHINE, "", said)


def test_a_full_temporary_folder_is_said_and_another_used(
    home: Path, expected: str, small_disk: Path
) -> None:
    for name in ("large", "small"):
        try:
            (small_disk / name).write_bytes(b"x" * 60_000)
        except OSError:
            continue
    done = in_a_shell('exec "$@"', *SCAN, folder=home, TMPDIR=str(small_disk))
    assert (done.returncode, done.stdout) == (0, expected)
    assert "cannot be written; '/tmp' is used" in done.stderr


@pytest.mark.parametrize("name", ["new\nline", "x" * 200, "-rf", 'quo"te', "%s {}"])
def test_any_name_of_a_temporary_folder_will_do(name: str, home: Path, expected: str, tmp_path: Path) -> None:
    place = tmp_path / name
    place.mkdir()
    done = in_a_shell('exec "$@"', *SCAN, folder=home, TMPDIR=str(place))
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
    assert list(place.iterdir()) == []


# -- limits of the machine -----------------------------------------------------------------------------


@pytest.mark.parametrize("files", [64, 32])
def test_few_open_files_are_enough(files: int, home: Path, expected: str) -> None:
    done = in_a_shell(f'ulimit -n {files}; exec "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


@pytest.mark.parametrize(("files", "jobs", "needed"), [(31, 2, 32), (12, 1, 28), (8, 64, 280)])
def test_too_few_open_files_are_said(files: int, jobs: int, needed: int, home: Path) -> None:
    done = in_a_shell(f'ulimit -n {files}; exec "$@"', *SCAN, "--jobs", str(jobs), folder=home)
    words = f"Error: {needed} open files are needed at once, and {files} are allowed (ulimit -n)\n"
    assert (done.returncode, done.stdout, done.stderr) == (MACHINE, "", words)


def test_a_limit_of_open_files_that_may_be_raised_is(home: Path, expected: str) -> None:
    done = in_a_shell('ulimit -S -n 12; exec "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


@pytest.mark.parametrize("kilobytes", [4_000_000, 500_000])
def test_a_smaller_address_space_than_ours_is_kept(kilobytes: int, home: Path, expected: str) -> None:
    done = in_a_shell(f'ulimit -v {kilobytes}; exec "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


# -- the environment -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variables",
    [
        "HOME=/nonexistent", "HOME=/proc", "HOME=", "-u HOME",
        "LANG=C", "LC_ALL=tlh_KX.latin1", "PYTHONIOENCODING=latin-1",
        "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0",
    ],
)  # fmt: skip
def test_home_and_language_change_no_byte(variables: str, home: Path, expected: str) -> None:
    done = in_a_shell(f'exec env {variables} "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_what_programs_read_is_utf_8_and_a_terminal_has_the_letters_it_has(home: Path) -> None:
    ascii_only = 'exec env LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 "$@"'
    page = in_a_shell(ascii_only, "scan", "shop", "-f", "html", folder=home)
    assert page.stdout == in_a_shell('exec "$@"', "scan", "shop", "-f", "html", folder=home).stdout
    assert not page.stdout.isascii()
    report = in_a_shell(ascii_only, "scan", "shop", folder=home)
    assert (report.returncode, report.stderr) == (0, "")
    assert report.stdout.isascii()


@pytest.mark.parametrize("columns", ["0", "-1", "nonsense", "²", "19", "99999999999"])
def test_a_width_that_is_none_is_the_usual_one(columns: str, home: Path) -> None:
    usual = repo_evidence("scan", str(home / "shop")).stdout
    done = repo_evidence("scan", str(home / "shop"), COLUMNS=columns, LINES=columns)
    assert (done.returncode, done.stdout, done.stderr) == (0, usual, "")
    assert repo_evidence("scan", str(home / "shop"), COLUMNS="60").stdout != usual


def test_somebody_without_a_name_on_this_machine_may_scan(home: Path, expected: str) -> None:
    nobody = 'exec unshare --user --map-user=12345 --map-group=12345 "$@"'
    if subprocess.run(["unshare", "--user", "--map-user=12345", "true"], check=False).returncode != 0:
        pytest.skip("this machine lets nobody be somebody else")
    done = in_a_shell(nobody, *SCAN, folder=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
