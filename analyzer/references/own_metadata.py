"""The metadata that setuptools writes beside a project: who makes the `*.egg-info` that an image copies.

An installation of the project that leaves it there, or its build, has to be said somewhere: in a document, a
task, CI or a list. https://setuptools.pypa.io/en/latest/userguide/development_mode.html
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.references.scripts import shell_texts
from analyzer.repository import Snapshot, derived

METADATA = lazy_regex(r"(?:.*/)?[\w.-]{1,100}\.egg-info")
NOBODY_MAKES = "which only an installation of the project makes, and nothing here says one"
# Installers of projects, and what a person types to install the folder itself: `pip install -e .`, `.[dev]`.
INSTALLS_THE_FOLDER = lazy_regex(
    r"\bsetup\.py\b|(?<![\w-])(?:-e|--editable)[\s=]{1,4}[\"']?(?:\.|file:)|\s-m\s+build\b"
    r"|\bpip3?\s+(?:install|wheel)\s[^\n`]{0,200}?(?<=\s)[\"']?\.(?![\w.])"
    r"|\b(?:uv\s+(?:sync|run|build|lock)|pdm|hatch|flit|rye|tox|nox|pipx|make\s+install|egg_info)\b"
)
LONGEST_SAYING = 256 * 1024


@derived
def is_installed_in_place(repo: Snapshot) -> bool:
    """Whether anything but an image installs or builds the project in its own folder, or says how to."""
    texts = [each.script for each in shell_texts(repo)]
    paths = [*repo.prose, *(each.path for each in repo.dependencies.values() if not each.is_lock)]
    return any(
        INSTALLS_THE_FOLDER.search(text[:LONGEST_SAYING]) is not None
        for text in (*texts, *(repo.text(path) or "" for path in paths))
    )
