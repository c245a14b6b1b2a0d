"""The text of a PDF, page by page, by pypdf: pure Python, so that a hostile file meets no native code.

It is read in a confined process (`analyzer.system.confined`): a few bytes of PDF can ask for any amount of
memory and time. Total: whatever is wrong with the file is a fact about it.
"""

from __future__ import annotations

import io
from unicodedata import normalize

import msgspec
from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents.prose import PROSE_LIMIT

MOST_PAGES = 40
PDF_BEGINS = b"%PDF-"
BETWEEN_PAGES = "\n\n"
_BULLET = lazy_regex(r"(?m)^[ \t]*[•◦▪▸►●○■□–—·∙➢➤✓✔][ \t]*(?=\S)")
_WHITE = lazy_regex(r"[ \t\u00a0]+")


class PdfText(Struct, frozen=True):
    """The text of each page, in order; `problem` is why there is none, beginning with "it"."""

    pages: tuple[str, ...] = ()
    problem: str | None = None


def parse_pdf(content: bytes) -> PdfText:
    """Read a PDF. Never raises but for want of memory."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        # A file that anybody may read and nobody may change has an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(problem="it is protected by a password")
        if len(reader.pages) > MOST_PAGES:
            return PdfText(problem=f"it has more than {MOST_PAGES} pages")
        pages: list[str] = []
        room = PROSE_LIMIT
        for page in reader.pages:
            pages.append(_plain(page.extract_text()))
            room -= len(pages[-1].encode()) + len(BETWEEN_PAGES)
            if room < 0:
                return PdfText(problem=f"it has more than {PROSE_LIMIT // 1024} kB of text")
    except MemoryError:
        raise
    except DependencyError:
        return PdfText(problem="it is encrypted in a way that is not supported")
    except (PyPdfError, Exception):  # the border of this parser: pypdf raises whatever a broken file provokes
        return PdfText(problem="it is damaged or no PDF")
    if not any(page.strip() for page in pages):
        return PdfText(problem="it contains no text, as a scan or a picture does")
    return PdfText(tuple(pages))


def pdf_as_json(content: bytes) -> bytes:
    """As `parse_pdf`, to be read in another process."""
    return msgspec.json.encode(parse_pdf(content))


def _plain(text: str) -> str:
    """The text of a page with ligatures as letters and bullets as Markdown has them."""
    text = normalize("NFKC", text.encode("utf-8", "replace").decode())
    lines = text.replace("\0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return _BULLET.sub("- ", _WHITE.sub(" ", lines))
