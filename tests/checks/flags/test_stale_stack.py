from __future__ import annotations

from collections import Counter

import pytest

from analyzer.facts.code.deprecated_apis import ERAS, ERAS_OF
from analyzer.model import Level, Severity
from tests.support.notebooks import export, notebook
from tests.support.snapshots import flagged, raised, snapshot

SESSION = "import tensorflow as tf\n\nx = tf.placeholder(tf.float32)\nwith tf.Session() as s:\n    s.run(x)\n"
BOSTON = "from sklearn.datasets import load_boston\n\ndata = load_boston()\n"
JOBLIB = "from sklearn.externals import joblib\n\njoblib.load('m.pkl')\n"
PYTHON_2 = "import urllib2\n\nprint 'a'\nprint urllib2.urlopen('http://x')\n"
PRINT = "print 'a'\n"
CURRENT_CODE = "print('a')\n"
VOLATILE = "from torch.autograd import Variable\nx = Variable(1, volatile=True)\n"
TRAVIS = "language: python\nscript: pytest\n"
STEPS = "on: push\njobs:\n  t:\n    runs-on: ubuntu\n    steps:\n      - run: make\n"
WORKFLOW = STEPS + "      - uses: actions/checkout@{}\n"
A, B = ".github/workflows/a.yml", ".github/workflows/b.yml"

ERA_BOSTON, ERA_SESSIONS = "scikit-learn: load_boston", "TensorFlow: sessions and placeholders"
OLD_CI, SYNTAX = "Outdated CI", "Python 2 syntax"
TRAVIS_ONLY = "Travis is the only CI system"
FIRST_CHECKOUT = "every workflow uses an early version of the checkout action"
BOSTON_NOTE = f"{ERA_BOSTON} (sklearn.datasets.load_boston)"

