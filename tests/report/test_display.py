"""What a notebook shows of a scorecard: compact, escaped, and nothing from outside."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from analyzer.report.display import ROWS_SHOWN, notebook_html
from analyzer.report.json import document_of
from analyzer.report.visible import visible
from analyzer.scorecard import Scorecard
from tests.support.hostile import TEXTS, carrying
from tests.support.scorecards import ALL_WIRED, flag, repository, scorecard, unread

TAGS = {"div", "p", "strong", "br", "small", "details", "summary", "table", "tr", "th", "td"}
STYLES = ("url(", "import", "expression", "http", "@", "<")


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(card: Scorecard) -> Seen:
    parser = Seen()
    parser.feed(notebook_html(document_of(card)))
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_stays_text(text: str) -> None:
    shown = seen(carrying(text))
    assert set(shown.tags) <= TAGS
    assert {name for name, _value in shown.attributes} == {"style"}
    assert not any(word in (value or "") for _name, value in shown.attributes for word in STYLES)
    assert visible(text, 200) in shown.text


def test_the_verdict_the_flags_and_the_repositories_are_shown() -> None:
    card = scorecard(repository("octocat/service", ALL_WIRED, flags=(flag("hollow_ci"),)), unread())
    text = seen(card).text
    for words in ("public evidence", "1 flag", "worth a question", "2 repositories", "octocat/service",
                  "not assessed: the clone did not end in time", "9 wired"):  # fmt: skip
        assert words in text, words


def test_many_rows_are_cut_and_counted() -> None:
    many = scorecard(*(repository(f"octocat/r{number:02}") for number in range(ROWS_SHOWN + 3)))
    text = seen(many).text
    assert "and 3 more" in text
    assert "octocat/r12" not in text
    assert len(notebook_html(document_of(many))) < 8000
