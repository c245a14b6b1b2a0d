"""Metric names: which ones a query asks for, and which ones this repository emits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.modules import Use, package_uses
from analyzer.wiring.own_metrics import counted
from analyzer.wiring.roles import is_example_path, is_test

QUERY_LIMIT = 8192
# One token of PromQL: what is thrown away first, then names; every alternative is linear.
TOKEN = lazy_regex(
    r"""(?P<waste>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\#[^\n]*|\$\{[^}]*\}|\[\[[^\]]*\]\]
    |\$\w+|\[[^\]]*\]|(?<![\w:])\d[\w.]*)
    |(?P<name>[A-Za-z_:][\w:]*)
    |(?P<mark>[(){}<>=!])""",
    re.VERBOSE,
)
# Prometheus' own words, from its documentation of operators and aggregations.
KEYWORDS = word_set(
    "and or unless by without on ignoring group_left group_right bool offset start end inf nan atan2 "
    "sum min max avg group stddev stdvar count count_values bottomk topk quantile limitk limit_ratio"
)
GROUPING_WORDS = word_set("by without on ignoring group_left group_right")


def metrics_of(query: str) -> tuple[str, ...]:
    """The metric names a PromQL expression asks for, in the order they stand, each once.

    Label matchers, strings, functions, keywords, grouping lists, numbers, durations and dashboard
    variables are not metrics. Never raises; reads at most `QUERY_LIMIT` characters.
    """
    tokens = [match for match in TOKEN.finditer(query[:QUERY_LIMIT]) if match["waste"] is None]
    found: dict[str, None] = {}
    in_braces = in_list = 0
    for position, match in enumerate(tokens):
        word = match[0]
        following = tokens[position + 1][0] if position + 1 < len(tokens) else ""
        if in_braces:
            in_braces += {"{": 1, "}": -1}.get(word, 0)
        elif in_list:
            in_list = 0 if word == ")" else 1
        elif word == "{":
            in_braces = 1
        elif word == "(" and position and tokens[position - 1][0].lower() in GROUPING_WORDS:
            in_list = 1
        elif match["name"] and following != "(" and word.lower() not in KEYWORDS:
            found[word] = None
    return tuple(found)


def has_threshold(query: str) -> bool:
    """Whether the expression compares with something, or asks whether a series is absent."""
    depth = 0
    for match in TOKEN.finditer(query[:QUERY_LIMIT]):
        token = match[0]
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0 and (token in ("<", ">", "=", "!") or token.startswith("absent")):
            return True
    return False


# -- what is emitted -------------------------------------------------------------------------------

SERIES_SUFFIXES = word_set("total bucket sum count created info max min")
UNIT_SUFFIXES = word_set("seconds milliseconds bytes ratio percent")
CLIENT_CLASSES = word_set("Counter Gauge Histogram Summary Info Enum")
METER_METHODS = word_set(
    "create_counter create_histogram create_gauge create_up_down_counter create_observable_counter "
    "create_observable_gauge create_observable_up_down_counter"
)
STATSD_METHODS = word_set("incr decr increment decrement gauge timing timer histogram distribution count set")
# Arguments of libraries that emit by themselves: what their metrics are to begin with.
NAME_KEYWORDS = word_set("defaults_prefix metric_namespace metric_subsystem prefix namespace app_name")
# `_get_or_create(Counter, "requests_total", "...")`
HANDED_CLASS = lazy_regex(
    r"\b\w{1,60}\(\s{0,20}(?:\w{1,30}\.)?(?:Counter|Gauge|Histogram|Summary|Info|Enum),\s{1,20}"
    r"(?:name\s?=\s?)?[\"'](?P<name>[a-zA-Z_:][\w:]{0,120})[\"']"
)
CLIENTS = word_set("prometheus_client opentelemetry statsd datadog aiodogstatsd aioprometheus boto3")


class LibraryMetrics(Tool, frozen=True):
    """Names that a library emits automatically: whole names, and prefixes."""

    prefixes: tuple[str, ...]


class ExporterMetrics(Struct, frozen=True):
    """What the metrics of an exporter begin with, by marks in the names of its images."""

    marks: tuple[str, ...]
    prefixes: tuple[str, ...]


LIBRARY_METRICS = Catalogue(
    LibraryMetrics(
        "Prometheus instrumentator of FastAPI",
        ("prometheus_fastapi_instrumentator",),
        (
            "http_requests_total",
            "http_request_size_bytes",
            "http_response_size_bytes",
            "http_request_duration_seconds",
            "http_request_duration_highr_seconds",
        ),
    ),
    LibraryMetrics(
        "Prometheus middleware of Starlette", ("starlette_exporter", "starlette_prometheus"), ("starlette_",)
    ),
    LibraryMetrics("Prometheus exporter of Flask", ("prometheus_flask_exporter",), ("flask_",)),
    LibraryMetrics("Prometheus exporter of Django", ("django_prometheus",), ("django_",)),
    LibraryMetrics("BentoML", ("bentoml",), ("bentoml_", "BENTOML_")),
    LibraryMetrics("Ray Serve", ("ray.serve",), ("ray_", "serve_")),
    LibraryMetrics("LitServe", ("litserve",), ("litserve_",)),
    LibraryMetrics(
        "KServe", ("kserve",), ("request_preprocess_", "request_predict_", "request_postprocess_")
    ),
)
PROCESS_METRICS = ("process_", "python_", "up")

# Marks in the names of images, and what their metrics begin with (from the exporters' own pages).
EXPORTER_METRICS = (
    ExporterMetrics(("node-exporter", "node_exporter"), ("node_",)),
    ExporterMetrics(("cadvisor",), ("container_", "machine_")),
    ExporterMetrics(("kube-state-metrics",), ("kube_",)),
    ExporterMetrics(("postgres-exporter", "postgres_exporter"), ("pg_",)),
    ExporterMetrics(("redis_exporter", "redis-exporter"), ("redis_",)),
    ExporterMetrics(("nginx-prometheus-exporter", "nginx-exporter"), ("nginx_", "nginxexporter_")),
    ExporterMetrics(("mysqld-exporter", "mysqld_exporter"), ("mysql_",)),
    ExporterMetrics(("mongodb_exporter", "mongodb-exporter"), ("mongodb_",)),
    ExporterMetrics(("kafka-exporter", "kafka_exporter"), ("kafka_",)),
    ExporterMetrics(("elasticsearch-exporter", "elasticsearch_exporter"), ("elasticsearch_",)),
    ExporterMetrics(("rabbitmq",), ("rabbitmq_",)),
    ExporterMetrics(("blackbox-exporter", "blackbox_exporter"), ("probe_",)),
    ExporterMetrics(("dcgm-exporter",), ("DCGM_",)),
    ExporterMetrics(("nvidia_gpu_exporter", "nvidia-gpu-exporter"), ("nvidia_",)),
    ExporterMetrics(("celery-exporter",), ("celery_", "flower_")),
    ExporterMetrics(("mher/flower",), ("flower_",)),
    ExporterMetrics(("pushgateway",), ("push_time_", "pushgateway_")),
    ExporterMetrics(("prom/prometheus", "prometheus/prometheus"), ("prometheus_",)),
    ExporterMetrics(("alertmanager",), ("alertmanager_",)),
    ExporterMetrics(("grafana/grafana",), ("grafana_",)),
    ExporterMetrics(("minio/minio",), ("minio_",)),
    ExporterMetrics(("traefik",), ("traefik_",)),
    ExporterMetrics(("envoyproxy",), ("envoy_",)),
    ExporterMetrics(("tritonserver",), ("nv_",)),
    ExporterMetrics(("vllm",), ("vllm:", "vllm_")),
    ExporterMetrics(("pytorch/torchserve", "torchserve"), ("ts_", "Requests2XX", "PredictionTime")),
    ExporterMetrics(("tensorflow/serving",), (":tensorflow:", "_tensorflow_")),
    ExporterMetrics(("text-generation-inference", "text-embeddings-inference"), ("tgi_", "te_")),
)
# A text of two words or more that is a whole literal.
TAIL = lazy_regex(r"[\"']([a-z][a-z0-9]{1,40}(?:_[a-z0-9]{1,40}){1,8})[\"']")
IMAGE_LINE = lazy_regex(r"^[ \t-]*image:[ \t]*[\"']?([^\s\"'#]{1,300})", re.MULTILINE)
METRIC_NAME = lazy_regex(r"[A-Za-z_:][\w:.-]{0,200}")
Emitters = Mapping[str, frozenset[str]]


class Emitted(Struct, frozen=True):
    """What the repository emits, and the files that do: names in code, prefixes of libraries and images.

    `tails` are names that a file with an instrument holds as text: what stands in a constant or a
    default is a whole name, or the end of one with a namespace before it. `unnamed` are the files whose
    instruments have names that are put together. What an exporter emits has no file of its own.
    """

    by_code: Emitters
    prefixes: Emitters
    tails: Emitters = field(default_factory=dict)
    unnamed: frozenset[str] = frozenset()

    @property
    def files(self) -> frozenset[str]:
        """The files that emit something under a name or with a library."""
        return self.unnamed.union(*self.by_code.values(), *self.prefixes.values())

    def has(self, metric: str) -> bool:
        """Whether a query's metric is emitted here, with the suffixes that clients add."""
        return self.emitters(metric) is not None

    def emitters(self, metric: str) -> frozenset[str] | None:
        """The files that emit a query's metric, none for that of an exporter; None if nothing does."""
        found = [self.by_code.get(metric)]
        found += [paths for prefix, paths in self.prefixes.items() if _brings(prefix, metric)]
        stem = metric
        for _ in range(4):
            found += [self.by_code.get(stem), self._of_tail(stem)]
            stem, _, suffix = stem.rpartition("_")
            if not stem or suffix not in SERIES_SUFFIXES | UNIT_SUFFIXES:
                break
        known = [paths for paths in found if paths is not None]
        return frozenset[str]().union(*known) if known else None

    def _of_tail(self, stem: str) -> frozenset[str] | None:
        words = stem.split("_")
        ends = ("_".join(words[position:]) for position in range(min(len(words) - 1, 6)))
        return next((self.tails[each] for each in ends if each in self.tails), None)


