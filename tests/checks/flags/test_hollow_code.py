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


# Functions of other languages, and whether they are asked about: they must draw, and read nothing of what
# they take.
PROGRAMS = {
    "a draw": ("m.ts", "export function predictChurn(c) {\n  return Math.random();\n}\n", True),
    "a rounded draw": ("m.ts", "export const predict = (c) => Math.round(Math.random() * 10);\n", True),
    "a draw of Go": ("m.go", 'package m\nimport "math/rand"\nfunc Predict(x float64) float64 {\n\treturn rand.Float64()\n}\n', True),
    "a draw of Ruby": ("m.rb", "def predict(row)\n  rand(100)\nend\n", True),
    "a draw below marks": (
        "m.cs", "public class A {\n  [HttpPost]\n  [Route(\"x\")]\n  public double Predict(float[] row)\n  {\n"
        "    return Random.Shared.NextDouble();\n  }\n}\n", True),
    "what it takes below marks": (
        "m.cs", "public class A {\n  [HttpPost]\n  [Route(\"x\")]\n  public double Predict(float[] row)\n  {\n"
        "    return row[0] * Random.Shared.NextDouble();\n  }\n}\n", False),
    "what it takes": ("m.ts", "export function predictChurn(c) {\n  return c.age > 3 ? Math.random() : 0;\n}\n", False),
    "a call of another": ("m.ts", "export function predict(c) {\n  return score() * Math.random();\n}\n", False),
    "no draw": ("m.ts", "export function predict(c) {\n  return 1;\n}\n", False),
    "another name": ("m.ts", "export function pick(c) {\n  return Math.random();\n}\n", False),
    "one that says so": ("m.ts", "export function predictRandomly(c) {\n  return Math.random();\n}\n", False),
    "a test": ("m.test.ts", "export function predict(c) {\n  return Math.random();\n}\n", False),
    "beside a model": ("m.ts", 'import OpenAI from "openai";\nexport const ask = (q) => new OpenAI().chat.completions.create({});\nexport function predict(c) {\n  return Math.random();\n}\n', False),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "asked"), PROGRAMS.values(), ids=PROGRAMS)
def test_programs_that_draw_their_answers_are_named(path: str, text: str, *, asked: bool) -> None:
    flag = flagged("hollow_code", snapshot({path: text}))
    assert (flag is not None) is asked
    if flag is not None:
        assert flag.message == "1 function named for a model holds none"
        assert flag.evidence[0].note.endswith("answers with a random number")
