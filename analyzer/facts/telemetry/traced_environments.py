"""Where the environment of what runs switches on the traces that LangChain sends to LangSmith.

Source: https://docs.langchain.com/langsmith/observability-quickstart (`LANGSMITH_TRACING`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.deliveries.deliveries import deliveries
from analyzer.facts.deliveries.delivery_tables import Work
from analyzer.facts.deliveries.platform_files import NAMED_FILES
from analyzer.facts.telemetry.instrument_signs import ON
from analyzer.facts.telemetry.trace_instruments import TRACING_VARIABLES
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.wiring.roles import is_example_path, is_test_path

ONLY_SAID_IN_CI = lazy_regex(r"\s*(?:#|echo\b|export\b|- name:)")
TRACING_GIVEN = lazy_regex(
    r"[\"'](?P<key>LANG\w{3,30})[\"']\s{0,4}:\s{0,4}[\"']?(?:true|1)\b"
    r"|[\s,\"'=](?P<word>LANG\w{3,30})=[\"']?(?:true|1)\b",
    re.IGNORECASE,
)
# A variable of a platform's file or of a manifest: on one line, or its value on the next.
TRACING_SET = lazy_regex(
    r"^[ \t]*(?:-[ \t]*)?(?:(?:name|key):[ \t]*)?[\"']?(LANG[A-Z0-9_]{3,30})[\"']?"
    r"(?:[ \t]*[:=][ \t]*|[ \t]*,?[ \t]*\n[ \t]*value:[ \t]*)[\"']?(?:true|1)\b",
    re.MULTILINE,
)
WORKLOAD = lazy_regex(
    r"^kind:[ \t]*(?:Deployment|StatefulSet|Service|Job|CronJob|Rollout|InferenceService|ConfigMap)\b",
    re.MULTILINE,
)


class TracedEnvironment(Struct, frozen=True):
    """A place where a variable switches traces on; `where` says whose environment it is."""

    path: str
    line: int
    variable: str
    where: str


def traced_environments(repo: Snapshot) -> Iterator[TracedEnvironment]:
    """Of containers that are built here, of what CI deploys, of images, platforms and manifests."""
    for path, services in repo.services.items():
        for service in services:
            name = _tracing(service.environment)
            if name is not None and service.build_context is not None:
                line = _line_of(repo, path, name, service.line)
                yield TracedEnvironment(path, line, name, service.name)
    delivering = {each.pipeline.path for each in deliveries(repo) if each.work is Work.DEPLOYS}
    for path in sorted(delivering):
        for number, row in enumerate((repo.text(path) or "").split("\n"), 1):
            found = TRACING_GIVEN.search(row[:500])
            name = (found["key"] or found["word"]) if found is not None else None
            if name in TRACING_VARIABLES and ONLY_SAID_IN_CI.match(row) is None:
                yield TracedEnvironment(path, number, name, "what CI deploys")
                break
    for path, image in repo.dockerfiles.items():
        name = _tracing(image.environment)
        if name is not None:
            yield TracedEnvironment(path, _line_of(repo, path, name, 1), name, "the image")
    yield from _of_platforms(repo)


def _of_platforms(repo: Snapshot) -> Iterator[TracedEnvironment]:
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if is_example_path(path) or is_test_path(path):
            continue
        named = basename(path) in NAMED_FILES
        if not named and not path.endswith((".yaml", ".yml")):
            continue
        content = repo.beginning(path, TEXT_LIMIT)
        if "LANG" not in content or not (named or WORKLOAD.search(content) is not None):
            continue
        for found in TRACING_SET.finditer(content):
            if found[1] in TRACING_VARIABLES:
                where = NAMED_FILES.get(basename(path), "a workload")
                line = content.count("\n", 0, found.start(1)) + 1
                yield TracedEnvironment(path, line, found[1], where)
                break


def _tracing(environment: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for name, value in environment if name in TRACING_VARIABLES and value in ON), None)


def _line_of(repo: Snapshot, path: str, name: str, start: int) -> int:
    """The first line from `start` on that names the variable, else `start`."""
    lines = (repo.text(path) or "").split("\n")
    return next((number for number, text in enumerate(lines, 1) if number >= start and name in text), start)
