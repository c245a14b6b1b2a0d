from __future__ import annotations

import csv
import io
import subprocess
import sys

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.model import Fact, Level, Status
from analyzer.provenance import Share
from analyzer.report.comparison.rows import ComparisonRow, row_of
from analyzer.report.table.frames import MissingExtra, comparison_frame, repositories_frame, to_csv
from analyzer.report.visible import visible
from analyzer.scorecard import DimensionScore, Scorecard
from tests.conftest import Samples
from tests.support.hostile import TEXTS, carrying
from tests.support.scorecards import (
    ALL_WIRED,
    CHECKS,
    HEAD,
    finding,
    flag,
    repository,
    scorecard,
    told,
    unread,
)

STARTS = tuple("=+-@＝＋－＠\t\r\n")
SERVICE = repository(
    "octocat/service",
    {"ci": Level.WIRED},
    finding("tests", status=Status.UNKNOWN),
    finding("model_code", status=Status.NOT_APPLICABLE),
    finding("monitoring", status=Status.ERROR),
    share=Share(1 / 3, 1.0),
    flags=(flag("hollow_ci"), flag("bulk_import"), flag("hollow_ci")),
    facts=(Fact("notebook_ratio", 0.25), Fact("active_days", 9), Fact("languages", "Python 3, C 1")),
)


def frame(card: Scorecard) -> pandas.DataFrame:
    return repositories_frame(card)


def cells(text: str) -> list[list[str]]:
    assert text.endswith("\n")
    assert "\r" not in text
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_one_row_a_repository() -> None:
    table = frame(scorecard(SERVICE, unread()))
    gone, row = (table.iloc[index] for index in range(2))
    assert list(table.columns[:8]) == [
        "name", "url", "head", "assessed", "problem", "commits", "share_low", "share_high",
    ]  # fmt: skip
    assert list(row[:8]) == [
        "octocat/service", "https://github.com/octocat/service", HEAD, True, None, 12, 0.3333, 1,
    ]  # fmt: skip
    assert {column for column in map(str, table) if column.startswith("signal_")} == {
        f"signal_{signal}" for signal in CHECKS
    }
    assert (row["signal_ci"], row["signal_ci_tests"]) == ("wired", "absent")
    assert (row["signal_tests"], row["signal_model_code"], row["signal_monitoring"]) == (
        "unknown",
        "not_applicable",
        "error",
    )
    assert row["flags"] == "bulk_import;hollow_ci"
    assert (row["fact_notebook_ratio"], row["fact_active_days"], row["fact_languages"]) == (
        0.25,
        9,
        "Python 3, C 1",
    )
    assert (gone["name"], gone["assessed"], gone["problem"]) == (
        "octocat/gone",
        False,
        "the clone did not end in time",
    )
    assert gone[["commits", "share_low", "signal_ci", "fact_active_days"]].isna().all()


def test_claims_of_its_documents_are_counted_beside_a_repository() -> None:
    table = frame(told(scorecard(SERVICE, unread())))
    assert list(table["claims"].fillna(-1)) == [-1, 3]  # the fourth is of the candidate's own file
    assert list(table["unsupported_claims"].fillna(-1)) == [-1, 1]


def test_numbers_stay_numbers_whichever_rows_have_gaps() -> None:
    for card in (scorecard(SERVICE), scorecard(SERVICE, unread())):
        types = frame(card).dtypes
        assert [str(types[name]) for name in ("commits", "share_low", "fact_active_days")] == [
            "Int64",
            "Float64",
            "Int64",
        ]
        assert f'"{HEAD}",True,"",12,0.3333,1.0,' in to_csv(frame(card))


def test_a_signal_that_only_a_finding_names_has_its_column() -> None:
    more = replace(SERVICE, findings={**SERVICE.findings, "plugin": finding("plugin", Level.PRESENT)})
    assert list(frame(scorecard(more))["signal_plugin"]) == ["present"]


@pytest.mark.parametrize("card", [scorecard(), scorecard(unread())])
def test_little_to_tell_is_no_error(card: Scorecard) -> None:
    rows = cells(to_csv(frame(card)))
    assert len(rows) == 1 + len(card.repositories)
    assert rows[0][0] == "name"


