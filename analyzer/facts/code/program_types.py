"""Types that functions declare in languages where that is a choice, and where it is none.

Where a language demands types (Go, Java, Kotlin, Scala, C#), that functions have them shows nothing: the
compiler would not take them without. In TypeScript it is a choice: of each function, or of a project whose
settings are strict, so that the compiler asks for the type of every parameter. Source:
https://www.typescriptlang.org/tsconfig/#strict, https://github.com/tsconfig/bases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.facts.code.live_modules import live_modules
from analyzer.parsing.code_facts import Function
from analyzer.parsing.structured import Block, block, text
from analyzer.parsing.structured import line as line_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

PYTHON = "Python"
TYPED_BY_CHOICE = ("TypeScript", "Julia")
TYPED_BY_LANGUAGE = word_set("Go Java Kotlin Scala C#")
STRICT_OPTIONS = ("strict", "noImplicitAny")
# Settings that others are based on, and that are strict.
STRICT_BASES = (
    "@tsconfig/",
    "@sindresorhus/tsconfig",
    "@vue/tsconfig",
    "expo/tsconfig.base",
    "astro/tsconfigs/strict",
)
MOST_SETTINGS = 5
WITHOUT_NAME = "lambda@"
CONSTRUCTOR = "constructor"


class TypedFile(Struct, frozen=True):
    """How many functions of a file there are, how many declare types, and where the first one stands."""

    functions: int
    annotated: int
    line: int


@derived
def typed_files(repo: Snapshot) -> Mapping[str, Mapping[str, TypedFile]]:
    """The files with functions in live code, by the language in which types are a choice."""
    found: dict[str, dict[str, TypedFile]] = {}
    skills = _skill_scripts(repo)
    for path, facts in live_modules(repo).items():
        if skills and path.startswith(skills):
            continue
        own = [each for each in facts.functions if not each.nested]
        line = next((each.line for each in own if each.annotated), 1)
        found.setdefault(PYTHON, {})[path] = TypedFile(len(own), sum(each.annotated for each in own), line)
    for path, program in programs(repo).items():
        if program.language not in TYPED_BY_CHOICE or is_test_path(path) or is_example_path(path):
            continue
        if skills and path.startswith(skills):
            continue
        named = [
            each for each in program.functions if not each.nested and WITHOUT_NAME not in each.qualified_name
        ]
        strict = program.language == "TypeScript" and strict_at(repo, path) is not None
        typed = [each for each in named if each.annotated or strict]
        if named:
            # A constructor that takes its parts shows least of what functions declare.
            telling = [each.line for each in typed if each.annotated and each.name != CONSTRUCTOR]
            line = min(telling or [each.line for each in typed], default=1)
            found.setdefault(program.language, {})[path] = TypedFile(len(named), len(typed), line)
    return found


def has_functions_without_choice(repo: Snapshot) -> bool:
    """Whether live programs have functions in a language that demands types."""
    return any(
        program.functions and not is_test_path(path) and not is_example_path(path)
        for path, program in programs(repo).items()
        if program.language in TYPED_BY_LANGUAGE
    )


@derived
def _skill_scripts(repo: Snapshot) -> tuple[str, ...]:
    """The folders of skills of agents, with a slash at the end, where a program lies outside of them."""
    folders = tuple(f"{dirname(path)}/" for path in repo.paths if path.endswith("/SKILL.md"))
    others = (path for path in (*repo.modules, *programs(repo)) if not path.startswith(folders))
    return folders if folders and any(not is_test_path(each) for each in others) else ()


def public_functions(repo: Snapshot) -> list[Function]:
    """The functions of live programs that others can call, as far as their language says which."""
    found: list[Function] = []
    for path, program in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        named = [
            each
            for each in program.functions
            if not each.nested and WITHOUT_NAME not in each.qualified_name and each.name[:1] not in ("_", "<")
        ]
        exported = {name for pair in program.exports for name in pair}
        if program.language == "Go":
            named = [each for each in named if each.name[:1].isupper()]
        elif exported:
            named = [each for each in named if each.qualified_name.partition(".")[0] in exported]
        found += named
    return found


def why_no_choice(repo: Snapshot) -> str | None:
    """Why the programs here say nothing by their types; None where there is no program."""
    names = sorted({each.language for each in programs(repo).values()})
    typed = [each for each in names if each in TYPED_BY_LANGUAGE]
    if typed:
        return f"{' and '.join(typed)} would not run without types"
    needs = "needs" if len(names) == 1 else "need"
    return f"{' and '.join(names)} {needs} no types" if names else None


@derived
def _strict_folders(repo: Snapshot) -> Mapping[str, tuple[str, int] | None]:
    """For each folder with settings of TypeScript: the place where they say strict, None if they do not."""
    found: dict[str, tuple[str, int] | None] = {}
    for path in repo.paths:
        if basename(path) == "tsconfig.json":
            found[dirname(path)] = _strict_in(repo, path)
    return found


def _strict_in(repo: Snapshot, path: str) -> tuple[str, int] | None:
    for _ in range(MOST_SETTINGS):
        document = repo.json(path)
        said = block(document.value if document is not None else None)
        options = block(said.get("compilerOptions"))
        for option in STRICT_OPTIONS:
            if option in options:
                return (path, _line_of(options, option)) if text(options.get(option)) == "true" else None
        base = text(said.get("extends"))
        if base.startswith(STRICT_BASES):
            return path, _line_of(said, "extends")
        if not base.startswith("."):
            return None
        inside = normpath(join(dirname(path), base))
        path = next((each for each in (inside, f"{inside}.json") if repo.exists(each)), "")
        if not path:
            return None
    return None


def _line_of(said: Block, word: str) -> int:
    return next(line_of(key) for key in said if key == word)


def strict_at(repo: Snapshot, path: str) -> tuple[str, int] | None:
    """Where the settings nearest to a file of TypeScript say that they are strict."""
    folders = _strict_folders(repo)
    folder = dirname(path)
    while folder not in folders and folder:
        folder = dirname(folder)
    return folders.get(folder)


def strict_settings(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The places that say strict for files with functions, each once."""
    places = (strict_at(repo, path) for path in typed_files(repo).get("TypeScript", {}))
    yield from dict.fromkeys(each for each in places if each is not None)
