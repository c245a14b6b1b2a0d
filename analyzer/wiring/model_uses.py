"""Which code trains, loads, calls, connects to or defines a model, by the packages that models come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.parsing.python import Call, ClassDefinition
from analyzer.repository import Snapshot, derived
from analyzer.wiring.agent_catalogue import ASKED_WORDS
from analyzer.wiring.chain_models import is_chain_package, joined_kind
from analyzer.wiring.hosted_catalogue import Hosted
from analyzer.wiring.hosted_models import asked_of_unknown, hosted_kind, rows_of
from analyzer.wiring.model_catalogue import (
    ANSWER_CALLS,
    BUILDER_CLASS,
    BUILDER_PACKAGES,
    CLASS_LOADERS,
    ESTIMATOR_BASES,
    LOAD_CALLS,
    LOAD_METHODS,
    LOADED_METHODS,
    MODEL_BASES,
    MODEL_BUILDERS,
    MODEL_CLASS,
    MODEL_PACKAGES,
    MODEL_ROOTS,
    NO_MODEL_CLASS,
    OTHER_MODELS,
    PICKLES,
    PREDICT_METHODS,
    PREPARATION_PACKAGES,
    STEP_METHODS,
    TRAIN_CALLS,
    TRAIN_METHODS,
    UNMISTAKABLE,
)
from analyzer.wiring.modules import Code, code_files, module_index, package_of
from analyzer.wiring.origins import origin
from analyzer.wiring.pickled_models import pickled_models
from analyzer.wiring.roles import is_test


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A place where a model is trained, loaded, called, connected to or defined, as `kind` says.

    `function` is the qualified name of the function around it, or of the class that is defined.
    """

    code: Code
    line: int
    kind: str
    target: str
    function: str | None = None


@dataclass(frozen=True, slots=True)
class _Imported:
    """What a file imports that is not of this repository: dotted names, their roots, and what they say."""

    names: frozenset[str]
    roots: frozenset[str]
    with_models: bool
    hosted: frozenset[Hosted]


@derived
def model_uses(repo: Snapshot) -> tuple[ModelUse, ...]:
    """Every place of the repository, live code before notebooks, tests included."""
    found: list[ModelUse] = []
    pickled = pickled_models(repo)
    for code in code_files(repo):
        imported = _imported(repo, code)
        own = dict(pickled.get(code.path, ()))
        for call in code.facts.calls:
            kind = _kind(call, call.target, imported) or own.get(call) or _of_factory(repo, code, call)
            if kind is not None:
                found.append(ModelUse(code, code.line(repo, call.line), kind, call.target, call.function))
        found.extend(
            ModelUse(
                code,
                code.line(repo, definition.line),
                "defines",
                f"class {definition.name}",
                definition.qualified_name,
            )
            for definition in code.facts.classes
            if _defines(definition)
        )
        found.extend(_built(repo, code, imported))
    return tuple(found)


def _imported(repo: Snapshot, code: Code) -> _Imported:
    index = module_index(repo)
    names = frozenset(
        each.module if each.name is None else f"{each.module}.{each.name}"
        for each in code.facts.imports
        if not each.type_checking and not index.is_local(code.path, each.module)
    )
    roots = frozenset(each.partition(".")[0] for each in names)
    return _Imported(names, roots, not MODEL_ROOTS.isdisjoint(roots), rows_of(names))


def _kind(call: Call, target: str, imported: _Imported) -> str | None:
    root = target.partition(".")[0].removesuffix("()")
    method = target.rpartition(".")[2]
    if root in imported.roots:
        if "|" in target:
            return joined_kind(target)
        return _local_kind(call, target, root, method, imported) or hosted_kind(
            call, target, names=imported.names
        )
    if root == "?":
        if imported.with_models and method in UNMISTAKABLE | LOAD_METHODS | STEP_METHODS:
            return _method_kind(method)
        if asked_of_unknown(target, imported.hosted):
            return "calls"
    return None


