from __future__ import annotations

import pytest

from analyzer.model import Severity
from tests.support.findings import places
from tests.support.snapshots import flagged, raised, snapshot

RANDOM = "import random\n\n\ndef predict(x):\n    return random.random()\n"


def tree(empty: int, full: int) -> dict[str, str]:
    """A repository of so many source files without and with code."""
    return {
        **{f"src/e{number}.py": "" for number in range(empty)},
        **{f"src/f{number}.py": "x = 1\n" for number in range(full)},
    }


# How many files hold no code and how many do, and how serious that is.
SHARES = {
    "two": (2, 0, None),
    "three of fifteen": (3, 12, Severity.ASK),
    "three of sixteen": (3, 13, None),
    "three of seven": (3, 4, Severity.ASK),
    "three of six": (3, 3, Severity.SERIOUS),
    "all": (3, 0, Severity.SERIOUS),
}


@pytest.mark.parametrize(("empty", "full", "severity"), SHARES.values(), ids=SHARES)
def test_empty_files_are_counted_and_named(empty: int, full: int, severity: Severity | None) -> None:
    flag = flagged("hollow_code", snapshot(tree(empty, full)))
    assert (flag and flag.severity) == severity
    if flag is not None:
        assert flag.message == f"{empty} of {empty + full} source files hold no code"
        assert places(flag) == [f"src/e{number}.py:1" for number in range(empty)]


def test_answers_without_a_model_are_named() -> None:
    flag = raised("hollow_code", snapshot({"svc/a.py": RANDOM}))
    assert (flag.severity, flag.message) == (Severity.ASK, "1 function named for a model holds none")
    assert (places(flag), flag.evidence[0].note) == (["svc/a.py:4"], "predict answers with random numbers")
    flag = raised("hollow_code", snapshot({**tree(3, 1), "svc/a.py": RANDOM, "svc/b.py": RANDOM}))
    assert flag.message == "3 of 6 source files hold no code; 2 functions named for a model hold none"
    assert len(flag.evidence) == 5


def test_checks_that_always_pass_are_counted() -> None:
    gates = "".join(f"def gate_{n}(x):\n    return {{'passed': True}}\n\n\n" for n in range(7))
    flag = raised("hollow_code", snapshot({"svc/a.py": gates}))
    assert (flag.severity, flag.message, len(flag.evidence)) == (Severity.ASK, "7 checks always pass", 5)
    assert flag.evidence[0].note == "gate_0 answers with `passed: True` and looks at nothing"
    assert (
        flagged("hollow_code", snapshot({"svc/a.py": gates.replace("return", "look(x)\n    return")})) is None
    )


def test_a_repository_with_code_raises_nothing() -> None:
    assert flagged("hollow_code", snapshot(tree(0, 3))) is None
    assert flagged("hollow_code", snapshot({"README.md": "# x\n"})) is None
