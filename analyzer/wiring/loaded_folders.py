"""Modules that are loaded by a name put together, whatever lies in a folder: `f"cogs.{name}"`.

Sources: https://docs.python.org/3/library/importlib.html#importlib.import_module,
https://discordpy.readthedocs.io/en/stable/ext/commands/extensions.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

FOLDER_LOADING = word_set("import_module load_extension")
LOADED_OF_FOLDER = lazy_regex(
    r"\b(?:import_module|load_extension)\(\s{0,40}f[\"']([A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){0,6})\.\{"
)


def loaded_from_folders(repo: Snapshot, path: str, facts: PythonFacts) -> Iterator[str]:
    """The modules right below the folders of which a module loads whatever is there."""
    if not any(call.target.rpartition(".")[2] in FOLDER_LOADING for call in facts.calls):
        return
    for dotted in dict.fromkeys(LOADED_OF_FOLDER.findall(repo.text(path) or "")):
        place = dotted.replace(".", "/")
        for folder in dict.fromkeys((join(dirname(path), place), place)):
            yield from _modules_of_folders(repo).get(folder, ())


@derived
def _modules_of_folders(repo: Snapshot) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in repo.modules:
        found.setdefault(dirname(path), []).append(path)
    return found
