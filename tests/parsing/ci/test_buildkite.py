from __future__ import annotations

from tests.support.pipelines import read, runs

PATH = ".buildkite/pipeline.yml"
SOURCE = """\
steps:
  - label: Test
    key: test
    commands:
      - make deps
      - make test
  - command: lint.sh
    soft_fail: true
    skip: "later"
  - wait
  - label: compose
    plugins:
      - docker-compose#v4:
          run: app
  - block: Release?
  - group: release
    steps:
      - command: release.sh
"""


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [
        ("test", ["make deps\nmake test"]),
        ("step 2", ["lint.sh"]),
        ("compose", ["docker-compose run app"]),
        ("step 4", ["release.sh"]),
    ]


def test_facts_of_its_jobs() -> None:
    test, lint, compose, release = read(PATH, SOURCE).jobs
    assert (test.steps[0].run_line, lint.masked, lint.disabled) == (5, True, "skip: later")
    assert (compose.needs, compose.steps[0].uses) == (("test", "step 2"), "docker-compose#v4")
    assert (release.triggers, release.line) == (("manual",), 18)
