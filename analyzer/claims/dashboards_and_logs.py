"""What a sentence about monitoring names, dashboards and logs among it, and whether that was found.

`found` is, by signal, the note and the path of each place. Patterns over one sentence of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzer.claims.measured_by import LOGS
from analyzer.lazy_regex import lazy_regex
from analyzer.model import RepositoryResult

# A dashboard is what shows; of what a machine does no statistic of data tells anything.
_OF_DASHBOARDS = lazy_regex(r"\bdashboards?\b|\bgrafana\b", re.IGNORECASE)
_OF_MACHINES = lazy_regex(
    r"\b(?:system|resources?|infrastructure|hardware|cpu|gpu|memory|server|container|cluster|host|health)"
    r"(?: (?:resources?|health|metrics|performance|usage))? monitoring\b",
    re.IGNORECASE,
)
_OF_MODELS = lazy_regex(r"\b(?:models?|drift|predictions?|data|accuracy)\b", re.IGNORECASE)
_OF_A_TOOL = lazy_regex(r"\b(?:grafana|kibana|cloudwatch|datadog|new relic|prometheus)\b", re.IGNORECASE)
_PAGE = "a page for people"
# "A dashboard for monitoring" claims the dashboard and nothing beside it.
_OF_MORE = lazy_regex(
    r"\bprometheus\b|\bmetrics?\b|\btrac(?:es?|ing)\b|\balert|\bdrift|\blog(?:s|ging)\b|\bopentelemetry\b"
    r"|(?<!\bfor )\bmonitor(?:ing|s|ed)?\b(?! dashboards?\b)|\bobservability\b",
    re.IGNORECASE,
)
# What a dashboard shows belongs to it: "a dashboard for metrics of the service", "for model monitoring".
_SHOWN = lazy_regex(
    r"\bdashboards?\b(?: (?:that|which))? (?:for|of|on|shows?|showing|display(?:s|ing)|visuali[sz](?:es|ing))"
    r"(?: (?!prometheus\b|alert)[\w/-]{1,20}){0,4}? (?:metrics|monitoring|observability)\b",
    re.IGNORECASE,
)
_MORE_THAN_LOGS = lazy_regex(
    r"\b(?:prometheus|grafana|kibana|cloudwatch|datadog|new relic|lang(?:smith|fuse)|sentry|opentelemetry"
    r"|phoenix|evidently|metrics?|trac(?:es?|ing)|dashboards?|alert\w{0,4}|drift)\b",
    re.IGNORECASE,
)
# "Logging and monitoring" names two things; "monitoring with logging" and "monitoring: logs" one.
_AND = r"(?:,|\s?/|\s?&|\s?\+|\sand|,\sand)\s?(?:[a-z-]{1,20}\s){0,2}"
_LOGGED = r"(?:logging|log(?:s| management| aggregation))"
_WATCHED = r"(?:monitoring|observability)"
_BOTH = lazy_regex(rf"\b{_LOGGED}{_AND}{_WATCHED}\b|\b{_WATCHED}{_AND}{_LOGGED}\b", re.IGNORECASE)


def lacks_its_logs(text: str, found: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sentence claims logs and more, and only one of the two is there."""
    if LOGS.search(text) is None or not found:
        return False
    if found.keys() == {"logging"}:
        return _BOTH.search(text) is not None or _MORE_THAN_LOGS.search(text) is not None
    return "logging" not in found and _BOTH.search(text) is not None


def lacks_its_dashboard(text: str, found: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sentence claims dashboards alone, and none is kept here: its tool may hold them."""
    if not is_of_dashboards_alone(text):
        return False
    return not any(_OF_DASHBOARDS.search(each) for every in found.values() for each in every)


def is_of_dashboards_alone(text: str) -> bool:
    """Whether a sentence claims dashboards and nothing else that watches."""
    return _OF_DASHBOARDS.search(text) is not None and _OF_MORE.search(_SHOWN.sub("dashboard", text)) is None


# Tools that watch, by which a sentence says what watches.
_WATCHING_TOOLS = lazy_regex(
    r"\b(?:evidently|datadog|cloudwatch|new relic|lang(?:smith|fuse)|sentry|phoenix|whylogs|nannyml|arize"
    r"|fiddler|logfire)\b",
    re.IGNORECASE,
)


_WIDER_TOOLS = lazy_regex(r"\b(?:prometheus|grafana|opentelemetry|statsd)\b", re.IGNORECASE)


def lacks_its_tool(text: str, found: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sentence names what watches, and nothing that was found is made with any of it.

    Beside one that many libraries speak to, it says less.
    """
    if _WIDER_TOOLS.search(text) is not None:
        return False
    named = {match[0].casefold() for match in _WATCHING_TOOLS.finditer(text)}
    every = [each.casefold() for some in found.values() for each in some]
    return bool(named) and not any(tool in each for tool in named for each in every)


# What a sentence may name beside what is watched, and the words of a place that shows it.
_NAMED_KINDS = (
    (
        lazy_regex(r"\balert(?:s|ing)?\b", re.IGNORECASE),
        lazy_regex(r"alert|notif|pag(?:er|ing)", re.IGNORECASE),
    ),
    (
        lazy_regex(r"\btracing\b|\b(?:distributed|request) traces?\b", re.IGNORECASE),
        lazy_regex(r"trac|span|opentelemetry|lang(?:fuse|smith)|phoenix|datadog|sentry|apm", re.IGNORECASE),
    ),
    (
        lazy_regex(
            r"\b(?:cpu|gpu|memory|ram|resources?)\s(?:(?:usage|utili[sz]ation|consumption)\b|tracking\b)",
            re.IGNORECASE,
        ),
        lazy_regex(r"cpu|gpu|memory|resource|psutil|utili[sz]|node.?exporter|cadvisor", re.IGNORECASE),
    ),
)


def lacks_a_kind(text: str, found: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sentence names alerts, traces or what a machine uses, and no place shows that.

    Dashboards may hold any of them.
    """
    every = [f"{signal} {each}" for signal, some in found.items() for each in some]
    if any(map(_OF_DASHBOARDS.search, every)):
        return False
    named = [shown for words, shown in _NAMED_KINDS if words.search(text) is not None]
    return not all(any(map(shown.search, every)) for shown in named)


def shown_by_a_page(text: str, results: Sequence[RepositoryResult]) -> bool:
    """Whether a sentence names a dashboard and there is a page made with code: what it shows was not read."""
    if _OF_DASHBOARDS.search(text) is None or _OF_A_TOOL.search(text) is not None:
        return False
    served = (result.findings.get("serving") for result in results)
    return any(_PAGE in each.note for found in served if found is not None for each in found.evidence)


def is_what_is_watched(text: str, signal: str) -> bool:
    """Whether evidence of this signal may be of what a sentence says is watched."""
    if signal != "drift_detection" or _OF_MODELS.search(text) is not None:
        return True
    return _OF_DASHBOARDS.search(text) is None and _OF_MACHINES.search(text) is None
