"""How often the checks agree with hand-made labels: precision, recall, F1, and every disagreement.

    python -m benchmarks.validity LABELS.csv FOLDER [--jobs N]

LABELS.csv has a row a repository with the columns `repo`, `head_sha`, `debatable` and one column a
label with Y, N or NA. FOLDER holds the repositories as bare git directories, `owner+name`,
`owner+name/repo` or `owner/name` with or without a `.git` inside. A repository is assessed at its
HEAD; a row whose `head_sha` differs is named and left out.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from msgspec import Struct, field

from analyzer.engine.assess import assess
from analyzer.engine.registry import load_checks
from analyzer.git.local import is_repository
from analyzer.model import Level, RepositoryResult
from analyzer.sources import Candidate, Source

Predicate = Callable[[RepositoryResult], bool]


def at_least(signal: str, level: Level) -> Predicate:
    """A label that a signal's level decides."""
    return lambda result: signal in result.findings and result.findings[signal].level >= level


def any_of(*predicates: Predicate) -> Predicate:
    """A label that one of several signals decides."""
    return lambda result: any(each(result) for each in predicates)


def flagged(flag: str) -> Predicate:
    """A label that a flag decides."""
    return lambda result: any(each.id == flag for each in result.flags)


# What each label's definition asks for, in the words of the signals.
LABELS: Mapping[str, tuple[str, Predicate]] = {
    "dockerfile": ("dockerfile", at_least("dockerfile", Level.PRESENT)),
    "ci_config": ("ci", at_least("ci", Level.PRESENT)),
    "ci_runs_tests": ("ci_tests", at_least("ci_tests", Level.PRESENT)),
    "tests_present": ("tests", at_least("tests", Level.SUBSTANTIVE)),
    "experiment_tracking": ("experiment_tracking", at_least("experiment_tracking", Level.PRESENT)),
    "model_monitoring": (
        "monitoring",
        any_of(at_least("monitoring", Level.PRESENT), at_least("drift_detection", Level.SUBSTANTIVE)),
    ),
    "serving_code": ("serving", at_least("serving", Level.PRESENT)),
    "data_validation": ("data_validation", at_least("data_validation", Level.PRESENT)),
    "pipeline_orchestration": ("orchestration", at_least("orchestration", Level.PRESENT)),
    "iac_k8s": ("infrastructure", at_least("infrastructure", Level.PRESENT)),
    "load_testing": ("load_testing", at_least("load_testing", Level.PRESENT)),
    "rollback_or_incident_docs": (
        "rollback",
        # A revert in the history is a rollback, and no documented procedure.
        any_of(at_least("rollback", Level.SUBSTANTIVE), at_least("incident_docs", Level.SUBSTANTIVE)),
    ),
    "notebook_only": ("notebook_only", flagged("notebook_only")),
    "single_commit_or_bulk_import": ("bulk_import", flagged("bulk_import")),
}