def _brings(prefix: str, metric: str) -> bool:
    return (
        metric.startswith(prefix)
        if prefix.endswith(("_", ":"))
        else (metric == prefix or metric.startswith(prefix + "_"))
    )


@derived
def emitted(repo: Snapshot) -> Emitted:
    """Metric names that live code of the repository, its libraries and its exporters emit."""
    found = _Emitting()
    for use in package_uses(repo, CLIENTS):
        if use.call is not None and not use.code.notebook and _is_live(repo, use.code.path):
            found.take(use)
    for path, name in _named_by_methods(repo, shown=False):
        found.add(found.by_code, name, path)
    for path, name in _named_by_helpers(repo):
        found.comes_with_a_client()
        found.add(found.by_code, name, path)
    for path, name in counted(repo):
        found.add(found.by_code, name, path)
    for use, library in LIBRARY_METRICS.uses(repo):
        if use.call is not None and not is_test(repo, use.code.path):
            found.take_library(use, library.prefixes)
    for path in found.instrumented:
        for tail in TAIL.findall(repo.text(path) or ""):
            found.add(found.tails, tail, path)
    for image in images(repo):
        for row in EXPORTER_METRICS:
            if any(mark in image for mark in row.marks):
                for prefix in row.prefixes:
                    found.prefixes.setdefault(prefix, set())
    return found.finished()


