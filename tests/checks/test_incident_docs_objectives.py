"""Service-level objectives with lines of what is seen and what is then done."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from tests.checks.test_incident_docs import SERVICE, text
from tests.support.findings import assert_found

SEEN = (
    "- Latency alerts: inspect the logs.",
    "- Queue is full: check the workers.",
    "- No disk: purge old files.",
)
OBJECTIVES = "The availability is under 1 % of errors in 30 days."
OPERATING = {
    "three of them": ((OBJECTIVES, *SEEN), Level.SUBSTANTIVE),
    "two of them": ((OBJECTIVES, *SEEN[:2]), Level.PRESENT),
    "names without what is done": ((OBJECTIVES, *(each.partition(":")[0] for each in SEEN)), Level.PRESENT),
}


@pytest.mark.parametrize(("lines", "level"), OPERATING.values(), ids=OPERATING)
def test_what_is_seen_and_what_is_done(lines: tuple[str, ...], level: Level) -> None:
    document = text(140, "\n".join(lines[:1]), "\n".join(lines[1:]), title="Runbook")
    assert run("incident_docs", snapshot({**SERVICE, "RUNBOOK.md": document})).level is level


HELD = "# Scorer\n\nIt scores.\n\n## {}\n\nIt is held to this.\n\n{}\n"
TARGETS = "| what | target |\n| --- | --- |\n| Latency (p95) | < 500 ms |\n| Availability | > 99.5 % |\n"
COMMANDS = "```\n{}\n```\n"
OPERATED = {
    "objectives in a table": ("README.md", HELD.format("Service level objectives (SLO)", TARGETS), 5),
    "the inner of two sections": ("README.md", HELD.format("Monitoring and SLO", f"### SLOs\n\n{TARGETS}"), 9),
    "how soon it is back": ("docs/storage.md", HELD.format("Disaster recovery plan", "- RTO: 4 hours\n- RPO: 1 hour\n"), 5),
    "troubles with commands of a cluster": (
        "README.md", HELD.format("Troubleshooting", COMMANDS.format("kubectl logs a\nkubectl get pods")), 5),
    "recovery with commands of a cluster": (
        "README.md", HELD.format("🔄 Disaster Recovery", COMMANDS.format("kubectl exec a\nkubectl scale b")), 5),
    "recovery within objectives": ("docs/storage.md", HELD.format("Disaster recovery", "- RTO: 4 hours\n- RPO: 1 hour\n"), 5),
}  # fmt: skip
NOT_OPERATED = {
    "recovery with one command": ("README.md", HELD.format("Disaster Recovery", COMMANDS.format("kubectl exec a"))),
    "recovery of something else": (
        "README.md", HELD.format("Signal recovery", COMMANDS.format("kubectl exec a\nkubectl scale b"))),
    "one objective": ("README.md", HELD.format("SLO", "Availability of 99.5 %.")),
    "objectives without figures": ("README.md", HELD.format("SLO", "Availability and latency are looked at.")),
    "figures of something else": ("README.md", HELD.format("Results", TARGETS)),
    "what is planned": ("docs/roadmap.md", HELD.format("SLO", TARGETS)),
    "a draft": ("docs/draft/scorer.md", HELD.format("SLO", TARGETS)),
    "what comes next": ("README.md", HELD.format("Future SLOs", TARGETS)),
    "one command of a cluster": (
        "README.md", HELD.format("Troubleshooting", COMMANDS.format("kubectl logs a\nkubectl logs b"))),
    "commands at home": (
        "README.md", HELD.format("Troubleshooting", COMMANDS.format("docker compose logs\ndocker compose ps"))),
    "a guide for users": (
        "docs/usage/a.md", HELD.format("Troubleshooting", COMMANDS.format("kubectl logs a\nkubectl get pods"))),
}  # fmt: skip


@pytest.mark.parametrize(("path", "document", "line"), OPERATED.values(), ids=OPERATED)
def test_a_section_for_those_who_operate_a_service_is_present(path: str, document: str, line: int) -> None:
    assert_found(run("incident_docs", snapshot({**SERVICE, path: document})), Level.PRESENT, f"{path}:{line}")


@pytest.mark.parametrize(("path", "document"), NOT_OPERATED.values(), ids=NOT_OPERATED)
def test_a_section_that_is_for_nobody_who_operates_one(path: str, document: str) -> None:
    assert_found(run("incident_docs", snapshot({**SERVICE, path: document})), Level.ABSENT)


BESIDE = HELD.format(
    "🐛 Troubleshooting", COMMANDS.format("curl http://api/health\ncurl http://queue/metrics")
)


@pytest.mark.parametrize(
    ("image", "document", "level"),
    [
        ("worker/Dockerfile", "worker/README.md", Level.PRESENT),
        ("api/Dockerfile", "worker/README.md", Level.ABSENT),
        ("Dockerfile", "README.md", Level.ABSENT),
        ("worker/Dockerfile", "worker/notes.md", Level.ABSENT),
    ],
)
def test_the_readme_of_a_folder_with_an_image_is_on_what_runs(
    image: str, document: str, level: Level
) -> None:
    files = {**SERVICE, image: "FROM python:3.12\n", document: BESIDE}
    assert_found(run("incident_docs", snapshot(files)), level, f"{document}:5")
