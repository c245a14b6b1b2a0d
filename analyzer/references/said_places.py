"""What texts say of where modules are looked for: the path, the folders of programs, and what is moved there.

Every text is read once, however many starts and imports it is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

# Lines that say where modules are looked for, where a program runs, or what is moved or linked there.
SAYS_PLACE = lazy_regex(
    r"PYTHONPATH|APP_DIR|GUNICORN_CMD_ARGS|\bWORKDIR\b|working_dir|rootDir|app-dir|chdir|pythonpath|directory"
    r"|\b(?:cd|pushd|ln|cp|mv|rsync)\s|\.pth\b|site-packages|sys\.path"
)
PATH_WORD = lazy_regex(r"[^\s:;,='\"()\[\]{}]+")
PATH_PART = lazy_regex(r"[^\s/:;,='\"()\[\]{}]+")
# Variables whose value is the working directory, or the path as it was.
NAMED_VARIABLE = lazy_regex(r"\$\{?(\w{1,60})")
KNOWN_VARIABLES = word_set("PWD PYTHONPATH HOME")
# What puts a folder above a script on the path, and what moves or links files.
ADDS_FOLDER = lazy_regex(r"PYTHONPATH|pythonpath|\.pth\b|site-packages|sys\.path|addsitedir|\bdevelop\b")
MOVES_FILES = lazy_regex(r"\b(?:ln|cp|mv|rsync|install)\s")
SAYING_FILES = (".yaml", ".yml", ".env", ".sh", ".service", ".cfg", ".conf", ".tf", ".json")
PROSE_ENDINGS = (".md", ".rst", ".txt")
LARGEST_FILE = 256 * 1024


class SaidPlaces(Struct, frozen=True):
    """What a text says of places.

    `adds_folder`: it may put a folder on the path, `by_variable`: from a variable that nobody can read here.
    `words` stand in lines about places, and `moved` are parts of the paths in lines that move or link files.
    """

    adds_folder: bool
    by_variable: bool
    words: frozenset[str]
    moved: frozenset[str]

    def names(self, folders: set[str], around: frozenset[str]) -> bool:
        """Whether a line about places names one of the folders, otherwise than as one of those `around`."""
        if self.by_variable:
            return True
        parts = (PATH_PART.findall(each) for each in self.words if each.rstrip("/") not in around)
        return any(not folders.isdisjoint(each) for each in parts)

    def may_put_above(self, names: set[str]) -> bool:
        """Whether a folder above a script may be on the path, or a file of one of the names lie elsewhere."""
        return self.adds_folder or not names.isdisjoint(self.moved)


@lru_cache(maxsize=500)
def said_places(text: str) -> SaidPlaces:
    """What one text says."""
    words: set[str] = set()
    moved: set[str] = set()
    by_variable = False
    for line in text.split("\n"):
        if SAYS_PLACE.search(line):
            words.update(PATH_WORD.findall(line))
            unknown = "PYTHONPATH" in line and set(NAMED_VARIABLE.findall(line)) - KNOWN_VARIABLES
            by_variable = by_variable or bool(unknown)
        if MOVES_FILES.search(line):
            moved.update(PATH_PART.findall(line))
    return SaidPlaces(ADDS_FOLDER.search(text) is not None, by_variable, frozenset(words), frozenset(moved))


def said_around(repo: Snapshot, path: str, *, others: bool = True) -> Iterator[SaidPlaces]:
    """What is said where the modules of a program are looked for, which `path` starts.

    `others`: other images say it too.
    """
    table = _by_files(repo)
    yield from (said for each, said in table.items() if others or each == path or _says_by_name(each))
    if path not in table and repo.exists(path):
        yield _in_file(repo, path)


@derived
def said_in_documents(repo: Snapshot) -> tuple[SaidPlaces, ...]:
    """What documents say."""
    return tuple(said_places(repo.text(path) or "") for path in repo.paths if path.endswith(PROSE_ENDINGS))


@derived
def _by_files(repo: Snapshot) -> Mapping[str, SaidPlaces]:
    said = (
        path
        for path in repo.paths
        if (_says_by_name(path) or path in repo.dockerfiles) and path not in repo.pipelines
    )
    return {path: _in_file(repo, path) for path in said}


def _says_by_name(path: str) -> bool:
    name = basename(path)
    return name.endswith(SAYING_FILES) or name.startswith((".env", "gunicorn"))


def _in_file(repo: Snapshot, path: str) -> SaidPlaces:
    text = repo.text(path) or ""
    return said_places(text if len(text) <= LARGEST_FILE else "")
