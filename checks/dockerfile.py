"""Container images: built from first-party code, and starting it."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions
from analyzer.engine.registry import check
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.references import Reference, broken_start, image_stops, stop_words
from analyzer.repository import Snapshot
from analyzer.wiring.commands.built_programs import is_built_here
from analyzer.wiring.commands.images import build_of_service
from analyzer.wiring.commands.target_images import image_of_build, target_images
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.runs.flow_projects import project_of_image
from analyzer.wiring.serving.served_models import leads_to_model
from analyzer.wiring.starts.entrypoints import (
    Start,
    is_idle_command,
    service_modules,
    shipped_variants,
    started_by_compose,
    started_by_image,
    started_by_inline,
    started_by_service,
)
from analyzer.wiring.starts.inline_images import inline_images
from analyzer.wiring.starts.stages import reproduced_by_image

# Routes of Next.js: https://nextjs.org/docs/app/api-reference/file-conventions/route
FOUND_BY_PLACE = lazy_regex(r"(?:.*/)?(?:app/(?:.+/)?(?:route|page)|pages/.+)\.[cm]?[jt]sx?")
# What stands still until somebody attaches to it: https://github.com/microsoft/debugpy,
# https://nodejs.org/api/cli.html, https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html.
WAITS_FOR_A_DEBUGGER = lazy_regex(
    r"\s--wait-for-client\b|\s--inspect-(?:brk|wait)\b|\bjdwp\b\S{0,100}suspend=y\b"
)

# Images whose own start is RStudio Server, a server of notebooks: https://rocker-project.org/images.
RSTUDIO = lazy_regex(
    r"(?:\S+/)?rocker/(?:rstudio|tidyverse|verse|geospatial|binder|ml|ml-verse|cuda\w*)(?:-\w+)?(?:[:@]\S*)?"
)


@check(
    id="dockerfile",
    title="container image",
    reads=(FileKind.DOCKERFILE, FileKind.COMPOSE, FileKind.CI, FileKind.SOURCE),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Which layer of {path} is slowest to build, and what would you change?",
        absent="How would you hand this model to another team so that it runs the same on their machines?",
        strong=(
            "Knows what the image contains, why it is that large, and how it differs from the machine it "
            "was written on."
        ),
        weak="Copied a Dockerfile that works.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library is installed into the images of its users",
        Purpose.RESEARCH: "research code is read and rerun; nothing of it is deployed",
    },
    other_languages=OtherLanguages("build files are read, whatever they start"),
    covers=("A3",),
    near=("docker", "dockerfile", "container", "containerfile", "build_image"),
)
def dockerfile(repo: Snapshot) -> Iterator[Observation]:
    """A container image is built from first-party code.

    Present: a container build file under any of its usual names or inside a compose file, with a base image
    and at least one instruction (templates and development containers do not count). Substantive: its last
    stage, or one that a service or CI builds by name, starts something other than a shell, a notebook
    server or an echo. Wired: it starts a file of this repository: directly, as a module, as a console
    script or through an entrypoint script, also where a service says so of an image without a start
    command, or a program that the image builds from files of this repository (of one in another language
    the file that is run, or built and run, is named). An image that cannot be built or started, because of
    a name that is not there, is at most present, and one that waits for a debugger at most substantive.
    """
    for path, image in repo.dockerfiles.items():
        if image.is_template or not any(stage.instructions for stage in image.stages):
            continue
        yield _as_it_can_run(repo, path, image)
    for path, image in target_images(repo):
        if not image.is_template:
            yield _as_it_can_run(repo, path, image)
    for inline in inline_images(repo):
        image = inline.image
        if not image.is_template and any(stage.instructions for stage in image.stages):
            found = _evidence(repo, inline.path, image, started_by_inline(repo, inline))
            yield replace(found, line=inline.line(found.line))
    yield from _started_by_services(repo)
    for path, job in shipped_variants(repo):
        for step in job.steps:
            starts = started_by_service(repo, path, step.line, step.run or "")
            ours = next((each for each in starts if each.module is not None), None)
            level = Level.SUBSTANTIVE if ours is None else Level.WIRED
            started = job.id if ours is None else ours.module
            yield Evidence(
                path, step.line, level, f"container image ({job.describes} {job.id}) starts {started}"
            )


def _started_by_services(repo: Snapshot) -> Iterator[Evidence]:
    """Services that build an image without a start command of its own, and say what it starts."""
    for path, services in repo.services.items():
        for service in services:
            builds = list(build_of_service(repo, path, service)) if service.command else []
            for build in builds:
                image = image_of_build(repo, build)
                if image.start or _stop(repo, build.path, image) is not None:
                    continue
                started = started_by_compose(repo, path, service.command_line or service.line, service)
                ours = next((each for each in reversed(started) if each.module is not None), None)
                if ours is not None and broken_start(repo, path, service.line, ours.module or "") is None:
                    note = f"container image of {build.path} starts {ours.module} ({_shown(ours)})"
                    size = _answers(repo, ours.module or "")
                    yield Evidence(path, ours.line, Level.WIRED, note, size=size)


def _as_it_can_run(repo: Snapshot, path: str, image: Dockerfile) -> Evidence:
    """The evidence of an image, unless it stops while it is built or started: then what stops it."""
    evidence = _evidence(repo, path, image, started_by_image(repo, path, image))
    said = " ".join(image.start)
    if evidence.level is Level.WIRED and WAITS_FOR_A_DEBUGGER.search(said[:2000]) is not None:
        note = f"container image that starts once a debugger attaches ({said[:160]})"
        evidence = replace(evidence, level=Level.SUBSTANTIVE, note=note)
    stop = _stop(repo, path, image)
    if stop is None or evidence.level <= Level.PRESENT:
        return evidence
    return Evidence(stop.path, stop.line, Level.PRESENT, f"container image that cannot {stop_words(stop)}")


def _stop(repo: Snapshot, path: str, image: Dockerfile) -> Reference | None:
    """What stops an image; what stands in a stage behind the last that is built does not."""
    stop, stages = image_stops(repo).get(path), repo.dockerfiles[path].stages
    later = stages[len(image.stages)].line if len(image.stages) < len(stages) else None
    if stop is None or stop.path != path or later is None:
        return stop
    return None if (stop.line or 0) >= later else stop


def _evidence(repo: Snapshot, path: str, image: Dockerfile, started: tuple[Start, ...]) -> Evidence:
    first_line = image.stages[0].line
    base = image.stages[-1].base
    if not image.start and not started:
        return Evidence(
            path, first_line, Level.PRESENT, f"container image from {base}; it sets no start command"
        )
    # An entry script prepares first, and ends in what stays.
    ours = next((each for each in reversed(started) if each.module is not None), None)
    if ours is not None and ours.module not in programs(repo):
        # Of an entry script that hands over what CMD says, the line of CMD.
        own = ours.line if ours.path == path and path in repo.dockerfiles else None
        line = own or image.start_line or first_line
        note = f"container image starts {ours.module} ({_shown(ours)})"
        return Evidence(path, line, Level.WIRED, note, size=_answers(repo, ours.module or ""))
    program = _program(repo, path, started)
    if program is not None:
        note = f"container image starts {program} ({' '.join(image.start)[:100]})"
        last = started[-1].line if path in repo.dockerfiles else image.start_line
        lines = {each.line for each in started}
        found = (each.module for each in programs_started(repo) if each.path == path and each.line in lines)
        size = max((_answers(repo, each) for each in {program, *found}), default=0)
        return Evidence(path, last, Level.WIRED, note, size=size)
    busy = [each for each in started if not _is_idle(base, each)]
    if not busy:
        return Evidence(
            path, image.start_line, Level.PRESENT, f"container image starts only {' '.join(image.start)[:80]}"
        )
    of_project = _of_project(repo, path, image, busy)
    if of_project is not None:
        return Evidence(path, image.start_line, Level.WIRED, of_project)
    built = next((each for each in busy if is_built_here(repo, path, image, each.words)), None)
    if built is not None:
        note = f"container image starts {_shown(built)}, which it builds from this repository"
        return Evidence(path, image.start_line, Level.WIRED, note)
    return Evidence(
        path,
        image.start_line,
        Level.SUBSTANTIVE,
        f"container image starts {_shown(busy[-1])}, which is not a file of this repository",
    )


def _of_project(repo: Snapshot, path: str, image: Dockerfile, busy: list[Start]) -> str | None:
    """The note on a command that runs the stages or pipelines of a project that the image copies."""
    for each in busy:
        stage = reproduced_by_image(repo, path, image, each.words)
        if stage is not None:
            return f"container image starts {stage} ({_shown(each)}, of whose stages it is one)"
        registry = project_of_image(repo, path, image, each.words)
        if registry is not None:
            return f"container image starts {registry} ({_shown(each)}, which runs what it registers)"
    return None


def _is_idle(base: str, start: Start) -> bool:
    """Whether what an image starts only waits for people: a shell, or a server of notebooks."""
    return is_idle_command(start.words) or (start.words == ("/init",) and RSTUDIO.fullmatch(base) is not None)


def _answers(repo: Snapshot, module: str) -> int:
    """Of what images start, what answers requests with a model is shown first, then what answers others."""
    answering = [each for each in routes(repo) if each.start is not None and each.start.module == module]
    if module in service_modules(repo) or answering:
        return 2 if module in leads_to_model(repo) or any(each.over_model for each in answering) else 1
    return 0


def _program(repo: Snapshot, path: str, started: tuple[Start, ...]) -> str | None:
    """The file of a program in another language than Python that an image starts."""
    lines = {each.line for each in started}
    found = [each.module for each in programs_started(repo) if each.path == path and each.line in lines]
    answering = {each.start.module for each in routes(repo) if each.start is not None}
    # What an application of Next.js calls itself is no more of it than what it finds by its place.
    placed = (_whole_application(repo, each) for each in found if FOUND_BY_PLACE.fullmatch(each) is not None)
    whole = next((each for each in placed if each not in found), None)
    return whole or next((each for each in found if each in answering), next(iter(found), None))


def _whole_application(repo: Snapshot, program: str) -> str:
    """What is started: of a file that Next.js finds by its place, the application that it is one of."""
    folder = dirname(program) if FOUND_BY_PLACE.fullmatch(program) is not None else ""
    while folder:
        folder = dirname(folder)
        settings = (join(folder, f"next.config.{ending}") for ending in ("js", "mjs", "ts", "cjs", "mts"))
        found = next((each for each in settings if repo.exists(each)), None)
        if found is not None:
            return f"the Next.js application of {found}"
    return program


def _shown(start: Start) -> str:
    return " ".join(start.words)[:100]
