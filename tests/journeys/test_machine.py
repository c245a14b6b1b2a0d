"""What the machine may lack: git, room for temporary files, open files, memory, a home, a language.

Each case is what somebody types in a shell.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import document, in_a_shell, repo_evidence, rows
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository
from tests.support.shop import FULL, MACHINE, SCAN, expected, home, small_disk

__all__ = ["expected", "home", "small_disk"]

# -- git -----------------------------------------------------------------------------------------------

WANTED = "Error: git 2.32 or newer is required, but "


@pytest.mark.parametrize(
    ("git", "said"),
    [
        (None, "none was found on the PATH"),
        ("echo git version 2.31.8", "the one on the PATH is 2.31"),
        ("echo git version 1.8.3.1", "the one on the PATH is 1.8"),
        (
            "echo 'xcrun: error: invalid active developer path'",
            "the one on the PATH does not report its version",
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
    said = rf"warning: the folder for temporary files '{place}' is not writable; using '/tmp' instead" + "\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, said)


# Everything is read-only but the current directory, in a view of the file system that only this run has.
READ_ONLY = """
exec unshare --map-root-user --mount sh -c '
    for each in /tmp /var/tmp; do mount --bind $each $each && mount -o remount,ro,bind $each || exit 99; done
    mount -t tmpfs none "$0" && cd "$0" || exit 99
    "$@"; code=$?; ls -A; exit $code
