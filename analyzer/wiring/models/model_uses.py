"""Which code trains, loads, calls, connects to or defines a model, by the packages that models come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, ClassDefinition
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.agent_catalogue import ASKED_WORDS
from analyzer.wiring.models.chain_models import joined_kind
from analyzer.wiring.models.handed_models import OwnModels, asked_of_handed, methods_of_models
from analyzer.wiring.models.http_models import http_models
from analyzer.wiring.models.imported_models import Imported, imported_by_file, model_kind
from analyzer.wiring.models.kept_objects import kept_as_other
from analyzer.wiring.models.loader_tables import loaded_by_table
from analyzer.wiring.models.local_models import built, defines, method_kind
from analyzer.wiring.models.model_catalogue import (
    PLACEHOLDER_ADDRESS,
    PREDICT_METHODS,
    PREPARING_NAME,
    TRAIN_METHODS,
    UNMISTAKABLE,
)
from analyzer.wiring.models.pickled_models import pickled_models
from analyzer.wiring.models.unpickled_data import unpickled_data
from analyzer.wiring.models.weightless import is_weightless
from analyzer.wiring.modules import Code, code_files, last_part
from analyzer.wiring.origins import is_open, origin
from analyzer.wiring.roles import is_test

# The model that a class holds, and what it is set to.
HELD_MODEL = lazy_regex(
    r"^[ \t]{1,40}self\._?(?:model|clf|estimator|classifier|regressor)_?[ \t]{0,4}=[ \t]{0,4}([^\s#]{1,80})",
    re.MULTILINE,
)
HELD_ROWS = 400
# What a line fits, by its name: also an element of a table of such.
FITTED_BY_NAME = lazy_regex(r"([A-Za-z_]\w{0,60})(?:\[[^\]\n]{0,60}\])?\.fit\(")
# Functions that call what they are handed: in a thread, in another process, later, or for every element.
ASKS_WHAT_IT_IS_HANDED = word_set(
    "to_thread run_in_executor run_in_threadpool run_sync partial submit map starmap sync_to_async retry_call"
)
FOLLOWED = ASKED_WORDS | TRAIN_METHODS | PREDICT_METHODS


class ModelUse(Struct, frozen=True):
    """A place where a model is trained, loaded, called, connected to or defined, as `kind` says.

    `function` is the qualified name of the function around it, or of the class that is defined. `unfilled`:
    the address of what is loaded is still to be filled in.
    """

    code: Code
    line: int
    kind: str
    target: str
    function: str | None = None
    unfilled: bool = False


@derived
def unfilled_modules(repo: Snapshot) -> frozenset[str]:
    """Modules in which every model that is loaded has an address that is still to be filled in."""
    loads: dict[str, bool] = {}
    for use in model_uses(repo):
        if use.kind in ("loads", "connects"):
            loads[use.code.path] = loads.get(use.code.path, True) and use.unfilled
        elif use.kind == "trains":
            loads[use.code.path] = False
    return frozenset(path for path, unfilled in loads.items() if unfilled)


def _is_unfilled(call: Call) -> bool:
    """Whether a text that a call is given is an address to be filled in."""
    return any(
        PLACEHOLDER_ADDRESS.search(each[:400]) for each in (*call.strings, *dict(call.keywords).values())
    )


@derived
def model_uses(repo: Snapshot) -> tuple[ModelUse, ...]:
    """Every place of the repository, live code before notebooks, tests included."""
    found: list[ModelUse] = []
    pickled, imported, http = pickled_models(repo), imported_by_file(repo), http_models(repo)
    data, other = unpickled_data(repo), kept_as_other(repo)
    made = any(each.makes for each in imported.values())
    told: list[Call] = []
    for code in code_files(repo):
        own, here = dict(pickled.get(code.path, ())), imported[code.path]
        sent = http.get(code.path, frozenset())
        for call in code.facts.calls:
            kind = model_kind(call, call.target, here) or (own.get(call) if own else None)
            if kind is None and sent and call in sent:
                kind = "calls"
            if kind is None and call.target.endswith(").backward") and here.with_models:
                # A loss that a helper of this repository computes, beside a library of models.
                kind = None if origin(repo, code.path, call.target).own else "trains"
            if kind is None and made:
                kind = _of_factory(repo, code, call, here)
            target = call.target
            if kind is None and (target := call.declared or target) != call.target:
                kind = model_kind(call, target, here)
            if kind == "trains" and call.target == "?.fit" and _prepares(repo, code, call):
                kind = None
            if kind is not None and not (call in data.get(code.path, ()) or call in other.get(code.path, ())):
                unfilled = kind == "loads" and _is_unfilled(call)
                line = code.line(repo, call.line)
                told.append(call)
                found.append(ModelUse(code, line, kind, target, call.function, unfilled))
        found.extend(_handed_on(repo, code, here))
        found.extend(
            ModelUse(code, line, "loads", target, code.function_at(line))
            for line, target in loaded_by_table(repo, code, here)
        )
        found.extend(_defined(repo, code, here))
    handed = [
        ModelUse(code, code.line(repo, call.line), "calls", call.target, call.function)
        for code, call in asked_of_handed(repo, _own_models(found), told)
    ]
    return tuple(_in_order(repo, [*found, *handed])) if handed else tuple(found)


def _prepares(repo: Snapshot, code: Code, call: Call) -> bool:
    """Whether what is fitted is called after what prepares rows: `label_encoders[column].fit(x)`."""
    if code.notebook:
        return False
    rows = (repo.text(code.path) or "").split("\n")[call.line - 1 : call.line]
    owners = [each[1] for row in rows for each in FITTED_BY_NAME.finditer(row[:500])]
    return bool(owners) and all(PREPARING_NAME.search(each) is not None for each in owners)


def _handed_on(repo: Snapshot, code: Code, imported: Imported) -> Iterator[ModelUse]:
    """Questions that are handed to what asks them: `asyncio.to_thread(client.messages.create, model="m")`."""
    if not imported.known:
        return
    hands = [call for call in code.facts.calls if last_part(call.target) in ASKS_WHAT_IT_IS_HANDED]
    # One that hands another one on (`partial` to a pool) asks once.
    for call in {call.function: call for call in hands}.values():
        names = (each.names for each in code.facts.functions if each.qualified_name == call.function)
        called = {each.target for each in code.facts.calls if each.function == call.function}
        for name in next(names, ()):
            # An object that is handed over as it is may be asked, or only given.
            given = name in called or name.endswith("()")
            kind = None if given else model_kind(replace(call, target=name), name, imported)
            if kind in ("calls", "trains"):
                yield ModelUse(code, code.line(repo, call.line), kind, name, call.function)
                break


def _own_models(found: list[ModelUse]) -> OwnModels:
    """What first-party code that loads and defines models calls its functions and their methods."""
    loaders = {use.function.rpartition(".")[2] for use in found if use.kind == "loads" and use.function}
    asked: set[str] = set()
    for use in found:
        if use.kind == "defines" and use.function is not None:
            for each in use.code.facts.classes:
                if each.qualified_name == use.function:
                    asked |= methods_of_models(each.methods)
    return OwnModels(frozenset(loaders - {"__init__", "main", "load", "get", "run"}), frozenset(asked))


def _in_order(repo: Snapshot, uses: list[ModelUse]) -> list[ModelUse]:
    order = {code.path: number for number, code in enumerate(code_files(repo))}
    return sorted(uses, key=lambda use: order.get(use.code.path, 0))


def _defined(repo: Snapshot, code: Code, imported: Imported) -> Iterator[ModelUse]:
    for each in code.facts.classes:
        if defines(each) and not _stands_in(repo, code, each) and not is_weightless(repo, code, each):
            line = code.line(repo, each.line)
            yield ModelUse(code, line, "defines", f"class {each.name}", each.qualified_name)
    # Below the classes, whose blocks are built by the same calls.
    for call in built(code.facts) if imported.with_models else ():
        yield ModelUse(code, code.line(repo, call.line), "defines", call.target, call.function)


def _stands_in(repo: Snapshot, code: Code, definition: ClassDefinition) -> bool:
    """Whether a class only holds the place of a pickled one: its `fit` fits nothing, its model is None."""
    if code.notebook or not {"fit", "predict"} <= set(definition.methods):
        return False
    name = f"{definition.qualified_name}.fit"
    if any(call.function == name for call in code.facts.calls):
        return False
    rows = (repo.text(code.path) or "").split("\n")
    text = "\n".join(row[:200] for row in rows[definition.line - 1 : definition.end_line][:HELD_ROWS])
    held = {match[1] == "None" for match in HELD_MODEL.finditer(text)}
    return held == {True}


def _of_factory(repo: Snapshot, code: Code, call: Call, imported: Imported) -> str | None:
    """What is asked of a model, a client, an agent or a chain that a factory of this repository made."""
    target = call.target
    method = target.rpartition(".")[2]
    if method not in FOLLOWED or target[0] == "?":
        return None
    path = code.path
    if "|" in target:
        return _of_steps(repo, path, target)
    if target.partition(".")[0].removesuffix("()") in imported.roots:
        return None
    found = origin(repo, path, target)
    if found.own:
        return None
    there = imported_by_file(repo)[found.path]
    kind = model_kind(call, found.target, there)
    if kind is None and "|" in found.target:
        kind = _of_steps(repo, found.path, found.target)
    if kind is None and method in UNMISTAKABLE and (imported.with_models or there.with_models):
        prepares = PREPARING_NAME.search(target.rpartition(".")[0].removesuffix("()")) is not None
        kind = method_kind(method) if is_open(repo, found) and not prepares else None
    return kind if kind in ("calls", "trains") else None


def _of_steps(repo: Snapshot, path: str, target: str) -> str | None:
    """What is asked of a chain whose steps functions of this repository may make: `PROMPT | make_llm()`."""
    chain, _dot, method = target.rpartition(".")
    followed = "|".join(origin(repo, path, each).target for each in chain.split("|"))
    return joined_kind(f"{followed}.{method}")


def training_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that train a model, tests left out."""
    return frozenset(
        use.code.path
        for use in model_uses(repo)
        if use.kind == "trains" and not use.code.notebook and not is_test(repo, use.code.path)
    )
