"""Nothing of a scanned repository runs, wherever the caller stands and whatever the environment says."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.engine import fork_server
from analyzer.git.process import environment, git_program
from analyzer.import_path import PACKAGE_ROOT, safe_entries
from tests.support.command_line import variables
from tests.support.repositories import CommitSpec, build_repository

# Leaves a mark, takes its folder off the import path and gives way to the module it stands in for.
PAYLOAD = """
import os as _os, sys as _sys
_folder = _os.path.dirname(_os.path.abspath(__file__))
with open(_os.path.join({marks!r}, __name__), "w"):
    pass
_path = _sys.path[:]
_sys.path[:] = [each for each in _path if _os.path.realpath(each or ".") != _os.path.realpath(_folder)]
_sys.modules.pop(__name__, None)
import importlib as _importlib
try:
    _importlib.import_module(__name__)
finally:
    _sys.path[:] = _path
"""
# What libraries import where it is installed, and what a scan imports only for some formats or targets.
OPTIONAL = (
    "chardet",
    "simplejson",
    "brotli",
    "zstandard",
    "socks",
    "pandas",
    "github",
    "git",
    "jinja2",
    "yaml",
)
CONSOLE_SCRIPT = "import sys; from analyzer.cli import main; sys.argv[0] = 'repo-evidence'; main()"


@pytest.fixture(scope="module")
def modules() -> frozenset[str]:
    """The top-level names that a worker has imported, and those it may import later."""
    code = (
        "import sys, analyzer.cli, analyzer.engine.pipeline, analyzer.report.terminal, github;"
        "from analyzer.engine.registry import load_checks; load_checks(); print(*sys.modules)"
    )
    loaded = printed_names("-P", "-c", code)
    assert {"analyzer", "checks", "json", "yaml", "resource", "pickle"} <= loaded
    return frozenset((loaded | set(OPTIONAL) | sys.stdlib_module_names) - {"__main__", "__mp_main__"})


def printed_names(*words: str) -> set[str]:
    """The top-level names among the modules that an interpreter prints."""
    done = subprocess.run(
        [sys.executable, *words], env=variables(), capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


@pytest.fixture
def shadowing(tmp_path: Path, marks: Path, modules: frozenset[str]) -> Path:
    """A repository whose modules stand in for every one that a scan imports.

    Those are in its folder only, where an interpreter would find them: reading hundreds of the same takes long.
    """
    payload = PAYLOAD.format(marks=str(marks))
    files: dict[str, str | bytes | None] = {
        "json.py": payload,
        "sitecustomize.py": payload,
        "usercustomize.py": payload,
        "evil.pth": f"import os; open({str(marks / 'pth')!r}, 'w')\n",
        "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
        "evil-1.0.dist-info/entry_points.txt": "[analyzer.checks]\nevil = evil\n",
        "evil.py": payload,
        "git": f'#!/bin/sh\n: > {marks / "git"}\nexec /usr/bin/git "$@"\n',
        "train.py": "import sklearn\n",
    }
    path = build_repository(tmp_path / "candidate", [CommitSpec(files)])
    (path / "git").chmod(0o755)
    for name in modules:
        (path / f"{name}.py").write_text(payload)
    return path


def started(how: str, tmp_path: Path) -> list[str]:
    """The words that start the command line as its users do."""
    if how == "module":
        return [sys.executable, "-m", "analyzer.cli"]
    if how == "import":
        return [sys.executable, "-c", CONSOLE_SCRIPT]
    script = tmp_path / "bin" / "repo-evidence"
    script.parent.mkdir()
    script.write_text(CONSOLE_SCRIPT)
    return [sys.executable, str(script)]


def scanned_from_inside(
    folder: Path, command: list[str], form: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, "scan", ".", "-f", form],
        cwd=folder,
        env=variables(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# The report of each form imports modules of its own; a page's are the most.
@pytest.mark.parametrize(
    ("how", "form"), [("script", "json"), ("script", "html"), ("module", "html"), ("import", "html")]
)
def test_a_scan_from_inside_a_repository_runs_nothing_of_it(
    how: str, form: str, shadowing: Path, marks: Path, tmp_path: Path
) -> None:
    if how != "script":
        # With `-m` and `-c` Python itself looks for our package in the working directory first.
        (shadowing / "analyzer.py").unlink()
    done = scanned_from_inside(shadowing, started(how, tmp_path), form, {})
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in marks.iterdir()) == []
    assert "candidate" in done.stdout


ENVIRONMENTS = {
    "PYTHONPATH with an empty entry and a relative one": {
        "PYTHONPATH": f"{PACKAGE_ROOT}{os.pathsep}{os.pathsep}.",
        "PYTHONSTARTUP": "json.py",
    },
    "PATH with an empty entry and a relative one": {"PATH": f"{os.pathsep}.{os.pathsep}{os.environ['PATH']}"},
    "programs for git, for editing and for reading": {
        "GIT_DIR": "/nonexistent",
        "GIT_EXEC_PATH": ".",
        "GIT_EXTERNAL_DIFF": "./git",
        "GIT_PAGER": "./git",
        "GIT_EDITOR": "./git",
        "GIT_SSH_COMMAND": "./git",
        "GIT_ASKPASS": "./git",
        "GIT_PROXY_COMMAND": "./git",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": "./git",
        "EDITOR": "./git",
        "VISUAL": "./git",
        "PAGER": "./git",
        "BROWSER": "./git",
        "LESSOPEN": "|./git",
        "SSH_ASKPASS": "./git",
        "SHELL": "./git",
    },
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_callers_environment_leads_nobody_into_the_repository(
    name: str, shadowing: Path, marks: Path, modules: frozenset[str], tmp_path: Path
) -> None:
    if "PYTHONPATH" in ENVIRONMENTS[name]:
        # What Python imports while it starts, before any line of ours, is the caller's affair; so is what it
        # looks for there in vain, the modules of other systems.
        early = printed_names("-c", "import sys; print(*sys.modules, *sys.builtin_module_names)")
        foreign = {
            each for each in modules & sys.stdlib_module_names if importlib.util.find_spec(each) is None
        }
        for each in early | foreign | {"sitecustomize", "usercustomize"}:
            (shadowing / f"{each}.py").unlink(missing_ok=True)
        assert (shadowing / "yaml.py").exists() and (shadowing / "json.py").exists()
    done = scanned_from_inside(shadowing, started("script", tmp_path), "json", ENVIRONMENTS[name])
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in marks.iterdir()) == []


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_only_what_depends_on_the_working_directory_leaves_the_import_path(here: Path) -> None:
    (here / "inside").mkdir()
    (here / "link").symlink_to(here)
    kept = ["/usr/lib/python", str(here / "inside"), PACKAGE_ROOT]
    dropped = ["", ".", "inside", "../x", str(here), str(here / "link"), f"{here}/inside/.."]
    assert safe_entries([*dropped, *kept, *dropped]) == kept


def test_our_own_folder_stays_on_the_import_path_for_those_who_stand_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(PACKAGE_ROOT)
    assert safe_entries([PACKAGE_ROOT, ""]) == [PACKAGE_ROOT]


@pytest.mark.parametrize("name", ["mine.py", "{here}/mine.py"])
def test_a_script_keeps_the_modules_beside_it(here: Path, name: str) -> None:
    (here / "beside.py").write_text("WORD = 'found'\n")
    (here / "mine.py").write_text("import analyzer\nimport beside\nprint(beside.WORD)\n")
    done = subprocess.run(
        [sys.executable, name.format(here=here)], env=variables(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "found\n"


def test_a_deleted_working_directory_is_no_entry_and_no_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os; os.rmdir(os.getcwd()); import analyzer, sys; print('' in sys.path)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=gone, env=variables(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_git_is_found_through_absolute_entries_only(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (here, here / "bin"):
        folder.mkdir(exist_ok=True)
        (folder / "git").write_text("#!/bin/sh\n")
        (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{os.pathsep}.{os.pathsep}bin{os.pathsep}/usr/bin{os.pathsep}/bin")
    assert git_program() in ("/usr/bin/git", "/bin/git")
    assert environment(here)["PATH"] == f"/usr/bin{os.pathsep}/bin"


def test_workers_hear_neither_of_python_nor_of_git_nor_of_tokens() -> None:
    heard = fork_server.scrubbed(
        {"PATH": "/bin", "PYTHONHOME": "x", "GIT_DIR": "x", "GITHUB_TOKEN": "x", "GH_TOKEN": "x"}.items()
    )
    assert heard == {"PATH": "/bin"}


ASKS_A_WORKER = """
import json, signal, sys, tempfile, threading
from pathlib import Path
from analyzer.engine.fork_server import Server
server = Server("tests.support.seen_by_workers:tell", lambda: ("yaml",))
kept = open(sys.argv[1])
signal.signal(signal.SIGTERM, lambda *_: None)
if sys.argv[2] == "thread":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
if sys.argv[2] != "start":
    server.fork()
