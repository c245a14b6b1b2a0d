"""Marks and secrets in the text of first-party files, found in one reading."""

from __future__ import annotations

from msgspec import Struct

from analyzer.facts.documents.course_marks import Mark
from analyzer.facts.documents.secrets import Leak, secrets_in
from analyzer.facts.documents.texts import first_party_texts
from analyzer.facts.documents.tutorials import marks_in
from analyzer.repository import Snapshot, derived


class TextMarks(Struct, frozen=True):
    """What the texts contain. `unread` says why not all of them were read, None if they were."""

    marks: tuple[Mark, ...]
    leaks: tuple[Leak, ...]
    unread: str | None


@derived
def text_marks(repo: Snapshot) -> TextMarks:
    """The marks and secrets of the repository, looked for once."""
    marks: list[Mark] = []
    leaks: list[Leak] = []
    unread = None
    for text in first_party_texts(repo):
        if isinstance(text, str):
            unread = text
            continue
        marks.extend(marks_in(text))
        leaks.extend(secrets_in(text))
    return TextMarks(tuple(marks), tuple(leaks), unread)