STALE = {
    "two libraries": (
        {"a.py": SESSION, "b.py": BOSTON}, [ERA_SESSIONS, ERA_BOSTON],
        [f"a.py:3 {ERA_SESSIONS} (tensorflow.placeholder)", f"b.py:1 {BOSTON_NOTE}"]),
    "two eras of one library": (
        {"a.py": JOBLIB, "b.py": BOSTON}, [ERA_BOSTON, "scikit-learn: sklearn.externals"],
        [f"b.py:1 {BOSTON_NOTE}", "a.py:1 scikit-learn: sklearn.externals (sklearn.externals.joblib)"]),
    "in a notebook too": (
        {"a.py": SESSION, "b.ipynb": notebook(BOSTON)}, [ERA_SESSIONS, ERA_BOSTON],
        [f"a.py:3 {ERA_SESSIONS} (tensorflow.placeholder)", f"b.ipynb:1 {BOSTON_NOTE}"]),
    "sessions and contrib": (
        {"a.py": SESSION, "b.py": "from tensorflow.contrib import rnn\n"}, [ERA_SESSIONS, "TensorFlow: tf.contrib"],
        [f"a.py:3 {ERA_SESSIONS} (tensorflow.placeholder)", "b.py:1 TensorFlow: tf.contrib (tensorflow.contrib.rnn)"]),
    "volatile variables": (
        {"a.py": VOLATILE, "b.py": BOSTON}, ["PyTorch: volatile variables", ERA_BOSTON],
        ["a.py:2 PyTorch: volatile variables (torch.autograd.Variable)", f"b.py:1 {BOSTON_NOTE}"]),
    "Python 2 and its library": (
        {"a.py": PYTHON_2}, [SYNTAX, "Python: Python 2 standard library"],
        ["a.py:1 Python 2 syntax in 1 of 1 modules", "a.py:1 Python: Python 2 standard library (urllib2)"]),
    "Python 2 in more than half of the modules": (
        {"a.py": PRINT, "b.py": BOSTON, "c.py": PRINT, "d.py": PRINT, "e.py": CURRENT_CODE, "f.py": "", "g.ipynb": notebook("x")}, [SYNTAX, ERA_BOSTON],
        ["a.py:1 Python 2 syntax in 3 of 5 modules", f"b.py:1 {BOSTON_NOTE}"]),
    "one era and only Travis": (
        {"a.py": BOSTON, ".travis.yml": TRAVIS}, [OLD_CI, ERA_BOSTON],
        [f".travis.yml:1 {TRAVIS_ONLY}", f"a.py:1 {BOSTON_NOTE}"]),
    "one era and first checkouts": (
        {"a.py": BOSTON, A: STEPS, B: WORKFLOW.format("v2")}, [OLD_CI, ERA_BOSTON],
        [f"{B}:7 {FIRST_CHECKOUT}", f"a.py:1 {BOSTON_NOTE}"]),
    "one era and first checkouts of every kind": (
        {
            "a.py": BOSTON,
            A: WORKFLOW.format("v1") + "      - uses: actions/checkout@v2\n      - uses: actions/setup-python@v5\n",
            B: WORKFLOW.format("master"),
        },
        [OLD_CI, ERA_BOSTON], [f"{A}:7 {FIRST_CHECKOUT}", f"a.py:1 {BOSTON_NOTE}"]),
    "a call through the package itself": (
        {"a.py": "import openai\nopenai.ChatCompletion.create()\n", "b.py": BOSTON},
        ["OpenAI: completions without a client", ERA_BOSTON],
        ["a.py:2 OpenAI: completions without a client (openai.ChatCompletion.create)", f"b.py:1 {BOSTON_NOTE}"]),
    "an import in a guard of an interface that is not newer": (
        {"a.py": SESSION, "b.py": BOSTON + "try:\n    import torch\nexcept ImportError:\n    torch = None\n"},
        [ERA_SESSIONS, ERA_BOSTON],
        [f"a.py:3 {ERA_SESSIONS} (tensorflow.placeholder)", f"b.py:1 {BOSTON_NOTE}"]),
    "the library's newer interface only in a test": (
        {"a.py": SESSION, "b.py": BOSTON, "tests/test_a.py": "import sklearn.impute\n"}, [ERA_SESSIONS, ERA_BOSTON],
        [f"a.py:3 {ERA_SESSIONS} (tensorflow.placeholder)", f"b.py:1 {BOSTON_NOTE}"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "eras", "places"), STALE.values(), ids=STALE)
def test_two_eras_that_are_over_make_a_stale_stack(
    files: dict[str, str], eras: list[str], places: list[str]
) -> None:
    flag = raised("stale_stack", snapshot(files))
    assert flag.severity is Severity.INFO
    assert flag.message.endswith(f"been removed: {', '.join(eras)}")
    assert [f"{each.path}:{each.line} {each.note}" for each in flag.evidence] == places
    assert {each.level for each in flag.evidence} == {Level.PRESENT}


TAGS = {"v1": True, "v2": True, "v2.3.4": True, "master": True, "v3": False, "v20": False, "main": False}


@pytest.mark.parametrize(("tag", "old"), TAGS.items())
def test_the_first_two_versions_of_the_checkout_are_of_an_earlier_time(tag: str, old: bool) -> None:
    repo = snapshot({"a.py": BOSTON, A: WORKFLOW.format(tag)})
    assert (flagged("stale_stack", repo) is not None) is old


CURRENT = {
    "one marker": {"a.py": BOSTON},
    "one marker twice": {"a.py": BOSTON, "b.py": BOSTON},
    "only the CI is old": {"a.py": "x = 1\n", ".travis.yml": TRAVIS},
    "newer interface beside it": {
        "a.py": SESSION,
        "c.py": "import tensorflow as tf\nwith tf.GradientTape() as t:\n    pass\n",
        "b.py": BOSTON,
    },
    "newer interface in a guard": {
        "a.py": SESSION,
        "c.py": "try:\n    import tensorflow.compat.v1 as t\nexcept ImportError:\n    t = None\n",
        "b.py": BOSTON,
    },
    "a guarded fallback": {
        "a.py": "try:\n    import joblib\nexcept ImportError:\n    from sklearn.externals import joblib\njoblib.load('x')\n",
        "b.py": BOSTON,
    },
    "a call of what a guard imports": {
        "a.py": "import sklearn\ntry:\n    import urllib2\nexcept ImportError:\n    urllib2 = None\nurllib2.urlopen(x)\n",
        "b.py": BOSTON,
    },
    "a call of what is not imported": {"a.py": "urllib2.urlopen('http://x')\n", "b.py": BOSTON},
    "compatibility mode": {"a.py": "import tensorflow.compat.v1 as tf\ntf.Session()\n", "b.py": BOSTON},
    "in tests": {"tests/test_a.py": SESSION, "b.py": BOSTON},
    "in examples": {"examples/b.py": SESSION, "b.py": BOSTON},
    "vendored": {"third_party/x/a.py": SESSION, "b.py": BOSTON},
    "in a comment": {"a.py": "# tf.Session()\n# tf.placeholder()\nx = 1\n", "b.py": BOSTON},
    "a namesake of ours": {
        "tensorflow/__init__.py": "",
        "a.py": "import tensorflow as tf\ntf.Session()\n",
        "b.py": BOSTON,
    },
    "a current checkout beside an old one": {"a.py": BOSTON, A: WORKFLOW.format("v1"), B: WORKFLOW.format("v4")},
    "Travis beside another system": {"a.py": BOSTON, ".travis.yml": TRAVIS, A: STEPS},
    "no checkout": {"a.py": BOSTON, A: STEPS},
    "broken Python 3": {"a.py": "def f(:\n", "c.py": "def f(:\n", "b.py": BOSTON},
    "Python 2 in half of the modules": {"a.py": PRINT, "b.py": BOSTON},
    "Python 2 in an exported notebook": {"a.py": export("print 'a'", "x = 1"), "c.py": export("print 'b'", "x = 1"), "b.py": BOSTON},
    "variables without volatile": {
        "a.py": "from torch.autograd import Variable\nx = Variable(1)\n",
        "b.py": BOSTON,
    },
    "nothing": {},
}  # fmt: skip


@pytest.mark.parametrize("files", CURRENT.values(), ids=CURRENT)
def test_decoys_are_not_stale(files: dict[str, str]) -> None:
    assert flagged("stale_stack", snapshot(files)) is None


def test_two_marks_of_an_earlier_time_without_code_are_a_stack() -> None:
    flag = raised("stale_stack", snapshot({"a.py": PRINT, ".travis.yml": TRAVIS}))
    assert flag.message.endswith(f"{OLD_CI}, {SYNTAX}")


def test_ten_eras_are_shown_and_a_long_name_is_cut() -> None:
    targets = [min(era.old) for era in ERAS if era.keyword is None]
    files = {f"m{number:02}.py": f"import {target}\n" for number, target in enumerate(targets)}
    flag = raised("stale_stack", snapshot(files))
    assert (len(flag.evidence), flag.message.count(": ") - 1) == (10, len(targets))
    long = f"import tensorflow.contrib.{'x' * 90}\n"
    flag = raised("stale_stack", snapshot({"a.py": long, "b.py": BOSTON}))
    assert flag.evidence[0].note == f"TensorFlow: tf.contrib (tensorflow.contrib.{'x' * 61})"


def test_the_table_names_every_era_once_and_no_interface_is_old_and_new() -> None:
    assert max(Counter(era.name for era in ERAS).values()) == 1
    targets = Counter(target for era in ERAS for target in era.old)
    assert max(targets.values()) == 1
    assert all(not era.old & era.newer for era in ERAS)


def test_every_era_is_found_by_the_packages_that_it_speaks_of() -> None:
    for era in ERAS:
        assert all(era in ERAS_OF[target.partition(".")[0]] for target in era.old | era.newer)
    assert ERAS_OF["evidently"] == tuple(era for era in ERAS if era.package == "Evidently")
