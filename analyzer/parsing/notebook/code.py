"""The facts of a notebook, whatever it is written in, and its code cells joined into one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.parsing.condense import condense_python_text
from analyzer.parsing.notebook.magics import strip_magics
from analyzer.parsing.programs import PROGRAM_LIMIT, ProgramFacts, is_read_program, parse_program
from analyzer.parsing.python import LINE_LIMIT, PYTHON_LIMIT, PythonFacts, parse_python_text, parses

NO_CODE = PythonFacts("python3", None)


class Cell(Struct, frozen=True):
    """A code cell: its place among all cells, and its first line in the joined code."""

    index: int
    line: int


class NotebookFacts(Struct, frozen=True):
    """Everything known about one notebook.

    `code` is about all code cells joined, without magics; cells that are no valid Python are blank in
    there and counted in `broken_cells`. It is empty for another `language`; of one whose programs are read,
    `program` says what its cells say, with the lines of the file. `code_lines` counts lines of
    code cells in any language, neither blank nor only a comment. `file_lines` gives for each line of the
    joined code the line in the file, 1 where it was not found. `partly`: the code was too long to be read
    whole (see `condense_python`).
    """

    problem: str | None
    format: int | None = None
    language: str = "python"
    code: PythonFacts = NO_CODE
    code_lines: int = 0
    code_cells: int = 0
    markdown_cells: int = 0
    broken_cells: int = 0
    executed_cells: int = 0
    has_outputs: bool = False
    partly: bool = False
    markdown: str = ""
    cells: tuple[Cell, ...] = ()
    file_lines: tuple[int, ...] = ()
    program: ProgramFacts | None = None

    def line_in_file(self, code_line: int) -> int:
        """The line of the file where a line of the joined code stands, 1 if that is not known."""
        return self.file_lines[code_line - 1] if 0 < code_line <= len(self.file_lines) else 1


# A name of a file in each language, as its notebooks call it: whose reader reads the cells.
CELL_FILES = {
    "r": "cells.r",
    "julia": "cells.jl",
    "c#": "cells.cs",
    "csharp": "cells.cs",
    "scala": "cells.scala",
    "kotlin": "cells.kt",
}
# What lines for the kernel begin with, beside code.
KERNEL_SIGNS = ("%", "#!", "#r ", "@file:")


class Piece(Struct, frozen=True):
    """The code of one cell: its place among all cells, the line in the file of each of its lines."""

    index: int
    lines: Sequence[int]
    text: str


def with_program(facts: NotebookFacts, pieces: Iterable[Piece]) -> NotebookFacts:
    """The facts of a notebook in another language with what its cells say, if that language is read."""
    name = CELL_FILES.get(facts.language, "")
    if not is_read_program(name):
        return facts
    rows: dict[int, str] = {}
    for piece in pieces:
        # Lines that begin with a sign of the kernel are none of the program.
        texts = ("" if each.startswith(KERNEL_SIGNS) else each for each in piece.text.splitlines())
        rows.update(zip(piece.lines, texts, strict=False))
    last = min(max(rows, default=0), LINE_LIMIT)
    text = "\n".join(rows.get(number, "") for number in range(1, last + 1))
    return replace(facts, program=parse_program(name, text.encode()[:PROGRAM_LIMIT]))


def with_code(facts: NotebookFacts, pieces: Iterable[Piece]) -> NotebookFacts:
    """The facts of a notebook in Python with the code of its cells; a cell without lines is left out."""
    cells: list[Cell] = []
    codes: list[str] = []
    file_lines: list[int] = []
    for piece in pieces:
        if not piece.lines:
            continue
        cells.append(Cell(piece.index, len(file_lines) + 1))
        file_lines.extend(piece.lines)
        plain = piece.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
        codes.append(strip_magics(plain))
    joined, partly = _short("\n".join(codes))
    code = parse_python_text(joined, recover=False)
    broken = 0
    if code.problem is not None:
        accepted = [parses(cell) for cell in codes]
        broken = accepted.count(False)
        pairs = zip(codes, accepted, strict=True)
        blanked = [cell if valid else "\n" * cell.count("\n") for cell, valid in pairs]
        joined, partly = _short("\n".join(blanked))
        code = parse_python_text(joined)
    too_long = f"its code exceeds the limit of {LINE_LIMIT:,} lines or {PYTHON_LIMIT:,} characters"
    return replace(
        facts,
        problem=facts.problem or code.problem or (too_long if partly else None),
        partly=partly,
        code=code,
        broken_cells=broken,
        cells=tuple(cells),
        file_lines=tuple(file_lines),
    )


def _short(code: str) -> tuple[str, bool]:
    """The code as it can be parsed, and whether more than data was left out of it."""
    if len(code) <= PYTHON_LIMIT and code.count("\n") <= LINE_LIMIT:
        return code, False
    text, whole = condense_python_text(code)
    return text, not whole
