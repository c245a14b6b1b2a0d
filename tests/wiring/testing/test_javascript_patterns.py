"""What Jest and Vitest are told to leave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.wiring.testing.foreign_runners import collected_by_foreign
from tests.support.snapshots import snapshot

TEST = "test('a', () => { expect(add(1)).toBe(2) })\n"
FILES = dict.fromkeys(("src/a.test.ts", "src/b.ci.test.ts", "e2e/c.test.ts"), TEST)
ALL = frozenset("abc")
VITEST = "export default defineConfig({ test: { %s } })\n"
# The command, the settings, and the tests that are collected.
CASES = {
    "nothing": ("jest", {}, ALL),
    "the settings": ("jest", {"jest.config.js": 'module.exports = { testPathIgnorePatterns: ["\\\\.ci\\\\.test\\\\.ts$"] }'}, "ac"),
    "a folder": ("jest", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['/e2e/'] }"}, "ab"),
    "a folder from the top": ("jest", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['<rootDir>/e2e/'] }"}, "ab"),
    "the package": ("jest", {"package.json": '{"jest": {"testPathIgnorePatterns": ["/src/"]}}'}, "c"),
    "the command": ("jest --testPathIgnorePatterns=.*.ci.test.ts$", {}, "ac"),
    "the command first": ("npx jest --testPathIgnorePatterns /src/", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['/e2e/'] }"}, "c"),
    "those alone": ("jest --testMatch **/*.ci.test.ts", {}, "b"),
    "those alone, which the settings leave out": (
        "jest --testMatch **/*.ci.test.ts", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['ci.test.ts$'] }"}, ""),
    "settings of another folder": ("jest", {"web/jest.config.js": "module.exports = { testPathIgnorePatterns: ['/src/'] }"}, ALL),
    "an expression": ("jest", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['(src|e2e)'] }"}, ALL),
    "other settings": ("jest --config a.js", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['/e2e/'] }"}, ALL),
    "a group": ("jest --testMatch **/?(*.)ci.test.ts", {}, ALL),
    "a remark": ("jest", {"jest.config.js": "module.exports = {\n  // testPathIgnorePatterns: ['/e2e/'],\n}"}, ALL),
    "excluded": ("vitest run", {"vitest.config.ts": VITEST % "exclude: [...defaults, 'e2e/**']"}, "ab"),
    "excluded by the command": ("vitest run --exclude **/*.ci.test.ts", {}, "ac"),
    "excluded from what is measured": ("vitest run", {"vitest.config.ts": VITEST % "coverage: { exclude: ['e2e/**'] }"}, ALL),
    "excluded from what is built": ("vitest run", {"vite.config.ts": "export default { build: { exclude: ['e2e/**'] } }"}, ALL),
    "a place": ("jest --testPathPattern=src/b", {}, "b"),
    "two places": ("jest --testPathPatterns src/B e2e/", {}, "bc"),
    "a place that no test has": ("jest --testPathPattern=tests/unit", {}, ""),
    "a place by an expression": ("jest --testPathPattern=(unit|api)", {}, ALL),
    "a place beside an expression": ("jest --testPathPattern=src/b --testPathPattern=.*unit.*x", {}, ALL),
    "a place behind the runner": ("npx jest ./e2e --coverage", {}, "c"),
    "a place behind the runner that no test has": ("jest tests/unit", {}, ALL),
    "a place that an option may take": ("jest --config e2e/jest.js", {}, ALL),
    "a place behind a word of the runner": ("vitest run e2e/", {}, "c"),
    "a word of the runner alone": ("vitest e", {}, ALL),
    "a place that the settings leave out": (
        "jest src/b", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['ci.test.ts$'] }"}, "ac"),
    "of another runner": ("vitest run", {"jest.config.js": "module.exports = { testPathIgnorePatterns: ['/e2e/'] }"}, ALL),
}  # fmt: skip


@pytest.mark.parametrize(("command", "files", "kept"), CASES.values(), ids=CASES)
def test_what_a_runner_is_told_decides(command: str, files: dict[str, str], kept: str) -> None:
    found = collected_by_foreign(snapshot({**FILES, **files}), tuple(command.split()))
    assert found is not None
    assert {each.path.rpartition("/")[2][0] for each in found.foreign} == set(kept)
    assert (found.why_none == "jest is told to leave out every test file") is not bool(kept)


@given(st.text(max_size=60), st.lists(st.text("-*?!()[]{}a/.$^=", max_size=20), max_size=4))
def test_any_settings_and_command_are_read(settings: str, words: list[str]) -> None:
    files = {**FILES, "jest.config.js": f"testPathIgnorePatterns: ['{settings}']"}
    assert collected_by_foreign(snapshot(files), ("jest", *words)) is not None
