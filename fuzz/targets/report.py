"""Targets: scanned text in every report, and reports that are read back."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console

from analyzer.cli.arguments import plain as argument_plain
from analyzer.parsing.structured.formats import load_yaml
from analyzer.report.comparison.load import LoadError, load_scorecards, row_of_document
from analyzer.report.html.page import to_html
from analyzer.report.json import to_json
from analyzer.report.markdown.document import to_markdown
from analyzer.report.markdown.text import code, escaped, prose
from analyzer.report.terminal.document import render
from analyzer.report.text import literal, plain, well_formed
from analyzer.report.visible import visible
from fuzz.target import Target
from fuzz.targets.shared import text_of
from tests.support.hostile import HARMLESS, carrying

_HOSTILE = (
    "\x1b[31m", "\x1b]8;;x\x07", "\x9b1m", "\u202e", "\u2066", "\u200b", "\udcff", "\ud800", "<script>", "</style>", "<!--", "-->", "&lt;", "&#60;", "'", '"', "`", "```", "|", "\\", "*", "_", "[a](b)", "![", "](", "<b>", "{{", "{%", "@a", "#1", "GH-1", "www.",
    "://", "=1+1", "+1", "-1", "@S", "＝1", "\t", "\n", "\r", "\x00", "\x85", "\u2028", "[bold]", "[/]", ":smile:", "- ", "1. ", "> ", "---", "~~~", "\ufeff", ",", ";", "\x0b", "javascript:", "\U000e0041", "\U0001f600",
)  # fmt: skip
_SCORECARD = (
    '"schema_version": "1.0"',
    '"verdict": {',
    '"label": "strong"',
    '"low": 1',
    '"high": 1e999',
    "NaN",
    "Infinity",
    '"coverage": 0.5',
    '"dimensions": [',
    '"flags": [',
    '{"id": "a"}',
    "null",
    "-1",
    "true",
    "[]",
    "{}",
    ",",
)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
_TEXT_TOKENS = frozenset({"text", "text_special"})


def _nothing_acts(text: str, *, allowed: str = "") -> None:
    found = {each for each in set(text) - set(allowed) if unicodedata.category(each) in _HIDDEN}
    assert not found, f"{sorted(found)!r} is in the output"
    text.encode()


def _texts(content: bytes) -> object:
    text = _surrogates(content)
    for shown in (
        plain(text),
        plain(text, 20),
        visible(text),
        visible(text, 20),
        literal(text).plain,
        argument_plain(text),
    ):
        _nothing_acts(shown)
    assert plain(plain(text)) == plain(text)
    assert visible(visible(text)) == visible(text)
    assert len(visible(text, 20)) <= 20 and len(plain(text, 20)) <= 20
    well_formed(text).encode()
    return plain(text), visible(text)


def _surrogates(content: bytes) -> str:
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return text_of(content)


def _markdown_cells(content: bytes) -> object:
    text = _surrogates(content)[:2000]
    shown = " ".join(visible(text).split())
    for document in (f"- {escaped(text)}\n", f"| a |\n| --- |\n| {escaped(text)} |\n"):
        inline = [each for each in _MARKDOWN.parse(document) if each.type == "inline"]
        children = inline[-1].children or [] if inline else []
        read = "".join(each.content for each in children).replace("\u200b", "")
        assert read == shown or (not shown and read in ("", "a")), f"reads as {read!r}"
        assert all(each.type in _TEXT_TOKENS for each in children), "text became markup"
    for document in (prose(text), code(text)):
        tokens = [each for block in _MARKDOWN.parse(document) for each in (block, *(block.children or ()))]
        kinds = (
            {each.type for each in tokens}
            - _TEXT_TOKENS
            - {"inline", "paragraph_open", "paragraph_close", "code_inline"}
        )
        assert not kinds, f"{kinds} from {document!r}"
    return escaped(text), prose(text), code(text)


class _Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _value in attrs)))
        self.addresses.extend(value or "" for name, value in attrs if name in ("href", "src"))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _page(content: bytes) -> object:
    text = _surrogates(content)[:300]
    page = to_html(carrying(text))
    read = _Skeleton(page)
    _nothing_acts(page, allowed="\n")
    allowed = {tag for tag, _names in _harmless_page().elements}
    assert {tag for tag, _names in read.elements} <= allowed, "text became an element"
    assert {name for _tag, names in read.elements for name in names} <= {
        name for _tag, names in _harmless_page().elements for name in names
    }
    assert all(each.startswith(("https://", "http://", "#")) for each in read.addresses), read.addresses
    if visible(text).strip():
        whole = " ".join("".join(read.text).split())
        assert " ".join(visible(text)[:60].split()) in whole, "the page does not show the text"
    return [tag for tag, _names in read.elements]


@cache
def _harmless_page() -> _Skeleton:
    return _Skeleton(to_html(carrying(HARMLESS)))


def _documents(content: bytes) -> object:
    """Markdown, JSON and the terminal of one scorecard that carries the text."""
    text = _surrogates(content)[:300]
    card = carrying(text)
    written = to_markdown(card)
    _nothing_acts(written, allowed="\n")
    answer = to_json(card)
    json.loads(answer.encode())
    # Any other reader of JSON gets the same: a YAML parser is one.
    assert load_yaml(answer[:200_000].encode()) is not None
    screen = io.StringIO()
    render(card, Console(file=screen, force_terminal=False, width=100))
    _nothing_acts(screen.getvalue(), allowed="\n")
    return len(written) > 0


def _sheet(content: bytes) -> object:
    import pandas

    from analyzer.report.table.columns import to_csv

    texts = _surrogates(content)[:2000].split("\x00") or [""]
    table = to_csv(pandas.DataFrame({"a": pandas.Series(texts, dtype=object)}))
    _nothing_acts(table, allowed="\n")
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == len(texts) + 1, "a cell became two rows"
    for (cell,), text in zip(rows[1:], texts, strict=True):
        first = unicodedata.normalize("NFKC", cell.strip())[:1]
        assert first not in ("=", "+", "-", "@"), f"{cell[:20]!r} is a formula"
        assert cell.removeprefix("'") == visible(text).removeprefix("'")
    return table


def _read_back(content: bytes) -> object:
    with tempfile.TemporaryDirectory(prefix="fuzz-card-") as folder:
        place = Path(folder) / "card.json"
        place.write_bytes(content)
        try:
            cards, problems = load_scorecards([str(place)])
        except LoadError as error:
            assert folder not in str(error).replace(str(place), "")
            return "refused"
    assert not problems
    rows = [row_of_document(each) for each in cards]
    for row in rows:
        numbers = [(each.low, each.high, each.coverage) for each in row.dimensions]
        for low, high, coverage in ((row.low, row.high, row.coverage), *numbers):
            assert 0 <= low <= 100 and 0 <= high <= 100 and 0 <= coverage <= 1
    return rows


TARGETS = (
    Target("report-text", _texts, tokens=_HOSTILE),
    Target("report-markdown", _markdown_cells, tokens=_HOSTILE, largest=2000),
    Target("report-html", _page, tokens=_HOSTILE, largest=600),
    Target("report-documents", _documents, tokens=_HOSTILE, largest=600),
    Target("report-csv", _sheet, tokens=_HOSTILE, largest=2000),
    Target("report-load", _read_back, form="json", tokens=_SCORECARD),
)
