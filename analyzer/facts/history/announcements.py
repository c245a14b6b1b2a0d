"""Messages that announce code where a commit changes one file that is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.routines import only_path
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, kinds, language
from analyzer.text import word_set

# In 100 public repositories files that are no program, document or setting were changed alone up to 955 times
# (a version, a list, a submodule). The messages of at most 8 of these commits named code (8 of 47, three
# different words); where a history was written by a program it was 41 of 69, with 33 words.
FEWEST_ANNOUNCEMENTS = 10
DIFFERENT_THINGS = 8
MOST_OF_THEM = 0.5
# A file of today with more words is a text that somebody writes.
WORDS_OF_A_TEXT = 60
LOOKED_AT = 20_000

# What holds no code by its name: no extension, a hidden file, or a text that a program writes.
_TEXTS = word_set("txt text log out tmp dat")
# The types of conventional commits that change code.
_TYPE = lazy_regex(r"(?:\w{1,20}(?:\([^)]{1,60}\))?!?:\s{0,3})?(?P<verb>[a-z]{2,20})\b", re.IGNORECASE)
_VERBS = word_set(
    "implement implements implemented add adds added integrate integrates integrated build create creates "
    "develop introduce optimize optimise improve refactor abstract modularize resolve correct fix initialize "
    "initialise set setup dockerize containerize migrate support enable rewrite extend write"
)
_WORD = lazy_regex(r"[a-z]{2,30}", re.IGNORECASE)
_CODE = word_set(
    "service services endpoint endpoints api apis model models training trainer inference prediction "
    "predictions pipeline pipelines dashboard frontend backend component components authentication "
    "authorization auth database connection connections migration migrations module modules class classes "
    "function functions validation caching cache queue worker workers algorithm algorithms feature "
    "features metrics test tests integration serving deployment kubernetes manifests docker terraform "
    "client server schema handler handlers middleware controller router routes loader preprocessing "
    "classifier optimizer scheduler logic calculation calculations tuning monitoring drift retraining "
    "embedding embeddings agent agents engine parser"
)


class Announcements(Struct, frozen=True):
    """Commits that change only `path`, which holds no code; `announced` of them name code that they add."""

    path: str
    commits: frozenset[str]
    announced: tuple[str, ...]


def announcements(repo: Snapshot) -> tuple[Announcements, ...]:
    """The files that commits change alone while their messages announce code, sorted by path."""
    alone = repo.work.grouped(only_path)
    return tuple(
        found
        for path, commits in sorted(alone.items())
        if len(commits) >= FEWEST_ANNOUNCEMENTS
        and _holds_no_code(path)
        and (found := _of_file(path, commits)) is not None
        and not _is_a_text(repo, path)
    )


def _of_file(path: str, commits: Sequence[Commit]) -> Announcements | None:
    announced = [(commit.sha, things) for commit in commits if (things := code_named(commit.subject))]
    different = frozenset[str]().union(*(things for _sha, things in announced))
    if len(announced) < max(FEWEST_ANNOUNCEMENTS, MOST_OF_THEM * len(commits)):
        return None
    if len(different) < DIFFERENT_THINGS:
        return None
    shas = tuple(sha for sha, _things in announced)
    return Announcements(path, frozenset(commit.sha for commit in commits), shas)


def code_named(subject: str) -> frozenset[str]:
    """The words for code in a subject that announces a change of it; none of any other subject."""
    start = _TYPE.match(subject)
    if start is None or start["verb"].casefold() not in _VERBS:
        return frozenset()
    return frozenset(_WORD.findall(subject[start.end() :].casefold())) & _CODE


def _is_a_text(repo: Snapshot, path: str) -> bool:
    """Whether a file of today holds many words: a list, rules, a prompt."""
    if path not in repo.all_paths:
        return False
    return len(set(_WORD.findall(repo.beginning(path, LOOKED_AT)))) > WORDS_OF_A_TEXT


def _holds_no_code(path: str) -> bool:
    stem, _dot, extension = path.rpartition("/")[2].rpartition(".")
    named = not stem or extension.casefold() in _TEXTS
    return named and not kinds(path) and language(path) is None
