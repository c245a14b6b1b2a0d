"""A Jupyter notebook into facts: its code as Python facts, its prose, and what was run.

The JSON is read here and not through `nbformat.reads`, because outputs are the bulk of a notebook and
must not be built into objects; nbformat upgrades the cells of the formats before 4. Nothing is validated:
what is not shaped like a cell is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from analyzer.parsing.notebook.code import NotebookFacts, Piece, with_code, with_program
from analyzer.parsing.notebook.lines import LineFinder
from analyzer.parsing.python import code_lines

NOTEBOOK_LIMIT = 10 * 1024 * 1024
MARKDOWN_LIMIT = 256 * 1024
CELL_LIMIT = 20_000

HEADING_LEVELS = range(1, 7)

PYTHON_LANGUAGES = frozenset({"python", "ipython", "python2", "python3", "pyspark"})
# Kernels that are named in a notebook which does not name its language.
# What polyglot notebooks call themselves: their kernel says in which language their cells are most often.
OF_SEVERAL_LANGUAGES = "polyglot-notebook"
KERNEL_LANGUAGES = {"ir": "r", "julia": "julia", "scala": "scala", "bash": "bash", "octave": "octave"}


class Source(Struct, frozen=True):
    """One cell as far as it matters: `parts` are its source as the file divides it, if `divided`."""

    index: int
    is_code: bool
    parts: tuple[str, ...]
    divided: bool
    executed: bool
    has_outputs: bool

    @property
    def text(self) -> str:
        return "".join(self.parts)


def parse_notebook(content: bytes) -> NotebookFacts:
    """The facts of a notebook; never an exception."""
    if len(content) - content.count(b"\n") > NOTEBOOK_LIMIT:
        return NotebookFacts(f"{len(content):,} bytes exceeds the limit of {NOTEBOOK_LIMIT:,} bytes")
    if not content.strip():
        return NotebookFacts(None)  # nothing was written into it
    try:
        text = content.decode("utf-8-sig", "replace")
        notebook = json.loads(text)
        if not isinstance(notebook, dict):
            return NotebookFacts("not a notebook: its JSON is no object")
        return notebook_facts(notebook, text)
    except RecursionError:
        return NotebookFacts("nested too deeply")
    except ValueError as error:
        conflict = b"\n<<<<<<< " in content or content.startswith(b"<<<<<<< ")
        return NotebookFacts("an unresolved merge conflict" if conflict else f"not valid JSON: {error}"[:200])
    except Exception as error:
        return NotebookFacts(f"not readable: {type(error).__name__}")


def notebook_facts(notebook: dict[str, object], text: str, field: str = "") -> NotebookFacts:
    """The facts of a notebook that was read; `field` is the key of a cell's source, if it is another one."""
    version = notebook.get("nbformat")
    version = version if type(version) is int and 0 < version < 100 else None
    raw = _raw_cells(notebook)
    if raw is None:
        return NotebookFacts("not a notebook: it has no cells", version)
    cells = list(_sources(raw, version))
    sources = [cell for cell in cells if cell.is_code]
    prose = [cell for cell in cells if not cell.is_code]
    language = _language(notebook)
    lines = "\n".join(cell.text for cell in sources)
    facts = NotebookFacts(
        problem=None if len(raw) <= CELL_LIMIT else f"only the first {CELL_LIMIT:,} cells were read",
        format=version,
        language=language,
        code_lines=code_lines(lines),
        code_cells=len(sources),
        markdown_cells=len(prose),
        executed_cells=sum(cell.executed for cell in sources),
        has_outputs=any(cell.has_outputs for cell in sources),
        markdown="\n\n".join(cell.text for cell in prose)[:MARKDOWN_LIMIT],
    )
    if language != "python":
        return with_program(facts, _pieces(sources, version, text, field))
    return with_code(facts, _pieces(sources, version, text, field))


def _raw_cells(notebook: dict[str, object]) -> list[object] | None:
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cells
    worksheets = notebook.get("worksheets")
    if not isinstance(worksheets, list):
        return None
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _sources(raw: list[object], version: int | None) -> Iterator[Source]:
    for index, cell in enumerate(raw[:CELL_LIMIT]):
        if not isinstance(cell, dict):
            continue
        has_outputs = bool(cell.get("outputs"))
        if version is not None and version < 4:
            cell = _upgraded(cell)
        kind = cell.get("cell_type")
        if kind != "code" and kind != "markdown":
            continue
        source = cell.get("source")
        divided = not isinstance(source, str)
        strings = source if isinstance(source, list) else [source]
        parts = tuple(part for part in strings if isinstance(part, str))
        executed = isinstance(cell.get("execution_count"), int)
        yield Source(index, kind == "code", parts, divided, executed, has_outputs)


def _upgraded(cell: dict[str, object]) -> dict[str, object]:
    """A cell of format 2 or 3 as format 4 has it, without its outputs."""
    # A tenth of a second that the notebooks of this decade need not spend.
    from nbformat import NotebookNode
    from nbformat.v4.convert import upgrade_cell

    kept = {
        key: cell[key] for key in ("cell_type", "input", "source", "prompt_number", "level") if key in cell
    }
    if kept.get("cell_type") == "heading":
        # nbformat writes as many # as the level says, whatever it says.
        kept["level"] = cell["level"] if cell.get("level") in HEADING_LEVELS else 1
        if isinstance(source := kept.get("source"), list):
            kept["source"] = "".join(part for part in source if isinstance(part, str))
    try:
        upgraded: dict[str, object] = upgrade_cell(NotebookNode(kept, outputs=[]))  # type: ignore[no-untyped-call]
    except Exception:
        return {}
    return upgraded


def _language(notebook: dict[str, object]) -> str:
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    information, kernel = metadata.get("language_info"), metadata.get("kernelspec")
    information = information if isinstance(information, dict) else {}
    kernel = kernel if isinstance(kernel, dict) else {}
    for named in (information.get("name"), kernel.get("language"), metadata.get("language")):
        if isinstance(named, str) and named and named.lower() != OF_SEVERAL_LANGUAGES:
            language = named.lower()[:40]
            return "python" if language in PYTHON_LANGUAGES else language
    name = kernel.get("name")
    prefix = name.lower().partition("-")[0] if isinstance(name, str) else ""
    return KERNEL_LANGUAGES.get(prefix, "python")


def _pieces(sources: list[Source], version: int | None, text: str, field: str) -> Iterator[Piece]:
    """The code cells with the lines of the file on which they stand."""
    field = field or ("input" if version is not None and version < 4 else "source")
    finder = LineFinder(text)
    for source in sources:
        places = finder.find(source.parts, None if source.divided else field)
        yield Piece(source.index, places, source.text)
