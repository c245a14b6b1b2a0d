"""Journeys of claims through the real command line: from documents and a file to the report."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from sample_repos.build import build_portfolio, portfolios
from tests.support.command_line import COMMAND, document, repo_evidence, variables
from tests.support.pdf_files import pdf
from tests.support.repositories import CommitSpec, build_repository

README = """# Price service

A production-ready price service with real-time monitoring.

## Features

- Thoroughly tested price rules
- Canary releases

The p99 latency is 20 ms, and we serve 12,000 customers.
"""
TEST = "from shop import price\n\n\ndef test_price():\n    assert price(2) == 4\n    assert price(3) == 6\n"
CV = """# Experience

- Built and ran a price model serving 3k rps at p99 < 40 ms
- Wrote the tests
- Led a team of five engineers
- I have not deployed anything yet
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose README says more than its files show; only the tests are there."""
    files = {"README.md": README, "shop.py": "def price(x):\n    return 2 * x\n", "test_shop.py": TEST}
    return build_repository(tmp_path_factory.mktemp("portfolio") / "shop", [CommitSpec(files)])


@pytest.fixture
def cv(tmp_path: Path) -> Path:
    path = tmp_path / "cv.md"
    path.write_text(CV)
    return path


def claims(stdout: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(stdout)["claims"]
    return found


def test_the_readme_is_held_against_its_repository(shop: Path) -> None:
    done = repo_evidence("scan", str(shop), "-f", "json")
    assert done.returncode == 0, done.stderr
    ledger = [(each["support"], each["repository"], each["line"]) for each in claims(done.stdout)]
    assert ledger == [
        ("unsupported", "shop", 3),
        ("unsupported", "shop", 8),
        ("unsupported", "shop", 10),
        ("supported", "shop", 7),
    ]
    tests = claims(done.stdout)[-1]
    assert [each["path"] for each in tests["evidence"]] == ["test_shop.py"]
    card = document(done.stdout)
    assert "claims_without_evidence" in card["repositories"][0]["flags"]
    monitoring = card["repositories"][0]["signals"]["monitoring"]
    assert monitoring["level"] == "claimed"
    assert [(each["path"], each["line"]) for each in monitoring["evidence"]] == [("README.md", 3)]
    assert monitoring["evidence"][0]["commit"] is not None


def test_a_file_of_ones_own_is_held_against_everything_and_shows_no_folder(shop: Path, cv: Path) -> None:
    done = repo_evidence("scan", str(shop), "--claims", str(cv), "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    own = [each for each in claims(done.stdout) if each["repository"] is None]
    assert [(each["support"], each["line"]) for each in own] == [
        ("unsupported", 3),
        ("not_assessable", 5),
        ("supported", 4),
    ]
    assert {each["path"] for each in own} == {"cv.md"}
    assert own[-1]["evidence"][0]["note"].startswith("shop: ")
    assert str(cv.parent) not in done.stdout


def test_an_unread_repository_leaves_a_claim_open(shop: Path, cv: Path, tmp_path: Path) -> None:
    build_repository(tmp_path / "empty", [])
    done = repo_evidence("scan", str(shop), str(tmp_path / "empty"), "--claims", str(cv), "-f", "json")
    assert done.returncode == 3
    own = {(each["line"], each["support"]) for each in claims(done.stdout) if each["repository"] is None}
    assert own == {(3, "not_assessable"), (4, "supported"), (5, "not_assessable")}


@pytest.mark.parametrize(
    ("name", "unsupported"),
    [
        (
            "showcase",
            ["10M requests/day", "p99 latency | 20 ms", "98 % test coverage", "autoscaled on Kubernetes"],
        ),
        ("production-engineer", []),
    ],
)
def test_large_words_of_the_samples_are_not_borne_out(
    name: str, unsupported: list[str], tmp_path: Path
) -> None:
    (portfolio,) = [each for each in portfolios() if each.name == name]
    build_portfolio(portfolio, tmp_path / name)
    done = repo_evidence("scan", str(tmp_path / name), "-f", "json")
    ledger = claims(done.stdout)
    texts = [each["text"] for each in ledger if each["support"] == "unsupported"]
    assert all(any(words in text for text in texts) for words in unsupported)
    flags = {flag["id"] for flag in document(done.stdout)["flags"]}
    assert ("claims_without_evidence" in flags) is bool(unsupported) is bool(texts)


def test_claims_are_read_from_standard_input(shop: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "scan", str(shop), "--claims", "-", "-f", "json"],
        input="Ran the on-call rotation.",
        env=variables(),
        capture_output=True,
        text=True,
        check=True,
    )
    own = [each for each in claims(done.stdout) if each["repository"] is None]
    assert [(each["path"], each["support"]) for each in own] == [("standard input", "not_assessable")]


def test_a_file_without_claims_says_so(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("Fluent in Spanish.\n")
    done = repo_evidence("scan", str(shop), "--claims", str(tmp_path / "cv.txt"), "-f", "json")
    assert done.returncode == 0
    assert "no claims about production work were recognised in 'cv.txt'" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "provide a file of plain text or Markdown, or a PDF with text"),
        (b"%PDF-1.7 \0\0", "damaged or no PDF; provide the claims as plain text or Markdown"),
        (b"a b c\n" * 60_000, "is larger than 256 kB"),
    ],
)
def test_a_bad_file_is_a_usage_error_that_names_it_and_the_remedy(
    shop: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "cv.pdf"
    if content is not None:
        path.write_bytes(content)
    done = repo_evidence("scan", str(shop), "--claims", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cv.pdf" in done.stderr
    assert words in done.stderr


def test_a_cv_as_pdf_is_read_page_by_page(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "cv.pdf").write_bytes(pdf([["Ada Example"], ["• Deployed the price model to production"]]))
    done = repo_evidence("scan", str(shop), "--claims", str(tmp_path / "cv.pdf"), "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    own = [each for each in claims(done.stdout) if each["repository"] is None]
    assert [(each["path"], each["line"], each["text"]) for each in own] == [
        ("cv.pdf", 2, "Deployed the price model to production")
    ]


def test_a_folder_is_no_file_of_claims(shop: Path, tmp_path: Path) -> None:
    assert repo_evidence("scan", str(shop), "--claims", str(tmp_path)).returncode == 2
