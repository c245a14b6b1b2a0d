"""Imports of files of this repository in other languages: is what they name here, and what does it stop?

Only what is first-party for sure can dangle: a path relative to the file (JavaScript, TypeScript, Ruby), and
in Go a package below the path of the repository's own module. What is generated, built, ignored or written by
a command of the repository is made elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.references.first_party import IMPORTS, is_specimen
from analyzer.references.makers import made_elsewhere
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import existed
from analyzer.references.spring_beans import beans_without_values
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.go.builds import go_modules
from analyzer.wiring.other_programs.index import files_of, import_edges, programs
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.starts.platform_starts import Started

RELATIVE_IN = frozenset({"JavaScript", "TypeScript", "Ruby"})
MADE_BY_BUILD = lazy_regex(
    r"(?:^|[/._-])(?:generated?|gen|autogen|__generated__|dist|build|out|lib|pkg|target|\.\w+|node_modules|vendor"
    r"|prisma|proto\w*|grpc|pb|stubs?|mocks?|wasm|ent|sqlc|graphql|codegen|locales?|version|manifest|env"
    r"|contentlayer|typechain\w*|artifacts|docs)(?:$|[/._-])",
)
# What stands in another file than a program: a page, a style, data.
NOT_A_PROGRAM = lazy_regex(
    r".*\.(?:json5?|ya?ml|css|s[ac]ss|less|svg|png|jpe?g|gif|webp|wasm|node|md|mdx|txt|html|gql|graphql|csv"
    r"|vue|svelte|astro)"
)
SUFFIX = lazy_regex(r"[?!].*")
COMPILED_ENDING = lazy_regex(r"\.[cm]?jsx?\Z")
MOST_FOLLOWED = 2_000


def program_imports(repo: Snapshot) -> Iterator[Reference]:
    """Every relative import of programs, and in Go of every package of the own module, once a file."""
    places = _places(repo) if programs(repo) else frozenset[str]()
    for path, facts in programs(repo).items():
        if is_specimen(path):
            continue
        seen: set[str] = set()
        for each in facts.imports:
            if each.type_checking or each.guarded or each.nested or each.module in seen:
                continue
            seen.add(each.module)
            wanted = _wanted(repo, path, facts.language, each.module)
            if wanted is not None:
                yield _reference(repo, path, each, wanted, places)


def _wanted(repo: Snapshot, path: str, language: str, module: str) -> str | None:
    """The path, without an ending, that an import of this repository means; None of other imports."""
    if language in RELATIVE_IN and module.startswith(("./", "../")):
        found = normpath(join(dirname(path), SUFFIX.sub("", module)))
        return None if found.startswith("..") else found
    if language == "Go":
        for name, folder in go_modules(repo).items():
            if module.startswith(f"{name}/"):
                return normpath(join(folder, module[len(name) + 1 :]))
    return None


def _reference(repo: Snapshot, path: str, each: Import, wanted: str, places: frozenset[str]) -> Reference:
    name = each.module
    if files_of(repo, path, name) or wanted in places:
        return Reference(path, each.line, IMPORTS, name, Outcome.RESOLVES)
    if NOT_A_PROGRAM.fullmatch(wanted) is not None:
        return Reference(path, each.line, IMPORTS, name, Outcome.CANNOT_BE_TOLD, "it is no program")
    if other := _in_other_case(repo, each, wanted):
        why = f"which differs from {other} in capital and small letters"
        return Reference(path, each.line, IMPORTS, name, Outcome.DANGLES, why)
    maker = "a build makes it" if MADE_BY_BUILD.search(wanted) is not None else made_elsewhere(repo, wanted)
    if maker:
        return Reference(path, each.line, IMPORTS, name, Outcome.MADE_ELSEWHERE, maker)
    had = existed(repo, (wanted, *(f"{wanted}{ending}" for ending in (".ts", ".tsx", ".js", ".rb"))))
    return Reference(path, each.line, IMPORTS, name, Outcome.DANGLES, existed=had)


def _in_other_case(repo: Snapshot, each: Import, wanted: str) -> str | None:
    """The program that an import would name if it did not matter whether letters are capital."""
    if not each.module.startswith("."):
        return None
    plain = wanted.lower()
    known = _by_small_letters(repo)
    return known.get(plain) or known.get(COMPILED_ENDING.sub("", plain))


@derived
def _by_small_letters(repo: Snapshot) -> Mapping[str, str]:
    """The name of each file of a program by its path in small letters, with and without its ending."""
    found: dict[str, str] = {}
    for path in programs(repo):
        found.setdefault(path.lower(), basename(path))
        found.setdefault(path.rpartition(".")[0].lower(), basename(path))
    return found


@derived
def _places(repo: Snapshot) -> frozenset[str]:
    """Every path of the commit with and without its endings, and every folder."""
    found: set[str] = set()
    for path in (*repo.all_paths, *(each.path for each in repo.left_out)):
        folder, name = dirname(path), basename(path)
        while "." in name[1:]:
            found.add(join(folder, name))
            name = name[: name.rindex(".")]
        found.add(join(folder, name))
        while folder and folder not in found:
            found.add(folder)
            folder = dirname(folder)
    return frozenset(found)


@derived
def _missing(repo: Snapshot) -> Mapping[str, Reference]:
    """The first import of each program that names what is nowhere, or what ends it once all is loaded."""
    found: dict[str, Reference] = {}
    for each in program_imports(repo):
        if each.outcome is Outcome.DANGLES:
            found.setdefault(each.path, each)
    return {**beans_without_values(repo), **found} if programs(repo) else found


def broken_program(repo: Snapshot, path: str) -> Reference | None:
    """The first import that fails when a program is started: its own, or of what it imports."""
    missing = _missing(repo)
    if not missing:
        return None
    seen, queue = {path}, [path]
    for current in queue:
        if current in missing:
            return missing[current]
        for other in import_edges(repo).get(current, ()):
            if other not in seen and len(seen) < MOST_FOLLOWED:
                seen.add(other)
                queue.append(other)
    return None


@derived
def broken_programs(repo: Snapshot) -> tuple[tuple[Started, Reference], ...]:
    """Every start of a program that cannot succeed, with the import that fails."""
    found = []
    for start in programs_started(repo):
        broken = broken_program(repo, start.module)
        if broken is not None:
            found.append((start, broken))
    return tuple(found)
