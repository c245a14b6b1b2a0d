"""The cross-reference engine for Python code: names to modules, imports to files, entry points.

It resolves which file an import means, whether a name is a package or a local module that shadows
it, what a module reaches, and what starts when somebody runs the repository.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from posixpath import basename, dirname, join, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Condition, Import, PythonFacts
from analyzer.repository import Snapshot, derived, folders_of
from analyzer.wiring.added_folders import folders_added
from analyzer.wiring.conventions import dotted_texts, imports_by_name, lists_modules, modules_by_name
from analyzer.wiring.left_out_packages import LeftOutPackage, left_out_packages
from analyzer.wiring.loaded_folders import loaded_from_folders
from analyzer.wiring.namesakes import installed_namesakes

# What is called in a repository is called again and again, and every table of packages is asked about it.
NAMES_REMEMBERED = 100_000
# The folder of a Lambda layer that every function with the layer has on its path of imports:
# https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
LAYER_ROOT = lazy_regex(r"(?:.*/)?[\w-]*layers?[\w-]*/(?:.*/)?python/(?:lib/python3\.\d+/site-packages/)?")


class Code(Struct, frozen=True):
    """A file with Python code: a module, or the code cells of a notebook."""

    path: str
    facts: PythonFacts
    notebook: bool

    def line(self, repo: Snapshot, line: int) -> int:
        """The line in the file, which for a notebook is not the line in its code."""
        return repo.notebooks[self.path].line_in_file(line) if self.path in repo.notebooks else line

    def function_at(self, line: int) -> str | None:
        """The qualified name of the innermost function around a line of the code."""
        around = [each for each in self.facts.functions if each.line <= line <= each.end_line]
        return max(around, key=lambda each: each.line).qualified_name if around else None


@derived
def code_files(repo: Snapshot) -> tuple[Code, ...]:
    """Live modules first, then notebooks written out as scripts, then notebooks."""
    return tuple(_each_code(repo))


@derived
def conditions(repo: Snapshot) -> Mapping[str, tuple[Condition, ...]]:
    """The branches and assertions of every live module and test that may contain a relevant one."""
    return {path: facts.conditions for path, facts in repo.modules.items() if facts.conditions}


def _each_code(repo: Snapshot) -> Iterator[Code]:
    for path, facts in repo.modules.items():
        yield Code(path, facts, notebook=False)
    for path, facts in repo.notebook_exports.items():
        yield Code(path, facts, notebook=True)
    for path, notebook in repo.notebooks.items():
        yield Code(path, notebook.code, notebook=True)


class ModuleIndex:
    """Which first-party file a dotted module name means, seen from a given file."""

    def __init__(
        self,
        paths: Iterable[str],
        hollow: Iterable[str] = (),
        added: Mapping[str, tuple[str, ...]] | None = None,
        left_out: Mapping[str, LeftOutPackage] | None = None,
    ) -> None:
        """`hollow`: the `__init__.py` of packages that define and import nothing.

        `added`: by module, the folders that it puts on the path of imports itself. `left_out`: by folder, the
        packages whose `__init__.py` was ignored.
        """
        self._added, self._left_out = added or {}, left_out or {}
        self._paths, self._hollow = frozenset(paths), frozenset(hollow)
        # Names that some file or folder here goes by: an import of anything else is nobody's of ours.
        self._names = frozenset(part.removesuffix(".py") for path in self._paths for part in path.split("/"))
        self._folders = folders_of(self._paths)
        self._near: dict[tuple[str, str, str | None, tuple[str, ...]], str | None] = {}
        self._resolved: dict[tuple[str, str, str | None], str | None] = {}
        self._by_dotted: dict[str, str] = {}
        for path in sorted(self._paths, key=lambda path: (path.count("/"), path)):
            self._by_dotted.setdefault(self._dotted_from_package_root(path), path)
            self._by_dotted.setdefault(dotted_name(path), path)
            layer = LAYER_ROOT.match(path)
            if layer is not None:
                self._by_dotted.setdefault(dotted_name(path[layer.end() :]), path)

    def _dotted_from_package_root(self, path: str) -> str:
        root = dirname(path)
        while root and join(root, "__init__.py") in self._paths:
            root = dirname(root)
        return dotted_name(path[len(root) + 1 :] if root else path)

    def resolve(self, importer: str, module: str, name: str | None = None) -> str | None:
        """The file that `import module` or `from module import name` in `importer` reads, if ours."""
        asked = (importer, module, name)
        if asked not in self._resolved:
            self._resolved[asked] = self._resolve(importer, module, name)
        return self._resolved[asked]

    def _resolve(self, importer: str, module: str, name: str | None) -> str | None:
        found = self._resolve_near(importer, module, name)
        if found is not None or module.startswith("."):
            return found
        if name is not None and (found := self._by_dotted.get(f"{module}.{name}")) is not None:
            return found
        return self._by_dotted.get(module)

    def is_local(self, importer: str, module: str, name: str | None = None) -> bool:
        """Whether an import means a module of this repository, not an installed package.

        A directory without `__init__.py` never shadows an installed package (namespace packages
        come last in the import system), and neither does a script in an unrelated directory, or an empty
        package that has neither the submodule nor the name that is imported.
        """
        if module.startswith("."):
            return True
        top = module.partition(".")[0]
        near = self._resolve_near(importer, top, None)
        if near == importer and not importer.endswith("__init__.py"):
            return False  # a wrapper named after the package it wraps imports that package, not itself
        found = near or self._by_dotted.get(top, "")
        if found in self._hollow and not self._has_below(dirname(found), module, name):
            return False
        return near is not None or found.endswith("/__init__.py")

    def is_in_package(self, importer: str, module: str) -> bool:
        """Whether a module of this repository is in a package, by whose name Python would import it."""
        found = self._resolve_near(importer, module, None) or ""
        return f"{dirname(dirname(found))}/__init__.py" in self._paths

    def _has_below(self, package: str, module: str, name: str | None) -> bool:
        """Whether an empty package has the first submodule that an import asks it for."""
        _top, _dot, below = module.partition(".")
        asked = below.partition(".")[0] or name
        if asked is None or asked == "*":
            return True
        place = f"{package}/{asked}" if package else asked
        return f"{place}.py" in self._paths or place in self._folders

    def _resolve_near(self, importer: str, module: str, name: str | None) -> str | None:
        """As Python would: relative to the package, else from the importer's directory upwards."""
        if not module.startswith(".") and module.partition(".")[0] not in self._names:
            return None
        key = (dirname(importer), module, name, self._added.get(importer, ()))
        if key not in self._near:
            self._near[key] = self._search_near(importer, module, name)
        return self._near[key]

    def _search_near(self, importer: str, module: str, name: str | None) -> str | None:
        if module.startswith("."):
            level = len(module) - len(module.lstrip("."))
            base = dirname(importer)
            for _ in range(level - 1):
                base = dirname(base)
            return self._below(base, module[level:], name)
        directory = dirname(importer)
        # Modules of Python itself come before what a file adds to the path.
        standard = module.partition(".")[0] in sys.stdlib_module_names
        added = () if standard else self._added.get(importer, ())
        for root in (directory, *added) if added else ():
            if (found := self._below(root, module, name)) is not None:
                return found
        while True:
            for root in (directory, join(directory, "src")):
                if (found := self._below(root, module, name)) is not None:
                    return found
            above = dirname(directory)
            if above == directory:
                return None
            directory = above

    def _below(self, directory: str, module: str, name: str | None) -> str | None:
        base = _place_below(directory, module) if module else directory
        inside = f"{base}/" if base else ""
        candidates = [f"{inside}__init__.py"]
        if module:
            candidates.insert(0, f"{base}.py")
        if name is not None and name != "*":
            candidates[:0] = (f"{inside}{name}.py", f"{inside}{name}/__init__.py")
        found = next((candidate for candidate in candidates if candidate in self._paths), None)
        if found is None and name is not None and base in self._left_out:
            return self._left_out[base].homes.get(name)
        return found


