from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = ".woodpecker.yml"
SOURCE = "when: {event: pull_request}\nsteps:\n  test:\n    image: python\n    commands:\n      - pytest\n"


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [("default", ["pytest"])]
    assert_lines_are_real(pipeline, SOURCE)
