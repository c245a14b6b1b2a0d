"""Jobs that deploy with a client which does not have the command."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

WORKFLOW = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - {first}
      - run: pytest
      - run: {command}
"""
TESTS = {
    "shop.py": "def one():\n    return 1\n",
    "test_shop.py": "import shop\n\ndef test_one():\n    assert shop.one() == 1\n",
}
DEPLOY = "databricks bundle deploy --target prod"
JOBS = {
    "the new client": ("uses: databricks/setup-cli@main", DEPLOY, Level.WIRED),
    "the new client by its script": (
        "run: curl -fsSL https://raw.githubusercontent.com/databricks/setup-cli/main/install.sh | sh", DEPLOY, Level.WIRED),
    "the old client": ("run: pip install databricks-cli", DEPLOY, Level.PRESENT),
    "the old client among others": ("run: pip3 install --upgrade pytest 'databricks-cli==0.18.0'", DEPLOY, Level.PRESENT),
    "another package of that maker": ("run: pip install databricks-sdk", DEPLOY, Level.WIRED),
    "both clients": ("run: pip install databricks-cli && brew install databricks", DEPLOY, Level.WIRED),
    "nothing": ("run: pip install pytest", DEPLOY, Level.WIRED),
    "the old client, for another program": ("run: pip install databricks-cli", "flyctl deploy --remote-only", Level.WIRED),
}  # fmt: skip


@pytest.mark.parametrize(("first", "command", "level"), JOBS.values(), ids=JOBS)
def test_a_client_without_the_command_deploys_nothing(first: str, command: str, level: Level) -> None:
    workflow = WORKFLOW.format(first=first, command=command)
    found = run("ci_delivery", snapshot({**TESTS, ".github/workflows/a.yml": workflow}))
    assert (found.level, [(each.path, each.line) for each in found.evidence]) == (
        level,
        [(".github/workflows/a.yml", 8)],
    )
    assert found.evidence[0].note.endswith("has no such command") is (level is Level.PRESENT)
