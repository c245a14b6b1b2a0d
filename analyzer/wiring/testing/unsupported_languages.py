"""Programs in languages that a check does not search: what they may contain is unseen, not absent.

Most are in languages that nothing here reads. Those that are read, where their grammars are installed, are
still unseen by the checks that do not search them (without `FileKind.SOURCE` in what they read).
A language counts if a substantial part of the program is written in it, measured in bytes of code, because
two lines of another language are as many files as two modules. A single file counts only up to a limit,
because a data dump is not a program. Tests, examples and build scripts do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from msgspec import Struct, field

from analyzer.declarations import OtherLanguages, Role
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Level, Unseen
from analyzer.parsing.programs import install_hint, languages_read
from analyzer.repository import NOT_PROGRAMS, Snapshot, derived, language
from analyzer.text import plural
from analyzer.wiring.language_roles import LANGUAGES, PLACES, Place
from analyzer.wiring.places import USUAL, Surroundings, surroundings
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.testing.foreign_tests import CONVENTIONS

# Below this share of the program, a language is an aside: a build helper, one example.
FAIR_SHARE = 0.1
# A file over this is data, a bundle or a generated one more often than a longer program.
FILE_LIMIT = 64 * 1024
# Mean bytes a line of code, blank lines and comments with it; only for notebooks, whose bytes are outputs.
LINE_BYTES = 35
# An object that is missing has no size; it counts like a short program.
UNKNOWN_SIZE = 2 * 1024

NOTEBOOKS = "Jupyter Notebook"
READ = frozenset({"Python", NOTEBOOKS})
# Kernels of notebooks by the name they give themselves; any other kernel is a language by its own name.
KERNELS: Mapping[str, str] = {
    "r": "R", "julia": "Julia", "scala": "Scala", "java": "Java", "kotlin": "Kotlin", "c#": "C#",
    "csharp": "C#", "f#": "F#", "fsharp": "F#", "go": "Go", "rust": "Rust", "c++": "C++", "sql": "SQL",
    "matlab": "MATLAB", "octave": "MATLAB", "javascript": "JavaScript", "typescript": "TypeScript",
    "sas": "SAS", "stata": "Stata",
    "bash": "Shell", "ruby": "Ruby", "swift": "Swift", "haskell": "Haskell", "elixir": "Elixir",
}  # fmt: skip
CODE_CHUNK = lazy_regex(
    r"^```+[ \t]*\{[^\n]*\n((?:(?!```)[^\n]*\n)*)|^<<[^\n>]{0,200}>>=[^\n]*\n((?:(?!@)[^\n]*\n)*)",
    re.MULTILINE,
)
LITERATE = (".rmd", ".rnw", ".qmd")
BUILD_FILE = lazy_regex(
    r".*\.config\.[cm]?[jt]s|\..*rc\.[cm]?js|gulpfile\..*|gruntfile\..*|karma\.conf\.js|setuptests\.[jt]sx?"
    r"|vagrantfile|rakefile|gemfile|podfile|fastfile|jenkinsfile|.*\.gradle(?:\.kts)?|.*\.sbt|build\.rs"
    r"|.*\.d\.ts|package\.swift|extconf\.rb",
    re.IGNORECASE,
)
NOTEBOOK = Surroundings(Place.NOTEBOOK)
BUILD_FOLDER = lazy_regex(r"(?:^|/)renv/")


class Part(Struct):
    """The share of one language in one place: bytes of code, and files by role."""

    size: int = 0
    files: dict[Role, int] = field(default_factory=dict)

    def add(self, size: int, roles: frozenset[Role]) -> None:
        """Count one more file."""
        self.size += size
        for role in roles:
            self.files[role] = self.files.get(role, 0) + 1


def unseen_programs(
    repo: Snapshot, wanted: OtherLanguages, level: Level = Level.ABSENT, *, reads_programs: bool = False
) -> tuple[Unseen, ...]:
    """One Unseen for each language that could hold the signal, given the level that was found.

    `reads_programs`: the languages that are read beside Python are searched for the signal too.
    """
    if not wanted.roles or not wanted.when(repo, level):
        return ()
    return playing(repo, frozenset(wanted.roles), languages_read() if reads_programs else frozenset())


def playing(
    repo: Snapshot, wanted: frozenset[Role], searched: frozenset[str] = frozenset()
) -> tuple[Unseen, ...]:
    """One Unseen for each language, but those searched, of which a substantial part can play a role."""
    found = []
    for name, files in unread_languages(repo).items():
        if name in searched:
            continue
        shared = [role for role in Role if role in wanted and role in files]
        if shared:
            most = max(shared, key=lambda role: files[role])
            what = "statements" if name == "SQL" else most.unread
            why = f"whose {what} are not read{install_hint(name)}"
            if name in languages_read():
                why = f"whose {what} are not searched for this"
            found.append(Unseen(f"{plural(files[most], 'file')} in {name}, {why}"))
    return tuple(found)


def could_be_started(repo: Snapshot) -> bool:
    """Whether an unread program could be a service: then the purpose of the repository is unknown."""
    read = languages_read()
    return any(Role.SERVE in files for name, files in unread_languages(repo).items() if name not in read)


@derived
def unread_languages(repo: Snapshot) -> Mapping[str, Mapping[Role, int]]:
    """The unsupported languages with a substantial part of the program, and files that can play a role."""
    parts = _parts(repo)
    # What runs in a browser is set against everything; the rest is not made smaller by pages beside it.
    everything = sum(part.size for part in parts.values())
    behind = sum(part.size for (_name, place), part in parts.items() if place is not Place.BROWSER)
    found: dict[str, dict[Role, int]] = {}
    for (name, place), part in sorted(parts.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        whole = everything if place is Place.BROWSER else behind
        if name not in READ and part.files and part.size >= FAIR_SHARE * whole:
            counts = found.setdefault(name, {})
            for role, files in part.files.items():
                counts[role] = counts.get(role, 0) + files
    return found


def _parts(repo: Snapshot) -> Mapping[tuple[str, Place | None], Part]:
    """The program by language and by where it runs."""
    places = surroundings(repo)
    programs = [
        (path, name, size, NOTEBOOK if path in repo.notebooks else places.get(path, USUAL))
        for path, name, size in _programs(repo)
    ]
    native = sum(size for _path, _name, size, around in programs if around.place is Place.EXTENSION)
    is_core = 2 * native > sum(size for _path, _name, size, _around in programs)
    parts: dict[tuple[str, Place | None], Part] = {}
    for path, name, size, around in programs:
        place = Place.CORE if is_core and around.place is Place.EXTENSION else around.place
        parts.setdefault((name, place), Part()).add(size, _roles(path, name, place) | around.added)
    return parts


def _programs(repo: Snapshot) -> Iterator[tuple[str, str, int]]:
    """Every file of the program: path, language, bytes of code."""
    for path in repo.paths:
        name = language(path)
        if name is None or name in NOT_PROGRAMS or is_example_path(path) or _is_test(path):
            continue
        if BUILD_FILE.fullmatch(basename(path)) is not None or BUILD_FOLDER.search(path):
            continue
        if name == NOTEBOOKS or path in repo.notebooks:
            facts = repo.notebooks.get(path)
            if facts is not None:
                kernel = KERNELS.get(facts.language.casefold(), facts.language.capitalize())
                yield path, NOTEBOOKS if facts.language == "python" else kernel, facts.code_lines * LINE_BYTES
        elif path.endswith((".c", ".cpp")) and repo.exists(f"{path.rpartition('.')[0]}.pyx"):
            continue  # Cython wrote it.
        elif path.lower().endswith(LITERATE):
            document = repo.run_documents.get(path)
            # Of what language a document is, the code in it says where that is read.
            if document is not None and document.program is not None:
                name = document.program.language
            yield path, name, _code_size(repo.beginning(path, FILE_LIMIT))
        else:
            size = repo.size(path)
            yield path, name, min(UNKNOWN_SIZE if size is None else size, FILE_LIMIT)


def _code_size(document: str) -> int:
    """The bytes of the code between the text of a document in R Markdown, Sweave or Quarto."""
    return sum(len(match[1] or match[2] or "") for match in CODE_CHUNK.finditer(document))


def _is_test(path: str) -> bool:
    """Whether a file is a test by its place, or by the convention of its language for naming tests."""
    return is_test_path(path) or any(each.file.search(path) for each in CONVENTIONS if each.names_files)


def _roles(path: str, name: str, place: Place | None) -> frozenset[Role]:
    row = LANGUAGES.get(name)
    # A kernel that no row knows: a language of programs like any other.
    roles = frozenset(Role) if row is None else row.roles
    if place is not None:
        roles = PLACES[place].roles & (roles | {Role.OPTIMISE})
    return roles
