from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

TWO = """
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
a, b, c, d = train_test_split(x, y)
for model in (LogisticRegression(), RandomForestClassifier()):
    model.fit(a, c)
print(f1_score(d, one), f1_score(d, two))
"""
BOOSTERS = """import lightgbm
import xgboost
from sklearn.model_selection import KFold
folds = KFold()
second = lightgbm.cv(rows)
first = xgboost.train(rows)
print(first.score(rows), second.score(rows))
"""
MANY = """from sklearn import svm, linear_model
from sklearn.cluster import KMeans
models = [svm.SVC(), svm.SVR(), linear_model.Lasso(),
          linear_model.Ridge(), KMeans()]
models[0].fit(x)
"""
LISTED = "2 kinds of model: LogisticRegression, RandomForestClassifier"
LEVELS = {
    "split and measured twice": (TWO, Level.SUBSTANTIVE, 7, LISTED),
    "measured once": (TWO.replace("f1_score(d, one), ", ""), Level.PRESENT, 7, LISTED),
    "not measured": (TWO.replace("print(", "# print("), Level.PRESENT, 7, LISTED),
    "not split": (TWO.replace("train_test_split(x, y)", "x, y, x, y"), Level.PRESENT, 7, LISTED),
    "boosting libraries": (BOOSTERS, Level.SUBSTANTIVE, 5, "2 kinds of model: lightgbm.cv, xgboost.train"),
    "three kinds beside what finds groups": (MANY, Level.PRESENT, 3, "3 kinds of model: Lasso, Ridge, SVC"),
    "one kind beside what finds groups": (
        MANY.replace("svm.SVR(), linear_model.Lasso(),", "").replace("linear_model.Ridge(), ", ""), Level.ABSENT, 0, ""),
    "five kinds": (
        MANY.replace("KMeans()", "KMeans(), linear_model.LogisticRegression(), svm.LinearSVC()"), Level.PRESENT, 3,
        "5 kinds of model: Lasso, LinearSVC, LogisticRegression, Ridge and 1 more"),
    "two tasks of one kind": (
        TWO.replace("LogisticRegression", "RandomForestRegressor").replace("linear_model", "ensemble"), Level.ABSENT, 0, ""),
    "a kind and its own training": (
        BOOSTERS.replace("xgboost.train(rows)", "lightgbm.LGBMRegressor()"), Level.ABSENT, 0, ""),
    "a kind and what is loaded of it": (
        BOOSTERS.replace("lightgbm.cv(rows)", "xgboost.Booster()"), Level.ABSENT, 0, ""),
    "kinds that are only loaded": (
        BOOSTERS.replace("lightgbm.cv(rows)", "lightgbm.Booster()").replace("xgboost.train(rows)", "xgboost.Booster()"),
        Level.ABSENT, 0, ""),
    "a kind that is chosen by folds": (
        TWO.replace("RandomForestClassifier()", "LogisticRegressionCV()").replace("import LogisticRegression", "import LogisticRegression, LogisticRegressionCV"),
        Level.ABSENT, 0, ""),
    "what corrects probabilities": (
        TWO.replace("RandomForestClassifier", "IsotonicRegression").replace("sklearn.ensemble", "sklearn.isotonic"), Level.ABSENT, 0, ""),
    "what wraps a model": (
        TWO.replace("RandomForestClassifier()", "OneVsRestClassifier(LogisticRegression())").replace(
            "sklearn.ensemble import RandomForestClassifier", "sklearn.multiclass import OneVsRestClassifier"), Level.ABSENT, 0, ""),
    "one kind": (TWO.replace(", RandomForestClassifier()", ","), Level.ABSENT, 0, ""),
    "one kind twice": (TWO.replace("RandomForestClassifier()", "LogisticRegression(C=2)"), Level.ABSENT, 0, ""),
    "a namesake that is nobody's model": (
        TWO.replace("from sklearn.ensemble", "from forest"), Level.ABSENT, 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("code", "level", "line", "note"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_kinds_of_model_and_how_they_are_judged(
    code: str, level: Level, line: int, note: str
) -> None:
    for path, content, row in (("train.py", code, line), ("train.ipynb", notebook(code), 1)):
        finding = run("approaches_compared", snapshot({path: content}))
        assert_found(finding, level, f"{path}:{row}", note)
        assert all(each.note == note for each in finding.evidence)


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (
            "from sklearn.ensemble import RandomForestClassifier as F\nF().fit(a, c).feature_importances_\n",
            39,
        ),
        ("from sklearn.svm import SVC\nSVC().fit(a, c)\n", 39),
        ("", 37),
    ],
    ids=["one of the kinds, for something else", "another kind, for something else", "nothing"],
)
def test_the_place_where_models_stand_side_by_side_is_shown(before: str, line: int) -> None:
    finding = run("approaches_compared", snapshot({"train.py": before + "\n" * 30 + TWO}))
    assert [each.line for each in finding.evidence] == [line]


def test_models_that_are_far_apart_are_shown_by_their_first() -> None:
    code = TWO.replace(", RandomForestClassifier()", ",") + "\n" * 40 + "RandomForestClassifier()\n"
    finding = run("approaches_compared", snapshot({"train.py": code}))
    assert [each.line for each in finding.evidence] == [7]


FACTORIES = """from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC


def make(name):
    def linear():
        return LogisticRegression().fit(a, b)

    def bayes():
        return GaussianNB()

    def machine():
        return SVC()

"""
TABLES_OF_MAKERS = {
    "a table of what makes each": ("    table = {\n        'a': linear,\n        'b': bayes,\n        'c': machine,\n    }", 16),
    "a table that begins with another": (
        "    table = {\n        'o': other,\n        'a': linear,\n        'b': bayes,\n        'c': machine,\n    }", 16),
    "a table that is opened otherwise": (
        "    table = dict(x) | {  # all\n        'a': linear,\n        'b': bayes,\n        'c': machine,\n    }", 17),
    "a table of two": ("    table = {\n        'a': linear,\n        'b': bayes,\n        'c': other,\n    }", 8),
    "a table of names": ("    table = {\n        'a': 'linear',\n        'b': 'bayes',\n        'c': 'machine',\n    }", 8),
}  # fmt: skip


@pytest.mark.parametrize(("table", "line"), TABLES_OF_MAKERS.values(), ids=TABLES_OF_MAKERS)
def test_a_table_of_functions_that_make_models_is_shown(table: str, line: int) -> None:
    found = run("approaches_compared", snapshot({"a.py": f"{FACTORIES}{table}\n    return table[name]()\n"}))
    assert [each.line for each in found.evidence] == [line]


def test_what_only_a_test_compares_is_the_tests_own() -> None:
    one = TWO.replace(", RandomForestClassifier()", ",")
    files = {"tests/test_train.py": TWO, "train.py": one}
    assert_found(run("approaches_compared", snapshot(files)), Level.ABSENT)


def test_without_a_model_nobody_is_asked_for_a_comparison() -> None:
    repo = snapshot({"app.py": "from sklearn.svm import SVC, SVR\nprint(SVC(), SVR())\n"})
    finding = run("approaches_compared", repo)
    assert (finding.status, finding.evidence) == (Status.NOT_APPLICABLE, ())


HANDED = {
    "on its line": "chosen = RFE(estimator=RandomForestClassifier(n_estimators=5), n_features_to_select=3)",
    "on the next line": "chosen = SelectFromModel(\n    RandomForestClassifier(),\n)",
    "beside it": "chosen = RFE(None); other = RandomForestClassifier()",
}


@pytest.mark.parametrize("where", HANDED)
def test_the_model_of_a_selector_is_no_approach(where: str) -> None:
    code = TWO.replace(", RandomForestClassifier()", ",") + HANDED[where] + "\n"
    level = run("approaches_compared", snapshot({"train.py": code})).level
    assert level is (Level.SUBSTANTIVE if where == "beside it" else Level.ABSENT)


MAKES = "import lightgbm as lgb\nfrom sklearn.linear_model import LogisticRegression\n\n\ndef make(HAS_LGB, kind):\n{}\n"
OTHER_MODEL = "from sklearn.svm import SVC\n\nSVC().fit(x, y)\n"
FIRST, SECOND = "lgb.LGBMClassifier()", "LogisticRegression()"
STAND_INS = {
    "the else of a flag": (f"    if HAS_LGB:\n        m = {FIRST}\n    else:\n        m = {SECOND}\n    return m", False),
    "the else of an import": (f"    if lgb is not None:\n        m = {FIRST}\n    else:\n\n        m = {SECOND}", False),
    "behind a branch that returns": (f"    if HAS_LGB:\n        return {FIRST}\n    return {SECOND}", False),
    "the branch for its absence": (f"    if not HAS_LGB:\n        return {SECOND}\n    return {FIRST}", False),
    "an import that fails": (f"    try:\n        m = {FIRST}\n    except ImportError:\n        m = {SECOND}", False),
    "the else of a choice": (f"    if kind == 'lgb':\n        m = {FIRST}\n    else:\n        m = {SECOND}", True),
    "the else of another value": (f"    if kind is not None:\n        m = {FIRST}\n    else:\n        m = {SECOND}", True),
    "beside one that is only there with it": (f"    m = [{SECOND}]\n    if HAS_LGB:\n        m.append({FIRST})", True),
    "behind a branch that goes on": (f"    if HAS_LGB:\n        m = {FIRST}\n    return {SECOND}", True),
    "another failure": (f"    try:\n        m = {FIRST}\n    except ValueError:\n        m = {SECOND}", True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "compared"), STAND_INS.values(), ids=STAND_INS)
def test_what_stands_in_for_a_missing_library_is_no_approach(body: str, compared: bool) -> None:
    found = run("approaches_compared", snapshot({"train.py": MAKES.format(body), "b.py": OTHER_MODEL}))
    assert bool(found.evidence) is compared


ROUNDS = """import timm
from sklearn.metrics import f1_score
from torch.utils.data import random_split
NAMES = ["resnet18", "vit_tiny"]
a, b = random_split(rows, [8, 2])
for name in NAMES:
    net = timm.create_model(name, num_classes=2)
    train(net, a)
    print(f1_score(net(b), b))
"""
CALLED = ROUNDS.replace(
    "    net = timm.create_model(name, num_classes=2)\n    train(net, a)\n", "    net = run(name)\n"
)
MAKER = "def run(name):\n    net = timm.create_model(name)\n    train(net)\n    return net\n"
BY_NAME = {
    "split and measured": (ROUNDS, Level.SUBSTANTIVE, 7),
    "in the function that a loop calls": (CALLED.replace("NAMES =", f"{MAKER}NAMES ="), Level.SUBSTANTIVE, 5),
    "not measured": (ROUNDS.replace("    print(f1_score(net(b), b))\n", ""), Level.PRESENT, 7),
    "not split": (ROUNDS.replace("random_split(rows, [8, 2])", "rows"), Level.PRESENT, 7),
    "models of a hub": (
        ROUNDS.replace("import timm", "from transformers import AutoModel").replace("timm.create_model", "AutoModel.from_pretrained"),
        Level.SUBSTANTIVE, 7),
    "one name": (ROUNDS.replace(', "vit_tiny"', ""), Level.ABSENT, 0),
    "one architecture in a loop": (ROUNDS.replace("create_model(name", "create_model('resnet18'"), Level.ABSENT, 0),
    "names that nobody sees": (ROUNDS.replace('["resnet18", "vit_tiny"]', "load()"), Level.ABSENT, 0),
    "what is got ready for a model": (
        ROUNDS.replace("import timm", "from transformers import AutoTokenizer").replace(
            "timm.create_model", "AutoTokenizer.from_pretrained"), Level.ABSENT, 0),
    "what is only fetched": (
        'import timm\nfor name in ["a", "b"]:\n    timm.create_model(name)\n', Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level", "line"), BY_NAME.values(), ids=BY_NAME)
def test_architectures_by_name_are_tried_in_the_rounds_of_a_loop(
    source: str, level: Level, line: int
) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source}))
    words = "2 architectures by name in the rounds of a loop"
    assert_found(finding, level, f"a.py:{line}" if line else "", words if line else "")


