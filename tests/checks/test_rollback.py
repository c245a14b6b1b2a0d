from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import Commit
from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import commit, library, run, snapshot

SERVICE = {"svc/__init__.py": "", "svc/app.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
DEPLOY = ".github/workflows/deploy.yml"


def section(code: str, heading: str = "Rollback") -> str:
    """A document with the heading in line 3 and the code in line 8."""
    return f"# Service\n\n## {heading}\n\nWhen the new one is worse:\n\n```bash\n{code}\n```\n\n## Other\n\nText.\n"


def workflow(step: str, on: str = "push", name: str = "ship") -> str:
    return f"name: {name}\non: {on}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {step}\n"


def by_hand(key: str, command: str, name: str = "ship") -> dict[str, str]:
    """A deployment that a hand starts with an input in line 5."""
    return {
        DEPLOY: workflow(
            command, f"\n  workflow_dispatch:\n    inputs:\n      {key}: {{required: true}}", name
        )
    }


ALIAS = (
    "from mlflow import MlflowClient\n\n\ndef rollback_model(version):\n"
    "    MlflowClient().set_registered_model_alias('churn', 'champion', version)\n"
)
BACK = "docker service update --image churn:$1 churn\n"
WITH_COMMANDS = "a rollback procedure with its commands: "
HEADING = "a heading without a command: Rollback"

DOCUMENTS = {
    "a command": (section("helm rollback churn 3"), Level.SUBSTANTIVE, 3, WITH_COMMANDS + "Rollback"),
    "plain commands": (section("docker pull churn:41"), Level.SUBSTANTIVE, 3, WITH_COMMANDS + "Rollback"),
    "another heading": (section("git revert abc", "Return to the previous model"), Level.SUBSTANTIVE, 3, "Return to the"),
    "a command in the text": (
        "# X\n\n## Rolling back\n\nRun `kubectl rollout undo deploy/churn` and wait.\n", Level.SUBSTANTIVE, 3, "Rolling back"),
    "a command in a smaller section": (
        "# X\n\n## Rollback\n\n### Steps\n\n```sh\ndocker pull churn:41\n```\n", Level.SUBSTANTIVE, 3, "Rollback"),
    "a command in a block without the heading": (
        section("# Rollback to the one before\nplatform service rollback -f x.yaml", "Deploy"), Level.SUBSTANTIVE, 9,
        "platform service rollback -f x.yaml"),
    "a command of its own": (section("tool rollback-to 3", "Deploy"), Level.SUBSTANTIVE, 8, "tool rollback-to 3"),
    "two ways": (
        section("helm rollback churn 3") + "\n## Rolling back\n\n```sh\ngit revert a\n```\n", Level.SUBSTANTIVE, 3, "Rollback"),
    "the way back in other words": (
        section("fly deploy --image registry.fly.io/churn:41", "Going back to the previous version"), Level.SUBSTANTIVE, 3, WITH_COMMANDS),
    "the way back in Chinese": (section("kubectl rollout undo deploy/churn", "回滚"), Level.SUBSTANTIVE, 3, WITH_COMMANDS),
    "the way back home": (section("fly deploy", "Going back home"), Level.ABSENT, 0, ""),
    "a heading alone": ("# X\n\n## Rollback\n\nWe can always go back.\n", Level.CLAIMED, 3, HEADING),
    "two headings alone": ("# X\n\n## Rollback\n\n## Rolling back\n\nSoon.\n", Level.CLAIMED, 3, HEADING),
    "a procedure that the text only speaks of": (
        "# Runbook\n\n## Rollback\n\nRun the rollback procedure.\n", Level.CLAIMED, 3, HEADING),
    "a command in the next section": (
        "# X\n\n## Rollback\n\nSoon.\n\n## Start\n\n```sh\ndocker pull churn:41\n```\n", Level.CLAIMED, 3, HEADING),
    "a command in the section before": (
        "# X\n\n```sh\ndocker pull churn:41\n```\n\n## Rollback\n\nSoon.\n", Level.CLAIMED, 7, HEADING),
    "a word in the next section": (
        "# X\n\n## Rollback\n\nSoon.\n\n## Start\n\nRun `helm rollback churn`.\n", Level.CLAIMED, 3, HEADING),
    "code that is no command": (section("version: 3"), Level.CLAIMED, 3, HEADING),
    "a comment": (section("# helm rollback churn 3", "Deploy"), Level.ABSENT, 0, ""),
    "another command": (section("helm upgrade churn", "Deploy"), Level.ABSENT, 0, ""),
    "a command about going back, elsewhere": (section("tool restore the older one", "Deploy"), Level.ABSENT, 0, ""),
    "a command that may go either way": (section("dvc checkout", "Deploy"), Level.ABSENT, 0, ""),
    "code that says it": (section('logger.critical(f"Rollback triggered: {x}, rollback now")', "Deploy"), Level.ABSENT, 0, ""),
    "a list of points": (section("- Manual rollback procedures", "Deploy"), Level.ABSENT, 0, ""),
    "a list of files": (section("│   └── rollback.sh  # emergency rollback", "Deploy"), Level.ABSENT, 0, ""),
    "a sentence": (section("Evidence: specific steps (e.g. rollback plans)", "Deploy"), Level.ABSENT, 0, ""),
    "a key": (section("critical: Always commit/rollback in finally", "Deploy"), Level.ABSENT, 0, ""),
    "a command with a variable before it": (section("V=3 tool rollback churn", "Deploy"), Level.SUBSTANTIVE, 8, "V=3 tool"),
    "a command after a prompt": (section("$ ./ops/tool rollback churn", "Deploy"), Level.SUBSTANTIVE, 8, "$ ./ops"),
    "a command of a workflow": (section("- run: tool rollback churn", "Deploy"), Level.SUBSTANTIVE, 8, "- run: tool"),
    "future work": ("# X\n\n## Next\n\n- automated rollback workflows\n", Level.ABSENT, 0, ""),
    "a schema": (section("alembic downgrade -1", "Rollback of the schema"), Level.ABSENT, 0, ""),
    "a schema in the heading": (section("docker pull churn:41", "Rollback of the schema"), Level.ABSENT, 0, ""),
    "a database under a plain heading": (section("alembic downgrade -1"), Level.ABSENT, 0, ""),
    "a migration without the heading": (section("make db-migrate-rollback all", "Deploy"), Level.ABSENT, 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "line", "words"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_procedure_in_a_document(text: str, level: Level, line: int, words: str) -> None:
    finding = run("rollback", snapshot({**SERVICE, "README.md": text}))
    assert_found(finding, level, f"README.md:{line}", words)
    assert len(finding.evidence) == (level is not Level.ABSENT)


@pytest.mark.parametrize(
    "path", ["CHANGELOG.md", "docs/release-notes.md", ".claude/skills/ops/SKILL.md", "AGENTS.md"]
)
def test_logs_of_changes_and_instructions_for_agents_are_no_procedures(path: str) -> None:
    assert_found(run("rollback", snapshot({**SERVICE, path: section("helm rollback churn 3")})), Level.ABSENT)


def test_long_headings_and_commands_are_cut() -> None:
    for code, heading, shown in (
        ("helm list", "Rollback " + "x" * 100, "Rollback " + "x" * 71),
        ("helm rollback " + "x" * 100, "Deploy", "helm rollback " + "x" * 66),
    ):
        finding = run("rollback", snapshot({**SERVICE, "README.md": section(code, heading)}))
        assert finding.evidence[0].note == WITH_COMMANDS + shown
    finding = run("rollback", snapshot({**SERVICE, "README.md": section("a: 1", "Rollback " + "x" * 100)}))
    assert finding.evidence[0].note == "a heading without a command: Rollback " + "x" * 71


def test_long_names_of_code_are_cut() -> None:
    finding = run("rollback", snapshot({**SERVICE, DEPLOY: workflow("helm rollback " + "x" * 200)}))
    assert finding.evidence[0].note == "CI rolls back automatically: helm rollback " + "x" * 86
    code = f"import {'m' * 100}\n\ndef rollback():\n    {'m' * 100}.update(1)\n"
    finding = run("rollback", snapshot({**SERVICE, "ops/x.py": code}))
    assert finding.evidence[0].note == "rollback rolls back: calls " + "m" * 80


SCRIPTS = {
    "that only prints": (
        '#!/bin/bash\nset -e\necho "Rolling back..."\nprintf done\nexit 0\n',
        Level.CLAIMED,
        HEADING,
    ),
    "that says so and goes back": (
        "echo back\ndocker service rollback churn\n",
        Level.SUBSTANTIVE,
        WITH_COMMANDS + "Rollback",
    ),
    "that goes back": ("docker service rollback churn\n", Level.SUBSTANTIVE, WITH_COMMANDS + "Rollback"),
}


@pytest.mark.parametrize(("script", "level", "words"), SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("command", ["./scripts/back.sh 3", "bash $DIR/back.sh", "bash 'scripts/back.sh'"])
def test_a_script_that_a_document_names(command: str, script: str, level: Level, words: str) -> None:
    files = {"README.md": section(command), "scripts/back.sh": script}
    assert_found(run("rollback", snapshot({**SERVICE, **files})), level, "README.md:3", words)


def test_a_script_that_only_prints_is_no_command_without_a_heading_either() -> None:
    files = {"README.md": section("./rollback.sh now", "Deploy"), "scripts/rollback.sh": "echo back\n"}
    assert_found(run("rollback", snapshot({**SERVICE, **files})), Level.ABSENT)
    files["scripts/rollback.sh"] = BACK
    finding = run("rollback", snapshot({**SERVICE, **files}))
    assert [(each.path, each.line) for each in finding.evidence] == [
        ("README.md", 8),
        ("scripts/rollback.sh", 1),
    ]


FUNCTION = "rollback_model rolls back: calls mlflow.MlflowClient().set_registered_model_alias"
CODE = {
    "a function": ({"svc/registry.py": ALIAS}, Level.SUBSTANTIVE, "svc/registry.py:4", FUNCTION),
    "a function that says where first": (
        {"svc/a.py": "import mlflow\n\ndef rollback_model(version):\n    mlflow.set_tracking_uri('x')\n"
         "    mlflow.tracking.MlflowClient().set_registered_model_alias('a', 'b', version)\n"}, Level.SUBSTANTIVE, "svc/a.py:3",
        "rollback_model rolls back: calls mlflow.tracking.MlflowClient().set_registered_model_alias"),
    "a function that a task runs": (
        {"ops/back.py": ALIAS, "Makefile": "back:\n\tpython ops/back.py\n"}, Level.WIRED, "ops/back.py:4", FUNCTION),
    "a function that a task names": (
        {"ops/back.py": ALIAS, "Makefile": "back:\n\t$(RUN) $(OPS)/back.py\n"}, Level.WIRED, "ops/back.py:4", FUNCTION),
    "a module": (
        {"ops/rollback.py": "import shutil\n\ndef main():\n    shutil.copy('a', 'b')\n"}, Level.SUBSTANTIVE,
        "ops/rollback.py:3", "main rolls back: calls shutil.copy"),
    "a function that starts a program": (
        {"ops/x.py": "import subprocess\n\ndef roll_back():\n    subprocess.run(['x'])\n"}, Level.SUBSTANTIVE,
        "ops/x.py:3", "roll_back rolls back: calls subprocess.run"),
    "the second function of a module": (
        {"ops/x.py": "import shutil\n\ndef rollback():\n    pass\n\ndef rollback_all():\n    shutil.move('a', 'b')\n"},
        Level.SUBSTANTIVE, "ops/x.py:6", "rollback_all rolls back"),
    "a script": ({"ops/rollback.sh": BACK}, Level.SUBSTANTIVE, "ops/rollback.sh:1", "script that rolls back: rollback.sh"),
    "a script that only another one calls": (
        {"ops/rollback.sh": BACK, "ops/all.sh": "bash ops/rollback.sh\n"}, Level.SUBSTANTIVE, "ops/rollback.sh:1",
        "script that rolls back"),
    "a script that CI runs": (
        {"ops/rollback.sh": BACK, DEPLOY: workflow("bash ops/rollback.sh 3")}, Level.WIRED, "ops/rollback.sh:1",
        "script that rolls back"),
    "a task": ({"Makefile": "a:\n\ttrue\nrollback:\n\t" + BACK}, Level.SUBSTANTIVE, "Makefile:3", "task that rolls back: rollback"),
    "a task that runs a module of ours": (
        {"Makefile": "roll-back:\n\tpython -m ops.back\n"}, Level.WIRED, "Makefile:1", "task that rolls back: roll-back"),
    "a deployment that goes back by itself": (
        {DEPLOY: workflow("kubectl rollout undo deploy/churn")}, Level.WIRED, f"{DEPLOY}:7",
        "CI rolls back automatically: kubectl rollout undo deploy/churn"),
    "a function that only writes a file": (
        {"ops/x.py": "from pathlib import Path\n\ndef rollback(v):\n    Path('now.txt').write_text(v)\n"}, Level.PRESENT,
        "ops/x.py:3", "rollback rolls back: calls pathlib.Path().write_text, which only writes a file"),
    "a function that writes a file that the service reads": (
        {"ops/x.py": "from pathlib import Path\n\ndef rollback(v):\n    Path('ops/now.txt').write_text(v)\n",
         "svc/model.py": "VERSION = open('now.txt').read()\n"},
        Level.SUBSTANTIVE, "ops/x.py:3", "which only writes a file"),
    "a script that asks a host nobody has": (
        {"ops/rollback.sh": BACK + "curl -f https://api.example.com/health\n", DEPLOY: workflow("bash ops/rollback.sh 3")},
        Level.SUBSTANTIVE, "ops/rollback.sh:1", "names the placeholder api.example.com"),
    "a pipeline that asks a host nobody has": (
        {DEPLOY: workflow("helm rollback churn && curl -f https://api.example.com/health")}, Level.SUBSTANTIVE, f"{DEPLOY}:7",
        "the pipeline asks the placeholder api.example.com"),
    "a version as an input": (
        by_hand("version", "helm upgrade churn ./c --set tag=${{ inputs.version }}"), Level.SUBSTANTIVE, f"{DEPLOY}:5",
        "deploys a manually chosen version: input version"),
    "a definition of a task as an input": (
        by_hand("task_definition", "aws ecs update-service --service a --task-definition ${{ inputs.task_definition }}"),
        Level.SUBSTANTIVE, f"{DEPLOY}:5", "input task_definition"),
    "a version as an input of a rollback": (
        by_hand("image_tag", "helm upgrade churn ./c --set tag=${{ inputs.image_tag }}", "Rollback"), Level.WIRED,
        f"{DEPLOY}:5", "input image_tag"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), CODE.values(), ids=CODE)
def test_code_that_goes_back(files: dict[str, str], level: Level, place: str, words: str) -> None:
    finding = run("rollback", snapshot({**SERVICE, **files}))
    assert_found(finding, level, place, words)
    assert len(finding.evidence) == 1


def test_a_script_that_a_task_calls_is_wired_as_the_task_is() -> None:
    files = {"ops/rollback.sh": BACK, "Makefile": "OPS=ops\nrollback:\n\t$(OPS)/rollback.sh $(V)\n"}
    assert told(run("rollback", snapshot({**SERVICE, **files}))) == [
        "WIRED Makefile:2 task that rolls back: rollback",
        "WIRED ops/rollback.sh:1 script that rolls back: rollback.sh",
    ]


NOTHING = {
    "a session": {"svc/db.py": "def rollback_session(session):\n    session.rollback()\n"},
    "a session that is saved": {"svc/x.py": "def rollback(tx):\n    tx.rollback()\n    tx.save()\n"},
    "a migration": {"migrations/001.py": "import shutil\n\ndef rollback(m):\n    shutil.copy('a', 'b')\n"},
    "a migration of a tool": {
        "alembic/env.py": "import shutil\n\ndef rollback(m):\n    shutil.copy('a', 'b')\n"
    },
    "a test": {"tests/test_a.py": ALIAS},
    "a script of a test": {"tests/rollback.sh": BACK},
    "a model of that name": {"svc/revertrisk.py": "def load_revertrisk(path):\n    return open(path)\n"},
    "a function that goes forward": {"svc/x.py": "import shutil\n\ndef main():\n    shutil.copy('a', 'b')\n"},
    "a helper in a module of that name": {
        "svc/rollback.py": "import shutil\n\ndef help():\n    shutil.copy('a', 'b')\n"
    },
    "the state of a data structure": {
        "svc/bugs.py": "import copy\n\ndef rollback(bug):\n    return copy.deepcopy(bug)\n"
    },
    "a task that only prints": {"Makefile": 'rollback:\n\t@echo "not yet"\n'},
    "a task that only prints and waits": {"Makefile": 'rollback:\n\t@echo "back"; sleep 5\n'},
    "a script that only logs": {
        "ops/rollback.sh": 'log() { echo "$1"; }\nlog back\nsleep 3\necho {} > state.json\n'
    },
    "a function that only makes a set": {"svc/x.py": "def rollback_ids(ids):\n    return set(ids)\n"},
    "a task that does nothing": {"Makefile": "rollback: other\n"},
    "a task of the database": {"Makefile": "db-rollback:\n\tpsql x\n"},
    "a task that migrates": {"Makefile": "rollback:\n\talembic downgrade -1\n"},
    "a task of another name": {"Makefile": f"deploy:\n\t{BACK}"},
    "a script of another name": {"ops/deploy.sh": BACK},
    "an echo of CI": {DEPLOY: workflow("echo helm rollback churn")},
    "a revert in CI": {DEPLOY: workflow("git revert --no-edit HEAD")},
    "a search in CI": {DEPLOY: workflow("grep rollback -r .")},
    "a command of CI that goes forward": {DEPLOY: workflow("helm upgrade churn ./c")},
    "a rollback of the schema in CI": {DEPLOY: workflow("tool rollback schema")},
    "an input that names no version": by_hand(
        "region", "helm upgrade churn ./c --set r=${{ inputs.region }}"
    ),
    "an input that nothing uses": by_hand("version", "helm upgrade churn ./c"),
    "an input of what only builds": by_hand("version", "docker build -t a:${{ inputs.version }} ."),
    "an input of a workflow that another one calls": {
        DEPLOY: workflow(
            "helm upgrade churn ./c --set t=${{ inputs.version }}",
            "\n  push:\n  workflow_call:\n    inputs:\n      version: {required: true}",
        )
    },
}


@pytest.mark.parametrize("files", NOTHING.values(), ids=NOTHING)
def test_what_does_not_go_back_is_absent(files: dict[str, str]) -> None:
    assert_found(run("rollback", snapshot({**SERVICE, **files})), Level.ABSENT)


FIRST = commit("2024-01-01", "models/churn.py", message="new model")
SERVED = {
    "models/churn.py": "x = 1\n",
    "svc/app.py": SERVICE["svc/app.py"],
    "svc/score.py": "import joblib\n\njoblib.load('m').predict(1)\n",
    "deploy/values.yaml": "a: 1\n",
    "Dockerfile": "FROM python\nRUN true\n",
    "docker-compose.yml": "services:\n  a:\n    image: b\n",
}
NOT_SERVED: dict[str, str | None] = {
    "app/labels.py": "x = 1\n",
    "deploy/page.html": "<p>",
    "settings.yaml": "a: 1\n",
    "notes.md": "# n\n",
    "model/notes.md": "# n\n",
    "requirements.txt": "flask\n",
    "tests/models/test_a.py": "x = 1\n",
    "models/gone.py": None,
}


def first(path: str) -> Commit:
    return commit("2024-01-01", path, message="new model")


def taken_back(path: str, sha: str, files: Mapping[str, str | None], *more: str) -> list[str]:
    back = commit("2024-01-02", path, *more, added=(), message="take it back", reverts=sha)
    there = {name: text for name, text in {**SERVICE, **files}.items() if text is not None}
    return told(run("rollback", snapshot(there, commits=[back, first(path)])))


@pytest.mark.parametrize("path", SERVED)
def test_a_revert_of_what_is_served_is_present(path: str) -> None:
    said = taken_back(path, first(path).sha, {**SERVED, **NOT_SERVED})
    back = commit("2024-01-02", path, added=(), message="take it back")
    assert said == [f"PRESENT {path}:None commit {back.sha[:10]} reverts {first(path).sha[:10]}"]


@pytest.mark.parametrize("more", [("Dockerfile",), ("Dockerfile", "svc/app.py")], ids=len)
def test_what_changes_mostly_other_files_puts_back_a_state(more: tuple[str, ...]) -> None:
    said = taken_back("models/churn.py", FIRST.sha, SERVED, *more)
    assert [each.split()[1] for each in said] == ["models/churn.py:None"] * (len(more) == 1)


def test_a_revert_is_whose_commit_it_is() -> None:
    """Whoever wrote the file: what shows it is the commit that took something back."""
    back = commit("2024-01-02", "models/churn.py", added=(), reverts=FIRST.sha)
    there = {name: text for name, text in {**SERVICE, **SERVED}.items() if text is not None}
    (shown,) = run("rollback", snapshot(there, commits=[back, FIRST])).evidence
    assert shown.commits == (back.sha,)


@pytest.mark.parametrize("path", NOT_SERVED)
def test_a_revert_of_anything_else_is_none(path: str) -> None:
    assert not taken_back(path, first(path).sha, {**SERVED, **NOT_SERVED})


@pytest.mark.parametrize(
    ("sha", "known"),
    [
        (FIRST.sha, True), (FIRST.sha[:12], True), (FIRST.sha[:10], True), (FIRST.sha[:8], True), (FIRST.sha[:7], True),
        (FIRST.sha[:9], True), (FIRST.sha + "0", True), (FIRST.sha[:6], False), ("f" * 40, False),
    ],
)  # fmt: skip
def test_a_revert_names_a_commit_of_this_history(sha: str, known: bool) -> None:
    assert bool(taken_back("models/churn.py", sha, SERVED)) is known


NAMED = {
    "by its subject": ('Revert "Serve it with rain"', "2024-01-02", True),
    "by its number": ("Revert #12", "2024-01-02", True),
    "in other words": ('Take "Serve it with rain" away', "2024-01-02", False),
    "another one": ('Revert "Serve it with snow"', "2024-01-02", False),
    "after a month": ('Revert "Serve it with rain"', "2024-02-01", False),
}


@pytest.mark.parametrize(("message", "day", "known"), NAMED.values(), ids=NAMED)
def test_a_revert_may_name_what_it_reverts_as_a_forge_does(message: str, day: str, known: bool) -> None:
    change = commit("2024-01-01", "svc/app.py", message="Serve it with rain (#12)")
    back = commit(day, "svc/app.py", added=(), message=message)
    there = {**SERVICE, "Procfile": "web: gunicorn svc.app:app\n"}
    said = told(run("rollback", snapshot(there, commits=[back, change])))
    shown = [f"PRESENT svc/app.py:None commit {back.sha[:10]} reverts {change.sha[:10]}"]
    assert said == (shown if known else [])


LIBRARY = {**library("calm"), "calm/__init__.py": "x = 1\n"}


def test_a_library_is_not_asked() -> None:
    assert run("rollback", snapshot(LIBRARY)).status is Status.NOT_APPLICABLE
    back = commit("2024-01-02", "models/churn.py", added=(), message="take it back", reverts=FIRST.sha)
    repo = snapshot({**LIBRARY, "models/churn.py": "x = 1\n"}, commits=[back, FIRST])
    assert run("rollback", repo).status is Status.NOT_APPLICABLE


@given(st.text(max_size=200))
def test_any_document_has_an_answer(text: str) -> None:
    repo = snapshot({**SERVICE, "RUNBOOK.md": f"# Rollback\n\n{text}\n", "rollback.sh": text})
    assert run("rollback", repo).status is not Status.ERROR


@pytest.mark.parametrize(
    ("command", "level"),
    [
        ("helm rollback churn 3", Level.WIRED),
        ("helm rollback churn 3 --dry-run", Level.ABSENT),
        ("python -m ops.rollback --to 3", Level.WIRED),
        ("python -m ops.rollback --to 3 --plan-only", Level.ABSENT),
        ("python -m ops.rollback --check", Level.ABSENT),
    ],
)
def test_a_way_back_that_is_only_tried_out(command: str, level: Level) -> None:
    assert run("rollback", snapshot({**SERVICE, DEPLOY: workflow(command)})).level is level
