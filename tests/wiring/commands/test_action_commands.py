"""Actions of GitHub that run a command of the repository, or build its images."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, using

DOCKERFILE = {**CODE, "Dockerfile": "FROM x AS test\nWORKDIR /app\nCOPY . .\nRUN pytest\nFROM x\nCOPY . .\n"}
HCL = {**DOCKERFILE, "docker-bake.hcl": 'target "t" {\n  target = "test"\n}\n'}
HOOKS = {
    **CODE,
    ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - {id: t, entry: pytest, language: system}\n",
}


WHEELS = {**CODE, "pyproject.toml": "[tool.cibuildwheel]\ntest-command = 'pytest {project}/tests'\n"}
TOLD = "        env: {CIBW_TEST_COMMAND: 'pytest {project}/tests'}\n"


def given(**inputs: str) -> str:
    return "        with:\n" + "".join(f"          {name}: {value}\n" for name, value in inputs.items())


@pytest.mark.parametrize(
    ("files", "action", "inputs", "level"),
    [
        (CODE, "nick-fields/retry@v3", given(timeout_minutes="9", command="pytest tests"), Level.WIRED),
        (CODE, "nick-fields/retry@v3", given(command="pytest qa"), Level.CLAIMED),
        (CODE, "devcontainers/ci@v0.3", given(runCmd="pytest"), Level.WIRED),
        (CODE, "coactions/setup-xvfb@v1", given(run="pytest"), Level.WIRED),
        (CODE, "somebody/else@v1", given(run="pytest"), Level.ABSENT),
        (HOOKS, "pre-commit/action@v3.0.1", "", Level.WIRED),
        (CODE, "pre-commit/action@v3.0.1", "", Level.ABSENT),
        (DOCKERFILE, "docker/build-push-action@v6", given(target="test"), Level.WIRED),
        (DOCKERFILE, "docker/build-push-action@v6", given(context=".", file="./Dockerfile", target="test"), Level.WIRED),
        (DOCKERFILE, "docker/build-push-action@v6", "", Level.ABSENT),
        (DOCKERFILE, "docker/build-push-action@v6", given(context="https://x.org/y.git", target="test"), Level.ABSENT),
        (HCL, "docker/bake-action@v5", given(targets="t"), Level.WIRED),
        (HCL, "docker/bake-action@v5", given(targets="u"), Level.ABSENT),
        (WHEELS, "pypa/cibuildwheel@v2.21", "", Level.WIRED),
        (CODE, "pypa/cibuildwheel@v2.21", TOLD, Level.WIRED),
        (CODE, "pypa/cibuildwheel@v2.21", TOLD.replace("tests", "qa"), Level.CLAIMED),
        (CODE, "pypa/cibuildwheel@v2.21", "", Level.ABSENT),
    ],
)  # fmt: skip
def test_an_action_runs_what_it_is_given(
    files: Mapping[str, str], action: str, inputs: str, level: Level
) -> None:
    assert run("ci_tests", snapshot(using(action, files, step=inputs))).level is level