def _place_below(directory: str, module: str) -> str:
    """Where a module of a dotted name stands, without its ending."""
    place = module.replace(".", "/")
    if "//" in f"/{place}/" or "/" in module:
        return normpath(join(directory, *module.split(".")))
    return f"{directory}/{place}" if directory else place


def dotted_name(path: str) -> str:
    """`pkg/mod.py` as `pkg.mod`, `pkg/__init__.py` as `pkg`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@derived
def module_index(repo: Snapshot) -> ModuleIndex:
    """The index over all Python files of the repository, notebooks' exports included."""
    hollow = (
        path for path, facts in repo.modules.items() if basename(path) == "__init__.py" and not _says(facts)
    )
    paths = repo.of_kind(FileKind.PYTHON)
    return ModuleIndex(paths, hollow, folders_added(repo, folders_of(paths)), left_out_packages(repo))


def _says(facts: PythonFacts) -> bool:
    """Whether a module imports, defines, calls or names anything; its version is nothing of the kind."""
    named = (each for each, _value, _line in facts.assigned if not each.startswith("__"))
    return bool(facts.imports or facts.functions or facts.classes or facts.calls or any(named))


@derived
def import_graph(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """For every Python file and notebook, the first-party files its imports read.

    Modules that a framework loads by a name in a string count as imported too, and so do those that a
    module names in its own texts which imports by name.
    """
    index = module_index(repo)
    named = modules_by_name(repo.modules, index.resolve)
    graph: dict[str, frozenset[str]] = {}
    for code in code_files(repo):
        targets = set(named.get(code.path, ()))
        for each in code.facts.imports:
            found = index.resolve(code.path, each.module, each.name)
            if found is not None and found != code.path:
                targets.add(found)
        by_name = not code.notebook and (imports_by_name(code.facts) or lists_modules(code.facts))
        for dotted in dotted_texts(repo.text(code.path) or "") if by_name else ():
            found = index.resolve(code.path, dotted) or index.resolve(code.path, dotted.rpartition(".")[0])
            if found is not None and found != code.path:
                targets.add(found)
        if not code.notebook:
            targets.update(loaded_from_folders(repo, code.path, code.facts))
        graph[code.path] = frozenset(targets - {code.path})
    return graph


def reached_from(
    repo: Snapshot, starts: Iterable[str], without: Collection[tuple[str, str]] = ()
) -> frozenset[str]:
    """The given files and all first-party files that they import, directly or through others.

    `without`: pairs of an importing and an imported file that are not followed.
    """
    graph = import_graph(repo)
    seen = set(starts)
    queue = deque(sorted(seen))
    while queue:
        path = queue.popleft()
        for target in graph.get(path, frozenset()):
            if target not in seen and (path, target) not in without:
                seen.add(target)
                queue.append(target)
    return frozenset(seen)


def reaching(repo: Snapshot, targets: Iterable[str]) -> frozenset[str]:
    """The given files and all files that import one of them, directly or through others."""
    importers = _importers(repo)
    seen = set(targets)
    queue = deque(sorted(seen))
    while queue:
        for path in importers.get(queue.popleft(), ()):
            if path not in seen:
                seen.add(path)
                queue.append(path)
    return frozenset(seen)


@derived
def _importers(repo: Snapshot) -> Mapping[str, list[str]]:
    """The reversed import graph."""
    found: dict[str, list[str]] = {}
    for path, imported in import_graph(repo).items():
        for target in sorted(imported):
            found.setdefault(target, []).append(path)
    return found


class Use(Struct, frozen=True):
    """A place where code uses an installed package: an import or a call, never a local namesake.

    `place` orders uses: by file, imports before calls, as they stand in the file.
    """

    code: Code
    line: int
    target: str
    call: Call | None = None
    imported: Import | None = None
    place: tuple[int, int, int] = (0, 0, 0)


def package_uses(repo: Snapshot, packages: frozenset[str]) -> tuple[Use, ...]:
    """Imports and calls of the given top-level packages, in live code and code cells."""
    roots = frozenset(each.partition(".")[0] for each in packages)
    found: list[Use] = []
    for outside in _outside_names(repo):
        for root in outside.roots & roots:
            found.extend(_uses_in(repo, outside, root, packages))
    return tuple(sorted(found, key=lambda use: use.place))


class _Outside(Struct, frozen=True):
    """What one file takes from installed packages, by their top-level names.

    A call on a parameter or an attribute is one of the class that its annotation names.
    """

    number: int
    code: Code
    imports: Mapping[str, list[tuple[int, str, Import]]]
    calls: Mapping[str, list[tuple[int, Call]]]

    @property
    def roots(self) -> frozenset[str]:
        return frozenset(self.imports)


@derived
def _outside_names(repo: Snapshot) -> tuple[_Outside, ...]:
    index = module_index(repo)
    table = []
    for number, code in enumerate(code_files(repo)):
        imports: dict[str, list[tuple[int, str, Import]]] = {}
        installed = installed_namesakes(code.path, code.facts, index.is_local, index.is_in_package)
        for place, each in enumerate(code.facts.imports):
            if each.module in installed or not index.is_local(code.path, each.module, each.name):
                target = each.module if each.name is None else f"{each.module}.{each.name}"
                imports.setdefault(each.module.partition(".")[0], []).append((place, target, each))
        calls: dict[str, list[tuple[int, Call]]] = {}
        for place, call in enumerate(code.facts.calls):
            root = call.target.partition(".")[0].removesuffix("()")
            if root in imports:
                calls.setdefault(root, []).append((place, call))
            elif call.declared and (root := call.declared.partition(".")[0]) in imports:
                meant = replace(call, target=call.declared)
                calls.setdefault(root, []).append((place, meant))
        if imports:
            table.append(_Outside(number, code, imports, calls))
    return tuple(table)


def _uses_in(repo: Snapshot, outside: _Outside, root: str, packages: frozenset[str]) -> Iterator[Use]:
    code = outside.code
    imported: set[str | None] = set()
    whole = False
    for place, target, each in outside.imports[root]:
        # `import azure` makes every package below it a name: its calls say which is meant.
        whole = whole or target == root
        package = package_of(target, packages)
        if package is not None:
            imported.add(package)
            if not each.type_checking:
                order = (outside.number, 0, place)
                yield Use(code, code.line(repo, each.line), target, imported=each, place=order)
    for place, call in outside.calls.get(root, ()) if imported or whole else ():
        package = package_of(call.target, packages)
        if package is not None and (whole or package in imported):
            order = (outside.number, 1, place)
            yield Use(code, code.line(repo, call.line), call.target, call=call, place=order)


@lru_cache(maxsize=NAMES_REMEMBERED)
def last_part(target: str) -> str:
    """The last part of the dotted name of what is called."""
    return target.rpartition(".")[2].removesuffix("()")


@lru_cache(maxsize=NAMES_REMEMBERED)
def package_of(dotted: str, packages: frozenset[str]) -> str | None:
    """The package of the set that a dotted name belongs to; packages may be dotted themselves."""
    name = dotted.replace("()", "")
    while name:
        if name in packages:
            return name
        name = name.rpartition(".")[0]
    return None
