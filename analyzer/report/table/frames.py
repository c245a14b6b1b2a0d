"""One row a repository, or one row a candidate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from analyzer.model import Status, Support
from analyzer.report.comparison.rows import ComparisonRow, ordered, row_of
from analyzer.report.contract import RepositoryEntry, ScorecardDocument
from analyzer.report.table.columns import NUMBER, TEXT, TRUTH, WHOLE, Column
from analyzer.scorecard import Scorecard

# Facts a reader sorts or filters by; the JSON report has them all.
FACTS_OF_NOTE: Mapping[str, str] = {
    "purpose": TEXT,
    "active_days": WHOLE,
    "span_days": WHOLE,
    "authors": WHOLE,
    "largest_commit_share": NUMBER,
    "notebook_ratio": NUMBER,
    "tests": WHOLE,
    "test_assertions": WHOLE,
    "languages": TEXT,
}


def repository_columns(document: ScorecardDocument) -> list[Column]:
    """One row a repository, by name: whose it is, the level of every signal, flags, facts.

    Columns: candidate, label, score, low and high (0 to 100; the same in every row), name, url, head,
    assessed, problem, commits, share_low and share_high (0 to 1, empty where nobody was named),
    `signal_<id>` (a level's word; where none was measured the status: unknown, not_applicable, error), flags
    (ids joined by ";"), claims and unsupported_claims (how many its documents make), `fact_<name>`, rubric
    and role. The rubric's signals come first.
    """
    results = sorted(document["repositories"], key=lambda each: each["name"])
    shares = [each["candidate_share"] for each in results]

    def column(name: str, type: str, value: Callable[[RepositoryEntry], Any]) -> Column:
        return Column(name, type, [value(each) for each in results])

    return [
        *verdict_columns(document, len(results)),
        column("name", TEXT, lambda each: each["name"]),
        column("url", TEXT, lambda each: each["url"]),
        column("head", TEXT, lambda each: each["head"]),
        column("assessed", TRUTH, lambda each: each["assessed"]),
        column("problem", TEXT, lambda each: each["problem"]),
        column("commits", WHOLE, lambda each: each["commits"] if each["assessed"] else None),
        Column("share_low", NUMBER, [None if share is None else share[0] for share in shares]),
        Column("share_high", NUMBER, [None if share is None else share[1] for share in shares]),
        *(
            Column(f"signal_{signal}", TEXT, [_level(each, signal) for each in results])
            for signal in signals_of(document)
        ),
        column("flags", TEXT, lambda each: _joined(each["flags"])),
        column("claims", WHOLE, lambda each: _claims(document, each)),
        column("unsupported_claims", WHOLE, lambda each: _claims(document, each, Support.UNSUPPORTED)),
        *(
            Column(f"fact_{name}", type, [each["facts"].get(name) for each in results])
            for name, type in FACTS_OF_NOTE.items()
        ),
        *rubric_columns(document, len(results)),
    ]


def verdict_columns(document: ScorecardDocument, rows: int, name: str | None = None) -> list[Column]:
    """Who, and with what result: the same in every row, so that tables of several can be joined."""
    verdict = document["verdict"]
    return [
        Column("candidate", TEXT, [name or ";".join(document["candidate"]["targets"])] * rows),
        Column("label", TEXT, [verdict["label"]] * rows),
        Column("score", NUMBER, [verdict["score"]] * rows),
        Column("low", NUMBER, [verdict["low"]] * rows),
        Column("high", NUMBER, [verdict["high"]] * rows),
    ]


def rubric_columns(document: ScorecardDocument, rows: int) -> list[Column]:
    """By which numbers, in every row."""
    return [
        Column("rubric", TEXT, [document["rubric"]["name"]] * rows),
        Column("role", TEXT, [document["rubric"]["role"]] * rows),
    ]


def signals_of(document: ScorecardDocument) -> list[str]:
    """The signals in the order of the rubric, then by id; of earlier versions, which had no order, by id."""
    found = {signal for each in document["repositories"] for signal in each["signals"]}
    known = [each["id"] for each in document["signals"]]
    return list(dict.fromkeys((*known, *sorted(found))))


def comparison_columns(
    rows: Iterable[ComparisonRow | tuple[str, Scorecard]], *, rubrics: bool = False
) -> list[Column]:
    """One row a candidate, in the order of every comparison: the highest lower bound first.

    Columns: name, label, low and high (0 to 100), coverage (0 to 1), `<dimension>_low` and
    `<dimension>_high` (empty where another rubric has no such dimension), flags (ids joined by ";"); with
    `rubrics` also rubric, rubric_sha256 and role, for rows that were not scored alike.
    """
    compared = ordered(each if isinstance(each, ComparisonRow) else row_of(*each) for each in rows)
    scores = [{dimension.id: dimension for dimension in each.dimensions} for each in compared]
    dimensions = dict.fromkeys(id for row in scores for id in row)
    columns = [
        Column("name", TEXT, [each.name for each in compared]),
        Column("label", TEXT, [each.label for each in compared]),
        Column("low", NUMBER, [each.low for each in compared]),
        Column("high", NUMBER, [each.high for each in compared]),
        Column("coverage", NUMBER, [each.coverage for each in compared]),
    ]
    for id in dimensions:
        columns += [
            Column(f"{id}_low", NUMBER, [row[id].low if id in row else None for row in scores]),
            Column(f"{id}_high", NUMBER, [row[id].high if id in row else None for row in scores]),
        ]
    columns.append(Column("flags", TEXT, [_joined(each.flags) for each in compared]))
    if rubrics:
        columns += [
            Column("rubric", TEXT, [each.rubric.name for each in compared]),
            Column("rubric_sha256", TEXT, [each.rubric.sha256 for each in compared]),
            Column("role", TEXT, [each.rubric.role or None for each in compared]),
        ]
    return columns


def _level(repository: RepositoryEntry, signal: str) -> str | None:
    if not repository["assessed"]:
        return None
    found = repository["signals"].get(signal)
    if found is None:
        return Status.UNKNOWN.value
    return found["level"] if found["status"] == Status.MEASURED.value else found["status"]


def _claims(
    document: ScorecardDocument, repository: RepositoryEntry, support: Support | None = None
) -> int | None:
    if not repository["assessed"]:
        return None
    own = [each for each in document["claims"] if each["repository"] == repository["name"]]
    return sum(support is None or each["support"] == support.value for each in own)


def _joined(flags: Sequence[str]) -> str:
    return ";".join(sorted(set(flags)))
