"""CI systems whose steps are containers: Drone, Woodpecker, Cloud Build, Bitbucket, Buildkite.

Sources: https://docs.drone.io/pipeline/docker/syntax/, https://woodpecker-ci.org/docs/usage/workflow-syntax,
https://cloud.google.com/build/docs/build-config-file-schema,
https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/,
https://buildkite.com/docs/pipelines/configure/step-types.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from posixpath import basename

from analyzer.parsing.ci.model import (
    BY_HAND,
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    exec_step,
    is_true,
    limited,
    limited_steps,
    named,
    scalars,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.structured.formats import Block, Items, Text, Value, block, items, line, text

_DRONE_EVENTS = {
    "cron": "schedule",
    "custom": "manual",
    "deployment": "manual",
    "deploy": "manual",
    "promote": "manual",
    "rollback": "manual",
    "pull_request_closed": "pull_request",
}
# Keys of Drone and Woodpecker files that hold the steps, by age of the format.
_DRONE_STEPS = ("steps", "pipeline", "build")

_BITBUCKET_SECTIONS = {
    "default": ("push",),
    "branches": ("push",),
    "tags": ("tag",),
    "bookmarks": ("push",),
    "pull-requests": ("pull_request",),
    "custom": BY_HAND,
}
_CLOUD_BUILDERS = ("gcr.io/cloud-builders/", "gcr.io/google.com/cloudsdktool/cloud-")


# -- Drone and Woodpecker ----------------------------------------------------------------------------


def read_drone(system: str, path: str, values: Sequence[Value | None]) -> Pipeline:
    """The pipeline of a Drone (a document for each pipeline) or Woodpecker file."""
    documents = [each for each in map(block, values) if text(each.get("kind")) in ("", "pipeline")]
    jobs = limited(job for each in documents for job in _drone_jobs(each))
    events = [_drone_events(each.get("trigger", each.get("when"))) for each in documents]
    triggers = EVERY_CHANGE
    if events and None not in events:
        triggers = tuple(dict.fromkeys(event for each in events if each is not None for event in each))
    branches = (
        block(documents[0].get("trigger")).get("branch", documents[0].get("branches")) if documents else None
    )
    return Pipeline(
        system,
        path,
        name=str(text(documents[0].get("name"))) if documents else "",
        triggers=triggers,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        branches=texts(block(branches).get("include")) or texts(branches),
        jobs=jobs,
    )


def _drone_jobs(document: Block) -> Iterator[Job]:
    key = next((key for key in document if key in _DRONE_STEPS), None)
    steps = limited_steps(_drone_steps(document.get(key or "")))
    if steps:
        yield Job(
            str(text(document.get("name"))) or "default",
            document.line,
            steps=steps,
            needs=texts(document.get("depends_on")),
            triggers=_drone_events(document.get("trigger")),
            services=tuple(
                image for each in _entries(document.get("services")) if (image := named(each[1], "image"))
            ),
        )


def _entries(value: Value | None) -> Iterator[tuple[str, Block, int]]:
    """Named entries of a list or a mapping, with their lines."""
    if isinstance(value, Items):
        for each in value:
            yield text(block(each).get("name")), block(each), line(each)
    else:
        said = block(value)
        if "commands" in said:
            yield "", said, said.line
            return
        for key, each in said.items():
            yield key, block(each), line(key)


def _drone_steps(value: Value | None) -> Iterator[Step]:
    for name, said, at in _entries(value):
        events = _drone_events(said.get("when"))
        like = Step(
            str(name),
            at,
            uses=named(said.get("image")),
            options=scalars(said.get("settings")) or scalars(said) if "commands" not in said else (),
            masked=text(said.get("failure")) == "ignore",
            directory=text(said.get("directory")) or None,
            condition=", ".join(events) if events else None,
        )
        commands = list(scripts(said.get("commands")))
        yield from shell_steps(commands, like) if commands else [like]


def _drone_events(when: Value | None) -> tuple[str, ...] | None:
    said = [block(each) for each in items(when)]
    events = [block(each.get("event")).get("include", each.get("event")) for each in said]
    if not events or any(not event for event in events):
        return None
    names = [name for event in events for name in texts(event)]
    return tuple(dict.fromkeys(_DRONE_EVENTS.get(name, name) for name in names)) or None


# -- Cloud Build -------------------------------------------------------------------------------------


def read_cloud_build(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Cloud Build configuration, whose trigger is kept outside of the repository."""
    root = block(value)
    steps = limited_steps(_cloud_step(block(each)) for each in items(root.get("steps")))
    return Pipeline(
        "cloud-build",
        path,
        triggers=("push",),
        can_fire=bool(steps),
        why_not=None if steps else "it has no steps",
        jobs=(Job("build", steps[0].line, steps),) if steps else (),
    )


def _cloud_step(said: Block) -> Step:
    image = text(said.get("name"))
    like = Step(
        str(text(said.get("id"))),
        said.line,
        uses=str(image) or None,
        masked=is_true(said.get("allowFailure")),
        directory=text(said.get("dir")) or None,
    )
    if isinstance(script := said.get("script"), Text):
        return next(shell_steps([script], like), like)
    program = said.get("entrypoint")
    tool = image.startswith(_CLOUD_BUILDERS)
    if not isinstance(program, Text) and tool:
        program = Text(basename(image.partition(":")[0]), line(said.get("args"), said.line))
    words = [*([program] if isinstance(program, Text) else []), *scripts(said.get("args"))]
    if words and words[0] == "-c":
        words.insert(0, Text("sh", words[0].line))  # only an image whose entry point is a shell takes this
    return exec_step(words, like) if words else like


