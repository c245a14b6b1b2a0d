"""What a CI step delivers: an image, a deployment, a new training run, the package of a library."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from functools import lru_cache
from posixpath import basename, dirname, join

from msgspec import Struct

from analyzer.facts.deliveries.delivery_tables import (
    CLIENT_CALLS,
    DELIVERY_ACTIONS,
    DELIVERY_COMMANDS,
    DELIVERY_PLACEHOLDER,
    DEPLOY_HOOK,
    GIT_PLATFORMS,
    LOCAL_REGISTRY,
    LONGEST_SPACE_SCRIPT,
    OF_A_SPACE,
    OF_SPACES,
    ON_THE_SERVER,
    PUSHED_OUTPUT,
    REHEARSALS,
    RELEASE_TRACKS,
    REMOTE_ACTIONS,
    REMOTE_OPTIONS,
    REMOTE_WORK,
    RETRAINING_COMMANDS,
    SAYS_DEPLOY,
    SAYS_TRAIN,
    SPACE_REMOTE,
    STARTS_SERVICES,
    THROWAWAY_ACTIONS,
    THROWAWAY_CLUSTERS,
    UPLOADS_OF_FILES,
    VALUED,
    Work,
)
from analyzer.facts.deliveries.deploying_programs import deploys_when_started
from analyzer.facts.deliveries.edge_deployments import action_deploys_to_edge, deploys_to_edge
from analyzer.facts.deliveries.idle_scripts import function_only_talks
from analyzer.facts.deliveries.product_pages import publishes_product
from analyzer.facts.purposes.published_programs import hands_over, publishes_program
from analyzer.facts.purposes.purpose import PUBLISHING_ACTIONS, is_library, publishes_package
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Job, Pipeline, Step
from analyzer.parsing.python import code_only
from analyzer.parsing.shell import fetched_tool
from analyzer.parsing.tasks import read_options
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import inside
from analyzer.wiring.commands.ci_commands import PROPOSALS, called_workflows, can_start, ci_runs, triggers_of
from analyzer.wiring.commands.reach import Failure, Place, Reached, command_text
from analyzer.wiring.models.model_uses import training_modules
from analyzer.wiring.modules import reached_from
from analyzer.wiring.other_programs.in_ci import reached_in_programs
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.starts.entrypoints import started_by_service

# Whoever commits in a job needs no address that exists.
COMMITTER = lazy_regex(r"\buser\.(?:email|name)\b|\bgit config\b|\bGIT_(?:AUTHOR|COMMITTER)_")
SCRIPT_LINE_CUT = 4_000
DEPLOYING_SUBSTITUTION = lazy_regex(
    r"\$\((?:" + "|".join(re.escape(each) for each in sorted(DELIVERY_COMMANDS[Work.DEPLOYS])) + r")[ ]"
)


class Delivery(Struct, frozen=True):
    """One command or action that delivers. `position` is the step's place among the job's steps."""

    work: Work
    pipeline: Pipeline
    job: Job
    position: int
    place: Place
    what: str
    masked: bool
    words: tuple[str, ...] = ()
    rehearsed: str | None = None


@derived
def deliveries(repo: Snapshot) -> tuple[Delivery, ...]:
    """Everything that the active jobs of pipelines which can start deliver."""
    throwaway = _throwaway_jobs(repo)
    found = [*_commands(repo), *_actions(repo)]
    return tuple(
        each
        if (each.pipeline.path, each.job.id) not in throwaway or each.work is not Work.DEPLOYS
        else _rehearsed(each, "into a cluster that exists only during the job")
        for each in found
    )


def _rehearsed(delivery: Delivery, reason: str) -> Delivery:
    return Delivery(
        delivery.work,
        delivery.pipeline,
        delivery.job,
        delivery.position,
        delivery.place,
        delivery.what,
        delivery.masked,
        delivery.words,
        reason,
    )


def step_position(job: Job, place: Place, pipeline: Pipeline) -> int:
    """The place of the step that leads to a command among the job's steps; the last if it is unclear."""
    own, folder = place.path == pipeline.path, dirname(place.path)
    for position in reversed(range(len(job.steps))):
        step = job.steps[position]
        if (own and step.line <= place.line) or (
            step.uses and step.uses.startswith("./") and inside("", step.uses) == folder
        ):
            return position
    return len(job.steps)


