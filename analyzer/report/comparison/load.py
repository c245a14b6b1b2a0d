"""Reads scorecards back from JSON of the contract, as far as a comparison needs them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analyzer.report.comparison.rows import ComparedDimension, ComparedRubric, ComparisonRow

RESULT_SIZE_LIMIT = 64 * 1024 * 1024
VERSION = "1."


class LoadError(Exception):
    """Nothing that was named holds a scorecard; the message says what was looked at."""


def load_rows(places: Iterable[str], *, mixed: bool = False) -> tuple[list[ComparisonRow], list[str]]:
    """The rows of all scorecards in the files and folders, and a sentence for each that cannot be read.

    A row is called by its file's name. Raises LoadError if there is not one scorecard, and, unless `mixed`,
    if they were scored with different rubrics.
    """
    by_rubric: dict[ComparedRubric, list[str]] = {}
    rows: list[ComparisonRow] = []
    problems: list[str] = []
    for path in _files(places, problems):
        try:
            row = _row(path.stem, _read(path))
            rows.append(row)
            by_rubric.setdefault(row.rubric, []).append(path.name)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            problems.append(f"left out: {path.name}: {_why(error)}")
    if not rows:
        looked = "; ".join(problems) or "no .json files were found"
        raise LoadError(f"no scorecard to compare ({looked}); write some with 'scan -f json -o FILE'")
    if not mixed:
        _require_one_rubric(by_rubric)
    return rows, problems


def _require_one_rubric(files: Mapping[ComparedRubric, list[str]]) -> None:
    """Numbers of different rubrics mean different things."""
    if len(files) > 1:
        found = "; ".join(f"{', '.join(names)}: {rubric.words}" for rubric, names in files.items())
        raise LoadError(
            f"these scorecards were scored with different rubrics ({found}); scan again with one --role or "
            "--rubric, or give --mixed to show the rubric in each row"
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


def _read(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > RESULT_SIZE_LIMIT:
        raise ValueError(f"it is larger than {RESULT_SIZE_LIMIT:,} bytes")
    document = json.loads(path.read_bytes())
    version = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(version, str):
        raise ValueError("it is not a scorecard")
    if not version.startswith(VERSION):
        raise ValueError(f"its format version is {version[:20]}; only {VERSION}x is supported")
    return document  # type: ignore[no-any-return]


def _row(name: str, document: Mapping[str, Any]) -> ComparisonRow:
    verdict, rubric = document["verdict"], document["rubric"]
    return ComparisonRow(
        name=name,
        label=str(verdict["label"]),
        low=_number(verdict["low"], 100),
        high=_number(verdict["high"], 100),
        coverage=_number(verdict["coverage"], 1),
        dimensions=tuple(
            ComparedDimension(
                str(each["id"]),
                str(each["title"]),
                _number(each["low"], 100),
                _number(each["high"], 100),
                _number(each["coverage"], 1),
            )
            for each in document["dimensions"]
        ),
        flags=tuple(sorted(str(each["id"]) for each in document["flags"])),
        rubric=ComparedRubric(str(rubric["name"]), str(rubric["sha256"]), str(rubric.get("role") or "")),
    )


def _number(value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError("a number is out of range")
    return float(value) if math.isfinite(value) else 0.0


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "it is not JSON"
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    if isinstance(error, KeyError | TypeError | RecursionError):
        return "it is not a scorecard"
    return str(error)
