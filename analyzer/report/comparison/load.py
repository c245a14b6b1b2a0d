"""Reads scorecards back from JSON of the contract, as far as a comparison needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from analyzer.report.comparison.rows import ComparedDimension, ComparedRubric, ComparisonRow
from analyzer.report.comparison.sides import Named, rubric_of
from analyzer.report.contract import ScorecardDocument
from analyzer.report.loading import RESULT_SIZE_LIMIT, BadDocument, read_document


class LoadError(Exception):
    """Nothing that was named holds a scorecard; the message says what was looked at."""


def load_scorecards(places: Iterable[str], *, mixed: bool = False) -> tuple[list[Named], list[str]]:
    """All scorecards in the files and folders, and a sentence for each that cannot be read.

    One is called by its file's name. Raises LoadError if there is not one scorecard, and, unless `mixed`,
    if they were scored with different rubrics.
    """
    by_rubric: dict[ComparedRubric, list[str]] = {}
    found: list[Named] = []
    problems: list[str] = []
    for path in _files(places, problems):
        try:
            document = _read(path)
            found.append(Named(path.stem, document))
            by_rubric.setdefault(rubric_of(document), []).append(path.name)
        except (OSError, BadDocument) as error:
            problems.append(f"left out: {path.name}: {_why(error)}")
    if not found:
        looked = "; ".join(problems) or "no .json files were found"
        raise LoadError(f"no scorecard to compare ({looked}); write some with 'scan -f json -o FILE'")
    if not mixed:
        _require_one_rubric(by_rubric)
    return found, problems


def _require_one_rubric(files: Mapping[ComparedRubric, list[str]]) -> None:
    """Numbers of different rubrics mean different things."""
    if len(files) > 1:
        found = "; ".join(f"{', '.join(names)}: {rubric.words}" for rubric, names in files.items())
        remedy = "scan again with one --role or --rubric"
        if len({rubric.name for rubric in files}) == 1:
            remedy = "a rubric of one name has other numbers in another version; scan again with one version"
        raise LoadError(
            f"these scorecards were scored with different rubrics ({found}); {remedy}, or give --mixed to "
            "show the rubric in each row"
        )


def _files(places: Iterable[str], problems: list[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for place in places:
        path = Path(place)
        if path.is_dir():
            found.update(dict.fromkeys(sorted(path.glob("*.json"))))
        elif path.is_file():
            found[path] = None
        else:
            problems.append(f"left out: {place}: no such file or folder")
    return list(found)


def _read(path: Path) -> ScorecardDocument:
    with path.open("rb") as file:
        return read_document(file.read(RESULT_SIZE_LIMIT + 1))


def row_of_document(scorecard: Named) -> ComparisonRow:
    """The row of a scorecard that was read back."""
    document = scorecard.document
    verdict = document["verdict"]
    return ComparisonRow(
        name=scorecard.name,
        label=verdict["label"],
        low=verdict["low"],
        high=verdict["high"],
        coverage=verdict["coverage"],
        dimensions=tuple(
            ComparedDimension(each["id"], each["title"], each["low"], each["high"], each["coverage"])
            for each in document["dimensions"]
        ),
        flags=tuple(sorted(each["id"] for each in document["flags"])),
        rubric=rubric_of(document),
        version=document["tool"]["version"],
        signals=frozenset(signal for each in document["repositories"] for signal in each["signals"]),
    )


def _why(error: OSError | BadDocument) -> str:
    return error.strerror or "it cannot be read" if isinstance(error, OSError) else str(error)
