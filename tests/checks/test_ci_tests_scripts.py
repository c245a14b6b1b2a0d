"""Scripts of other shells, those that lie beside an action, and those that an action is handed."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_ci_tests_actions import ACTION, job, workflow
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import WORKFLOW


@pytest.mark.parametrize(
    ("command", "level"),
    [
        ("$GITHUB_ACTION_PATH/run.sh", Level.WIRED),
        ("bash ${GITHUB_ACTION_PATH}/run.sh", Level.WIRED),
        ('"${{ github.action_path }}/run.sh"', Level.WIRED),
        ("$GITHUB_ACTION_PATH/../run.sh", Level.ABSENT),
        ("./run.sh", Level.ABSENT),
    ],
)
def test_an_action_starts_a_script_that_lies_beside_it(command: str, level: Level) -> None:
    action = f"runs:\n  using: composite\n  steps:\n  - shell: bash\n    run: {command}\n"
    files = {ACTION: action, ".github/actions/run/run.sh": "pytest\n"}
    assert (
        run("ci_tests", snapshot({**workflow(job("- uses: ./.github/actions/run")), **files})).level is level
    )


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (
            "- uses: devcontainers/ci@v0.3\n  with:\n    imageName: x\n    runCmd: |\n      ruff check\n      pytest",
            5,
        ),
        ("- uses: vmactions/freebsd-vm@v1\n  with:\n    usesh: true\n    run: pytest", 3),
        ("- uses: docker://python:3.12\n  with:\n    entrypoint: /bin/sh\n    args: -c 'pytest'", 3),
    ],
)
def test_the_line_of_a_script_that_an_action_is_handed(step: str, line: int) -> None:
    files = workflow(job(step))
    first = next(
        number for number, row in enumerate(files[WORKFLOW].split("\n"), 1) if step.split("\n")[0] in row
    )
    assert places(run("ci_tests", snapshot(files))) == [f"{WORKFLOW}:{first + line}"]


@pytest.mark.parametrize(
    ("shell", "script", "level"),
    [
        ("pwsh", "pytest", Level.WIRED),
        ("pwsh", "pip install .[test]\n    pytest", Level.WIRED),
        ("powershell", "& pytest -q", Level.WIRED),
        ("pwsh", "python -m pytest `\n      -q", Level.WIRED),
        ("pwsh", ".\\venv\\Scripts\\pytest.exe -q", Level.WIRED),
        ("pwsh", "& $env:RUNNER -q", Level.WIRED),
        (
            "powershell",
            "pytest -vv tests\\\n    # checked\n    if ($LASTEXITCODE -ne 0) { throw 'x' }",
            Level.WIRED,
        ),
        (
            "pwsh",
            "pytest\n    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }\n    Write-Host ok",
            Level.WIRED,
        ),
        (
            "pwsh",
            "pytest\n    if ($LASTEXITCODE -ne 0) {\n      Write-Host no\n      exit 1\n    }\n    echo ok",
            Level.WIRED,
        ),
        ("pwsh", "pytest\n    if ($LASTEXITCODE -ne 0) { Write-Host 'no' }\n    echo ok", Level.PRESENT),
        ("pwsh", "pytest\n    if ($LASTEXITCODE -ne 0) { exit 0 }\n    echo ok", Level.PRESENT),
        ("pwsh", "pytest\n    $code = $LASTEXITCODE\n    Write-Host ok\n    exit $code", Level.WIRED),
        ("pwsh", "pytest\n    exit $LASTEXITCODE", Level.WIRED),
        ("pwsh", "pytest\n    exit 0", Level.PRESENT),
        ("cmd", "pytest\n    exit /b %ERRORLEVEL%", Level.WIRED),
        ("cmd", "pytest\n    exit /b 0", Level.PRESENT),
        ("pwsh", "$PSNativeCommandUseErrorActionPreference = $true\n    pytest\n    echo ok", Level.WIRED),
        ("pwsh", "pytest\n    Write-Host ok", Level.PRESENT),
        ("cmd", "call pytest tests\\test_price.py", Level.WIRED),
        ("cmd", "%RUNNER% -q", Level.WIRED),
        ("cmd", "pytest || exit /b 1\n    echo ok", Level.WIRED),
        ("cmd", "pytest\n    if errorlevel 1 exit /b 1\n    echo ok", Level.WIRED),
        ("cmd", "rem pytest", Level.ABSENT),
        ("pwsh", "Write-Host pytest", Level.ABSENT),
    ],
)
def test_scripts_of_windows_are_read_as_commands(shell: str, script: str, level: Level) -> None:
    step = f"- shell: {shell}\n  env: {{RUNNER: pytest}}\n  run: |\n    {script}"
    assert run("ci_tests", snapshot(workflow(job(step)))).level is level
