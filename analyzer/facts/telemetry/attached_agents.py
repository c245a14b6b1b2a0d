"""Agents that report about a process with no import in its code: what starts it attaches them.

A wrapper or a flag of the command (`ddtrace-run`, `-javaagent:opentelemetry-javaagent.jar`), or options that
the runtime takes from the environment (`JAVA_TOOL_OPTIONS`). Sources:
https://opentelemetry.io/docs/zero-code/java/agent/getting-started/,
https://docs.datadoghq.com/tracing/trace_collection/automatic_instrumentation/dd_libraries/java/,
https://docs.newrelic.com/docs/apm/agents/java-agent/, https://github.com/prometheus/jmx_exporter,
https://opentelemetry.io/docs/zero-code/dotnet/getting-started/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.starts.entrypoints import starts

# Wrappers and flags that instrument whatever they start.
START_MARKS = {
    "ddtrace-run": "Datadog",
    "opentelemetry-instrument": "OpenTelemetry",
    "newrelic-admin": "New Relic",
    "elasticapm-run": "Elastic APM",
    "--statsd-host": "StatsD metrics",
    "--statsd-prefix": "StatsD metrics",
    "--dogstatsd-tags": "StatsD metrics",
}
JAVA_AGENT = lazy_regex(r"-javaagent:[\"']?([\w./${}+-]{1,200})")
# The names of agents' files; agents that measure coverage or weave aspects report nothing.
ATTACHED_AGENT_FILES = {
    "opentelemetry": "OpenTelemetry",
    "otel": "OpenTelemetry",
    "dd-java-agent": "Datadog",
    "newrelic": "New Relic",
    "elastic-apm": "Elastic APM",
    "applicationinsights": "Application Insights",
    "jmx_prometheus": "Prometheus JMX exporter",
    "jmx-prometheus": "Prometheus JMX exporter",
    "skywalking": "SkyWalking",
    "pinpoint": "Pinpoint",
    "glowroot": "Glowroot",
    "sentry-opentelemetry": "Sentry",
    "appdynamics": "AppDynamics",
    "pyroscope": "Pyroscope",
}
# Options that the JVM and its start scripts take from the environment.
OPTION_VARIABLES = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "JAVA_OPTIONS", "CATALINA_OPTS")
# What switches on the profiler of .NET that an agent is.
NET_AGENTS = {
    "CORECLR_ENABLE_PROFILING": ("CORECLR_PROFILER_PATH", "CORECLR_PROFILER", "OTEL_DOTNET_AUTO_HOME")
}


class AttachedAgent(Struct, frozen=True):
    """An agent, the line that attaches it, and whether that starts a file of this repository."""

    path: str
    line: int
    what: str
    started: bool


def attached_agents(repo: Snapshot) -> Iterator[AttachedAgent]:
    """The agents on commands, and those in the environment of images and services."""
    placed = {(each.path, each.line) for each in programs_started(repo)}
    for start in starts(repo):
        words = start.script.split()
        marks = [basename(word.partition("=")[0]) for word in words]
        tool = next((START_MARKS[word] for word in marks if word in START_MARKS), None)
        tool = tool or java_agent(start.script)
        if tool is not None:
            runs = start.module is not None or (start.path, start.line) in placed
            what = f"{tool}: on the command that starts {' '.join(start.words)[:80]}"
            yield AttachedAgent(start.path, start.line, what, runs)
    for path, image in repo.dockerfiles.items():
        found = _in_environment(dict(image.environment))
        if found is not None:
            runs = any(place == path for place, _line in placed)
            yield AttachedAgent(path, _line_of(repo, path, found[1]), _said(*found), runs)
    for path, services in repo.services.items():
        for service in services:
            found = _in_environment(dict(service.environment))
            if found is not None and service.build_context is not None:
                yield AttachedAgent(path, service.line, _said(*found), bool(placed))


def java_agent(text: str) -> str | None:
    """The agent of a JVM that an option names, by the name of its file."""
    for match in JAVA_AGENT.finditer(text[:4000]):
        name = basename(match[1]).lower()
        found = next((tool for mark, tool in ATTACHED_AGENT_FILES.items() if mark in name), None)
        if found is not None:
            return found
    return None


def _in_environment(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """The agent that an environment attaches, and the variable that does."""
    for name in OPTION_VARIABLES:
        tool = java_agent(environment.get(name) or "")
        if tool is not None:
            return tool, name
    for switch, where in NET_AGENTS.items():
        if environment.get(switch) == "1":
            told = " ".join(environment.get(each) or "" for each in where).lower()
            tool = next((tool for mark, tool in ATTACHED_AGENT_FILES.items() if mark in told), None)
            if tool is not None or "datadog" in told:
                return tool or "Datadog", switch
    return None


def _said(tool: str, variable: str) -> str:
    return f"{tool}: {variable} attaches its agent"


def _line_of(repo: Snapshot, path: str, name: str) -> int:
    rows = (repo.text(path) or "").split("\n")
    return next((number for number, row in enumerate(rows, 1) if name in row), 1)
