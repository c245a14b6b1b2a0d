from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = ".semaphore/semaphore.yml"
SOURCE = """\
version: v1.0
blocks:
  - name: Test
    task:
      prologue:
        commands:
          - checkout
      jobs:
        - name: unit
          commands:
            - make test
  - name: Ship
    task:
      jobs:
        - commands: [make ship]
promotions:
  - {name: Deploy, pipeline_file: deploy.yml}
"""


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [("unit", ["checkout\nmake test"]), ("Ship 2.1", ["make ship"])]
    assert_lines_are_real(pipeline, SOURCE)


def test_facts_of_its_jobs() -> None:
    pipeline = read(PATH, SOURCE)
    assert (pipeline.jobs[1].needs, pipeline.includes) == (("unit",), ("deploy.yml",))
    assert read(".semaphore/deploy.yml", SOURCE).triggers == ("manual",)
