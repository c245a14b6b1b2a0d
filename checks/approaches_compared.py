"""Whether more than one approach was tried.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.experiments.chained_models import is_fed_by
from analyzer.facts.experiments.data_splits import SPLITS, own_code
from analyzer.facts.experiments.fallback_models import stands_in_for_another
from analyzer.facts.experiments.model_menus import is_chosen_by_name
from analyzer.facts.experiments.model_tables import classes_in_tables
from analyzer.facts.experiments.named_backbones import backbones_in_rounds
from analyzer.facts.experiments.program_experiments import approach_evidence
from analyzer.facts.experiments.retrieval_configurations import retrieval_configurations
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.python import (
    MEASURING_WORDS,
    METRIC_CALL_WORDS,
    SUMMING_WORDS,
    Call,
    measured_models,
    words_of,
)
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import BOOSTER_CALLS, MODEL_PACKAGES
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import Code, last_part, package_of
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import OF_MODELS, programs_have_model

ESTIMATOR = lazy_regex(
    r"(?:Classifier|Regressor|Regression|Regressors|SVC|SVR|SVM|NB|Lasso|LassoCV|Ridge|RidgeCV|ElasticNet"
    r"|ElasticNetCV|RegressionCV|KMeans|IsolationForest|ARIMA|SARIMAX|Prophet|Sequential)$"
)
# Packages of which every class is a model, whatever its name, but for what it is built on or handed to.
PACKAGES_OF_MODELS = word_set(
    "darts.models statsforecast.models neuralforecast.models neuralforecast.auto sktime.forecasting "
    "sktime.classification sktime.regression aeon.classification aeon.forecasting pyod.models orbit.models "
    "statsmodels.tsa.holtwinters statsmodels.tsa.ar_model statsmodels.tsa.vector_ar implicit.als "
    "implicit.bpr implicit.lmf implicit.nearest_neighbours surprise.prediction_algorithms "
    "surprise.SVD surprise.SVDpp surprise.NMF surprise.KNNBasic surprise.KNNWithMeans surprise.KNNWithZScore "
    "surprise.KNNBaseline surprise.BaselineOnly surprise.NormalPredictor surprise.SlopeOne "
    "surprise.CoClustering"
)
BESIDE_MODELS = lazy_regex(
    r"(?:^Base|Base$|^Global|Mixin|Config|Splitter|Pipeline|Horizon|SearchCV|Ensemble|Target|Multiplex|Results)"
)
MEASURING_PACKAGES = word_set(
    "sklearn.metrics torchmetrics cross_val_score cross_validate evaluate score classification_report "
    "GridSearchCV RandomizedSearchCV"
)
# What chooses features, fills in values or explains is given a model of its own: that is no approach.
SELECTORS = lazy_regex(
    r"\b(?:RFE|RFECV|SelectFromModel|SequentialFeatureSelector|Boruta\w{0,10}|IterativeImputer)\("
    r"[^()\n]{0,200}\Z"
)
# What only corrects the probabilities of a model, or asks one model for several answers.
CALIBRATORS = word_set(
    "IsotonicRegression OneVsRestClassifier OneVsOneClassifier OutputCodeClassifier MultiOutputClassifier "
    "MultiOutputRegressor"
)
# One family of models does more than one task; its library's own training is the same family.
TASK = lazy_regex(r"(?:Classifier|Regressor|Ranker|CV)$")
# `"svm": make_svm,` in a table, by which a function is found that makes a model.
ENTRY_OF_TABLE = lazy_regex(r"\s*[\"'][\w -]{1,60}[\"']\s?:\s?(?:self\.)?(\w{1,80}),?\s*(?:#.*)?")
# `"svm": SVC(`, `("svm", SVC(`: an entry of a table of models.
BEGINS_ENTRY = lazy_regex(r"\s{0,60}\(?[\"'][^\"'\n]{1,60}[\"']\s{0,8}[:,]\s{0,8}\(?\s{0,8}[A-Za-z_]")
LONGEST_ENTRY = 300
FEWEST_MAKERS = 3
FAMILIES = {"lightgbm": "lgbm", "xgboost": "xgb", "svr": "svc", "linearsvr": "linearsvc"}
GROUPING = "kmeans"
SHOWN_KINDS = 4
SIMPLE_WAY = lazy_regex(
    r"naive|persistence|climatology|majority|dummy|moving_?average|baseline", re.IGNORECASE
)
MEASURING_METHODS = word_set("score evaluate cross_val_score cross_validate")
# How far apart models are made that are tried side by side.
LINES_NEAR, CALLS_NEAR = 30, 60


@check(
    id="approaches_compared",
    title="approaches compared",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="What would have made you keep the weaker approach in {path}?",
        premise=Premise(
            note=r"^(?!.*one of which a name chooses)",
            otherwise="Which of the models in {path} did you try on the same rows, and what came of it?",
        ),
        absent="Which simpler approach did you try first, and how far was it from the one you kept?",
        strong=(
            "Started with the simplest approach, says how well it did, and what the added complexity gained."
        ),
        weak="Chose the most powerful library first.",
    ),
    other_languages=OtherLanguages(
        "models can be compared where they are trained",
        (Role.TRAIN,),
    ),
    covers=("E6",),
    near=("compar", "comparison", "baseline", "ablation", "benchmark", "model_selection"),
    named=(
        "compare_models",
        "model_comparison",
        "model_selection",
        "baseline_comparison",
        "ablation",
        "ablations",
    ),
)
def approaches_compared(repo: Snapshot) -> Iterator[Observation]:
    """More than one approach was tried, and they were evaluated in the same way.

    Present: two kinds of model are created in one file, or are in a table of classes that is looked up there,
    or a loop that trains or measures makes models by the names of a list; a classifier and a regressor of one
    family are one kind, and a model that stands in for one whose library is missing is none; or two models,
    and no versions of one, are handed to one function that measures them, or the answers of a model and of a
    simple way (naive, a moving average), or several ways to retrieve by their names in a list. Substantive:
    the same file splits the data or makes folds, and computes a metric at least twice, or measures on rows
    that by their name are held out; models of which a name chooses one are present, where nothing goes over
    the names. In other languages the models and metrics of their libraries count, and in R procedures that
    are run on the same rows and whose results are stacked.
    """
    yield from approach_evidence(repo)
    if not (model_uses(repo) or programs_have_model(repo) or notebook_uses(repo, *OF_MODELS)):
        yield NotApplicable("no code here works with a model")
        return
    for code in own_code(repo):
        rows = _rows(repo, code)
        candidates = (*code.facts.calls, *classes_in_tables(repo, code))
        estimators = (each for each in candidates if _is_estimator(each))
        made = [each for each in estimators if not _is_no_approach(rows, each)]
        made.sort(key=lambda call: call.line)
        kinds = _kinds(made)
        if len(kinds) == 2 and rows and _is_a_chain(rows, made):
            continue
        measured = sum(
            package_of(each.target, MEASURING_PACKAGES) is not None
            or last_part(each.target) in MEASURING_METHODS
            for each in code.facts.calls
        )
        if len(kinds) < 2:
            if (backbones := backbones_in_rounds(repo, code)) is not None:
                yield _in_rounds(code, *backbones, measured=measured)
            elif (tried := _measured(repo, code)) is not None:
                yield tried
            elif (ways := retrieval_configurations(repo, code)) is not None:
                line, number, held_out = ways
                level = Level.SUBSTANTIVE if held_out else Level.PRESENT
                yield Evidence(code.path, line, level, f"{number} ways to retrieve measured by one function")
            continue
        yield _created(repo, code, made, measured=measured)


def _created(repo: Snapshot, code: Code, made: Sequence[Call], *, measured: int) -> Evidence:
    """Kinds of model that one file creates, and how often it measures."""
    rows, kinds = _rows(repo, code), _kinds(made)
    split = any(last_part(each.target) in SPLITS for each in code.facts.calls)
    menu = is_chosen_by_name(repo, code, rows, made)
    level = Level.SUBSTANTIVE if split and measured >= 2 and not menu else Level.PRESENT
    first = _side_by_side(made)
    table = _table_of_makers(rows, made)
    line = table if table is not None else code.line(repo, _opening_of_table(rows, first.line))
    listed = ", ".join(sorted(kinds.values())[:SHOWN_KINDS])
    if len(kinds) > SHOWN_KINDS:
        listed += f" and {len(kinds) - SHOWN_KINDS} more"
    # Where approaches are only made, and one of them by its name, they are not measured.
    size = -1 if menu else int(measured >= 2)
    note = f"{len(kinds)} kinds of model: {listed}" + (", one of which a name chooses" if menu else "")
    return Evidence(code.path, line, level, note, size=size)


def _in_rounds(code: Code, line: int, number: int, *, measured: int) -> Evidence:
    """Architectures that are tried in the rounds of a loop: what is measured there is measured in each."""
    split = any(last_part(each.target) in SPLITS for each in code.facts.calls)
    level = Level.SUBSTANTIVE if split and measured else Level.PRESENT
    return Evidence(code.path, line, level, f"{number} architectures by name in the rounds of a loop")


def _measured(repo: Snapshot, code: Code) -> Evidence | None:
    """Models that were made elsewhere and are handed to one function that measures them."""
    if code.notebook or code.facts.problem is not None or not _calls_what_measures(repo, code):
        return None
    found = measured_models(repo.text(code.path) or "")
    if found is None:
        return None
    level = Level.SUBSTANTIVE if found.held_out else Level.PRESENT
    note = (
        f"{found.number} ways to answer, a simple one among them,"
        if found.simple
        else f"{found.number} models"
    )
    return Evidence(code.path, found.line, level, f"{note} measured by one function", size=1)


def _calls_what_measures(repo: Snapshot, code: Code) -> bool:
    names = {last_part(each.target) for each in code.facts.calls if each.positional or each.keywords}
    if any(words_of(each) & MEASURING_WORDS for each in names):
        return True
    if not any(words_of(each) & (METRIC_CALL_WORDS | SUMMING_WORDS) for each in names):
        return False
    return SIMPLE_WAY.search(repo.text(code.path) or "") is not None


def _kinds(made: Iterable[Call]) -> dict[str, str]:
    """What is shown of each kind of model: a classifier and a regressor of one family are two tasks."""
    found: dict[str, str] = {}
    for each in sorted(made, key=lambda call: (call.line, call.target)):
        name = last_part(each.target)
        library = each.target.partition(".")[0]
        family = library if each.target in BOOSTER_CALLS else TASK.sub("", name)
        shown = each.target if each.target in BOOSTER_CALLS else name
        found.setdefault(FAMILIES.get(family.lower(), family.lower()), shown)
    # What finds groups is no way to do what the others do.
    return {each: shown for each, shown in found.items() if each != GROUPING or len(found) == 1}


def _side_by_side(made: Sequence[Call]) -> Call:
    """The first call of the place where most kinds of model are made near one another."""

    def kinds_below(position: int) -> int:
        near = made[position : position + CALLS_NEAR]
        return len(_kinds(each for each in near if each.line - near[0].line <= LINES_NEAR))

    return made[max(range(len(made)), key=lambda position: (kinds_below(position), -position))]


def _table_of_makers(rows: list[str], made: Sequence[Call]) -> int | None:
    """The line of a table that names at least three functions of the file, each of which makes a model."""
    makers = {last_part(each.function) for each in made if each.function is not None}
    if len(makers) < FEWEST_MAKERS:
        return None
    named = [
        match is not None and match[1] in makers
        for row in rows
        for match in (ENTRY_OF_TABLE.fullmatch(row[:LONGEST_ENTRY]),)
    ]
    starts = (
        number
        for number in range(len(named))
        if all(named[number : number + FEWEST_MAKERS]) and len(named) - number >= FEWEST_MAKERS
    )
    start = next(starts, None)
    if start is None:
        return None
    while start and ENTRY_OF_TABLE.fullmatch(rows[start - 1][:LONGEST_ENTRY]):
        start -= 1
    return start if start and rows[start - 1].rstrip().endswith("{") else start + 1


def _opening_of_table(rows: list[str], line: int) -> int:
    """The line on which the table opens whose first entry stands on a line; otherwise the same line."""
    if not 1 < line <= len(rows) or BEGINS_ENTRY.match(rows[line - 1][:LONGEST_ENTRY]) is None:
        return line
    above = line - 1
    while above > 1 and rows[above - 1].lstrip()[:1] in ("", "#"):
        above -= 1
    return above if rows[above - 1].rstrip().endswith(("{", "[")) else line


def _is_a_chain(rows: list[str], made: Sequence[Call]) -> bool:
    """Whether of two models one is given what the other answered."""
    first = made[0]
    second = next((each for each in made if len(_kinds((first, each))) > 1), first)
    return is_fed_by(rows, first.line, second.line)


def _is_estimator(call: Call) -> bool:
    if call.target in BOOSTER_CALLS:
        return True
    name = last_part(call.target)
    if name[:1].isupper() and package_of(call.target, PACKAGES_OF_MODELS) is not None:
        return BESIDE_MODELS.search(name) is None
    return (
        ESTIMATOR.search(name) is not None
        and name not in CALIBRATORS
        and package_of(call.target, MODEL_PACKAGES) is not None
    )


def _rows(repo: Snapshot, code: Code) -> list[str]:
    """The lines of a module; those of a notebook are not asked for."""
    return [] if code.notebook else (repo.text(code.path) or "").split("\n")


def _is_no_approach(rows: list[str], call: Call) -> bool:
    """Whether a model is a part of another step, or stands in for one whose library is missing."""
    return _is_handed_to_selector(rows, call) or stands_in_for_another(rows, call.line)


def _is_handed_to_selector(rows: list[str], call: Call) -> bool:
    """Whether a model stands in the brackets of a selector that opens on its line or on the one above."""
    if not 0 < call.line <= len(rows):
        return False
    before = rows[call.line - 1][:500].partition(last_part(call.target))[0]
    above = rows[call.line - 2][:500] if call.line > 1 else ""
    return SELECTORS.search(f"{above} {before}") is not None