def _local_kind(call: Call, target: str, root: str, method: str, imported: _Imported) -> str | None:
    """What is done with a model that runs in the program itself."""
    plain = target.replace("().", ".")
    if target in TRAIN_CALLS or plain in TRAIN_CALLS:
        return "trains"
    if target in LOAD_CALLS or plain in LOAD_CALLS:
        return "loads"
    if target in ANSWER_CALLS:
        return "calls"
    if target in PICKLES:
        said = "model" in " ".join(call.strings).casefold()
        return "loads" if imported.with_models or root == "mlflow" or said else None
    if root == "mlflow" and method == "load_model":
        return "loads"
    if _of_loaded(target, method):
        return "calls"
    owner = target.rpartition(".")[0].rpartition(".")[2]
    if package_of(target, MODEL_PACKAGES) and package_of(target, PREPARATION_PACKAGES) is None:
        return None if NO_MODEL_CLASS.search(owner.removesuffix("()")) else _method_kind(method)
    if root in OTHER_MODELS or not MODEL_CLASS.search(owner.removesuffix("()")):
        return None
    if method in CLASS_LOADERS and not owner.endswith("()"):
        return "loads"
    return _method_kind(method) if method in UNMISTAKABLE and owner.endswith("()") else None


def _of_loaded(target: str, method: str) -> bool:
    """Whether a loaded model is called, or asked for what its library calls an answer."""
    if target.endswith("()"):
        held = target.removesuffix("()")
        last, owner = held.rpartition(".")[2], held.rpartition(".")[0].rpartition(".")[2]
        pretrained = last in LOAD_METHODS and not NO_MODEL_CLASS.search(owner)
        return held in LOAD_CALLS or (pretrained and package_of(held, MODEL_PACKAGES) is not None)
    held = target.rpartition("().")[0]
    return held in LOAD_CALLS and method in LOADED_METHODS | PREDICT_METHODS


def _of_factory(repo: Snapshot, code: Code, call: Call) -> str | None:
    """What is asked of a client, an agent or a chain that a factory of this repository made."""
    target = call.target
    method = target.rpartition(".")[2]
    if method not in ASKED_WORDS or target.startswith("?") or not _reaches_hosted(repo):
        return None
    path, steps = code.path, target.split("|")
    if len(steps) > 1:
        steps[-1] = steps[-1].rpartition(".")[0]
        followed = [origin(repo, path, code.facts, each).target for each in steps]
        return joined_kind(f"{'|'.join(followed)}.{method}")
    found = origin(repo, path, code.facts, target)
    if found.own or found.target == target:
        return None
    facts = repo.modules.get(found.path, code.facts)
    kind = _kind(call, found.target, _imported(repo, Code(found.path, facts, notebook=False)))
    return kind if kind == "calls" else None


@derived
def _reaches_hosted(repo: Snapshot) -> bool:
    """Whether any file imports a client of hosted models."""
    return any(
        _imported(repo, code).hosted or any(map(is_chain_package, _imported(repo, code).roots))
        for code in code_files(repo)
    )


def _defines(definition: ClassDefinition) -> bool:
    if any(package_of(base, MODEL_BASES) for base in definition.bases):
        return True
    return bool(PREDICT_METHODS.intersection(definition.methods)) and any(
        package_of(base, ESTIMATOR_BASES) for base in definition.bases
    )


def _built(repo: Snapshot, code: Code, imported: _Imported) -> Iterator[ModelUse]:
    """Models that a call builds; below the classes, whose blocks are built by the same calls."""
    if not imported.with_models:
        return
    for call in code.facts.calls:
        target = call.target
        if target in MODEL_BUILDERS or (
            BUILDER_CLASS.search(target) is not None and package_of(target, BUILDER_PACKAGES)
        ):
            yield ModelUse(code, code.line(repo, call.line), "defines", target, call.function)


def _method_kind(method: str) -> str | None:
    if method in TRAIN_METHODS or method in STEP_METHODS:
        return "trains"
    if method in LOAD_METHODS:
        return "loads"
    if method in PREDICT_METHODS:
        return "calls"
    return None


def training_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that train a model, tests left out."""
    return frozenset(
        use.code.path
        for use in model_uses(repo)
        if use.kind == "trains" and not use.code.notebook and not is_test(repo, use.code.path)
    )