class Counts(Struct):
    """Agreements and disagreements of one label."""

    hits: int = 0
    false_alarms: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    rejections: int = 0

    @property
    def precision(self) -> float:
        return _ratio(self.hits, self.hits + len(self.false_alarms))

    @property
    def recall(self) -> float:
        return _ratio(self.hits, self.hits + len(self.misses))

    @property
    def f1(self) -> float:
        return _ratio(2 * self.hits, 2 * self.hits + len(self.false_alarms) + len(self.misses))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def read_labels(path: Path) -> list[dict[str, str]]:
    """The rows of a label file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def locate(folder: Path, repository: str) -> Path | None:
    """The git directory of `owner/name` inside the folder, under any of the usual layouts."""
    for stem in (repository.replace("/", "+"), repository, repository.replace("/", "_")):
        for tail in ("", "repo", ".git"):
            path = folder / stem / tail
            if path.is_dir() and is_repository(str(path)):
                return path
    return None


def assess_labelled(place: tuple[str, Path]) -> RepositoryResult:
    """One repository at its HEAD, with nobody named."""
    name, path = place
    with tempfile.TemporaryDirectory() as workspace:
        source = Source(name=name, location=str(path), remote=False)
        return assess(source, Candidate(targets=(name,)), load_checks(), Path(workspace))


def compare(
    rows: Sequence[dict[str, str]], results: Mapping[str, RepositoryResult], *, debatable: bool
) -> dict[str, Counts]:
    """Counts per label. `debatable`: whether rows count in which fair readers may differ."""
    table = {label: Counts() for label in LABELS}
    for row in rows:
        result = results.get(row["repo"])
        if result is None:
            continue
        for label, (_signal, predicate) in LABELS.items():
            said = row.get(label, "NA")
            if said not in ("Y", "N") or (not debatable and label in row.get("debatable", "")):
                continue
            _count(table[label], row["repo"], said == "Y", predicate(result))
    return table


def _count(counts: Counts, repository: str, labelled: bool, found: bool) -> None:
    if labelled and found:
        counts.hits += 1
    elif labelled:
        counts.misses.append(repository)
    elif found:
        counts.false_alarms.append(repository)
    else:
        counts.rejections += 1


def micro(table: Mapping[str, Counts]) -> Counts:
    """All labels together."""
    total = Counts()
    for counts in table.values():
        total.hits += counts.hits
        total.rejections += counts.rejections
        total.false_alarms += counts.false_alarms
        total.misses += counts.misses
    return total


def report(table: Mapping[str, Counts]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{'label':<30}{'precision':>10}{'recall':>8}{'F1':>7}{'TP':>5}{'FP':>4}{'FN':>4}{'TN':>5}"
    for label, counts in (*table.items(), ("micro", micro(table))):
        yield (
            f"{label:<30}{counts.precision:>10.3f}{counts.recall:>8.3f}{counts.f1:>7.3f}{counts.hits:>5}"
            f"{len(counts.false_alarms):>4}{len(counts.misses):>4}{counts.rejections:>5}"
        )


def disagreements(
    rows: Sequence[dict[str, str]], table: Mapping[str, Counts], results: Mapping[str, RepositoryResult]
) -> Iterator[str]:
    """Every disagreement, with the evidence behind our answer and the label's proof."""
    proofs = {row["repo"]: row.get("proof", "") for row in rows}
    notes = {row["repo"]: row.get("debatable", "") for row in rows}
    for label, counts in table.items():
        for kind, names in (
            ("found, label says N", counts.false_alarms),
            ("missed, label says Y", counts.misses),
        ):
            for name in names:
                mark = " [debatable]" if label in notes[name] else ""
                yield f"{label}: {name}: {kind}{mark}"
                yield from (f"    {line}" for line in _evidence(results[name], LABELS[label][0]))
                proof = next((each for each in proofs[name].split(";") if each.startswith(label + "=")), None)
                yield f"    label's proof: {proof or 'none given'}"


def _evidence(result: RepositoryResult, signal: str) -> Iterator[str]:
    finding = result.findings.get(signal)
    if finding is None:
        yield from (f"flag: {flag.message}" for flag in result.flags if flag.id == signal)
        return
    yield f"{finding.status}, {finding.level.word}: {finding.message}"
    for each in finding.evidence[:5]:
        yield f"{each.level.word}: {each.path}:{each.line}: {each.note}"


@click.command()
@click.argument("labels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--jobs", default=2, show_default=True)
def main(labels: Path, folder: Path, jobs: int) -> None:
    """Compare the checks with LABELS over the bare repositories in FOLDER."""
    rows = read_labels(labels)
    places = {row["repo"]: locate(folder, row["repo"]) for row in rows}
    for name, place in places.items():
        if place is None:
            click.echo(f"left out: {name}: no repository in {folder.name}", err=True)
    wanted = [(name, place) for name, place in places.items() if place is not None]
    with ProcessPoolExecutor(jobs) as pool:
        results = {result.name: result for result in pool.map(assess_labelled, wanted)}
    for row in rows:
        result = results.get(row["repo"])
        if result is not None and (not result.assessed or result.head != row["head_sha"]):
            click.echo(
                f"left out: {row['repo']}: {result.problem or 'another head than the label'}", err=True
            )
            del results[row["repo"]]
    for title, debatable in (("without debatable labels", False), ("with debatable labels", True)):
        table = compare(rows, results, debatable=debatable)
        click.echo(f"\n{len(results)} repositories, {title}")
        for line in report(table):
            click.echo(line)
    click.echo("\nDisagreements")
    for line in disagreements(rows, compare(rows, results, debatable=True), results):
        click.echo(line)


if __name__ == "__main__":
    sys.exit(main())
