"""How tests look at pipelines: jobs by name, their scripts, and whether every line is where it is said to be."""

from __future__ import annotations

from analyzer.parsing.ci.systems import Job, Pipeline, parse_pipeline

WORKFLOW = ".github/workflows/ci.yml"


def read(path: str, source: str) -> Pipeline:
    """The pipeline of a file without problems."""
    pipeline = parse_pipeline(path, source.encode())
    assert pipeline.problem is None
    return pipeline


def job(pipeline: Pipeline, name: str) -> Job:
    """The job of that id."""
    return next(each for each in pipeline.jobs if each.id == name)


def runs(pipeline: Pipeline) -> list[tuple[str, list[str | None]]]:
    """Jobs with the scripts or uses of their steps, blank lines left out."""
    return [
        (each.id, [squeezed(step.run) if step.run is not None else step.uses for step in each.steps])
        for each in pipeline.jobs
    ]


def squeezed(script: str) -> str:
    """A script without indentation and blank lines."""
    return "\n".join(row.strip() for row in script.split("\n") if row.strip())


def assert_lines_are_real(pipeline: Pipeline, source: str) -> None:
    """Every line of every script stands in the file where the facts say."""
    rows = source.split("\n")
    for each in pipeline.jobs:
        assert 1 <= each.line <= len(rows)
        for step in each.steps:
            assert 1 <= step.line <= len(rows)
            for offset, script_line in enumerate((step.run or "").split("\n")):
                assert script_line.strip() in rows[step.run_line - 1 + offset], (step, script_line)