LOADED = """import joblib
svd_model, bpr_model = joblib.load("a"), joblib.load("b")
for name, bundle in [("SVD", svd_model), ("BPR", bpr_model)]:
    print(evaluate(bundle=bundle, test_df=test_df))
"""
IN_A_MAP = LOADED.replace('[("SVD", svd_model), ("BPR", bpr_model)]', "MODELS.items()").replace(
    "for name", 'MODELS = {"SVD": svd_model, "BPR": bpr_model}\nfor name'
)
BY_CALLS = "import joblib\nsvd_model = joblib.load('a')\nscore(svd_model, x_test)\nscore(bpr_model, x_test)\n"
MEASURED = {
    "in a loop over pairs": (LOADED, Level.SUBSTANTIVE, 4),
    "in a loop over a mapping": (IN_A_MAP, Level.SUBSTANTIVE, 5),
    "in a loop over a list": (
        LOADED.replace('for name, bundle in [("SVD", svd_model), ("BPR", bpr_model)]', "for bundle in (svd_model, bpr_model)"),
        Level.SUBSTANTIVE, 4),
    "not on rows that are held out": (LOADED.replace("test_df", "frame"), Level.PRESENT, 4),
    "by a call for each": (BY_CALLS, Level.SUBSTANTIVE, 3),
    "by a call for each, of versions of one model": (
        BY_CALLS.replace("svd", "old").replace("bpr", "new"), Level.ABSENT, 0),
    "by calls for one model": (BY_CALLS.replace("bpr", "svd"), Level.ABSENT, 0),
    "by a call for each, that has them as attributes": (
        BY_CALLS.replace("(svd", "(self.svd").replace("(bpr", "(self.bpr"), Level.SUBSTANTIVE, 3),
    "by a call for each path of one": (
        BY_CALLS.replace("svd_model,", "svd_model_path,").replace("bpr_model,", "bpr_model_path,"), Level.ABSENT, 0),
    "by calls that answer, in each fold": (
        BY_CALLS.replace("score(", "for fold in folds: make_predictions(", 1).replace("\nscore(", "; make_predictions(").replace("x_test", "rows")
        + "evaluate(rows)\n", Level.SUBSTANTIVE, 3),
    "by calls that answer, in each batch": (
        BY_CALLS.replace("score(", "for batch in rows: make_predictions(", 1).replace("\nscore(", "; make_predictions(") + "evaluate(rows)\n",
        Level.ABSENT, 0),
    "by calls of two functions": (
        BY_CALLS.replace("score(bpr_model, x_test)", "def f():\n    score(bpr_model, x_test)"), Level.ABSENT, 0),
    "one model in a loop": (LOADED.replace(', ("BPR", bpr_model)', ""), Level.ABSENT, 0),
    "what is not handed over": (LOADED.replace("bundle=bundle", "bundle=1"), Level.ABSENT, 0),
    "what is not measured": (LOADED.replace("evaluate(", "store("), Level.ABSENT, 0),
    "rows of two files": (LOADED.replace("_model", "_rows"), Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level", "line"), MEASURED.values(), ids=MEASURED)
def test_models_that_are_made_elsewhere_are_measured_by_one_function(
    source: str, level: Level, line: int
) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source, "b.py": OTHER_MODEL}))
    words = "2 models measured by one function"
    assert_found(finding, level, f"a.py:{line}" if line else "", words if line else "")


