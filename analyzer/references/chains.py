"""Where a chain from CI breaks: a job stops at the first name that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.parsing.ci import Step
from analyzer.references.broken_starts import broken_image, is_in_build
from analyzer.references.collect import dangling
from analyzer.references.commands import is_plain
from analyzer.references.contexts import BUILD_ACTIONS, of_action
from analyzer.references.model import Reference
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.builds import Build
from analyzer.wiring.commands.ci_commands import ActiveStep, ContinuousRun, ci_runs
from analyzer.wiring.commands.images import build_of, built_by
from analyzer.wiring.commands.reach import Failure, Place, command_text

SHOWN_LETTERS = 60


class Break(Struct, frozen=True):
    """The reference at which a job stops, and what it does there. `job` is another job that is waited for."""

    reference: Reference
    what: str
    job: str | None = None

    @property
    def words(self) -> str:
        """For a note: "`pip install -r x.txt` at ci.yml:48 names x.txt, which is not in the repository"."""
        waits = "" if self.job is None else f"it waits for the job {self.job[:40]}, where "
        place = f"{self.reference.path}:{self.reference.line}"
        return f"{waits}{self.what} at {place} {self.reference.words}"

    def note(self, run: ContinuousRun) -> str:
        """For the evidence of a command that is not reached."""
        command = command_text(run.reached)[:SHOWN_LETTERS]
        return f"the job '{run.job.id[:40]}' cannot reach `{command}`: {self.words}"

    @property
    def never_worked(self) -> bool:
        """Whether no commit ever had what is named."""
        return self.reference.existed is False


def broken_by(repo: Snapshot, run: ContinuousRun) -> Break | None:
    """Why a job cannot reach a command: the first name before it, or in it, that is not there."""
    return _broken(repo).get((run.pipeline.path, run.job.id, _key(run)))


def broken_step(repo: Snapshot, each: ActiveStep) -> Break | None:
    """Why a job cannot reach a step that runs an action."""
    return broken_before(repo, each.pipeline.path, each.job.id, each.step.line)


def broken_before(repo: Snapshot, pipeline: str, job: str, line: int) -> Break | None:
    """Why a job of a pipeline cannot get as far as the step on a line."""
    found = _stops(repo).get((pipeline, job))
    return None if found is None or found[0] > line else found[2]


Key = tuple[tuple[str, int], ...]


def _key(run: ContinuousRun) -> Key:
    return (*((place.path, place.line) for place in run.reached.trail), (" ".join(run.reached.words), 0))


@derived
def _broken(repo: Snapshot) -> Mapping[tuple[str, str, Key], Break]:
    """The runs that are not reached, each with the reason."""
    stops = _stops(repo)
    found: dict[tuple[str, str, Key], Break] = {}
    position: dict[tuple[str, str], int] = {}
    for run in ci_runs(repo) if stops else ():
        job = (run.pipeline.path, run.job.id)
        number = position[job] = position.get(job, -1) + 1
        stop = stops.get(job)
        if stop is not None and (number >= stop[1] if stop[1] >= 0 else run.step.line >= stop[0]):
            found.setdefault((*job, _key(run)), stop[2])
    return found


@derived
def _stops(repo: Snapshot) -> Mapping[tuple[str, str], tuple[int, int, Break]]:
    """The first break of each job: the line of its step, the number of the run among the job's, the break.

    The number is -1 where the step itself names what is missing. A job that waits for a broken one breaks at
    its beginning.
    """
    missing: dict[tuple[str, int | None], Reference] = {}
    for each in dangling(repo):
        missing.setdefault((each.path, each.line), each)
    if not missing:
        return {}
    stops: dict[tuple[str, str], tuple[int, int, Break]] = {}
    _by_runs(repo, missing, stops)
    _by_steps(repo, missing, stops)
    _by_waiting(repo, stops)
    return stops


def _by_runs(
    repo: Snapshot,
    missing: Mapping[tuple[str, int | None], Reference],
    stops: dict[tuple[str, str], tuple[int, int, Break]],
) -> None:
    position: dict[tuple[str, str], int] = {}
    for run in ci_runs(repo):
        job = (run.pipeline.path, run.job.id)
        number = position[job] = position.get(job, -1) + 1
        if job in stops or run.reached.failure is not Failure.STOPS or run.step.condition is not None:
            continue
        for place in run.reached.trail:
            what = f"`{command_text(run.reached)[:SHOWN_LETTERS]}`"
            found = missing.get((place.path, place.line))
            if found is None or found.kind.startswith("image"):
                found, what = _before_in_image(repo, missing, place), f"the build of {place.path}"
            if found is not None:
                stops[job] = (run.step.line, number, Break(found, what))
        if job not in stops:
            builds = built_by(repo, run.reached.words, run.reached.directory)
            for broken in (_unbuilt(repo, each) for each in builds):
                if broken is not None:
                    stops.setdefault(job, (run.step.line, number, broken))


def _unbuilt(repo: Snapshot, build: Build) -> Break | None:
    """What stops the build of an image in a stage that it needs."""
    stop = broken_image(repo, build.path)
    needed = stop is not None and is_in_build(repo, build, stop)
    return Break(stop, f"the build of {build.path}") if stop is not None and needed else None


def _built_by_step(repo: Snapshot, step: Step) -> Iterator[Build]:
    """The image that the action of a step builds, where its file is said without a variable."""
    if (step.uses or "").startswith(BUILD_ACTIONS):
        context, file = of_action(step)
        if is_plain(context) and (file is None or is_plain(file)):
            yield from build_of(repo, "", context, file, dict(step.options).get("target"))


def _before_in_image(
    repo: Snapshot, missing: Mapping[tuple[str, int | None], Reference], place: Place
) -> Reference | None:
    """What stops the build of an image before it comes to a command: an earlier line of the same stage."""
    image = repo.dockerfiles.get(place.path)
    if image is None:
        return None
    begins = max((each.line for each in image.stages if each.line <= place.line), default=0)
    above = (missing.get((place.path, line)) for line in range(begins, place.line))
    return next((each for each in above if each is not None and each.kind.startswith("image ")), None)


def _by_steps(
    repo: Snapshot,
    missing: Mapping[tuple[str, int | None], Reference],
    stops: dict[tuple[str, str], tuple[int, int, Break]],
) -> None:
    """Steps that name what is missing themselves, an action or a folder, or build an image that does."""
    for path, pipeline in repo.pipelines.items():
        for job in pipeline.jobs:
            for step in job.steps:
                found = missing.get((path, step.line))
                built = (_unbuilt(repo, each) for each in _built_by_step(repo, step))
                unbuilt = next((each for each in built if each is not None), None)
                stops_here = not (job.masked or step.masked or step.disabled or step.condition)
                known = stops.get((path, job.id))
                if not stops_here or (known is not None and known[0] <= step.line):
                    continue
                if unbuilt is not None:
                    stops[path, job.id] = (step.line, -1, unbuilt)
                    continue
                if found is None or not found.kind.startswith("CI ") or found.kind == "CI job waits for":
                    continue
                what = f"the step {(step.uses or step.name or found.kind)[:SHOWN_LETTERS]}"
                stops[path, job.id] = (step.line, -1, Break(found, what))


def _by_waiting(repo: Snapshot, stops: dict[tuple[str, str], tuple[int, int, Break]]) -> None:
    """A job that waits for one that cannot succeed never begins, unless its condition says otherwise."""
    for path, pipeline in repo.pipelines.items():
        masked = {job.id for job in pipeline.jobs if job.masked}
        pending = [job.id for job in pipeline.jobs if (path, job.id) in stops]
        while pending:
            cause = pending.pop()
            stop = stops[path, cause][2]
            for job in pipeline.jobs:
                waits = cause in job.needs and job.condition is None and cause not in masked
                if waits and (path, job.id) not in stops:
                    stops[path, job.id] = (0, -1, Break(stop.reference, stop.what, stop.job or cause))
                    pending.append(job.id)
