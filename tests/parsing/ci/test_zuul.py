from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = ".zuul.yaml"
SOURCE = """\
- job:
    name: unit
    parent: base
    run: playbooks/unit.yaml
- project:
    templates: [common]
    check:
      jobs:
        - unit: {voting: false}
        - thoth-pytest
    post:
      jobs: [publish: {dependencies: [unit]}]
"""


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [("unit", ["playbooks/unit.yaml"]), ("thoth-pytest", []), ("publish", [])]
    assert_lines_are_real(pipeline, SOURCE)


def test_facts_of_its_jobs() -> None:
    unit, thoth, publish = read(PATH, SOURCE).jobs
    assert (unit.uses, unit.masked, unit.triggers, unit.line) == ("base", True, ("pull_request",), 9)
    assert (thoth.uses, thoth.line, publish.triggers, publish.needs) == (
        "thoth-pytest",
        10,
        ("push",),
        ("unit",),
    )
