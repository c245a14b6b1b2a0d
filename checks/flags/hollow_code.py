"""Code that holds less than its names say."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.code.empty_files import empty_sources, source_files
from analyzer.facts.models.pretended_models import Promise, pretended_models
from analyzer.facts.models.pretended_programs import pretended_programs
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural

EMPTY_FILES = 3
EMPTY_SHARE = 0.2
MOSTLY_EMPTY = 0.5
SHOWN_EACH = 5


@flag_check(
    id="hollow_code",
    title="empty files, and answers without a model",
    reads=(FileKind.PYTHON, FileKind.SOURCE),
    question=FlagQuestion(
        competency=Competency.ADVERSARIAL,
        ask="Some files and functions hold less than their names say, and nothing fails. What would notice?",
        strong="Names the caller that would get a wrong answer, and the check that would stop it.",
        weak="It was generated, or came with the template.",
        covers=("H8",),
    ),
)
def hollow_code(repo: Snapshot) -> Iterator[FlagResult]:
    """Source files are empty, or functions that promise a model answer without one.

    At least three source files, and a fifth of them, hold no code: serious from half of them on. Or a
    function or route named for predicting answers with random numbers or with one constant, or a function
    named for loading a model only has a comment that this is still to be done; or a function answers
    `passed: True` and looks at nothing. In other languages only random numbers are asked about, in functions
    that read nothing of what they take. What calls itself a dummy, a
    baseline or a simulation is left out, and so are tests, examples and files that are empty by design.
    """
    pretended = (*pretended_models(repo), *pretended_programs(repo))
    sources, empty = source_files(repo), empty_sources(repo)
    if len(empty) < EMPTY_FILES or len(empty) < EMPTY_SHARE * len(sources):
        empty = ()
    said = []
    if empty:
        said.append(f"{len(empty):,} of {plural(len(sources), 'source file')} hold no code")
    checks = [each for each in pretended if each.kind is Promise.CHECK]
    models = [each for each in pretended if each.kind is not Promise.CHECK]
    if models:
        verb = "holds" if len(models) == 1 else "hold"
        said.append(f"{plural(len(models), 'function')} named for a model {verb} none")
    if checks:
        verb = "passes" if len(checks) == 1 else "pass"
        said.append(f"{plural(len(checks), 'check')} always {verb}")
    if said:
        serious = len(empty) >= MOSTLY_EMPTY * len(sources) and bool(empty)
        places = [
            *(Evidence(each, 1, Level.CLAIMED, "holds no code") for each in empty[:SHOWN_EACH]),
            *(
                Evidence(each.path, each.first_line, Level.CLAIMED, f"{each.name} {each.why}")
                for each in (*models[:SHOWN_EACH], *checks[:SHOWN_EACH])
            ),
        ]
        severity = Severity.SERIOUS if serious else Severity.ASK
        yield Flag("hollow_code", severity, "; ".join(said), tuple(places))
