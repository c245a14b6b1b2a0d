"""Where programs in other languages than Python register models, and ask for one by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from analyzer.facts.models.model_registries import FEWEST_CHARACTERS
from analyzer.facts.models.registry_uses import OTHER_REPOSITORIES
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.rendered_documents import rendered_documents
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign

# Clients in every language name their methods alike: `createModelVersion`, `mlflow_create_model_version`.
REGISTERING = lazy_regex(
    r".*(?:regist(?:er|ration)|create_?(?:registered_?)?model|transition|promot|set_?registered_?model_?alias"
    r"|pin_?write|publish|push|upload|update_?model).*|create|set-\S{1,40}",
    re.IGNORECASE,
)
ASKING = lazy_regex(r".*(?:load|get|download|read|latest|fetch|find|resolve).*", re.IGNORECASE)
# What loads a model, or asks one, by the name that it has on the Hub of Hugging Face.
HUB_LOADERS = frozenset({"Transformers.js", "Hugging Face Inference"})
HUB_LOAD = sign(Subject.REGISTRY, "Hugging Face Hub", "")
REGISTRY_ADDRESS = "models:/"
REGISTRY_LITERAL = lazy_regex(r"[\"'`]([\w./:@ -]{3,100})[\"'`]")
OWNED_NAME = lazy_regex(r"\A[\w.-]{1,80}/([\w.-]{1,80})\Z")
REGISTRY_PARTS = lazy_regex(r"[/@: ]+")


class RegistryCall(Struct, frozen=True):
    """A call that registers a model, or asks for one; `words` are the literals that may name it."""

    use: ProgramUse
    registers: bool
    words: frozenset[str]


@derived
def program_registry_calls(repo: Snapshot) -> tuple[RegistryCall, ...]:
    """The calls of registries, and those that load a model by its address in one; imports are none."""
    if not programs(repo) and not rendered_documents(repo):
        return ()
    return tuple(_calls(repo))


def _calls(repo: Snapshot) -> Iterator[RegistryCall]:
    in_documents = (
        each for each in notebook_uses(repo, Subject.REGISTRY) if each.path in rendered_documents(repo)
    )
    every = (*uses(repo, Subject.REGISTRY), *in_documents)
    found = [each for each in every if each.called and not _keeps_data(each)]
    for use in found:
        name = _method(use)
        if REGISTERING.fullmatch(name) is not None:
            # What is registered may have got its name in another call of the same tool.
            beside = (each for each in found if (each.path, each.tool) == (use.path, use.tool))
            yield RegistryCall(
                use, registers=True, words=naming_words(tuple(w for each in beside for w in given_to(each)))
            )
        elif ASKING.fullmatch(name) is not None:
            yield RegistryCall(use, registers=False, words=_in_file(repo, use.path))
    for use in uses(repo, Subject.MODEL_LOAD):
        given = given_to(use)
        by_address = any(each.startswith(REGISTRY_ADDRESS) for each in given)
        if use.called and (by_address or any(same_registry(each.tool, use.tool) for each in found)):
            yield RegistryCall(use, registers=False, words=naming_words(given))
    for use in uses(repo, Subject.MODEL_LOAD, Subject.MODEL_CALL):
        if use.called and use.tool in HUB_LOADERS:
            yield from _of_hub(repo, use)


def _of_hub(repo: Snapshot, use: ProgramUse) -> Iterator[RegistryCall]:
    """A load of a model by its name on the Hub, in the call or in a constant of the file."""
    given = [each for each in given_to(use) if OWNED_NAME.match(each)]
    written = (each[1] for each in REGISTRY_LITERAL.finditer(repo.text(use.path) or ""))
    named = given or [each for each in written if OWNED_NAME.match(each) and "/" not in each[:2]]
    if named:
        words = naming_words(tuple(named)) | {each.casefold() for each in named}
        yield RegistryCall(replace(use, sign=HUB_LOAD), registers=False, words=words)


def _keeps_data(use: ProgramUse) -> bool:
    """Whether a call of a hub says that it is about a data set or a page."""
    return any(
        each in OTHER_REPOSITORIES or each.startswith(("datasets/", "spaces/")) for each in given_to(use)
    )


def _method(use: ProgramUse) -> str:
    """What a call does: its last name, or that of the address which it asks over HTTP."""
    address = next((each for each in use.strings if "/mlflow/" in each), "")
    return address.rpartition("/")[2] if address else (parts_of(use.shown) or [""])[-1]


def given_to(use: ProgramUse) -> tuple[str, ...]:
    """The texts that a call is given, with a name or without."""
    return (*use.strings, *(value for _name, value in use.keywords))


def naming_words(texts: tuple[str, ...]) -> frozenset[str]:
    """The words that may name a model; whose it is, as in `owner/name`, names none."""
    named = (OWNED_NAME.sub(r"\1", each).removeprefix(REGISTRY_ADDRESS) for each in texts)
    parts = (part for each in named for part in REGISTRY_PARTS.split(each))
    return frozenset(each.casefold() for each in parts if len(each) >= FEWEST_CHARACTERS)


def _in_file(repo: Snapshot, path: str) -> frozenset[str]:
    """The literals of a file: what a call is given is often kept in a constant above it."""
    return naming_words(tuple(each[1] for each in REGISTRY_LITERAL.finditer(repo.text(path) or "")))


def same_registry(one: str, other: str) -> bool:
    """Whether two tools are of one registry, by the product's name: `MLflow` and `MLflow model registry`."""
    return one.partition(" ")[0].casefold() == other.partition(" ")[0].casefold()


def is_started(repo: Snapshot, call: RegistryCall) -> bool:
    """Whether something of the repository runs a call."""
    return start_of(repo, call.use.path, call.use.function) is not None
