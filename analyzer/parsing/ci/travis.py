"""Travis CI: one list of phases, repeated over a matrix.

Source: https://docs.travis-ci.com/user/job-lifecycle/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.events import possible_filter
from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    named,
    scalars,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document, variable
from analyzer.parsing.ci.variants import Pairs, assignments, job_variants, variables
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

# What Travis runs where a file names no script. Python has none: its default fails.
_DEFAULT_SCRIPTS = {
    "": "rake",
    "c": "./configure && make && make test",
    "cpp": "./configure && make && make test",
    "elixir": "mix test",
    "go": "go test -v ./...",
    "groovy": "gradle check",
    "java": "mvn test -B",
    "node_js": "npm test",
    "perl": "make test",
    "php": "phpunit",
    "r": "R CMD check *tar.gz",
    "ruby": "rake",
    "rust": "cargo test --verbose",
    "scala": "sbt test",
}
_SETUP = ("before_install", "install", "before_script")
_AFTER = ("after_success", "after_failure", "after_script")
# What a condition asks for, by the words of it; what is negated or an alternative is not read.
_EVENTS = (
    (lazy_regex(r"^\s*type\s*=\s*['\"]?cron['\"]?\s*$", re.IGNORECASE), "schedule"),
    (lazy_regex(r"^\s*type\s*=\s*['\"]?api['\"]?\s*$", re.IGNORECASE), "manual"),
    (lazy_regex(r"^\s*type\s*=\s*['\"]?pull_request['\"]?\s*$", re.IGNORECASE), "pull_request"),
    (lazy_regex(r"^\s*tag\s+(?:IS\s+present|=~)", re.IGNORECASE), "tag"),
)
_SKIPPED = frozenset({"skip", "true", ":", "ignore"})


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.travis.yml`."""
    root = block(value)
    branches = texts(block(root.get("branches")).get("only"))
    jobs = limited(_jobs(root)) if root else ()
    # A filter between slashes is a regular expression, which may match anything.
    is_pattern = any(each.startswith("/") for each in branches)
    why_not = None if is_pattern else possible_filter(branches)
    if not jobs:
        why_not = why_not or "it has no jobs"
    return Pipeline("travis", path, can_fire=why_not is None, why_not=why_not, branches=branches, jobs=jobs)


def _jobs(root: Block) -> Iterator[Job]:
    settings = block(root.get("jobs")) or block(root.get("matrix"))
    included = [block(each) for each in items(settings.get("include", root.get("jobs")))]
    included = [each for each in included if each]
    allowed = [block(each) for each in items(settings.get("allow_failures"))]
    common, sets = _environment(root.get("env"))
    extra = [pairs for each in included if not _has_work(each) for pairs in _environment(each.get("env"))[1]]
    if (
        not included
        or any(not _has_work(each) for each in included)
        or isinstance(root.get("script"), Text | Items)
    ):
        yield from job_variants(_job(root, "default", root, allowed), [*sets, *extra], common)
    previous: tuple[str, ...] = ()
    stage = ""
    members: list[str] = []
    for number, each in enumerate(included, start=1):
        if not _has_work(each):
            continue
        name = str(text(each.get("name")) or text(each.get("stage")) or f"job {number}")
        if text(each.get("stage")) not in ("", stage):
            previous, members, stage = tuple(members) or previous, [], text(each.get("stage"))
        members.append(name)
        merged = Block({**root, **each}, each.line)
        job = replace(_job(root, name, merged, allowed), line=each.line, needs=previous)
        own = _environment(each.get("env"))
        yield from job_variants(job, own[1] or sets[:1], (*common, *own[0]))


def _environment(value: Value | None) -> tuple[Pairs, list[Pairs]]:
    """The variables of every job, and the sets of variables that make a job each."""
    said = block(value)
    tables = [key for key in ("jobs", "matrix") if key in said]
    if "global" in said or tables:
        return variables(said.get("global")), [pairs for key in tables for pairs in assignments(said[key])]
    return ((), list(assignments(value))) if value is not None else ((), [])


def _has_work(entry: Block) -> bool:
    return any(key in entry for key in ("script", "deploy", *_SETUP))


def _job(root: Block, name: str, said: Block, allowed: list[Block]) -> Job:
    main = said.get("script")
    commands = [each for each in scripts(main) if each.strip() not in _SKIPPED]
    language = text(said.get("language")).lower()
    disabled = None
    if not commands and main is None:
        default = _DEFAULT_SCRIPTS.get(language)
        if default is not None:
            commands = [Text(default, line(said.get("language"), root.line))]
        elif language == "python" and "deploy" not in said:
            disabled = "no script, and the default of Python fails"
    setup = [each for phase in _SETUP for each in scripts(said.get(phase)) if each.strip() not in _SKIPPED]
    condition = text(said.get("if")) or None
    events = tuple(event for pattern, event in _EVENTS if condition and pattern.search(condition))
    return Job(
        name,
        commands[0].line if commands else root.line,
        steps=limited_steps(_steps(said, setup, commands)),
        masked=_is_allowed(said, allowed),
        disabled="if: false" if condition == "false" else disabled,
        image=named(said.get("dist")),
        condition=condition,
        triggers=events or None,
        services=texts(said.get("services")),
    )


def _steps(said: Block, setup: list[Text], commands: list[Text]) -> Iterator[Step]:
    first = commands[0].line if commands else (setup[0].line if setup else said.line)
    yield from shell_steps([*setup, *commands], Step("", first))
    for phase in _AFTER:
        listed = list(scripts(said.get(phase)))
        if listed:
            # What happens after the script does not change the result of the job.
            yield from shell_steps(listed, Step(phase, listed[0].line, masked=True))
    for each in items(said.get("deploy")):
        target = block(each)
        like = Step(
            "deploy",
            line(each),
            uses=named(target.get("provider")) or named(each),
            options=scalars(target),
            condition=", ".join(f"{key}={value}" for key, value in scalars(target.get("on"))) or None,
        )
        commands = list(scripts(target.get("script")))
        yield from shell_steps(commands, like) if commands else [like]


def _is_allowed(said: Block, allowed: list[Block]) -> bool:
    """Whether every expansion of the job is among the allowed failures."""
    covered: dict[str, set[str]] = {}
    for rule in allowed:
        pairs = scalars(rule)
        if len(pairs) == 1:
            covered.setdefault(pairs[0][0], set()).add(pairs[0][1])
        elif pairs and all(texts(said.get(key)) == (value,) for key, value in pairs):
            return True
    for key, values in covered.items():
        own = texts(said.get(key))
        if own and set(own) <= values:
            return True
    return False


SYSTEM = System(
    "travis",
    r"\.travis\.yml",
    of_first_document(_read),
    lookalikes=r"\.travis\.ya?ml",
    only_at_top=r"\.travis\.yml",
    checkout=variable("TRAVIS_BUILD_DIR"),
    superseded=True,
)
