"""Julia: how files and packages see each other, and what starts them.

Sources: https://docs.julialang.org/en/v1/manual/code-loading/, https://genieframework.com/docs/genie/,
https://docs.julialang.org/en/v1/manual/command-line-interface/, https://pkgdocs.julialang.org/v1/toml-files/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts, parse_program
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.julia.signs import JULIA_SIGNS
from analyzer.wiring.other_programs.vocabulary.language import Language

PROJECT_NAME = lazy_regex(r"^name[ \t]*=[ \t]*\"([\w.]{1,80})\"", 0x8)  # MULTILINE
JULIA_ENDING = ".jl"
MOST_INCLUDED = 50
# What Julia has without an import.
JULIA_ATTACHED = ("Base", "Core")
JULIA_MAINS = word_set("main julia_main")
# Files that Genie loads by itself, and the calls that make it do so.
GENIE_FILES = ("routes.jl", "app.jl", "bootstrap.jl")
GENIE_LOADS = word_set("loadapp genie genie_app autoload")


@derived
def _julia_packages(repo: Snapshot) -> Mapping[str, str]:
    """The main file of each package of the repository, by its name."""
    found = {}
    for path in repo.paths:
        if basename(path) in ("Project.toml", "JuliaProject.toml"):
            match = PROJECT_NAME.search(repo.text(path) or "")
            if match is not None:
                main = join(dirname(path), "src", f"{match[1]}{JULIA_ENDING}")
                if repo.exists(main):
                    found[match[1]] = main
    return found


@derived
def _julia_modules(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files that begin a module, by its name."""
    found: dict[str, list[str]] = {}
    for path, facts in repo.programs.items():
        if facts.language == "Julia" and facts.package:
            found.setdefault(facts.package, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def resolve_julia(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The file that is included; the file of a package or of a module of the repository."""
    if module.endswith(JULIA_ENDING):
        for base in dict.fromkeys((dirname(path), "")):
            found = normpath(join(base, module.lstrip("/")))
            if repo.exists(found):
                yield found
                return
        return
    name = module.lstrip(".").partition(".")[0]
    if not module.startswith(".") and name in _julia_packages(repo):
        yield _julia_packages(repo)[name]
        name = module.rpartition(".")[2]
    elif not module.startswith("."):
        # A file that includes a module uses it by its name, with or without a dot.
        name = module
    yield from _julia_modules(repo).get(name, ())


def files_of_julia(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files in which a name of a module can stand: what the main file of a package includes is of it."""
    for each in resolve_julia(repo, path, module):
        yield each
        if each == _julia_packages(repo).get(module):
            yield from _included(repo).get(each, ())


@derived
def _included(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files that a file includes, those that are included by these among them."""
    direct: dict[str, list[str]] = {}
    for file, including in _including(repo).items():
        for each in including:
            direct.setdefault(each, []).append(file)
    found: dict[str, tuple[str, ...]] = {}
    for path in direct:
        inside: dict[str, None] = {}
        waiting = list(direct[path])
        while waiting and len(inside) < MOST_INCLUDED:
            each = waiting.pop(0)
            if each != path and each not in inside:
                inside[each] = None
                waiting += direct.get(each, ())
        found[path] = tuple(inside)
    return found


def attached_julia(repo: Snapshot, path: str) -> tuple[str, ...]:
    """What every file has, and what the module that includes it uses: its files share its names."""
    seen, waiting = {path}, [path]
    found: dict[str, None] = dict.fromkeys(JULIA_ATTACHED)
    while waiting and len(seen) < 50:
        for other in _including(repo).get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
                found.update(dict.fromkeys(each.module for each in repo.programs[other].imports))
    return tuple(found)


@derived
def _including(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files that include a file."""
    found: dict[str, list[str]] = {}
    for path, facts in repo.programs.items():
        for each in facts.imports if facts.language == "Julia" else ():
            if each.module.endswith(JULIA_ENDING):
                for file in resolve_julia(repo, path, each.module):
                    found.setdefault(file, []).append(path)
    return {file: tuple(paths) for file, paths in found.items()}


def started_julia(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """What `julia --project x.jl` and `julia -e 'using App; App.main()'` start."""
    del path
    words = unwrap(words)
    if not words or basename(words[0]) not in ("julia", "julia-debug"):
        return
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in ("-e", "--eval", "-E") and rest:
            facts = parse_program("expression.jl", rest.pop(0).encode())
            yield from _by_expression(repo, facts, folder)
        elif word in ("-L", "--load", "-J", "-t", "-p", "-m") and rest:
            value = rest.pop(0)
            yield from _julia_file(repo, folder, value) if word in ("-L", "--load") else ()
            yield from resolve_julia(repo, join(folder, "_"), value) if word == "-m" else ()
        elif word.endswith(JULIA_ENDING):
            yield from _julia_file(repo, folder, word)
            return


def _by_expression(repo: Snapshot, facts: ProgramFacts, folder: str) -> Iterator[str]:
    for each in facts.imports:
        if each.module in _julia_packages(repo) or each.module.endswith(JULIA_ENDING):
            yield from resolve_julia(repo, join(folder, "_"), each.module)
            yield from _julia_file(repo, folder, each.module) if each.module.endswith(JULIA_ENDING) else ()
    if any(call.target.rpartition(FROM_PACKAGE)[2].rpartition(".")[2] in GENIE_LOADS for call in facts.calls):
        yield from _genie(repo, folder)


def _julia_file(repo: Snapshot, folder: str, name: str) -> Iterator[str]:
    """The file of the repository that a path inside of an image means."""
    parts = [each for each in normpath(name).split("/") if each not in ("", ".")]
    for start in range(len(parts)):
        for base in dict.fromkeys((folder, "")):
            found = normpath(join(base, *parts[start:]))
            if repo.exists(found):
                yield found
                return


def _genie(repo: Snapshot, folder: str) -> Iterator[str]:
    for name in GENIE_FILES:
        found = join(folder, name)
        if repo.exists(found):
            yield found


def found_julia(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """The files that Genie loads for a program that asks it to."""
    if any(call.target.rpartition(FROM_PACKAGE)[2].rpartition(".")[2] in GENIE_LOADS for call in facts.calls):
        folder = dirname(path)
        yield from _genie(repo, folder)
        if folder:
            yield from _genie(repo, dirname(folder))


JULIA_LANGUAGE = Language(
    names=("Julia",),
    signs=JULIA_SIGNS,
    resolve=files_of_julia,
    started=started_julia,
    attached=attached_julia,
    found=found_julia,
    starts=JULIA_MAINS,
)
