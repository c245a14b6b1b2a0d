from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = "wercker.yml"
SOURCE = "box: python\nbuild:\n  steps:\n    - pip-install\n    - script:\n        name: test\n        code: |\n          pytest\n"


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [("build", ["pip-install", "pytest"])]
    assert_lines_are_real(pipeline, SOURCE)
