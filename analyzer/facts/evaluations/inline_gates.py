"""Programs in Python that are written into a CI step: the conditions by which they end the job."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Condition, parse_python_text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import ActiveStep, active_steps

# `python - <<'EOF'`: the program is what follows, to the line with that word.
_HERE_DOCUMENT = lazy_regex(
    r"^[ \t]*(?:\w{1,20} (?:run )?)?(?:\S{0,80}/)?python[\d.]{0,5}(?: -u)?(?: -)? ?"
    r"<<(-?) ?(['\"]?)(\w{1,40})\2[^\n]{0,200}$"
)
_MOST_LINES = 400
_MOST_PROGRAMS = 40


class InlineCondition(Struct, frozen=True):
    """A condition of such a program, with the line of the file where it stands."""

    step: ActiveStep
    line: int
    condition: Condition


@derived
def inline_conditions(repo: Snapshot) -> tuple[InlineCondition, ...]:
    """The conditions of every program that an active step of CI holds, if its failure fails the job."""
    found: list[InlineCondition] = []
    programs = 0
    for each in active_steps(repo):
        run = each.step.run or ""
        if each.masked or "<<" not in run or "python" not in run:
            continue
        for line, program in _programs(run):
            programs += 1
            if programs > _MOST_PROGRAMS:
                return tuple(found)
            facts = parse_python_text(program)
            found.extend(
                InlineCondition(each, each.step.run_line + line + one.line - 1, one)
                for one in facts.conditions
            )
    return tuple(found)


def _programs(script: str) -> Iterator[tuple[int, str]]:
    """The programs of a shell text, each with the number of lines before it."""
    rows = script.split("\n")
    position = 0
    while position < len(rows):
        match = _HERE_DOCUMENT.match(rows[position][:400])
        position += 1
        if match is None:
            continue
        body: list[str] = []
        start = position
        while position < len(rows) and len(body) < _MOST_LINES:
            row = rows[position].lstrip("\t") if match[1] else rows[position]
            position += 1
            if row.strip() == match[3]:
                break
            body.append(row)
        yield start, _without_margin(body)


def _without_margin(rows: list[str]) -> str:
    margin = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return "\n".join(row[margin:] for row in rows)
