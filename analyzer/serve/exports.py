"""What can be taken away: one scorecard in every form, the summary of all, and everything as one archive."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from typing import IO

from msgspec import Struct

from analyzer.batch.summaries import comparison_row
from analyzer.report.contract import ScorecardDocument
from analyzer.report.loading import read_document
from analyzer.report.table.columns import Column, csv_of
from analyzer.report.table.findings import finding_columns
from analyzer.report.table.frames import comparison_columns, repository_columns
from analyzer.serve.cards import card_page
from analyzer.serve.shelf import MARKDOWN, NOTES, Shelf
from analyzer.system.machine import choose_temporary_folder


class Form(Struct, frozen=True):
    """A form of a scorecard: its words, its media type, and how it is made; None where it cannot be."""

    words: str
    media: str
    make: Callable[[Shelf, str], bytes | None]


def _table(
    columns: Callable[[ScorecardDocument], list[Column]],
) -> Callable[[Shelf, str], bytes | None]:
    def made(shelf: Shelf, id: str) -> bytes | None:
        card = shelf.card(id)
        return None if card is None else csv_of(columns(read_document(card)))

    return made


def _page(shelf: Shelf, id: str) -> bytes | None:
    page = card_page(shelf, id)
    return None if page is None else page.encode()


_CSV = "text/csv; charset=utf-8"
EXPORTS: Mapping[str, Form] = {
    "html": Form("page", "text/html; charset=utf-8", _page),
    "json": Form("JSON", "application/json", lambda shelf, id: shelf.card(id)),
    "csv": Form("repositories as CSV", _CSV, _table(repository_columns)),
    "findings.csv": Form("findings as CSV", _CSV, _table(finding_columns)),
    "md": Form("Markdown", "text/markdown; charset=utf-8", lambda shelf, id: shelf.beside(id, MARKDOWN)),
}


def summary(shelf: Shelf) -> bytes:
    """One row a candidate."""
    records = [shelf.records[id] for id in shelf.ids() if id in shelf.records]
    rows = [comparison_row(each.id, each.summary) for each in records if each.sha256]
    return csv_of(comparison_columns(rows, rubrics=True))


def archive(shelf: Shelf) -> IO[bytes]:
    """Every scorecard in every form, notes, the summary: a file without a name, which its closing removes."""
    file = tempfile.TemporaryFile(dir=choose_temporary_folder(lambda message: None))  # noqa: SIM115
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("summary.csv", summary(shelf))
            for id in shelf.ids():
                for name, form in EXPORTS.items():
                    if (content := form.make(shelf, id)) is not None:
                        packed.writestr(f"scorecards/{id}.{name}", content)
                if (notes := shelf.beside(id, NOTES)) is not None:
                    packed.writestr(f"notes/{id}.json", notes)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
