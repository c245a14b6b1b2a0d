"""A file of the candidate's own claims, such as a CV: plain text, Markdown, or a PDF that contains text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from analyzer.claims.assessment import (
    CLAIMS_FILE_LIMIT,
    MOST_OWN_STATEMENTS,
    Reading,
    read_own_statements,
)
from analyzer.parsing.documents import BETWEEN_PAGES, PDF_BEGINS, PdfText
from analyzer.system.confined import Confinement, NotFinished, run_confined

PDF_SIZE_LIMIT = 16 * 1024**2
"""Pictures make a CV large, and are not read."""
_BEGINNING = 1024
"""Where a PDF may begin: mail programs and web servers leave lines before it."""
_CONFINED = Confinement(memory=1024**3, answer=4 * 1024**2, processor_seconds=20, seconds=60.0)
_REMEDY = "provide the claims as plain text or Markdown"
# What word processors write, by the first bytes.
_OTHER_FORMATS: Mapping[bytes, str] = {
    b"PK\x03\x04": "a document of a word processor (.docx, .odt, .pages) or an archive",
    b"\xd0\xcf\x11\xe0": "a document of an old word processor (.doc)",
    b"{\\rtf": "a document in rich text format (.rtf)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"%!PS": "a PostScript file",
}


class ClaimsError(ValueError):
    """A file of claims that cannot be used; the message is the reason and the remedy.

    `needs_extra`: it could be read where the extra `pdf` is installed.
    """

    needs_extra = False


def claims_content(place: Path | BinaryIO) -> bytes:
    """The bytes of the file, as many as may be read. Raises ClaimsError."""
    try:
        if not isinstance(place, Path):
            return place.read(PDF_SIZE_LIMIT + 1)
        with place.open("rb") as file:
            return file.read(PDF_SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be read"
        raise ClaimsError(f"{why}; provide a file of plain text or Markdown, or a PDF with text") from error


def read_claims_content(content: bytes, name: str) -> Reading:
    """What the content of such a file claims; `name` is shown as its path. Of a PDF, lines are pages.

    Raises ClaimsError for what is no text, has none, or cannot be read.
    """
    if PDF_BEGINS in content[:_BEGINNING]:
        return _of_pdf(content, name)
    for begins, format in _OTHER_FORMATS.items():
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(begins):
            raise ClaimsError(f"it is {format}, which is not read; save it as PDF, or {_REMEDY}")
    if len(content) > CLAIMS_FILE_LIMIT:
        raise ClaimsError(
            f"it is larger than {CLAIMS_FILE_LIMIT // 1024} kB; provide only the part with the claims"
        )
    if not content.strip():
        raise ClaimsError(f"it is empty; {_REMEDY}")
    try:
        return read_own_statements(content, name)
    except ValueError as error:
        raise ClaimsError(f"{error}; {_REMEDY} in UTF-8, or as a PDF with text") from error


def claims_notes(reading: Reading, name: str) -> tuple[str, ...]:
    """What a reader of the scorecard has to know about the file of that name."""
    if not reading.statements:
        return (f"no claims about production work were recognised in '{name}'",)
    if reading.left_out:
        only = f"only the first {MOST_OWN_STATEMENTS} are assessed"
        return (f"'{name}' contains {reading.left_out} more claims; {only}",)
    return ()


def _of_pdf(content: bytes, name: str) -> Reading:
    if find_spec("pypdf") is None:
        missing = ClaimsError(f"reading a PDF needs pypdf: pip install 'repo-evidence[pdf]'; or {_REMEDY}")
        missing.needs_extra = True
        raise missing
    if len(content) > PDF_SIZE_LIMIT:
        raise ClaimsError(f"it is larger than {PDF_SIZE_LIMIT // 1024**2} MB; {_REMEDY}")
    try:
        answer = run_confined("analyzer.parsing.documents.pdf:pdf_as_json", content, _CONFINED)
    except NotFinished as error:
        raise ClaimsError(f"{error}; {_REMEDY}") from error
    pdf = msgspec.json.decode(answer, type=PdfText)
    if pdf.problem is not None:
        raise ClaimsError(f"{pdf.problem}; {_REMEDY}")
    text = BETWEEN_PAGES.join(pdf.pages).encode()
    reading = read_own_statements(text, name)
    begins = list(accumulate((page.count("\n") + len(BETWEEN_PAGES) for page in pdf.pages), initial=1))
    statements = tuple(replace(each, line=bisect_right(begins, each.line)) for each in reading.statements)
    return replace(reading, statements=statements)
