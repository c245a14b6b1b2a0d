from __future__ import annotations

from collections import Counter

import pytest

from analyzer.model import Severity
from checks.eras import ERAS, ERAS_OF
from tests.support.snapshots import flagged, raised, snapshot

SESSION = "import tensorflow as tf\n\nx = tf.placeholder(tf.float32)\nwith tf.Session() as s:\n    s.run(x)\n"
BOSTON = "from sklearn.datasets import load_boston\n\ndata = load_boston()\n"
JOBLIB = "from sklearn.externals import joblib\n\njoblib.load('m.pkl')\n"
PYTHON_2 = "import urllib2\n\nprint 'a'\nprint urllib2.urlopen('http://x')\n"
TRAVIS = "language: python\nscript: pytest\n"
WORKFLOW = "on: push\njobs:\n  t:\n    runs-on: ubuntu\n    steps:\n      - uses: actions/checkout@v{}\n"
NOTEBOOK = '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"outputs":[],"execution_count":1,"source":"from sklearn.datasets import load_boston"}]}'

STALE = {
    "two libraries": {"a.py": SESSION, "b.py": BOSTON},
    "two eras of one library": {"a.py": JOBLIB, "b.py": BOSTON},
    "in a notebook too": {"a.py": SESSION, "b.ipynb": NOTEBOOK},
    "sessions and contrib": {"a.py": SESSION, "b.py": "from tensorflow.contrib import rnn\n"},
    "volatile variables": {
        "a.py": "from torch.autograd import Variable\nx = Variable(1, volatile=True)\n",
        "b.py": BOSTON,
    },
    "Python 2 and its library": {"a.py": PYTHON_2},
    "one era and only Travis": {"a.py": BOSTON, ".travis.yml": TRAVIS},
    "one era and a first checkout": {"a.py": BOSTON, ".github/workflows/a.yml": WORKFLOW.format(2)},
}


@pytest.mark.parametrize("files", STALE.values(), ids=STALE)
def test_two_eras_that_are_over_make_a_stale_stack(files: dict[str, str]) -> None:
    flag = raised("stale_stack", snapshot(files))
    assert flag.severity is Severity.INFO
    assert all(each.path in files and each.line for each in flag.evidence)


CURRENT = {
    "one marker": {"a.py": BOSTON},
    "only the CI is old": {"a.py": "x = 1\n", ".travis.yml": TRAVIS},
    "newer interface beside it": {
        "a.py": SESSION,
        "c.py": "import tensorflow as tf\nwith tf.GradientTape() as t:\n    pass\n",
        "b.py": BOSTON,
    },
    "a guarded fallback": {
        "a.py": "try:\n    import joblib\nexcept ImportError:\n    from sklearn.externals import joblib\njoblib.load('x')\n",
        "b.py": BOSTON,
    },
    "compatibility mode": {"a.py": "import tensorflow.compat.v1 as tf\ntf.Session()\n", "b.py": BOSTON},
    "in tests and examples": {"tests/test_a.py": SESSION, "examples/b.py": BOSTON},
    "vendored": {"third_party/x/a.py": SESSION, "b.py": BOSTON},
    "in a comment": {"a.py": "# tf.Session()\n# tf.placeholder()\nx = 1\n", "b.py": BOSTON},
    "a namesake of ours": {
        "tensorflow/__init__.py": "",
        "a.py": "import tensorflow as tf\ntf.Session()\n",
        "b.py": BOSTON,
    },
    "a current checkout": {"a.py": BOSTON, ".github/workflows/a.yml": WORKFLOW.format(4)},
    "broken Python 3": {"a.py": "def f(:\n", "b.py": BOSTON},
    "variables without volatile": {
        "a.py": "from torch.autograd import Variable\nx = Variable(1)\n",
        "b.py": BOSTON,
    },
}


@pytest.mark.parametrize("files", CURRENT.values(), ids=CURRENT)
def test_decoys_are_not_stale(files: dict[str, str]) -> None:
    assert flagged("stale_stack", snapshot(files)) is None


def test_the_table_names_every_era_once_and_no_interface_is_old_and_new() -> None:
    assert max(Counter(era.name for era in ERAS).values()) == 1
    targets = Counter(target for era in ERAS for target in era.old)
    assert max(targets.values()) == 1
    assert all(not era.old & era.newer for era in ERAS)


def test_every_era_is_found_by_the_packages_that_it_speaks_of() -> None:
    for era in ERAS:
        assert all(era in ERAS_OF[target.partition(".")[0]] for target in era.old | era.newer)