BESIDE = """from sklearn.metrics import mean_absolute_error
naive = y_test.shift(7)
print(mean_absolute_error(y_test, naive))
print(mean_absolute_error(y_test, forecast))
"""
BUNDLE = """from sklearn.metrics import mean_absolute_error
def figures(a, b):
    return {"m": mean_absolute_error(a, b)}
print(figures(y_test, pred))
print(figures(y_test, baseline_pred))
"""
BY_METHOD = "def f(rows):\n    return [compute_metrics(rows, 'engine'), compute_metrics(rows, 'moving_average'), compute_metrics(rows, 'my_model')]\n"
TWINS = "results = run(rows)\nnaive_results = shift(rows)\nprint(compute_summary(results))\nprint(compute_summary(naive_results))\n"
SIMPLE = {
    "a naive forecast": (BESIDE, Level.SUBSTANTIVE, 3),
    "on rows that nobody says are held out": (BESIDE.replace("y_test", "y"), Level.PRESENT, 3),
    "the answers of a baseline": (BESIDE.replace("naive", "baseline_pred"), Level.SUBSTANTIVE, 3),
    "rows of a baseline": (BESIDE.replace("naive", "baseline_rows"), Level.ABSENT, 0),
    "two models": (BESIDE.replace("naive", "second_forecast"), Level.ABSENT, 0),
    "no answers beside it": (BESIDE.replace("forecast", "rows"), Level.ABSENT, 0),
    "in one call": (BESIDE.replace("y_test, naive))", "forecast, naive))").replace("y_test, forecast))", "1, 2))"), Level.ABSENT, 0),
    "what is no metric": (BESIDE.replace("mean_absolute_error", "store"), Level.ABSENT, 0),
    "by a function that takes metrics": (BUNDLE, Level.SUBSTANTIVE, 4),
    "by a function that takes metrics of something else": (
        BUNDLE.replace("mean_absolute_error(a, b)", "mean_absolute_error(a, rows)"), Level.ABSENT, 0),
    "by a function that takes none": (BUNDLE.replace("mean_absolute_error(a, b)", "store(a, b)"), Level.ABSENT, 0),
    "one model on the rows it was fitted to, too": (
        BUNDLE + "print(figures(y_train, train_pred))\n", Level.SUBSTANTIVE, 4),
    "results of both, by their names": (TWINS, Level.PRESENT, 3),
    "results of something else": (TWINS.replace("(results)", "(rows)"), Level.ABSENT, 0),
    "results that are only kept": (TWINS.replace("compute_summary", "keep"), Level.ABSENT, 0),
    "ways by their names": (BY_METHOD.replace("\n    return [", "\n    return [\n").replace("), ", "),\n"), Level.PRESENT, 4),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level", "line"), SIMPLE.values(), ids=SIMPLE)
def test_a_model_is_measured_beside_a_simple_way_to_answer(source: str, level: Level, line: int) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source, "b.py": OTHER_MODEL}))
    words = "2 ways to answer, a simple one among them, measured by one function"
    assert_found(finding, level, f"a.py:{line}" if line else "", words if line else "")


