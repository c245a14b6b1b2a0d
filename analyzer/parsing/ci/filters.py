"""Filters of paths: the triggers that no change of code passes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from analyzer.parsing.ci.globs import only
from analyzer.parsing.ci.model import Pipeline
from analyzer.parsing.ci.system import Files


def filtered(pipelines: Mapping[str, Pipeline], files: Files) -> Mapping[str, Pipeline]:
    """The pipelines of a system whose files take nothing from others but ask for changed ones."""
    return {path: with_idle(each, files) for path, each in pipelines.items()}


def with_idle(pipeline: Pipeline, files: Files) -> Pipeline:
    """The pipeline, its jobs with the triggers that no change of code passes."""
    idle = tuple(event for event, each in pipeline.filters if not each.passes_any(files.code))
    if not idle or not files.code:
        return pipeline
    return replace(pipeline, jobs=tuple(replace(job, idle=(*job.idle, *idle)) for job in pipeline.jobs))


def with_paths_of_jobs(pipelines: Mapping[str, Pipeline], files: Files) -> Mapping[str, Pipeline]:
    """The pipelines, their jobs with the triggers that no change of code passes."""
    found: dict[str, Pipeline] = {}
    for path, pipeline in pipelines.items():
        jobs = tuple(
            replace(job, idle=job.triggers or pipeline.triggers)
            if job.paths and files.code and not only(job.paths).passes_any(files.code)
            else job
            for job in pipeline.jobs
        )
        found[path] = replace(pipeline, jobs=jobs)
    return found
