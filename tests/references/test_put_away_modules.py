"""Tests of JavaScript whose modules were put away."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

TEST = "import {{ price }} from '{module}'\nit('doubles', () => {{\n  expect(price(2)).toBe(4)\n}})\n"
CODE = "export function price(n) {\n  return 2 * n\n}\n"
ALIAS = {"tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'}
HERE, AWAY = "src/lib/price.ts", "src/lib/price.ts.disabled"
# What is imported, the files beside the test, and whether a runner can load it.
CASES = {
    "a module that is there": ("@/lib/price", {**ALIAS, HERE: CODE}, True),
    "a module that is put away": ("@/lib/price", {**ALIAS, AWAY: CODE}, False),
    "a module that is there and put away": ("@/lib/price", {**ALIAS, HERE: CODE, AWAY: CODE}, True),
    "a relative one that is put away": ("../src/lib/price", {AWAY: CODE}, False),
    "a module that nobody knows": ("@/lib/price", ALIAS, True),
    "an alias without settings": ("@/lib/price", {AWAY: CODE}, True),
    "a package": ("@lib/price", {**ALIAS, AWAY: CODE}, True),
    "another file of that name": ("@/lib/price", {**ALIAS, AWAY: CODE, "src/lib/price.tsx": CODE}, True),
}


@pytest.mark.parametrize(("module", "files", "loads"), CASES.values(), ids=CASES)
def test_a_test_of_what_was_put_away_cannot_be_loaded(
    module: str, files: dict[str, str], loads: bool
) -> None:
    found = run("tests", snapshot({"tests/price.test.ts": TEST.format(module=module), **files}))
    assert found.level is (Level.SUBSTANTIVE if loads else Level.PRESENT)
    assert found.evidence[0].note.endswith("is not in the repository") is not loads
