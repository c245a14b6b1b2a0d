"""What a call does with a model, by what its file imports."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.wiring.models.agent_catalogue import HOSTED
from analyzer.wiring.models.chain_models import HAYSTACK_MODELS, is_chain_package, joined_kind
from analyzer.wiring.models.hosted_catalogue import Hosted
from analyzer.wiring.models.hosted_models import asked_by_arguments, asked_of_unknown, hosted_kind, rows_of
from analyzer.wiring.models.local_models import LOCAL_ROOTS, class_kind, local_kind, method_kind
from analyzer.wiring.models.model_catalogue import LOAD_METHODS, MODEL_ROOTS, STEP_METHODS, UNMISTAKABLE
from analyzer.wiring.modules import Code, ModuleIndex, code_files, module_index

PLAIN_METHODS = UNMISTAKABLE | LOAD_METHODS | STEP_METHODS
KNOWN_ROOTS = LOCAL_ROOTS | frozenset(package.partition(".")[0] for package in HOSTED.packages)


class Imported(Struct, frozen=True):
    """What a file imports that is not of this repository.

    `roots`: the top-level packages; `known`: those that a table of models knows; `hosted`: the libraries of
    hosted models; `with_models`: a package of local models is among them; `near_models`: a component of
    Haystack that is a model is.
    """

    roots: frozenset[str]
    known: frozenset[str]
    hosted: frozenset[Hosted]
    with_models: bool
    near_models: bool

    @property
    def makes(self) -> bool:
        """Whether a factory could make a model or a client of one with what is imported."""
        return self.with_models or bool(self.hosted) or any(map(is_chain_package, self.roots))


@derived
def imported_by_file(repo: Snapshot) -> Mapping[str, Imported]:
    """What every file with code imports, by path."""
    return {code.path: _imported(repo, code) for code in code_files(repo)}


def _imported(repo: Snapshot, code: Code) -> Imported:
    index = module_index(repo)
    names = frozenset(
        each.module if each.name is None else f"{each.module}.{each.name}"
        for each in code.facts.imports
        if not each.type_checking and not _is_ours(index, code.path, each.module, each.name)
    )
    roots = frozenset(each.partition(".")[0] for each in names)
    known = frozenset(each for each in roots if each in KNOWN_ROOTS or is_chain_package(each))
    near = any(
        each.startswith("haystack") and HAYSTACK_MODELS.intersection(each.split(".")) for each in names
    )
    return Imported(roots, known, rows_of(names), not MODEL_ROOTS.isdisjoint(roots), near)


def _is_ours(index: ModuleIndex, path: str, module: str, name: str | None) -> bool:
    """Whether an import is of this repository: of a package, or of a folder not named as a library."""
    if index.is_local(path, module, name):
        return True
    root = module.partition(".")[0]
    if root in KNOWN_ROOTS or root in MODEL_ROOTS or is_chain_package(root):
        return False
    return index.resolve(path, module, name) is not None


def model_kind(call: Call, target: str, imported: Imported) -> str | None:
    """What the call of this target does with a model in a file that imports this, None if nothing."""
    root = target.partition(".")[0].removesuffix("()")
    if root in imported.roots:
        if "|" in target:
            return joined_kind(target)
        if root not in imported.known:
            # An object of a library that no table knows is asked as only a client of a model is asked.
            asked = "()" in target and asked_of_unknown(target, frozenset())
            return "calls" if asked else class_kind(target)
        found = local_kind(call, target, with_models=imported.with_models) if root in LOCAL_ROOTS else None
        return found or hosted_kind(call, target, near_models=imported.near_models) or class_kind(target)
    if root == "?":
        method = target.rpartition(".")[2]
        if imported.with_models and method in PLAIN_METHODS:
            return method_kind(method)
        if asked_of_unknown(target, imported.hosted) or asked_by_arguments(call, target):
            return "calls"
    return None
