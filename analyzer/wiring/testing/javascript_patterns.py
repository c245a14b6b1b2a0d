"""Which tests of JavaScript a runner is told to leave out, or is told to take alone.

Sources: https://jestjs.io/docs/configuration, https://jestjs.io/docs/cli, https://vitest.dev/config.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile
from posixpath import basename, dirname

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.globs import fits, without_braces
from analyzer.wiring.testing.collected import Collected
from analyzer.wiring.testing.foreign_tests import ForeignTests

LONGEST_RUNNER_FILE = 64 * 1024
MOST_RUNNER_FILES = 40
MOST_PATTERNS_SAID = 30
JEST_FILES = lazy_regex(r"jest\.config\.(?:[cm]?[jt]s|json)|package\.json")
VITEST_FILES = lazy_regex(r"vite(?:st)?\.config\.[cm]?[jt]s")
SAID_TEXT = lazy_regex(r"[\"'`]([^\"'`\n$]{1,200}\$?)[\"'`]")
REMARK_LINES = lazy_regex(r"(?m)^[ \t]*//[^\n]*$")
JEST_IGNORES = lazy_regex(r"\btestPathIgnorePatterns[\"']?\s{0,4}:\s{0,4}\[([^\]]{1,2000})\]")
JEST_PROJECTS = lazy_regex(r"\bprojects[\"']?\s{0,4}:")
VITEST_BLOCK = lazy_regex(r"\btest\s{0,4}:\s{0,4}\{")
VITEST_EXCLUDES = lazy_regex(r"\bexclude\s{0,4}:\s{0,4}\[([^\]]{1,2000})\]")
# Signs of a regular expression whose meaning is more than its letters.
OF_AN_EXPRESSION = lazy_regex(r"[*+?()\[\]{}|^$]")
# Groups of patterns that shells do not have: what they match is not told here.
OF_AN_EXTENSION = lazy_regex(r"[?*+@!]\(|\[\^|\[!|^!")
OPTION_ALIASES = {
    "exclude": "exclude",
    "testPathIgnorePatterns": "ignore",
    "testMatch": "match",
    "testPathPattern": "only",
    "testPathPatterns": "only",
}
# A word of a command that tells where tests lie, and is no word of the runner (`run`, `watch`).
TELLS_A_PLACE = lazy_regex(r"(?:\./)?[\w@.-]{0,100}[/.][\w@./-]{0,200}")
Leaves = Callable[[str], bool]


def as_told(repo: Snapshot, words: tuple[str, ...], found: Collected) -> Collected:
    """What a command of Jest or Vitest collects, without what it or its settings leave out."""
    runner = next((basename(each) for each in words[:4] if basename(each) in ("jest", "vitest")), None)
    if runner is None or not found.foreign:
        return found
    said = _said(words)
    ignored = [each for each in map(_expression, said["ignore"]) if each is not None]
    ignored += [fits_pattern(each) for each in said["exclude"] if OF_AN_EXTENSION.search(each) is None]
    by_file = {} if said["ignore"] or "--config" in words or "-c" in words else _settings(repo, runner)
    alone = [fits_pattern(each) for each in said["match"]]
    plain = not any(OF_AN_EXTENSION.search(each) for each in said["match"])

    def is_taken(path: str) -> bool:
        folder = _nearest(path, by_file)
        inner = path if not folder else path[len(folder) + 1 :]
        if any(leaves(path) for leaves in ignored) or (
            alone and plain and not any(each(path) for each in alone)
        ):
            return False
        return folder is None or not any(leaves(inner) for leaves in by_file[folder])

    kept = tuple(each for each in found.foreign if each.language != "JavaScript" or is_taken(each.path))
    kept = _narrowed(words, runner, said["only"], kept)
    why = found.why_none if kept else f"{runner} is told to leave out every test file"
    return replace(found, foreign=kept, why_none=why)


def _narrowed(
    words: tuple[str, ...], runner: str, only: list[str], found: tuple[ForeignTests, ...]
) -> tuple[ForeignTests, ...]:
    """Those whose path one of the command's patterns names; all where a pattern says more than its letters.

    Words right behind the runner are such patterns too; where none of them names a file they are not told.
    """
    behind = words[[basename(each) for each in words].index(runner) + 1 :]
    places = [
        each
        for each in takewhile(lambda word: not word.startswith("-"), behind)
        if TELLS_A_PLACE.fullmatch(each)
    ]
    told = [_expression(each.lower().removeprefix("./")) for each in (*only, *places)]
    if not told or None in told:
        return found
    kept = tuple(
        each
        for each in found
        if each.language != "JavaScript" or any(names(each.path.lower()) for names in told if names)
    )
    return kept if kept or only else found


def _said(words: tuple[str, ...]) -> dict[str, list[str]]:
    """The patterns of a command by what they do; an option takes the words up to the next one."""
    found: dict[str, list[str]] = {"ignore": [], "match": [], "exclude": [], "only": []}
    current: list[str] | None = None
    for word in words:
        if word.startswith("-"):
            name, equals, value = word.lstrip("-").partition("=")
            kind = OPTION_ALIASES.get(name)
            current = None if kind is None else found[kind]
            if current is not None and equals:
                current.append(value)
        elif current is not None and len(current) < MOST_PATTERNS_SAID:
            current.append(word)
    return found


def _settings(repo: Snapshot, runner: str) -> dict[str, list[Leaves]]:
    """What the settings of each folder leave out."""
    name = JEST_FILES if runner == "jest" else VITEST_FILES
    found: dict[str, list[Leaves]] = {}
    for path in [path for path in repo.paths if name.fullmatch(basename(path))][:MOST_RUNNER_FILES]:
        text = REMARK_LINES.sub("", (repo.text(path) or "")[:LONGEST_RUNNER_FILE])
        if runner == "jest":
            match = None if JEST_PROJECTS.search(text) else JEST_IGNORES.search(text)
            leaves = [
                each for each in map(_expression, said_texts(match[1] if match else "")) if each is not None
            ]
        else:
            said = [each for each in said_texts(_excluded(text)) if OF_AN_EXTENSION.search(each) is None]
            leaves = [fits_pattern(each) for each in said]
        if leaves or basename(path) != "package.json":
            found.setdefault(dirname(path), []).extend(leaves)
    return found


def said_texts(written: str) -> Iterator[str]:
    """What stands in quotes."""
    yield from (match[1] for match in SAID_TEXT.finditer(written))


def _excluded(text: str) -> str:
    """What stands in `exclude` of the block `test` itself, not in a block of it such as `coverage`."""
    match = VITEST_EXCLUDES.search(vitest_block(text))
    return match[1] if match is not None else ""


def vitest_block(text: str) -> str:
    """What stands in the block `test` of a configuration itself, blanks in place of blocks of it."""
    begin = VITEST_BLOCK.search(text)
    if begin is None:
        return ""
    depth, own, quote = 1, [], ""
    for letter in text[begin.end() :]:
        if quote or letter in "\"'`":
            quote = "" if letter == quote else quote or letter
        else:
            depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            break
        own.append(letter if depth == 1 else " ")
    return "".join(own)


def _nearest(path: str, by_file: dict[str, list[Leaves]]) -> str | None:
    """The nearest folder above a file that has settings."""
    folder = dirname(path)
    while folder not in by_file and folder:
        folder = dirname(folder)
    return folder if folder in by_file else None


def _expression(written: str) -> Leaves | None:
    """Whether a path holds the letters of a regular expression; None where it means more than its letters."""
    plain = written.replace("\\", "")
    from_top = plain.startswith("<rootDir>")
    ends = plain.endswith("$")
    plain = plain.removeprefix("<rootDir>").removesuffix("$").removeprefix(".*").removesuffix(".*")
    if not plain.strip("/") or OF_AN_EXPRESSION.search(plain):
        return None

    def leaves(path: str) -> bool:
        whole = f"/{path}"
        if from_top and not whole.startswith(plain):
            return False
        return whole.endswith(plain) if ends else plain in whole

    return leaves


def fits_pattern(written: str) -> Leaves:
    """Whether a path fits a pattern of paths."""
    said = [
        each.removeprefix("<rootDir>").strip("/").removeprefix("./") for each in without_braces(written[:200])
    ]
    steps = [each.split("/") for each in said]
    return lambda path: any(fits(tuple(path.split("/")), each) for each in steps)
