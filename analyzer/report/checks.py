"""The documentation of the checks, made from the checks: a table, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.model import Check

HEADER = """# Checks

What is looked for, made from the checks themselves by `repo-evidence checks`. Every check says what
lifts its evidence from one level to the next; what a skipped file or an unread language could still
hold opens the upper bound of the score and is never taken for absence.
"""


def check_table(checks: Mapping[str, Check]) -> str:
    """One line a check: its id, its dimension, its title."""
    width = max(len(each) for each in checks)
    dimension = max(len(each.dimension) for each in checks.values())
    return "\n".join(
        f"{each.id:<{width}}  {each.dimension:<{dimension}}  {each.title}" for each in checks.values()
    )


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


def checks_document(checks: Mapping[str, Check]) -> str:
    """The whole of docs/checks.md."""
    return "\n".join((HEADER, *(check_page(each) + "\n" for each in checks.values())))
