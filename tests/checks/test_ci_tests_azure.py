from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE

AZURE = {
    "conftest.py": "",
    **CODE,
    ".pipelines/pr.yml": "trigger: none\npr: [main]\njobs:\n- job: check\n  steps:\n  - template: steps/quality-template.yml\n",
    ".pipelines/steps/quality-template.yml": "parameters: []\nsteps:\n- script: pip install pytest\n- script: pytest\n",
}


def test_steps_of_a_template_are_those_of_the_pipeline_that_includes_it() -> None:
    finding = run("ci_tests", snapshot(AZURE))
    assert (finding.level, places(finding)) == (Level.WIRED, [".pipelines/steps/quality-template.yml:4"])


@pytest.mark.parametrize(
    "text",
    [
        "pr: [main]\nsteps:\n- script: make\n",
        "pr: [main]\nsteps:\n- template: quality-template.yml\n",
        "pr: [main]\nsteps:\n- template: steps/quality-template.yml@other\n",
        "pr: [main]\nsteps:\n- template: steps/quality-template.yml\n  enabled: false\n",
    ],
    ids=["not included", "not there", "in another repository", "switched off"],
)
def test_a_template_that_nothing_includes_runs_nothing(text: str) -> None:
    assert run("ci_tests", snapshot({**AZURE, ".pipelines/pr.yml": text})).level is Level.ABSENT


def test_templates_that_include_each_other_end() -> None:
    circle = {
        "pr.yml": "steps:\n- template: a-template.yml\n",
        "a-template.yml": "steps:\n- template: a-template.yml\n",
    }
    repo = snapshot({**CODE, **{f".pipelines/{name}": text for name, text in circle.items()}})
    assert run("ci_tests", repo).level is Level.ABSENT


def test_jobs_of_a_template_belong_to_the_pipeline() -> None:
    files = {
        **CODE,
        "azure-pipelines.yml": "trigger: [main]\njobs:\n- template: ci/jobs.yml\n",
        "ci/jobs.yml": "jobs:\n- job: check\n  steps:\n  - bash: pytest\n",
    }
    finding = run("ci_tests", snapshot(files))
    assert (finding.level, places(finding)) == (Level.WIRED, ["ci/jobs.yml:4"])


TOOLS = {
    "noxfile.py": "import nox\n\n@nox.session\ndef tests(session):\n    session.run('pytest')\n\n"
    "@nox.session\ndef lint(session):\n    session.run('ruff', 'check')\n",
    "Makefile": "lint:\n\truff check\n\ntest:\n\tpytest\n",
}


def azure(main: str, **files: str) -> dict[str, str]:
    """The package with `azure-pipelines.yml`, which pushes to main start, and other files in `ci`."""
    others = {f"ci/{name}.yml": text for name, text in files.items()}
    return {**CODE, **TOOLS, "azure-pipelines.yml": f"trigger: [main]\n{main}", **others}


STEPS = "parameters:\n- name: steps\n  type: stepList\n  default: []\njobs:\n- job: a\n  steps:\n"
TASK = "parameters:\n- {name: task, default: lint}\nsteps:\n- script: make ${{ parameters.task }}\n"
OLD = "parameters:\n  task: lint\nsteps:\n- script: make ${{ parameters['task'] }}\n"
EACH = (
    "parameters: [{name: sessions, type: object, default: [lint]}]\njobs:\n"
    "- ${{ each s in parameters.sessions }}:\n  - job: run_${{ s }}\n    steps:\n    - script: nox -s ${{ s }}\n"
)
STAGE = "stages:\n- stage: test\n  jobs:\n  - job: a\n    steps:\n    - script: pytest\n"


