"""How well the score agrees with what independent raters said of public repositories.

    python -m benchmarks.ratings RATINGS.csv FOLDER [--rubric NAME_OR_FILE] [--jobs N] [--sensitivity]

RATINGS.csv has a row a repository with the columns `repo` and `rating`, 0 to 10. FOLDER holds the
repositories as bare git directories, in the layouts of `benchmarks.validity`. Every repository is
assessed alone at its HEAD, with nobody named. Printed are Spearman's rank correlation, the area under the
ROC curve between high and low ratings, every repository that a label contradicts with the evidence
behind its score, and, with `--sensitivity`, what each weight of the rubric does to the agreement.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
import pandas
from msgspec import Struct
from msgspec.structs import replace

from analyzer.engine.registry import load_checks
from analyzer.model import Check, RepositoryResult
from analyzer.scorecard import Scorecard
from analyzer.scoring import Rubric, load_rubric, score
from analyzer.sources import Candidate
from benchmarks.validity import assess_labelled, locate

HIGH = 7.0
LOW = 3.5
SURELY_HIGH = 8.0
SURELY_LOW = 4.0
"""Ratings: the two groups of the area under the curve, and those that a label must not contradict."""
STRONG = "strong_public_evidence"
WEAK = frozenset({"thin_public_evidence", "notebook_only_public_evidence"})
SHOWN_SIGNALS = 12


class Rated(Struct, frozen=True):
    """One repository: its rating, 0 to 10, and what we say of it."""

    repository: str
    rating: float
    scorecard: Scorecard


def read_ratings(path: Path) -> dict[str, float]:
    """The rating of every repository of a file."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["repo"]: float(row["rating"]) for row in csv.DictReader(file)}


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation, ties at their mean rank; not a number for fewer than two values."""
    return float(pandas.Series(first).rank().corr(pandas.Series(second).rank()))


def area_under_curve(high: Sequence[float], low: Sequence[float]) -> float:
    """How often one of `high` is above one of `low`, a tie counting half; not a number without either."""
    pairs = [(above > below) + (above == below) / 2 for above in high for below in low]
    return sum(pairs) / len(pairs) if pairs else float("nan")


def rated(
    ratings: Mapping[str, float],
    results: Mapping[str, RepositoryResult],
    rubric: Rubric,
    checks: Mapping[str, Check],
) -> list[Rated]:
    """Every repository that was assessed, with its scorecard under the rubric; the best rated first."""
    rows = [
        Rated(name, rating, score(Candidate(targets=(name,)), (results[name],), rubric, checks))
        for name, rating in ratings.items()
        if name in results and results[name].assessed
    ]
    return sorted(rows, key=lambda each: (-each.rating, each.repository))


def agreement(rows: Sequence[Rated]) -> tuple[float, float]:
    """Spearman's correlation of the lower bound with the rating, and the area under the curve."""
    low_bounds = [each.scorecard.verdict.low for each in rows]
    high = [bound for each, bound in zip(rows, low_bounds, strict=True) if each.rating >= HIGH]
    low = [bound for each, bound in zip(rows, low_bounds, strict=True) if each.rating <= LOW]
    return spearman([each.rating for each in rows], low_bounds), area_under_curve(high, low)


def contradicted(rows: Sequence[Rated]) -> list[Rated]:
    """Rated low and called strong, or rated high and called thin."""
    return [
        each
        for each in rows
        if (each.rating <= SURELY_LOW and each.scorecard.verdict.label == STRONG)
        or (each.rating >= SURELY_HIGH and each.scorecard.verdict.label in WEAK)
    ]


def without(rubric: Rubric) -> Iterator[tuple[str, Rubric]]:
    """The rubric once without every dimension and once without every signal, and what is left out.

    Of a dimension with a single signal only the dimension is.
    """
    for index, dimension in enumerate(rubric.dimensions):
        before, after = rubric.dimensions[:index], rubric.dimensions[index + 1 :]
        changed = {f"all of {dimension.id}": replace(dimension, weight=0.0)} | {
            signal: replace(dimension, signals={**dimension.signals, signal: 0.0})
            for signal in dimension.signals
            if len(dimension.signals) > 1
        }
        for name, without_it in changed.items():
            yield name, replace(rubric, dimensions=(*before, without_it, *after))


def listing(rows: Sequence[Rated]) -> Iterator[str]:
    """One line a repository."""
    for each in rows:
        verdict = each.scorecard.verdict
        flags = ", ".join(flag.id for repository in each.scorecard.repositories for flag in repository.flags)
        label = verdict.label.removesuffix("_public_evidence")
        yield (
            f"{each.rating:>5.2f} {verdict.low:>6.1f} {verdict.high:>6.1f} {label:<14} {each.repository}"
            f"{f'  [{flags}]' if flags else ''}"
        )


def evidence(row: Rated) -> Iterator[str]:
    """The signals that made the score, those that earn most first."""
    earning = sorted(row.scorecard.signals, key=lambda each: -each.weight * each.low)
    for each in earning[:SHOWN_SIGNALS]:
        if each.low > 0 and each.place is not None:
            shown = each.place.located.evidence
            yield f"    {each.id} {shown.level.word} ({each.low:.2f}): {shown.path or ''} {shown.note}"


def sensitivity(
    ratings: Mapping[str, float],
    results: Mapping[str, RepositoryResult],
    rubric: Rubric,
    checks: Mapping[str, Check],
) -> Iterator[str]:
    """What the agreement is without each dimension and each signal, and by how much that differs."""
    whole = agreement(rated(ratings, results, rubric, checks))
    for name, changed in without(rubric):
        correlation, area = agreement(rated(ratings, results, changed, checks))
        changes = f"({correlation - whole[0]:+.3f}){area:>8.3f} ({area - whole[1]:+.3f})"
        yield f"{name:<28}{correlation:>8.3f} {changes}"


@click.command()
@click.argument("ratings", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--rubric", "rubric_name", default="production", show_default=True)
@click.option("--jobs", default=2, show_default=True)
@click.option("--sensitivity", "with_sensitivity", is_flag=True, help="Leave out each weight in turn.")
def main(ratings: Path, folder: Path, rubric_name: str, jobs: int, with_sensitivity: bool) -> None:
    """Compare the score with RATINGS over the bare repositories in FOLDER."""
    table = read_ratings(ratings)
    places = {name: locate(folder, name) for name in table}
    for name, place in places.items():
        if place is None:
            click.echo(f"left out: {name}: no repository in {folder.name}", err=True)
    wanted = [(name, place) for name, place in places.items() if place is not None]
    with ProcessPoolExecutor(jobs) as pool:
        results = {result.name: result for result in pool.map(assess_labelled, wanted)}
    for result in results.values():
        if not result.assessed:
            click.echo(f"left out: {result.name}: {result.problem}", err=True)
    checks = load_checks().checks
    rubric = load_rubric(rubric_name, checks)
    rows = rated(table, results, rubric, checks)
    for line in listing(rows):
        click.echo(line)
    correlation, area = agreement(rows)
    click.echo(f"\n{len(rows)} repositories: Spearman {correlation:.3f}, area under the curve {area:.3f}")
    for each in contradicted(rows):
        click.echo(f"\n{each.repository}: rated {each.rating:g}, {each.scorecard.verdict.label}")
        for line in evidence(each):
            click.echo(line)
    if with_sensitivity:
        click.echo("\nleft out                    Spearman                 area under the curve")
        for line in sensitivity(table, results, rubric, checks):
            click.echo(line)


if __name__ == "__main__":
    sys.exit(main())
