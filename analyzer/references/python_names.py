"""Which Python modules a commit holds, under any suffix and at any place, and what a module defines.

Wider than Python's own search on purpose: what stands here anywhere, could be compiled, generated or set
at run time is never called missing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import module_index

# What can be imported, or is compiled into something that can.
IMPORTABLE = word_set(
    ".py .pyi .pyx .pxd .pyd .pyc .so .dll .dylib .c .cc .cpp .cxx .cu .rs .f .f90 .pyf .go .ipynb .proto "
    ".thrift .fbs .ui .hy .coco .mojo .jl"
)
# A module that has one of these in its text may have any name, or stand for any other module.
DYNAMIC = lazy_regex(
    r"__getattr__|\bglobals\(|\bvars\(|\blocals\(|\bsetattr\(|\bexec\(|\beval\(|sys\.modules|__path__"
    r"|extend_path|declare_namespace|import_module|__import__|lazy|Lazy"
)
GENERATED_MODULES = lazy_regex(
    r".*_pb2(?:_grpc)?|_?_?version_?_?|_version_info|.*_rc|ui_.*|parsetab|lextab|_?build_?(?:info|config)?"
    r"|.*(?:Parser|Lexer|Listener|Visitor)|ttypes|constants_generated|.*_?(?:autogen|generated|gen)(?:_.*)?"
)
# Where a program is started by hand in its own folder, its folder is on the path.
SOURCE_FOLDERS = ("src", "lib", "python", "app", "source")
DEFINED_BY_PYTHON = lazy_regex(r"__\w+__")


class Stems(Struct, frozen=True):
    """Everything importable of a commit without its suffixes, and its folders, by their last part."""

    modules: Mapping[str, tuple[str, ...]]
    folders: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[str, ...]]

    def ending_with(self, parts: str) -> tuple[str, ...]:
        """Every module or folder whose path ends with the parts (`a/b/c`)."""
        last = basename(parts)
        return tuple(
            each
            for table in (self.modules, self.folders)
            for each in table.get(last, ())
            if each == parts or each.endswith("/" + parts)
        )


@derived
def stems(repo: Snapshot) -> Stems:
    """What could be imported from this commit: vendored and generated code too."""
    modules: dict[str, dict[str, None]] = {}
    folders: dict[str, dict[str, None]] = {}
    files: dict[str, list[str]] = {}
    seen: set[str] = set()
    for path in (*repo.all_paths, *(each.path for each in repo.left_out)):
        folder, name = dirname(path), basename(path)
        stem, dot, _suffixes = name.partition(".")
        if not dot:  # a link or a submodule may be any folder
            modules.setdefault(stem, {})[path] = None
        elif any(name.endswith(each) for each in IMPORTABLE):
            place = join(folder, stem)
            modules.setdefault(stem, {})[place] = None
            files.setdefault(place, []).append(path)
            if stem == "__init__":
                modules.setdefault(basename(folder), {})[folder] = None
        while folder and folder not in seen:
            seen.add(folder)
            folders.setdefault(basename(folder), {})[folder] = None
            folder = dirname(folder)
    return Stems(
        {name: tuple(found) for name, found in modules.items()},
        {name: tuple(found) for name, found in folders.items()},
        {place: tuple(found) for place, found in files.items()},
    )


def python_files(repo: Snapshot, stem: str) -> tuple[str, ...]:
    """The Python files that `stem` means as a module: `a/b.py`, `a/b/__init__.py`."""
    found = (f"{stem}.py" if stem else "", join(stem, "__init__.py"))
    return tuple(each for each in found if each in repo.modules or each in repo.notebook_exports)


def is_other_than_python(repo: Snapshot, stem: str) -> bool:
    """Whether a module exists as something that is not read here: compiled, vendored, not parsed."""
    table = stems(repo).files
    found = (*table.get(stem, ()), *table.get(join(stem, "__init__"), ()))
    read = set(python_files(repo, stem))
    return any(each not in read for each in found)


class Names(Struct, frozen=True):
    """The names a module is sure to have at its top. `open`: it may have any other."""

    known: frozenset[str]
    stars: tuple[str, ...]


@derived
def _known_names(repo: Snapshot) -> dict[str, Names]:
    """What modules were found to define: many imports ask for the same ones."""
    del repo
    return {}


def names_of(repo: Snapshot, path: str) -> Names:
    """The names that the statements at the top of a module bind."""
    known = _known_names(repo)
    if path not in known:
        known[path] = _names(facts_of(repo, path) or PythonFacts("python3", "not read"))
    return known[path]


def facts_of(repo: Snapshot, path: str) -> PythonFacts | None:
    """The facts of a Python file, notebook exports too."""
    return repo.modules.get(path) or repo.notebook_exports.get(path)


def _names(facts: PythonFacts) -> Names:
    found = {name for name, _value, _line in facts.assigned}
    found.update(each.name for each in facts.functions if "." not in each.qualified_name)
    found.update(each.name for each in facts.classes if "." not in each.qualified_name)
    stars = []
    for each in facts.imports:
        if each.name == "*":
            stars.append(each.module)
        elif not each.nested:
            found.add(each.alias)
    return Names(frozenset(found), tuple(stars))


def has_name(repo: Snapshot, path: str, name: str, depth: int = 6) -> bool | None:
    """Whether a module has a name at its top; None where it may have it by means not followed here."""
    if DEFINED_BY_PYTHON.fullmatch(name):
        return True
    names = names_of(repo, path)
    if name in names.known:
        return True
    submodule = join(dirname(path), name) if path.endswith("__init__.py") else None
    if submodule is not None and exists_at(repo, submodule):
        return True
    unsure = depth == 0
    for module in names.stars:
        target = module_index(repo).resolve(path, module)
        found = None if target is None or depth == 0 else has_name(repo, target, name, depth - 1)
        if found:
            return True
        unsure = unsure or found is None
    content = repo.text(path)
    if unsure or content is None or DYNAMIC.search(content) is not None:
        return None
    mentioned = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", content) is not None
    return None if mentioned else False


def exists_at(repo: Snapshot, stem: str) -> bool:
    """Whether a module or a folder stands at exactly this place."""
    table = stems(repo)
    last = basename(stem)
    return stem == "" or stem in table.modules.get(last, ()) or stem in table.folders.get(last, ())


def roots_of(repo: Snapshot, importer: str) -> frozenset[str]:
    """Folders that are on the path when something near the importer is started.

    A folder with `__init__.py` is inside a package, so that modules beside it go by the package's name.
    """
    known, folder = _known_roots(repo), dirname(importer)
    if folder not in known:
        known[folder] = frozenset(_roots(repo, folder))
    return known[folder]


@derived
def _known_roots(repo: Snapshot) -> dict[str, frozenset[str]]:
    """The folders that were found for the modules of each folder."""
    del repo
    return {}


def _roots(repo: Snapshot, folder: str) -> Iterator[str]:
    while True:
        for each in (folder, *(join(folder, name) for name in SOURCE_FOLDERS)):
            if not repo.exists(join(each, "__init__.py")):
                yield each
        if not folder:
            return
        folder = dirname(folder)


def is_standard(module: str) -> bool:
    """Whether a dotted name begins with a module of Python itself."""
    return module.partition(".")[0] in sys.stdlib_module_names


@derived
def declared_names(repo: Snapshot) -> frozenset[str]:
    """Top-level names that some declared distribution may have: its own name, spelled as a module."""
    found: set[str] = set()
    own = {each.name for each in repo.dependencies.values() if each.name}
    for file in repo.dependencies.values():
        if file.ecosystem == "python":
            for each in file.dependencies:
                if each.name not in own:
                    found.update((each.name, each.name.replace("-", "_"), each.name.partition("-")[0]))
                    found.add(each.name.removeprefix("python-").removesuffix("-python").replace("-", "_"))
    return frozenset(found)


def relative_base(importer: str, module: str) -> str | None:
    """The folder that the dots of a relative import mean; None above the root of the repository."""
    level = len(module) - len(module.lstrip("."))
    base = dirname(importer)
    for _ in range(level - 1):
        if not base:
            return None
        base = dirname(base)
    return normpath(base) if base else ""


def packages_above(stem: str) -> Iterable[str]:
    """The stem and every folder above it, without the root."""
    while stem:
        yield stem
        stem = dirname(stem)
