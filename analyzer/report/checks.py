"""The documentation of the checks, generated from them: a table, and a page for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analyzer.declarations import FileKind, Purpose
from analyzer.engine.registry import Registry
from analyzer.model import Check, FlagCheck
from analyzer.scoring import Rubric

HEADER = """# Checks

This page is generated from the checks: the signals first, then the [flags](#flags).
`repo-evidence checks ID` prints one of them. Every check documents what each level requires. Evidence that a
skipped file or an unsupported language might contain raises the upper bound of the score; it is never
counted as absent.
"""
FLAGS_HEADER = """# Flags

Flags affect the wording and the interview questions, never the score. Each flag reads files on its own: what
it could not read is listed for the repository and does not raise a signal's upper bound.
"""
FLAG_WORD = "flag"
UNSCORED = "not scored"
_OF = {
    Purpose.PLATFORM: "a platform",
    Purpose.SERVICE: "a service",
    Purpose.APPLICATION: "an application",
    Purpose.LIBRARY: "a library",
    Purpose.RESEARCH: "research code",
    Purpose.COURSEWORK: "coursework",
    Purpose.CONFIGURATION: "configuration",
    Purpose.PROJECT: "a project of any other kind",
}


def check_table(registry: Registry, rubrics: Sequence[Rubric]) -> str:
    """One line a check or flag: its id, the dimension of the first rubric that scores it, its title."""
    rows = [
        *((each.id, _dimension(each.id, rubrics), each.title) for each in registry.checks.values()),
        *((each.id, FLAG_WORD, each.title) for each in registry.flags.values()),
    ]
    width, dimension = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{id:<{width}}  {kind:<{dimension}}  {title}" for id, kind, title in rows)


def page_of(registry: Registry, id: str, rubrics: Sequence[Rubric]) -> str | None:
    """The page of the check or flag of that id; None if there is neither."""
    if id in registry.checks:
        return check_page(registry.checks[id], rubrics)
    return flag_page(registry.flags[id]) if id in registry.flags else None


def check_page(check: Check, rubrics: Sequence[Rubric]) -> str:
    """Everything a reader wants to know of one check, as Markdown."""
    questions = check.questions
    return "\n".join(
        (
            f"## `{check.id}`: {check.title}",
            "",
            check.documentation,
            "",
            f"- Scored: {_scored(check.id, rubrics)}",
            f"- Searches: {_kinds(check.reads)}",
            f"- Strongest level the check itself can find: {check.max_level.word}",
            *(f"- Does not apply to {_OF[purpose]}: {reason}" for purpose, reason in check.not_asked.items()),
            f"- Programs in other languages: {check.other_languages.why}",
            *_near(check.near),
            f"- Interview topic: {questions.competency}",
            f"- Question if found: {questions.present}",
            f"- Question if not found: {questions.absent}",
            f"- A strong answer: {questions.strong}",
            f"- A weak answer: {questions.weak}",
        )
    )


def flag_page(flag: FlagCheck) -> str:
    """Everything a reader wants to know of one flag, as Markdown."""
    return "\n".join(
        (
            f"## `{flag.id}`: {flag.title}",
            "",
            flag.documentation,
            "",
            f"- Searches: {_kinds(flag.reads)}",
            *_asked_about(flag),
        )
    )


def _asked_about(flag: FlagCheck) -> Iterator[str]:
    question = flag.question
    if question is None:
        return
    yield f"- Interview topic: {question.competency}"
    unless = " (not where it is informational only)" if question.not_of_remarks else ""
    yield f"- Question if raised{unless}: {question.ask}"
    yield f"- A strong answer: {question.strong}"
    yield f"- A weak answer: {question.weak}"


def checks_document(registry: Registry, rubrics: Sequence[Rubric]) -> str:
    """The whole of docs/checks.md."""
    checks = (check_page(each, rubrics) + "\n" for each in registry.checks.values())
    flags = (flag_page(each) + "\n" for each in registry.flags.values())
    return "\n".join((HEADER, *checks, FLAGS_HEADER, *flags))


def _dimension(signal: str, rubrics: Sequence[Rubric]) -> str:
    found = (each.id for rubric in rubrics for each in rubric.dimensions if signal in each.signals)
    return next(found, UNSCORED)


def _scored(signal: str, rubrics: Sequence[Rubric]) -> str:
    """The dimension in each rubric that gives the signal a weight; of roles, where they add the signal."""
    found = [
        f"{each.title} ({'role' if rubric.role else 'rubric'} {rubric.name})"
        for rubric in rubrics
        for each in rubric.dimensions
        if signal in each.signals and not (rubric.role and signal in rubrics[0].signals)
    ]
    return ", ".join(found) or "not in a built-in rubric; its evidence is shown"


def _near(words: Sequence[str]) -> Iterator[str]:
    if words:
        named = ", ".join(f"`{each}`" for each in words)
        yield f"- If not found, files are shown whose names have such words: {named}"


def _kinds(reads: Iterable[FileKind]) -> str:
    return ", ".join(each.words for each in reads)
