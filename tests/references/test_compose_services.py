"""Services that commands name: those that no compose file declares stop a job."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references import Outcome, references
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, WORKFLOW, github

COMPOSE = {"compose.yml": "services:\n  api:\n    image: a\n  db:\n    image: b\n"}
# A command, more files, and what becomes of the services it names.
COMMANDS = {
    "run in one": ("docker compose exec api ls", {}, [("api", "resolves")]),
    "run in none": ("docker compose exec web ls", {}, [("web", "dangles")]),
    "by the older program": ("docker-compose run --rm -e A=1 web ls", {}, [("web", "dangles")]),
    "started": ("docker compose up -d db web", {}, [("db", "resolves"), ("web", "dangles")]),
    "of a file that is named": ("docker compose -f compose.yml exec web ls", {}, [("web", "dangles")]),
    "of another compose file": ("docker compose up web", {"t/compose.yml": "services:\n  web:\n    image: a\n"}, [("web", "resolves")]),
    "a variable": ("docker compose exec $WEB ls", {}, []),
    "one that need not be there": ("docker compose exec web ls || true", {}, []),
    "of a file that is not read": ("docker compose -f other.tpl exec web ls", {}, []),
    "with files that it takes in": ("docker compose exec web ls", {"b/compose.yml": "include: [x.yml]\nservices:\n  c:\n    image: a\n"}, []),
    "a container": ("docker exec web ls", {}, []),
    "of files that are fetched": ("git clone https://a.b/c\ndocker compose up web", {}, []),
}  # fmt: skip


@pytest.mark.parametrize(("command", "files", "found"), COMMANDS.values(), ids=COMMANDS)
def test_services_that_commands_name_are_looked_up(
    command: str, files: dict[str, str], found: list[tuple[str, str]]
) -> None:
    repo = snapshot({**COMPOSE, **files, **github(command)})
    named = [each for each in references(repo) if each.kind == "CI runs the service"]
    assert [(each.name, str(each.outcome)) for each in named] == found


def test_without_a_compose_file_nothing_is_said() -> None:
    repo = snapshot(github("docker compose exec web ls"))
    assert not [each for each in references(repo) if each.outcome is Outcome.DANGLES]


@pytest.mark.parametrize(("service", "level"), [("api", Level.WIRED), ("web", Level.PRESENT)])
def test_a_job_stops_at_a_service_that_is_not_there(service: str, level: Level) -> None:
    finding = run(
        "ci_tests", snapshot({**CODE, **COMPOSE, **github(f"docker compose exec {service} ls\npytest")})
    )
    assert finding.level is level
    if level is Level.PRESENT:
        assert (
            f"at {WORKFLOW}:10 names web, which is a service of no compose file" in finding.evidence[0].note
        )
