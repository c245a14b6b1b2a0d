"""Tests run by the smaller CI systems: their matrices, variables, events and filters of paths."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE

TOOLS = {
    "noxfile.py": "import nox\n\n@nox.session\ndef tests(session):\n    session.run('pytest')\n\n"
    "@nox.session\ndef lint(session):\n    session.run('ruff', 'check')\n",
    "Makefile": "lint:\n\truff check\n\ntest:\n\tpytest\n",
    "ci/run.sh": "#!/bin/sh\nset -e\nmake $TASK\n",
}


def level(path: str, text: str) -> Level:
    return run("ci_tests", snapshot({**CODE, **TOOLS, path: text})).level


PY = "language: python\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PY + "script: travis_wait 30 pytest\n", Level.WIRED),
        (PY + "script: travis_wait pytest -q\n", Level.WIRED),
        (PY + "script: travis_retry pytest\n", Level.WIRED),
        (PY + "script: travis_retry make lint\n", Level.ABSENT),
        (PY + "env:\n- TASK=lint\n- TASK=test\nscript: make $TASK\n", Level.WIRED),
        (PY + "env: TASK=test\nscript: make $TASK\n", Level.WIRED),
        (PY + "env: [TASK=lint]\nscript: make $TASK\n", Level.ABSENT),
        (PY + "env: {global: [A=b], jobs: ['TASK=test B=\"c d\"']}\nscript: make ${TASK}\n", Level.WIRED),
        (PY + "env: {matrix: [TASK=lint, TASK=test]}\nscript: make $TASK\n", Level.WIRED),
        (PY + "env: {global: {TASK: test}}\nscript: make $TASK\n", Level.WIRED),
        (PY + "env: [NOXSESSION=tests]\nscript: nox\n", Level.WIRED),
        (PY + "env: [NOXSESSION=lint]\nscript: nox\n", Level.ABSENT),
        (PY + "jobs: {include: [{env: TASK=lint}, {env: TASK=test}]}\nscript: make $TASK\n", Level.WIRED),
        (PY + "matrix: {include: [{env: [TASK=test], python: 3.8}]}\nscript: make $TASK\n", Level.WIRED),
        (PY + "jobs: {include: [{env: TASK=test, script: make $TASK}]}\n", Level.WIRED),
        (PY + "jobs: {include: [{env: TASK=lint, script: make $TASK}]}\n", Level.ABSENT),
        (PY + "env: [TASK=test]\nscript: ./ci/run.sh\n", Level.WIRED),
        (PY + "jobs: {include: [{if: type = cron, script: pytest}]}\n", Level.SUBSTANTIVE),
        (PY + "jobs: {include: [{if: tag IS present, script: pytest}]}\n", Level.SUBSTANTIVE),
        (PY + "after_script: pytest\nscript: make lint\n", Level.CLAIMED),
    ],
)
def test_travis(text: str, expected: Level) -> None:
    assert level(".travis.yml", text) is expected


OURS = "pipelinesascode.tekton.dev"


def tekton(step: str, event: str = "[push, pull_request]", more: str = "", task: str = "") -> str:
    """A pipeline run with one step, which events start."""
    return (
        f"kind: PipelineRun\nmetadata:\n  name: ci\n  annotations:\n    {OURS}/on-event: '{event}'\n{more}"
        "spec:\n  params:\n  - {name: cmd, value: pytest}\n  pipelineSpec:\n    tasks:\n    - name: unit\n"
        f"{task or '      taskSpec:'}\n        steps:\n        - name: x\n          image: python:3.12\n"
        f"          {step}\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (tekton("script: pytest"), Level.WIRED),
        (tekton("script: |\n            #!/usr/bin/env bash\n            pip list\n            pytest -q"), Level.WIRED),
        (tekton("script: |\n            #!/bin/sh -e\n            pytest\n            echo"), Level.WIRED),
        (tekton("script: |\n            #!/bin/sh\n            pytest\n            echo"), Level.PRESENT),
        (tekton("command: [pytest, -q]"), Level.WIRED),
        (tekton("command: [sh, -c]\n          args: [pytest -q]"), Level.WIRED),
        (tekton("script: $(params.cmd) -q"), Level.WIRED),
        (tekton("script: pytest\n          workingDir: $(workspaces.source.path)"), Level.WIRED),
        (tekton("script: pytest\n          workingDir: $(workspaces.source.path)/shop"), Level.CLAIMED),
        (tekton("script: pytest\n          onError: continue"), Level.CLAIMED),
        (tekton("script: make $T\n          env: [{name: T, value: test}]"), Level.WIRED),
        (tekton("script: ruff check"), Level.ABSENT),
        (tekton("script: pytest", "[incoming]"), Level.SUBSTANTIVE),
        (tekton("script: pytest", "pull_request"), Level.WIRED),
        (tekton("script: pytest", more=f"    {OURS}/on-path-change: '[docs/**]'\n"), Level.SUBSTANTIVE),
        (tekton("script: pytest", more=f"    {OURS}/on-path-change: '[shop/**]'\n"), Level.WIRED),
        (tekton("script: pytest").replace("on-event: '[push, pull_request]'", "x: y"), Level.SUBSTANTIVE),
        (
            tekton("script: pytest").replace(
                "on-event: '[push, pull_request]'", "on-cel-expression: event == \"push\" && x"
            ),
            Level.WIRED,
        ),
    ],
)  # fmt: skip
def test_tekton_pipelines_as_code(text: str, expected: Level) -> None:
    assert level(".tekton/ci.yaml", text) is expected


def test_tasks_of_tekton_are_found_by_name_in_other_files() -> None:
    run_text = tekton("script: x").partition("      taskSpec:")[0] + (
        "      taskRef: {name: unit}\n      params: [{name: how, value: $(params.cmd)}]\n"
    )
    task = (
        "kind: Task\nmetadata: {name: unit}\nspec:\n  params: [{name: how}]\n  steps:\n  - image: x\n"
        "    script: $(params.how) -q\n"
    )
    found = run("ci_tests", snapshot({**CODE, ".tekton/ci.yaml": run_text, ".tekton/task.yaml": task}))
    assert (found.level, places(found)) == (Level.WIRED, [".tekton/task.yaml:7"])
    alone = run("ci_tests", snapshot({**CODE, ".tekton/ci.yaml": run_text}))
    assert (alone.status, alone.ceiling) == (Status.UNKNOWN, Level.WIRED)
    unused = run("ci_tests", snapshot({**CODE, ".tekton/task.yaml": task}))
    assert (unused.status, unused.level) == (Status.MEASURED, Level.ABSENT)


@pytest.mark.parametrize("path", [".drone.jsonnet", ".drone.star", ".cirrus.star", ".teamcity/settings.kts"])
def test_configuration_that_is_a_program_is_unseen(path: str) -> None:
    finding = run("ci_tests", snapshot({**CODE, path: "x\n"}))
    assert (finding.status, finding.level) == (Status.UNKNOWN, Level.ABSENT)
    assert path in (finding.reason or "")


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".cirrus.yml", "unit_task:\n  container: {image: python}\n  test_script: pytest\n", Level.WIRED),
        (".cirrus.yml", "task:\n  name: x\n  script:\n  - pip list\n  - pytest\n", Level.WIRED),
        (".cirrus.yml", "task:\n  env: {matrix: [{T: lint}, {T: test}]}\n  script: make $T\n", Level.WIRED),
        (".cirrus.yml", "task:\n  matrix: [{env: {T: lint}}, {env: {T: test}}]\n  x_script: make $T\n", Level.WIRED),
        (".cirrus.yml", "task:\n  env: {T: lint}\n  script: make $T\n", Level.ABSENT),
        (".cirrus.yml", "task:\n  trigger_type: manual\n  script: pytest\n", Level.SUBSTANTIVE),
        (".cirrus.yml", "task:\n  allow_failures: true\n  script: pytest\n", Level.CLAIMED),
        (".cirrus.yml", "task:\n  only_if: false\n  script: pytest\n", Level.ABSENT),
        (".cirrus.yml", "task:\n  only_if: $CIRRUS_CRON != ''\n  script: pytest\n", Level.SUBSTANTIVE),
        (".cirrus.yml", "task:\n  only_if: $CIRRUS_BRANCH == 'main'\n  script: pytest\n", Level.WIRED),
        (".woodpecker.yml", "matrix: {T: [lint, test]}\nsteps: [{name: x, image: y, commands: ['make ${T}']}]\n", Level.WIRED),
        (".woodpecker/a.yaml", "when: [{event: push, path: 'docs/**'}]\nsteps: [{name: x, image: y, commands: [pytest]}]\n", Level.SUBSTANTIVE),
        (".woodpecker/a.yaml", "when: {event: push, path: {include: ['shop/**']}}\nsteps: {x: {image: y, commands: [pytest]}}\n", Level.WIRED),
        (".woodpecker/a.yaml", "steps: [{name: x, image: y, commands: [pytest], when: {event: cron}}]\n", Level.SUBSTANTIVE),
        (".woodpecker/a.yaml", "steps: [{name: x, image: y, commands: [make $T], environment: {T: test}}]\n", Level.WIRED),
        (".drone.yml", "kind: pipeline\nenvironment: {T: test}\nsteps: [{name: x, image: y, commands: [make $T]}]\n", Level.WIRED),
        (".drone.yml", "kind: pipeline\nsteps: [{name: x, image: y, commands: [pytest], when: {event: [tag]}}]\n", Level.SUBSTANTIVE),
        (".drone.yml", "kind: pipeline\nsteps: [{name: x, image: y, commands: [pytest], when: {event: [push]}}]\n", Level.WIRED),
        (".buildkite/pipeline.yml", "steps:\n- command: make {{matrix}}\n  matrix: [lint, test]\n", Level.WIRED),
        (".buildkite/pipeline.yml", "steps:\n- command: make {{ matrix.t }}\n  matrix: {setup: {t: [test]}}\n", Level.WIRED),
        (".buildkite/pipeline.yml", "steps:\n- command: make {{matrix}}\n  matrix: [lint]\n", Level.ABSENT),
        (".buildkite/pipeline.yml", "env: {T: test}\nsteps:\n- command: make $T\n", Level.WIRED),
        (".buildkite/pipeline.yml", "steps:\n- command: make $T\n  env: {T: test}\n", Level.WIRED),
        (".buildkite/pipeline.yml", "steps:\n- command: pytest\n  if: build.source == 'schedule'\n", Level.SUBSTANTIVE),
        (".buildkite/pipeline.yml", "steps:\n- command: pytest\n  if: build.branch == 'main'\n", Level.WIRED),
        (".buildkite/pipeline.yml", "steps:\n- block: go\n- command: pytest\n", Level.SUBSTANTIVE),
        (".buildkite/pipeline.yml", "steps:\n- command: pytest\n  soft_fail: true\n", Level.CLAIMED),
        ("appveyor.yml", "environment: {matrix: [{T: lint}, {T: test}]}\ntest_script: make %T%\n", Level.WIRED),
        ("appveyor.yml", "environment: {T: test}\ntest_script: [{ps: make $env:T}]\n", Level.WIRED),
        ("appveyor.yml", "environment: {matrix: [{T: lint}]}\ntest_script: make %T%\n", Level.ABSENT),
        (".semaphore/semaphore.yml", "blocks: [{name: b, task: {jobs: [{name: j, commands: [make $T], matrix: [{env_var: T, values: [lint, test]}]}]}}]\n", Level.WIRED),
        (".semaphore/semaphore.yml", "blocks: [{name: b, task: {env_vars: [{name: T, value: test}], jobs: [{name: j, commands: [make $T]}]}}]\n", Level.WIRED),
        ("buildspec.yml", "env: {variables: {T: test}}\nphases: {build: {commands: [make $T]}}\n", Level.WIRED),
        ("buildspec.yml", "batch: {build-matrix: {dynamic: {env: {variables: {T: [lint, test]}}}}}\nphases: {build: {commands: [make $T]}}\n", Level.WIRED),
        ("buildspec.yml", "batch: {build-list: [{env: {variables: {T: lint}}}]}\nphases: {build: {commands: [make $T]}}\n", Level.ABSENT),
        ("cloudbuild.yaml", "substitutions: {_T: test}\nsteps: [{name: python, script: 'make ${_T}'}]\n", Level.WIRED),
        ("cloudbuild.yaml", "steps: [{name: python, env: [T=test], script: make $T}]\n", Level.WIRED),
        ("bitbucket-pipelines.yml", "pipelines: {default: [{step: {script: [pytest]}}]}\n", Level.WIRED),
        ("bitbucket-pipelines.yml", "pipelines: {default: [{step: {script: [pytest], trigger: manual}}]}\n", Level.SUBSTANTIVE),
        ("bitbucket-pipelines.yml", "pipelines: {custom: {x: [{step: {script: [pytest]}}]}}\n", Level.SUBSTANTIVE),
        ("bitbucket-pipelines.yml", "pipelines: {default: [{step: {script: [pytest], on-fail: {strategy: ignore}}}]}\n", Level.CLAIMED),
        ("bitbucket-pipelines.yml", "pipelines: {default: [{step: {script: [pytest], condition: {changesets: {includePaths: ['docs/**']}}}}]}\n", Level.SUBSTANTIVE),
        ("bitbucket-pipelines.yml", "pipelines: {default: [{step: {script: [pytest], condition: {changesets: {includePaths: ['shop/**']}}}}]}\n", Level.WIRED),
        (".build.yml", "sources: [https://git.sr.ht/~ada/shop]\ntasks:\n- test: |\n    cd shop\n    pytest\n", Level.WIRED),
        (".builds/alpine.yml", "environment: {T: test}\ntasks: [{x: 'make $T'}]\n", Level.WIRED),
        (".build.yml", "tasks: [{x: make lint}]\n", Level.ABSENT),
        ("screwdriver.yaml", "jobs: {main: {requires: [~pr, ~commit], steps: [{t: pytest}]}}\n", Level.WIRED),
        ("screwdriver.yaml", "jobs: {main: {requires: [~tag], steps: [pytest]}}\n", Level.SUBSTANTIVE),
        ("screwdriver.yaml", "jobs: {main: {steps: [pytest]}}\n", Level.SUBSTANTIVE),
        (".vela.yml", "steps: [{name: x, image: y, commands: [pytest]}]\n", Level.WIRED),
        ("codefresh.yml", "steps: {unit: {image: python, commands: [pytest]}}\n", Level.WIRED),
        ("codefresh.yml", "steps: {unit: {image: python, fail_fast: false, commands: [pytest]}}\n", Level.CLAIMED),
        ("codefresh.yml", "steps: {all: {type: parallel, steps: {u: {commands: [pytest]}}}}\n", Level.WIRED),
        (".harness/ci.yaml", "pipeline: {stages: [{stage: {spec: {execution: {steps: [{step: {type: Run, spec: {shell: Sh, command: pytest}}}]}}}}]}\n", Level.WIRED),
        (".harness/ci.yaml", "pipeline: {stages: [{stage: {spec: {execution: {steps: [{step: {type: Run, spec: {command: ruff check}}}]}}}}]}\n", Level.ABSENT),
        (".prow.yaml", "presubmits: [{name: u, always_run: true, spec: {containers: [{image: x, command: [pytest]}]}}]\n", Level.WIRED),
        (".prow.yaml", "presubmits: [{name: u, always_run: false, spec: {containers: [{image: x, command: [pytest]}]}}]\n", Level.SUBSTANTIVE),
        (".prow.yaml", "presubmits: [{name: u, optional: true, spec: {containers: [{image: x, command: [pytest]}]}}]\n", Level.CLAIMED),
    ],
)  # fmt: skip
def test_other_systems(path: str, text: str, expected: Level) -> None:
    assert level(path, text) is expected


STEPS = "on: [push]\njobs:\n  a:\n    runs-on: u\n    steps:\n    - {}\n"
IN_CODE = {
    "an action": ("uses: dagger/dagger-for-github@v8\n      with: {verb: call, args: test}", Level.WIRED),
    "a command": ("run: dagger call test --source=.", Level.WIRED),
    "another action": ("uses: dagger/setup@v8", Level.ABSENT),
    "another command": ("run: echo dagger call test", Level.ABSENT),
}


@pytest.mark.parametrize(("step", "ceiling"), IN_CODE.values(), ids=IN_CODE)
def test_a_pipeline_that_is_a_program_may_test(step: str, ceiling: Level) -> None:
    tests = {
        "a.py": "def f():\n    return 1\n",
        "test_a.py": "from a import f\n\n\ndef test_f():\n    assert f() == 1\n",
    }
    finding = run("ci_tests", snapshot({**tests, ".github/workflows/a.yml": STEPS.format(step)}))
    assert (finding.level, finding.ceiling) == (Level.ABSENT, ceiling)