@pytest.mark.parametrize(
    ("files", "level"),
    [
        (
            azure(
                "extends:\n  template: ci/base.yml\n  parameters:\n    steps:\n    - script: pytest\n",
                base=STEPS + "  - ${{ parameters.steps }}\n",
            ),
            Level.WIRED,
        ),
        (
            azure(
                "extends:\n  template: ci/base.yml\n  parameters:\n    steps: [{script: pytest}]\n",
                base=STEPS + "  - ${{ each step in parameters.steps }}:\n    - ${{ step }}\n",
            ),
            Level.WIRED,
        ),
        (
            azure("extends: {template: ci/base.yml}\n", base=STEPS + "  - ${{ parameters.steps }}\n"),
            Level.ABSENT,
        ),
        (azure("extends: {template: ci/base.yml}\n", base=STAGE), Level.WIRED),
        (azure("steps:\n- template: ci/t.yml\n  parameters: {task: test}\n", t=TASK), Level.WIRED),
        (azure("steps:\n- template: ci/t.yml\n", t=TASK), Level.ABSENT),
        (azure("steps:\n- template: /ci/t.yml@self\n  parameters: {task: test}\n", t=OLD), Level.WIRED),
        (azure("jobs:\n- template: ci/t.yml\n  parameters: {sessions: [lint, tests]}\n", t=EACH), Level.WIRED),
        (azure("jobs:\n- template: ci/t.yml\n", t=EACH), Level.ABSENT),
        (azure("stages:\n- template: ci/t.yml\n", t=STAGE), Level.WIRED),
        (
            azure(
                "steps:\n- template: ci/a.yml\n  parameters: {task: test}\n",
                a="parameters: [{name: task}]\nsteps:\n- template: t.yml\n"
                "  parameters: {task: '${{ parameters.task }}'}\n",
                t=TASK,
            ),
            Level.WIRED,
        ),
        (azure("steps:\n- ${{ if eq(variables['Build.Reason'], 'Manual') }}:\n  - script: pytest\n"), Level.WIRED),
        (azure("steps:\n- ${{ if eq('a', 'b') }}:\n  - script: pytest\n"), Level.ABSENT),
        (azure("steps:\n- ${{ if eq('a', 'b') }}:\n  - script: ls\n- ${{ else }}:\n  - script: pytest\n"), Level.WIRED),
        (
            azure(
                "parameters: [{name: unit, type: boolean, default: true}]\nsteps:\n"
                "- ${{ if eq(parameters.unit, true) }}:\n  - script: pytest\n"
            ),
            Level.WIRED,
        ),
        (
            azure(
                "parameters: [{name: unit, type: boolean, default: false}]\nsteps:\n"
                "- ${{ if parameters.unit }}:\n  - script: pytest\n"
            ),
            Level.ABSENT,
        ),
        (azure("variables: {task: test}\nsteps:\n- script: make $(task)\n"), Level.WIRED),
        (azure("variables: [{name: task, value: test}]\nsteps:\n- bash: make $TASK\n"), Level.WIRED),
        (azure("variables: [{template: ci/v.yml}]\nsteps:\n- script: make $(task)\n", v="variables: {task: test}\n"), Level.WIRED),
        (azure("steps:\n- bash: make $T\n  env: {T: test}\n"), Level.WIRED),
        (
            azure("strategy:\n  matrix:\n    a: {S: lint}\n    b: {S: tests}\nsteps:\n- script: nox -s $(S)\n"),
            Level.WIRED,
        ),
        (azure("strategy:\n  matrix:\n    a: {S: lint}\nsteps:\n- script: nox -s $(S)\n"), Level.ABSENT),
        (azure("strategy: {matrix: {a: {NOXSESSION: tests}}}\nsteps: [{script: nox}]\n"), Level.WIRED),
        (azure("steps:\n- script: pytest\n  condition: eq(variables['Build.Reason'], 'PullRequest')\n"), Level.WIRED),
        (
            azure("schedules: [{cron: '0 4 * * *'}]\nsteps:\n- script: pytest\n"
                  "  condition: eq(variables['Build.Reason'], 'Schedule')\n"),
            Level.SUBSTANTIVE,
        ),
        (azure("steps:\n- script: pytest\n  condition: eq(variables['RUN_TESTS'], 'true')\n"), Level.SUBSTANTIVE),
        (azure("steps:\n- script: pytest\n  condition: and(succeeded(), ne(variables.skip, 'true'))\n"), Level.WIRED),
        (azure("steps:\n- script: pytest\n  condition: false\n"), Level.ABSENT),
        (azure("steps:\n- script: pytest\n  continueOnError: true\n"), Level.CLAIMED),
        (
            azure("steps:\n- task: PythonScript@0\n  inputs:\n    scriptSource: inline\n    script: |\n"
                  "      import subprocess\n      subprocess.check_call(['pytest'])\n"),
            Level.WIRED,
        ),
        (azure("steps:\n- pwsh: pytest\n"), Level.WIRED),
    ],
)  # fmt: skip
def test_templates_and_conditions_are_worked_out(files: dict[str, str], level: Level) -> None:
    assert run("ci_tests", snapshot(files)).level is level


