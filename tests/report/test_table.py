from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable, Iterable

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.model import Evidence, Fact, Level, Status
from analyzer.provenance import CitedLines, Origin, PathProvenance, Share
from analyzer.report.comparison.rows import ComparisonRow, row_of
from analyzer.report.contract import ScorecardDocument
from analyzer.report.json import document_of
from analyzer.report.table.columns import Column, MissingExtra, frame_of, parquet_of, to_csv
from analyzer.report.table.findings import finding_columns
from analyzer.report.table.frames import comparison_columns, repository_columns
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
    return frame_of(repository_columns(document_of(card)))


def found_in(card: Scorecard) -> pandas.DataFrame:
    return frame_of(finding_columns(document_of(card)))


def compared_frame(rows: Iterable[ComparisonRow | tuple[str, Scorecard]]) -> pandas.DataFrame:
    return frame_of(comparison_columns(rows))


def cells(text: str) -> list[list[str]]:
    assert text.endswith("\n")
    assert "\r" not in text
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_one_row_a_repository() -> None:
    table = frame(scorecard(SERVICE, unread()))
    gone, row = (table.iloc[index] for index in range(2))
    assert list(table.columns[:13]) == [
        "candidate", "label", "score", "low", "high",
        "name", "url", "head", "assessed", "problem", "commits", "share_low", "share_high",
    ]  # fmt: skip
    card = scorecard(SERVICE, unread()).verdict
    assert list(row[:5]) == ["octocat", card.label, card.low, card.low, card.high] == list(gone[:5])
    assert list(row[5:13]) == [
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
        assert f'"{HEAD}","yes","",12,0.3333,1.0,' in to_csv(frame(card))


def test_a_signal_that_only_a_finding_names_has_its_column() -> None:
    more = replace(SERVICE, findings={**SERVICE.findings, "plugin": finding("plugin", Level.PRESENT)})
    assert list(frame(scorecard(more))["signal_plugin"]) == ["present"]


@pytest.mark.parametrize("card", [scorecard(), scorecard(unread())])
def test_little_to_tell_is_no_error(card: Scorecard) -> None:
    rows = cells(to_csv(frame(card)))
    assert len(rows) == 1 + len(card.repositories)
    assert rows[0][0] == "candidate"
    assert len(cells(to_csv(found_in(card)))) == len(rows)


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
    table = compared_frame(rows)
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


def test_one_row_a_finding() -> None:
    lines = CitedLines(1, ("a", "b", "c"), Share(0.4, 0.5), Origin.CANDIDATE)
    theirs = PathProvenance(Share(0.2, 0.4), HEAD, "2026-03-04", Origin.OTHER)
    evidence = (Evidence("a.py", 2, Level.WIRED, ""), Evidence("b.py", 3, Level.SUBSTANTIVE, ""))
    result = repository(
        "octocat/service", {"ci": Level.WIRED}, finding("tests", evidence=evidence), share=Share(0.4, 0.5)
    )
    result = replace(
        result, cited={("b.py", 3): lines}, provenance={**result.provenance, "a.py": theirs, "ci.py": theirs}
    )
    table = found_in(scorecard(result, unread()))
    assert len(table) == 1 + len(CHECKS)
    gone = table.iloc[0]
    assert (gone["repository"], gone["status"]) == ("octocat/gone", "not_assessed")
    assert gone[["signal", "level_found", "points_earned", "points_possible", "id"]].isna().all()
    rows = table[table["repository"] == "octocat/service"].set_index("signal")
    tests, ci, absent = (rows.loc[each] for each in ("tests", "ci", "ci_tests"))
    # 0.6 by a share of 0.4 earns more than 0.9 by one of 0.2; the credit of the latter is below one half.
    assert (tests["level_found"], tests["level_credited"]) == ("wired", "substantive")
    assert (tests["path"], tests["line"], tests["author"], tests["share_low"]) == (
        "b.py",
        3,
        "candidate",
        0.4,
    )
    assert (tests["points_earned"], tests["points_at_most"], tests["points_possible"]) == (
        7.5886,
        11.3829,
        15.8095,
    )
    assert tests["id"] == "octocat/service/tests"
    assert tests["permalink"] == f"https://github.com/octocat/service/blob/{HEAD}/b.py#L3"
    assert (ci["author"], ci["level_credited"]) == ("other", "absent")
    assert (absent["level_found"], absent["points_earned"], absent["status"]) == ("absent", 0.0, "measured")
    assert absent[["path", "line", "author", "permalink"]].isna().all()


def test_findings_are_parquet_with_the_types_of_their_columns(samples: Samples) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    card = dict(samples.scorecards)["team-member"]
    for columns in (finding_columns(document_of(card)), repository_columns(document_of(card))):
        read = parquet.read_table(io.BytesIO(parquet_of(columns)))
        assert read.schema.names == [each.name for each in columns]
        kinds = {"object": "string", "Int64": "int64", "Float64": "double", "boolean": "bool"}
        assert [str(each) for each in read.schema.types] == [kinds[each.type] for each in columns]
        assert read.num_rows == len(frame_of(columns))
        assert parquet_of(columns) == parquet_of(columns)


@pytest.mark.parametrize("made", [finding_columns, repository_columns])
def test_nothing_is_spelled_as_a_program_would(
    samples: Samples, made: Callable[[ScorecardDocument], list[Column]]
) -> None:
    for _, card in samples.scorecards:
        text = to_csv(frame_of(made(document_of(card))))
        shown = {cell for row in cells(text)[1:] for cell in row}
        assert not shown & {"True", "False", "None", "nan", "NaN", "<NA>", "NaT"}
        assert not [each for each in shown if each.startswith(("[", "{", "("))]


@pytest.mark.parametrize(
    ("value", "type", "cell"),
    [
        (True, "boolean", "yes"),
        (False, "boolean", "no"),
        (None, "boolean", ""),
        (1, "boolean", ""),
        (True, "Int64", ""),
        (3.0, "Int64", "3"),
        (3.5, "Int64", ""),
        (2**63, "Int64", ""),
        (2**63 - 1, "Int64", str(2**63 - 1)),
        (3, "Float64", "3.0"),
        ("3", "Float64", ""),
        (3, "object", ""),
        ("=3", "object", "'=3"),
    ],
)
def test_a_value_that_is_not_of_its_columns_type_is_a_gap(value: object, type: str, cell: str) -> None:
    assert cells(to_csv(frame_of([Column("a", type, [value])])))[1] == [cell]


def test_nothing_to_compare_is_a_header() -> None:
    assert cells(to_csv(compared_frame([])))[0] == ["name", "label", "low", "high", "coverage", "flags"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_is_no_formula_and_breaks_no_row(text: str) -> None:
    card = carrying(text)
    for made in (frame(card), found_in(card), compared_frame([(text, card)])):
        written = to_csv(made)
        rows = cells(written)
        assert len(rows) == written.count("\n") == 1 + len(made)
        assert {len(row) for row in rows} == {len(made.columns)}
        assert not [cell for row in rows for cell in row if cell.strip().startswith(STARTS)]
        shown = {cell for row in rows for cell in row}
        assert {visible(text), f"'{visible(text)}"} & shown
        assert written.replace("\xa0", "").replace("\n", "").isprintable()
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
        compared_frame([])


def test_pandas_is_loaded_only_when_a_table_is_made() -> None:
    code = "import sys, analyzer.report.table; sys.exit('pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_samples_become_tables_alike_each_time(samples: Samples) -> None:
    for _, card in samples.scorecards:
        table = frame(card)
        assert list(table["name"]) == sorted(each.name for each in card.repositories)
        assert to_csv(table) == to_csv(frame(replace(card)))
        assert table.filter(like="signal_").notna().all(axis=None)
    compared = compared_frame(samples.scorecards)
    assert compared["name"][0] == "production-engineer"
    assert to_csv(compared) == to_csv(compared_frame(reversed(samples.scorecards)))
    back = pandas.read_csv(io.StringIO(to_csv(compared)))
    assert list(back["low"]) == list(compared["low"])
