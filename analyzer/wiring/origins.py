"""Where a value of this repository's own comes from: through factories, module names and re-exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import code_files, module_index

STEPS = 6
# Bases that say nothing of what an object of the class is asked for.
SILENT_BASES = word_set(
    "object abc.ABC ABC typing.Generic typing.Protocol sklearn.base.BaseEstimator "
    "sklearn.base.TransformerMixin sklearn.base.ClassifierMixin sklearn.base.RegressorMixin"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A target as far as it can be followed, and the file whose names it is written in.

    `own`: what is asked is a method that a class of this repository defines itself.
    """

    path: str
    target: str
    own: bool = False


def origin(repo: Snapshot, path: str, facts: PythonFacts, target: str) -> Origin:
    """Follows a target that begins with a name of this repository, at most `STEPS` steps."""
    for _ in range(STEPS):
        if _own_method(facts, target):
            return Origin(path, target, own=True)
        replaced = _here(facts, target)
        if replaced is None:
            found = _imported(repo, path, target)
            if found is None:
                break
            path, target = found
            facts = repo.modules[path]
            continue
        target = replaced
    return Origin(path, target, own=_own_method(facts, target))


def is_open(repo: Snapshot, found: Origin) -> bool:
    """Whether nobody knows what is asked: neither an installed package's nor a class of ours."""
    head, asked, _method = found.target.partition(".")
    name = head.removesuffix("()")
    if not asked:
        return False  # a function of ours is called, and nothing is asked of a value
    facts = repo.modules.get(found.path)
    if name == "?" or facts is None or found.own:
        return name == "?" and not found.own
    if any(each.name == name for each in facts.classes):
        return found.target.count(".") > 1
    return name in facts.local_definitions or any(each[0] == name for each in facts.assigned)


def _own_method(facts: PythonFacts, target: str) -> bool:
    head, _, method = target.rpartition("().")
    return bool(head) and any(
        each.qualified_name == head and method in each.methods for each in facts.classes
    )


def _here(facts: PythonFacts, target: str) -> str | None:
    """The target with a function's answer, or what a name of the module was set to, in place of its name."""
    if not facts.local_definitions and not facts.assigned:
        return None
    for name, called, rest in _heads(target):
        if called and name in facts.local_definitions:
            returns = next((each.returns for each in facts.functions if each.qualified_name == name), "")
            if returns and not returns.startswith(f"{name}()"):
                return returns + rest
            base = "" if rest.count(".") != 1 else _base(facts, name)
            if base:
                return f"{base}(){rest}"
        if "." not in name and name not in facts.local_definitions:
            for assigned, value, _line in facts.assigned:
                if assigned == name and value != name and _is_name(facts, value):
                    return f"{value}(){rest}"
    return None


def _base(facts: PythonFacts, name: str) -> str:
    """What a class of the file inherits from, and with it the methods that it does not define."""
    definition = next((each for each in facts.classes if each.qualified_name == name), None)
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


def _is_name(facts: PythonFacts, value: str) -> bool:
    """Whether what a name was set to is a target, and not the text of a literal."""
    plain = value.replace("()", "").lstrip(".")
    if not plain or not all(part.isidentifier() for part in plain.split(".")):
        return False
    return (
        "." in value or value in facts.local_definitions or any(each.alias == value for each in facts.imports)
    )


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
