"""Files whose names sound like what a check looks for: what a reader is shown where no rule recognised it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from posixpath import dirname

from analyzer.declarations import FileKind
from analyzer.facts.documents.texts import FIXTURE_FOLDERS
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, kinds
from analyzer.text import word_set

MOST_NEAR = 3
# What a declared word may end with: "evaluat" is evaluate, evaluator, evaluation.
WORD_ENDINGS = word_set("s e es ed er ers or ors ing ings ion ions ation ations ment ments y ies") | {""}
# What no reader knows, but a person might have written: anything else without a kind is data.
PLAIN_ENDINGS = (".txt", ".html")
UNIT_TEST_NAME = lazy_regex(r"test_.*|.*(?:_tests?|[.]test|[.]spec)")
_CHUNK = lazy_regex(r"[^\W_]+")
_WORD = lazy_regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# Workflows that nothing runs: GitHub reads only those of the root.
WORKFLOWS_BELOW = "/.github/workflows/"
# How near a name is: it is the word, it begins with it, it holds it, or only its folder does.
WHOLE, BEGINS, HOLDS, FOLDER = range(4)


def near_misses(repo: Snapshot, words: Sequence[str], reads: Collection[FileKind]) -> tuple[str, ...]:
    """The files whose names sound most like the words, at most three, the nearest first, then by path.

    A word stands for itself and for what has one of the usual endings, "load_test" also for "loadtest". Of
    names that are as near, those that the check reads come first; of what only lies in such a folder, no
    others count. Documents count for a check that reads them, unit tests for one that is about tests,
    fixtures and data never.
    """
    nearest: dict[str, int] = {}
    for spelling in {each for word in words for each in _spellings(word)}:
        for path, nearness in _by_word(repo).get(spelling, ()):
            nearest[path] = min(nearness, nearest.get(path, nearness))
    about_tests = any("test" in word for word in words)
    found = [
        path
        for path, nearness in nearest.items()
        if _counts(path, reads, about_tests)
        and (nearness < FOLDER or WORKFLOWS_BELOW in path or not kinds(path).isdisjoint(reads))
    ]
    found.sort(key=lambda path: (nearest[path], kinds(path).isdisjoint(reads), path))
    return tuple(found[:MOST_NEAR])


def _spellings(word: str) -> Iterator[str]:
    for ending in WORD_ENDINGS:
        yield word + ending
        if "_" in word:
            yield word.replace("_", "") + ending


@derived
def _by_word(repo: Snapshot) -> Mapping[str, Sequence[tuple[str, int]]]:
    """The first-party files by the words of their names and folders, with how near such a name is."""
    found: dict[str, list[tuple[str, int]]] = {}
    folders: dict[str, frozenset[str]] = {}
    for path in filter(_is_no_data, repo.paths):
        folder = dirname(path)
        if folder not in folders:
            folders[folder] = frozenset(_words(folder.rpartition("/")[2]))
        name = path[len(folder) :].lstrip("/").lstrip(".")
        words = _words(name.rpartition(".")[0] or name)
        for word, nearness in words.items():
            found.setdefault(word, []).append((path, nearness))
        if not name.startswith("__init__."):
            for word in folders[folder] - words.keys():
                found.setdefault(word, []).append((path, FOLDER))
    return found


def _is_no_data(path: str) -> bool:
    name = path.rpartition("/")[2]
    return bool(kinds(path)) or "." not in name.lstrip(".") or name.endswith(PLAIN_ENDINGS)


def _words(name: str) -> dict[str, int]:
    """The words of a name, alone and two together, with how near each makes it."""
    chunks = [each.casefold() for each in _CHUNK.findall(name)]
    words = [each.casefold() for each in _WORD.findall(name)]
    found = dict.fromkeys((*chunks, *words, *(f"{one}_{other}" for one, other in pairwise(words))), HOLDS)
    for first in (*chunks[:1], *words[:1], "_".join(words[:2])):
        found[first] = BEGINS
    for whole in ("_".join(chunks), "_".join(words)):
        if whole in found:
            found[whole] = WHOLE
    return found


def _counts(path: str, reads: Collection[FileKind], about_tests: bool) -> bool:
    found = kinds(path)
    *folders, name = path.casefold().split("/")
    stem = name.rpartition(".")[0]
    if found == {FileKind.PROSE} and FileKind.PROSE not in reads:
        return False
    if not about_tests and UNIT_TEST_NAME.fullmatch(stem or name):
        return False
    return FIXTURE_FOLDERS.isdisjoint(folders)
