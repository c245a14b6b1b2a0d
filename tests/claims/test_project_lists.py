"""Lists below words that say what the project is, and what is praise or a word of another thing."""

from __future__ import annotations

import pytest

from analyzer.claims.sentences import Context, claims_of

PLAIN = Context(headings=("Shelf counter", "Architecture"), own_names=frozenset({"shelf", "counter"}))
OPENING = Context(headings=("Shelf counter",), opening=True, own_names=frozenset({"shelf", "counter"}))
OVERVIEW = Context(headings=("Shelf counter", "Overview"))
LEAD = "Production system for counting shelves:"
PARTS = Context(("Shelf counter", "Overview"), LEAD, item=True)
TESTS = "340 Tests \u2014 Unit + integration tests"

CLAIMS = [
    ("Production system for counting shelves and boxes:", OVERVIEW, "production"),
    ("Our production ML platform that counts shelves.", OVERVIEW, "production"),
    ("Real-Time Alerts \u2014 dispatch over webhook and chat channels", PARTS, "alerting"),
    (TESTS, PARTS, "tests"),
    ("The infrastructure is managed with Terraform.", PLAIN, "deployment"),
]
NO_CLAIMS = [
    ("Production system for counting shelves and boxes:", PLAIN),
    ("A production line of shelves for shops", OVERVIEW),
    ("Real-Time Alerts \u2014 for everybody", PARTS),
    ("unit + integration tests", PARTS),
    (TESTS, Context(("Shelf counter", "Overview"), "Shelves have:", item=True)),
    (TESTS, Context(("Shelf counter", "Layout"), LEAD, item=True)),
    (TESTS, Context(("Shelf counter", "Overview"), "A system that runs these commands:", item=True)),
    # praise
    ("This project is an enterprise-grade forecasting platform.", PLAIN),
    ("Enterprise-grade forecasting service", OPENING),
    # where a tool keeps what it knows
    ("It uses Terraform's default local backend: state is written to terraform.tfstate.", PLAIN),
    ("The project uses a Terraform state in one file.", PLAIN),
]


@pytest.mark.parametrize(("text", "context", "topic"), CLAIMS)
def test_what_a_project_says_of_itself_is_a_claim(text: str, context: Context, topic: str) -> None:
    assert topic in {each.name for each in claims_of(text, context)}


@pytest.mark.parametrize(("text", "context"), NO_CLAIMS)
def test_anything_else_is_none(text: str, context: Context) -> None:
    assert not list(claims_of(text, context))
