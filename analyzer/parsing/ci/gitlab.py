"""GitLab CI: jobs with their templates merged, rules, stages.

Source: https://docs.gitlab.com/ci/yaml/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from analyzer.parsing.ci.gitlab_includes import content_of, whole
from analyzer.parsing.ci.gitlab_rules import Start, Surroundings, literal_variables, start_by_rules, start_of
from analyzer.parsing.ci.model import (
    BY_HAND,
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    UnreadableError,
    is_true,
    limited,
    limited_steps,
    named,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import Files, System, of_all_documents, variable
from analyzer.parsing.ci.variants import crossed, job_variants
from analyzer.parsing.structured import Block, Items, Value, block, items, line, text

MAXIMUM_TEMPLATES = 11
_MAXIMUM_CHAIN = 100
_MAXIMUM_MERGES = 100_000

# Top-level keys that are not jobs.
_KEYWORDS = frozenset(
    "after_script before_script cache default image include services spec stages types variables "
    "workflow".split()
)
_JOB_KEYS = ("script", "trigger", "extends", "run")
_STAGES = (".pre", "build", "test", "deploy", ".post")
_PARENT = "parent_pipeline"
_MAXIMUM_CHILDREN = 30


def _read(path: str, values: Sequence[Value]) -> Pipeline:
    """The pipeline of a GitLab file, as far as it does not lie in files that it includes."""
    declared, root = content_of(values)
    del declared
    return _pipeline(path, root, Surroundings())


def with_includes(pipelines: Mapping[str, Pipeline], files: Files) -> Mapping[str, Pipeline]:
    """The pipelines with the files of the repository that they include, and those that their jobs start."""
    found: dict[str, Pipeline] = {}
    for path, alone in pipelines.items():
        if alone.problem is not None:
            continue
        unit = whole(files.values(path), files)
        pipeline = unit.sources.placed(
            _pipeline(path, unit.root, Surroundings(paths=files.paths, code=files.code))
        )
        elsewhere = [
            Job(f"include {number}", each.line, uses=str(each))
            for number, each in enumerate(unit.elsewhere, 1)
        ]
        children = _children(pipeline, files)
        jobs = limited((*pipeline.jobs, *children, *elsewhere))
        found[path] = replace(pipeline, jobs=jobs, includes=alone.includes)
        if elsewhere and not pipeline.jobs:
            found[path] = replace(found[path], can_fire=True, why_not=None)
    return found


def _children(pipeline: Pipeline, files: Files) -> Iterator[Job]:
    """The jobs of the files that jobs of a pipeline start as pipelines of their own."""
    pending = [job for job in pipeline.jobs if job.uses is not None]
    seen: set[str] = set()
    while pending and len(seen) < _MAXIMUM_CHILDREN:
        bridge = pending.pop()
        path = (bridge.uses or "").lstrip("/")
        if bridge.disabled is not None or path in seen or path not in files.paths:
            continue
        seen.add(path)
        unit = whole(files.values(path), files)
        around = Surroundings(paths=files.paths, code=files.code, source=_PARENT)
        child = unit.sources.placed(_pipeline(path, unit.root, around))
        for job in child.jobs:
            steps = tuple(replace(step, line=bridge.line, source=step.source or path) for step in job.steps)
            own = replace(
                job,
                id=f"{bridge.id} / {job.id}",
                line=bridge.line,
                steps=steps,
                needs=tuple(f"{bridge.id} / {need}" for need in job.needs),
                triggers=job.triggers if job.triggers == BY_HAND else bridge.triggers,
                idle=(*bridge.idle, *job.idle),
                gate=job.gate or bridge.gate,
                disabled=job.disabled or (None if child.can_fire else child.why_not),
            )
            yield own
            if own.uses is not None:
                pending.append(own)


def _pipeline(path: str, root: Block, around: Surroundings) -> Pipeline:
    variables = literal_variables(root.get("variables"))
    around = replace(around, variables=dict(variables))
    rules = start_by_rules(items(block(root.get("workflow")).get("rules")), around)
    if not items(block(root.get("workflow")).get("rules")):
        rules = Start()
    templates = _Templates(root)
    found = [(key, merged) for key, merged in templates.jobs() if not key.startswith(".")]
    stages = texts(root.get("stages")) or _STAGES
    before = _earlier(found, stages)
    jobs = limited(
        job
        for key, merged in found
        for job in _variants(root, key, merged, before.get(_stage(merged), ()), around)
    )
    if rules.idle or rules.gate:
        jobs = tuple(replace(job, idle=(*job.idle, *rules.idle), gate=job.gate or rules.gate) for job in jobs)
    why_not = rules.never if rules.never is not None else (None if jobs else "it has no jobs")
    return Pipeline(
        "gitlab-ci",
        path,
        triggers=rules.triggers or EVERY_CHANGE,
        can_fire=why_not is None,
        why_not=why_not,
        jobs=jobs,
        includes=tuple(_includes(root.get("include"))),
    )


class _Templates:
    """Jobs with what they extend merged in, each template merged once."""

    def __init__(self, root: Block) -> None:
        self._root = root
        self._merges = 0

    def jobs(self) -> Iterator[tuple[str, Block]]:
        for key, value in self._root.items():
            if isinstance(value, Block) and key not in _KEYWORDS:
                merged = self._merged(value)
                if any(each in merged for each in _JOB_KEYS):
                    yield key, merged

    def _merged(self, job: Block) -> Block:
        """The job over its templates: mappings are merged, everything else is replaced."""
        chain: list[Block] = []
        pending = [(job, 0)]
        while pending:
            each, depth = pending.pop()
            chain.append(each)
            if len(chain) > _MAXIMUM_CHAIN:
                raise UnreadableError(f"a job that extends more than {_MAXIMUM_CHAIN} templates")
            if depth < MAXIMUM_TEMPLATES:
                # The last template named wins over those before it, so it comes first in the chain.
                names = texts(each.get("extends"))
                pending.extend((block(self._root.get(name)), depth + 1) for name in names)
        merged = Block(line=job.line)
        for each in reversed(chain):
            self._lay(merged, each)
        return merged

    def _lay(self, target: Block, over: Block) -> None:
        pending = [(target, over)]
        while pending:
            under, top = pending.pop()
            self._merges += len(top) + 1
            if self._merges > _MAXIMUM_MERGES:
                raise UnreadableError(f"more than {_MAXIMUM_MERGES:,} entries when its templates are merged")
            for key, value in top.items():
                below = under.get(key)
                if isinstance(value, Block) and isinstance(below, Block):
                    copy = Block(below, below.line)
                    under[key] = copy
                    pending.append((copy, value))
                else:
                    under[key] = value


# -- jobs --------------------------------------------------------------------------------------------


def _variants(
    root: Block, key: str, job: Block, earlier: tuple[str, ...], around: Surroundings
) -> Iterator[Job]:
    """The job, once for each combination of `parallel: matrix` that its commands speak of."""
    steps = tuple(_steps(root, job, inherits=not _inherits_nothing(job)))
    outer = literal_variables(root.get("variables"), job.get("variables"))
    matrix = items(block(job.get("parallel")).get("matrix"))
    sets = [values for each in matrix for values in crossed(block(each))]
    for variant in job_variants(Job(str(key), line(key), steps), sets, outer):
        known = dict(variant.steps[0].variables if variant.steps else outer)
        start = start_of(job, replace(around, variables=known))
        yield replace(_job(root, key, job, earlier, start), id=variant.id, steps=limited_steps(variant.steps))


def _job(root: Block, key: str, job: Block, earlier: tuple[str, ...], start: Start) -> Job:
    default = block(root.get("default"))
    inherits = not _inherits_nothing(job)
    parents = [name for name in texts(job.get("extends")) if name not in root]
    return Job(
        str(key),
        line(key),
        needs=_needs(job) if "needs" in job else earlier,
        masked=is_true(job.get("allow_failure")) or start.masked,
        disabled=start.never,
        image=named(job.get("image"))
        or (named(default.get("image")) or named(root.get("image")) if inherits else None),
        environment=named(job.get("environment")),
        uses=_called(job.get("trigger")) or (parents[0] if parents else None),
        triggers=start.triggers,
        idle=start.idle,
        gate=start.gate,
        services=tuple(
            name for each in items(job.get("services", root.get("services"))) if (name := named(each))
        ),
    )


def _steps(root: Block, job: Block, *, inherits: bool) -> Iterator[Step]:
    main = list(scripts(_referenced(root, job.get("script"))))
    main += [each for said in items(job.get("run")) for each in scripts(block(said).get("script"))]
    before = _inherited(root, job, "before_script") if inherits or "before_script" in job else None
    setup = list(scripts(_referenced(root, before)))
    at = main[0].line if main else job.line
    # GitLab's runner starts `bash -eo pipefail`; before_script and script share one shell.
    yield from shell_steps([*setup, *main], Step("", at, pipefail=True))
    after = _inherited(root, job, "after_script") if inherits or "after_script" in job else None
    commands = list(scripts(_referenced(root, after)))
    if commands:
        like = Step("after_script", commands[0].line, masked=True, pipefail=True)
        yield from shell_steps(commands, like)


def _inherited(root: Block, job: Block, key: str) -> Value | None:
    if key in job:
        return job[key]
    default = block(root.get("default"))
    return default[key] if key in default else root.get(key)


def _inherits_nothing(job: Block) -> bool:
    return text(block(job.get("inherit")).get("default")) == "false"


def _referenced(root: Block, script: Value | None) -> Value:
    """The script with `!reference [job, key]`, of which the tag is lost, replaced by what it names."""
    found = Items(line=line(script))
    for each in [script] if _is_reference(root, script) else items(script):
        value: Value | None = each
        if _is_reference(root, each):
            value = root
            for key in texts(each):
                value = block(value).get(key)
        if value is not None:
            found.append(value)
    return found


def _is_reference(root: Block, value: Value | None) -> bool:
    keys = texts(value) if isinstance(value, Items) else ()
    return 2 <= len(keys) <= 10 and keys[0] in root and keys[1] in block(root[keys[0]])


def _called(trigger: Value | None) -> str | None:
    """What a bridge job starts: a file of this repository as a local path, or another project."""
    said = block(trigger)
    local = [text(each) or text(block(each).get("local")) for each in items(said.get("include"))]
    return (
        str(next((each for each in local if each), "") or text(said.get("project")) or text(trigger)) or None
    )


def _includes(value: Value | None) -> Iterator[str]:
    for each in items(value):
        path = text(each) or text(block(each).get("local"))
        if path and "://" not in path:
            yield str(path)


# -- order and rules ---------------------------------------------------------------------------------


def _stage(job: Block) -> str:
    return text(job.get("stage")) or "test"


def _earlier(jobs: list[tuple[str, Block]], stages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The jobs of the stage before, which a job without `needs` waits for."""
    order = (".pre", *(each for each in stages if each not in (".pre", ".post")), ".post")
    members: dict[str, list[str]] = {}
    for key, job in jobs:
        members.setdefault(_stage(job), []).append(str(key))
    found: dict[str, tuple[str, ...]] = {}
    previous: tuple[str, ...] = ()
    for stage in dict.fromkeys(order):
        found[stage] = previous
        previous = tuple(members.get(stage, ())) or previous
    return found


def _needs(job: Block) -> tuple[str, ...]:
    return tuple(name for each in items(job.get("needs")) if (name := named(each, "job")))


SYSTEM = System(
    "gitlab-ci",
    r"\.gitlab-ci\.yml",
    of_all_documents(_read),
    lookalikes=r"\.gitlab/.*\.ya?ml|[\w.-]*\.?gitlab-ci[\w.-]*\.ya?ml",
    only_at_top=r"\.gitlab-ci\.yml",
    checkout=variable("CI_PROJECT_DIR"),
    unfold=with_includes,
)
