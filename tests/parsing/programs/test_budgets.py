"""The budget of a file may end anywhere in it: what was read until then is kept, and the process goes on."""

from __future__ import annotations

import pytest

from analyzer.parsing.programs import parse_program
from analyzer.parsing.steps import Meter, metered

# Texts of several pieces that the parser asks for one by one.
LONG_PROGRAMS = {
    "a.ts": "export const texts = {\n" + "  key: 'caf\u00e9 \u4e2d\u6587', // ask()\n" * 120 + "};\nask();\n",
    "a.go": "package a\n\nfunc f() {\n" + '\task("caf\u00e9", `x`)\n' * 200 + "}\n",
    "A.kt": "class A {\n" + '  fun f() = ask("caf\u00e9 $x")\n' * 120 + "}\n",
}


@pytest.mark.parametrize(("path", "text"), LONG_PROGRAMS.items(), ids=LONG_PROGRAMS)
def test_a_budget_that_ends_anywhere(path: str, text: str) -> None:
    content, found = text.encode(), []
    for steps in (*range(0, 700, 11), 1_000_000):
        with metered(Meter(steps)):
            facts = parse_program(path, content)
        assert facts.problem is None
        found.append(len(facts.calls))
    assert found[0] == 0
    assert found[-1] == text.count("ask(") - text.count("// ask(")
