"""What CI configuration names beside its scripts: actions, workflows, folders, jobs, artefacts."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, join, normpath

from analyzer.parsing.ci import Job, Pipeline, Step
from analyzer.references.checkouts import Checkouts, checked_out_by_steps, checkouts
from analyzer.references.commands import is_plain
from analyzer.references.contexts import BUILD_ACTIONS, of_action
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.scripts import BRINGS, is_read
from analyzer.repository import Snapshot
from analyzer.wiring.commands.ci_commands import called_workflows

# What `cache: pip` of actions/setup-python, and its like, look for when nothing else is named.
CACHED_BY = {
    "actions/setup-python@": {
        "pip": ("requirements*.txt", "pyproject.toml", "setup.py", "setup.cfg"),
        "pipenv": ("Pipfile.lock",),
        "poetry": ("poetry.lock",),
    },
    "actions/setup-node@": {
        "npm": ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock"),
        "yarn": ("yarn.lock",),
        "pnpm": ("pnpm-lock.yaml",),
    },
}
VERSION_FILES = ("python-version-file", "node-version-file", "go-version-file", "java-version-file")


def pipeline_references(repo: Snapshot) -> Iterator[Reference]:
    """The names in workflows whose steps say what they use, where something starts them."""
    called = called_workflows(repo)
    for pipeline in repo.pipelines.values():
        if not checked_out_by_steps(pipeline):
            continue
        yield from _needs(pipeline)
        if is_read(pipeline, called):
            for job in pipeline.jobs:
                if job.disabled is None:
                    yield from _of_job(repo, pipeline, job)


def in_the_same_file(path: str, line: int, kind: str, name: str, there: bool) -> Reference:
    """The reference to something of the same file."""
    if there:
        return Reference(path, line, kind, name, Outcome.RESOLVES)
    return Reference(path, line, kind, name, Outcome.DANGLES, f"which {path} does not hold")


def _needs(pipeline: Pipeline) -> Iterator[Reference]:
    known = {job.id for job in pipeline.jobs}
    for job in pipeline.jobs:
        for need in job.needs:
            if "$" not in need:
                yield in_the_same_file(pipeline.path, job.line, "CI job waits for", need, need in known)


def _of_job(repo: Snapshot, pipeline: Pipeline, job: Job) -> Iterator[Reference]:
    if job.uses is not None and job.uses.startswith("./"):
        name = normpath(job.uses)
        yield judged(repo, pipeline.path, job.line, "CI job calls", name, (name,))
    laid_out = checkouts(pipeline, job)
    brings = any(BRINGS.search(step.run or "") for step in job.steps)
    for step in job.steps:
        if step.disabled is None and not step.masked and not job.masked and step.condition is None:
            for kind, name, choices in _of_step(repo, step):
                yield _looked_up(repo, pipeline.path, step, (kind, name, choices), laid_out, brings)
    yield from _artefacts(pipeline, job)


def _of_step(repo: Snapshot, step: Step) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What a step names: the kind of place, the name, and the paths that it may mean."""
    uses, options = step.uses or "", dict(step.options)
    if uses.startswith("./"):
        name = normpath(uses)
        yield (
            "CI step uses",
            name,
            tuple(normpath(join(name, each)) for each in ("action.yml", "action.yaml", "Dockerfile")),
        )
    if uses.startswith(BUILD_ACTIONS[0]):
        context, file = of_action(step)
        if is_plain(context):
            yield "CI builds an image in", context, (normpath(context),)
            named = file or normpath(join(context, "Dockerfile"))
            if is_plain(named):
                yield "CI builds an image from", named, (normpath(named),)
    for key in VERSION_FILES:
        if is_plain(options.get(key, "")):
            yield "CI reads a version from", options[key], (normpath(options[key]),)
    if uses.startswith(tuple(CACHED_BY)) and "\n" not in (said := options.get("cache-dependency-path", "")):
        if is_plain(said):
            yield "CI caches by", said, (normpath(said),)
        elif not said:
            yield from _cached_by(repo, uses, options.get("cache", ""))
    if step.run is not None and step.directory is not None and is_plain(step.directory):
        yield "CI works in", step.directory, (normpath(step.directory),)


def _cached_by(repo: Snapshot, uses: str, cache: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """A cache whose key is made of files that the action looks for itself; it fails where there is none."""
    table = next(each for start, each in CACHED_BY.items() if uses.startswith(start))
    patterns = table.get(cache.strip())
    if patterns is not None:
        found = next(
            (path for path in repo.all_paths if any(fnmatchcase(basename(path), each) for each in patterns)),
            None,
        )
        yield "CI caches by", " or ".join(patterns).replace("*", ""), (found or patterns[-1],)


def _looked_up(
    repo: Snapshot,
    path: str,
    step: Step,
    named: tuple[str, str, tuple[str, ...]],
    laid_out: Checkouts,
    brings: bool,
) -> Reference:
    kind, name, choices = named
    inner = [laid_out.inside("" if each == "." else each) for each in choices]
    candidates = [each for each, _ in inner if each is not None]
    if not candidates:
        return Reference(path, step.line, kind, name, Outcome.CANNOT_BE_TOLD, inner[0][1] or "")
    found = judged(repo, path, step.line, kind, name, candidates)
    if found.outcome is Outcome.DANGLES and brings:
        why = "files are fetched or unpacked before"
        return Reference(path, step.line, kind, name, Outcome.CANNOT_BE_TOLD, why)
    return found


def _artefacts(pipeline: Pipeline, job: Job) -> Iterator[Reference]:
    """Artefacts that a job downloads by name, and that no job of the workflow uploads."""
    steps = [step for each in pipeline.jobs for step in each.steps]
    uploaded = [
        dict(step.options).get("name", "artifact")
        for step in steps
        if "upload-artifact" in (step.uses or "") or "upload-pages-artifact" in (step.uses or "")
    ]
    # What another workflow or an action of somebody else uploads is not seen.
    opaque = any(each.uses is not None for each in pipeline.jobs) or any(
        (step.uses or "").startswith("./") or "$" in name for step in steps for name in uploaded or ("",)
    )
    for step in job.steps:
        options = dict(step.options)
        name = options.get("name", "")
        if not (step.uses or "").startswith("actions/download-artifact@") or not name or "$" in name:
            continue
        kind = "CI downloads the artefact"
        if name in uploaded:
            yield Reference(pipeline.path, step.line, kind, name, Outcome.RESOLVES)
        elif opaque or {"run-id", "github-token", "repository"} & set(options) or step.condition is not None:
            why = "another run or workflow may upload it"
            yield Reference(pipeline.path, step.line, kind, name, Outcome.CANNOT_BE_TOLD, why)
        else:
            why = "which no job of the workflow uploads"
            yield Reference(pipeline.path, step.line, kind, name, Outcome.DANGLES, why)
