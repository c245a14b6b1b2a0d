"""Source files that hold nothing: no byte, or only comments, a docstring and `pass`."""

from __future__ import annotations

from posixpath import basename

from analyzer.declarations import FileKind
from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

# Files that are empty for a reason.
EMPTY_BY_DESIGN = word_set("__init__.py __main__.py conftest.py py.typed setup.py")
# A docstring, `pass`, and what else a file without any statement of its own may hold.
LINES_OF_NOTHING = 12


@derived
def empty_sources(repo: Snapshot) -> tuple[str, ...]:
    """The empty source files of the repository, sorted; what is empty by design is left out."""
    return tuple(path for path in source_files(repo) if _is_empty(repo, path))


@derived
def source_files(repo: Snapshot) -> tuple[str, ...]:
    """The programs of the repository that are not empty by design, sorted."""
    paths = {*repo.of_kind(FileKind.PYTHON), *repo.of_kind(FileKind.SOURCE)}
    return tuple(sorted(path for path in paths if basename(path) not in EMPTY_BY_DESIGN))


def _is_empty(repo: Snapshot, path: str) -> bool:
    if repo.size(path) == 0:
        return True
    facts = repo.modules.get(path)
    return facts is not None and facts.problem is None and _holds_nothing(facts)


def _holds_nothing(facts: PythonFacts) -> bool:
    if facts.code_lines == 0:
        return True
    said = (facts.imports, facts.calls, facts.functions, facts.classes, facts.assertions, facts.assigned)
    return facts.documented and not any(said) and facts.code_lines <= LINES_OF_NOTHING