def test_candidates_are_compared_in_the_order_of_every_comparison() -> None:
    weak = scorecard(repository(levels={"tests": Level.PRESENT}))
    open_ended = scorecard(repository(levels={"tests": Level.PRESENT}), unread())
    strong = scorecard(
        repository(levels=ALL_WIRED, flags=(flag("hollow_ci"), flag("bulk_import"), flag("hollow_ci")))
    )
    other = replace(
        weak, dimensions=(*weak.dimensions[:1], DimensionScore("data", "data", 5.0, 6.0, 1.0, 1.0, False))
    )
    rows: list[ComparisonRow | tuple[str, Scorecard]] = [
        ("weak", weak),
        row_of("open", open_ended),
        ("strong", strong),
        ("other", other),
    ]
    table = comparison_frame(rows)
    assert list(table["name"]) == ["strong", "open", "other", "weak"]
    assert list(table.columns[:5]) == ["name", "label", "low", "high", "coverage"]
    first = table.iloc[0]
    assert (first["label"], first["low"]) == (strong.verdict.label, strong.verdict.low)
    assert (first["testing_low"], first["testing_high"]) == (
        strong.dimensions[1].low,
        strong.dimensions[1].high,
    )
    assert first["flags"] == "bulk_import;hollow_ci"
    assert list(table["data_low"].isna()) == [True, True, False, True]
    assert table["testing_high"].isna()[2]


def test_nothing_to_compare_is_a_header() -> None:
    assert cells(to_csv(comparison_frame([])))[0] == ["name", "label", "low", "high", "coverage", "flags"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_is_no_formula_and_breaks_no_row(text: str) -> None:
    card = carrying(text)
    for made in (frame(card), comparison_frame([(text, card)])):
        written = to_csv(made)
        rows = cells(written)
        assert len(rows) == written.count("\n") == 1 + len(made)
        assert {len(row) for row in rows} == {len(made.columns)}
        assert not [cell for row in rows for cell in row if cell.strip().startswith(STARTS)]
        shown = {cell for row in rows for cell in row}
        assert {visible(text), f"'{visible(text)}"} & shown
        assert all(each.isprintable() or each == "\n" for each in written.replace("\xa0", ""))
        written.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1", "'\\t=1"),
        ("\x00a", "'\\x00a"),
        ("  =1", "'  =1"),
        ("\u200b=1", "'\\u200b=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("'a", "'a"),
        ("two\nlines", "two\\nlines"),
        ("bad-\udcff", "bad-\\xff"),
    ],
)
def test_cells(text: str, cell: str) -> None:
    frame = pandas.DataFrame([[text]], columns=pandas.Index([text], dtype=object), dtype=object)
    assert cells(to_csv(frame)) == [[cell], [cell]]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=()), min_size=1, max_size=20), max_size=5))
def test_any_text_comes_back_as_it_is_seen(texts: list[str]) -> None:
    column = [row[0] for row in cells(to_csv(pandas.DataFrame({"a": pandas.Series(texts, dtype=object)})))]
    assert [each.removeprefix("'") for each in column[1:]] == [
        visible(text).removeprefix("'") for text in texts
    ]
    assert not [each for each in column if each.strip().startswith(STARTS)]


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"install repo-evidence\[table\]"):
        frame(scorecard())
    with pytest.raises(MissingExtra, match="pandas"):
        comparison_frame([])


def test_pandas_is_loaded_only_when_a_table_is_made() -> None:
    code = "import sys, analyzer.report.table; sys.exit('pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_samples_become_tables_alike_each_time(samples: Samples) -> None:
    for _, card in samples.scorecards:
        table = repositories_frame(card)
        assert list(table["name"]) == sorted(each.name for each in card.repositories)
        assert to_csv(table) == to_csv(repositories_frame(replace(card)))
        assert table.filter(like="signal_").notna().all(axis=None)
    compared = comparison_frame(samples.scorecards)
    assert compared["name"][0] == "production-engineer"
    assert to_csv(compared) == to_csv(comparison_frame(reversed(samples.scorecards)))
    back = pandas.read_csv(io.StringIO(to_csv(compared)))
    assert list(back["low"]) == list(compared["low"])
