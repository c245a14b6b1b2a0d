"""Imports of tests that a bare `pytest` in CI does not find: nothing puts their folder on the path.

pytest adds to the path the folder of each file of tests, or the one above its package, and not the folder it
is started in, which only `python -m pytest` does. Said is something only of jobs in which nothing else may do
it: no installation of the project, no setting, no code.

Sources: https://docs.pytest.org/en/stable/explanation/pythonpath.html (`prepend`, the default),
https://docs.pytest.org/en/stable/reference/reference.html#confval-pythonpath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.references.collection_errors import LEAVES_ITSELF_OUT, UnloadableTests
from analyzer.references.first_party import IMPORTS
from analyzer.references.import_paths import CHANGES_PATH, has_path_files, is_installed, lists_itself
from analyzer.references.loading import at_load, runs_at_load
from analyzer.references.model import Outcome, Reference
from analyzer.references.own_imports import OwnImport, own_imports
from analyzer.references.python_names import is_standard
from analyzer.repository import Snapshot
from analyzer.text import rows_of
from analyzer.wiring.commands.ci_commands import ContinuousRun
from analyzer.wiring.testing.collected import Collected

CONFTEST_NAME = "conftest.py"
# What else in a job may install the project, or say where modules lie.
MAY_PUT_ON_PATH = lazy_regex(
    r"(?i)pythonpath|\bsetup\.py\b|\bGITHUB_ENV\b|\.(?:sh|whl|ps1)\b"
    r"|\b(?:pip3?|uv)\b[^\n]{0,200}(?:[ \t]-e\b|--editable|[ \t][\"']?\.{1,2}(?:[ \t/\[\"']|$))"
    r"|\b(?:poetry|pdm|hatch|pipenv|rye|pixi|tox|nox|conda|mamba|make|just|task|invoke|docker|flit|maturin)\b"
    r"|\buv[ \t]+(?:sync|run)\b|\b-m[ \t]+build\b",
    re.MULTILINE,
)
INSTALLS = lazy_regex(r"\b(?:pip3?|uv)\b[^\n]{0,80}\binstall\b")
SETTINGS_OF_PYTEST = ("pytest.ini", ".pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini")
SETS_PATH = lazy_regex(r"pythonpath|python_paths|import-mode|import_mode|rootdir")
PLUGINS_OF_PATHS = frozenset({"pytest-pythonpath", "pytest-django", "pytest-env", "pytest-dotenv"})


def stopped_by_path(repo: Snapshot, run: ContinuousRun, found: Collected) -> UnloadableTests | None:
    """The first file of tests at which such a run ends, because it imports what is not on the path."""
    if not found.all_or_none or not _is_bare(repo, run) or _may_be_set(repo):
        return None
    paths = sorted({each.path for each in found.tests})
    conftests = {path for path in repo.modules if basename(path) == CONFTEST_NAME}
    if any(CHANGES_PATH.search(repo.text(path) or "") for path in conftests):
        return None
    roots = {_root_of(repo, path) for path in (*paths, *conftests)}
    for path in paths:
        text = repo.text(path) or ""
        for own in _missing(repo, path, roots):
            before = "\n".join(rows_of(text)[: own.each.line - 1])
            if CHANGES_PATH.search(before) or LEAVES_ITSELF_OUT.search(text):
                return None
            where = own.folder or "the root of the repository"
            why = f"which stands in {where}, where pytest does not look: nothing puts it on the path"
            reference = Reference(path, own.each.line, IMPORTS, own.each.module, Outcome.DANGLES, why)
            return UnloadableTests(path, reference)
        if CHANGES_PATH.search(text):
            return None  # what it puts on the path is there for those after it
    return None


def _is_bare(repo: Snapshot, run: ContinuousRun) -> bool:
    """Whether a job starts pytest by its own name, and does nothing else that may be about the path."""
    words = run.reached.words
    if not words or words[0] != "pytest" or run.reached.directory or len(run.reached.trail) > 1:
        return False
    if run.job.image is not None or run.job.uses is not None or run.job.own_machine:
        return False
    if any((each.uses or "").startswith("./") for each in run.job.steps):
        return False
    said = [
        each for step in run.job.steps for each in (step.run or "", *(f"{a} {b}" for a, b in step.variables))
    ]
    named = "PYTHONPATH" in (repo.text(run.pipeline.path) or "")
    # A job that installs nothing runs where something was set up already, the path perhaps.
    installs = any(map(INSTALLS.search, said))
    return installs and not named and not any(map(MAY_PUT_ON_PATH.search, said))


def _may_be_set(repo: Snapshot) -> bool:
    """Whether a setting of pytest, a plug-in or code that every program runs says where modules lie."""
    if has_path_files(repo) or lists_itself(repo):
        return True
    if any(
        SETS_PATH.search(repo.text(path) or "") for path in repo.paths if basename(path) in SETTINGS_OF_PYTEST
    ):
        return True
    return any(
        each.name in PLUGINS_OF_PATHS for file in repo.dependencies.values() for each in file.dependencies
    )


def _root_of(repo: Snapshot, path: str) -> str:
    """The folder that pytest puts on the path for a file: the first above it that is no package."""
    folder = dirname(path)
    while folder and repo.exists(join(folder, "__init__.py")):
        folder = dirname(folder)
    return folder


def _missing(repo: Snapshot, path: str, roots: set[str]) -> Iterator[OwnImport]:
    """What a file imports whenever it is loaded, and what stands in none of the folders on the path."""
    certain = {id(each) for each in at_load(repo.modules[path].imports)}
    for own in own_imports(repo).get(path, ()):
        top = own.each.module.partition(".")[0]
        if id(own.each) not in certain or not runs_at_load(repo, path, own.each.line):
            continue
        if own.folder in roots or is_standard(top) or is_installed(repo, top):
            continue
        yield own
