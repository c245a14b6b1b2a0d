from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE

AZURE = {
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
