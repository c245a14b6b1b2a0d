from __future__ import annotations

import pytest

from tests.support.pipelines import assert_lines_are_real, read, runs, squeezed

TRAVIS = """\
language: python
python: [3.8, nightly]
install:
  - pip install -r requirements.txt
script:
  - flake8
  # tests
  - pytest
after_success: codecov
deploy:
  provider: pypi
  on: {tags: true}
jobs:
  allow_failures:
    - python: nightly
  include:
    - stage: docs
      script: make docs
    - stage: last
      python: nightly
      script: skip
      deploy: {provider: script, script: ./deploy.sh}
"""


def test_travis_jobs() -> None:
    pipeline = read(".travis.yml", TRAVIS)
    assert_lines_are_real(pipeline, TRAVIS)
    base, docs, last = pipeline.jobs
    assert squeezed(base.steps[0].run or "") == "pip install -r requirements.txt\nflake8\npytest"
    assert (base.steps[0].line, base.steps[0].run_line, base.masked) == (6, 4, False)
    assert (base.steps[1].name, base.steps[1].masked) == ("after_success", True)
    assert (base.steps[2].uses, base.steps[2].condition) == ("pypi", "tags=true")
    assert (docs.id, docs.line, squeezed(docs.steps[0].run or "")) == (
        "docs",
        17,
        "pip install -r requirements.txt\nmake docs",
    )
    assert (last.needs, last.masked) == (("docs",), True)
    assert last.steps[-1].run == "./deploy.sh"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("language: node_js", ["npm test"]),
        ("language: go", ["go test -v ./..."]),
        ("language: ruby", ["rake"]),
        ("language: java", ["mvn test -B"]),
        ("language: python\nscript: skip", []),
        ("language: python", []),
    ],
)
def test_travis_default_scripts(source: str, expected: list[str]) -> None:
    pipeline = read(".travis.yml", source)
    assert runs(pipeline) == [("default", expected)]
    assert (pipeline.jobs[0].disabled is not None) is (source == "language: python")
