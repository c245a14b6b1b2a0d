"""A file of one's own claims: what is read, what is not, and that nothing is passed over in silence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import analyzer.claims.own_file as own_file
from analyzer.claims import CLAIMS_FILE_LIMIT, ClaimsError, claims_content, claims_notes, read_claims_content
from analyzer.parsing.documents.pdf import MOST_PAGES, parse_pdf
from tests.support.pdf_files import pdf, protected

CV = (
    ("Ada Example", "Acme", "• Deployed the price model to production", "behind FastAPI"),
    ("Projects", "(2023)"),
    ("• Set up alerts for the price model",),
)


def test_the_lines_of_a_pdf_are_its_pages() -> None:
    found = read_claims_content(b"sent by mail\r\n" + pdf(CV), "cv.pdf").statements
    assert [(each.path, each.line, each.text) for each in found] == [
        ("cv.pdf", 1, "Deployed the price model to production behind FastAPI"),
        ("cv.pdf", 3, "Set up alerts for the price model"),
    ]


def test_a_pdf_that_nobody_may_change_is_read() -> None:
    assert parse_pdf(protected(pdf(CV), "")).pages == parse_pdf(pdf(CV)).pages


def test_ligatures_bullets_and_line_ends_are_plain() -> None:
    (page,) = parse_pdf(pdf([["– a", "b – c", "·  d"]])).pages
    assert page == "- a\nb – c\n- d"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (pdf([[], []]), "it contains no text, as a scan or a picture does"),
        (protected(pdf(CV), "secret"), "it is protected by a password"),
        (pdf([["x"]] * (MOST_PAGES + 1)), "it has more than 40 pages"),
        (pdf([["x" * 1000] * 300]), "it has more than 256 kB of text"),
        (pdf(CV)[:400], "it is damaged or no PDF"),
        (b"%PDF-", "it is damaged or no PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(content: bytes, problem: str) -> None:
    assert parse_pdf(content).problem == problem


def test_as_many_pages_as_may_be_are_read() -> None:
    assert len(parse_pdf(pdf([["x"]] * MOST_PAGES)).pages) == MOST_PAGES


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf([[]]), "as a scan or a picture does; provide the claims as plain text or Markdown"),
        (b"PK\x03\x04\x14", "it is a document of a word processor (.docx, .odt, .pages) or an archive, which is "
         "not read; save it as PDF, or provide the claims as plain text or Markdown"),
        (b"\xd0\xcf\x11\xe0\xa1", "an old word processor (.doc), which is not read; save it as PDF"),
        (b"{\\rtf1\\ansi", "rich text format (.rtf), which is not read; save it as PDF"),
        (b"\x89PNG\r\n", "it is a picture, which is not read"),
        (b"a\0b", "not a text file; provide the claims as plain text or Markdown in UTF-8, or as a PDF with"),
        (b" \n\t", "it is empty; provide the claims"),
        (b"x" * (CLAIMS_FILE_LIMIT + 1), "it is larger than 256 kB; provide only the part with the claims"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_an_error_with_the_remedy(content: bytes, said: str) -> None:
    with pytest.raises(ClaimsError) as caught:
        read_claims_content(content, "cv")
    assert said in str(caught.value) and not caught.value.needs_extra


def test_without_pypdf_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_file, "find_spec", lambda name: None)
    with pytest.raises(
        ClaimsError, match=r"needs pypdf: pip install 'repo-evidence\[pdf\]'; or provide"
    ) as caught:
        read_claims_content(pdf(CV), "cv.pdf")
    assert caught.value.needs_extra


def test_what_is_read_without_a_claim_or_left_out_is_said() -> None:
    nothing = read_claims_content(b"Fluent in Spanish.\n", "cv.md")
    assert claims_notes(nothing, "cv.md") == ("no claims about production work were recognised in 'cv.md'",)
    lines = "".join(f"- Deployed model {number} to production\n" for number in range(201))
    many = read_claims_content(lines.encode(), "cv.md")
    assert claims_notes(many, "cv.md") == ("'cv.md' contains 1 more claims; only the first 200 are assessed",)


def test_a_place_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert claims_content(io.BytesIO(b"abc")) == b"abc"
    with pytest.raises(ClaimsError, match="No such file or directory; provide a file of plain text or"):
        claims_content(tmp_path / "cv.md")
    with pytest.raises(ClaimsError, match="Is a directory"):
        claims_content(tmp_path)
