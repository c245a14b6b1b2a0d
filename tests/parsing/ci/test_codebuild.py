from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = "buildspec.yml"
SOURCE = "version: 0.2\nphases:\n  install:\n    commands:\n      - pip install .\n  build:\n    on-failure: CONTINUE\n    commands:\n      - pytest\n"


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [("build", ["pip install .", "pytest"])]
    assert_lines_are_real(pipeline, SOURCE)
