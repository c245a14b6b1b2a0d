"""A test on rows that it makes itself judges no model."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.made_up_data import is_on_made_up_data
from analyzer.testing import snapshot

TEST = "{head}\ndef test_quality({takes}):\n    {body}\n    assert score(model) > 0.8\n"
CASES = {
    "made by a library": ("from sklearn.datasets import make_classification", "", "x = make_classification()", {}, True),
    "made by chance": ("import numpy as np", "", "x = np.random.rand(9, 9)", {}, True),
    "written in the test": ("import pandas as pd", "", "x = pd.DataFrame({'a': [1]})", {}, True),
    "made by a helper": ("from app import synthetic_rows", "", "x = synthetic_rows()", {}, True),
    "read from a file": ("import pandas as pd", "", "x = pd.read_csv('data/test.csv')", {}, False),
    "made and read": (
        "import pandas as pd\nimport numpy as np", "", "x = pd.read_csv('a.csv'); y = np.zeros(3)", {}, False),
    "a data set that is fetched": ("from datasets import load_dataset", "", "x = load_dataset('imdb')", {}, False),
    "counted up": ("from app import window", "", "x = [window(i) for i in range(300)]", {}, True),
    "a model of the test's own": (
        "from app import serve\nclass _Model:\n    def predict(self, x): return x", "", "x = serve(_Model())", {}, True),
    "what holds models of the test's own": (
        "from app import serve\nclass _Net:\n    def __call__(self, x): return x\n"
        "class _Models:\n    def __init__(self): self.net = _Net()", "", "x = serve(models=_Models())", {}, True),
    "a class of the test's own that answers nothing": (
        "from app import serve\nclass _Settings:\n    def path(self): return 1", "", "x = serve(_Settings())", {}, False),
    "a model of the test's own that it does not use": (
        "from app import evaluate\nclass _Model:\n    def predict(self, x): return x", "", "x = evaluate()", {}, False),
    "a model that derives from a real one": (
        "from app import Model, serve\nclass _Traced(Model):\n    def predict(self, x): return x", "", "x = serve(_Traced())", {},
        False),
    "nothing is said": ("from app import evaluate", "", "x = evaluate()", {}, False),
    "a fixture that makes them": (
        "import numpy as np\nimport pytest\n@pytest.fixture\ndef rows(): return np.random.rand(3)", "rows", "x = rows", {}, True),
    "a fixture that reads them": (
        "import pandas as pd\nimport numpy as np\ndef rows(): return pd.read_csv('a.csv')", "rows", "x = np.array(rows)", {},
        False),
    "a fixture that makes them and keeps them in a file": (
        "import pandas as pd\nimport numpy as np\ndef file(): pd.DataFrame(np.zeros(3)).to_csv('a.csv')", "file",
        "x = pd.read_csv(file)", {}, True),
    "a fixture that reads them, and answers that are kept": (
        "import pandas as pd\nimport numpy as np\ndef rows(): return pd.read_csv('a.csv')", "rows",
        "x = np.array(rows); pd.DataFrame(x).to_csv('b.csv')", {}, False),
    "a fixture of the folder above": (
        "", "rows", "x = rows", {"tests/conftest.py": "import numpy as np\ndef rows(): return np.random.rand(3)\n"}, True),
    "a fixture of a fixture": (
        "", "rows", "x = rows",
        {"tests/conftest.py": "import pandas as pd\ndef rows(table): return table\ndef table(): return pd.read_csv('a')\n"},
        False),
    "another test makes them": (
        "import numpy as np\ndef test_other():\n    np.random.rand(3)", "", "x = evaluate()", {}, False),
}  # fmt: skip


@pytest.mark.parametrize(("head", "takes", "body", "files", "made"), CASES.values(), ids=CASES)
def test_rows_are_made_by_the_test_or_read(
    head: str, takes: str, body: str, files: dict[str, str], made: bool
) -> None:
    path = "tests/unit/test_model.py"
    repo = snapshot({path: TEST.format(head=head, takes=takes, body=body), **files})
    assert is_on_made_up_data(repo, path, "test_quality") is made


METHODS = {
    "rows in the method": ("", "x = [1, 2] + list(range(9))", True),
    "rows in its own set-up": ("    def setUp(self):\n        self.x = np.zeros(3)\n", "x = self.x", True),
    "a file in its own set-up": ("    def setUp(self):\n        self.x = pd.read_csv('a')\n", "x = np.array(self.x)", False),
    "nothing is said": ("", "x = evaluate()", False),
}  # fmt: skip


def test_values_that_a_library_draws_are_made_up() -> None:
    path, source = "tests/test_model.py", TEST.format(head="{}", takes="rows", body="x = evaluate(rows)")
    drawn = "from hypothesis import given, strategies as st\n@given(st.lists(st.floats()))"
    assert is_on_made_up_data(snapshot({path: source.format(drawn)}), path, "test_quality")
    assert not is_on_made_up_data(snapshot({path: source.format("")}), path, "test_quality")


@pytest.mark.parametrize(("above", "body", "made"), METHODS.values(), ids=METHODS)
def test_a_method_of_a_test_class_is_known_by_its_whole_name(above: str, body: str, made: bool) -> None:
    path = "tests/test_model.py"
    source = (
        "import numpy as np\nimport pandas as pd\n"
        "class TestOther:\n    def setUp(self):\n        self.y = np.random.rand(3)\n"
        f"    def test_quality(self):\n        assert 1\nclass TestModel:\n{above}"
        f"    def test_quality(self):\n        {body}\n        assert score(model) > 0.8\n"
    )
    repo = snapshot({path: source})
    assert is_on_made_up_data(repo, path, "TestModel.test_quality") is made
    assert not is_on_made_up_data(repo, path, "test_quality")
