"""Which names of tags are versions of a program, and which mark data, a checkpoint or a step of a course."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

NAME_CUT = 120
# What such a tag holds is no version of a program.
OTHER_WORDS = word_set(
    "data dataset datasets checkpoint checkpoints ckpt weights snapshot snapshots backup phase lesson "
    "lessons chapter week day part step lecture module exercise homework solution paper submission draft wip "
    "test tests dryrun demo experiment experiments exp stage milestone"
)
_VERSION = lazy_regex(
    r"(?P<before>|.*?[^a-z0-9])(?P<word>v|r|rel|release|releases|version)?[._-]?"
    r"(?P<number>\d{1,8}(?:[._-]\d{1,8}){0,4})"
    r"(?:[._-]?(?:rc|alpha|beta|a|b|c|pre|preprod|dev|post|final|lts|hotfix|r|p)[._-]?\d{0,4}){0,3}"
    r"(?:[+-][0-9a-z][\w.]{0,40}|\.[0-9a-f]{12,64})?"
)
_WORD = lazy_regex(r"[a-z]+")


def is_version(name: str) -> bool:
    """Whether a tag's name is a version: `v1.2`, `service-0.3.1`, `release_13`, `2024.05.20`.

    A bare number is one only after a word that says so.
    """
    lowered = name[-NAME_CUT:].casefold()
    found = _VERSION.fullmatch(lowered)
    if found is None or not OTHER_WORDS.isdisjoint(_WORD.findall(lowered)):
        return False
    number = found["number"]
    return found["word"] is not None or not number.isdigit() or len(number) == 8
