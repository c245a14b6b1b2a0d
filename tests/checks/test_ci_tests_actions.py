"""Tests run by workflows in GitHub's form: matrices, calls with inputs, conditions, filters of paths."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, WORKFLOW

NOX = {
    "noxfile.py": "import nox\n\n@nox.session\ndef tests(session):\n    session.run('pytest')\n\n"
    "@nox.session\ndef lint(session):\n    session.run('ruff', 'check')\n"
}
MAKE = {"Makefile": "lint:\n\truff check\n\ntest:\n\tpytest\n"}
HOOKS = {
    ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: own\n    language: system\n"
    "    stages: [manual]\n    entry: >\n      sh -c 'if [ -x ./.venv/bin/python ]; then ./.venv/bin/python -m nox -s tests;\n"
    "      else python -m nox -s tests; fi'\n"
}
HOOKED = "python -m pre_commit run --all-files --hook-stage"
CHANGES = "on: [push, pull_request]\n"


def workflow(job: str, on: str = CHANGES) -> dict[str, str]:
    """A workflow with the body of one job, which begins in line 4 of its file."""
    rows = "\n".join(f"    {row}" for row in job.splitlines())
    return {**CODE, **NOX, **MAKE, **HOOKS, WORKFLOW: f"{on}jobs:\n  a:\n{rows}\n"}


def job(step: str, before: str = "") -> str:
    return f"runs-on: ubuntu-latest\n{before}steps:\n- uses: actions/checkout@v4\n{step}"


def matrix(axes: str, step: str) -> dict[str, str]:
    return workflow(job(step, f"strategy:\n  matrix:\n    {axes}\n"))


@pytest.mark.parametrize(
    ("axes", "step"),
    [
        ("session: [lint, tests]", "- run: nox -s ${{ matrix.session }}"),
        ("session: [lint, tests]", "- run: uvx nox -s '${{ matrix.session }}'"),
        ("session: [{name: lint}, {name: tests}]", "- run: nox -s ${{ matrix.session.name }}"),
        ("session: ['lint', 'tests']", "- run: nox -s ${{ matrix['session'] }}"),
        ("include: [{task: lint}, {task: test}]", "- run: make ${{ matrix.task }}"),
        ("include: [{cmd: ruff check}, {cmd: pytest -q}]", "- run: ${{ matrix.cmd }}"),
        ("task: [lint, test]\n    exclude: [{task: lint}]", "- run: make ${{ matrix.task }}"),
        ("task: [lint]\n    include: [{task: test, extra: x}]", "- run: make ${{matrix.task}}"),
        ('task: ${{ fromJSON(\'["lint", "test"]\') }}', "- run: make ${{ matrix.task }}"),
        ("task: [lint, test]", "- run: make $TASK\n  env:\n    TASK: ${{ matrix.task }}"),
        (
            "task: [lint, test]",
            "- name: x\n  run: |\n    echo ${{ matrix.task }}\n    make ${{ matrix.task }}",
        ),
        ("dir: [., shop]", "- run: pytest\n  working-directory: ${{ matrix.dir }}"),
        ("kind: [unit, lint]", "- if: matrix.kind == 'unit'\n  run: pytest"),
        ("kind: [unit, lint]", "- run: ${{ matrix.kind == 'unit' && 'pytest' || 'ruff check' }}"),
        ("kind: [unit]\n    python: ['3.11']", "- run: ${{ format('{0} -q', 'pytest') }}"),
        ("ok: [false, true]", "- run: pytest\n  continue-on-error: ${{ matrix.ok }}"),
    ],
)
def test_every_combination_of_a_matrix_runs(axes: str, step: str) -> None:
    assert run("ci_tests", snapshot(matrix(axes, step))).level is Level.WIRED


@pytest.mark.parametrize(
    ("axes", "step", "level"),
    [
        ("session: [lint]", "- run: nox -s ${{ matrix.session }}", Level.ABSENT),
        ("task: [lint, test]\n    exclude: [{task: test}]", "- run: make ${{ matrix.task }}", Level.ABSENT),
        ("kind: [lint]", "- if: matrix.kind == 'unit'\n  run: pytest", Level.ABSENT),
        ("ok: [true]", "- run: pytest\n  continue-on-error: ${{ matrix.ok }}", Level.CLAIMED),
        ("dir: [docs]", "- run: pytest\n  working-directory: ${{ matrix.dir }}", Level.CLAIMED),
    ],
)
def test_no_other_combination_does(axes: str, step: str, level: Level) -> None:
    assert run("ci_tests", snapshot(matrix(axes, step))).level is level


@pytest.mark.parametrize(
    "step",
    ["- run: nox -s ${{ matrix.task }}", "- run: make ${{ matrix.task }}", "- run: ${{ matrix.task }}"],
)
def test_a_matrix_that_another_job_makes_is_unseen(step: str) -> None:
    finding = run("ci_tests", snapshot(matrix("task: ${{ fromJSON(needs.b.outputs.list) }}", step)))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)


def test_the_jobs_of_a_matrix_are_needed_together() -> None:
    files = matrix("task: [lint, test]", "- run: make ${{ matrix.task }}")
    files[WORKFLOW] += "  b:\n    needs: a\n    runs-on: x\n    steps: [{run: pytest}]\n"
    pipeline = snapshot(files).pipelines[WORKFLOW]
    assert [(each.id, each.needs) for each in pipeline.jobs] == [
        ("a (lint)", ()),
        ("a (test)", ()),
        ("b", ("a (lint)", "a (test)")),
    ]


# -- calls -------------------------------------------------------------------------------------------

CALLED = ".github/workflows/_run.yml"
RUN = (
    "on:\n  workflow_call:\n    inputs:\n      command: {type: string, default: ruff check}\n"
    "      unit: {type: boolean, default: false}\n"
    "jobs:\n  t:\n    runs-on: x\n    steps:\n    - run: ${{ inputs.command }}\n"
    "    - {run: pytest, if: inputs.unit}\n"
)


def calling(given: str, on: str = CHANGES, more: str = "", called: str = RUN) -> dict[str, str]:
    return {**workflow(f"uses: ./{CALLED}\n{given}{more}", on), CALLED: called}


@pytest.mark.parametrize(
    ("files", "level"),
    [
        (calling("with: {command: pytest -q}"), Level.WIRED),
        (calling("with: {command: make test}"), Level.WIRED),
        (calling("with: {unit: true}"), Level.WIRED),
        (calling(""), Level.ABSENT),
        (calling("with: {command: make lint}"), Level.ABSENT),
        (calling("with: {command: pytest}", "on: {schedule: [{cron: 0 4 * * *}]}\n"), Level.SUBSTANTIVE),
        (calling("with: {command: pytest}", "on: workflow_dispatch\n"), Level.SUBSTANTIVE),
        (calling("with: {command: pytest}\nif: github.event_name == 'schedule'"), Level.ABSENT),
        (
            calling(
                "with: {command: 'make ${{ matrix.task }}'}",
                more="\nstrategy:\n  matrix:\n    task: [lint, test]",
            ),
            Level.WIRED,
        ),
        (
            calling(
                "with: {cmd: pytest}",
                called="on:\n  workflow_call:\n    inputs:\n      cmd: {type: string}\njobs:\n  b:\n"
                "    uses: ./.github/workflows/inner.yml\n    with:\n      command: ${{ inputs.cmd }}\n",
            )
            | {".github/workflows/inner.yml": RUN},
            Level.WIRED,
        ),
        (
            calling(
                'with: {tasks: \'["lint", "test"]\'}',
                called="on:\n  workflow_call:\n    inputs:\n      tasks: {type: string}\njobs:\n  b:\n"
                "    strategy:\n      matrix:\n        task: ${{ fromJSON(inputs.tasks) }}\n"
                "    runs-on: x\n    steps:\n    - run: make ${{ matrix.task }}\n",
            ),
            Level.WIRED,
        ),
    ],
)
def test_a_called_workflow_runs_with_what_it_is_given(files: dict[str, str], level: Level) -> None:
    assert run("ci_tests", snapshot(files)).level is level


def test_the_evidence_stands_in_the_called_workflow() -> None:
    finding = run("ci_tests", snapshot(calling("with: {command: pytest -q}")))
    assert places(finding) == [f"{CALLED}:10"]


def test_workflows_that_call_each_other_end() -> None:
    circle = f"on: workflow_call\njobs:\n  b:\n    uses: ./{CALLED}\n"
    assert run("ci_tests", snapshot(calling("", called=circle))).level is Level.ABSENT


ACTION = ".github/actions/run/action.yml"
COMPOSITE = (
    "inputs:\n  command: {default: ruff check}\n  dir: {default: .}\nruns:\n  using: composite\n  steps:\n"
    "  - run: ${{ inputs.command }}\n    working-directory: ${{ inputs.dir }}\n    shell: bash\n"
)
NODE = "runs: {using: node20, main: x.js}\n"
IMAGE = "inputs: {args: {}}\nruns:\n  using: docker\n  image: Dockerfile\n  args: ['pytest', '${{ inputs.args }}']\n"


@pytest.mark.parametrize(
    ("given", "action", "level"),
    [
        ("  with: {command: pytest}", COMPOSITE, Level.WIRED),
        ("  with: {command: make test}", COMPOSITE, Level.WIRED),
        ("  with:\n    command: |\n      pip install pytest\n      pytest -q", COMPOSITE, Level.WIRED),
        ("", COMPOSITE, Level.ABSENT),
        ("  with: {command: pytest, dir: docs}", COMPOSITE, Level.CLAIMED),
        ("  with: {command: pytest}\n  continue-on-error: true", COMPOSITE, Level.CLAIMED),
        ("  with: {command: pytest}", NODE, Level.ABSENT),
        ("  with: {args: -q}", IMAGE, Level.WIRED),
    ],
)
def test_an_action_of_the_repository_runs_with_what_it_is_given(
    given: str, action: str, level: Level
) -> None:
    step = "- uses: ./.github/actions/run\n" + given
    assert run("ci_tests", snapshot({**workflow(job(step)), ACTION: action})).level is level


# -- what runs a script ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "level"),
    [
        ("- uses: docker://python:3.12\n  with: {args: pytest -q}", Level.WIRED),
        ("- uses: docker://python:3.12\n  with: {entrypoint: pytest, args: -q}", Level.WIRED),
        ("- uses: docker://python:3.12\n  with: {entrypoint: /bin/sh, args: -c 'pytest -q'}", Level.WIRED),
        ("- uses: docker://python:3.12\n  with: {args: ruff check}", Level.ABSENT),
        ("- uses: docker://python:3.12", Level.ABSENT),
        ("- uses: nick-fields/retry@v3\n  with: {command: pytest}", Level.WIRED),
        ("- run: nox\n  env: {NOXSESSION: tests}", Level.WIRED),
        ("- run: nox\n  env: {NOXSESSION: lint}", Level.ABSENT),
        (f"- run: {HOOKED} manual", Level.WIRED),
        (f"- run: {HOOKED} pre-push", Level.ABSENT),
        (f"- run: {HOOKED} manual\n  env: {{SKIP: 'lint,own'}}", Level.ABSENT),
        (f"- run: {HOOKED} manual\n  env: {{SKIP: lint}}", Level.WIRED),
        ("- run: ${{ env.RUNNER }} -q\n  env: {RUNNER: pytest}", Level.WIRED),
        ("- run: $RUNNER -q\n  env: {RUNNER: pytest}", Level.WIRED),
        ("- run: $RUNNER -q\n  env: {RUNNER: ruff}", Level.ABSENT),
        ("- run: for s in lint test; do make $s; done", Level.WIRED),
        ("- run: |\n    for s in test lint; do\n      make ${s}\n    done", Level.WIRED),
        ("- run: for s in lint; do make $s; done", Level.ABSENT),
        ("- run: for s in lint test; do make $s || true; done", Level.CLAIMED),
        ('- run: echo "T=test" >> $GITHUB_ENV\n- run: make $T', Level.WIRED),
        ('- run: echo T=lint >> "$GITHUB_ENV"\n- run: make $T', Level.ABSENT),
        (
            "- run: |\n    python - <<EOF\n    import pytest, sys\n    sys.exit(pytest.main())\n    EOF",
            Level.WIRED,
        ),
    ],
)
def test_commands_are_found_where_a_step_is_given_them(step: str, level: Level) -> None:
    assert run("ci_tests", snapshot(workflow(job(step)))).level is level


# -- when it runs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "level"),
    [
        ("on: {push: {paths: ['shop/**']}}\n", Level.WIRED),
        ("on: {push: {paths: ['**.py']}}\n", Level.WIRED),
        ("on: {push: {paths: ['**', '!docs/**']}}\n", Level.WIRED),
        ("on: {push: {paths-ignore: ['docs/**', '**.md']}}\n", Level.WIRED),
        ("on: {push: {paths: ['docs/**']}, pull_request: }\n", Level.WIRED),
        ("on: {push: {paths: ['docs/**']}}\n", Level.SUBSTANTIVE),
        ("on: {pull_request: {paths: ['*.md']}}\n", Level.SUBSTANTIVE),
        ("on: {push: {paths-ignore: ['**']}}\n", Level.SUBSTANTIVE),
        ("on: {push: {paths: ['**', '!shop/**']}}\n", Level.SUBSTANTIVE),
        ("on: {push: {paths: ['requirements.txt']}, schedule: [{cron: 0 4 * * *}]}\n", Level.SUBSTANTIVE),
        ("on: {pull_request: {types: [labeled]}}\n", Level.SUBSTANTIVE),
        ("on: {pull_request: {types: [opened, synchronize]}}\n", Level.WIRED),
        ("on: merge_group\n", Level.WIRED),
        ("on: repository_dispatch\n", Level.SUBSTANTIVE),
        ("on: {issue_comment: {types: [created]}}\n", Level.SUBSTANTIVE),
    ],
)
def test_what_no_change_of_code_starts_is_not_wired(on: str, level: Level) -> None:
    assert run("ci_tests", snapshot(workflow(job("- run: pytest"), on))).level is level


@pytest.mark.parametrize(
    ("condition", "level"),
    [
        ("github.ref == 'refs/heads/main'", Level.WIRED),
        ("github.event.pull_request.draft == false", Level.WIRED),
        ("github.actor != 'dependabot[bot]'", Level.WIRED),
        ("!contains(github.event.head_commit.message, '[skip ci]')", Level.WIRED),
        ("steps.changes.outputs.python == 'true'", Level.WIRED),
        ("github.repository == 'octo/shop'", Level.WIRED),
        ("secrets.GITHUB_TOKEN != ''", Level.WIRED),
        ("env.TOKEN == '' || github.event_name == 'push'", Level.WIRED),
        ("env.TOKEN != ''", Level.SUBSTANTIVE),
        ("env.TOKEN", Level.SUBSTANTIVE),
        ("vars.RUN_TESTS == 'true'", Level.SUBSTANTIVE),
        ("vars.SKIP_TESTS != 'true'", Level.WIRED),
        ("contains(github.event.head_commit.message, '[test]')", Level.SUBSTANTIVE),
        ("contains(github.event.pull_request.labels.*.name, 'test')", Level.SUBSTANTIVE),
        ("false", Level.ABSENT),
        ("${{ 1 == 2 }}", Level.ABSENT),
        ("inputs.run_tests", Level.ABSENT),
        ("github.event.inputs.run_tests == 'true'", Level.ABSENT),
        ("github.event_name == 'schedule'", Level.ABSENT),
        ("github.event_name == 'push' && false", Level.ABSENT),
        ("always()", Level.WIRED),
        ("success() || failure()", Level.WIRED),
    ],
)
def test_a_condition_of_a_step_decides_when_it_runs(condition: str, level: Level) -> None:
    step = f'- if: "{condition}"\n  env: {{TOKEN: "${{{{ secrets.TOKEN }}}}"}}\n  run: pytest'
    assert run("ci_tests", snapshot(workflow(job(step)))).level is level


@pytest.mark.parametrize(
    ("condition", "level"),
    [("vars.RUN_TESTS == 'true'", Level.SUBSTANTIVE), ("github.ref == 'refs/heads/main'", Level.WIRED)],
)
def test_a_condition_of_a_job_does_too(condition: str, level: Level) -> None:
    said = f'if: "{condition}"\n' + job("- run: pytest")
    assert run("ci_tests", snapshot(workflow(said))).level is level


def test_the_note_says_why_no_change_starts_it() -> None:
    finding = run("ci_tests", snapshot(workflow(job("- {if: \"vars.RUN == 'yes'\", run: pytest}"))))
    assert finding.evidence[0].note.endswith("1 test collected, which runs only with the variable RUN")


@pytest.mark.parametrize("folder", [".forgejo", ".gitea", ".github"])
@pytest.mark.parametrize("name", ["test.yml", "test.yaml"])
def test_other_forges_read_workflows_in_their_own_folder(folder: str, name: str) -> None:
    path = f"{folder}/workflows/{name}"
    files = {**CODE, path: workflow(job("- run: pytest"))[WORKFLOW]}
    finding = run("ci_tests", snapshot(files))
    assert (finding.level, places(finding)) == (Level.WIRED, [f"{path}:7"])
    assert (
        run("ci_tests", snapshot({f"sub/{key}": each for key, each in files.items()})).level is Level.ABSENT
    )


PYTHON = "- shell: python\n  run: |\n    import subprocess, sys, os, pytest\n"


@pytest.mark.parametrize(
    ("script", "level"),
    [
        ("sys.exit(subprocess.call(['pytest', '-q']))", Level.WIRED),
        ("subprocess.run(['pytest'], check=True)", Level.WIRED),
        ("subprocess.check_call([sys.executable, '-m', 'pytest'])", Level.WIRED),
        ("subprocess.check_call('make test', shell=True)", Level.WIRED),
        ("subprocess.run('pytest -q'.split(), check=True)", Level.WIRED),
        ("raise SystemExit(pytest.main(['-q']))", Level.WIRED),
        ("sys.exit(os.system('pytest -q'))", Level.WIRED),
        ("done = subprocess.run(['pytest'])\n    sys.exit(done.returncode)", Level.WIRED),
        ("done = subprocess.run(['pytest'])\n    if done.returncode != 0:\n        sys.exit(1)", Level.WIRED),
        ("done = subprocess.run(['pytest'])\n    done.check_returncode()", Level.WIRED),
        ("from subprocess import check_call as call\n    call(['pytest'])", Level.WIRED),
        ("subprocess.run(['pytest'])", Level.PRESENT),
        ("subprocess.run(['ruff', 'check'], check=True)", Level.ABSENT),
        ("print('pytest')", Level.ABSENT),
        ("subprocess.run(['pytest'", Level.ABSENT),
    ],
)
def test_a_script_in_python_starts_commands(script: str, level: Level) -> None:
    assert run("ci_tests", snapshot(workflow(job(f"{PYTHON}    {script}")))).level is level
