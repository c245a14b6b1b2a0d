"""Whether a repository bears the signs of a course, a competition or a tutorial."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.documents.text_marks import text_marks
from analyzer.facts.documents.tutorials import kinds_of, marks_of
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity, Unseen
from analyzer.repository import Snapshot

MARKS_NEEDED = 2
SHOWN_MARKS = 10


@flag_check(
    id="tutorial_reproduction",
    title="course or tutorial material",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.SOURCE, FileKind.PROSE),
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
    """There are signs of two or more kinds of a course, a Kaggle kernel or a tutorial scaffold.

    In the README: a course's platform or number, work for a course, a task sheet that speaks to the student,
    grading, material of a course, who taught it, a student's name or number, in several languages; an
    applicant's task is none. In paths: numbered folders of assignments, exercises with their solutions.
    In code: what competitions, exercises to fill in and scaffolds leave. A README that says "tutorial" is no
    sign. This is context and a question, not a deduction: everybody learns from somewhere. Serious only where
    every repository of a portfolio that works with a model has such signs.
    """
    found = text_marks(repo)
    if found.unread is not None:
        yield Unseen(found.unread)
    marks = marks_of(repo, found.marks)
    if kinds_of(marks) < MARKS_NEEDED:
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