def command_work(words: Sequence[str]) -> Work | None:
    """What a command delivers by its program and subcommands; None for a trial run or anything else."""
    if not words or REHEARSALS & set(words):
        return None
    forms = {tuple(words), fetched_tool(words)}
    for work in (Work.DEPLOYS, Work.PUBLISHES, Work.BUILDS):
        if any(matches(form, each) for each in DELIVERY_COMMANDS[work] for form in forms):
            if work is Work.BUILDS and ("--push" in words or any(map(PUSHED_OUTPUT.search, words))):
                return Work.PUBLISHES
            local = any(LOCAL_REGISTRY.match(word) for word in words[1:])
            return Work.BUILDS if work is Work.PUBLISHES and local else work
    if matches(words, "git push") and (GIT_PLATFORMS & set(words) or any(map(OF_SPACES.search, words))):
        return Work.DEPLOYS
    if any(matches(words, each) for each in UPLOADS_OF_FILES) and OF_A_SPACE.search(" ".join(words)):
        return Work.DEPLOYS
    program = basename(words[0])
    if program == "ssh" and any(REMOTE_WORK.search(word) for word in words[2:]):
        return Work.DEPLOYS
    if program in ("curl", "wget") and any(DEPLOY_HOOK.search(word) for word in words[1:]):
        return Work.DEPLOYS
    return None


def _pushes_to_space(job: Job, words: Sequence[str]) -> bool:
    """Whether a push goes to the remote of a checkout whose address a script of the job says is a Space's."""
    if not matches(words, "git push") or REHEARSALS & set(words):
        return False
    return any(SPACE_REMOTE.search((step.run or "")[:LONGEST_SPACE_SCRIPT]) for step in job.steps)


def matches(words: Sequence[str], command: str) -> bool:
    """Whether words start the command, whatever options come between it and its subcommands."""
    program, wanted = _program_and_rest(command)
    if not words or not words[0].endswith(program) or basename(words[0]) != program:
        return False
    plain = read_options(tuple(words[1:60]), VALUED).plain
    return [word for word in plain if word not in RELEASE_TRACKS][: len(wanted)] == wanted


@lru_cache(maxsize=1000)
def _program_and_rest(command: str) -> tuple[str, list[str]]:
    """The words of a command, of which there are few and which are looked for again and again."""
    program, *wanted = command.split()
    return program, wanted


def _commands(repo: Snapshot) -> Iterator[Delivery]:
    seen: set[tuple[str, str, Place, str]] = set()
    for run in ci_runs(repo):
        reached = run.reached
        work = command_work(reached.words)
        if work is None and run.job.own_machine:
            work = Work.DEPLOYS if any(matches(reached.words, each) for each in ON_THE_SERVER) else None
        if work is None and _pushes_to_space(run.job, reached.words):
            work = Work.DEPLOYS
        if work is None and _builds_before_start(repo, reached):
            work = Work.BUILDS
        if work is None and _is_for_retraining(triggers_of(run.pipeline, run.job)):
            work = Work.RETRAINS if _trains(repo, reached) else None
        what = command_text(reached)
        if work is None and is_library(repo) and _hands_package_over(reached.words):
            work = Work.RELEASES
        if work is None and (_own_deployment(repo, reached) or _to_edge(reached)):
            work = Work.DEPLOYS
        if work is None and (script := _deploying_script(repo, reached)) is not None:
            work, what = Work.DEPLOYS, script
        key = (run.pipeline.path, run.job.id, reached.trail[0], what)
        if work is not None and key not in seen:
            seen.add(key)
            yield Delivery(
                work,
                run.pipeline,
                run.job,
                step_position(run.job, reached.trail[0], run.pipeline),
                reached.trail[0],
                what,
                reached.failure is Failure.MASKED,
                reached.words,
            )


