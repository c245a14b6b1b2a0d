"""Ways back: which of several documents, scripts, tasks and functions counts, and what is cut."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.snapshots import commit, run, snapshot

SERVICE = {"svc/__init__.py": "", "svc/app.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
DEPLOY = ".github/workflows/deploy.yml"
BACK = "docker service update --image churn:$1 churn\n"
PRINTS = "echo back\n"
MOVE = "import shutil\n\n\ndef {}():\n    shutil.move('a', 'b')\n"


def section(code: str, heading: str = "Rollback") -> str:
    """A document with the heading in line 3 and the code in line 6."""
    return f"# Service\n\n## {heading}\n\n```bash\n{code}\n```\n"


def places(files: dict[str, str], missing: tuple[str, ...] = ()) -> list[str]:
    finding = run("rollback", snapshot({**SERVICE, **files}, missing=missing))
    return [f"{each.level.name} {each.path}:{each.line}" for each in finding.evidence]


UNDO = "```sh\nhelm rollback churn 3\n```\n"
SHIP = "```sh\ndocker push churn:42\n```\n"
PACKAGE = '{"scripts": {"rollback:model": "node ops/back.js"}}'
DATABASE = '{"scripts": {"db:rollback": "node ops/back.js"}}'
CASES = {
    "a package script that is there": (
        {"a.md": section("npm run rollback:model -- 3", "Deploy"), "package.json": PACKAGE},
        ["SUBSTANTIVE a.md:6", "SUBSTANTIVE package.json:1"],
    ),
    "a package script that is not there": (
        {"a.md": section("npm run rollback -- 3", "Deploy"), "package.json": PACKAGE},
        ["SUBSTANTIVE package.json:1"],
    ),
    "a package script under its heading, without a package": ({"a.md": section("pnpm run rollback")}, ["CLAIMED a.md:3"]),
    "a package script of the database": (
        {"a.md": section("npm run db:rollback -- --steps=1", "Deploy"), "package.json": DATABASE},
        [],
    ),
    "a target that is not there": ({"a.md": section("make rollback", "Deploy"), "Makefile": "all:\n\ttrue\n"}, []),
    "a target that another file may have": (
        {"a.md": section("make rollback", "Deploy"), "Makefile": "include more.mk\nall:\n\ttrue\n"},
        ["SUBSTANTIVE a.md:6"],
    ),
    "a numbered question of an interview": (
        {"docs/interview.md": f"# Answers\n\n## Question 24: Rollback of models\n\n{UNDO}"},
        [],
    ),
    "an exercise, and the section after it": (
        {"docs/a.md": f"# A\n\n## Exercise 3\n\n{UNDO}\n## Rollback\n\n{UNDO}"},
        ["SUBSTANTIVE docs/a.md:9"],
    ),
    "a question that a command answers": (
        {"docs/faq.md": f"# FAQ\n\n## How do I roll back?\n\n{UNDO}"},
        ["SUBSTANTIVE docs/faq.md:3"],
    ),
    "a question that another command follows": (
        {"docs/faq.md": f"# FAQ\n\n## Can we roll back?\n\n{SHIP}"},
        ["CLAIMED docs/faq.md:3"],
    ),
    "the title of a log of work": (
        {"log.md": f"# Log of milestone two: gates and rollback\n\nDone.\n\n## Ship\n\n{SHIP}"},
        ["CLAIMED log.md:1"],
    ),
    "the title of a log of work with a command that goes back": (
        {"log.md": f"# Log of milestone two: gates and rollback\n\nDone.\n\n## Ship\n\n{UNDO}"},
        ["SUBSTANTIVE log.md:8"],
    ),
    "a long title of a document of nothing else": (
        {"rollback.md": f"# How the service gets its rollback\n\n## Steps\n\n{SHIP}"},
        ["SUBSTANTIVE rollback.md:1"],
    ),
    "a short title": (
        {"a.md": f"# Rollback of the churn service\n\n## Steps\n\n{SHIP}"},
        ["SUBSTANTIVE a.md:1"],
    ),
    "a heading alone beside a command elsewhere": (
        {"README.md": "# X\n\n## Rollback\n\nSoon.\n\n## Ship\n\n```sh\nhelm rollback churn\n```\n"},
        ["SUBSTANTIVE README.md:10"],
    ),
    "a command that may go either way, in a block that speaks of it": (
        {"README.md": section("# roll forward\ndvc checkout", "Deploy")},
        [],
    ),
    "a command about going back that names none": (
        {"README.md": section("# roll forward\ntool restore the older one", "Deploy")},
        [],
    ),
    "a document that names a script that prints and one that goes back": (
        {"README.md": section("./a/say.sh\n./a/go.sh"), "a/say.sh": PRINTS, "a/go.sh": BACK},
        ["SUBSTANTIVE README.md:3"],
    ),
    "a document that names a program of one line": (
        {"README.md": section("python a/rollback.py"), "a/rollback.py": "exit(1)\n"},
        ["SUBSTANTIVE README.md:3"],
    ),
    "a sentence that names a script that is not there": (
        {"README.md": "# X\n\n## Rollback\n\nRevert to model A. Tools: a scheduled script `rollback.py`.\n"},
        ["CLAIMED README.md:3"],
    ),
    "a sentence that names a script that is there": (
        {"README.md": "# X\n\n## Rollback\n\nRun `model_rollback.py`.\n", "ops/model_rollback.py": "exit(1)\n"},
        ["SUBSTANTIVE README.md:3"],
    ),
    "a program in a block that only says it": (
        {"README.md": "# X\n\n## Tests\n\n```ruby\ntest rollback ends the session do\n```\n"},
        [],
    ),
    "a command of one's own in a block": (
        {"README.md": "# X\n\n## Ship\n\n```console\ntool rollback ends the session\n```\n"},
        ["SUBSTANTIVE README.md:6"],
    ),
    "a call in a block of a program": (
        {"README.md": "# X\n\n## Ship\n\n```python\nrun('helm rollback churn 3')\n```\n"},
        ["SUBSTANTIVE README.md:6"],
    ),
    "a list with the script that is not there": (
        {"README.md": section("- rollback.sh")},
        ["CLAIMED README.md:3"],
    ),
    "a task that names another file of ours": (
        {"Makefile": "rollback:\n\ttool back settings.yaml\n", "settings.yaml": "a: 1\n"},
        ["SUBSTANTIVE Makefile:1"],
    ),
    "a script of a name that two have, by its path": (
        {"a/rollback.sh": BACK, "b/rollback.sh": BACK, "Makefile": "back:\n\tbash a/rollback.sh\n"},
        ["WIRED a/rollback.sh:1", "SUBSTANTIVE b/rollback.sh:1"],
    ),
    "a script of a name that two have, by its name": (
        {"a/rollback.sh": BACK, "b/rollback.sh": BACK, "Makefile": "back:\n\tbash $(D)/rollback.sh\n"},
        ["SUBSTANTIVE a/rollback.sh:1", "SUBSTANTIVE b/rollback.sh:1"],
    ),
    "a function in a module that CI starts": (
        {"ops/__init__.py": "", "ops/back.py": MOVE.format("rollback"), "Makefile": "x:\n\tpython -m ops.back\n"},
        ["WIRED ops/back.py:4"],
    ),
    "a task of another name that runs a tool's way back": (
        {"Makefile": "undo:\n\t@echo back\n\tkubectl -n prod rollout undo deploy/churn\n"}, ["SUBSTANTIVE Makefile:3"]),
    "a script that ships and goes back where that fails": (
        {"ops/ship.sh": "helm upgrade churn ./c || helm rollback churn 0\n"}, ["SUBSTANTIVE ops/ship.sh:1"]),
    "a tool's way back in a comment": ({"Makefile": "ship:\n\t# helm rollback churn 0\n\ttrue\n"}, []),
    "a tool's way back that is only printed": ({"Makefile": "ship:\n\techo helm rollback churn 0\n"}, []),
    "an upgrade that goes back by itself": ({"Makefile": "ship:\n\thelm upgrade --rollback-on-failure churn ./c\n"}, []),
    "a job of Nomad": ({"Makefile": "undo:\n\tnomad job revert churn 3\n"}, ["SUBSTANTIVE Makefile:2"]),
    "a task of the database in a script": ({"ops/rollback.sh": "alembic downgrade -1\n"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_what_counts_as_a_way_back(files: dict[str, str], expected: list[str]) -> None:
    assert places(files) == expected


MANUAL = (
    "on:\n  workflow_dispatch:\n    inputs:\n      {}: {{required: true}}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
    "    - run: {} ${{{{ inputs.{} }}}}\n"
)
TRAFFIC = (
    "gcloud run services update-traffic churn --to-revisions",
    "gcloud app services set-traffic default --splits",
    "aws lambda update-alias --function-name churn --name live --function-version",
    "aws ecs update-service --service churn --task-definition",
    "az containerapp revision activate --revision",
    "az ml online-endpoint update --traffic",
    "kubectl set image deploy/churn --image",
)


@pytest.mark.parametrize("command", TRAFFIC)
def test_a_version_that_somebody_chooses_is_a_way_back(command: str) -> None:
    workflow = MANUAL.format("version", command, "version")
    assert places({".github/workflows/rollback.yml": workflow}) == ["WIRED .github/workflows/rollback.yml:4"]
    assert places({".github/workflows/traffic.yml": workflow}) == [
        "SUBSTANTIVE .github/workflows/traffic.yml:4"
    ]
    other = MANUAL.format("colour", command, "colour")
    assert places({".github/workflows/rollback.yml": other}) == []
    assert places({".github/workflows/rollback.yml": workflow.replace("inputs.version", "env.version")}) == []


@pytest.mark.parametrize("line", ["# {}", "echo {}", "true  # {}"])
def test_commands_that_are_only_written_about_are_no_way_back(line: str) -> None:
    workflow = MANUAL.format("version", line.format(TRAFFIC[0]), "version")
    assert places({".github/workflows/rollback.yml": workflow}) == []


def test_commands_that_send_nothing_anywhere_are_no_way_back() -> None:
    workflow = MANUAL.format("version", "gcloud run services describe churn", "version")
    assert places({".github/workflows/rollback.yml": workflow}) == []


def test_ci_that_somebody_starts_does_not_go_back_by_itself() -> None:
    workflow = MANUAL.format("reason", "helm rollback churn #", "reason")
    (found,) = run("rollback", snapshot({**SERVICE, ".github/workflows/a.yml": workflow})).evidence
    assert (found.level, found.line) == (Level.WIRED, 9)
    assert found.note.startswith("CI rolls back when started manually: helm rollback churn")


def test_a_script_whose_content_is_missing_is_no_command() -> None:
    assert places({"README.md": section("a/back.sh")}, ("a/back.sh",)) == ["CLAIMED README.md:3"]


def test_a_command_is_read_up_to_a_length() -> None:
    command = "tool " + "x" * (500 - len("tool  --rollback")) + " --rollback"
    assert places({"README.md": section(command, "Deploy")}) == ["SUBSTANTIVE README.md:6"]
    assert places({"README.md": section("x" + command, "Deploy")}) == []


def test_long_names_of_tasks_and_inputs_are_cut() -> None:
    files = {"Makefile": f"rollback-{'x' * 60}:\n\t{BACK}"}
    assert told(run("rollback", snapshot({**SERVICE, **files})))[0].endswith(": rollback-" + "x" * 51)
    key = "version" + "x" * 40
    ci = (
        f"on:\n  workflow_dispatch:\n    inputs:\n      {key}: {{required: true}}\njobs:\n  a:\n    runs-on: x\n"
        f"    steps:\n      - run: helm upgrade churn ./c --set t=${{{{ inputs.{key} }}}}\n"
    )
    finding = run("rollback", snapshot({**SERVICE, DEPLOY: ci}))
    assert_found(finding, Level.SUBSTANTIVE, f"{DEPLOY}:4", "input version")
    assert finding.evidence[0].note.endswith("version" + "x" * 33)


@pytest.mark.parametrize(
    ("path", "files", "present"),
    [
        ("models/readme.json", {"models/readme.json": "{}\n"}, True),
        ("charts/page.txt", {"charts/page.txt": "x\n"}, False),
        ("infra/main.tf", {"infra/main.tf": "x\n"}, True),
        ("settings.json", {"settings.json": "{}\n"}, False),
        ("docker/pyproject.toml", {"docker/pyproject.toml": "[project]\nname = 'x'\n"}, False),
        ("docker/uv.toml", {"docker/uv.toml": "x = 1\n"}, True),
        ("deploy/NOTES.md", {"deploy/NOTES.md": "# n\n"}, False),
        ("serving/tests/conf.yaml", {"serving/tests/conf.yaml": "a: 1\n"}, False),
        ("labels.py", {"labels.py": "x = 1\n"}, False),
        ("Dockerfile", {"Dockerfile": "FROM python\n"}, True),
        ("compose.yaml", {"compose.yaml": "services:\n  a:\n    image: b\n"}, True),
        ("svc/app.py", {}, True),
        ("svc/used.py", {"svc/used.py": "x = 1\n", "svc/app.py": SERVICE["svc/app.py"] + "import svc.used\n"}, True),
    ],
)  # fmt: skip
def test_a_revert_counts_where_what_it_touched_is_served(
    path: str, files: dict[str, str], present: bool
) -> None:
    first = commit("2024-01-01", path, message="new")
    back = commit("2024-01-02", path, added=(), message="take it back", reverts=first.sha)
    finding = run("rollback", snapshot({**SERVICE, **files}, commits=[back, first]))
    assert [each.path for each in finding.evidence] == [path] * present


REVERTED = {
    "a change": ("Score with the new model", "2024-01-02", ("svc/app.py",), True),
    "a tool": ("Add sentry", "2024-01-02", ("svc/app.py",), False),
    "a dependency": ("Use the new client", "2024-01-02", ("svc/app.py", "requirements.txt"), False),
    "at once": ("Score with the new model", "2024-01-01T00:04:59", ("svc/app.py",), False),
    "after five minutes": ("Score with the new model", "2024-01-01T00:05:00", ("svc/app.py",), True),
    "a month later": ("Score with the new model", "2024-01-31", ("svc/app.py",), True),
    "a feature that is removed": ("Score with the new model", "2024-02-01", ("svc/app.py",), False),
}


@pytest.mark.parametrize(("message", "day", "paths", "present"), REVERTED.values(), ids=REVERTED)
def test_a_revert_restores_a_version_and_takes_out_no_tool(
    message: str, day: str, paths: tuple[str, ...], present: bool
) -> None:
    first = commit("2024-01-01", *paths, message=message)
    back = commit(day, *paths, added=(), message=f'Revert "{message}"', reverts=first.sha)
    finding = run("rollback", snapshot(SERVICE, commits=[back, first]))
    assert [each.path for each in finding.evidence] == ["svc/app.py"] * present


@pytest.mark.parametrize(
    ("command", "goes_back"),
    [
        ("helm upgrade churn . --rollback-on-failure", False),
        ("helm upgrade churn . --atomic", False),
        ("aws cloudformation create-stack --disable-rollback", False),
        ("./deploy.sh --rollback", True),
        ("./deploy.sh --rollback v12", True),
        ("helm rollback churn 3", True),
    ],
)
def test_an_option_for_failing_deployments_is_no_way_back(command: str, goes_back: bool) -> None:
    found = run("rollback", snapshot({**SERVICE, "README.md": section(command, "Deploy")}))
    assert (found.level >= Level.SUBSTANTIVE) is goes_back, found.evidence


STEPS = "# Runbook\n\n## Rollback\n\n1. Find the last good tag.\n2. {}\n\n## Release\n\n- {}\n"
WRITTEN_WITHIN = {
    "a command in a step": ("Re-apply: `docker compose up -d --build`", "Done.", Level.SUBSTANTIVE),
    "a version that is taken out": ("Then `git checkout v1` on the host.", "Done.", Level.SUBSTANTIVE),
    "a command that only looks": ("Look at `docker compose ps`", "Done.", Level.CLAIMED),
    "the words without a command": ("Re-apply with docker compose up", "Done.", Level.CLAIMED),
    "a command of another section": ("Tell everybody.", "`docker compose up -d`", Level.CLAIMED),
}


@pytest.mark.parametrize(("step", "other", "level"), WRITTEN_WITHIN.values(), ids=WRITTEN_WITHIN)
def test_a_command_within_a_step_is_a_way_back(step: str, other: str, level: Level) -> None:
    finding = run("rollback", snapshot({"app.py": "", "docs/runbook.md": STEPS.format(step, other)}))
    assert finding.level is level


ONE_STEP = {
    "a step of a list": ("- **Bad model**: roll back via `aws sagemaker update-endpoint --name a`", Level.PRESENT),
    "a step in a table": ("| Bad model | rollback: `kubectl rollout undo deploy/a` |", Level.PRESENT),
    "what moves nothing that answers": ("- Bad model: roll back via `aws s3 ls`", Level.ABSENT),
    "what undoes a commit": ("- Bad change: roll back via `git revert HEAD`", Level.ABSENT),
    "a command without a way back": ("- Bad model: try `aws sagemaker update-endpoint --name a`", Level.ABSENT),
    "a command before it": ("- After `aws sagemaker update-endpoint` nobody can roll back", Level.ABSENT),
    "words without a command": ("- Bad model: roll back by aws sagemaker update-endpoint", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("row", "level"), ONE_STEP.values(), ids=ONE_STEP)
def test_one_step_of_a_document_goes_back_by_a_command(row: str, level: Level) -> None:
    document = f"# Runbook\n\n## Endpoint errors\n\n{row}\n"
    finding = run("rollback", snapshot({"docs/runbook.md": document, "app.py": "x = 1\n"}))
    assert_found(finding, level, "docs/runbook.md:5" if level else "", "a step" if level else "")


SWITCH = """import json


class Way:
    def rollback(self):
        with open("/app/routing.json", "w") as file:
            json.dump({"canary": 0}, file)
"""


@pytest.mark.parametrize(
    ("files", "level"),
    [({}, "PRESENT"), ({"api/router.py": "PLACE = 'routing.json'\n"}, "SUBSTANTIVE")],
)
def test_a_method_that_puts_traffic_back_in_a_file_comes_before_what_a_document_says(
    files: dict[str, str], level: str
) -> None:
    told_in = {"docs/rollback.md": "# Rollback\n\n```sh\nkubectl rollout undo deployment/a\n```\n"}
    way = f"{level} ops/way.py:5 rollback rolls back: calls json.dump, which only writes a file"
    found = told(run("rollback", snapshot({"ops/way.py": SWITCH, **files, **told_in})))
    assert found.index(way) == (0 if level == "SUBSTANTIVE" else len(found) - 1)
