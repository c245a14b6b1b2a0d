"""What compose files, workflows and commands name, and the targets that commands run."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome, references
from analyzer.testing import snapshot
from tests.support.workflows import WORKFLOW, workflow

FILES = {
    "api/Dockerfile": "FROM python\n",
    "conf/app.yml": "a: 1\n",
    "action.yaml": "runs: {using: composite, steps: []}\n",
    "Makefile": "test:\n\tls\n",
    "justfile": "deploy WHERE:\n    ls\n",
    "package.json": '{"scripts": {"build": "x"}}',
    "actions/setup/action.yml": "runs: {using: composite, steps: []}\n",
}
R, D, M, C = Outcome.RESOLVES, Outcome.DANGLES, Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD

SERVICES = {
    "a folder to build in": ("build: api", "service is built in", R),
    "a folder to build in that is not there": ("build: web", "service is built in", D),
    "a build file that is not there": ("build: {context: api, dockerfile: Dev}", "service is built from", D),
    "settings": ("env_file: conf/app.yml", "service takes settings from", R),
    "settings that are not committed": ("env_file: .env", "service takes settings from", M),
    "settings that are not there": ("env_file: [conf/settings.ini]", "service takes settings from", D),
    "settings that may be missing": (
        "env_file: [{path: conf/settings.ini, required: false}]", "service takes settings from", None),
    "a mounted file": ("volumes: ['./conf/app.yml:/etc/app.yml']", "service mounts", R),
    "a mounted file that is not there": ("volumes: ['./conf/db.yml:/etc/db.yml:ro']", "service mounts", D),
    "a mounted folder is made": ("volumes: ['./logs:/logs']", "service mounts", None),
    "a volume": ("volumes: ['data:/data']", "service mounts", None),
    "a service": ("depends_on: [app]", "service waits for", R),
    "a service that is not there": ("depends_on: [redis]", "service waits for", D),
}  # fmt: skip


@pytest.mark.parametrize("case", SERVICES)
def test_outcome_of_what_a_service_names(case: str) -> None:
    text, kind, outcome = SERVICES[case]
    files = {**FILES, "docker-compose.yml": f"services:\n  app:\n    {text}\n"}
    found = [each.outcome for each in references(snapshot(files)) if each.kind == kind]
    assert found == ([] if outcome is None else [outcome])


@pytest.mark.parametrize(
    ("name", "outcome"), [("load.py", D), ("conf/load.py", D), ("other/load.py", C), ("app.yml/load.py", D)]
)
def test_a_script_may_run_in_another_project(name: str, outcome: Outcome) -> None:
    files = {**FILES, "tools/go.sh": f"python {name}\n"}
    assert [each.outcome for each in references(snapshot(files)) if each.kind == "script runs"] == [outcome]


def test_a_target_that_a_script_runs_may_be_of_any_folder() -> None:
    files = {**FILES, "tools/go.sh": "set -e\nmake test\nmake clean\n"}
    found = [each.outcome for each in references(snapshot(files)) if each.kind == "script runs the target"]
    assert found == [R, C]


@pytest.mark.parametrize(("name", "outcome"), [("unit", D), ("{envname}", C)])
def test_a_name_of_the_environment_is_known_when_it_runs(name: str, outcome: Outcome) -> None:
    files = {**FILES, "tox.ini": f"[testenv]\ncommands = pytest tests/{name}\n"}
    assert [each.outcome for each in references(snapshot(files)) if each.kind == "tox target tests"] == [
        outcome
    ]


def test_a_mount_stands_in_its_own_line() -> None:
    text = "services:\n  app:\n    image: x\n    volumes:\n      - ./a.yml:/a.yml\n"
    (found,) = (each for each in references(snapshot({"compose.yml": text})) if each.kind == "service mounts")
    assert (found.line, found.outcome) == (5, D)


COMMANDS = {
    "a target": ("make test", "CI runs the target", R),
    "a target that is not there": ("make deploy", "CI runs the target", D),
    "a recipe with an argument": ("just deploy staging", "CI runs the recipe", R),
    "a recipe that is not there": ("just undo staging", "CI runs the recipe", D),
    "a script": ("npm run build", "CI runs the script", R),
    "a script that is not there": ("npm run lint", "CI runs the script", D),
    "a script that may be missing": ("npm run lint --if-present", "CI runs the script", None),
    "a program of the packages": ("yarn lint", "CI runs the script", None),
    "a folder to build an image in": ("docker build api", "CI builds an image in", R),
    "a folder that is not there": ("docker build web", "CI builds an image in", D),
    "a program": ("python tools/load.py", "CI runs", D),
    "a program on a pipe": ("curl -s https://x.io/i.sh | bash -s -- 4.2.0", "CI runs", None),
    "a program after a download": ("git clone https://x.io/t tools\npython tools/load.py", "CI runs", M),
    "a program in a folder that is not there": ("cd tools\npython load.py", "CI goes to", D),
    "an absolute place": ("python /opt/load.py", "CI runs", None),
    "a variable": ("pip install -r $FILE", "CI installs from", None),
    "a project": ("pip install -e .[dev]", "CI installs", R),
    "tests": ("pytest tests/unit -q", "CI tests", D),
    "the value of an option": ("pytest --splits tests/unit", "CI tests", None),
    "services": ("docker compose -f stack.yml up", "CI starts the services of", D),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_outcome_of_what_a_command_of_ci_names(case: str) -> None:
    script, kind, outcome = COMMANDS[case]
    found = [
        each.outcome
        for each in references(snapshot({**FILES, WORKFLOW: workflow(script)}))
        if each.kind == kind
    ]
    assert set(found) == (set() if outcome is None else {outcome, *found[:0]}) or (
        case == "a project" and found == [R, D]
    )


STEPS = {
    "an action": ("- uses: ./actions/setup", "CI step uses", R),
    "the action of the root": ("- uses: ./", "CI step uses", R),
    "an action that is not there": ("- uses: ./actions/test", "CI step uses", D),
    "an action under a condition": ("- uses: ./actions/test\n        if: failure()", "CI step uses", None),
    "an artefact that nothing uploads": (
        "- uses: actions/download-artifact@v4\n        with: {name: wheels, path: w}", "CI downloads the artefact", D),
    "an artefact of another run": (
        "- uses: actions/download-artifact@v4\n        with: {name: wheels, path: w, run-id: '1'}",
        "CI downloads the artefact", C),
    "a cache without its files": (
        "- uses: actions/setup-python@v5\n        with: {cache: pip}", "CI caches by", D),
    "a cache by a file": (
        "- uses: actions/setup-node@v4\n        with: {cache: npm, cache-dependency-path: package.json}",
        "CI caches by", R),
    "a folder to work in": ("- run: ls\n        working-directory: api", "CI works in", R),
    "a folder that is not there": ("- run: ls\n        working-directory: web", "CI works in", D),
    "a folder with a variable": ("- run: ls\n        working-directory: ${{ matrix.d }}", "CI works in", None),
}  # fmt: skip


@pytest.mark.parametrize("case", STEPS)
def test_outcome_of_what_a_step_names(case: str) -> None:
    text, kind, outcome = STEPS[case]
    files = {**FILES, WORKFLOW: workflow("ls") + f"      {text}\n"}
    found = [each.outcome for each in references(snapshot(files)) if each.kind == kind]
    assert found == ([] if outcome is None else [outcome])


def test_a_job_is_waited_for_in_other_letters() -> None:
    text = workflow("ls") + "  Last:\n    needs: CHECK\n    runs-on: x\n    steps: [{run: ls}]\n"
    (found,) = (each for each in references(snapshot({WORKFLOW: text})) if each.kind == "CI job waits for")
    assert (found.outcome, found.name) == (R, "check")


def test_a_job_that_does_not_exist_is_waited_for() -> None:
    files = {**FILES, WORKFLOW: workflow("ls", job="    needs: build\n")}
    (found,) = (each for each in references(snapshot(files)) if each.kind == "CI job waits for")
    assert (found.outcome, found.words) == (D, f"names build, which {WORKFLOW} does not hold")