NET = {
    "src/Shop.cs": "public class Shop { public static int Add(int a) => a; }\n",
    "tests/Adds.cs": "using Xunit;\npublic class Adds { [Fact] public void One() { Assert.Equal(1, Shop.Add(1)); } }\n",
}
JAVA_TESTS = {
    "build.gradle": "plugins { id 'java' }\n",
    "src/main/java/Shop.java": "class Shop { static int add(int a) { return a; } }\n",
    "src/test/java/ShopTest.java": "class ShopTest { @Test void one() { assertEquals(1, Shop.add(1)); } }\n",
}


@pytest.mark.parametrize(
    ("files", "task", "level", "words"),
    [
        (
            NET,
            "DotNetCoreCLI@2\n  inputs: {command: test, projects: 'tests/**/*.csproj'}",
            Level.WIRED,
            "dotnet test",
        ),
        (NET, "DotNetCoreCLI@2\n  inputs: {command: custom, custom: test}", Level.WIRED, "dotnet test"),
        (NET, "DotNetCoreCLI@2\n  inputs: {command: publish}", Level.ABSENT, ""),
        (NET, "DotNetCoreCLI@2", Level.ABSENT, ""),
        (JAVA_TESTS, "Gradle@3\n  inputs: {tasks: check}", Level.WIRED, "gradlew check"),
        (JAVA_TESTS, "Gradle@3\n  inputs: {tasks: assemble}", Level.ABSENT, ""),
        (JAVA_TESTS, "Maven@4\n  inputs: {goals: verify}", Level.WIRED, "mvn verify"),
        (JAVA_TESTS, "Ant@1\n  inputs: {targets: test}", Level.ABSENT, ""),
    ],
)
def test_a_task_runs_the_command_that_its_inputs_say(
    files: dict[str, str], task: str, level: Level, words: str
) -> None:
    finding = run("ci_tests", snapshot({**files, "azure-pipelines.yml": f"steps:\n- task: {task}\n"}))
    assert finding.level is level
    assert words in " ".join(each.note for each in finding.evidence)


@pytest.mark.parametrize(
    ("trigger", "level"),
    [
        ("trigger: {paths: {include: [docs/*]}}\npr: none\n", Level.SUBSTANTIVE),
        ("trigger: {paths: {include: [shop]}}\npr: none\n", Level.WIRED),
        ("trigger: {paths: {exclude: ['*']}}\npr: none\n", Level.SUBSTANTIVE),
        ("trigger: {paths: {exclude: [docs, README.md]}}\npr: none\n", Level.WIRED),
        ("trigger: none\npr: {paths: {include: ['docs/**']}}\n", Level.SUBSTANTIVE),
        ("trigger: {paths: {include: [docs]}}\n", Level.WIRED),
        ("trigger: none\npr: none\n", Level.SUBSTANTIVE),
    ],
)
def test_filters_of_paths_decide_what_a_change_starts(trigger: str, level: Level) -> None:
    files = {**CODE, "azure-pipelines.yml": trigger + "steps: [{script: pytest}]\n"}
    assert run("ci_tests", snapshot(files)).level is level


def test_a_template_of_another_repository_is_unseen() -> None:
    for entry in (
        "extends: {template: t.yml@shared}\n",
        "jobs: [{template: t.yml@shared}]\n",
        "steps: [{template: t.yml@shared}]\n",
    ):
        finding = run("ci_tests", snapshot(azure(entry)))
        assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED), entry


def test_the_evidence_stands_where_the_command_is_written() -> None:
    base = STEPS + "  - ${{ parameters.steps }}\n"
    given = "extends:\n  template: ci/base.yml\n  parameters:\n    steps:\n    - script: pytest\n"
    assert places(run("ci_tests", snapshot(azure(given, base=base)))) == ["azure-pipelines.yml:6"]
    nested = azure("stages: [{template: ci/t.yml}]\n", t=STAGE)
    assert places(run("ci_tests", snapshot(nested))) == ["ci/t.yml:6"]
