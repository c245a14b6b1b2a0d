"""Whether something in the format of a live secret is committed."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.documents.text_marks import text_marks
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity, Unseen
from analyzer.repository import TEXT_KINDS, Snapshot
from analyzer.text import plural

SHOWN_PLACES = 10


@flag_check(
    id="committed_secret",
    title="committed secret",
    reads=TEXT_KINDS,
    question=FlagQuestion(
        competency=Competency.ADVERSARIAL,
        ask="A string here looks like a live key. What are your steps from noticing it to being safe again?",
        strong="Revokes it first, then cleans up, then finds out who could have used it.",
        weak="Deletes the file.",
        covers=("J5",),
    ),
)
def committed_secret(repo: Snapshot) -> Iterator[FlagResult]:
    """A first-party file outside tests and fixtures has a string in the format of a live secret.

    A few exact formats are matched; kinds and places are named, values are never shown, stored or tried.
    """
    found = text_marks(repo)
    if found.unread is not None:
        yield Unseen(found.unread)
    if not found.leaks:
        return
    kinds = ", ".join(sorted({each.kind for each in found.leaks}))
    shown = sorted(found.leaks, key=lambda each: (each.path, each.line, each.kind))[:SHOWN_PLACES]
    yield Flag(
        "committed_secret",
        Severity.SERIOUS,
        f"{plural(len(found.leaks), 'place')} with a string in the format of a live secret ({kinds}); "
        "values are not shown and were not tried",
        tuple(Evidence(each.path, each.line, Level.CLAIMED, f"{each.kind} (redacted)") for each in shown),
    )
