"""The commands that put load on a service: in CI, in targets and scripts, in containers.

Sources: https://github.com/tsenart/vegeta#usage-manual, https://github.com/rakyll/hey#usage.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.facts.performance.load_tools import LLM_COMMANDS, LLM_SCRIPTS, LOAD_TEST_COMMANDS, NEEDS_ADDRESS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.starts.entrypoints import starts

# Between the commands of a line: what one prints, the next may read as its targets.
BETWEEN_COMMANDS = lazy_regex(r"\|\|?|&&|;")
# A list of targets, or a body to send; longer files are data.
LONGEST_TARGETS = 64 * 1024


class LoadCommand(Struct, frozen=True):
    """A command that starts a generator of load. `asked`: its words, its line, the files that it names."""

    path: str
    line: int
    words: tuple[str, ...]
    asked: str
    continuous: bool


@derived
def load_commands(repo: Snapshot) -> tuple[LoadCommand, ...]:
    """The commands that start a generator of load: in CI, in targets and scripts, in containers."""
    return tuple(_found(repo))


def _found(repo: Snapshot) -> Iterator[LoadCommand]:
    for run in ci_runs(repo):
        place = run.reached.place
        if generates_load(run.reached.words):
            rows = (repo.text(place.path) or "").split("\n")[place.line - 1 : place.line]
            asked = _asked(repo, run.reached.directory, run.reached.words, " ".join(rows))
            yield LoadCommand(place.path, place.line, run.reached.words, asked, continuous=True)
    for start in starts(repo):
        if generates_load(start.words):
            asked = _asked(repo, dirname(start.path), start.words, "")
            yield LoadCommand(start.path, start.line, start.words, asked, continuous=False)
    for path, files in repo.target_files.items():
        for file in files:
            for target in file.targets if file.kind not in ("compose", "procfile") else ():
                for number, text in enumerate(target.script.split("\n"), 1):
                    for words in _commands_of_line(text):
                        asked = _asked(repo, dirname(path), words, text)
                        line = target.line_at(number)
                        yield LoadCommand(path, line, words, asked, continuous=False)


def _commands_of_line(text: str) -> Iterator[tuple[str, ...]]:
    for part in BETWEEN_COMMANDS.split(text):
        words = tuple(part.strip().lstrip("@-").split())
        if generates_load(words):
            yield words


def _asked(repo: Snapshot, folder: str, words: tuple[str, ...], row: str) -> str:
    """What a command may ask for: its words, what stands in its line, and in the files that it names."""
    found = [" ".join(words), row]
    for word in words[1:]:
        path = normpath(join(folder, word.rpartition("=")[2].lstrip("@") or "."))
        size = repo.size(path) if repo.exists(path) else None
        if size is not None and size <= LONGEST_TARGETS:
            found.append(repo.text(path) or "")
    return "\n".join(found)


def generates_load(words: tuple[str, ...]) -> bool:
    """Whether a command starts a generator of load."""
    words = unwrap(words)
    if asks_language_models(words):
        return True
    if not words or basename(words[0]) not in LOAD_TEST_COMMANDS:
        return False
    addressed = any("://" in word or "localhost" in word or "$" in word for word in words[1:])
    return addressed if basename(words[0]) in NEEDS_ADDRESS else len(words) > 1


def asks_language_models(words: tuple[str, ...]) -> bool:
    """Whether a command measures a server of language models."""
    if not words:
        return False
    plain = (basename(words[0]).replace("python3", "python"), *words[1:])
    if any(plain[: len(each)] == each for each in LLM_COMMANDS):
        return len(words) > 1
    return plain[0] == "python" and any(basename(word) in LLM_SCRIPTS for word in words[1:3])