def _hands_package_over(words: tuple[str, ...]) -> bool:
    """Whether a command uploads a package, of Python or of another language, to its index."""
    return (publishes_package(words) or publishes_program(words)) and not REHEARSALS & set(words)


def _builds_before_start(repo: Snapshot, reached: Reached) -> bool:
    """Whether services are started with `--build`, of which one is built from files of the repository."""
    return (
        "--build" in reached.words
        and not REHEARSALS & set(reached.words)
        and any(matches(reached.words, each) for each in STARTS_SERVICES)
        and any(each.build_context is not None for services in repo.services.values() for each in services)
    )


def _actions(repo: Snapshot) -> Iterator[Delivery]:
    called = called_workflows(repo)
    for pipeline in repo.pipelines.values():
        if not can_start(pipeline, called):
            continue
        for job in pipeline.jobs:
            if job.disabled is not None:
                continue
            for position, step in enumerate(job.steps):
                work = action_work(step) if step.disabled is None else None
                if step.disabled is None and is_library(repo):
                    released = (step.uses or "").startswith(PUBLISHING_ACTIONS) or hands_over(step)
                    work = Work.RELEASES if work is None and released else work
                if work is None and step.disabled is None and publishes_product(repo, pipeline, step):
                    work = Work.DEPLOYS
                if work is not None:
                    place = Place(pipeline.path, step.line)
                    masked = job.masked or step.masked
                    yield Delivery(work, pipeline, job, position, place, step.uses or step.name, masked)


def action_work(step: Step) -> Work | None:
    """What an action, orb or plugin delivers, with the options it is given."""
    options = dict(step.options)
    uses = (step.uses or "").casefold()
    if uses.startswith(tuple(each.casefold() for each in REMOTE_ACTIONS)):
        said = "\n".join(options.get(each, "") for each in REMOTE_OPTIONS)
        return Work.DEPLOYS if REMOTE_WORK.search(said) else None
    if uses.startswith("superfly/flyctl-actions"):
        return Work.DEPLOYS if "deploy" in options.get("args", "") else None
    if action_deploys_to_edge(uses, options):
        return Work.DEPLOYS
    for work, actions in DELIVERY_ACTIONS.items():
        if uses.startswith(tuple(each.casefold() for each in actions)):
            if work is not Work.BUILDS:
                return work
            pushed = options.get("push", "false").strip().casefold() != "false"
            local = bool(LOCAL_REGISTRY.match(options.get("tags", "")))
            exported = "\n".join(options.get(each, "") for each in ("outputs", "set"))
            pushed = pushed or PUSHED_OUTPUT.search(exported) is not None
            return Work.PUBLISHES if pushed and not local else work
    return None


def _throwaway_jobs(repo: Snapshot) -> frozenset[tuple[str, str]]:
    found = {
        (run.pipeline.path, run.job.id)
        for run in ci_runs(repo)
        if any(matches(run.reached.words, each) for each in THROWAWAY_CLUSTERS)
    }
    for pipeline in repo.pipelines.values():
        for job in pipeline.jobs:
            if any((step.uses or "").startswith(THROWAWAY_ACTIONS) for step in job.steps):
                found.add((pipeline.path, job.id))
    return frozenset(found)


def _trains(repo: Snapshot, reached: Reached) -> bool:
    if any(matches(reached.words, each) for each in RETRAINING_COMMANDS):
        return True
    training = training_modules(repo)
    if _started_directly(repo, reached) & training:
        return True
    trained = {(each.path, each.function or "") for each in uses(repo, Subject.TRAINING) if each.called}
    if trained and trained & reached_in_programs(repo, reached):
        return True
    # A script that only evaluates, exports or predicts imports the training code too.
    says = any(SAYS_TRAIN.search(word) for word in reached.words[1:])
    return says and bool(modules_started(repo, reached) & training)


