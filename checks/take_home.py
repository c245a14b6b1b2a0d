"""What reviewers ask of a take-home exercise: data handling, a comparison, reasons, limits, error handling.

Shown for every repository; only the rubric "take-home" gives them weight, because in production work
other signals say the same and say it better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from analyzer.declarations import Competency, FileKind, Questions
from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.documents.prose import Prose, Sentence, parse_prose
from analyzer.parsing.python.module import Call
from analyzer.repository.derived import derived
from analyzer.repository.snapshot import Snapshot
from analyzer.text import word_set
from analyzer.wiring.endpoints import endpoints
from analyzer.wiring.model_uses import MODEL_PACKAGES, model_uses
from analyzer.wiring.modules import Code, code_files, package_of
from analyzer.wiring.roles import is_test

SPLITS = word_set(
    "train_test_split KFold StratifiedKFold GroupKFold StratifiedGroupKFold TimeSeriesSplit ShuffleSplit "
    "StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold LeaveOneOut "
    "LeaveOneGroupOut cross_val_score cross_validate cross_val_predict GridSearchCV RandomizedSearchCV "
    "HalvingGridSearchCV random_split randomSplit"
)
# Preparation that is fitted together with the model, so that nothing of the test rows leaks into it.
PIPELINES = word_set(
    "sklearn.pipeline.Pipeline sklearn.pipeline.make_pipeline sklearn.compose.ColumnTransformer "
    "sklearn.compose.make_column_transformer imblearn.pipeline.Pipeline imblearn.pipeline.make_pipeline "
    "pyspark.ml.Pipeline"
)
CLEANING = word_set(
    "dropna fillna isna isnull drop_duplicates duplicated interpolate clip SimpleImputer KNNImputer "
    "IterativeImputer drop_nulls fill_null is_null is_duplicated"
)
ESTIMATOR = re.compile(
    r"(?:Classifier|Regressor|Regression|Regressors|SVC|SVR|SVM|NB|Lasso|LassoCV|Ridge|RidgeCV|ElasticNet"
    r"|ElasticNetCV|RegressionCV|KMeans|IsolationForest|ARIMA|SARIMAX|Prophet|Sequential|Booster)$"
)
ESTIMATOR_CALLS = word_set("xgboost.train lightgbm.train xgboost.cv lightgbm.cv")
MEASURES = word_set(
    "sklearn.metrics torchmetrics cross_val_score cross_validate evaluate score classification_report "
    "GridSearchCV RandomizedSearchCV"
)
MEASURING_METHODS = word_set("score evaluate cross_val_score cross_validate")

METRIC = re.compile(
    r"\b(?:accuracy|precision|recall|f1|f-1|f-score|auc|auroc|roc|rmse|mse|mae|mape|smape|r2|log[ -]?loss|mcc"
    r"|kappa|ndcg|map@|perplexity|bleu|rouge|brier|lift|false (?:negative|positive|alarm)s?)\b",
    re.IGNORECASE,
)
REASON = re.compile(
    r"\b(?:because|since|so that|therefore|rather than|instead of|chose|chosen|choose|prefer|preferred"
    r"|matters?|costl(?:y|ier)|expensive|cheaper|imbalanc\w{1,5}|penali[sz]e\w?|trade-?offs?|worse than"
    r"|more important|we care|optimi[sz]e[sd]? for|robust to)\b",
    re.IGNORECASE,
)
LIMITS = re.compile(
    r"limitation|known issue|caveat|shortcoming|future work|next steps?\W*\Z|what i would|with more time"
    r"|(?:future|possible|potential|further|planned|suggested) improvements?|\Aimprovements?\W*\Z"
    r"|assumption|out of scope|not covered|open question"
    r"|(?:\A|\b(?:design|known|accepted|and) )trade-?offs?\W*\Z",
    re.IGNORECASE,
)
# Documents about the project's making, not about its results.
ABOUT_MAKING = re.compile(r"(?:^|/)(?:change|release|contribut|history|news|code_of)[^/]*\Z", re.IGNORECASE)
LIMIT_WORDS = 20
MAX_DOCUMENTS = 50
QUOTED = 80
REFUSALS = word_set("HTTPException abort HTTPBadRequest BadRequest ValidationError HTTPUnprocessableEntity")
HANDLERS = word_set("exception_handler errorhandler add_exception_handler register_error_handler")
SCHEMAS = word_set("pydantic.BaseModel marshmallow.Schema msgspec.Struct")
CHECKERS = word_set("jsonschema.validate marshmallow.Schema().load")
CLIENT_ERRORS = re.compile(r"\b4(?:00|04|13|15|22|29)\b")


@check(
    id="data_handling",
    title="data handling",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.DATA,
        present="Which values of the data behind {path} surprised you, and what did you do with them?",
        absent="Which part of the data did your model never see, and how did you keep it apart?",
        strong="Says what was kept apart, by what rule, and which values surprised them.",
        weak="Split at random and dropped the empty rows.",
    ),
    covers=("F2",),
)
def data_handling(repo: Snapshot) -> Iterator[Observation]:
    """The data that judges a model is kept apart, and preparation does not leak into it.

    Present: rows are split, or folds are made, in a repository that works with a model. Substantive: in
    addition missing or repeated values are dealt with, or preparation is fitted as a part of the model (a
    pipeline); in a notebook, both.
    """
    if not model_uses(repo):
        yield NotApplicable("no code works with a model here")
        return
    for code in _own_code(repo):
        split = _first(code, lambda call: _last(call) in SPLITS)
        if split is None:
            continue
        cleans = _first(code, lambda call: _last(call) in CLEANING) is not None
        piped = _first(code, lambda call: package_of(call.target, PIPELINES) is not None) is not None
        careful = cleans and (piped or not code.notebook)
        level = Level.SUBSTANTIVE if careful or (piped and not code.notebook) else Level.PRESENT
        beside = ", missing values are dealt with" if cleans else ""
        beside += ", preparation is part of the model" if piped else ""
        yield Evidence(
            code.path, code.line(repo, split.line), level, f"data are split ({_last(split)}){beside}"
        )


@check(
    id="approaches_compared",
    title="approaches compared",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="What would have made you keep the weaker approach of {path}?",
        absent="Which simpler approach did you try first, and how far was it from the one you kept?",
        strong="Started with the simplest thing, says how far it got, and what the rest bought.",
        weak="Chose the strongest library first.",
    ),
    covers=("E6",),
)
def approaches_compared(repo: Snapshot) -> Iterator[Observation]:
    """More than one approach was tried, and they were judged alike.

    Present: two kinds of model are set up in one file. Substantive: the same file splits the data or
    makes folds, and calls for a measure at least twice.
    """
    if not model_uses(repo):
        yield NotApplicable("no code works with a model here")
        return
    for code in _own_code(repo):
        kinds: dict[str, Call] = {}
        for call in code.facts.calls:
            if _is_estimator(call):
                kinds.setdefault(_last(call), call)
        if len(kinds) < 2:
            continue
        measured = sum(
            package_of(each.target, MEASURES) is not None or _last(each) in MEASURING_METHODS
            for each in code.facts.calls
        )
        split = any(_last(each) in SPLITS for each in code.facts.calls)
        level = Level.SUBSTANTIVE if split and measured >= 2 else Level.PRESENT
        first = min(kinds.values(), key=lambda call: call.line)
        listed = ", ".join(sorted(kinds)[:4])
        yield Evidence(
            code.path, code.line(repo, first.line), level, f"{len(kinds)} kinds of model: {listed}"
        )


@check(
    id="metric_choice",
    title="reasons for the metric",
    reads=(FileKind.PROSE, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.EVALUATION,
        present="Whom does the metric of {path} serve worst, and what would they have chosen?",
        absent="Which of the two kinds of error is more expensive here, and where does your metric say so?",
        strong="Says which error costs whom what, and lets that choose the metric.",
        weak="It is the usual metric for this kind of problem.",
    ),
    covers=("E8",),
)
def metric_choice(repo: Snapshot) -> Iterator[Observation]:
    """The text says which measure decides, and why that one.

    Read in documents and in the text cells of notebooks, in English. Present: a measure of quality is
    named. Substantive: one sentence, or two in a row, name a measure and give a reason.
    """
    for path, prose in _texts(repo):
        named: Sentence | None = None
        for before, sentence in zip((None, *prose.sentences), prose.sentences, strict=False):
            if not METRIC.search(sentence.text):
                continue
            named = named or sentence
            near = sentence.text + (" " + before.text if before is not None else "")
            if REASON.search(near):
                note = f"a measure is named with a reason: {_quoted(sentence.text)}"
                yield Evidence(path, _line(repo, path, sentence.line), Level.SUBSTANTIVE, note)
                break
        else:
            if named is not None:
                note = f"a measure is named: {_quoted(named.text)}"
                yield Evidence(path, _line(repo, path, named.line), Level.PRESENT, note)


@check(
    id="limitations",
    title="limits written down",
    reads=(FileKind.PROSE, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="Which limit named in {path} would you remove first, and what would it cost?",
        absent="Where does this stop working, and who would notice first?",
        strong="Names the limit that hurts first, and what would have to be true to remove it.",
        weak="With more time everything would be better.",
    ),
    covers=("F7", "K1"),
)
def limitations(repo: Snapshot) -> Iterator[Observation]:
    """The text says what the work does not do, assumes, or would need next.

    Claimed: a heading on limits, assumptions or next steps with nothing under it. Present: such a section.
    Substantive: it has at least 20 words.
    """
    for path, prose in _texts(repo):
        for heading in prose.headings:
            if not LIMITS.search(heading.text):
                continue
            words = sum(len(each.text.split()) for each in prose.sentences if each.heading == heading.text)
            level = Level.SUBSTANTIVE if words >= LIMIT_WORDS else Level.PRESENT if words else Level.CLAIMED
            note = f"a section on limits, {words} words: {_quoted(heading.text)}"
            yield Evidence(path, _line(repo, path, heading.line), level, note)
            break


@check(
    id="error_handling",
    title="error handling of the service",
    reads=(FileKind.PYTHON,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.ADVERSARIAL,
        present="What does a caller of {path} get for a missing feature, and for one that is out of range?",
        absent="What should your service answer to a request that the model cannot judge?",
        strong="Tells bad input from a bad model, and says what the caller can do about each.",
        weak="Returns something in any case.",
    ),
    covers=("A8",),
)
def error_handling(repo: Snapshot) -> Iterator[Observation]:
    """A request that cannot be answered gets an answer that says so.

    Looked for where requests are answered and in the modules beside. Present: requests have a schema or
    are checked, or errors are refused by name. Substantive: both; or one of them and a test that expects
    a refusal (a status of 4xx).
    """
    found = endpoints(repo)
    if not found:
        yield NotApplicable("nothing answers requests here")
        return
    tested = any(
        CLIENT_ERRORS.search(repo.text(path) or "")
        for path, facts in repo.modules.items()
        if is_test(repo, path) and facts.assertions
    )
    for path in sorted({each.path for each in found}):
        facts = repo.modules[path]
        schema = next(
            (each.line for each in facts.classes if any(package_of(base, SCHEMAS) for base in each.bases)),
            None,
        )
        checked = next((each.line for each in facts.calls if package_of(each.target, CHECKERS)), schema)
        refused = next((each.line for each in facts.calls if _last(each) in REFUSALS | HANDLERS), None)
        if checked is None:
            checked = _imported_schema(repo, path)
        ways = [line for line in (checked, refused) if line is not None]
        if ways:
            level = Level.SUBSTANTIVE if len(ways) == 2 or tested else Level.PRESENT
            words = " and ".join(
                word
                for word, line in (("requests are checked", checked), ("errors are refused by name", refused))
                if line is not None
            )
            yield Evidence(path, refused or checked, level, words)


def _imported_schema(repo: Snapshot, path: str) -> int | None:
    """Where a module takes a request's schema from another one of the repository."""
    schemas = _schema_names(repo)
    return next((each.line for each in repo.modules[path].imports if each.name in schemas), None)


