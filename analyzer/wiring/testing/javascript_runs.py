"""Which tests of JavaScript a command takes where it runs: those below its folder, as its settings name them.

Sources: https://vitest.dev/config/#include, https://vitest.dev/guide/cli, https://jestjs.io/docs/configuration#testmatch-arraystring.
"""

from __future__ import annotations

from collections.abc import Callable
from posixpath import basename, dirname, join

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.reach import Reached
from analyzer.wiring.testing.collected import Collected, is_below, options_of, place_of
from analyzer.wiring.testing.foreign_tests import ForeignTests
from analyzer.wiring.testing.javascript_patterns import (
    LONGEST_RUNNER_FILE,
    OF_AN_EXTENSION,
    REMARK_LINES,
    fits_pattern,
    said_texts,
    vitest_block,
)

# Runners that look for tests below the folder that they are started in.
FOLDER_RUNNERS = word_set("jest vitest mocha ava react-scripts ng")
OTHER_ROOTS = word_set("--root --dir --rootDir --projects --project --workspace -r --roots")
CONFIG_OPTIONS = word_set("--config -c")
RUNNER_ENDINGS = ("ts", "mts", "js", "mjs", "cjs", "cts")
INCLUDED_TESTS = lazy_regex(r"\binclude\s{0,4}:\s{0,4}\[([^\]]{1,2000})\]")
MATCHED_TESTS = lazy_regex(r"\btestMatch[\"']?\s{0,4}:\s{0,4}\[([^\]]{1,2000})\]")
# Settings that are put together of others, or hold several sets of tests.
COMPOSED_SETTINGS = lazy_regex(
    r"\b(?:projects|workspace|mergeConfig|extends|preset)\b|\.\.\.\w|\broot(?:Dir)?[\"']?\s{0,4}:"
)


def of_own_folder(repo: Snapshot, reached: Reached, found: Collected) -> Collected:
    """What a command of JavaScript collects, without tests of other folders and of other settings.

    Everything where nothing would be left: then something is not as it is read here.
    """
    names = [basename(each).partition("@")[0] for each in reached.words[:4]]
    runner = next((each for each in names if each in FOLDER_RUNNERS), None)
    if runner is None or not OTHER_ROOTS.isdisjoint(reached.words):
        return found
    kept = _kept(found.foreign, lambda path: is_below(path, reached.directory))
    settings = _settings_of(repo, reached, runner)
    if settings is not None:
        folder, patterns = settings
        fitting = [fits_pattern(each) for each in patterns]
        kept = _kept(
            kept,
            lambda path: (
                is_below(path, folder) and any(fits(path[len(folder) :].lstrip("/")) for fits in fitting)
            ),
        )
    return found if len(kept) == len(found.foreign) else replace(found, foreign=kept)


def _kept(found: tuple[ForeignTests, ...], takes: Callable[[str], bool]) -> tuple[ForeignTests, ...]:
    kept = tuple(each for each in found if each.language != "JavaScript" or takes(each.path))
    return kept or found


def _settings_of(repo: Snapshot, reached: Reached, runner: str) -> tuple[str, list[str]] | None:
    """The folder of a runner's settings and the patterns of tests that they name in plain words."""
    said = next((value for key, value in options_of(reached.words) if key in CONFIG_OPTIONS), None)
    names = [place_of(reached.directory, said)] if said is not None else _usual(reached.directory, runner)
    path = next((each for each in names if repo.exists(each)), None)
    if path is None:
        return None
    text = REMARK_LINES.sub("", (repo.text(path) or "")[:LONGEST_RUNNER_FILE])
    if COMPOSED_SETTINGS.search(text) is not None:
        return None
    match = INCLUDED_TESTS.search(vitest_block(text)) if runner == "vitest" else MATCHED_TESTS.search(text)
    patterns = list(said_texts(match[1])) if match is not None else []
    if not patterns or any(OF_AN_EXTENSION.search(each) for each in patterns):
        return None
    return dirname(path), patterns


def _usual(directory: str, runner: str) -> list[str]:
    """Where a runner finds its settings in a folder if it is told of none."""
    stems = {"vitest": ("vitest", "vite"), "jest": ("jest",)}.get(runner, ())
    return [join(directory, f"{stem}.config.{ending}") for stem in stems for ending in RUNNER_ENDINGS]
