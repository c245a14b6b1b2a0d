import pytest

from parcel_eta.data import InvalidData, read_export, shipments, validate


def test_reads_what_was_exported(rows, tmp_path):
    path = tmp_path / "shipments.csv"
    rows.sample(frac=1, random_state=1).to_csv(path, index=False)
    read = read_export(path)
    assert read["delivered_at"].is_monotonic_increasing
    assert len(shipments(read)) == len(rows)


def test_missing_column_is_named(rows):
    with pytest.raises(InvalidData, match="rain_mm"):
        validate(rows.drop(columns="rain_mm"))


def test_a_column_that_went_empty_stops_the_training(rows):
    with pytest.raises(InvalidData, match=r"weight_kg: 100\.0%"):
        validate(rows.assign(weight_kg=None))


def test_a_few_bad_rows_are_dropped(rows):
    bad = rows.copy()
    bad.loc[:9, "minutes"] = -1.0
    assert len(validate(bad)) == len(rows) - 10


def test_too_few_rows(rows):
    with pytest.raises(InvalidData, match="500 are needed"):
        validate(rows.head(100))
