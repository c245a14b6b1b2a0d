from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = "bitbucket-pipelines.yml"
SOURCE = """\
image: python:3.12
pipelines:
  default:
    - step: &test
        name: Test
        script:
          - pip install .
          - pytest
        after-script: [echo bye]
    - parallel:
        - step: {name: A, script: [make a]}
        - step: {script: [make b]}
  branches:
    main:
      - step: *test
      - step:
          name: Deploy
          deployment: production
          trigger: manual
          script:
            - make package
            - pipe: atlassian/aws-ecs-deploy:1
              variables: {CLUSTER: a}
"""


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [
        ("Test", ["pip install .\npytest", "echo bye"]),
        ("A", ["make a"]),
        ("default 2.2", ["make b"]),
        ("Test", ["pip install .\npytest", "echo bye"]),
        ("Deploy", ["make package", "atlassian/aws-ecs-deploy:1"]),
    ]
    assert_lines_are_real(pipeline, SOURCE)


def test_facts_of_its_jobs() -> None:
    pipeline = read(PATH, SOURCE)
    assert pipeline.triggers == ("push",)
    test, first, second, again, deploy = pipeline.jobs
    assert (test.image, test.needs, first.needs, second.needs) == ("python:3.12", (), ("Test",), ("Test",))
    assert (again.needs, deploy.environment, deploy.triggers) == ((), "production", ("manual",))
    assert deploy.steps[1].options == (("CLUSTER", "a"),)