@derived
def shown_metrics(repo: Snapshot) -> Emitters:
    """The names that only examples and tests emit, with the files that do."""
    found = _Emitting()
    for use in package_uses(repo, CLIENTS):
        if use.call is not None and (use.code.notebook or not _is_live(repo, use.code.path)):
            found.take(use)
    for path, name in _named_by_methods(repo, shown=True):
        found.add(found.by_code, name, path)
    return found.finished().by_code


def _is_live(repo: Snapshot, path: str) -> bool:
    return not is_test(repo, path) and not is_example_path(path)


class _Emitting:
    """What is found while files are read."""

    def __init__(self) -> None:
        self.by_code: dict[str, set[str]] = {}
        self.prefixes: dict[str, set[str]] = {}
        self.tails: dict[str, set[str]] = {}
        self.instrumented: set[str] = set()
        self.unnamed: set[str] = set()

    def add(self, table: dict[str, set[str]], name: str, path: str) -> None:
        table.setdefault(name, set()).add(path)

    def comes_with_a_client(self) -> None:
        for prefix in PROCESS_METRICS:
            self.prefixes.setdefault(prefix, set())

    def take_library(self, use: Use, prefixes: Iterable[str]) -> None:
        """What a library emits by itself, under its own names or under those that the call gives."""
        self.comes_with_a_client()
        for prefix in prefixes:
            self.add(self.prefixes, prefix, use.code.path)
        for key, value in use.call.keywords if use.call is not None else ():
            if key in NAME_KEYWORDS and value:
                self.add(self.prefixes, f"{_as_metric(value).rstrip('_')}_", use.code.path)
            elif key in NAME_KEYWORDS:
                self.unnamed.add(use.code.path)

    def take(self, use: Use) -> None:
        call, path = use.call, use.code.path
        if call is None:
            return
        if use.target.startswith("prometheus_client"):
            self.comes_with_a_client()
        names = list(_named_by(use.target, call.strings, dict(call.keywords)))
        if use.target.rpartition(".")[2] in CLIENT_CLASSES:
            self.instrumented.add(path)
            if not any(METRIC_NAME.fullmatch(each) for each in names):
                self.unnamed.add(path)
        for name in names:
            self.add(self.by_code, name, path)

    def finished(self) -> Emitted:
        by_code, prefixes, tails = (
            {name: frozenset(paths) for name, paths in sorted(table.items())}
            for table in (self.by_code, self.prefixes, self.tails)
        )
        return Emitted(by_code, prefixes, tails, frozenset(self.unnamed))


