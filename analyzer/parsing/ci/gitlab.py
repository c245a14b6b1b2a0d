"""GitLab CI: jobs with their templates merged, rules, stages.

Source: https://docs.gitlab.com/ci/yaml/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
from analyzer.parsing.ci.system import System, of_first_document, variable
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
_SOURCE = re.compile(r"\$CI_PIPELINE_SOURCE\s*==\s*['\"](\w+)['\"]")
_SOURCES = {
    "merge_request_event": "pull_request",
    "external_pull_request_event": "pull_request",
    "push": "push",
    "schedule": "schedule",
    "web": "manual",
    "api": "manual",
    "trigger": "manual",
}
# Variables that are set in one kind of pipeline only.
_MARKS = {
    "$CI_COMMIT_TAG": "tag",
    "$CI_MERGE_REQUEST": "pull_request",
    "$CI_COMMIT_BRANCH": "push",
    "$CI_DEFAULT_BRANCH": "push",
}
_REFERENCES = {
    "branches": "push",
    "pushes": "push",
    "merge_requests": "pull_request",
    "external_pull_requests": "pull_request",
    "tags": "tag",
    "schedules": "schedule",
    "web": "manual",
    "api": "manual",
    "triggers": "manual",
}


@dataclass(frozen=True, slots=True)
class _Rules:
    """When a job runs: the triggers (None: all of the pipeline's), or the reason why never."""

    triggers: tuple[str, ...] | None = None
    never: str | None = None


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a GitLab file, as far as it does not lie in files that it includes."""
    root = block(value)
    rules = _rules(items(block(root.get("workflow")).get("rules")))
    templates = _Templates(root)
    found = [(key, merged) for key, merged in templates.jobs() if not key.startswith(".")]
    stages = texts(root.get("stages")) or _STAGES
    before = _earlier(found, stages)
    jobs = limited(_job(root, key, merged, before.get(_stage(merged), ())) for key, merged in found)
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


def _job(root: Block, key: str, job: Block, earlier: tuple[str, ...]) -> Job:
    rules = _when(job)
    default = block(root.get("default"))
    inherits = not _inherits_nothing(job)
    parents = [name for name in texts(job.get("extends")) if name not in root]
    return Job(
        str(key),
        line(key),
        steps=limited_steps(_steps(root, job, inherits=inherits)),
        needs=_needs(job) if "needs" in job else earlier,
        masked=is_true(job.get("allow_failure")),
        disabled=rules.never,
        image=named(job.get("image"))
        or (named(default.get("image")) or named(root.get("image")) if inherits else None),
        environment=named(job.get("environment")),
        uses=_called(job.get("trigger")) or (parents[0] if parents else None),
        triggers=rules.triggers,
        services=tuple(
            name for each in items(job.get("services", root.get("services"))) if (name := named(each))
        ),
    )


def _steps(root: Block, job: Block, *, inherits: bool) -> Iterator[Step]:
    main = list(scripts(_referenced(root, job.get("script"))))
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


def _when(job: Block) -> _Rules:
    rules = items(job.get("rules"))
    if rules:
        return _rules(rules)
    when = text(job.get("when"))
    if when == "never":
        return _Rules(never="when: never")
    if when == "manual":
        return _Rules(triggers=BY_HAND)
    return _Rules(triggers=_only(job.get("only")))


def _rules(rules: Items) -> _Rules:
    """What a list of rules leaves: each names its events or none, up to the first that always holds."""
    found: list[str] = []
    for rule in rules:
        said = block(rule)
        always = not any(key in said for key in ("if", "changes", "exists"))
        when = text(said.get("when"))
        if when == "manual":
            found.extend(BY_HAND)
        elif when != "never":
            events = _events(text(said.get("if")))
            if events is None:
                return _Rules()
            found.extend(events)
        if always and when in ("never", "manual"):
            break
    if rules and not found:
        return _Rules(never="rules: when: never")
    return _Rules(triggers=tuple(dict.fromkeys(found)) or None)


def _events(condition: str) -> tuple[str, ...] | None:
    """The events a condition asks for, None if it can hold for any change."""
    sources = [_SOURCES.get(match[1], match[1]) for match in _SOURCE.finditer(condition)]
    if sources:
        return tuple(sources)
    marks = [event for mark, event in _MARKS.items() if mark in condition]
    return tuple(marks) if marks and "null" not in condition else None


def _only(value: Value | None) -> tuple[str, ...] | None:
    """Events of the older `only`; a name or pattern means pushes to such a branch."""
    names = texts(block(value).get("refs")) if isinstance(value, Block) else texts(value)
    if not names:
        return None
    return tuple(dict.fromkeys(_REFERENCES.get(name, "push") for name in names))


SYSTEM = System(
    "gitlab-ci",
    r"\.gitlab-ci\.yml",
    of_first_document(_read),
    lookalikes=r"\.gitlab/.*\.ya?ml|[\w.-]*\.?gitlab-ci[\w.-]*\.ya?ml",
    only_at_top=r"\.gitlab-ci\.yml",
    checkout=variable("CI_PROJECT_DIR"),
)
