"""What values are followed to: joined by a bar, returned by a function, assigned to an attribute."""

from __future__ import annotations

import pytest

from tests.support.python_facts import read


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("Prompt() | Model()", "a.Prompt()|a.Model().run"),
        ("unknown[0] | Model() | 3", "a.Model().run"),
        ("3 | 4", "?.run"),
        ("Prompt() & Model()", "?.run"),
        (" | ".join(["Model()"] * 40), "|".join(["a.Model()"] * 12) + ".run"),
    ],
    ids=["two", "what cannot be followed is left out", "literals", "another operator", "a long chain"],
)
def test_values_joined_by_a_bar_are_all_followed(value: str, target: str) -> None:
    code = f"from a import Prompt, Model\nchain = {value}\nchain.run()\n"
    assert read(code).calls[-1].target == target


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("m = Stub() if x else Model()\n", "a.Model().run"),
        ("m = Model() if x else Stub()\n", "a.Model().run"),
        ("m = StubModel() if x else Stub()\n", "a.StubModel().run"),
        ("if x:\n    m = Model()\nelse:\n    m = Stub()\n", "a.Model().run"),
        ("if x:\n    m = Stub()\nelse:\n    m = Model()\n", "a.Model().run"),
        ("if x:\n    m = Model()\nelse:\n    m = StubModel.load()\n", "a.StubModel.load().run"),
        ("m = Model()\nm = Stubborn()\n", "a.Stubborn().run"),
        ("from unittest.mock import MagicMock\nm = Model()\nm = MagicMock()\n", "unittest.mock.MagicMock().run"),
    ],
)  # fmt: skip
def test_a_stand_in_hides_nothing(code: str, target: str) -> None:
    found = read(f"from a import Model, Stub, StubModel, Stubborn\n{code}m.run()\n")
    assert found.calls[-1].target == target


def test_a_name_that_is_joined_later_is_followed_too() -> None:
    code = (
        "from a import Model\nclass C:\n    def f(self):\n        return (self.p | self.m).run()\n\n"
        "    def g(self):\n        c = self.p | self.m\n        return c.run()\n\n"
        "    def __init__(self, p):\n        self.p = p\n        self.m = Model()\n"
    )
    assert [call.target for call in read(code).calls if call.target.endswith("run")] == [
        "?.run",
        "a.Model().run",
    ]


def test_settings_are_assignments_to_attributes_of_anything_but_self() -> None:
    code = (
        "import lib\nlib.callbacks = ['x']\nlib.other = [f]\nlib.none = []\n\n"
        "class C:\n    def f(self, app):\n        self.x = 1\n        app.state.model = lib.load()\n"
    )
    found = [(each.target, each.value, each.text, each.line, each.function) for each in read(code).settings]
    assert found == [
        ("lib.callbacks", "?", "['x']", 2, None),
        ("lib.other", "?", "[...]", 3, None),
        ("lib.none", "?", "", 4, None),
        ("?.state.model", "lib.load()", "", 9, "C.f"),
    ]


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        ("return lib.load()", "lib.load()"),
        ("x = lib.load()\n    return x", "lib.load()"),
        ("return 1\n    return lib.load()", "lib.load()"),
        ("return y[0]", ""),
        ("pass", ""),
    ],
)
def test_what_a_function_returns_is_its_first_value_that_can_be_followed(body: str, returns: str) -> None:
    assert read(f"import lib\n\ndef f(y):\n    {body}\n").functions[0].returns == returns
