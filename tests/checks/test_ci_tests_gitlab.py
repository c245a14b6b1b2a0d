"""Tests run by GitLab CI: included files with inputs, child pipelines, matrices, rules."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE

NOX = {
    "noxfile.py": "import nox\n\n@nox.session\ndef tests(session):\n    session.run('pytest')\n\n"
    "@nox.session\ndef lint(session):\n    session.run('ruff', 'check')\n",
    "Makefile": "lint:\n\truff check\n\ntest:\n\tpytest\n",
}
UNIT = "unit:\n  script: pytest\n"
INPUTS = (
    "spec:\n  inputs:\n    cmd:\n      default: ruff check\n---\nunit:\n  script:\n    - $[[ inputs.cmd ]]\n"
)


def gitlab(main: str, **files: str) -> dict[str, str]:
    """The package with `.gitlab-ci.yml` and other files, `__` in their names for a folder."""
    others = {name.replace("__", "/") + ".yml": text for name, text in files.items()}
    return {**CODE, **NOX, ".gitlab-ci.yml": main, **others}


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (gitlab("include: ci/test.yml\n", ci__test=UNIT), "ci/test.yml:2"),
        (gitlab("include: [/ci/test.yml]\n", ci__test=UNIT), "ci/test.yml:2"),
        (gitlab("include:\n- local: ci/*.yml\n", ci__test=UNIT), "ci/test.yml:2"),
        (gitlab("include:\n- local: ci/**.yml\n", ci__a__test=UNIT), "ci/a/test.yml:2"),
        (gitlab("include:\n- local: ci/**/*.yml\n", ci__a__test=UNIT), "ci/a/test.yml:2"),
        (gitlab("include: ci/a.yml\n", ci__a="include: ci/b.yml\n", ci__b=UNIT), "ci/b.yml:2"),
        (gitlab("include: {local: ci/t.yml, inputs: {cmd: pytest -q}}\n", ci__t=INPUTS), "ci/t.yml:8"),
        (
            gitlab("include:\n- local: ci/t.yml\n  inputs:\n    cmd: make test\n", ci__t=INPUTS),
            "ci/t.yml:8",
        ),
        (
            gitlab(
                "include:\n- component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/unit@$CI_COMMIT_SHA\n"
                "  inputs: {cmd: pytest}\n",
                templates__unit=INPUTS,
            ),
            "templates/unit.yml:8",
        ),
        (
            gitlab(
                "include: ci/base.yml\nunit:\n  extends: .unit\n", ci__base=".unit:\n  script:\n  - pytest\n"
            ),
            "ci/base.yml:3",
        ),
        (
            gitlab(
                "include: ci/base.yml\nunit:\n  script:\n  - !reference [.unit, script]\n",
                ci__base=".unit:\n  script:\n  - pytest\n",
            ),
            "ci/base.yml:3",
        ),
        (
            gitlab(
                "include: ci/base.yml\nunit:\n  extends: .unit\n  script: pytest\n", ci__base=".unit: {}\n"
            ),
            ".gitlab-ci.yml:4",
        ),
        (gitlab("child:\n  trigger:\n    include: ci/child.yml\n", ci__child=UNIT), "ci/child.yml:2"),
        (
            gitlab(
                "child:\n  trigger:\n    include: [{local: ci/child.yml}]\n    strategy: depend\n",
                ci__child=UNIT + "  rules: [{if: $CI_PIPELINE_SOURCE == 'parent_pipeline'}]\n",
            ),
            "ci/child.yml:2",
        ),
        (
            gitlab(
                "spec:\n  inputs:\n    run: {default: pytest}\n---\nunit:\n  script: $[[ inputs.run ]] -q\n"
            ),
            ".gitlab-ci.yml:6",
        ),
        (
            gitlab(
                "include: {local: ci/t.yml, inputs: {name: unit, script: [pip list, pytest]}}\n",
                ci__t='spec: {inputs: {name: {}, script: {type: array}}}\n---\n"$[[ inputs.name ]]-tests":\n'
                "  script: $[[ inputs.script ]]\n",
            ),
            "",
        ),
        (
            gitlab("include:\n- local: ci/t.yml\n  rules: [{exists: [noxfile.py]}]\n", ci__t=UNIT),
            "ci/t.yml:2",
        ),
    ],
)
def test_what_is_included_of_the_repository_runs(files: dict[str, str], place: str) -> None:
    finding = run("ci_tests", snapshot(files))
    assert finding.level is Level.WIRED
    assert not place or places(finding) == [place]


@pytest.mark.parametrize(
    "files",
    [
        gitlab("include: ci/test.yml\n", ci__other=UNIT),
        gitlab("include: {local: ci/t.yml, inputs: {cmd: make lint}}\n", ci__t=INPUTS),
        gitlab("include: ci/t.yml\n", ci__t=INPUTS),
        gitlab("include: ci/t.yml\n", ci__t=".unit:\n  script: pytest\n"),
        gitlab("include:\n- local: ci/t.yml\n  rules: [{exists: [absent.py]}]\n", ci__t=UNIT),
        gitlab("include:\n- local: ci/t.yml\n  rules: [{when: never}]\n", ci__t=UNIT),
        gitlab("include: ci/t.yml\nunit:\n  rules: [{when: never}]\n", ci__t=UNIT),
        gitlab("include: ci/a.yml\n", ci__a="include: ci/a.yml\n"),
        gitlab("include: {template: Jobs/SAST.gitlab-ci.yml}\nlint:\n  script: ruff check\n"),
    ],
)
def test_what_is_not_included_or_says_otherwise_does_not(files: dict[str, str]) -> None:
    finding = run("ci_tests", snapshot(files))
    assert (finding.level, finding.status) == (Level.ABSENT, Status.MEASURED)


@pytest.mark.parametrize(
    "include",
    [
        "{component: $CI_SERVER_FQDN/group/python/test@1.0}",
        "{project: group/ci, file: /test.yml, ref: v1}",
        "{project: group/ci, file: [a.yml, b.yml]}",
        "{remote: 'https://example.org/ci.yml'}",
        "https://example.org/ci.yml",
        "{template: Auto-DevOps.gitlab-ci.yml}",
    ],
)
def test_what_is_included_of_another_project_is_unseen(include: str) -> None:
    finding = run("ci_tests", snapshot(gitlab(f"include:\n- {include}\n")))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)


@pytest.mark.parametrize(
    ("job", "level"),
    [
        ("script: make $TASK\n  parallel:\n    matrix:\n    - TASK: [lint, test]\n", Level.WIRED),
        (
            "script: nox -s ${S}\n  parallel:\n    matrix:\n    - PY: ['3.11']\n      S: [tests]\n",
            Level.WIRED,
        ),
        ("script: nox\n  parallel: {matrix: [{NOXSESSION: [lint, tests]}]}\n", Level.WIRED),
        ("script: make $TASK\n  parallel: {matrix: [{TASK: lint}]}\n", Level.ABSENT),
        ("script: make $TASK\n  variables: {TASK: test}\n", Level.WIRED),
        ("script: $RUNNER -q\n  variables: {RUNNER: {value: pytest, description: x}}\n", Level.WIRED),
        ("script: make $TASK\n  variables: {TASK: lint}\n", Level.ABSENT),
        ("script: pytest\n  allow_failure: true\n", Level.CLAIMED),
        ("run: [{name: unit, script: pytest}]\n", Level.WIRED),
        ("script: pytest\n  when: manual\n", Level.SUBSTANTIVE),
        ("script: pytest\n  only: [tags]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  only: [schedules]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  only: {refs: [branches], changes: ['docs/**/*']}\n", Level.SUBSTANTIVE),
        ("script: pytest\n  only: {changes: ['**/*.py']}\n", Level.WIRED),
        ("script: pytest\n  only: {variables: [$RUN_TESTS]}\n", Level.SUBSTANTIVE),
        ("script: pytest\n  except: [tags]\n", Level.WIRED),
        ("script: pytest\n  except: [branches]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{when: never}]\n", Level.ABSENT),
        ("script: pytest\n  rules: [{when: manual}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{if: $CI_COMMIT_TAG}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]\n", Level.WIRED),
        ("script: pytest\n  rules: [{if: $CI_MERGE_REQUEST_ID}]\n", Level.WIRED),
        ("script: pytest\n  rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{if: '$RUN_TESTS == \"true\"'}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{if: $DEPLOY_TOKEN, when: always}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{if: $SKIP_TESTS, when: never}, {when: on_success}]\n", Level.WIRED),
        ("script: pytest\n  rules: [{if: '$CI_COMMIT_MESSAGE =~ /run tests/'}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{changes: ['docs/**']}]\n", Level.SUBSTANTIVE),
        ("script: pytest\n  rules: [{changes: {paths: ['shop/**/*']}}]\n", Level.WIRED),
        ("script: pytest\n  rules: [{changes: ['docs/**']}, {if: $CI_COMMIT_BRANCH}]\n", Level.WIRED),
        ("script: pytest\n  rules: [{exists: [Cargo.toml]}]\n", Level.ABSENT),
        ("script: pytest\n  rules: [{exists: ['*.py']}]\n", Level.WIRED),
    ],
)
def test_a_job_is_worth_when_it_runs_and_with_what(job: str, level: Level) -> None:
    assert run("ci_tests", snapshot(gitlab(f"unit:\n  {job}"))).level is level


def test_the_rules_of_the_whole_pipeline_count_for_every_job() -> None:
    rules = "workflow:\n  rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]\n"
    assert run("ci_tests", snapshot(gitlab(rules + UNIT))).level is Level.SUBSTANTIVE
    gated = "workflow:\n  rules: [{if: $RUN_PIPELINE}]\n"
    assert run("ci_tests", snapshot(gitlab(gated + UNIT))).level is Level.SUBSTANTIVE


def test_filters_that_take_too_long_are_not_worked_out() -> None:
    patterns = "".join(f"    - '**/*{'a*' * 20}{n}b'\n" for n in range(400))
    code = {f"shop/{'a' * 60}{n}.py": "" for n in range(400)}
    text = f"unit:\n  script: pytest\n  rules:\n  - changes:\n{patterns}"
    finding = run("ci_tests", snapshot({**CODE, **code, ".gitlab-ci.yml": text}))
    assert finding.status is Status.UNKNOWN or finding.level is Level.WIRED


def test_includes_that_grow_are_refused() -> None:
    files = {f"ci__f{n}": f"include: ['ci/f{n + 1}.yml', 'ci/f{n + 2}.yml']\n" for n in range(150)}
    repo = snapshot(gitlab("include: ci/f0.yml\n", **files))
    assert run("ci_tests", repo).status is Status.UNKNOWN