FORECASTS = "from {0} import {1}, {2}\nMODELS = {{'a': {1}, 'b': {2}}}\nMODELS[name]().fit(rows)\n"


@pytest.mark.parametrize(
    ("package", "first", "second", "level"),
    [
        ("darts.models", "RNNModel", "NBEATSModel", Level.PRESENT),
        ("statsforecast.models", "Theta", "SeasonalNaive", Level.PRESENT),
        ("surprise", "SVD", "KNNBasic", Level.PRESENT),
        ("sktime.forecasting.base", "NaiveForecaster", "ForecastingHorizon", Level.ABSENT),
        ("surprise", "SVD", "Reader", Level.ABSENT),
        ("darts", "TimeSeries", "RNNModel", Level.ABSENT),
    ],
)
def test_every_class_of_a_package_of_models_is_one(
    package: str, first: str, second: str, level: Level
) -> None:
    files = {"a.py": FORECASTS.format(package, first, second), "b.py": OTHER_MODEL}
    assert run("approaches_compared", snapshot(files)).level is level


WAYS = (
    "def search_dense(query):\n    return 1\n\n\ndef search_bm25(query):\n    return 2\n\n\n"
    'WAYS = {"dense": search_dense, "bm25": search_bm25}\n\nfor name, search in WAYS.items():\n'
    "    print(name, evaluate(search, test_set))\n"
)
RETRIEVED = {
    "in a mapping": (WAYS, Level.SUBSTANTIVE, 9),
    "in a list of pairs": (
        WAYS.replace('{"dense": search_dense, "bm25": search_bm25}', '[("dense", search_dense), ("bm25", search_bm25)]').replace(".items()", ""),
        Level.SUBSTANTIVE, 9),
    "on rows that are not held out": (WAYS.replace("test_set", "rows"), Level.PRESENT, 9),
    "one way": (WAYS.replace(', "bm25": search_bm25', ""), Level.ABSENT, 0),
    "one way twice": (WAYS.replace('"bm25": search_bm25', '"bm25": search_dense'), Level.ABSENT, 0),
    "functions for something else": (WAYS.replace("search_dense", "load_a").replace("search_bm25", "load_b"), Level.ABSENT, 0),
    "what is not handed over": (WAYS.replace("evaluate(search,", "evaluate(name_of,"), Level.ABSENT, 0),
    "what is not measured": (WAYS.replace("evaluate(", "store("), Level.ABSENT, 0),
    "after the loop": (WAYS.replace("    print(name, evaluate", "    pass\nprint(name, evaluate"), Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level", "line"), RETRIEVED.values(), ids=RETRIEVED)
def test_ways_to_retrieve_are_measured_by_one_function(source: str, level: Level, line: int) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source, "b.py": OTHER_MODEL}))
    words = "2 ways to retrieve measured by one function"
    assert_found(finding, level, f"a.py:{line}" if line else "", words if line else "")
