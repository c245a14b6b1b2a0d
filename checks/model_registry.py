"""Model registry: model versions under a name, and serving code that requests them by that name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.program_evidence import notebook_evidence
from analyzer.facts.flows.flows import flow_modules
from analyzer.facts.models.handed_names import addresses_with_importers, words_with_callers
from analyzer.facts.models.model_registries import (
    MLFLOW,
    last_name,
    names_address,
    words_of_call,
)
from analyzer.facts.models.program_registries import is_started, program_registry_calls, same_registry
from analyzer.facts.models.registry_addresses import registry_requests
from analyzer.facts.models.registry_uses import (
    MLFLOW_LOADS,
    asks,
    registered_by_commands,
    registers,
    registry_of,
    registry_uses,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Use, reached_from
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called, called_by_requests
from analyzer.wiring.runs.reachability import is_live, is_wrapper_that_nothing_calls
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import service_modules

CONFIGURED_NAME = lazy_regex(r"^[ \t]*[\"']?registered_model_name[\"']?[ \t]*[:=][ \t]*\S", re.MULTILINE)
SERVES = lazy_regex(r"(?:^|[/_])(?:serv|infer|predict|scor|app|api|deploy|evaluat|batch)\w*", re.IGNORECASE)
STAGES = word_set("production staging archived champion challenger candidate latest prod none")
# Variables that every file has for something of its own, and those that a library's keywords are called: the
# latter tie what asks for a whole model at a version, and nothing that only asks for a file.
VAGUE = word_set("$name $alias $stage $names $filename $run_name $__name__ $target_name $file_name")
KEYWORDS_OF_HUBS = word_set("$repo_id $repo $repo_name")
WHOLE_AT_VERSION = word_set("snapshot_download from_pretrained")


class _Place(Struct, frozen=True):
    """A call that registers or asks for a model, with the literals and identifiers that name the model.

    `versioned`: it asks for a whole model at a revision.
    """

    path: str
    line: int
    target: str
    tool: str
    words: frozenset[str]
    versioned: bool = False


# What says something of a model that is registered already, or of its name: shown after what registers one.
ABOUT_REGISTERED = word_set(
    "set_registered_model_alias transition_model_version_stage set_model_version_tag create_registered_model "
    "set_registered_model_tag update_model_version update_registered_model"
)


@check(
    id="model_registry",
    title="model registry",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK, FileKind.CONFIGURATION, FileKind.CI),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Who may promote the model that {path} works with to production, and after which checks?",
        absent="Which model file answered requests yesterday, and which run produced it?",
        strong="Knows which run produced yesterday's model, and who may promote the next one.",
        weak="The newest file in a folder is the model.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library has no models of its own to promote",
        Purpose.RESEARCH: "research code promotes no models",
    },
    other_languages=OtherLanguages(
        "registry clients come with tracking clients; a program that only calls a model registers none",
        (Role.TRACK,),
    ),
    covers=("G3",),
    near=("registry", "regist", "promot", "model_version", "model_store"),
    named=("model_registry", "model_store", "promote_model", "model_promotion"),
)
def model_registry(repo: Snapshot) -> Iterator[Observation]:
    """Models are registered under a name, and loaded by that name.

    Only calls of a registry's library and requests to its addresses count, not the project's own function of
    that name or model files in the repository. Present: the call is in a notebook, in an example or in code
    that nothing calls, or a configuration file or a live load names a model that something else registers.
    Substantive: live code or a command of CI registers or promotes a model. Wired: code that serves or
    infers, and that something starts, requests a version of the same registry under the same name, alias or
    stage, as a literal or through a variable of the same name. In other languages the same holds of the
    clients of registries, and one language may register what another asks for. A wrapper with the name of
    the library's function runs where somebody calls the wrapper.
    """
    uses = [use for use in registry_uses(repo) if not is_test(repo, use.code.path)]
    registering = [use for use in uses if registers(use)]
    live = [use for use in registering if _is_live(repo, use)]
    asking = [*_asking(repo, uses, live), *_asking_programs(repo), *_requesting(repo)]
    yield from _of_programs(repo, asking, uses)
    yield from _of_requests(repo, asking)
    seen: set[tuple[str, str]] = set()
    for use in registering:
        key = (use.code.path, use.target.rpartition(".")[2])
        if key in seen or (use not in live and any(other.code.path == use.code.path for other in live)):
            continue
        seen.add(key)
        tool = registry_of(use).name
        size = -int(last_name(use) in ABOUT_REGISTERED)
        if use not in live:
            where = "a notebook" if use.code.notebook else "code that nothing runs"
            yield Evidence(use.code.path, use.line, Level.PRESENT, f"{tool}: {use.target}, in {where}")
            continue
        words = words_with_callers(repo, use) if asking else frozenset()
        here = _Place(use.code.path, use.line, use.target, tool, words)
        partner = next((each for each in asking if _same_model(here, each)), None)
        if partner is None:
            note = f"{tool}: {use.target}"
            yield Evidence(use.code.path, use.line, Level.SUBSTANTIVE, note, size=size)
            continue
        note = f"{tool}: {use.target}, requested by {partner.path}"
        yield Evidence(use.code.path, use.line, Level.WIRED, note, size=size)
        yield Evidence(partner.path, partner.line, Level.WIRED, f"{tool}: {partner.target}")
    for place, tool, what in registered_by_commands(repo):
        yield Evidence(place.path, place.line, Level.SUBSTANTIVE, f"{tool}: CI runs {what}")
    if not registering and any(registry_of(use) is MLFLOW for use in uses):
        yield from _configured(repo)
        yield from _only_asked(repo, uses)


def _requesting(repo: Snapshot) -> list[_Place]:
    """Requests of started code to the addresses of a registry that ask for a version."""
    asking = [each for each in registry_requests(repo) if not each.registers]
    started = _started(repo) if asking else frozenset()
    return [
        _Place(each.path, each.line, each.what, MLFLOW.name, each.words)
        for each in asking
        if each.path in started
    ]


def _of_requests(repo: Snapshot, asking: list[_Place]) -> Iterator[Evidence]:
    """Requests to the addresses of a registry that register or promote, once a file."""
    requests = registry_requests(repo)
    seen = {each.use.path for each in program_registry_calls(repo) if each.registers}
    if requests and not seen and not any(each.registers for each in requests):
        note = f"{MLFLOW.name}: {requests[0].what} asks for a version; nothing here registers one"
        yield Evidence(requests[0].path, requests[0].line, Level.PRESENT, note)
    for each in requests:
        if not each.registers or each.path in seen:
            continue
        seen.add(each.path)
        here = _Place(each.path, each.line, each.what, MLFLOW.name, each.words)
        partner = next((other for other in asking if _same_model(here, other)), None)
        note = f"{MLFLOW.name}: a request to {each.what}"
        if partner is None:
            yield Evidence(each.path, each.line, Level.SUBSTANTIVE, note)
            continue
        yield Evidence(each.path, each.line, Level.WIRED, f"{note}, requested by {partner.path}")
        yield Evidence(partner.path, partner.line, Level.WIRED, f"{partner.tool}: {partner.target}")


def _same_model(one: _Place, other: _Place) -> bool:
    """Whether two places name the same model: by a literal, or by a variable that says which one it is.

    A stage alone ties them only where one side does not spell out the model's name.
    """
    if not same_registry(one.tool, other.tool):
        return False
    common = one.words & other.words
    common -= {each for each in common if each[0] == "$" and _differ(one, other, each)}
    if one.path != other.path:
        common -= VAGUE if other.versioned else VAGUE | KEYWORDS_OF_HUBS
    if common - STAGES:
        return True
    spelled = [any(word[0] != "$" for word in each.words - STAGES) for each in (one, other)]
    return bool(common) and not all(spelled)


def _differ(one: _Place, other: _Place, name: str) -> bool:
    """Whether both files give a variable of this name a text, and not the same."""
    mine, theirs = (
        {word for word in each.words if word.startswith(f"{name.partition('=')[0]}=")}
        for each in (one, other)
    )
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _is_live(repo: Snapshot, use: Use) -> bool:
    if use.code.notebook or use.call is None or is_example_path(use.code.path):
        return False
    function = use.call.function
    wrapper = is_wrapper_that_nothing_calls(repo, use.code, function, use.target)
    return not wrapper and is_live(repo, use.code, function)


def _started(repo: Snapshot) -> frozenset[str]:
    """Files that a service, a run script or a flow reaches, and scripts that are named for serving."""
    scripts = {
        path for path, facts in repo.modules.items() if facts.main_guard is not None and SERVES.search(path)
    }
    entries = service_modules(repo) | modules_run(repo) | flow_modules(repo) | scripts
    return reached_from(repo, (path for path in entries if not is_test(repo, path)))


def _asking(repo: Snapshot, uses: list[Use], registering: list[Use]) -> list[_Place]:
    """Live calls in started code that ask a registry in which something is registered for a version.

    For MLflow also loads by an address in the registry.
    """
    tools = {registry_of(use).name for use in registering}
    loading = {use.code.path for use in uses if use.call and use.target.rpartition(".")[2] in MLFLOW_LOADS}
    wanted = [
        use
        for use in uses
        if use.call is not None
        and registry_of(use).name in tools
        and asks(use, loading)
        and _is_live(repo, use)
    ]
    started = _started(repo) if wanted else frozenset()
    # What asks while a request is answered comes before what asks in a program of its own.
    on_request = called_by_requests(repo) if len(wanted) > 1 else Called()
    wanted.sort(key=lambda use: not on_request.has(use.code.path, use.call.function if use.call else None))
    found: list[_Place] = []
    for use in wanted:
        if use.code.path not in started or use.call is None:
            continue
        if last_name(use) in registry_of(use).loads:
            words = words_of_call(repo, use)
        else:
            words = addresses_with_importers(repo, use)
        if words:
            versioned = last_name(use) in WHOLE_AT_VERSION and "revision" in dict(use.call.keywords)
            found.append(_Place(use.code.path, use.line, use.target, registry_of(use).name, words, versioned))
    return found


def _asking_programs(repo: Snapshot) -> list[_Place]:
    """Calls of programs in other languages, in what is started, that ask a registry for a model."""
    return [
        _Place(each.use.path, each.use.line, each.use.shown, each.use.tool, each.words)
        for each in program_registry_calls(repo)
        if not each.registers and each.words and is_started(repo, each)
    ]


def _of_programs(repo: Snapshot, asking: list[_Place], uses: list[Use]) -> Iterator[Evidence]:
    """Programs in other languages that register; what they ask for is shown beside what registers it."""
    yield from notebook_evidence(repo, Subject.REGISTRY)
    calls = [each for each in program_registry_calls(repo) if each.registers]
    if calls and not any(registers(use) for use in uses):
        asking = [*asking, *_asking(repo, uses, uses)]
    seen: set[tuple[str, str]] = set()
    for each in calls:
        use = each.use
        here = _Place(use.path, use.line, use.shown, use.tool, each.words)
        if (use.path, use.shown) in seen:
            continue
        seen.add((use.path, use.shown))
        partner = next((other for other in asking if _same_model(here, other)), None)
        if partner is None:
            yield Evidence(use.path, use.line, Level.SUBSTANTIVE, f"{use.tool}: {use.shown}")
            continue
        note = f"{use.tool}: {use.shown}, requested by {partner.path}"
        yield Evidence(use.path, use.line, Level.WIRED, note)
        yield Evidence(partner.path, partner.line, Level.WIRED, f"{partner.tool}: {partner.target}")


def _only_asked(repo: Snapshot, uses: list[Use]) -> Iterator[Evidence]:
    """Loads by an address in the registry, once a file: what registers the model is elsewhere."""
    seen: set[str] = set()
    for use in uses:
        path = use.code.path
        loads = path not in seen and last_name(use) in MLFLOW_LOADS and _is_live(repo, use)
        if loads and names_address(repo, use):
            seen.add(path)
            note = f"MLflow model registry: {use.target} asks for a version; nothing here registers one"
            yield Evidence(path, use.line, Level.PRESENT, note)


def _configured(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not is_example_path(path) and basename(path) != "MLmodel":
            content = repo.text(path) or ""
            if (found := CONFIGURED_NAME.search(content)) is not None:
                line = content.count("\n", 0, found.start()) + 1
                yield Evidence(path, line, Level.PRESENT, "names a registered model; no code registers it")
