"""Pages of ours as a browser's parser would cut them, and scorecards that have something of everything."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec.structs import replace

from analyzer.model import Evidence, Flag, Level, Severity
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.report.contract import ScorecardDocument
from analyzer.report.json import document_of
from analyzer.scorecard import Scorecard
from analyzer.sources import SkippedFile
from tests.support.scorecards import ALL_WIRED, HEAD, finding, repository, scorecard, told, unread

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Reader(HTMLParser):
    """The page as a browser's parser would cut it: elements with attributes, and text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.declarations: list[str] = []
        self.open: list[str] = []
        self.style = ""
        self.script = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        elif self.open and self.open[-1] == "script":
            self.script += data
        else:
            self.text.append(data)

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements without links, which stand or not with the path they would lead to."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements if tag != "a"]

    def every(self, tag: str) -> Iterator[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return (attributes for each, attributes in self.elements if each == tag)

    @property
    def words(self) -> str:
        """The text on one line."""
        return " ".join("".join(self.text).split())


def full() -> Scorecard:
    return scorecard(
        repository(
            "octocat/service",
            ALL_WIRED,
            finding("tests", Level.PRESENT, ceiling=Level.WIRED),
            finding("experiment_tracking"),
            share=Share(0.4, 0.6),
            flags=(
                Flag(
                    "hollow_tests", Severity.SERIOUS, "no asserts", (Evidence("t.py", 4, Level.PRESENT, ""),)
                ),
            ),
            skipped=(SkippedFile("alerts.yaml", "larger than 256 kB", ("yaml",)),),
        ),
        unread("octocat/gone", "the clone did not end in time"),
    )


def worked_on() -> Scorecard:
    """Tests of somebody else's from spring to winter, and the candidate's CI of one day."""
    read = repository(levels={"tests": Level.WIRED, "ci": Level.WIRED}, share=Share(1, 1))
    history = {
        "tests.py": PathProvenance(Share(0, 0.2), HEAD, "2025-12-31", Origin.OTHER, "2025-04-02", 40, 3),
        "ci.py": PathProvenance(Share(1, 1), HEAD, "2025-01-01", Origin.CANDIDATE, "2025-01-01", 1, 1),
    }
    card = scorecard(replace(read, provenance=history))
    return replace(card, candidate=replace(card.candidate, certainty="declared"))


def rich() -> ScorecardDocument:
    """The document of a scorecard that has something of everything that a page shows."""
    document = document_of(told(full()))
    read = next(each for each in document["repositories"] if each["assessed"])
    read["activity"] = {
        "months": [
            {"month": "2024-03", "candidate": 4, "unsure": 1, "others": 5, "deployments": 0},
            {"month": "2024-05", "candidate": 2, "unsure": 0, "others": 0, "deployments": 1},
        ],
        "releases": [{"name": "v1.0", "date": "2024-05-20"}],
    }
    read["code"] = {"modules": 900, "notebooks": 100, "languages": {"Python": 750, "Go": 250}}
    for signal in read["signals"].values():
        signal["near"] = ["scripts/evaluation.py"]
        for entry in signal["evidence"]:
            entry["lines"] = {
                "first": 2,
                "text": ["  # <b>", "  def f():", "    return '</code>'"],
                "origin": "candidate",
                "share": (1.0, 1.0),
                "first_date": "2025-02-01",
                "last_date": "2025-02-01",
                "commit": HEAD,
            }
    return document


def outside(reader: Reader) -> list[dict[str, str | None]]:
    """The links that leave the page."""
    return [each for each in reader.every("a") if not (each["href"] or "").startswith("#")]