def _is_for_retraining(triggers: tuple[str, ...]) -> bool:
    """Whether a schedule starts the job and a proposed change does not, which would make it a trial run."""
    return "schedule" in triggers and not PROPOSALS & set(triggers)


def modules_started(repo: Snapshot, reached: Reached) -> frozenset[str]:
    """The first-party files that a Python command starts, and what they import."""
    return reached_from(repo, _started_directly(repo, reached))


def _started_directly(repo: Snapshot, reached: Reached) -> frozenset[str]:
    program = basename(reached.words[0]) if reached.words else ""
    if program != "python" and program not in _own_commands(repo):
        return frozenset()
    script = shlex.join(reached.words)
    started = started_by_service(repo, join(reached.directory, "_"), 1, script)
    return frozenset(each.module for each in started if each.module is not None)


@derived
def _own_commands(repo: Snapshot) -> frozenset[str]:
    """The commands that the repository installs."""
    return frozenset(
        name for declared in repo.dependencies.values() for name, _target, _line in declared.entry_points
    )


def _to_edge(reached: Reached) -> bool:
    return not REHEARSALS & set(reached.words) and deploys_to_edge(reached.words, reached.directory)


def _own_deployment(repo: Snapshot, reached: Reached) -> bool:
    """`python -m deployment.cli deploy`: a first-party program that calls deployment code."""
    if REHEARSALS & set(reached.words):
        return False
    if deploys_when_started(repo, _started_directly(repo, reached)):
        return True
    if not any(SAYS_DEPLOY.search(word) for word in reached.words[1:]):
        return False
    return any(_deploys(repo, path) for path in modules_started(repo, reached))


def _deploys(repo: Snapshot, path: str) -> bool:
    """Whether a module runs a deploying command or calls a cloud client to."""
    facts = repo.modules.get(path)
    if facts is None:
        return False
    if any(
        command_work(call.strings) is Work.DEPLOYS or call.target.rpartition(".")[2] in CLIENT_CALLS
        for call in facts.calls
    ):
        return True
    starts_programs = any(each.module.partition(".")[0] == "subprocess" for each in facts.imports)
    return starts_programs and any(
        "deploy" in each.name.casefold() and not function_only_talks(facts, each) for each in facts.functions
    )


def _deploying_script(repo: Snapshot, reached: Reached) -> str | None:
    """A first-party shell script on the way that deploys where commands are not parsed."""
    words = [word for word in reached.words[:2] if word.endswith(".sh")]
    paths = [place.path for place in reached.trail[1:] if place.path.endswith(".sh")]
    paths += [inside(reached.directory, word) for word in words]
    deploying = _substituting_scripts(repo)
    return next((path for path in paths if path in deploying), None)


@derived
def _substituting_scripts(repo: Snapshot) -> frozenset[str]:
    """Shell scripts that deploy inside a command substitution: `$(gcloud run deploy ...)`."""
    return frozenset(
        path
        for path in repo.paths
        if path.endswith(".sh")
        and any(
            DEPLOYING_SUBSTITUTION.search(line[:SCRIPT_LINE_CUT])
            for line in (repo.text(path) or "").split("\n")
            if not line.lstrip().startswith("#")
        )
    )


def placeholder_line(repo: Snapshot, path: str, first: int = 1, last: int | None = None) -> int | None:
    """The first line in a range, comments and docstrings aside, with an unfilled placeholder."""
    written = repo.text(path) or ""
    lines = (code_only(written) if path.endswith(".py") else written).split("\n")
    for number in range(first, min(len(lines), last or len(lines)) + 1):
        line = lines[number - 1]
        if line.lstrip().startswith(("#", "//")) or COMMITTER.search(line[:1000]):
            continue
        if DELIVERY_PLACEHOLDER.search(line[:1000]):
            return number
    return None
