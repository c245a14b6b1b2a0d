"""Libraries that a program can do without, and that nothing of the repository installs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies import Dependency, DependencyFile
from analyzer.repository import Snapshot
from analyzer.wiring.modules import Code

NAMED_BY_NO_FILE = "no dependency file names it"
LEFT_OUT_EXTRA = "it stands in an extra that no image installs"
PROJECT_FILE = "pyproject"
LONGEST_INSTALLING_ROW = 2_000
# What installs the project itself, and every extra of it.
# https://pip.pypa.io/en/stable/cli/pip_install, https://docs.astral.sh/uv/reference/cli,
# https://python-poetry.org/docs/cli
INSTALLS_PROJECT = lazy_regex(
    r"\b(?:pip3?|uv pip)\s+install\b[^\n]{0,300}?\s[\"']?\.(?:\[|[\s\"'/]|$)|\buv\s+sync\b"
    r"|\b(?:poetry|pdm)\s+(?:install|sync)\b"
)
ALL_EXTRAS = lazy_regex(r"--all-extras|--all-groups|\[all\b|[=\s]all\b|\$")
PUNCTUATION = lazy_regex(r"[-_.]+")


def may_be_missing(repo: Snapshot, code: Code, target: str) -> str | None:
    """Why a library may be missing whose import may fail: no dependency file or image names it.

    Or all name it in an extra of the project, and the images install the project without that extra.
    """
    root = target.partition(".")[0].removesuffix("()")
    imports = [
        each
        for each in code.facts.imports
        if each.module.partition(".")[0] == root and not each.type_checking
    ]
    if not imports or not all(each.guarded for each in imports):
        return None
    files = [each for each in repo.dependencies.values() if each.ecosystem == "python"]
    if any(each.problem is not None for each in files) or not any(each.dependencies for each in files):
        return None
    plain = root.casefold().replace("_", "")
    named = [
        (file, each)
        for file in files
        for each in file.dependencies
        if plain in PUNCTUATION.sub("", each.name.casefold())
    ]
    if named:
        return LEFT_OUT_EXTRA if _only_in_extras(repo, named) else None
    installed = any(root.replace("_", "-") in (repo.text(path) or "") for path in repo.dockerfiles)
    return None if installed else NAMED_BY_NO_FILE


def _only_in_extras(repo: Snapshot, named: Sequence[tuple[DependencyFile, Dependency]]) -> bool:
    """Whether every list that names a library does in an extra that the images which install it leave out."""
    listed = [(file, each) for file, each in named if not file.is_lock]
    extras = {each.group for _file, each in listed}
    if not listed or "main" in extras or any(file.kind != PROJECT_FILE for file, _each in listed):
        return False
    # Another extra may take this one in: `all = ["pkg[obs]"]`.
    of_project = "\n".join(repo.text(file.path) or "" for file, _each in listed)
    rows = [
        row for path in repo.dockerfiles for row in (repo.text(path) or "").replace("\\\n", " ").split("\n")
    ]
    installing = "\n".join(
        row[:LONGEST_INSTALLING_ROW] for row in rows if INSTALLS_PROJECT.search(row[:LONGEST_INSTALLING_ROW])
    )
    if not installing or ALL_EXTRAS.search(installing) is not None:
        return False
    asked = (rf"(?<![\w-]){re.escape(each)}(?![\w-])" for each in extras)
    within = (rf"\w\[[^\]\n]{{0,200}}\b{re.escape(each)}\b" for each in extras)
    return not any(re.search(each, installing) for each in asked) and not any(
        re.search(each, of_project) for each in within
    )