def _named_by(target: str, strings: tuple[str, ...], keywords: dict[str, str]) -> Iterator[str]:
    method = target.rpartition(".")[2]
    name = keywords.get("name") or (strings[0] if strings else "")
    if not name:
        return
    if method in CLIENT_CLASSES:
        yield "_".join(part for part in (keywords.get("namespace"), keywords.get("subsystem"), name) if part)
    elif method in METER_METHODS or method in STATSD_METHODS:
        yield _as_metric(name)


def _as_metric(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_:]", "_", name)


def _named_by_helpers(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """Metrics that a function of the repository makes, which is handed their class: (file, name)."""
    for path, facts in repo.modules.items():
        if _is_live(repo, path) and any(each.module == "prometheus_client" for each in facts.imports):
            for match in HANDED_CLASS.finditer(code_only(repo.text(path) or "")):
                yield path, match["name"]


def _named_by_methods(repo: Snapshot, *, shown: bool) -> Iterator[tuple[str, str]]:
    """Instruments of a meter that was passed in, so that its package is unknown: (file, name)."""
    for path, facts in repo.modules.items():
        if _is_live(repo, path) is shown:
            continue
        for call in facts.calls:
            if call.strings and call.target.rpartition(".")[2] in METER_METHODS:
                yield path, _as_metric(call.strings[0])


@derived
def images(repo: Snapshot) -> frozenset[str]:
    """The container images that compose files and manifests of the repository name."""
    found = {service.image for services in repo.services.values() for service in services if service.image}
    for path in repo.paths:
        if path.endswith((".yaml", ".yml")) and path not in repo.pipelines:
            content = repo.text(path)
            if content is not None and "image:" in content:
                found.update(match[1] for match in IMAGE_LINE.finditer(content))
    return frozenset(found)