@derived
def _schema_names(repo: Snapshot) -> frozenset[str]:
    return frozenset(
        each.name
        for facts in repo.modules.values()
        for each in facts.classes
        if any(package_of(base, SCHEMAS) for base in each.bases)
    )


def _own_code(repo: Snapshot) -> Iterator[Code]:
    return (code for code in code_files(repo) if not is_test(repo, code.path))


def _texts(repo: Snapshot) -> Iterator[tuple[str, Prose]]:
    """Documents about the work, then the text of notebooks."""
    documents = ((path, prose) for path, prose in repo.prose.items() if ABOUT_MAKING.search(path) is None)
    yield from islice(documents, MAX_DOCUMENTS)
    yield from _notebook_texts(repo).items()


@derived
def _notebook_texts(repo: Snapshot) -> Mapping[str, Prose]:
    return {
        path: parse_prose(notebook.markdown.encode("utf-8", "replace"))
        for path, notebook in islice(repo.notebooks.items(), MAX_DOCUMENTS)
    }


def _line(repo: Snapshot, path: str, line: int) -> int | None:
    """The line of a text in its file; None in a notebook, whose text cells stand at lines nobody recorded."""
    return None if path in repo.notebooks else line


def _quoted(text: str) -> str:
    return f"'{text[:QUOTED]}{'...' if len(text) > QUOTED else ''}'"


def _is_estimator(call: Call) -> bool:
    if call.target in ESTIMATOR_CALLS:
        return True
    return ESTIMATOR.search(_last(call)) is not None and package_of(call.target, MODEL_PACKAGES) is not None


def _first(code: Code, wanted: Callable[[Call], bool]) -> Call | None:
    return next((call for call in code.facts.calls if wanted(call)), None)


def _last(call: Call) -> str:
    return call.target.rpartition(".")[2].removesuffix("()")