forked = server._control is not None
import statistics
with tempfile.TemporaryDirectory() as folder, server.channel() as channel:
    worker = channel.start(b"", Path(folder))
    seen = worker.answers.recv()
    channel.end(worker)
print(json.dumps({**seen, "forked": forked}))
"""


@pytest.mark.parametrize(("how", "forked"), [("start", False), ("fork", True), ("thread", False)])
def test_a_server_that_is_a_copy_keeps_nothing_of_the_process_it_was(
    how: str, forked: bool, here: Path
) -> None:
    """Neither a token, an open file, a handler, the place nor what is imported later; threads forbid a copy."""
    (here / "kept").write_text("x")
    told = subprocess.run(
        [sys.executable, "-c", ASKS_A_WORKER, "kept", how],
        cwd=here,
        env={**variables(), "PYTHONPATH": PACKAGE_ROOT, "GITHUB_TOKEN": "secret", "GIT_DIR": "x"},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(told.stdout)
    assert seen["forked"] is forked
    assert not {"GITHUB_TOKEN", "GIT_DIR", "PYTHONPATH"} & set(seen["environment"])
    assert seen["environment"]["PATH"]
    assert not [each for each in seen["files"] if each.endswith("/kept")]
    assert seen["folder"] != str(here)
    assert Path(seen["folder"]).name.startswith("repo-evidence-")
    assert seen["handler"] is True
    assert seen["group"] != os.getpgrp()
    assert str(here) not in seen["path"]
    assert {"yaml", "statistics"} & set(seen["modules"]) == {"yaml"}
    assert not Path(seen["folder"]).exists()


FORKS_MEANWHILE = """
import os, tempfile, threading
from pathlib import Path
from analyzer.engine.fork_server import Server
parent, starting, go_on = os.getpid(), threading.Event(), threading.Event()

def preload():
    if os.getpid() == parent:
        starting.set()
        go_on.wait()
    return ()

server = Server("tests.support.seen_by_workers:tell", preload)

def asked():
    with tempfile.TemporaryDirectory() as folder, server.channel() as channel:
        worker = channel.start(b"", Path(folder))
        channel.end(worker) if worker.answers.recv() else None

thread = threading.Thread(target=asked)
thread.start()
starting.wait()
child = os.fork()
if child == 0:
    asked()
    os._exit(0)
print(os.waitpid(child, 0)[1])
go_on.set()
thread.join()
"""


def test_a_child_that_was_forked_while_the_server_started_starts_its_own() -> None:
    """As in a program with threads that forks: the lock which a thread held there is open here."""
    told = subprocess.run(
        [sys.executable, "-c", FORKS_MEANWHILE],
        env={**variables(), "PYTHONPATH": PACKAGE_ROOT},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout == "0\n"
