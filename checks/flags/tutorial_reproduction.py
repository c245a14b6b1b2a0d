"""Whether a repository bears the signs of a course, a competition or a tutorial."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.text_marks import text_marks
from analyzer.facts.tutorials import marks_of
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity, Unseen
from analyzer.repository import Snapshot

MARKS_NEEDED = 2
SHOWN_MARKS = 10


@flag_check(
    id="tutorial_reproduction",
    title="course or tutorial material",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.SOURCE),
    question=FlagQuestion(
        competency=Competency.TRADEOFFS,
        ask="This follows a course or a template. "
        "What did you change, and what would you do differently at work?",
        strong="Names one design decision of the template, and when it is the wrong one.",
        weak="Completed all the steps.",
        covers=("H8",),
    ),
)
def tutorial_reproduction(repo: Snapshot) -> Iterator[FlagResult]:
    """There are two or more different signs of courses, Kaggle kernels or tutorial scaffolds.

    This is context and a question, not a deduction: everybody learns from somewhere. Serious only where
    every repository of a portfolio that works with a model has such signs.
    """
    found = text_marks(repo)
    if found.unread is not None:
        yield Unseen(found.unread)
    marks = marks_of(repo, found.marks)
    if len(marks) < MARKS_NEEDED:
        return
    yield Flag(
        "tutorial_reproduction",
        Severity.ASK,
        f"signs of a course, a competition or a tutorial: {', '.join(sorted(marks))}",
        tuple(
            Evidence(each.path, each.line, Level.CLAIMED, name)
            for name, each in sorted(marks.items())[:SHOWN_MARKS]
        ),
    )
