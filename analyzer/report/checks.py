"""The documentation of the checks, made from the checks: a table, and a page for each."""

from __future__ import annotations

from analyzer.engine.registry import Registry
from analyzer.model import Check, FlagCheck

HEADER = """# Checks

What is looked for, made from the checks themselves by `repo-evidence checks`: the signals first, then
the [flags](#flags). Every check says what lifts its evidence from one level to the next; what a skipped
file or an unread language could still hold opens the upper bound of the score and is never taken for
absence.
"""
FLAGS_HEADER = """# Flags

Circumstances that change words and questions, never numbers. A flag reads for itself: what it could
not read is said of the repository and opens no signal's bound.
"""
FLAG_WORD = "flag"


def check_table(registry: Registry) -> str:
    """One line a check or flag: its id, its dimension, its title."""
    rows = [
        *((each.id, each.dimension, each.title) for each in registry.checks.values()),
        *((each.id, FLAG_WORD, each.title) for each in registry.flags.values()),
    ]
    width, dimension = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{id:<{width}}  {kind:<{dimension}}  {title}" for id, kind, title in rows)


def page_of(registry: Registry, id: str) -> str | None:
    """The page of the check or flag of that id; None if there is neither."""
    if id in registry.checks:
        return check_page(registry.checks[id])
    return flag_page(registry.flags[id]) if id in registry.flags else None


def check_page(check: Check) -> str:
    """Everything a reader wants to know of one check, as Markdown."""
    return "\n".join(
        (
            f"## `{check.id}`: {check.title}",
            "",
            check.documentation,
            "",
            f"- Dimension: {check.dimension}",
            f"- Searches: {', '.join(check.reads)}",
            f"- Strongest level the check itself can find: {check.max_level.word}",
            f"- Asked where it was found: {check.ask_present}",
            f"- Asked where it was not: {check.ask_absent}",
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
            f"- Searches: {', '.join(flag.reads)}",
        )
    )


def checks_document(registry: Registry) -> str:
    """The whole of docs/checks.md."""
    checks = (check_page(each) + "\n" for each in registry.checks.values())
    flags = (flag_page(each) + "\n" for each in registry.flags.values())
    return "\n".join((HEADER, *checks, FLAGS_HEADER, *flags))
