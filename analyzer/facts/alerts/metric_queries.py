"""The queries of alert rules, recording rules and dashboards, wherever their files are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, Text, block, items, line, load_json, load_yaml, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.metric_names import has_threshold, metrics_of
from analyzer.wiring.roles import is_test_path

# A dashboard is exported under some such path; other large JSON files are data.
DASHBOARD_PATH = lazy_regex(r"grafana|dashboard|monitor|observab|metric|alert", re.IGNORECASE)
NOT_DASHBOARDS = word_set("package.json package-lock.json tsconfig.json composer.json")
RULE_TEXT = lazy_regex(r"\b(?:alert|expr|receivers|contactPoints|AWS::CloudWatch::Alarm)\b")
TABLE_IN_QUERY = lazy_regex(r"\b(?:from|join)\s+[`\"]?(?:\w{1,60}\.)?(\w{2,80})", re.IGNORECASE)
# Sources of Grafana whose queries are no PromQL though they stand under the same key.
OTHER_LANGUAGES_OF_QUERIES = lazy_regex(
    r"loki|elastic|tempo|influx|cloudwatch|stackdriver|postgres|mysql|bigquery", re.I
)
# What only a query of Loki holds.
LOG_QUERY = lazy_regex(r"\|[=~]|\|\s{0,20}(?:json|logfmt|pattern|regexp|unwrap|line_format)\b")


class Rule(Struct, frozen=True):
    """One alert rule. `routed`: it belongs to an operator that has its own receivers."""

    path: str
    line: int
    name: str
    query: str
    limited: bool
    routed: bool


class Recorded(Struct, frozen=True):
    """One recording rule: the metric it makes, and of what."""

    path: str
    line: int
    name: str
    query: str


class Board(Struct, frozen=True):
    """One dashboard: the (line, query) pairs of its panels, and the tables that they read."""

    path: str
    line: int
    queries: tuple[tuple[int, str], ...]
    tables: tuple[str, ...]

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that its queries ask for, each once."""
        return tuple(dict.fromkeys(metric for _line, query in self.queries for metric in metrics_of(query)))


@derived
def configurations(repo: Snapshot) -> tuple[tuple[str, Block, int], ...]:
    """The mappings of YAML files that could hold rules or receivers, and of those inside ConfigMaps.

    Each with its path and the number of lines of the file before it.
    """
    return tuple(_configurations(repo))


def _configurations(repo: Snapshot) -> Iterator[tuple[str, Block, int]]:
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml", ".rules")) or path in repo.pipelines or is_test_path(path):
            continue
        content = repo.text(path)
        if content is None or not RULE_TEXT.search(content):
            continue
        for document in repo.yaml(path):
            manifest = block(document.value)
            yield path, manifest, 0
            if text(manifest.get("kind")) == "ConfigMap":
                for value in block(manifest.get("data")).values():
                    for inner in load_yaml(text(value).encode()):
                        yield path, block(inner.value), max(0, line(value) - 1)


@derived
def alert_rules(repo: Snapshot) -> tuple[Rule, ...]:
    """Every alert rule, in the order of the files."""
    return tuple(each for each in _all_rules(repo) if isinstance(each, Rule))


@derived
def recording_rules(repo: Snapshot) -> Mapping[str, Recorded]:
    """Recording rules by the name of the metric that they make; the last one counts."""
    return {each.name: each for each in _all_rules(repo) if isinstance(each, Recorded)}


@derived
def _all_rules(repo: Snapshot) -> tuple[Rule | Recorded, ...]:
    return tuple(each for place in configurations(repo) for each in _rules_in(*place))


def _rules_in(path: str, manifest: Block, before: int) -> Iterator[Rule | Recorded]:
    operator = text(manifest.get("kind")) in ("PrometheusRule", "VMRule")
    groups = block(manifest.get("spec")).get("groups") if operator else manifest.get("groups")
    for group in items(groups):
        for each in items(block(group).get("rules")):
            rule = block(each)
            query = text(rule.get("expr"))
            if rule.get("record") and query:
                yield Recorded(path, before + line(rule), text(rule["record"]), query)
            elif rule.get("alert") and query:
                limited = has_threshold(query)
                yield Rule(path, before + line(rule), text(rule["alert"]), query, limited, operator)
            elif rule.get("title") and rule.get("data"):
                yield _of_grafana(path, rule, before)


