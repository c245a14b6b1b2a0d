"""How programs in other languages than Python split rows, clean them, and try several kinds of model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.facts.experiments.caret_methods import methods_tried
from analyzer.facts.experiments.chained_models import is_fed_by
from analyzer.facts.experiments.own_row_splits import own_row_split, parts_rows, sliced_rows
from analyzer.facts.experiments.stacked_procedures import stacked_procedures
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import import_edges, programs
from analyzer.wiring.other_programs.javascript.resolve import SCRIPT_SCRIPT_ENDINGS
from analyzer.wiring.other_programs.notebooks import notebook_programs, notebook_uses
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

# Last names of calls, as libraries of every language spell them; a dot within a name of R is `·`.
SPLITS_ROWS = lazy_regex(
    r"(?:group_)?initial_(?:time_|validation_)?split|validation_split|(?:group_)?(?:vfold|mc|loo|nested)_cv|bootstraps"
    r"|rolling_origin|sliding_(?:window|index|period)|create(?:Data)?(?:Partition|Folds|TimeSlices|MultiFolds)"
    r"|trainControl|train_?test_?split|randomSplit|random_split|stratified_?(?:split|kfold|cv|partition)|k_?folds?"
    r"|split_?obs|CrossValidator|TrainValidationSplit|cross_?valid\w*|crossValidateModel|rsmp|Holdout|trainCV|testCV"
    r"|(?:stratified_?|group_?)?shuffle_?split|group_?k_?fold|time_?series_?split|sample·split|partition|(?:Stratified|TimeSeries)?CV|TrainTestSplitter|splitTestAndTrain|KFoldSplitter",
    re.IGNORECASE,
)
# What goes over rows part by part sets none of them aside.
MAKES_BATCHES = lazy_regex(r"\b(?:Iterators|IterTools)\.partition\b")
CLEANS_ROWS = lazy_regex(
    r"drop_na|na·omit|complete·cases|drop_?missing|dropna|fillna|replace_na|step_(?:impute|naomit|unknown)\w*"
    r"|impute\w*|imputer|knn_?imputation|dropDuplicates|duplicated|removeDuplicates|ReplaceMissing\w*|FillImputer"
    r"|dropnull|dropNulls|fillNulls|missForest|mice|completecases|IndicateMissing\w*",
    re.IGNORECASE,
)
OF_MISSING = lazy_regex(r".*\bna\.(?:drop|fill)")
JOINS_PREPARATION = lazy_regex(
    r"workflow|add_recipe|recipe|step_\w{1,60}|Pipeline|setStages|AppendCacheCheckpoint|Append|pipeline_?\w{0,20}|po|preProcess"
)
PREPARING_OPTIONS = frozenset({"preProcess", "preProc"})
# What of tidymodels fits a workflow to resamples or to the first split, and measures it there.
# https://tune.tidymodels.org/reference/index.html, https://workflowsets.tidymodels.org/reference/workflow_map.html
MEASURES_RESAMPLES = lazy_regex(
    r"fit_resamples|last_fit|workflow_map|tune_(?:grid|bayes|sim_anneal|race_(?:anova|win_loss))"
)
# What any model is trained with says nothing of its kind.
NO_KIND = lazy_regex(
    r"fit\w*|train\w*|tune\w*|Pipeline|workflow\w*|learn|machine|evaluate|model|default|compile|set_engine|Trainer"
    r"|(?:New)?\w*(?:Loop|Trainer|Context|Backend|Graph)|CrossValidator|Sequential|Chain|Dense|setup"
    r"|(?:RE)?ML|CSS(?:-ML)?|MLE|optimi[sz]e\w*|update\w*|gradient|withgradient|\w*Optimi[sz]er",
    re.IGNORECASE,
)
MADE_FIRST = lazy_regex(r"([A-Za-z]\w{0,80})\(\)")
LOADS_KIND = lazy_regex(r"[^#\"]{0,80}@i?load[ \t(]{1,4}([A-Z]\w{2,60})(?=[ \t),;]|$)")
# Learners of mlr3 as they are asked for: `lrn("classif.ranger")`.
LEARNERS_BY_NAME = word_set("lrn lrns mlr_learners")
LEARNER_NAME = lazy_regex(r"(?:classif|regr|surv|clust|dens)\.(\w{1,60})")
# Learners that are made beside the call that trains them: of Weka, Spark ML, Smile, parsnip and ML.NET.
MADE_LEARNER = lazy_regex(
    r"weka\.classifiers\.(?:bayes|functions|lazy|rules|trees)#(?P<weka>[A-Z]\w{1,60})"
    r"|org\.apache\.spark\.ml\.(?:classification|regression|clustering|recommendation)"
    r"#(?P<spark>(?!\w*(?:Model|Summary)$)[A-Z]\w{1,60})"
    r"|(?:\*|parsnip|tidymodels)#(?P<parsnip>(?:linear|logistic|multinom)_reg|rand_forest|boost_tree|decision_tree|mlp"
    r"|svm_(?:linear|poly|rbf)|nearest_neighbor|naive_Bayes|mars|discrim_\w{3,12}|null_model|bag_(?:tree|mars|mlp)"
    r"|(?:arima|prophet|exp_smoothing)_?\w{0,12})"
    r"|.*\.Trainers\.(?P<net>[A-Z]\w{1,60})"
)
TASK_OF_LEARNER = lazy_regex(r"(?:Classifier|Classification|Regressor|Regression|Binary|Multiclass)$")
PARSNIP_TOOLS = word_set("tidymodels parsnip")
NAMED_KIND = frozenset({"method", "engine", "model", "algorithm"})
SHOWN_OF_KINDS = 4
# `if (model == "ARIMA") {`, `case "svm":`, `"svm" = fit_svm(data)`, `"svm" -> train(data)`
CHOICE = lazy_regex(r"={2,3}\s{0,4}[\"']|\bcase\s{1,4}[\"']|[\"'][\w .-]{1,60}[\"']\s{0,4}(?:=|->|=>)")
ROWS_OF_A_CHOICE = 3
FEWEST_CHOICES = 2
ENDINGS_OF_R = (".R", ".r")
CARET = "caret"
SLICING_ENDINGS = (".java", ".kt", ".scala")
DRAWING_ENDINGS = (".R", ".r", ".jl", ".Rmd", ".rmd", ".qmd")
PARTING_ENDINGS = (*SCRIPT_SCRIPT_ENDINGS, ".go", ".rb")


def split_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """Where programs that train, or files beside them, split rows; with what is done about bad values."""
    for path, calls in _near_training(repo).items():
        split = _split_in(repo, path, calls)
        if split is None:
            continue
        cleans = _first(calls, CLEANS_ROWS) is not None or any(
            OF_MISSING.fullmatch(each.target) for each in calls
        )
        piped = _first(calls, JOINS_PREPARATION) is not None or any(
            name in PREPARING_OPTIONS for each in calls for name, _value in each.keywords
        )
        note = f"data is split ({split[1]})" + (", missing values are handled" if cleans else "")
        note += ", preprocessing is part of the model" if piped else ""
        # As in Python: a notebook has to do both.
        careful = cleans and piped if path in notebook_programs(repo) else cleans or piped
        yield Evidence(path, split[0], Level.SUBSTANTIVE if careful else Level.PRESENT, note)


def _split_in(repo: Snapshot, path: str, calls: tuple[Call, ...]) -> tuple[int, str] | None:
    """Where a file splits rows and by what: a function of a library, or the numbers of rows."""
    rows = (repo.text(path) or "").split("\n") if path.endswith(".jl") else []
    batched = frozenset(number for number, row in enumerate(rows, 1) if MAKES_BATCHES.search(row[:200]))
    split = _first(tuple(each for each in calls if each.line not in batched), SPLITS_ROWS)
    if split is not None:
        return split.line, last_name_of(split)
    by_numbers = next((each for each in calls if _takes_rows(each)), None)
    if by_numbers is not None:
        return by_numbers.line, "rows by their numbers"
    if path.endswith(SLICING_ENDINGS):
        return sliced_rows(repo, path)
    if path.endswith(DRAWING_ENDINGS):
        return own_row_split(repo, path)
    parted = parts_rows(repo, path) if path.endswith(PARTING_ENDINGS) else None
    return None if parted is None else (parted, "two parts of the same rows")


def _takes_rows(call: Call) -> bool:
    """`new Instances(data, 0, trainSize)` of Weka: a part of the rows from the first to as many.

    Source: https://weka.sourceforge.io/doc.dev/weka/core/Instances.html
    """
    return call.target == "weka.core#Instances" and call.positional == 3


def approach_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """Files in which two kinds of model are trained; stronger where rows are split and metrics computed."""
    by_path: dict[str, list[ProgramUse]] = {}
    for use in (*uses(repo, Subject.TRAINING), *notebook_uses(repo, Subject.TRAINING)):
        if use.called:
            by_path.setdefault(use.path, []).append(use)
    yield from _chosen_by_name(repo, by_path)
    measured: dict[str, int] = {}
    for use in (*uses(repo, Subject.MODEL_METRIC), *notebook_uses(repo, Subject.MODEL_METRIC)):
        measured[use.path] = measured.get(use.path, 0) + use.called
        if use.called and use.tool == CARET:
            by_path.setdefault(use.path, [])
    for path, group in by_path.items():
        resampled = {
            each.line for each in _calls_of(repo, path) if MEASURES_RESAMPLES.fullmatch(last_name_of(each))
        }
        measured[path] = measured.get(path, 0) + len(resampled)
        kinds = {kind: each.line for each in reversed(group) if (kind := _kind(each)) is not None}
        kinds |= _loaded_kinds(repo, path, group)
        made = _made_kinds(_calls_of(repo, path), {each.tool for each in group})
        kinds = made if len(made) > len(kinds) else kinds
        caret = not group or any(each.tool == CARET for each in group)
        tried = methods_tried(repo, path) if caret else {}
        if len(tried) > len(kinds):
            # What caret trains it measures on resamples, each method alike.
            kinds, measured[path] = tried, measured[path] + len(tried)
        rows = (repo.text(path) or "").split("\n") if path.endswith(ENDINGS_OF_R) else []
        # Models are then parts of the procedures, and what is compared are those.
        if (stacked := stacked_procedures(rows)) is not None:
            note = f"{stacked[1]} procedures run on the same rows, and their results stacked"
            yield Evidence(path, stacked[0], Level.PRESENT, note, size=1)
            continue
        if len(kinds) < 2 or (len(kinds) == 2 and _is_a_chain(repo, path, kinds)):
            continue
        split = _split_in(repo, path, _calls_of(repo, path)) is not None
        level = Level.SUBSTANTIVE if split and measured.get(path, 0) >= 2 else Level.PRESENT
        listed = ", ".join(sorted(kinds)[:SHOWN_OF_KINDS])
        if len(kinds) > SHOWN_OF_KINDS:
            listed += f" and {len(kinds) - SHOWN_OF_KINDS} more"
        yield Evidence(path, min(kinds.values()), level, f"{len(kinds)} kinds of model: {listed}")


def _is_a_chain(repo: Snapshot, path: str, kinds: Mapping[str, int]) -> bool:
    """Whether of two models of a file of R one is given what the other answered."""
    if not path.endswith(ENDINGS_OF_R):
        return False
    first, second = sorted(kinds.values())
    return is_fed_by((repo.text(path) or "").split("\n"), first, second)


def _chosen_by_name(repo: Snapshot, trained: Mapping[str, list[ProgramUse]]) -> Iterator[Evidence]:
    """Files that choose by a name between functions of other files, which train kinds of their own."""
    makers: dict[str, str] = {}
    for group in trained.values():
        for use in group:
            if use.function and (kind := _kind(use)) is not None:
                # Of two in a chain the last one answers.
                makers[parts_of(use.function)[-1]] = kind
    for path, facts in programs(repo).items() if len(makers) > 1 else ():
        if path in trained or is_test_path(path) or is_example_path(path):
            continue
        calls = [each for each in facts.calls if last_name_of(each) in makers]
        if len(calls) < FEWEST_CHOICES:
            continue
        rows = (repo.text(path) or "").split("\n")
        chosen = [
            (place, makers[last_name_of(each)])
            for each in calls
            for place in (_choice_above(rows, each.line),)
            if place is not None
        ]
        kinds = sorted({kind for _line, kind in chosen})
        if len(kinds) > 1:
            listed = ", ".join(kinds[:SHOWN_OF_KINDS])
            listed += f" and {len(kinds) - SHOWN_OF_KINDS} more" if len(kinds) > SHOWN_OF_KINDS else ""
            note = f"{len(kinds)} kinds of model, chosen by a name: {listed}"
            yield Evidence(path, min(line for line, _kind in chosen), Level.PRESENT, note)


def _choice_above(rows: list[str], line: int) -> int | None:
    """The row at or shortly above a line on which a name decides what is called."""
    near = range(line, max(0, line - ROWS_OF_A_CHOICE), -1)
    return next((number for number in near if CHOICE.search(rows[number - 1][:200])), None)


def _calls_of(repo: Snapshot, path: str) -> tuple[Call, ...]:
    return (programs(repo).get(path) or notebook_programs(repo)[path]).calls


def _made_kinds(calls: tuple[Call, ...], tools: set[str]) -> dict[str, int]:
    """The kinds of the learners that a file makes, each with its first line; two tasks of one are one."""
    found: dict[str, tuple[str, int]] = {}
    for each in calls:
        match = MADE_LEARNER.fullmatch(each.declared or each.target) or MADE_LEARNER.fullmatch(each.target)
        if match is None or (match["parsnip"] and tools.isdisjoint(PARSNIP_TOOLS)):
            continue
        name = next(one for one in match.groups() if one)
        family = TASK_OF_LEARNER.sub("", name) if match["spark"] and name != "LogisticRegression" else name
        found.setdefault(family, (name, each.line))
    return dict(found.values())


def _loaded_kinds(repo: Snapshot, path: str, trained: list[ProgramUse]) -> dict[str, int]:
    """The kinds of model that a file takes by their names, from packages for MLJ or mlr3, each with its line.

    Sources: https://juliaai.github.io/MLJ.jl/stable/loading_model_code/,
    https://mlr3book.mlr-org.com/chapters/chapter3/evaluation_and_benchmarking.html.
    """
    if any(each.tool == "mlr3" for each in trained):
        facts = programs(repo).get(path) or notebook_programs(repo)[path]
        asked = [each for each in facts.calls if last_name_of(each) in LEARNERS_BY_NAME]
        named = ((LEARNER_NAME.fullmatch(text), each.line) for each in asked for text in each.strings)
        return {match[1]: line for match, line in named if match is not None}
    if not path.endswith(".jl") or not any(each.tool == "MLJ" for each in trained):
        return {}
    rows = enumerate((repo.text(path) or "").split("\n"), 1)
    found = ((LOADS_KIND.match(row[:200]), number) for number, row in rows)
    return {match[1]: number for match, number in found if match is not None}


@derived
def _near_training(repo: Snapshot) -> Mapping[str, tuple[Call, ...]]:
    """The calls of the files that train, and of those that they import or are imported by."""
    training = {each.path for each in uses(repo, Subject.TRAINING) if each.called}
    near = set(training)
    for path, imported in import_edges(repo).items() if training else ():
        if path in training:
            near.update(imported)
        elif not training.isdisjoint(imported):
            near.add(path)
    in_notebooks = {each.path for each in notebook_uses(repo, Subject.TRAINING)}
    own = (path for path in sorted(near) if not is_test_path(path) and not is_example_path(path))
    found = {path: programs(repo)[path].calls for path in own}
    return found | {path: notebook_programs(repo)[path].calls for path in sorted(in_notebooks)}


def last_name_of(call: Call) -> str:
    """The last name of what is called, as it is written."""
    names = parts_of(call.target.rpartition(FROM_PACKAGE)[2]) or [""]
    return names[-1].replace("·", ".")


def _first(calls: tuple[Call, ...], wanted: re.Pattern[str]) -> Call | None:
    return next(
        (each for each in calls if wanted.fullmatch(last_name_of(each).replace(".", "·")) is not None), None
    )


def _kind(use: ProgramUse) -> str | None:
    """The kind of model that a call trains, as far as it says one."""
    named = next((value for name, value in use.keywords if name in NAMED_KIND and value.isidentifier()), None)
    made = MADE_FIRST.match(use.shown)
    parts = parts_of(use.shown) or [""]
    # Of `xgb.train` the beginning says it, of `auto.arima` all of it.
    whole = parts[0] if _says_no_kind(parts[-1]) else use.shown.replace("·", ".")
    names = [made[1] if made is not None else whole]
    for each in (named, *names):
        if each is not None and not _says_no_kind(each):
            return each
    return None


def _says_no_kind(name: str) -> bool:
    """Whether any model is trained by this name, which Julia may end with a mark."""
    return NO_KIND.fullmatch(name.removesuffix("!")) is not None
