"""Other programs that read a history or a tree, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ("pydriller", "repo-review[cli]", "sp-repo-review")
COMMITS = (
    "import sys\nfrom pydriller import Repository\nfor each in Repository(sys.argv[1]).traverse_commits():\n"
)
HEADERS = COMMITS + "    each.hash, each.author.email, each.author_date, each.msg\n"
PATHS = (
    COMMITS + "    each.hash, each.author.email, each.msg, [file.new_path for file in each.modified_files]\n"
)


def install(folder: Path) -> str | None:
    """Install the peers below `folder`; why they are not there, if they are not."""
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    done = subprocess.run(
        [python(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else (lines[-1] if lines else "pip failed")


def python(folder: Path) -> str:
    """The interpreter of that environment."""
    return str(folder / "bin" / "python")


def review(folder: Path, tree: Path) -> list[str]:
    """repo-review with the rules of sp-repo-review, on a work tree."""
    return [python(folder), "-m", "repo_review", "--format", "json", str(tree)]


def headers(folder: Path, repository: Path) -> list[str]:
    """PyDriller: every commit with its author, date and message."""
    return [python(folder), "-c", HEADERS, str(repository)]


def paths(folder: Path, repository: Path) -> list[str]:
    """PyDriller: the same with the paths that every commit touched, as our scan reads them."""
    return [python(folder), "-c", PATHS, str(repository)]


def interpreter() -> list[str]:
    """An interpreter that does nothing: the unit in which starts are given."""
    return [sys.executable, "-c", "pass"]