# -- Bitbucket ---------------------------------------------------------------------------------------


def read_bitbucket(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Bitbucket file; every step is a job of its own."""
    root = block(value)
    pipelines = block(root.get("pipelines"))
    jobs = limited(_bitbucket_jobs(root, pipelines))
    used = [trigger for key in pipelines for trigger in _BITBUCKET_SECTIONS.get(key, ())]
    return Pipeline(
        "bitbucket-pipelines",
        path,
        triggers=tuple(dict.fromkeys(used)),
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        branches=() if "default" in pipelines else tuple(map(str, block(pipelines.get("branches")))),
        jobs=jobs,
    )


def _bitbucket_jobs(root: Block, pipelines: Block) -> Iterator[Job]:
    for section, triggers in _BITBUCKET_SECTIONS.items():
        said = pipelines.get(section)
        lists = {section: said} if section == "default" else dict(block(said))
        for name, steps in lists.items():
            previous: tuple[str, ...] = ()
            by_hand = False
            for number, members in enumerate(_bitbucket_groups(steps), start=1):
                ids = []
                for place, step in enumerate(members, start=1):
                    job = _bitbucket_job(root, step)
                    suffix = f"{number}.{place}" if len(members) > 1 else str(number)
                    by_hand = by_hand or text(step.get("trigger")) == "manual"
                    job = replace(
                        job,
                        id=job.id or f"{name} {suffix}",
                        needs=previous,
                        triggers=BY_HAND if by_hand else triggers,
                    )
                    ids.append(job.id)
                    yield job
                previous = tuple(ids)


def _bitbucket_groups(steps: Value | None) -> Iterator[list[Block]]:
    """The steps in order, those that run in parallel together."""
    for each in items(steps):
        said = block(each)
        if "step" in said:
            yield [block(said["step"])]
        elif "parallel" in said:
            inner = said["parallel"]
            listed = items(block(inner).get("steps")) if isinstance(inner, Block) else items(inner)
            yield [block(block(step).get("step")) for step in listed]
        elif "stage" in said:
            yield from ([block(block(step).get("step"))] for step in items(block(said["stage"]).get("steps")))


def _bitbucket_job(root: Block, step: Block) -> Job:
    return Job(
        str(text(step.get("name"))),
        step.line,
        steps=limited_steps(_bitbucket_steps(step)),
        image=named(step.get("image")) or named(root.get("image")),
        environment=named(step.get("deployment")),
        services=texts(step.get("services")),
    )


def _bitbucket_steps(step: Block) -> Iterator[Step]:
    pending: list[Text] = []
    for each in items(step.get("script")):
        if isinstance(each, Text):
            pending.append(each)
            continue
        yield from shell_steps(pending, Step("", pending[0].line if pending else step.line))
        pending = []
        pipe = text(block(each).get("pipe"))
        if pipe:
            yield Step("", line(each), uses=str(pipe), options=scalars(block(each).get("variables")))
    yield from shell_steps(pending, Step("", pending[0].line if pending else step.line))
    after = list(scripts(step.get("after-script")))
    if after:
        yield from shell_steps(after, Step("after-script", after[0].line, masked=True))


# -- Buildkite ---------------------------------------------------------------------------------------


def read_buildkite(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Buildkite file; every command step is a job, a `block` step asks a person."""
    steps = value if isinstance(value, Items) else items(block(value).get("steps"))
    jobs = limited(_buildkite_jobs(steps))
    return Pipeline(
        "buildkite",
        path,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        jobs=jobs,
    )


def _buildkite_jobs(steps: Items) -> Iterator[Job]:
    previous: tuple[str, ...] = ()
    members: list[str] = []
    by_hand = False
    number = 0
    pending = list(reversed(steps))
    while pending:
        each = pending.pop()
        said = block(each)
        kind = next(iter(said), "") if not isinstance(each, Text) else each
        if kind in ("wait", "waiter", "block", "input", "manual"):
            previous, members = tuple(members) or previous, []
            by_hand = by_hand or kind in ("block", "manual")
        elif "group" in said:
            pending.extend(reversed(items(said.get("steps"))))
        elif said:
            number += 1
            job = _buildkite_job(said, f"step {number}")
            members.append(job.id)
            needs = texts(said.get("depends_on"))
            yield replace(job, needs=needs or previous, triggers=BY_HAND if by_hand else None)


def _buildkite_job(said: Block, default: str) -> Job:
    name = text(said.get("label")) or text(said.get("name"))
    skip = text(said.get("skip"))
    plugins = [
        (key, setting)
        for each in items(said.get("plugins"))
        for key, setting in (block(each).items() if isinstance(each, Block) else [(text(each), None)])
    ]
    like = Step(
        str(name),
        said.line,
        uses=str(plugins[0][0]) if plugins else None,
        options=scalars(plugins[0][1]) if plugins else (),
        condition=text(said.get("if")) or None,
    )
    commands = list(scripts(said.get("commands") or said.get("command")))
    steps = list(shell_steps(commands, like)) or [_composed(like)]
    return Job(
        str(text(said.get("key")) or text(said.get("id")) or name or default),
        said.line,
        steps=limited_steps(steps),
        masked=is_true(said.get("soft_fail")),
        disabled=f"skip: {skip[:80]}" if skip and skip != "false" else None,
        uses=named(block(said.get("trigger")) or said.get("trigger")),
    )


def _composed(like: Step) -> Step:
    """A step without a command of its own: the compose plugin then runs the service's command."""
    service = dict(like.options).get("run")
    if service is None or "docker-compose" not in (like.uses or ""):
        return like
    return replace(like, run=f"docker-compose run {service}", run_line=like.line)
