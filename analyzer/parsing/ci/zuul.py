"""Zuul: projects that run jobs in named pipelines.

Source: https://zuul-ci.org/docs/zuul/latest/project-config.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    is_false,
    limited,
    limited_steps,
    named,
    scripts,
)
from analyzer.parsing.ci.system import System, of_all_documents
from analyzer.parsing.structured import Block, Items, Value, block, items, line, text

# What starts Zuul's usual pipelines, by a word in their name; the first that fits counts.
_PIPELINES = (
    ("experimental", BY_HAND),
    ("periodic", ("schedule",)),
    ("release", ("tag",)),
    ("tag", ("tag",)),
    ("check", ("pull_request",)),
    ("gate", ("pull_request",)),
    ("post", ("push",)),
    ("promote", ("push",)),
)
# Attributes of a project that are no pipelines.
_ATTRIBUTES = frozenset({"name", "templates", "default-branch", "merge-mode", "vars", "queue", "description"})


def _read(path: str, values: Sequence[Value]) -> Pipeline:
    """The pipeline of a Zuul file: the jobs its projects run, with what their definitions here say.

    A job that is defined in another repository has no steps and is its own `uses`.
    """
    entries = [block(entry) for value in values for entry in (value if isinstance(value, Items) else [value])]
    definitions = {
        text(block(each["job"]).get("name")): block(each["job"]) for each in entries if "job" in each
    }
    jobs = limited(_jobs(entries, definitions))
    triggers = [event for job in jobs for event in job.triggers or ()]
    return Pipeline(
        "zuul",
        path,
        triggers=tuple(dict.fromkeys(triggers)),
        can_fire=bool(jobs),
        why_not=None if jobs else "no project in it runs a job",
        jobs=jobs,
    )


def _jobs(entries: Sequence[Block], definitions: dict[str, Block]) -> Iterator[Job]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for each in entries:
        project = block(each.get("project", each.get("project-template")))
        for pipeline, said in project.items():
            if pipeline in _ATTRIBUTES:
                continue
            events = next((found for word, found in _PIPELINES if word in pipeline), BY_HAND)
            for listed in items(block(said).get("jobs") if isinstance(said, Block) else said):
                pairs = listed.items() if isinstance(listed, Block) else [(text(listed), None)]
                for name, settings in pairs:
                    if (name, events) not in seen and name != "noop":
                        seen.add((name, events))
                        yield _job(
                            str(name),
                            line(name, line(listed)),
                            block(settings),
                            definitions.get(name),
                            events,
                        )


def _job(name: str, at: int, settings: Block, definition: Block | None, events: tuple[str, ...]) -> Job:
    said = Block({**(definition or {}), **settings}, at)
    steps = [
        Step(phase, line(playbook), uses=str(playbook))
        for phase in ("pre-run", "run", "post-run")
        for playbook in scripts(said.get(phase))
    ]
    return Job(
        name,
        at,
        steps=limited_steps(steps),
        needs=tuple(need for each in items(said.get("dependencies")) if (need := named(each))),
        masked=is_false(said.get("voting")),
        uses=named(said.get("parent")) if definition is not None else name,
        triggers=events,
    )


SYSTEM = System(
    "zuul",
    r"\.?zuul\.yaml|\.?zuul\.d/(?:[^/]+/)*[^/]+\.yaml",
    of_all_documents(_read),
    lookalikes=r"\.?zuul\.(?:d/.*\.)?ya?ml",
)