def _of_grafana(path: str, rule: Block, before: int) -> Rule:
    inner = [node for node in nodes(rule["data"]) if isinstance(node, Block)]
    joined = "\n".join(text(node.get("expr")) for node in inner)
    limited = any("evaluator" in node for node in inner)
    limited = limited or has_threshold(joined)
    return Rule(path, before + line(rule), text(rule["title"]), joined, limited, routed=False)


def metrics_asked(repo: Snapshot, query: str) -> tuple[str, ...]:
    """The metrics of a query, recording rules replaced by what they record (three deep)."""
    if LOG_QUERY.search(query) is not None:
        return ()
    recorded = recording_rules(repo)
    metrics = metrics_of(query)
    for _ in range(3):
        metrics = tuple(
            inner
            for each in metrics
            for inner in (metrics_of(recorded[each].query) if each in recorded else (each,))
        )[:200]
    return tuple(dict.fromkeys(metrics))


@derived
def dashboards(repo: Snapshot) -> tuple[Board, ...]:
    """Every dashboard of Grafana that asks for something, in a file of its own or in a ConfigMap."""
    return tuple(
        board
        for path in repo.paths
        if DASHBOARD_PATH.search(path) and not is_test_path(path)
        for offset, content in _contents(repo, path)
        if (board := _dashboard(path, offset, content)) is not None
    )


def _contents(repo: Snapshot, path: str) -> Iterator[tuple[int, Block]]:
    """What may be dashboards in a file, each with the number of lines before it."""
    if path.endswith(".json") and basename(path) not in NOT_DASHBOARDS:
        document = repo.json(path)
        if document is not None:
            yield 0, block(document.value)
    elif path.endswith((".yaml", ".yml")) and path not in repo.pipelines:
        content = repo.content(path) or b""
        if b"schemaVersion" not in content or b"ConfigMap" not in content:
            return
        for each in repo.yaml(path):
            for value in block(block(each.value).get("data")).values():
                if isinstance(value, Text) and "schemaVersion" in value:
                    yield line(value) - 1, block(load_json(value.encode()).value)


def _dashboard(path: str, offset: int, content: Block) -> Board | None:
    content = block(content.get("dashboard")) or content
    if not (("panels" in content and _is_of_panels(content)) or "rows" in content):
        return None
    queries: list[tuple[int, str]] = []
    tables: list[str] = []
    for node in nodes(content):
        if not isinstance(node, Block):
            continue
        for target in items(node.get("targets")):
            query = block(target)
            asked = query.get("expr")
            if text(asked) and not _is_other_language(node, query):
                queries.append((offset + line(asked), text(asked)))
            elif not text(asked):
                queries.append((offset + line(query), ""))
            tables.extend(match[1] for match in TABLE_IN_QUERY.finditer(text(query.get("rawSql"))[:8192]))
    found = Board(path, offset + line(content), tuple(queries), tuple(tables))
    return found if found.metrics or tables else None


def _is_of_panels(content: Block) -> bool:
    """Whether `panels` are those of a dashboard: with the version of an export, or one asks and is placed.

    What is sent to the interface of Grafana needs no version.
    """
    return "schemaVersion" in content or any(
        isinstance(panel, Block)
        and items(panel.get("targets"))
        and text(panel.get("type"))
        and ("gridPos" in panel or "datasource" in panel)
        for panel in items(content.get("panels"))
    )


def _is_other_language(panel: Block, target: Block) -> bool:
    """Whether a query is of logs or of a database: by its source, or by what only such a query holds."""
    for each in (target, panel):
        source = each.get("datasource")
        named = f"{text(source)} {text(block(source).get('type'))}"
        if OTHER_LANGUAGES_OF_QUERIES.search(named[:300]) is not None:
            return True
    return LOG_QUERY.search(text(target.get("expr"))) is not None
