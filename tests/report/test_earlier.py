"""Scorecards that earlier versions of the program wrote are read by today's, and compared with its own.

The files of `earlier/` were written by the code of the day in their names, of a sample candidate as it was
described then; they are never written anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analyzer import Scorecard, __version__
from analyzer.report.comparison.load import load_scorecards, row_of_document
from analyzer.report.comparison.versions import not_comparable
from tests.conftest import Samples
from tests.support.command_line import SCHEMA, repo_evidence

EARLIER = sorted((Path(__file__).parent / "earlier").glob("*.json"))
SAMPLES = {
    "1.0-2026-11-26": "production-engineer",
    "1.0-2026-11-29": "team-member",
    "1.1-2026-11-30": "quiet-operator",
}
# How the files of a version end that has not been written by anybody yet.
LATER = "1.9"


def loaded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_an_earlier_scorecard_is_read_whole(path: Path) -> None:
    raw, card = loaded(path), Scorecard.from_json(path.read_bytes())
    assert raw["schema_version"] == path.stem.partition("-")[0]
    assert (card.label, card.low, card.high) == tuple(raw["verdict"][key] for key in ("label", "low", "high"))
    assert [each["name"] for each in card.repositories] == [each["name"] for each in raw["repositories"]]
    assert len(card.questions) == len(raw["questions"])
    assert card._repr_html_().startswith("<div")
    assert Scorecard.from_json(card.to_json()) == card


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_what_it_did_not_say_is_filled_in_so_that_it_fits_the_schema_of_today(path: Path) -> None:
    raw, today = loaded(path), SCHEMA["properties"]["schema_version"]["const"]
    if raw["schema_version"] != today:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(raw, SCHEMA)
    document = json.loads(Scorecard.from_json(path.read_text()).to_json())
    if document["schema_version"] == today:
        jsonschema.validate(document, SCHEMA)


def test_every_stored_example_is_of_a_sample() -> None:
    assert [path.stem for path in EARLIER] == list(SAMPLES)


def test_earlier_scorecards_make_a_frame() -> None:
    pytest.importorskip("pandas")
    frame = Scorecard.from_json(EARLIER[0].read_text()).to_frame()
    assert list(frame["signal_tests"]) == ["substantive", "substantive"]
    assert list(frame["share_low"]) == [
        each["candidate_share"][0] for each in loaded(EARLIER[0])["repositories"]
    ]


def today(samples: Samples, folder: Path) -> Path:
    from analyzer.report.json import to_json

    name, card = samples.scorecards[0]
    path = folder / f"{name}.json"
    path.write_text(to_json(card))
    return path


def test_a_comparison_across_versions_says_what_is_not_comparable(samples: Samples, tmp_path: Path) -> None:
    own = today(samples, tmp_path)
    refused = repo_evidence("compare", str(own), str(EARLIER[0]))
    assert refused.returncode == 2
    assert "has other numbers in another version" in refused.stderr
    known = {signal for each in loaded(own)["repositories"] for signal in each["signals"]}
    then = {signal for each in loaded(EARLIER[0])["repositories"] for signal in each["signals"]}
    first = sorted(known - then)[0]
    words = f"Not looked for in {EARLIER[0].stem}: {first}"
    shown = repo_evidence("compare", "--mixed", str(own), str(EARLIER[0]), COLUMNS="1000")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert words in shown.stdout
    table = repo_evidence("compare", "--mixed", "-f", "csv", str(own), str(EARLIER[0]))
    assert table.returncode == 0
    assert words in table.stderr and words not in table.stdout


def altered(path: Path, folder: Path, name: str, **changes: object) -> Path:
    """The scorecard as another version might have written it."""
    new = folder / f"{name}.json"
    new.write_text(json.dumps(loaded(path) | changes))
    return new


def remarks(*paths: Path) -> list[str]:
    cards, problems = load_scorecards(map(str, paths), mixed=True)
    assert problems == []
    return not_comparable(map(row_of_document, cards))


def test_alike_scorecards_have_no_remark(samples: Samples, tmp_path: Path) -> None:
    own = today(samples, tmp_path)
    assert remarks(own, altered(own, tmp_path, "other")) == []


def test_versions_dimensions_and_signals_that_differ_are_named(samples: Samples, tmp_path: Path) -> None:
    own = today(samples, tmp_path)
    document = loaded(own)
    later = altered(
        own, tmp_path, "later", schema_version=LATER, tool={"name": "repo-evidence", "version": "9.0"}, news=1
    )
    (version,) = remarks(own, later)
    assert f"({__version__}: {own.stem}; 9.0: later)" in version
    fewer = altered(own, tmp_path, "fewer", dimensions=document["dimensions"][1:])
    title = document["dimensions"][0]["title"]
    assert remarks(own, fewer) == [f"No score for {title} in fewer: the rubric has no such dimension."]
    unread = [each | {"assessed": False, "signals": {}} for each in document["repositories"]]
    assert remarks(own, altered(own, tmp_path, "unread", repositories=unread)) == []
    for each in document["repositories"]:
        each["signals"].pop("tests", None)
    (missing,) = remarks(own, altered(own, tmp_path, "less", repositories=document["repositories"]))
    assert missing.startswith("Not looked for in less: tests.")
