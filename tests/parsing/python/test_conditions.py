"""What the branches and assertions of a Python file look at, and what follows from them."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.python.conditions import MAX_CONDITIONS, MAX_WORDS, names_a_measure, words_of
from analyzer.parsing.python.module import Comparison, Condition, parse_python_text


def conditions(source: str) -> tuple[Condition, ...]:
    facts = parse_python_text(textwrap.dedent(source))
    assert facts.problem is None
    return facts.conditions


def only(source: str) -> Condition:
    (found,) = conditions(source)
    return found


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def test_conditions_know_their_sides_their_place_and_what_follows() -> None:
    found = only(
        """\
        class Gate:
            def check(self):
                if self.metrics['valAUC'] < MIN_AUC:
                    sys.exit(1)
        """
    )
    assert found.function == "Gate.check"
    assert found.comparisons == (Comparison(words("self metrics val auc"), words("min auc"), None, None),)
    assert found.stops
    assert found.line == 3
    assert found.kind == "if"


@pytest.mark.parametrize(
    ("source", "bounds"),
    [
        ("assert score > 0.5", [0.5]),
        ("assert -1 < score", [-1.0]),
        ("assert 0.1 < score <= 0.9", [0.1, 0.9]),
        ("assert score > best_score", [None]),
        ("assert score > True", [None]),
        ("assert score > 1e13", [None]),
        ("assert score == 1", []),
        ("assert score in (1, 2)", []),
        ("assert score > 0.5 and loss < 2", [0.5, 2.0]),
        ("self.assertGreater(score, 0.5)", [0.5]),
        ("self.assertLessEqual(loss, 2)", [2.0]),
    ],
)
def test_the_number_that_a_side_is_held_against(source: str, bounds: list[float | None]) -> None:
    found = only(source)
    assert [pair.bound for pair in found.comparisons] == bounds
    assert found.kind == "assert"
    assert found.stops


@pytest.mark.parametrize(
    ("branch", "actions", "stops"),
    [
        ("raise ValueError", {"raise"}, True),
        ("sys.exit(1)", {"exit"}, True),
        ("return", {"return"}, False),
        ("client.alerts.page(who())", {"page", "who"}, False),
        ("x = [fit(y) for y in z]", {"fit"}, False),
        ("with a() as b:\n        b.c()", {"a", "c"}, False),
        ("for x in y():\n        raise x", {"y", "raise"}, True),
        ("try:\n        a()\n    except E:\n        b()\n    finally:\n        c()", {"a", "b", "c"}, False),
        ("match x():\n        case A(b=1):\n            y()", {"x", "y"}, False),
        ("global a, b", set(), False),
        ("import a.b as c", set(), False),
        ("pass\nelse:\n    a()", {"a"}, False),
    ],
)
def test_what_a_branch_does(branch: str, actions: set[str], stops: bool) -> None:
    source = f"def f():\n  if score < limit:\n    {branch.replace('else', '  else')}\n"
    found = only(source)
    assert found.actions == actions
    assert found.stops is stops


@pytest.mark.parametrize(
    ("branch", "answers"),
    [
        ("return 'unknown'", ("unknown",)),
        ("return None", ("None",)),
        ("return {'label': 'unknown', 'why': None}", ("label", "why", "unknown")),
        ("label = 'unknown'", ("unknown",)),
        ("label: str = 'unknown'", ("unknown",)),
        ("say('unknown')", ()),
        ("return f(1)", ()),
        ("return '" + "x" * 500 + "'", ("x" * 120,)),
    ],
)
def test_what_a_branch_answers(branch: str, answers: tuple[str, ...]) -> None:
    assert only(f"def f():\n    if score < limit:\n        {branch}\n").answers == answers


def test_an_expression_with_two_outcomes_is_a_condition() -> None:
    found = only("label = 'unknown' if probability < 0.4 else names[best]")
    assert found.answers == ("unknown",)
    assert found.comparisons[0].bound == 0.4


def test_conditions_stand_in_the_order_of_their_lines_nested_ones_too() -> None:
    found = conditions(
        """\
        def first():
            if loss > 1:
                if drift:
                    retrain()
            elif loss > 2:
                stop()
        assert score
        """
    )
    assert [each.line for each in found] == [2, 3, 5, 7]
    assert [each.function for each in found] == ["first", "first", "first", None]
    assert [each.actions for each in found] == [{"retrain", "stop"}, {"retrain"}, {"stop"}, frozenset()]


NAMES = {
    "accuracy": True,
    "acc": True,
    "val_acc > 1": True,
    "acc_x": True,
    "mse": True,
    "x_mse_y": True,
    "RMSE": True,
    "pval": True,
    "Slack": True,
    "F1": True,
    "account access vaccine": False,
    "msec": False,
    "x = 1": False,
    "": False,
}


@pytest.mark.parametrize(("source", "expected"), NAMES.items(), ids=NAMES)
def test_a_file_names_a_measure_or_not(source: str, expected: bool) -> None:
    assert names_a_measure(source) is expected


def test_conditions_of_a_file_that_names_no_measure_are_not_kept() -> None:
    assert conditions("if x < 1:\n    raise ValueError\n") == ()


def test_dead_code_and_refused_code_have_no_conditions() -> None:
    assert conditions("if False:\n    assert score > 1\n") == ()
    assert parse_python_text("print 'a'\nif score < 1:\n    raise E\n").conditions == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("valAUC_score", {"val", "auc", "score"}), ("F1", {"f1"}), ("", set()), ("--", set())],
)
def test_words_of_a_name(name: str, expected: set[str]) -> None:
    assert words_of(name) == expected


def test_a_deep_expression_is_read_or_refused_quietly() -> None:
    assert parse_python_text("if score < 1:\n    x = " + "(" * 5000 + ")" * 5000).conditions == ()
    assert parse_python_text("assert score > 0.5" + " + 1" * 3000).conditions == ()
    assert only("assert score > 0.5" + " + 1" * 300).kind == "assert"


def test_what_is_kept_of_a_file_is_bounded() -> None:
    many = "if score < 1:\n    pass\n" * (MAX_CONDITIONS + 10)
    assert len(conditions(many)) == MAX_CONDITIONS
    wide = f"if score < max({', '.join(f'name{number}' for number in range(1000))}):\n    pass\n"
    assert len(only(wide).comparisons[0].right) <= MAX_WORDS + 1
    talkative = "if score < 1:\n" + "".join(f"    x = '{number}'\n" for number in range(1000))
    assert len(only(talkative).answers) == MAX_WORDS


PIECES = st.sampled_from(
    "if score < 1:\n|elif loss >= x:\n|else:\n|assert score > 0.5\n|    |raise E\n|return 'x'\n|def f():\n|x = 'a'"
    "|self.assertLess(score, 1)\n| if p < .5 else |match score:\n|case {'a': b, **c}:\n|case A(x=1) | None:\n"
    "|global score\n|lambda score: |[x for x in y if x > 1]|(|)|f'{score}'|'|\n|\0|\ud800".split("|")
)


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(PIECES, max_size=25).map("".join),
        st.lists(PIECES, max_size=25).map(lambda pieces: "score = 1\n" + "".join(pieces)),
    )
)
def test_any_text_has_conditions_within_its_lines(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for each in parse_python_text(text).conditions:
        assert 0 < each.line <= lines
        assert each.kind in ("if", "assert")
        assert len(each.answers) <= MAX_WORDS
