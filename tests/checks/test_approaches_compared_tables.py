"""Tables of kinds of model, the line at which they open, and models in a chain."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

OTHER_MODEL = "from sklearn.svm import SVC\n\nSVC().fit(x, y)\n"
TABLE = """from sklearn import svm
from sklearn.ensemble import RandomForestClassifier as Forest
from sklearn.linear_model import LogisticRegression
KINDS = {
    "linear": LogisticRegression,
    "forest": (Forest, {"n": 3}),
}
def make(name, **given):
    return KINDS[name](**given)
"""
TABLES = {
    "looked up": (TABLE, "LogisticRegression, RandomForestClassifier"),
    "by a dotted name": (TABLE.replace("(Forest,", "(svm.SVC,"), "LogisticRegression, SVC"),
    "on one line": (
        TABLE.replace("{\n    \"linear\"", "{\"linear\"").replace("(Forest, {\"n\": 3}),\n", "Forest"),
        "LogisticRegression, RandomForestClassifier"),
    "asked for": (TABLE.replace("KINDS[name]", "KINDS.get(name)"), "LogisticRegression, RandomForestClassifier"),
    "gone through": (
        TABLE.replace("return KINDS[name](**given)", "return [each() for each in KINDS.values()]"),
        "LogisticRegression, RandomForestClassifier"),
    "looked up by nobody": (TABLE.replace("KINDS[name]", "OTHER[name]"), ""),
    "one kind": (TABLE.replace("(Forest,", "(LogisticRegression,"), ""),
    "names of classes as text": (TABLE.replace("(Forest,", "('Forest',"), ""),
    "another library's class": (TABLE.replace("sklearn.ensemble", "forest"), ""),
    "in a comment": (TABLE.replace("    \"forest\"", "    # \"forest\""), ""),
    "what a model is held against": (
        TABLE.replace("KINDS = {\n    \"linear\": ", "KINDS = (\n    ").replace('"forest": ', "").replace("\n}", "\n)"), ""),
}  # fmt: skip


@pytest.mark.parametrize(("source", "kinds"), TABLES.values(), ids=TABLES)
def test_classes_of_models_are_looked_up_in_a_table(source: str, kinds: str) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source, "b.py": OTHER_MODEL}))
    assert [each.note for each in finding.evidence] == ([f"2 kinds of model: {kinds}"] if kinds else [])


OPENED = {
    "a table of classes": (TABLE, 4),
    "a table of models": (TABLE.replace("LogisticRegression,", "LogisticRegression(),").replace("Forest,", "Forest(),"), 4),
    "a comment before the first": (TABLE.replace("KINDS = {", "KINDS = {\n    # simple ones\n"), 4),
    "a table that opens on the row": (TABLE.replace("{\n    \"linear\"", "{\"linear\""), 4),
    "no table": (
        TABLE.replace("KINDS = {\n", "print(\n").replace('"linear": ', "").replace('"forest": (Forest', "Forest(").replace(
            "LogisticRegression,", "LogisticRegression(),").replace(', {"n": 3}),\n}', "))"), 5),
}  # fmt: skip


@pytest.mark.parametrize(("source", "line"), OPENED.values(), ids=OPENED)
def test_a_table_is_shown_where_it_opens(source: str, line: int) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source, "b.py": OTHER_MODEL}))
    assert [each.line for each in finding.evidence] == [line]


CHAIN = """from sklearn.linear_model import Ridge
from sklearn.svm import SVR
prices = Ridge()
prices.fit(days, known)
{}
demand = SVR()
demand.fit({}, sold)
"""
CHAINS = {
    "answers that the other is given": ("ahead = prices.predict(days)", "ahead", False),
    "a column of answers": ("rows['ahead'] = prices.predict(days)", "rows", False),
    "answers under another name": ("ahead = prices.predict(days)\nrows = join(ahead)", "rows", False),
    "the same rows": ("ahead = prices.predict(days)", "days", True),
    "a name that is given something else": ("ahead = prices.predict(days)\nahead = days", "ahead", True),
}


@pytest.mark.parametrize(("between", "given", "compared"), CHAINS.values(), ids=CHAINS)
def test_a_model_that_is_given_the_answers_of_another_is_no_other_approach(
    between: str, given: str, compared: bool
) -> None:
    finding = run(
        "approaches_compared", snapshot({"a.py": CHAIN.format(between, given), "b.py": OTHER_MODEL})
    )
    assert bool(finding.evidence) is compared


MENU = """from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC
def train(kind, x, y):
    a, b, c, d = train_test_split(x, y)
    if kind.lower() == "forest":
        model = RandomForestClassifier()
    elif kind in ("svm", "svc"):
        model = SVC()
    else:
        raise ValueError(kind)
    model.fit(a, c)
    return f1_score(c, model.predict(a)), f1_score(d, model.predict(b))
