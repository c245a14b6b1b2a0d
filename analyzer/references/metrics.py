"""The metrics that alert rules and dashboards ask for, and whether anything in the repository emits them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.alerts.changed_later import arrived_once
from analyzer.facts.alerts.metric_queries import alert_rules, dashboards, metrics_asked, recording_rules
from analyzer.facts.infrastructure.infrastructure_commands import image_name, is_built_here, plain_name
from analyzer.facts.telemetry.program_metrics import emitted_anywhere, shown_anywhere
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import block, items, text
from analyzer.references.metric_sources import FRAMEWORK_PREFIXES, other_source
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot, derived
from analyzer.wiring.metric_names import (
    LIBRARY_METRICS,
    SERIES_SUFFIXES,
    UNIT_SUFFIXES,
    images,
    metrics_of,
)
from analyzer.wiring.modules import code_files
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.starts.entrypoints import service_modules

MAXIMUM_METRICS = 2_000
MAXIMUM_TEXTS = 3_000
# A name in code or configuration; instruments of other clients have dots where Prometheus has underscores.
_NAME = lazy_regex(r"[A-Za-z]\w{1,120}(?:[.-]\w{1,60}){0,8}")
_EXPORTER = lazy_regex(r"^prometheus-|-?(?:prometheus-)?(?:exporter|metrics)(?:-[\w.]{1,20})?$|-prometheus$")
_MEASURES = lazy_regex(r"prometheus|metric|statsd|opentelemetry|micrometer", re.IGNORECASE)
_KNOWN_CLIENTS = frozenset(
    {"prometheus_client", *(each.partition(".")[0] for each in LIBRARY_METRICS.packages)}
)
_READ_KINDS = (FileKind.PYTHON, FileKind.SOURCE, FileKind.CONFIGURATION, FileKind.TARGETS, FileKind.COMPOSE)


class Origin(Struct, frozen=True):
    """Where a metric comes from.

    `files` are those of this repository that emit it, `shown_in` an example or a test which alone does;
    `mentioned`: some other file holds its name, so that it may well be emitted.
    """

    outcome: Outcome
    why: str = ""
    files: frozenset[str] = frozenset()
    shown_in: str | None = None
    mentioned: bool = False


class _Asked(Struct, frozen=True):
    path: str
    line: int
    kind: str
    metric: str


def metric_references(repo: Snapshot) -> Iterator[Reference]:
    """One reference for every metric that a rule or a dashboard asks for."""
    known = origins(repo)
    for each in _asked(repo):
        if (origin := known.get(each.metric)) is not None and not is_example_path(each.path):
            yield Reference(each.path, each.line, each.kind, each.metric, origin.outcome, origin.why)


@derived
def _asked(repo: Snapshot) -> tuple[_Asked, ...]:
    found: dict[_Asked, None] = {}
    for rule in alert_rules(repo):
        for metric in metrics_asked(repo, rule.query):
            found[_Asked(rule.path, rule.line, "an alert asks for the metric", metric)] = None
    for recorded in recording_rules(repo).values():
        for metric in metrics_asked(repo, recorded.query):
            found[_Asked(recorded.path, recorded.line, "a recording rule asks for the metric", metric)] = None
    for board in dashboards(repo):
        for line, query in board.queries:
            for metric in metrics_of(query):
                found[_Asked(board.path, line, "a dashboard asks for the metric", metric)] = None
    return tuple(found)


@derived
def origins(repo: Snapshot) -> Mapping[str, Origin]:
    """Every metric that is asked for, and where it comes from."""
    metrics = tuple(dict.fromkeys(each.metric for each in _asked(repo)))[:MAXIMUM_METRICS]
    found = {metric: _told_by_name(repo, metric) for metric in metrics}
    unknown = [metric for metric, origin in found.items() if origin is None]
    mentions = _mentions(repo, unknown) if unknown else {}
    return {metric: origin or _untold(repo, metric, mentions.get(metric)) for metric, origin in found.items()}


def _told_by_name(repo: Snapshot, metric: str) -> Origin | None:
    """What the metric's name says, and what code emits; None where the texts must be searched."""
    if metric in recording_rules(repo):
        return Origin(Outcome.RESOLVES, "a recording rule makes it")
    files = emitted_anywhere(repo).emitters(metric)
    if files is not None:
        return Origin(Outcome.RESOLVES, files=files)
    if (who := other_source(metric)) is not None:
        return Origin(Outcome.MADE_ELSEWHERE, f"emitted by {who}")
    if ":" in metric:
        return Origin(Outcome.CANNOT_BE_TOLD, "made by a recording rule of another place")
    if len(metric) < 3 or metric.upper() == metric:
        return Origin(Outcome.CANNOT_BE_TOLD, "hardly the name of a metric")
    return None


