"""Words that claim less than they seem to, and what alone bears them out, from our own pen."""

from __future__ import annotations

import pytest

from analyzer.claims.judging import judge
from analyzer.claims.sentences import Context, claims_of
from analyzer.model import Evidence, Level, Statement, Support
from tests.support.scorecards import finding, repository

FEATURES = Context(headings=("Shelf counter", "Features"), item=True)
PLAIN = Context(headings=("Shelf counter", "Architecture"), own_names=frozenset({"shelf", "counter"}))


@pytest.mark.parametrize(
    ("text", "context", "topics"),
    [
        ("Reranking with a zero-downtime fallback", FEATURES, []),
        ("Zero downtime", FEATURES, ["deployment"]),
        ("Zero-downtime deployments", FEATURES, ["deployment"]),
        ("Rolling updates with zero downtime", FEATURES, ["deployment"]),
        ("Retraining trigger visualization", FEATURES, []),
        ("Retraining trigger checks", FEATURES, ["retraining"]),
        ("The latency is ~150ms RTT.", PLAIN, []),
        ("The latency is ~150ms.", PLAIN, ["latency"]),
        # What is left to do is no claim; a circuit that stays open and readings with holes are not left to do.
        ("Alertmanager paging and a second region remain open.", FEATURES, []),
        ("Alertmanager pages when a circuit remains open for long.", FEATURES, ["alerting"]),
        ("Alertmanager paging is still missing.", FEATURES, []),
        ("Alertmanager paging is a known gap.", FEATURES, []),
        ("Alertmanager pages when readings have gaps.", FEATURES, ["alerting"]),
    ],
)
def test_a_word_claims_a_thing_only_of_that_thing(text: str, context: Context, topics: list[str]) -> None:
    assert [each.name for each in claims_of(text, context)] == topics


@pytest.mark.parametrize(
    ("topic", "text", "level", "note", "expected"),
    [
        # A message from a job watches no service.
        ("monitoring", "Monitoring", Level.WIRED, "a task that fails notifies", Support.UNSUPPORTED),
        ("monitoring", "Monitoring", Level.WIRED, "measures are kept", Support.SUPPORTED),
        # Another tool is not the one that is named; one that is there and does nothing yet leaves it open.
        ("monitoring", "Monitoring with Evidently", Level.WIRED, "an own one", Support.NOT_ASSESSABLE),
        ("monitoring", "Monitoring with Evidently", Level.WIRED, "Evidently: run", Support.SUPPORTED),
        ("monitoring", "Monitoring with Evidently", Level.ABSENT, "", Support.UNSUPPORTED),
        ("monitoring", "Monitoring: Evidently, Prometheus", Level.WIRED, "Counter", Support.SUPPORTED),
        ("drift", "Evidently drift report", Level.WIRED, "own drift statistic", Support.NOT_ASSESSABLE),
        ("drift", "Evidently drift report", Level.PRESENT, "Evidently: used", Support.NOT_ASSESSABLE),
        ("drift", "Evidently drift report", Level.PRESENT, "a test: used", Support.UNSUPPORTED),
        # What a dashboard shows belongs to it.
        ("monitoring", "Dashboard for model monitoring", Level.WIRED, "Counter", Support.NOT_ASSESSABLE),
        ("monitoring", "Dashboard for model monitoring", Level.WIRED, "dashboard", Support.SUPPORTED),
        ("monitoring", "Dashboard for monitoring and alerts", Level.WIRED, "Counter", Support.SUPPORTED),
    ],
)
def test_what_bears_it_out_must_be_what_is_named(
    topic: str, text: str, level: Level, note: str, expected: Support
) -> None:
    places = (Evidence("a.py", 1, level, note),) if note else ()
    said = Statement(text, "README.md", 3, topic, ("alerting",))
    (claim,) = judge((repository("a", {}, finding("alerting", evidence=places)),), (said,))
    assert claim.support is expected


def test_of_places_as_strong_those_come_first_that_their_check_shows_first() -> None:
    places = tuple(Evidence(path, 1, Level.WIRED, "w") for path in ("b.tf", "a.tf"))
    said = Statement("Infrastructure as code", "README.md", 3, "deployment", ("infrastructure",))
    (claim,) = judge((repository("a", {}, finding("infrastructure", evidence=places)),), (said,))
    assert [each.evidence.path for each in claim.places] == ["b.tf", "a.tf"]


def test_what_brings_it_there_tells_of_a_deployment_first() -> None:
    serving = finding("serving", evidence=(Evidence("api.py", 1, Level.WIRED, "w"),))
    image = finding("dockerfile", evidence=(Evidence("Dockerfile", 1, Level.WIRED, "w"),))
    for topic, first in (("deployment", "Dockerfile"), ("production", "api.py")):
        said = Statement("It is deployed.", "README.md", 3, topic, ("serving", "dockerfile"))
        (claim,) = judge((repository("a", {}, serving, image),), (said,))
        assert claim.places[0].evidence.path == first
