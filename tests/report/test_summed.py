"""The sum that a reader can check: it comes to the score."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Level
from analyzer.provenance import Share
from analyzer.report.json import document_of
from analyzer.report.summed import part_of_score, summed
from tests.support.scorecards import ALL_WIRED, repository, scorecard


def test_the_rows_of_a_sum_make_the_score() -> None:
    document = document_of(scorecard(repository("a", ALL_WIRED, share=Share(0.3, 0.5)), repository("b")))
    found = summed(document)
    assert found is not None
    assert round(min(100.0, sum(each.adds for each in found.dimensions)), 1) == pytest.approx(
        found.sum, abs=0.06
    )
    for dimension in found.dimensions:
        assert dimension.sum == pytest.approx(sum(each.low * each.weight for each in dimension.signals))
        assert dimension.low == pytest.approx(100 * min(1, dimension.sum / dimension.full), abs=0.06)
        assert dimension.over == pytest.approx(max(0.0, dimension.sum - dimension.full))
        for each in dimension.signals:
            assert each.low == pytest.approx(each.points * (each.credit or 0) * (each.life or 0), abs=1e-5)


def test_a_signal_that_nobody_shows_earns_nothing_and_has_no_credit() -> None:
    found = summed(document_of(scorecard(repository("a", {"tests": Level.WIRED}, share=Share(0.25, 1.0)))))
    assert found is not None
    rows = {each.id: each for dimension in found.dimensions for each in dimension.signals}
    assert (rows["monitoring"].low, rows["monitoring"].credit, rows["monitoring"].life) == (0.0, None, None)
    assert (rows["tests"].points, rows["tests"].credit, rows["tests"].low) == (0.9, 0.5, 0.45)


def test_the_parts_of_all_signals_are_what_the_score_is_made_of() -> None:
    document = document_of(scorecard(repository("a")))
    parts = {each["id"]: part_of_score(document, each) for each in document["signals"]}
    assert parts["typed_code"] == 0.0
    monitoring = next(each for each in document["signals"] if each["id"] == "monitoring")
    dimension = next(each for each in document["dimensions"] if each["id"] == monitoring["dimension"])
    expected = 100 * monitoring["weight"] * dimension["weight"]
    expected /= dimension["full_credit_at"] * document["rubric"]["full_credit_at"]
    assert parts["monitoring"] == pytest.approx(expected)


def test_a_score_that_a_band_bounds_is_said_to_be() -> None:
    document = document_of(scorecard(repository("a", ALL_WIRED, share=Share(1, 1))))
    found = summed(document)
    assert found is not None
    assert not replace(found, sum=50.0, low=50.0).bounded
    assert replace(found, sum=50.1, low=50.0).bounded


def test_a_document_of_an_earlier_version_has_no_sum() -> None:
    document = document_of(scorecard(repository("a")))
    document["signals"] = []
    assert summed(document) is None
