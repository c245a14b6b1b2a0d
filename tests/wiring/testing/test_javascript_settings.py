"""A runner of JavaScript collects below the folders that its settings name, and nowhere else."""

from __future__ import annotations

import pytest

from analyzer.wiring.commands.reach import Failure, Reached
from analyzer.wiring.testing.runners import collected
from tests.support.snapshots import run, snapshot
from tests.support.unread import workflow

TEST = "test('a', () => { expect(f()).toBe(1); });\n"
FILES = {"web/e2e/a.spec.ts": TEST, "web/src/b.test.ts": TEST * 2, "web/tests/c.test.ts": TEST * 4}
PLAYWRIGHT, JEST, VITEST = "web/playwright.config.ts", "web/jest.config.js", "web/vitest.config.mts"
COLLECTED = {
    "no settings": ("npx playwright test", {}, 7),
    "settings without a folder": ("npx playwright test", {PLAYWRIGHT: "export default { retries: 1 };\n"}, 7),
    "a folder": ("npx playwright test", {PLAYWRIGHT: "export default {\n  testDir: './e2e',\n};\n"}, 1),
    "a folder of each project": (
        "playwright test", {PLAYWRIGHT: 'projects: [{ testDir: "e2e" }, { testDir: "./tests" }]'}, 5),
    "a folder in a comment": ("playwright test", {PLAYWRIGHT: "// testDir: './e2e',\nexport default {};\n"}, 7),
    "a folder that a program names": ("playwright test", {PLAYWRIGHT: "testDir: `${root}/e2e`,\n"}, 7),
    "a folder without tests": ("playwright test", {PLAYWRIGHT: "testDir: './other',\n"}, 7),
    "settings of another runner": ("npx jest", {PLAYWRIGHT: "testDir: './e2e',\n"}, 7),
    "two settings": (
        "playwright test", {PLAYWRIGHT: "testDir: 'e2e',\n", "app/playwright.config.ts": "testDir: 'e2e',\n"}, 1),
    "two settings, one without a folder": (
        "playwright test", {PLAYWRIGHT: "testDir: 'e2e',\n", "app/playwright.config.ts": "retries: 1,\n"}, 7),
    "roots": ("npx jest", {JEST: "module.exports = { roots: ['<rootDir>/src', '<rootDir>/tests'] };\n"}, 6),
    "patterns": ("jest", {JEST: "testMatch: ['<rootDir>/src/**/*.test.ts'],\n"}, 2),
    "patterns of any folder": ("jest", {JEST: "testMatch: ['**/*.test.ts'],\n"}, 7),
    "an include": ("vitest run", {VITEST: "test: { include: ['src/**/*.{test,spec}.ts'] },\n"}, 2),
    "what is measured": ("vitest run", {VITEST: "test: { coverage: { include: ['src/**'] } },\n"}, 7),
}  # fmt: skip


@pytest.mark.parametrize(("command", "settings", "count"), COLLECTED.values(), ids=COLLECTED)
def test_a_runner_collects_below_what_its_settings_name(
    command: str, settings: dict[str, str], count: int
) -> None:
    finding = run("ci_tests", snapshot({**FILES, **settings, **workflow("push", command)}))
    assert f": {count} test" in finding.evidence[0].note, finding.evidence


NAMES = {"a_test.ts": TEST, "b.test.ts": TEST * 2, "test/c.js": TEST * 4}
# What a command collects of a name of Deno's, one of everybody's and a file in a folder of tests.
BY_NAME = {
    "deno": ("deno test", {}, 3),
    "bun": ("bun test", {}, 3),
    "jest": ("npx jest", {}, 2),
    "vitest": ("vitest run", {}, 2),
    "jest that is told names": ("npx jest", {"jest.config.js": "module.exports = { testRegex: '.*' };\n"}, 7),
    "mocha": ("npx mocha", {}, 7),
    "mocha that is measured": ("npx c8 --reporter lcov mocha", {}, 7),
    "node": ("node --test", {}, 7),
    "tap": ("npx tap", {}, 7),
    "adonis": ("node ace test", {}, 7),
}


@pytest.mark.parametrize(("command", "settings", "count"), BY_NAME.values(), ids=BY_NAME)
def test_a_runner_collects_by_names(command: str, settings: dict[str, str], count: int) -> None:
    finding = run("ci_tests", snapshot({**NAMES, **settings, **workflow("push", command)}))
    assert f": {count} test" in finding.evidence[0].note, finding.evidence


INCLUDE = "export default defineConfig({ test: { include: ['%s/**/*.test.ts'] } })\n"
SEVERAL = {
    **dict.fromkeys(
        ("unit/a.test.ts", "slow/b.test.ts", "web/src/c.test.ts"),
        "test('a', () => { expect(add(1)).toBe(2) })\n",
    ),
    "vitest.config.ts": INCLUDE % "unit",
    "vitest.slow.config.ts": INCLUDE % "slow",
    "web/vitest.config.ts": "export default defineConfig({})\n",
}


@pytest.mark.parametrize(
    ("command", "directory", "names"),
    [
        ("vitest run", "", "a"),
        ("vitest run --config vitest.slow.config.ts", "", "b"),
        ("vitest run --config=vitest.slow.config.ts", "", "b"),
        ("vitest run -c other.ts", "", "abc"),
        ("npx vitest run", "web", "c"),
        ("npx vitest run", "nothing/here", "abc"),
        ("mocha", "web", "c"),
    ],
)
def test_of_several_settings_those_count_that_the_command_reads(
    command: str, directory: str, names: str
) -> None:
    found = collected(snapshot(SEVERAL), Reached(tuple(command.split()), directory, Failure.STOPS, ()))
    assert found is not None
    assert {each.path.rpartition("/")[2][0] for each in found.foreign} == set(names)
