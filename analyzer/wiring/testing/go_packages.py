"""Which tests of Go a command takes: `./...` ends at a folder with a go.mod of its own.

Source: https://pkg.go.dev/cmd/go#hdr-Package_lists_and_patterns.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import ROOT
from analyzer.wiring.commands.reach import Reached
from analyzer.wiring.testing.collected import Collected, place_of

GO_TESTERS = (("go", "test"), ("gotestsum",))
UNKNOWN_FOLDER = lazy_regex(
    r"(?:\b(?:cd|pushd|working[-_]directory:|-C|dir:)[ \t]{1,4}[\"'(]{0,2}[$`{]|-execdir\b)"
)


def of_own_module(repo: Snapshot, reached: Reached, found: Collected) -> Collected:
    """What a command of Go collects, without the tests of modules that it does not name."""
    words = reached.words
    if not any((basename(words[0]), *words[1 : len(each)]) == each for each in GO_TESTERS):
        return found
    named = {_module(repo, each) for each in _places(words, reached.directory)}
    if None in named or (reached.directory == ROOT and _goes_elsewhere(repo, reached)):
        return found
    kept = tuple(
        each for each in found.foreign if each.language != "Go" or _module(repo, dirname(each.path)) in named
    )
    why = found.why_none if kept else "every test in Go is in a module of its own, which it does not take"
    return replace(found, foreign=kept, why_none=why)


def _goes_elsewhere(repo: Snapshot, reached: Reached) -> bool:
    """Whether a file that leads to a command runs commands in folders that only a run knows."""
    return any(UNKNOWN_FOLDER.search(repo.text(each.path) or "") for each in reached.trail)


def _places(words: tuple[str, ...], directory: str) -> Iterator[str]:
    """The folders that the packages of a command stand in; its own one where it names none by a path."""
    if "-C" in words[:-1]:
        directory = place_of(directory, words[words.index("-C") + 1])
    yield directory
    for word in words[1:]:
        if word in (".", "..") or word.startswith(("./", "../")):
            yield place_of(directory, word.removesuffix("...").rstrip("/") or ".")


def _module(repo: Snapshot, folder: str) -> str | None:
    """The folder of the go.mod that a folder belongs to; None where there is none above it."""
    while folder and folder not in _module_folders(repo):
        folder = dirname(folder)
    return folder if folder in _module_folders(repo) else None


@derived
def _module_folders(repo: Snapshot) -> frozenset[str]:
    return frozenset(dirname(path) for path in repo.paths if basename(path) == "go.mod")
