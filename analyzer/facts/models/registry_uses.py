"""Where code uses a model registry: what registers, and what asks for a version."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.models.model_registries import (
    MLFLOW,
    REGISTERING_COMMANDS,
    REGISTERING_KEYWORD,
    REGISTRIES,
    TELLING_ENDS,
    TELLING_KEYWORDS,
    UNMISTAKABLE_CALLS,
    ModelRegistry,
    last_name,
)
from analyzer.facts.models.registry_addresses import REGISTERING_REQUESTS, REGISTRY_REQUEST
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Place
from analyzer.wiring.modules import Use, code_files, module_index, package_uses

# A version that is looked up is used where something is loaded too.
MLFLOW_LOADS = word_set("load_model download_artifacts spark_udf get_model_info")
# Repositories of a hub that hold no model.
OTHER_REPOSITORIES = frozenset({"dataset", "space"})
# One file of a repository of the hub, and endings of files that hold no weights.
ONE_FILE = "hf_hub_download"
NO_WEIGHTS = (".json", ".jsonl", ".txt", ".md", ".yaml", ".yml", ".csv", ".parquet", ".jinja", ".py")
UNKNOWN_OBJECT = "?"


@derived
def registry_uses(repo: Snapshot) -> tuple[Use, ...]:
    """Imports and calls of registries, also on objects whose origin is unknown, in the order of the files."""
    found = [*package_uses(repo, REGISTRIES.packages), *_on_unknown_objects(repo)]
    order = {code.path: number for number, code in enumerate(code_files(repo))}
    return tuple(sorted(found, key=lambda use: (order.get(use.code.path, 0), use.call is not None, use.line)))


def _on_unknown_objects(repo: Snapshot) -> Iterator[Use]:
    """Calls on a parameter or an element: `best.link(target_path=...)` in a file with the library."""
    index = module_index(repo)
    for code in code_files(repo):
        calls = [(call, root) for call in code.facts.calls if (root := _root_told(call)) is not None]
        if not calls:
            continue
        outside = {
            (each.module if each.name is None else f"{each.module}.{each.name}")
            for each in code.facts.imports
            if not index.is_local(code.path, each.module, each.name)
        }
        tools = [tool for each in sorted(outside) if (tool := _tool_of_import(each)) is not None]
        for call, root in calls:
            method = call.target.rpartition(".")[2]
            fitting = (
                tool
                for tool in tools
                if (_has_root(tool, root) if root else method in tool.registers | tool.loads)
            )
            if (tool := next(fitting, None)) is not None:
                target = f"{tool.packages[0]}.{call.target.removeprefix('?.')}"
                yield Use(code, code.line(repo, call.line), target, call=call)


def _root_told(call: Call) -> str | None:
    """The root of the library that a call on an unknown object tells; "" if only its name does."""
    if call.target.partition(".")[0] != UNKNOWN_OBJECT:
        return None
    method = call.target.rpartition(".")[2]
    for keyword, _value in call.keywords:
        if (root := TELLING_KEYWORDS.get((method, keyword))) is not None:
            return root
    for end, root in TELLING_ENDS.items():
        if call.target.endswith(f".{end}"):
            return root
    return "" if method in UNMISTAKABLE_CALLS else None


def _has_root(tool: ModelRegistry, root: str) -> bool:
    return any(each.partition(".")[0] == root for each in tool.packages)


def _tool_of_import(dotted: str) -> ModelRegistry | None:
    found = REGISTRIES.of(dotted)
    if found is not None:
        return found
    root = dotted.partition(".")[0]
    return next((tool for tool in REGISTRIES.tools if root in tool.packages), None)


def registry_of(use: Use) -> ModelRegistry:
    """The registry whose library is used."""
    return REGISTRIES.of(use.target.replace("()", "")) or MLFLOW


def registers(use: Use) -> bool:
    """Whether a use registers or promotes a model."""
    if use.call is None:
        return False
    registry, method = registry_of(use), last_name(use)
    told = dict(use.call.keywords)
    if registry.name == MLFLOW.name and told.get(REGISTERING_KEYWORD, "None") != "None":
        return True
    if any((method, keyword) in TELLING_KEYWORDS for keyword in told):
        return True
    if registry.name == "Hugging Face Hub":
        if told.get("repo_type") in OTHER_REPOSITORIES:
            return False
        if told.get("push_to_hub") == "True":
            return True
    parts = use.target.replace("()", "").split(".")
    return method in registry.registers and (not registry.inside or bool(registry.inside & set(parts)))


def registered_by_commands(repo: Snapshot) -> Iterator[tuple[Place, str, str]]:
    """Commands of CI that register a model: their place, the registry, and the words."""
    for run in ci_runs(repo):
        words = run.reached.words
        tool = next(
            (name for prefix, name in REGISTERING_COMMANDS.items() if words[: len(prefix)] == prefix), None
        )
        if words[:1] == ("curl",) and any(_registers_at(each) for each in words):
            tool = MLFLOW.name
        told = [word.removeprefix("--repo-type=") for word in words]
        if tool is not None and OTHER_REPOSITORIES.isdisjoint(told) and "--help" not in words:
            yield run.reached.trail[0], tool, " ".join(words)[:100]


def _registers_at(address: str) -> bool:
    """Whether a word of a command is the address at which MLflow registers or promotes a model."""
    found = REGISTRY_REQUEST.search(address)
    return found is not None and found["does"] in REGISTERING_REQUESTS


def asks(use: Use, loading: set[str]) -> bool:
    """Whether a call asks a registry for a version, or loads by an address."""
    if registry_of(use) is MLFLOW:
        if last_name(use) == "download_artifacts" and _of_a_run(use):
            return False
        return last_name(use) in MLFLOW_LOADS or (last_name(use) in MLFLOW.loads and use.code.path in loading)
    return last_name(use) in registry_of(use).loads and not _of_no_weights(use)


def _of_no_weights(use: Use) -> bool:
    """Whether one file of a repository is asked for that is a configuration or a table, or no model's."""
    if use.call is None or last_name(use) != ONE_FILE:
        return False
    told = dict(use.call.keywords)
    named = told.get("filename") or (use.call.strings[-1] if use.call.strings else "")
    return named.endswith(NO_WEIGHTS) or told.get("repo_type") in OTHER_REPOSITORIES


def _of_a_run(use: Use) -> bool:
    """Whether artifacts are asked for by the run that left them, which is no version of a model."""
    told = dict(use.call.keywords) if use.call is not None else {}
    by_address = any(each.startswith("runs:") for each in use.call.strings) if use.call is not None else False
    return told.get("run_id", "None") != "None" or by_address or "MlflowClient" in use.target
