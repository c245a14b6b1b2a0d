"""Model code: whether live code works with a model, and whether anything starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.program_evidence import (
    notebook_evidence,
    program_evidence,
    program_level,
    program_note,
)
from analyzer.facts.flows.flow_starts import started_flows
from analyzer.facts.flows.spawned_programs import programs_of_tasks, spawned_by
from analyzer.facts.models.asked_first import order_of_program, order_of_use
from analyzer.facts.models.declared_models import declared_models
from analyzer.facts.models.model_chains import model_chains
from analyzer.facts.models.models_elsewhere import models_elsewhere
from analyzer.facts.models.pretended_models import Promise, pretended_models
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Fact, Level, Observation
from analyzer.references import as_loaded, broken_load, broken_start, runnable_programs
from analyzer.repository import Snapshot
from analyzer.wiring.models.model_uses import ModelUse, model_uses, unfilled_modules
from analyzer.wiring.modules import last_part
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.uses import uses as program_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.called import Called
from analyzer.wiring.runs.programs import called_by_programs, called_with_projects
from analyzer.wiring.starts.entrypoints import modules_run_directly, starts
from analyzer.wiring.starts.platform_starts import everything_started

SHOWN_LIBRARIES = 5
# Programs that start programs: so many are followed one after the other.
MOST_PROCESSES = 3
# A method's call as it is written.
METHOD_CALL = lazy_regex(r"(?<![\w.])([A-Za-z_]\w{0,40}(?:\.\w{1,40}){0,4})\.(\w{1,40})[ \t]{0,2}\(")
VERBS_SHOWN = {"connects": "connects to"}

# Files that by their names hold what prepares the input of a model.
OTHER_FILE = lazy_regex(
    r"(?:encoders?|scaler|vectori[sz]er|tokenizer|imputer|preprocessor|normali[sz]er|columns|features?"
    r"|feature_names)\w{0,20}\.(?:pkl|pickle|joblib|sav|bin|dump)\b"
    r"|/(?:encoders?|scalers?|vectori[sz]ers?|tokenizers?|preprocess(?:ors?|ing))/\w{1,60}\.\w",
    re.IGNORECASE,
)


@check(
    id="model_code",
    title="model code",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK, FileKind.DEPENDENCIES),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="What does {path} do when its model is missing, or older than the code?",
        premise=Premise(
            note=r"^loads a model",
            otherwise="What happens around {path} when the model is not there, or answers worse than before?",
        ),
        absent="Which of your models was called by other software, and where is that code?",
        strong=(
            "Knows who called the model, with what input, and what the caller got when the model was missing."
        ),
        weak="The work ends with a model file or a chart.",
    ),
    other_languages=OtherLanguages(
        "a program can train, load or call a model",
        (Role.TRAIN, Role.CALL),
    ),
    covers=("H10", "H14"),
    near=("model", "train", "predict", "inferenc", "classifier"),
    named=("train", "trainer", "train_model", "model_trainer", "predictor"),
)
def model_code(repo: Snapshot) -> Iterator[Observation]:
    """Code trains, loads or calls a model, or connects to one that runs elsewhere.

    A function that is named for a model and answers with constants or random numbers is claimed. Present:
    only in a notebook or a test, as a library of models that a `package.json` installs, or on what a
    module calls a model while loading one, or its address, is still to be filled in. Substantive: in a
    live module. Wired: it is reached, through imports and calls, from something the repository starts: a
    container, a compose service, a Procfile, a file by which a platform, a machine, a cluster or a cloud's
    function runs it, a console script, a pipeline stage, a step of a started flow, a script that a CI job,
    a task or a shell task of a started DAG runs, a program that one of these starts as a process or hands
    to a platform, or a Kedro or Dagster project that one of them starts. A
    function that is only imported is not called; an image that cannot be built, and a program that ends at
    an import, start nothing. In other languages calls of their packages count, and where one loads what
    Python code writes or registers here, the note names both ends. Where a request goes to a service that is
    not here and is named for a model or what one does (ai, llm, rag, summarize, predictions), nobody
    can say that there is no model.
    """
    uses = model_uses(repo)
    files = {use.code.path for use in uses if use.kind != "defines"}
    files |= {each.path for each in program_uses(repo, *OF_MODELS) if each.called}
    yield Fact("model_files", len(files))
    run = _run_by_what_can_start(repo)
    asking = {use.code.path for use in uses if use.kind == "calls"}
    seen: set[tuple[str, str]] = set()
    orders = {use: order_of_use(repo, use) for use in uses}
    # Of a file's uses of one kind, the first that is called is shown, or else the first; encoders last.
    for use in sorted(uses, key=lambda use: _order_in_file(repo, use, run, orders[use])):
        key = (use.code.path, use.kind)
        # Where a model is asked, that a connection to it was made says no more.
        if key in seen or (use.kind == "connects" and use.code.path in asking):
            continue
        seen.add(key)
        yield replace(_unloaded(repo, use) or as_loaded(repo, _evidence(repo, use, run)), size=orders[use])
    yield from _in_other_languages(repo)
    for pretended in pretended_models(repo):
        if pretended.kind is Promise.CHECK:
            continue
        note = f"{pretended.name} {pretended.why}"
        yield Evidence(pretended.path, pretended.first_line, Level.CLAIMED, note)
    if not files:
        yield from models_elsewhere(repo)
    for each in declared_models(repo)[:SHOWN_LIBRARIES]:
        yield Evidence(each.path, each.line, Level.PRESENT, f"installs a library of models: {each.name}")


def _order_in_file(repo: Snapshot, use: ModelUse, run: Called, order: int) -> tuple[bool, bool, int]:
    """What is called comes first, then a model before what prepares its input, then what answers."""
    return not run.has(use.code.path, use.function), _loads_other(repo, use), -order


def _in_other_languages(repo: Snapshot) -> Iterator[Evidence]:
    """What programs and notebooks in other languages than Python do with a model."""
    runs = runnable_programs(repo)
    yield from program_evidence(
        repo, Subject.MODEL_CALL, what="asks a model: ", tasks=True, runs=runs, order=order_of_program
    )
    yield from program_evidence(
        repo, Subject.MODEL_LOAD, what="loads a model: ", tasks=True, runs=runs, order=order_of_program
    )
    yield from program_evidence(
        repo, Subject.TRAINING, what="trains a model: ", tasks=True, runs=runs, order=order_of_program
    )
    for chain in model_chains(repo):
        note = f"{program_note(repo, chain.use, runs=runs)}; {chain.words}"
        level = program_level(repo, chain.use, runs=runs)
        size = order_of_program(repo, chain.use)
        yield Evidence(chain.use.path, chain.use.line, level, f"loads a model: {note}", size=size)
    yield from notebook_evidence(repo, Subject.MODEL_CALL, what="asks a model: ")
    yield from notebook_evidence(repo, Subject.MODEL_LOAD, what="loads a model: ")
    yield from notebook_evidence(repo, Subject.TRAINING, what="trains a model: ")


def _run_by_what_can_start(repo: Snapshot) -> Called:
    """What may run of everything that the repository runs, and of the programs that this starts.

    A start that cannot succeed runs nothing: of an image that cannot be built, or one that ends at an import.
    """
    begins = {(each.path, each.line, each.module) for each in starts(repo) if each.module}
    begins |= {(each.path, each.line, each.module) for each in everything_started(repo)}
    unbuilt = {
        (path, line, module)
        for path, line, module in begins
        if broken_start(repo, path, line, module, packages=False) is not None
    }
    started = {module for _path, _line, module in begins - unbuilt}
    begun = modules_run_directly(repo) | {each for each in started if not is_test(repo, each)}
    flows = {each for each in started_flows(repo) if broken_load(repo, each) is None}
    ended = {each for each in begun if broken_load(repo, each) is not None}
    begun = begun - ended | flows
    cut = unbuilt or flows or ended
    found = called_with_projects(repo, begun) if cut else called_by_programs(repo)
    for _round in range(MOST_PROCESSES):
        more = (programs_of_tasks(repo) | spawned_by(repo, found)) - begun
        if not more:
            break
        begun |= more
        found = called_with_projects(repo, begun)
    return found


def _loads_other(repo: Snapshot, use: ModelUse) -> bool:
    """Whether the file that is loaded is by its name what prepares the input of a model."""
    if use.kind != "loads" or use.code.notebook:
        return False
    rows = (repo.text(use.code.path) or "").split("\n")[use.line - 1 : use.line]
    return any(OTHER_FILE.search(row[:500]) is not None for row in rows)


def _unloaded(repo: Snapshot, use: ModelUse) -> Evidence | None:
    """A call on what a module calls a model, where loading one is still to be done in the same module."""
    if use.kind in ("loads", "calls") and use.code.path in unfilled_modules(repo) and not use.code.notebook:
        said = "from an address" if use.kind == "loads" else "loaded from an address"
        note = f"{use.kind} a model: {_as_written(repo, use)}, {said} that is still to be filled in"
        return Evidence(use.code.path, use.line, Level.PRESENT, note)
    if use.kind != "calls" or not use.target.startswith("?"):
        return None
    for each in pretended_models(repo):
        if each.path == use.code.path and each.kind is Promise.LOAD:
            note = f"{use.kind} a model: {_as_written(repo, use)}, but {each.name} {each.why}"
            return Evidence(use.code.path, use.line, Level.PRESENT, note)
    return None


def _as_written(repo: Snapshot, use: ModelUse) -> str:
    """What is called; of an object whose origin nobody knows, its name in the line: `booster.predict`."""
    if not use.target.startswith("?"):
        return use.target
    method = last_part(use.target)
    rows = (repo.text(use.code.path) or "").split("\n")[use.line - 1 : use.line]
    owners = (each[1] for row in rows for each in METHOD_CALL.finditer(row[:500]) if each[2] == method)
    return f"{next(owners, 'the model')}.{method}"


def _evidence(repo: Snapshot, use: ModelUse, run: Called) -> Evidence:
    what = f"{VERBS_SHOWN.get(use.kind, use.kind)} a model: {_as_written(repo, use)}"
    if use.code.notebook:
        return Evidence(use.code.path, use.line, Level.PRESENT, f"{what}, in a notebook")
    if is_test(repo, use.code.path):
        return Evidence(use.code.path, use.line, Level.PRESENT, f"{what}, in a test")
    if run.has(use.code.path, use.function):
        return Evidence(
            use.code.path, use.line, Level.WIRED, f"{what}, reached from what the repository starts"
        )
    return Evidence(use.code.path, use.line, Level.SUBSTANTIVE, what)
