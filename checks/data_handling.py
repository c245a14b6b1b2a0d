"""Whether evaluation data is kept separate.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.handler_blocks import stands_in_except
from analyzer.facts.experiments.data_splits import SPLITS, own_code, own_split, throws_away
from analyzer.facts.experiments.named_splits import splits_by_name, stages_before
from analyzer.facts.experiments.program_experiments import split_evidence
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import PIPELINE_BUILDERS
from analyzer.wiring.models.model_uses import model_uses, training_modules
from analyzer.wiring.modules import Code, last_part, package_of
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import OF_MODELS, programs_have_model
from analyzer.wiring.runs.reachability import is_live

# Preparation that is fitted together with the model, so that nothing of the test rows leaks into it.
CLEANING = word_set(
    "dropna fillna isna isnull drop_duplicates duplicated interpolate SimpleImputer KNNImputer "
    "IterativeImputer drop_nulls fill_null is_null is_duplicated"
)
# Packages that interpolate pictures, tensors and functions.
INTERPOLATES_OTHERS = word_set("torch tensorflow keras jax cv2 scipy skimage")

# What a pipeline is given as its steps, up to where the text is cut.
WRITTEN_STEPS = lazy_regex(r"Pipeline\(\s{0,80}(?:steps\s{0,4}=\s{0,4})?\[([\s\S]*)")
WRITTEN_STEP_ROWS = 12
WRITTEN_STEP_TEXT = 2_000
MOST_SPLITS = 20


@check(
    id="data_handling",
    title="data handling",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.DATA,
        present="Which values in the data behind {path} surprised you, and what did you do about them?",
        absent="Which part of the data did your model never see, and how did you keep it separate?",
        strong="Says what was held out, by what rule, and which values were surprising.",
        weak="Split at random and dropped rows with missing values.",
    ),
    other_languages=OtherLanguages(
        "data may be split and cleaned where a model is trained",
        (Role.TRAIN,),
    ),
    covers=("F2",),
    near=("preprocess", "clean", "imput", "split", "prepare_data", "data_prep", "preparation"),
    named=(
        "preprocess",
        "preprocessing",
        "preprocessor",
        "data_preparation",
        "prepare_data",
        "data_cleaning",
    ),
)
def data_handling(repo: Snapshot) -> Iterator[Observation]:
    """Evaluation data is kept separate, and preprocessing does not leak into it.

    Present: rows are split, folds are made, or one loader is asked for the rows of training and for others by
    their name, in a repository that works with a model. Substantive: in addition, missing or duplicate values
    are handled, there or in the stage before it, or preprocessing is fitted as part of the model (a
    pipeline of several steps); in a notebook, both. In other languages the functions of their libraries
    count, in files that train and beside them.
    """
    yield from split_evidence(repo)
    if not (model_uses(repo) or programs_have_model(repo) or notebook_uses(repo, *OF_MODELS)):
        yield NotApplicable("no code here works with a model")
        return
    training = training_modules(repo)
    for code in own_code(repo):
        split = _split(repo, code, training)
        by_name = split is None
        split = split or splits_by_name(repo, code)
        if split is None:
            continue
        beside = None if code.notebook else code.function_at(split[0])
        cleans = any(_cleans(repo, each, beside) for each in (code, *_before(repo, code)))
        piped = any(_prepares(repo, code, call) for call in code.facts.calls)
        careful = cleans and piped if code.notebook else cleans or piped
        level = Level.SUBSTANTIVE if careful else Level.PRESENT
        also = ", missing values are handled" if cleans else ""
        also += ", preprocessing is part of the model" if piped else ""
        note = f"data is split ({split[1]}){also}"
        yield Evidence(code.path, split[0], level, note, size=-int(by_name))


def _cleans(repo: Snapshot, code: Code, beside: str | None) -> bool:
    """Whether the function that splits, or other code that can run, handles missing or duplicate values."""
    return any(
        last_part(call.target) in CLEANING
        and call.target.partition(".")[0] not in INTERPOLATES_OTHERS
        and (code.notebook or call.function == beside or is_live(repo, code, call.function))
        for call in code.facts.calls
    )


def _before(repo: Snapshot, code: Code) -> Iterator[Code]:
    """The modules of the stages of a pipeline whose output a module reads."""
    for path in sorted(stages_before(repo).get(code.path, ())):
        if path in repo.modules:
            yield Code(path, repo.modules[path], notebook=False)


def _split(repo: Snapshot, code: Code, training: frozenset[str]) -> tuple[int, str] | None:
    """Where rows are split: by a library's function, or by the project's own rule.

    What is only done where something else failed is shown last.
    """
    calls = [call for call in code.facts.calls if _splits(call)]
    if code.notebook:
        return (code.line(repo, calls[0].line), last_part(calls[0].target)) if calls else None
    lines = (repo.text(code.path) or "").split("\n") if calls else []
    calls = [each for each in calls[:MOST_SPLITS] if not throws_away(lines[each.line - 1])]
    first = next((each for each in calls if not stands_in_except(lines, each.line)), None)
    own = own_split(repo, code, trains=code.path in training) if first is None else None
    if own is not None or not calls:
        return own
    shown = first or calls[0]
    return shown.line, last_part(shown.target)


def _splits(call: Call) -> bool:
    """Whether a call is of a library's function that splits, or is told to keep rows back."""
    return last_part(call.target) in SPLITS or any(
        name == "validation_split" and value not in ("0", "0.0", "None") for name, value in call.keywords
    )


def _prepares(repo: Snapshot, code: Code, call: Call) -> bool:
    """Whether a call puts preprocessing and a model together: a pipeline of one step is the model alone."""
    if package_of(call.target, PIPELINE_BUILDERS) is None:
        return False
    if last_part(call.target) == "make_pipeline":
        return call.positional != 1
    return last_part(call.target) != "Pipeline" or code.notebook or not _has_one_step(repo, code, call)


def _has_one_step(repo: Snapshot, code: Code, call: Call) -> bool:
    """Whether the list of steps that a call is given as written has one item."""
    rows = (repo.text(code.path) or "").split("\n")[call.line - 1 : call.line - 1 + WRITTEN_STEP_ROWS]
    begun = WRITTEN_STEPS.search("\n".join(rows)[:WRITTEN_STEP_TEXT])
    if begun is None:
        return False
    depth, items, pending = 0, 0, False
    for character in begun[1]:
        if character in "([{":
            pending, depth = pending or depth == 0, depth + 1
        elif character in ")]}":
            if depth == 0:
                return items + pending == 1
            depth -= 1
        elif depth == 0 and character == ",":
            items, pending = items + pending, False
        elif depth == 0 and not character.isspace():
            pending = True
    return False
