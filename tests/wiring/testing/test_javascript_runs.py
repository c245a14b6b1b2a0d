"""Which tests of JavaScript a command takes by the folder and the settings that it runs with."""

from __future__ import annotations

import pytest

from analyzer.wiring.commands.reach import Failure, Reached
from analyzer.wiring.testing.runners import collected
from tests.support.snapshots import snapshot

TEST = "test('a', () => { expect(add(1)).toBe(2) })\n"
FILES = dict.fromkeys(("a.test.ts", "unit/b.test.ts", "web/c.test.ts", "web/e2e/d.test.ts"), TEST)
ALL = "abcd"
VITEST = "export default defineConfig({ test: { %s } })\n"
UNIT = {"vitest.config.ts": VITEST % "include: ['unit/**/*.test.ts']"}
# The command, its folder, the settings, and the tests that are collected.
RUNS = {
    "nothing said": ("vitest run", "", {}, ALL),
    "a folder": ("npx vitest run", "web", {}, "cd"),
    "a folder of Jest": ("jest", "unit", {}, "b"),
    "a folder of Mocha": ("mocha", "web", {}, "cd"),
    "a folder without tests": ("jest", "docs", {}, ALL),
    "a folder, where another one is told": ("vitest run --root ..", "web", {}, ALL),
    "a folder of another runner": ("cypress run", "web", {}, ALL),
    "its settings": ("vitest run", "", UNIT, "b"),
    "settings that it is told": ("vitest run -c vitest.w.config.ts", "", {**UNIT, "vitest.w.config.ts": VITEST % "include: ['web/*.test.ts']"}, "c"),
    "settings that are not there": ("vitest run --config=w.ts", "", UNIT, "b"),
    "settings of a folder": (
        "vitest run", "web", {**UNIT, "web/vitest.config.ts": VITEST % "include: ['e2e/*.test.ts']"}, "d"),
    "settings for what is measured": ("vitest run", "", {"vitest.config.ts": VITEST % "coverage: { include: ['unit/**'] }"}, ALL),
    "settings with braces": ("vitest run", "", {"vitest.config.ts": VITEST % "include: ['{unit,web}/*.test.ts']"}, "bc"),
    "settings of several sets": (
        "vitest run", "", {"vitest.config.ts": VITEST % "projects: ['a'], include: ['unit/*.test.ts', 'web/**/*.ts']"}, "bcd"),
    "settings that match nothing": ("vitest run", "", {"vitest.config.ts": VITEST % "include: ['test*/*.test.ts']"}, ALL),
    "settings of Jest": ("jest", "", {"jest.config.js": "module.exports = { testMatch: ['<rootDir>/web/*.test.ts'] }"}, "c"),
}  # fmt: skip


@pytest.mark.parametrize(("command", "folder", "files", "kept"), RUNS.values(), ids=RUNS)
def test_a_command_takes_what_lies_in_its_folder_and_fits_its_settings(
    command: str, folder: str, files: dict[str, str], kept: str
) -> None:
    reached = Reached(tuple(command.split()), folder, Failure.STOPS, ())
    found = collected(snapshot({**FILES, **files}), reached)
    assert found is not None
    assert "".join(sorted(each.path.rpartition("/")[2][0] for each in found.foreign)) == kept
