"""Takes out of a notebook cell what only IPython understands, line for line.

Magics, shell escapes and help requests become `pass` (or the Python they wrap), so that every other line
keeps its number. See IPython's documentation, "Built-in magic commands" and "System shell access".
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import parses

# Cell magics whose body is Python run in this kernel; the body of any other is something else.
PYTHON_CELL_MAGICS = frozenset(
    {
        "capture",
        "debug",
        "ipytest",
        "local",
        "lprun",
        "memit",
        "mprun",
        "prun",
        "pyspark",
        "python",
        "python2",
        "python3",
        "run_pytest",
        "scalene",
        "snakeviz",
        "spark",
        "time",
        "timeit",
        "wandb",
    }
)
# Line magics that run the Python statement behind them.
STATEMENT_MAGIC = lazy_regex(r"(?P<indent>[ \t]*)%(?:time|timeit|prun|memit)[ \t]+(?P<code>[^-\s].*)")

SUSPECT = lazy_regex(r"^[ \t]*[%!?]|=[ \t]*[!%]|\?[ \t]*$|^[ \t]*(?:pip3?|conda|mamba)[ \t]+\w", re.MULTILINE)
# The indentation of the first line that is not blank.
FIRST_INDENT = lazy_regex(r"(?:[ \t]*\n)*([ \t]+)(?=\S)")
CELL_MAGIC = lazy_regex(r"\s*%%(\w*)")
ESCAPE = lazy_regex(r"([ \t]*)(?:%{1,2}[A-Za-z_]|!|\?)")
ASSIGNED_ESCAPE = lazy_regex(r"([ \t]*[A-Za-z_][\w., \t\[\]]*)=[ \t]*[!%]")
HELP = lazy_regex(r"([ \t]*)%{0,2}[\w.*]+\?{1,2}[ \t]*$")
INSTALLER = lazy_regex(r"([ \t]*)(?:pip3?|conda|mamba)[ \t]+(?:install|uninstall|list|show|freeze|update)\b")


def strip_magics(cell: str) -> str:
    """The Python of a cell, with as many lines as the cell has; nothing of a cell in another language."""
    cell = dedented(cell)
    if not SUSPECT.search(cell):
        return cell
    magic = CELL_MAGIC.match(cell)
    if magic is not None and magic[1] not in PYTHON_CELL_MAGICS:
        return "\n" * cell.count("\n")
    if magic is None and parses(cell):
        # A line may begin with % or end with ? inside a string or brackets.
        return cell
    return "\n".join(_lines(cell.split("\n")))


def dedented(cell: str) -> str:
    """The cell without the indentation of its first line, which IPython takes from every line that has it."""
    indent = FIRST_INDENT.match(cell)
    if indent is None:
        return cell
    return "\n".join(line.removeprefix(indent[1]) for line in cell.split("\n"))


def _lines(lines: list[str]) -> list[str]:
    stripped: list[str] = []
    continued = False
    for line in lines:
        if continued:
            stripped.append("")
            continued = line.endswith("\\")
            continue
        replacement = _replacement(line)
        stripped.append(line if replacement is None else replacement)
        continued = replacement is not None and line.endswith("\\")
    return stripped


def _replacement(line: str) -> str | None:
    """What stands in place of a line that is no Python, None if it may be Python."""
    statement = STATEMENT_MAGIC.match(line)
    if statement is not None:
        return statement["indent"] + statement["code"]
    assigned = ASSIGNED_ESCAPE.match(line)
    if assigned is not None:
        return assigned[1] + "= None"
    escape = ESCAPE.match(line) or HELP.match(line) or INSTALLER.match(line)
    return None if escape is None else escape[1] + "pass"