' "$PLACE" "$@"
"""


def test_temporary_files_never_go_to_the_current_directory(home: Path, tmp_path: Path) -> None:
    """Where nothing else can be written the standard library takes that, and it may be a repository."""
    # Where others mount too, a mount is refused now and then.
    for _attempt in range(5):
        done = in_a_shell(READ_ONLY, "scan", str(home / "shop"), cold=True, PLACE=str(tmp_path))
        if done.returncode not in (1, 99):
            break
    else:
        pytest.skip("this machine gives nobody a view of the file system of their own")
    said = "Error: no folder for temporary files is writable; set TMPDIR to a writable one\n"
    assert (done.returncode, done.stdout, done.stderr) == (MACHINE, "", said)


@pytest.mark.parametrize("place", ["/tmp", "/var/tmp"])
def test_who_stands_where_the_system_keeps_temporary_files_can_scan(
    place: str, home: Path, expected: str
) -> None:
    done = in_a_shell(f'cd {place} && exec "$@"', "scan", str(home / "shop"), *SCAN[2:], folder=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == expected.count("\n")


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
    assert "is not writable; using '/tmp' instead" in done.stderr


@pytest.mark.parametrize("name", ["new\nline", "x" * 200, "-rf", 'quo"te', "%s {}"])
def test_any_name_of_a_temporary_folder_will_do(name: str, home: Path, expected: str, tmp_path: Path) -> None:
    place = tmp_path / name
    place.mkdir()
    done = in_a_shell('exec "$@"', *SCAN, folder=home, TMPDIR=str(place))
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
    assert list(place.iterdir()) == []


def test_a_disk_too_small_for_a_clone_is_a_row_with_that_reason(small_disk: Path, tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(200_000).hex()
    path = build_repository(tmp_path / "r.git", [CommitSpec({"noise.py": f"x = '{noise}'\n"})], bare=True)
    with serve_github(World((Account("ada"),), (Repository("ada", "large", path=path),))) as github:
        done = repo_evidence(
            "scan", "ada/large", "-f", "json", GITHUB_API_URL=github.api, TMPDIR=str(small_disk)
        )
    assert done.returncode == 3
    problem = rows(document(done.stdout))["ada/large"]["problem"]
    assert problem in ("there is no space left for the clone", f"it could not be opened: {FULL}")
    assert str(small_disk) not in done.stdout + done.stderr
    assert list(small_disk.iterdir()) == []


# -- the current directory -----------------------------------------------------------------------------

GONE = 'mkdir gone; cd gone; rmdir ../gone; exec "$@"'
GOING = (
    'mkdir gone; cd gone; "$@" & while ! ls -d ../t/*/* 2>/dev/null; do :; done >&2; rmdir ../gone; wait $!'
)


def test_a_current_directory_that_was_deleted_matters_to_relative_names_only(
    home: Path, expected: str, tmp_path: Path
) -> None:
    whole = ("scan", str(home / "shop"), "-f", "json")
    done = in_a_shell(GONE, *whole, folder=tmp_path, cold=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
    done = in_a_shell(
        GONE, "scan", "shop", "-f", "json", folder=tmp_path, GITHUB_API_URL="http://127.0.0.1:1"
    )
    assert (done.returncode, done.stdout) == (4, "")
    done = in_a_shell(GONE, *whole, "-o", "shop.json", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: cannot write 'shop.json': invalid file name; choose another file with -o\n"


@pytest.mark.parametrize(("output", "code"), [(None, 0), ("shop.json", MACHINE)])
def test_a_current_directory_that_is_deleted_during_the_work(
    output: str | None, code: int, home: Path, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "t").mkdir()
    arguments = ("scan", str(home / "shop"), "-f", "json", *(("-o", output) if output else ()))
    done = in_a_shell(GOING, *arguments, folder=tmp_path, TMPDIR=str(tmp_path / "t"))
    assert (done.returncode, done.stdout) == (code, expected if output is None else "")
    said = "Error: the result could not be written to 'shop.json': No such file or directory\n"
    assert (said in done.stderr) is (output is not None), done.stderr


# -- limits of the machine -----------------------------------------------------------------------------


@pytest.mark.parametrize("files", [64, 32])
def test_few_open_files_are_enough(files: int, home: Path, expected: str) -> None:
    done = in_a_shell(f'ulimit -n {files}; exec "$@"', *SCAN, folder=home, cold=files == 32)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


@pytest.mark.parametrize(("files", "jobs", "needed"), [(31, 2, 32), (12, 1, 28), (8, 64, 280)])
def test_too_few_open_files_are_said(files: int, jobs: int, needed: int, home: Path) -> None:
    done = in_a_shell(f'ulimit -n {files}; exec "$@"', *SCAN, "--jobs", str(jobs), folder=home)
    words = f"Error: {needed} open files are required, but only {files} are allowed (ulimit -n)\n"
    assert (done.returncode, done.stdout, done.stderr) == (MACHINE, "", words)


def test_a_limit_of_open_files_that_may_be_raised_is(home: Path, expected: str) -> None:
    done = in_a_shell('ulimit -S -n 12; exec "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


@pytest.mark.parametrize("kilobytes", [4_000_000, 500_000])
def test_a_smaller_address_space_than_ours_is_kept(kilobytes: int, home: Path, expected: str) -> None:
    done = in_a_shell(f'ulimit -v {kilobytes}; exec "$@"', *SCAN, folder=home, cold=kilobytes == 500_000)
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
    # A language and an encoding are settled while an interpreter starts.
    done = in_a_shell(f'exec env {variables} "$@"', *SCAN, folder=home, cold="HOME" not in variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_what_programs_read_is_utf_8_and_a_terminal_has_the_letters_it_has(home: Path) -> None:
    ascii_only = 'exec env LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 "$@"'
    page = in_a_shell(ascii_only, "scan", "shop", "-f", "html", folder=home, cold=True)
    assert page.stdout == in_a_shell('exec "$@"', "scan", "shop", "-f", "html", folder=home).stdout
    assert not page.stdout.isascii()
    report = in_a_shell(ascii_only, "scan", "shop", folder=home, cold=True)
    assert (report.returncode, report.stderr) == (0, "")
    assert report.stdout.isascii()


@pytest.fixture(scope="module")
def usual(home: Path) -> str:
    """The report of `shop` where nothing says how wide it is."""
    return repo_evidence("scan", str(home / "shop")).stdout


def test_a_width_is_kept_to(home: Path, usual: str) -> None:
    assert repo_evidence("scan", str(home / "shop"), COLUMNS="60").stdout != usual


@pytest.mark.parametrize("columns", ["0", "-1", "nonsense", "²", "19", "99999999999"])
def test_a_width_that_is_none_is_the_usual_one(columns: str, home: Path, usual: str) -> None:
    done = repo_evidence("scan", str(home / "shop"), COLUMNS=columns, LINES=columns)
    assert (done.returncode, done.stdout, done.stderr) == (0, usual, "")


def test_somebody_without_a_name_on_this_machine_may_scan(home: Path, expected: str) -> None:
    nobody = 'exec unshare --user --map-user=12345 --map-group=12345 "$@"'
    if subprocess.run(["unshare", "--user", "--map-user=12345", "true"], check=False).returncode != 0:
        pytest.skip("this machine lets nobody be somebody else")
    done = in_a_shell(nobody, *SCAN, folder=home, cold=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
