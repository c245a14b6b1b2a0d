from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Level, Status
from tests.support.snapshots import commit, library, run, snapshot

SERVICE = {"svc/__init__.py": "", "svc/app.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
DEPLOY = ".github/workflows/deploy.yml"


def section(code: str, heading: str = "Rollback") -> str:
    return f"# Service\n\n## {heading}\n\nWhen the new one is worse:\n\n```bash\n{code}\n```\n\n## Other\n\nText.\n"


ALIAS = (
    "from mlflow import MlflowClient\n\n\ndef rollback_model(version):\n"
    "    MlflowClient().set_registered_model_alias('churn', 'champion', version)\n"
)
LEVELS = {
    "heading with a command": ({"README.md": section("helm rollback churn 3")}, Level.SUBSTANTIVE),
    "heading with plain commands": ({"README.md": section("docker pull churn:41")}, Level.SUBSTANTIVE),
    "command in the text": (
        {"README.md": "# X\n\n## Rolling back\n\nRun `kubectl rollout undo deploy/churn` and wait.\n"},
        Level.SUBSTANTIVE,
    ),
    "command in a block without a heading": (
        {"README.md": section("# Rollback to the one before\nplatform service rollback -f x.yaml", "Deploy")},
        Level.SUBSTANTIVE,
    ),
    "heading alone": ({"README.md": "# X\n\n## Rollback\n\nWe can always go back.\n"}, Level.CLAIMED),
    "a procedure that the text only speaks of": (
        {"RUNBOOK.md": "# Runbook\n\n## Rollback\n\nRun the rollback procedure.\n"},
        Level.CLAIMED,
    ),
    "a script that only prints": (
        {
            "README.md": section("./scripts/rollback.sh"),
            "scripts/rollback.sh": '#!/bin/bash\necho "Rolling back..."\necho "Rollback successful"\n',
        },
        Level.CLAIMED,
    ),
    "a script that goes back": (
        {"README.md": section("./scripts/back.sh 3"), "scripts/back.sh": "docker service rollback churn\n"},
        Level.SUBSTANTIVE,
    ),
    "future work": ({"README.md": "# X\n\n## Next\n\n- automated rollback workflows\n"}, Level.ABSENT),
    "schema migration": (
        {"README.md": section("alembic downgrade -1", "Rollback of the schema")},
        Level.ABSENT,
    ),
    "database under a plain heading": ({"README.md": section("alembic downgrade -1")}, Level.ABSENT),
    "change log": ({"CHANGELOG.md": section("git revert abc", "Rollback of 1.2")}, Level.ABSENT),
    "agent file": ({".claude/skills/ops/SKILL.md": section("helm rollback churn 3")}, Level.ABSENT),
    "session": (
        {"svc/db.py": "def rollback_session(session):\n    session.rollback()\n"},
        Level.ABSENT,
    ),
    "migration": (
        {"migrations/001.py": "def rollback(migrator, database, *, fake=False):\n    migrator.run('x')\n"},
        Level.ABSENT,
    ),
    "a model of that name": (
        {"svc/revertrisk.py": "def load_revertrisk(path):\n    return open(path)\n"},
        Level.ABSENT,
    ),
    "alias move": ({"svc/registry.py": ALIAS}, Level.SUBSTANTIVE),
    "alias move that a task runs": (
        {"ops/rollback.py": ALIAS, "Makefile": "back:\n\tpython ops/rollback.py\n"},
        Level.WIRED,
    ),
    "state of a data structure": (
        {"svc/bugs.py": "import copy\n\ndef rollback(bug):\n    return copy.deepcopy(bug)\n"},
        Level.ABSENT,
    ),
    "script": ({"ops/rollback.sh": "docker service update --image churn:$1 churn\n"}, Level.SUBSTANTIVE),
    "script that a task calls": (
        {
            "ops/rollback.sh": "docker service update --image churn:$1 churn\n",
            "Makefile": "OPS=ops\nrollback:\n\t$(OPS)/rollback.sh $(V)\n",
        },
        Level.WIRED,
    ),
    "task that only prints": ({"Makefile": 'rollback:\n\t@echo "not yet"\n'}, Level.ABSENT),
    "task of the database": ({"Makefile": "db-rollback:\n\talembic downgrade -1\n"}, Level.ABSENT),
    "deployment that goes back by itself": (
        {
            DEPLOY: "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: kubectl rollout undo deploy/churn\n"
        },
        Level.WIRED,
    ),
    "version as an input": (
        {
            DEPLOY: "on:\n  workflow_dispatch:\n    inputs:\n      version: {required: true}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
            "      - run: helm upgrade churn ./c --set tag=${{ inputs.version }}\n"
        },
        Level.SUBSTANTIVE,
    ),
    "an input that names no version": (
        {
            DEPLOY: "on:\n  workflow_dispatch:\n    inputs:\n      region: {required: true}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
            "      - run: helm upgrade churn ./c --set r=${{ inputs.region }}\n"
        },
        Level.ABSENT,
    ),
}


@pytest.mark.parametrize("case", LEVELS)
def test_rollback_level(case: str) -> None:
    files, level = LEVELS[case]
    assert run("rollback", snapshot({**SERVICE, **files})).level is level


FIRST = commit("2024-01-01", "models/churn.py", message="new model")


@pytest.mark.parametrize(
    ("path", "sha", "level"),
    [
        ("models/churn.py", FIRST.sha, Level.PRESENT),
        ("models/churn.py", FIRST.sha[:10], Level.PRESENT),
        ("models/churn.py", "f" * 40, Level.ABSENT),
        ("deploy/values.yaml", FIRST.sha, Level.PRESENT),
        ("deploy/page.html", FIRST.sha, Level.ABSENT),
        ("app/labels.py", FIRST.sha, Level.ABSENT),
        ("notes.md", FIRST.sha, Level.ABSENT),
        ("requirements.txt", FIRST.sha, Level.ABSENT),
    ],
)
def test_an_anchored_revert_of_what_is_served_is_present(path: str, sha: str, level: Level) -> None:
    back = commit("2024-01-02", path, message="take it back", reverts=sha)
    files = dict.fromkeys(("models/churn.py", "app/labels.py"), "x = 1\n")
    files |= {"deploy/values.yaml": "a: 1\n", "deploy/page.html": "<p>"}
    files |= {**SERVICE, "notes.md": "# n\n", "requirements.txt": "flask\n"}
    finding = run("rollback", snapshot(files, commits=[back, FIRST]))
    assert finding.level is level
    assert all(each.path == path for each in finding.evidence)


FILLER = "The service answers predictions for the churn team and this text says how it is kept alive. " * 12
POSTMORTEM = f"""# Post-mortem: wrong predictions

{FILLER}

## Impact

On 2024-03-01 about 12% of requests got a wrong answer for 45 minutes.

## Root cause

The feature job wrote empty columns.

## Action items

- alert on empty columns
"""
RUNBOOK = f"""# Runbook

{FILLER}

## Symptoms

The alert on latency fires.

## Recovery

Restart the service. The usual cause is a full queue; escalate after ten tries.
"""
DOCUMENTS = {
    "post-mortem": ({"docs/postmortems/march.md": POSTMORTEM}, Level.WIRED),
    "post-mortem without dates": (
        {"docs/postmortem.md": POSTMORTEM.replace("On 2024-03-01", "Once")},
        Level.SUBSTANTIVE,
    ),
    "runbook": ({"RUNBOOK.md": RUNBOOK}, Level.SUBSTANTIVE),
    "runbook in its folder": ({"docs/runbooks/latency.md": RUNBOOK}, Level.SUBSTANTIVE),
    "runbook that an alert links to": (
        {
            "docs/runbooks/latency.md": RUNBOOK,
            "alerts.yml": "groups:\n- rules:\n  - alert: A\n    annotations:\n"
            "      runbook_url: https://host/docs/runbooks/latency.md#symptoms\n",
        },
        Level.WIRED,
    ),
    "how to set it up": (
        {"RUNBOOK.md": f"# Runbook\n\n{FILLER}\n\n## Start\n\n```bash\nmake up\n```\n"},
        Level.PRESENT,
    ),
    "template": ({"docs/postmortem-template.md": POSTMORTEM}, Level.CLAIMED),
    "fields nobody filled in": (
        {"docs/incident.md": POSTMORTEM + "\n- Date: YYYY-MM-DD\n- Who: TBD\n- When: TBD\n- Link: [link]\n"},
        Level.CLAIMED,
    ),
    "headings alone": (
        {"RUNBOOK.md": "# Runbook\n\n## Symptoms\n\n## Recovery\n\n## Cause\n"},
        Level.CLAIMED,
    ),
    "agent skill": ({".claude/skills/incident-triage/SKILL.md": RUNBOOK}, Level.CLAIMED),
    "guide for users": (
        {"docs/usage/troubleshooting.md": RUNBOOK.replace("# Runbook", "# Help")},
        Level.ABSENT,
    ),
    "any document": ({"README.md": RUNBOOK.replace("# Runbook", "# Service")}, Level.ABSENT),
}


@pytest.mark.parametrize("case", DOCUMENTS)
def test_document_level(case: str) -> None:
    files, level = DOCUMENTS[case]
    assert run("incident_docs", snapshot({**SERVICE, **files})).level is level


@pytest.mark.parametrize("signal", ["rollback", "incident_docs"])
def test_a_library_is_not_asked(signal: str) -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run(signal, snapshot(files)).status is Status.NOT_APPLICABLE


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_document_has_an_answer(text: str) -> None:
    repo = snapshot({**SERVICE, "RUNBOOK.md": f"# Rollback\n\n{text}\n", "rollback.sh": text})
    assert run("rollback", repo).status is not Status.ERROR
    assert run("incident_docs", repo).status is not Status.ERROR