"""
BY_CASES = (
    MENU.replace('if kind.lower() == "forest":', 'match kind:\n      case "forest":').replace('elif kind in ("svm", "svc"):', '  case "svm":')
    .replace("    else:", "      case _:")
)  # fmt: skip
CALLS = "from a import train\n{}\n"
MENUS = {
    "a branch for each": (MENU, "", True),
    "a case for each": (BY_CASES, "", True),
    "what is left over": (MENU.replace('elif kind in ("svm", "svc")', "else").replace("    else:\n        raise", "    if 0:\n        raise"), "", False),
    "what is left over beside two others": (
        MENU.replace("    else:\n        raise ValueError(kind)", "    else:\n        model = SVC(2)"), "", True),
    "a branch that calls what makes one": (
        MENU.replace("model = SVC()", "model = machine()") + "def machine():\n    return SVC()\n", "", True),
    "what makes one is called beside the branches too": (
        MENU.replace("model = SVC()", "model = machine()") + "def machine():\n    return SVC()\nmachine()\n", "", False),
    "what is left over of another question below one by name": (
        MENU.replace("    if kind.lower()", "    if kind == 'a':\n        c = 1\n    elif kind == 'b':\n        c = 2\n    if kind.lower()").replace(
            'kind.lower() == "forest"', "c").replace('elif kind in ("svm", "svc"):', "else:").replace("    else:\n        raise ValueError(kind)\n", ""),
        "", False),
    "one is called": (MENU, CALLS.format("train('svm', x, y)"), True),
    "two are called": (MENU, CALLS.format("train('svm', x, y)\ntrain('forest', x, y)"), False),
    "two are called by their keyword": (MENU, CALLS.format("train(kind='svm')\ntrain(kind='forest')"), False),
    "a loop calls": (MENU, CALLS.format("for kind in kinds:\n    train(kind, x, y)"), False),
    "a list calls": (MENU, CALLS.format("done = [train(kind, x, y) for kind in kinds]"), False),
    "a loop calls what calls": (MENU + "def run(kind):\n    return train(kind, 1, 2)\n", "for kind in kinds:\n    run(kind)\n", False),
    "a loop calls something else": (MENU, CALLS.format("for kind in kinds:\n    show(kind)\ntrain(kind, x, y)"), True),
    "a loop around the branches": (MENU.replace("    if kind.lower()", "    for kind in KINDS:\n     if kind.lower()").replace("    elif", "     elif"), "", False),
    "a search gives the names": (MENU + "kind = trial.suggest_categorical('kind', KINDS)\n", "", False),
    "a question about something else": (MENU.replace('kind.lower() == "forest"', "len(x) > 5"), "", False),
    "one of them for all": (MENU + "other = SVC()\n", "", False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "calls", "menu"), MENUS.values(), ids=MENUS)
def test_models_of_which_a_name_chooses_one_are_not_compared(source: str, calls: str, menu: bool) -> None:
    finding = run("approaches_compared", snapshot({"a.py": source, "b.py": calls}))
    words = "2 kinds of model: RandomForestClassifier, SVC"
    assert [each.note for each in finding.evidence] == [
        words + (", one of which a name chooses" if menu else "")
    ]
    assert finding.level is (Level.PRESENT if menu else Level.SUBSTANTIVE)
