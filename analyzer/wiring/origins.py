"""Where a value of this repository's own comes from: through factories, module names and re-exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.parsing.python import ClassDefinition
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.decorators import ATTRIBUTE_DECORATORS
from analyzer.wiring.modules import code_files, module_index

STEPS = 6
# Bases that say nothing of what an object of the class is asked for.
SILENT_BASES = word_set(
    "object abc.ABC ABC typing.Generic typing.Protocol sklearn.base.BaseEstimator "
    "sklearn.base.TransformerMixin sklearn.base.ClassifierMixin sklearn.base.RegressorMixin"
)


class Origin(Struct, frozen=True):
    """A target as far as it can be followed, and the file whose names it is written in.

    `own`: what is asked is a method that a class of this repository defines itself.
    """

    path: str
    target: str
    own: bool = False


def origin(repo: Snapshot, path: str, target: str) -> Origin:
    """Follows a target that begins with a name of this repository, at most `STEPS` steps."""
    names = _names(repo)
    for _ in range(STEPS):
        if _own_method(names[path], target):
            return Origin(path, target, own=True)
        replaced = _here(names[path], target)
        if replaced is None:
            found = _imported(repo, path, target)
            if found is None:
                break
            path, target = found
            continue
        target = replaced
    return Origin(path, target, own=_own_method(names[path], target))


def is_open(repo: Snapshot, found: Origin) -> bool:
    """Whether nobody knows what is asked: neither an installed package's nor a class of ours."""
    head, asked, _method = found.target.partition(".")
    name = head.removesuffix("()")
    if not asked or found.own:
        return False  # a function or a method of ours is called, and nothing is asked of a value
    if name == "?" or found.path not in repo.modules:
        return name == "?"
    names = _names(repo)[found.path]
    if name in names.classes:
        return found.target.count(".") > 1
    return name in repo.modules[found.path].local_definitions or name in names.assigned


class _Names(Struct, frozen=True):
    """The names of one file: what its functions return, its classes, and what its names were set to.

    `properties`: the functions that are called where their name is read.
    """

    returns: Mapping[str, str]
    classes: Mapping[str, ClassDefinition]
    assigned: Mapping[str, str]
    properties: frozenset[str]


@derived
def _names(repo: Snapshot) -> Mapping[str, _Names]:
    found: dict[str, _Names] = {}
    for code in code_files(repo):
        facts = code.facts
        aliases = {each.alias for each in facts.imports} | facts.local_definitions
        assigned: dict[str, str] = {}
        for name, value, _line in facts.assigned:
            if not assigned.get(name):
                assigned[name] = value if value != name and _is_name(aliases, value) else ""
        found[code.path] = _Names(
            {each.qualified_name: each.returns for each in facts.functions if each.returns},
            {each.qualified_name: each for each in facts.classes},
            assigned,
            frozenset(
                each.qualified_name
                for each in facts.functions
                if any(decorator.target in ATTRIBUTE_DECORATORS for decorator in each.decorators)
            ),
        )
    return found


def _own_method(names: _Names, target: str) -> bool:
    head, _, method = target.rpartition("().")
    definition = names.classes.get(head)
    return definition is not None and method in definition.methods


def _here(names: _Names, target: str) -> str | None:
    """The target with a function's answer, or what a name of the module was set to, in place of its name."""
    for name, called, rest in _heads(target):
        if called or name in names.properties:
            returns = names.returns.get(name, "")
            if returns and not returns.startswith(f"{name}()"):
                return returns + rest
            base = "" if rest.count(".") != 1 else _base(names, name)
            if base:
                return f"{base}(){rest}"
        if "." not in name and (value := names.assigned.get(name)):
            return f"{value}(){rest}"
    return None


def _base(names: _Names, name: str) -> str:
    """What a class of the file inherits from, and with it the methods that it does not define."""
    definition = names.classes.get(name)
    bases = () if definition is None else definition.bases
    return next((each for each in bases if each != name and each[0] != "?" and each not in SILENT_BASES), "")


def _heads(target: str) -> Iterator[tuple[str, bool, str]]:
    """Every beginning of a target: its dotted name without calls, whether it is called, and what follows.

    `Maker().make().predict` begins with `Maker` and with `Maker.make`, both called.
    """
    begun: list[str] = []
    rest = target
    while rest:
        name, dot, rest = rest.partition(".")
        begun.append(name.removesuffix("()"))
        yield ".".join(begun), name.endswith("()"), f"{dot}{rest}"


def _is_name(aliases: set[str] | frozenset[str], value: str) -> bool:
    """Whether what a name was set to is a target, and not the text of a literal."""
    plain = value.replace("()", "").lstrip(".")
    if not plain or not all(part.isidentifier() for part in plain.split(".")):
        return False
    return "." in value or value in aliases


def _imported(repo: Snapshot, path: str, target: str) -> tuple[str, str] | None:
    """The file that the target's first name is imported from, and the target as that file would write it."""
    own = _own_imports(repo).get(path)
    if own is None:
        return None
    plain = target.partition("()")[0].split(".")
    for number in range(len(plain), 0, -1):
        name = ".".join(plain[:number])
        if name in own:
            file, begins = own[name]
            rest = target[len(name) :]
            return file, f"{begins}{rest}" if begins else rest.lstrip(".")
    return None


@derived
def _own_imports(repo: Snapshot) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """For each file the names that it takes from others of this repository: which file, and what there.

    A name that is a whole module is nothing in it ("").
    """
    index = module_index(repo)
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for code in code_files(repo):
        for each in code.facts.imports:
            if each.type_checking or each.name == "*":
                continue
            file = index.resolve(code.path, each.module, each.name)
            if file is None or file == code.path or file not in repo.modules:
                continue
            separator = "" if each.module.endswith(".") else "."
            name = each.module if each.name is None else f"{each.module}{separator}{each.name}"
            whole = each.name is None or _is_submodule(file, each.module, each.name)
            found.setdefault(code.path, {})[name] = (file, "" if whole else each.name or "")
    return found


def _is_submodule(file: str, module: str, name: str) -> bool:
    """Whether `from module import name` reads a file of that name, and not a name in the module's file."""
    folders = file.removesuffix(".py").removesuffix("/__init__").split("/")
    last = module.rpartition(".")[2]
    return folders[-1] == name and (last != name or folders[-2:-1] == [last])
