"""Continuous delivery: what CI jobs build, publish, deploy and retrain, and whether tests run first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.deliveries.deliveries import Delivery, deliveries, placeholder_line, step_position
from analyzer.facts.deliveries.delivery_tables import SAYS_DEPLOY, Work
from analyzer.facts.deliveries.old_clients import without_command
from analyzer.facts.deliveries.placeholder_hosts import placeholder_hosts
from analyzer.facts.deliveries.platform_files import platform_files
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.parsing.ci import Job, Pipeline
from analyzer.parsing.structured import block, items, text
from analyzer.references import broken_before, broken_start
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import inside
from analyzer.wiring.commands.ci_commands import PROPOSALS, called_workflows, can_start, ci_runs, triggers_of
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.testing.runners import collected

MANUAL_TRIGGERS = word_set("workflow_dispatch manual repository_dispatch")
# What a condition may give as another way: somebody's own start, or the result of a job.
OTHER_WAY = lazy_regex(
    r"\|\|[\s(]{0,20}(?:needs\.[\w-]{1,80}\.result[ ]*==[ ]*'skipped'|inputs\.|github\.event\.inputs\."
    r"|github\.event_name[ ]*==[ ]*'workflow_dispatch')"
)
LONGEST_CONDITION = 2000
GOES_ANYWAY = lazy_regex(r"always\s*\(\s*\)|failure\s*\(\s*\)|!\s*cancelled\s*\(\s*\)")
# The word in a path or in the name of a file says nothing.
PRINTS_DEPLOY = lazy_regex(r"(?<![/.\w-])deploy\w{0,6}(?![\w/]|\.\w|-\w)", re.IGNORECASE)


# What is said where nothing is delivered claims nothing.
NOT_DEPLOYED = lazy_regex(
    r"\b(?:skip\w{0,5}|no|not|nothing|missing|without|cannot|can't|failed)\b", re.IGNORECASE
)


def _on_schedule(repo: Snapshot, _level: Level) -> bool:
    return any("schedule" in pipeline.triggers for pipeline in repo.pipelines.values())


@check(
    id="ci_delivery",
    title="continuous delivery",
    reads=(FileKind.CI, FileKind.TARGETS, FileKind.CONFIGURATION),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present=(
            "Walk me from a merge to live traffic: what in {path} can stop it, and who notices a failure?"
        ),
        absent="How many manual steps and hours lie between your next version and its first user?",
        strong=(
            "Walks from merge to traffic without a gap, and knows which step can stop it and who is notified."
        ),
        weak="The last step is a person at a terminal.",
    ),
    not_asked={
        Purpose.LIBRARY: "a library deploys nothing itself, and CI does not publish its package here",
        Purpose.RESEARCH: "research code is read and rerun; nothing of it is deployed",
    },
    other_languages=OtherLanguages(
        "jobs are read; only the program that a scheduled job starts shows whether it trains",
        (Role.TRAIN,),
        when=_on_schedule,
    ),
    covers=("A5", "A6", "B8", "I2"),
    near=("deploy", "deliver", "release", "publish", "roll_out", "cd", "cicd"),
)
def ci_delivery(repo: Snapshot) -> Iterator[Observation]:
    """CI builds or publishes the image, deploys, or retrains on a schedule.

    Of a library, publishing its package is the delivery; of anything else it delivers nothing, no more than
    documentation, an echo, a ping, a trial run in a throwaway cluster and steps with unfilled placeholders:
    they are only claimed. Present: a job builds an image, or a file says how a platform or a machine runs
    the repository (Procfile, app.yaml, fly.toml, a unit, a crontab, the servers of Kamal or Capistrano).
    Substantive: a job publishes the image or the library's package, deploys to a real target, or retrains
    on a schedule, or such a file makes the platform deploy every push. Wired: that job runs only after
    tests that can stop it: in its own steps, through the jobs it needs, or through the workflow it follows.
    A preview deploys nothing. Deployments whose failure is masked, that are only started manually or whose
    workflow asks a host nobody has (`api.example.com`) are at most substantive; where the job stops before
    them, at a name that is not there, or has a client without such a command, they are present.
    """
    tested = _tested(repo)
    found = deliveries(repo)
    published = {(each.pipeline.path, each.job.id) for each in found if each.work is Work.PUBLISHES}
    for each in found:
        # An image that the same job publishes is told once.
        if each.work is not Work.BUILDS or (each.pipeline.path, each.job.id) not in published:
            yield replace(_evidence(repo, each, tested), size=_rank(each))
    yield from _published_images(repo)
    delivered = {each.work for each in found if each.rehearsed is None}
    if delivered <= {Work.BUILDS}:
        yield from _by_platforms(repo)
    if not delivered:
        yield from _printed(repo)
        yield from _elsewhere(repo)


def _evidence(repo: Snapshot, delivery: Delivery, tested: Mapping[tuple[str, str], int]) -> Evidence:
    path, line = delivery.place.path, delivery.place.line
    note = f"CI {delivery.work.value}: {delivery.what[:120]}"
    if delivery.rehearsed is not None:
        return Evidence(path, line, Level.CLAIMED, f"{note}, {delivery.rehearsed}")
    if delivery.work is Work.BUILDS:
        return Evidence(path, line, Level.PRESENT, f"{note}, and does not publish it")
    unfilled = _unfilled(repo, delivery)
    if unfilled is not None:
        return Evidence(path, unfilled, Level.CLAIMED, f"{note}, with an unfilled placeholder")
    stop = broken_before(repo, delivery.pipeline.path, delivery.job.id, _step_line(delivery))
    if stop is not None:
        return Evidence(path, line, Level.PRESENT, f"{note}, which its job cannot reach: {stop.words}")
    if (unknown := without_command(delivery)) is not None:
        return Evidence(path, line, Level.PRESENT, f"{note}; {unknown}")
    triggers = triggers_of(delivery.pipeline, delivery.job)
    asked = placeholder_hosts(repo).get(path)
    if asked is not None:
        note = f"{note}; {asked.place.path}:{asked.place.line} asks {asked.host}, a placeholder"
        return Evidence(path, line, Level.SUBSTANTIVE, note)
    if delivery.masked:
        return Evidence(path, line, Level.SUBSTANTIVE, f"{note}; its failure is masked")
    if set(triggers) <= MANUAL_TRIGGERS:
        asking = " or by a program that asks for it" if "repository_dispatch" in triggers else ""
        return Evidence(path, line, Level.SUBSTANTIVE, f"{note}; started only manually{asking}")
    if _after_tests(repo, delivery, tested):
        return Evidence(path, line, Level.WIRED, f"{note}, after the tests")
    return Evidence(path, line, Level.SUBSTANTIVE, f"{note}; no tests run before it")


def _rank(delivery: Delivery) -> int:
    """What reaches users before what is only kept, and both before what is started by hand or proposed."""
    triggers = frozenset(triggers_of(delivery.pipeline, delivery.job))
    by_hand = triggers <= MANUAL_TRIGGERS
    if delivery.work is Work.BUILDS:
        return -1 if triggers <= MANUAL_TRIGGERS | {"schedule"} else 0
    if by_hand or triggers <= PROPOSALS:
        return -1
    return 2 if delivery.work in (Work.DEPLOYS, Work.RETRAINS) else 1


def _by_platforms(repo: Snapshot) -> Iterator[Evidence]:
    """Files by which a platform or a machine runs the repository, where CI at most builds an image."""
    for each in platform_files(repo):
        if each.module and broken_start(repo, each.path, each.line, each.module) is not None:
            continue
        if each.on_push is not None:
            note = f"{each.note}, and deploys every push"
            yield Evidence(each.path, each.on_push, Level.SUBSTANTIVE, note)
        else:
            yield Evidence(each.path, each.line, Level.PRESENT, f"{each.note}; nothing here deploys it")


def _step_line(delivery: Delivery) -> int:
    steps = delivery.job.steps
    return steps[delivery.position].line if delivery.position < len(steps) else delivery.job.line


def _published_images(repo: Snapshot) -> Iterator[Evidence]:
    """Jobs of a system that publishes an image itself where the job declares it, outside its steps."""
    for path, pipeline in repo.pipelines.items():
        for job in pipeline.jobs if pipeline.includes else ():
            for line in job.publishes:
                note = f"CI publishes an image: job '{job.id[:80]}'"
                yield Evidence(path, line, Level.SUBSTANTIVE, note)


def _unfilled(repo: Snapshot, delivery: Delivery) -> int | None:
    """A line with a placeholder in the job, or in what the file says before its first job."""
    starts = sorted(job.line for job in delivery.pipeline.jobs)
    later = [line for line in starts if line > delivery.job.line]
    end = later[0] - 1 if later else None
    path = delivery.pipeline.path
    return placeholder_line(repo, path, delivery.job.line, end) or placeholder_line(
        repo, path, 1, starts[0] - 1
    )


class _Command(Struct, frozen=True):
    """A command of a job: what it is, where its step stands, and whether it tests."""

    words: tuple[str, ...]
    position: int
    tests: bool
    failure: Failure


@derived
def _commands(repo: Snapshot) -> Mapping[tuple[str, str], tuple[_Command, ...]]:
    """The commands of every job, by the pipeline's path and the job's id, in their order."""
    found: dict[tuple[str, str], list[_Command]] = {}
    for run in ci_runs(repo):
        tested = collected(repo, run.reached)
        position = step_position(run.job, run.reached.trail[0], run.pipeline)
        tests = tested is not None and tested.level >= Level.PRESENT
        command = _Command(run.reached.words, position, tests, run.reached.failure)
        found.setdefault((run.pipeline.path, run.job.id), []).append(command)
    return {key: tuple(commands) for key, commands in found.items()}


def _tested(repo: Snapshot) -> Mapping[tuple[str, str], int]:
    """The jobs that reach tests which can stop them, with the place of the first such step."""
    return {
        key: min(positions)
        for key, commands in _commands(repo).items()
        if (positions := [each.position for each in commands if each.tests and each.failure < Failure.MASKED])
    }


def _after_tests(repo: Snapshot, delivery: Delivery, tested: Mapping[tuple[str, str], int]) -> bool:
    pipeline, job = delivery.pipeline, delivery.job
    own = tested.get((pipeline.path, job.id))
    # A command is in the same step as the tests before it, or in a later one.
    if own is not None and own <= delivery.position and _fails_first(repo, delivery, own):
        return True
    pending: list[tuple[Pipeline, Job]] = [(pipeline, job)]
    seen: set[tuple[str, str]] = set()
    while pending:
        where, current = pending.pop()
        if (where.path, current.id) in seen:
            continue
        seen.add((where.path, current.id))
        anyway = GOES_ANYWAY.search(current.condition or "") is not None
        for need in where.jobs:
            if anyway and not _asks_for_success(current.condition or "", need.id):
                continue
            if need.id in current.needs and need.disabled is None and not need.masked:
                if _holds_tests(repo, where, need, tested):
                    return True
                pending.append((where, need))
        if anyway:
            continue
        pending.extend(_callers(repo, where))
        if _follows_tests(repo, where, current, tested):
            return True
    return False


def _asks_for_success(condition: str, job: str) -> bool:
    """Whether the condition of a job that would run anyway asks that another job succeeded.

    An alternative to that may only be a start by hand, or what became of a job it needs.
    """
    asked = re.search(rf"\bneeds\.{re.escape(job)}\.result[ ]*==[ ]*'success'", condition[:LONGEST_CONDITION])
    if asked is None or re.search(rf"\bneeds\.{re.escape(job)}\.result[ ]*==[ ]*'failure'", condition):
        return False
    before, after = condition[: asked.start()].rstrip(), condition[asked.end() : LONGEST_CONDITION].lstrip()
    return not before.rstrip("( ").endswith("||") and (
        not after.startswith("||") or OTHER_WAY.match(after) is not None
    )


def _fails_first(repo: Snapshot, delivery: Delivery, tests: int) -> bool:
    """Whether failing tests prevent the delivery."""
    if tests < delivery.position:
        step = delivery.job.steps[delivery.position] if delivery.position < len(delivery.job.steps) else None
        return step is None or GOES_ANYWAY.search(step.condition or "") is None
    for each in _commands(repo).get((delivery.pipeline.path, delivery.job.id), ()):
        if each.words == delivery.words:
            return False
        if each.tests:
            return each.failure is Failure.STOPS
    return False


def _holds_tests(repo: Snapshot, pipeline: Pipeline, job: Job, tested: Mapping[tuple[str, str], int]) -> bool:
    if (pipeline.path, job.id) in tested:
        return True
    if job.uses is None or not job.uses.startswith("./"):
        return False
    called = inside("", job.uses)
    return any(path == called for path, _job in tested)


def _callers(repo: Snapshot, called: Pipeline) -> Iterator[tuple[Pipeline, Job]]:
    for pipeline in repo.pipelines.values():
        for job in pipeline.jobs:
            if (job.uses or "").startswith("./") and inside("", job.uses) == called.path:
                yield pipeline, job


def _follows_tests(
    repo: Snapshot, pipeline: Pipeline, job: Job, tested: Mapping[tuple[str, str], int]
) -> bool:
    """Whether the workflow is started by the success of a workflow that tests."""
    if "success" not in (job.condition or ""):
        return False
    wanted: set[str] = set()
    for document in repo.yaml(pipeline.path):
        event = block(block(block(document.value).get("on")).get("workflow_run"))
        wanted.update(text(each) for each in items(event.get("workflows")))
    return any(
        (other.name or other.path) in wanted and any(path == other.path for path, _job in tested)
        for other in repo.pipelines.values()
    )


def _printed(repo: Snapshot) -> Iterator[Evidence]:
    """Steps that only say that they deploy."""
    for run in ci_runs(repo):
        said = " ".join(run.reached.words[1:])
        prints = bool(run.reached.words) and basename(run.reached.words[0]) == "echo"
        if prints and PRINTS_DEPLOY.search(said) and NOT_DEPLOYED.search(said) is None:
            place = run.reached.trail[0]
            yield Evidence(place.path, place.line, Level.CLAIMED, f"CI only prints: {said[:100]}")


def _elsewhere(repo: Snapshot) -> Iterator[Unseen]:
    """Jobs that deliver by their name and whose steps are defined in another repository."""
    called = called_workflows(repo)
    for path, pipeline in repo.pipelines.items():
        if not can_start(pipeline, called):
            continue
        for job in pipeline.jobs:
            uses = job.uses or ""
            outside = bool(uses) and not uses.startswith("./")
            if outside and job.disabled is None and SAYS_DEPLOY.search(f"{job.id} {uses}"):
                yield Unseen(f"job '{job.id[:60]}' runs {uses[:100]}, which is defined elsewhere", path)
