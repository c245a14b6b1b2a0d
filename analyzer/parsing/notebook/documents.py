"""Documents with code between the text as notebooks: Quarto, R Markdown, Sweave, MyST, jupytext, marimo.

One pass over the lines. Which code is run is said by the opening fence: `{python}` in Quarto and R Markdown,
`{code-cell}` in MyST, `python {.marimo}` in marimo, and `python` alone where a header of jupytext says that
the file is its Markdown. `{.python}`, `{{python}}` and `python` elsewhere only show code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.notebook.code import NotebookFacts, Piece, with_code, with_program
from analyzer.parsing.notebook.platforms import may_be_of_synapse, parse_platform_notebook
from analyzer.parsing.python import code_lines

RUN_DOCUMENTS = (".qmd", ".rmd", ".rnw")
# Entries of a document's YAML header that only notebooks have.
HEADER_KEYS = frozenset({"jupyter", "jupytext", "kernelspec", "marimo-version"})
DOCUMENT_LIMIT = 256 * 1024
CHUNK_LIMIT = 5_000

YAML_HEADER = lazy_regex(r"---[ \t]*\n(?:(?!---[ \t]*\n)[^\n]*\n){0,300}---[ \t]*\n")
SAYS_MARKDOWN = lazy_regex(r"^[ \t]+format_name:[ \t]*['\"]?markdown\b", re.MULTILINE)
KERNEL = lazy_regex(r"^[ \t]+(?:language|name):[ \t]*['\"]?(\w{1,40})", re.MULTILINE)
FENCE = lazy_regex(r"[ \t]{0,3}(`{3,}|~{3,}|:{3,})[ \t]*([^`\n]{0,300})$")
RUN = lazy_regex(r"\{([A-Za-z]\w{0,39})(?:[ ,][^}]{0,250})?\}[ \t]*$")
CODE_CELL = lazy_regex(r"\{code-cell\}[ \t]*(\w{0,40})[ \t]*$")
MARIMO = lazy_regex(r"(?:python[ \t]*\{[^}]{0,100}marimo|\{\.python\.marimo)[^}]{0,100}\}")
PLAIN = lazy_regex(r"(\w{1,40})(?![\w.+-])(?![^\n]*\.noeval)")
OPTION = lazy_regex(r":[\w-]{1,60}:(?:[ \t].*)?$")
# Sweave: a chunk begins with `<<name, options>>=` and ends with `@`.
SWEAVE = lazy_regex(r"<<[^\n>]{0,300}>>=[ \t]*$")
SWEAVE_END = "@"
CELL_LANGUAGES = {
    "python": "python", "python2": "python", "python3": "python", "ipython": "python", "ipython3": "python",
    "pyodide": "python", "pyspark": "python", "r": "r", "ir": "r", "webr": "r", "julia": "julia",
    "scala": "scala",
}  # fmt: skip


class _Chunk(Struct):
    language: str
    fence: str
    first: int
    lines: list[str] = field(default_factory=list)


def is_run_document(path: str) -> bool:
    """Whether a path may be a document whose code is run, by its name alone."""
    return path.lower().endswith(RUN_DOCUMENTS) or may_be_of_synapse(path)


def parse_document(content: bytes) -> NotebookFacts:
    """The facts of a document with code, without cells where no code of it is run; never an exception."""
    if content[:1] == b"{":
        return parse_platform_notebook(content)
    if len(content) > DOCUMENT_LIMIT:
        return NotebookFacts(f"{len(content):,} bytes exceeds the limit of {DOCUMENT_LIMIT:,} bytes")
    try:
        return _facts(content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", " "))
    except Exception as error:
        return NotebookFacts(f"not readable: {type(error).__name__}")


def _facts(text: str) -> NotebookFacts:
    header = YAML_HEADER.match(text)
    prose: list[str] = []
    chunks: list[_Chunk] = []
    for each in _parts(text.split("\n"), header[0] if header else ""):
        if isinstance(each, str):
            prose.append(each)
        else:
            chunks.append(each)
    counted = Counter(each.language for each in chunks)
    language = counted.most_common(1)[0][0] if counted else "python"
    facts = NotebookFacts(
        problem=None if len(chunks) <= CHUNK_LIMIT else f"only the first {CHUNK_LIMIT:,} cells were read",
        language=language,
        code_lines=sum(code_lines("\n".join(each.lines)) for each in chunks),
        code_cells=len(chunks),
        markdown="\n".join(prose),
    )
    add = with_code if language == "python" else with_program
    return add(facts, _pieces(chunks[:CHUNK_LIMIT], language))


def _pieces(chunks: list[_Chunk], language: str) -> Iterator[Piece]:
    for index, each in enumerate(chunks):
        if each.language == language:
            numbers = range(each.first, each.first + len(each.lines))
            yield Piece(index, numbers, "\n".join(_without_options(each.lines)))


def _parts(lines: list[str], header: str) -> Iterator[str | _Chunk]:
    """The lines of text outside code that is run, and the chunks of code that is."""
    markdown = SAYS_MARKDOWN.search(header) is not None
    kernel = KERNEL.search(header)
    default = CELL_LANGUAGES.get(kernel[1].lower(), "python") if kernel else "python"
    start = header.count("\n")
    chunk: _Chunk | None = None
    shown = ""
    for number, line in enumerate(lines[start:], start + 1):
        fence = FENCE.match(line)
        if chunk is not None:
            closes = fence is not None and fence[1].startswith(chunk.fence) and not fence[2].strip()
            if closes or (chunk.fence == SWEAVE_END and line.startswith(SWEAVE_END)):
                yield chunk
                chunk = None
            else:
                chunk.lines.append(line)
            continue
        if not shown and line.startswith("<<") and SWEAVE.match(line) is not None:
            chunk = _Chunk("r", SWEAVE_END, number + 1)
            continue
        if shown:
            if fence is not None and fence[1].startswith(shown) and not fence[2].strip():
                shown = ""
        elif fence is not None:
            language = _language(fence[2].strip(), default, markdown=markdown)
            if language is not None:
                chunk = _Chunk(language, fence[1], number + 1)
                continue
            # A colon fence holds text; the others hold code that is only shown.
            shown = "" if fence[1].startswith(":") else fence[1]
        yield line
    if chunk is not None:
        yield chunk


def _language(said: str, default: str, *, markdown: bool) -> str | None:
    """The language of code that is run, by what its opening fence says; None if it is only shown."""
    if (cell := CODE_CELL.match(said)) is not None:
        return CELL_LANGUAGES.get(cell[1].lower(), default)
    if MARIMO.match(said) is not None:
        return "python"
    if (run := RUN.match(said)) is not None:
        return CELL_LANGUAGES.get(run[1].lower())
    plain = PLAIN.match(said) if markdown else None
    return None if plain is None else CELL_LANGUAGES.get(plain[1].lower())


def _without_options(lines: list[str]) -> list[str]:
    """The lines of a cell without the options of MyST at its head, which become blank."""
    end = 0
    if lines and lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 2) if line.strip() == "---"), 0)
    while end < len(lines) and OPTION.match(lines[end]) is not None:
        end += 1
    return [""] * end + lines[end:]