def _untold(repo: Snapshot, metric: str, mentioned: str | None) -> Origin:
    known = emitted_anywhere(repo)
    if mentioned is not None:
        return Origin(Outcome.CANNOT_BE_TOLD, f"mentioned in {mentioned}", mentioned=True)
    examples = shown_anywhere(repo)
    shown = next((examples[each] for each in _stems(metric) if each in examples), None)
    if shown is not None:
        only = min(shown)
        return Origin(Outcome.RESOLVES, f"emitted only by {only}, an example or a test", shown_in=only)
    if known.unnamed:
        return Origin(Outcome.CANNOT_BE_TOLD, f"{min(known.unnamed)} puts names of metrics together")
    if metric.startswith(FRAMEWORK_PREFIXES) and _has_unread_clients(repo):
        return Origin(Outcome.CANNOT_BE_TOLD, "a framework may emit it by itself")
    if (
        program := next((each for each in _programs_of_others(repo) if metric.startswith(each)), None)
    ) is not None:
        return Origin(Outcome.CANNOT_BE_TOLD, f"{program.rstrip('_')}, which is run here, may emit it")
    if not known.files and not service_modules(repo):
        return Origin(Outcome.CANNOT_BE_TOLD, "nothing here emits metrics; another service may")
    if not all(arrived_once(repo, each.path) for each in _asked(repo) if each.metric == metric):
        # What people keep changing shows them something: a gateway, a database, a platform may emit it.
        return Origin(Outcome.CANNOT_BE_TOLD, "a file that asks for it has been kept up, or may have been")
    return Origin(Outcome.DANGLES)


@derived
def _programs_of_others(repo: Snapshot) -> tuple[str, ...]:
    """What the metrics of programs may begin with that are run but not built here: images, charts, packages.

    An exporter is called after the program whose metrics it emits.
    """
    names = {image_name(each) for each in images(repo) if not is_built_here(repo, each)}
    for path in repo.paths:
        if basename(path) in ("Chart.yaml", "requirements.yaml"):
            for document in repo.yaml(path):
                for each in items(block(document.value).get("dependencies")):
                    names.add(plain_name(text(block(each).get("name"))))
    names.update(plain_name(each.name) for file in repo.dependencies.values() for each in file.dependencies)
    programs = {_EXPORTER.sub("", each) for each in names} | names
    return tuple(sorted(f"{re.sub('[-.]', '_', each)}_" for each in programs if len(each) > 1))


@derived
def _has_unread_clients(repo: Snapshot) -> bool:
    """Whether a framework may emit metrics that no table names: another language, or another client."""
    for code in code_files(repo):
        for each in code.facts.imports:
            package = each.module.partition(".")[0].casefold()
            if ("prometheus" in package and package not in _KNOWN_CLIENTS) or package == "opentelemetry":
                return True
    sources = (path for path in repo.of_kind(FileKind.SOURCE) if not is_test_path(path))
    texts = (repo.text(path) or "" for path in sources)
    return any(_MEASURES.search(each) is not None and "k6/" not in each for each in texts)


def _stems(metric: str) -> tuple[str, ...]:
    """The metric and what is left of it without the suffixes that clients add."""
    found = [metric]
    for _ in range(3):
        stem, _, suffix = found[-1].rpartition("_")
        if not stem or suffix not in SERIES_SUFFIXES | UNIT_SUFFIXES:
            break
        found.append(stem)
    return tuple(found)


def _ends(metric: str) -> Iterator[str]:
    """What code may hold of a metric: a whole name, or the end of one with a namespace before it."""
    for stem in _stems(metric):
        words = stem.split("_")
        yield from ("_".join(words[first:]) for first in range(max(1, min(len(words) - 1, 6))))


def _mentions(repo: Snapshot, metrics: Iterable[str]) -> dict[str, str]:
    """Metrics that a file which is no rule, dashboard, document, example or test mentions, with that file."""
    by_end: dict[str, list[str]] = {}
    words: dict[str, tuple[frozenset[str], ...]] = {}
    for metric in metrics:
        words[metric] = tuple(frozenset(stem.casefold().split("_")) for stem in _stems(metric))
        for end in _ends(metric):
            by_end.setdefault(end.casefold(), []).append(metric)
    found: dict[str, str] = {}
    for path in _texts(repo):
        content = (repo.text(path) or "")[:400_000]
        said = set(_NAME.findall(content))
        names = {each.replace(".", "_").replace("-", "_").casefold() for each in said}
        longer = {each.partition("_")[2] for each in names} | {each.split("_", 2)[-1] for each in names}
        for end in (names | longer) & by_end.keys():
            for metric in by_end[end]:
                found.setdefault(metric, path)
        if _is_program(repo, path) and _MEASURES.search(content) is not None:
            parts = {part for name in names for part in name.split("_")}
            for metric, stems in words.items():
                if metric not in found and any(stem <= parts for stem in stems):
                    found[metric] = path
    return found


def _is_program(repo: Snapshot, path: str) -> bool:
    """Whether a file may emit metrics under names that it puts together."""
    return path in emitted_anywhere(repo).files or path in repo.of_kind(FileKind.SOURCE)


def _texts(repo: Snapshot) -> Iterator[str]:
    asking = {each.path for each in _asked(repo)}
    paths = dict.fromkeys(path for kind in _READ_KINDS for path in repo.of_kind(kind))
    shown = (path for path in paths if path not in asking)
    live = [path for path in shown if not is_test_path(path) and not is_example_path(path)]
    yield from live[:MAXIMUM_TEXTS]
