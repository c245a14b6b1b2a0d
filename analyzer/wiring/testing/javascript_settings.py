"""Where test runners of JavaScript look for tests: below the folders that their settings name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.testing.foreign_tests import ForeignTests

LONGEST_SETTINGS = 64 * 1024
MOST_RUNNER_SETTINGS = 20
QUOTED_TEXT = lazy_regex(r"[\"'`]([^\"'`\n$]{1,200})[\"'`]")
LINE_COMMENTS = lazy_regex(r"(?m)^[ \t]*//[^\n]*$")
# The end of the part of a pattern that names a folder for sure.
PATTERN_BEGINS = lazy_regex(r"[*?{(\[]")
TEST_WORD = lazy_regex(r"test|spec", re.IGNORECASE)

# What every runner takes for a test by its name, and what some of them take beside that.
ALWAYS_COLLECTED = lazy_regex(r"\.(?:test|spec|cy|e2e|e2e-spec)\.[cm]?[jt]sx?$|(?:^|/)(?:__tests__|cypress)/")
COLLECTED_NAMES = {
    "jest": lazy_regex(r"(?!)"),
    "vitest": lazy_regex(r"(?!)"),
    "playwright": lazy_regex(r"(?!)"),
    "bun": lazy_regex(r"_(?:test|spec)\.[cm]?[jt]sx?$"),
    "deno": lazy_regex(r"(?:_|/|^)test\.[cm]?[jt]sx?$"),
}
TOLD_NAMES = lazy_regex(r"\btest(?:Match|Regex|Dir)\b|\binclude[\"']?\s{0,4}:")


USUAL_SETTINGS = lazy_regex(r"[a-z]{1,20}\.config\.\w{2,4}")


class RunnerSettings(Struct, frozen=True):
    """The settings file of a runner by its name, and what in it names the folders or patterns of tests."""

    file: re.Pattern[str]
    folders: re.Pattern[str]


RUNNER_SETTINGS = {
    "playwright": RunnerSettings(
        lazy_regex(r"playwright(?:\.[\w-]+)?\.config\.[cm]?[jt]s"),
        lazy_regex(r"\btestDir[\"']?\s{0,4}:\s{0,4}([\"'`][^\"'`\n]{1,200}[\"'`])"),
    ),
    "jest": RunnerSettings(
        lazy_regex(r"jest(?:\.[\w-]+)?\.config\.(?:[cm]?[jt]s|json)"),
        lazy_regex(r"\b(?:roots|testMatch)[\"']?\s{0,4}:\s{0,4}\[([^\]]{1,2000})\]"),
    ),
    "vitest": RunnerSettings(
        lazy_regex(r"vite(?:st)?(?:\.[\w-]+)?\.config\.[cm]?[jt]s"),
        lazy_regex(r"\binclude[\"']?\s{0,4}:\s{0,4}\[([^\]]{1,2000})\]"),
    ),
}


def below_settings(
    repo: Snapshot,
    runner: str,
    found: tuple[ForeignTests, ...],
    words: Sequence[str] = (),
    directory: str = "",
) -> tuple[ForeignTests, ...]:
    """Of the tests of JavaScript, those below the folders that the settings of their runner name.

    All of them where it has no settings, these name no folder in plain words, or no test is there. Of several
    settings those count that the command names, or that lie where it runs under their usual name.
    """
    named = next((RUNNER_SETTINGS[word] for word in runner.split() if word in RUNNER_SETTINGS), None)
    if named is None or not found:
        return found
    every = [path for path in repo.paths if named.file.fullmatch(basename(path))][:MOST_RUNNER_SETTINGS]
    files = _read_by(every, words, directory) or every
    folders: list[str] = []
    for path in files:
        below = list(_folders(repo, path, named))
        if not below:
            return found
        folders += below
    kept = tuple(each for each in found if each.language != "JavaScript" or _is_below(each.path, folders))
    return kept if folders and kept else found


def _read_by(files: Sequence[str], words: Sequence[str], directory: str) -> list[str]:
    """The settings that a command reads: those it names, else those with the usual name where it runs."""
    for number, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in ("--config", "-c"):
            said = value if equals else "".join(words[number + 1 : number + 2])
            return [path for path in files if path == normpath(join(directory, said))]
    return [
        path
        for path in files
        if dirname(path) == directory and USUAL_SETTINGS.fullmatch(basename(path)) is not None
    ]


def named_for_runner(
    repo: Snapshot, runner: str, found: tuple[ForeignTests, ...]
) -> tuple[ForeignTests, ...]:
    """Of the tests of JavaScript, those whose names a runner collects if it is told of no others.

    https://jestjs.io/docs/configuration#testmatch-arraystring, https://vitest.dev/config/#include,
    https://bun.sh/docs/test/discovery, https://docs.deno.com/runtime/fundamentals/testing
    """
    word = next((word for word in runner.split() if word in COLLECTED_NAMES), None)
    if word is None or all(ALWAYS_COLLECTED.search(each.path) for each in found):
        return found
    if word in RUNNER_SETTINGS and _tells_names(repo, RUNNER_SETTINGS[word]):
        return found
    names = COLLECTED_NAMES[word]
    return tuple(
        each
        for each in found
        if each.language != "JavaScript" or ALWAYS_COLLECTED.search(each.path) or names.search(each.path)
    )


def _tells_names(repo: Snapshot, settings: RunnerSettings) -> bool:
    """Whether settings of a runner name what it collects."""
    files = (path for path in repo.paths if basename(path) == "package.json" or _is_of(settings, path))
    return any(TOLD_NAMES.search((repo.text(path) or "")[:LONGEST_SETTINGS]) for path in files)


def _is_of(settings: RunnerSettings, path: str) -> bool:
    return settings.file.fullmatch(basename(path)) is not None


def _folders(repo: Snapshot, path: str, named: RunnerSettings) -> Iterator[str]:
    text = LINE_COMMENTS.sub("", (repo.text(path) or "")[:LONGEST_SETTINGS])
    for match in named.folders.finditer(text):
        words = [each[1] for each in QUOTED_TEXT.finditer(match[1])]
        if "include" in match[0] and not any(TEST_WORD.search(each) for each in words):
            continue  # what is measured, not what is tested
        for each in words:
            plain = PATTERN_BEGINS.split(each.removeprefix("<rootDir>").lstrip("/"), maxsplit=1)
            folder = plain[0] if len(plain) == 1 else plain[0].rpartition("/")[0]
            yield normpath(join(dirname(path), folder or "."))


def _is_below(path: str, folders: Sequence[str]) -> bool:
    return any(each in (".", "") or path == each or path.startswith(each + "/") for each in folders)
