"""The environment: the same versions and the same random numbers on another machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.installs.environments_of_parts import installed_by_name, is_of_models, pins_python
from analyzer.facts.installs.installed_files import installed_by_action, installed_by_command
from analyzer.facts.installs.installers import (
    CI_INSTALLERS,
    IMAGE_INSTALLERS,
    INSTALLERS,
    ONE_GROUP,
    is_of_profile,
    only_restores,
)
from analyzer.facts.installs.program_environments import LISTED_EXACTLY, is_of_programs, needs_no_more
from analyzer.facts.installs.program_environments import seeds as seeds_of_programs
from analyzer.facts.installs.python_seeds import python_seeds
from analyzer.facts.installs.relocked import is_made_anew
from analyzer.facts.installs.remade_lists import remade_before, remade_in, run_before, run_in_job_before
from analyzer.facts.installs.renamed_lists import renamed_in, renamed_lists
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Fact, Level, Observation
from analyzer.parsing.dependencies import (
    RENV_LOCK,
    SCRIPT_MARK,
    Dependency,
    DependencyFile,
    script_dependencies,
)
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.references import broken_by, broken_image, stage_holds
from analyzer.repository import Snapshot
from analyzer.text import plural, rows_of, word_set
from analyzer.wiring.commands.ci_commands import ContinuousRun, ci_runs
from analyzer.wiring.commands.reach import Place
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.roles import is_example_path, is_test, is_test_path
from analyzer.wiring.starts.service_places import built_in

# Shares of exact versions in a hand-kept list: a lock has all of them; half of them is an intention.
LOCKED_SHARE = 0.8
MOSTLY_SHARE = 0.5
FEWEST = 3
LONGEST_COMMAND_ROW = 2_000
LISTS = word_set("requirements constraints conda-environment")
# A project that installs itself: what it needs to run counts, not its extras and what builds or tests it.
PROJECT = "pyproject"
# Lists that no run of the model installs from.
ASIDE = lazy_regex(r"(?:^|[/._-])(?:docs?|tests?|testing|dev|develop|lint|ci|examples?|notebooks?)(?=[/._-])")

# A command of the image or service that CI has started: `docker compose exec api pip install -r ...`.
IN_A_SERVICE = lazy_regex(r"\bdocker(?:-compose|\s+compose)?\s+(?:-\S+\s+){0,3}exec\s")
# Of two locks that are installed, that of the Python code which works with a model is shown first.
FOR_PYTHON = 2
# What makes `uv run` take the lock as it is, beside its options.
FROZEN = lazy_regex(r"\bUV_(?:FROZEN|LOCKED)\b")
# Installers that then run a command: what CI reaches is that command.
LOCKED_RUNS = tuple(
    " ".join(each.words) for each in INSTALLERS if each.words[-1] in ("run", "develop", "shell")
)


@check(
    id="reproducible_environment",
    title="reproducible environment",
    reads=(FileKind.DEPENDENCIES, FileKind.PYTHON, FileKind.SOURCE, FileKind.DOCKERFILE, FileKind.CI),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="From a new machine and {path} to the same metric: which steps, and how long do they take?",
        premise=Premise(
            trains=True,
            otherwise="From a new machine and {path} to a running program: which steps, and how long?",
        ),
        absent="A colleague trains your model and gets different numbers. Where do you look first?",
        strong="Goes from the data and the seed to the versions, and knows what remains random anyway.",
        weak="Would install the newest version of everything and hope.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library leaves exact versions to its users",
    },
    other_languages=OtherLanguages(
        "lock files and seeds of other languages are not read; a page that calls a model needs none",
        (Role.TRAIN, Role.EVALUATE),
    ),
    covers=("G4",),
    near=("requirement", "environment", "env", "lock", "conda", "poetry", "setup", "install"),
)
def reproducible_environment(repo: Snapshot) -> Iterator[Observation]:
    """The versions a model was built with are recorded, and so are its random seeds.

    Present: a lock file, or a dependency list of which half is pinned. Substantive: a lock file, or a list
    of at least three with 80 % exact versions (of a single script: of any length), and a seed in live code
    that trains or that the training code imports (where models are only served, no seed is needed). Wired: a
    CI job or an image installs from that very file. Where no code works with a model, pinned dependencies
    are only present, and so are those of a folder or an image of its own whose code works with none, and a
    list that nothing installs while the image that holds it installs packages by name. A lock
    that holds nothing but the project itself pins nothing. In other languages the same holds of the locks of
    the programs that work with a model (where the repository has no Python, of all), and of build files of
    the JVM and .NET whose versions are exact.
    """
    yield from _of_programs(repo)
    files = [each for each in repo.dependencies.values() if _is_for_running(each) and pins_python(repo, each)]
    files += [each for each in _scripts(repo) if _is_for_running(each)]
    locked = [each for each in files if _locks(each) or _share(each) >= LOCKED_SHARE]
    mostly = [each for each in files if each not in locked and _share(each) >= MOSTLY_SHARE]
    listed = [each for each in files if each.kind in LISTS and len(each.dependencies) >= FEWEST]
    if listed:
        best = max(_share(each) for each in listed)
        yield Fact("pinned_share", round(best, 2))
    seeds = list(python_seeds(repo))
    uses = [use for use in model_uses(repo) if not is_test(repo, use.code.path)]
    seeded = bool(seeds) or (bool(uses) and not any(use.kind == "trains" for use in uses))
    whole = [each for each in locked if is_of_models(repo, each.path)] if seeded else []
    aside = _not_installed(repo, whole)
    whole = [each for each in whole if each.path not in aside]
    for file in locked:
        strong = Level.SUBSTANTIVE if file in whole else Level.PRESENT
        what = f"{file.kind} with {len(file.dependencies):,} versions" if file.is_lock else _pinned(file)
        what += aside.get(file.path, "")
        yield Evidence(file.path, _first_line(file), strong, what, size=FOR_PYTHON + int(file in whole))
    for file in mostly:
        yield Evidence(file.path, _first_line(file), Level.PRESENT, _pinned(file))
    if whole:
        yield from (Evidence(path, line, Level.SUBSTANTIVE, note) for path, line, note in seeds)
        yield from _installs(repo, whole, FOR_PYTHON)


def _not_installed(repo: Snapshot, whole: list[DependencyFile]) -> dict[str, str]:
    """By path what is said of a list that nothing installs, while an image that holds it names packages."""
    found = {}
    for file in whole:
        image = installed_by_name(repo, file.path) if file.kind in LISTS else None
        if image is not None and not any(True for _each in _installs(repo, [file])):
            found[file.path] = f"; {image} installs packages by name"
    return found


def _scripts(repo: Snapshot) -> Iterator[DependencyFile]:
    """What live scripts declare for themselves alone."""
    for path in repo.modules:
        source = repo.text(path) or ""
        if SCRIPT_MARK in source and (declared := script_dependencies(path, source)) is not None:
            yield declared


def _locks(file: DependencyFile) -> bool:
    """Whether a lock holds versions; of a project without dependencies it holds none."""
    return file.is_lock and bool(file.dependencies)


def _first_line(file: DependencyFile) -> int:
    return _counted(file)[0].line if file.kind in ("script", PROJECT) else 1


def _pinned(file: DependencyFile) -> str:
    return f"{_share(file):.0%} of {len(_counted(file)):,} dependencies pinned to one version"


def _counted(file: DependencyFile) -> tuple[Dependency, ...]:
    """The dependencies whose versions matter to a run."""
    if file.kind != PROJECT:
        return file.dependencies
    return tuple(each for each in file.dependencies if each.group == "main" and each.name != "python")


def _is_for_running(file: DependencyFile) -> bool:
    return file.ecosystem == "python" and _is_no_aside(file)


def _is_no_aside(file: DependencyFile) -> bool:
    path = file.path
    if is_example_path(path) or is_test_path(path):
        return False
    return file.is_lock or ASIDE.search(path.lower()) is None


def _of_programs(repo: Snapshot) -> Iterator[Evidence]:
    """Locks and exact lists of programs in other languages, their seeds, and what installs them."""
    files = [each for each in repo.dependencies.values() if is_of_programs(repo, each) and _is_no_aside(each)]
    locked = [each for each in files if _locks(each) or _share(each) >= LOCKED_SHARE]
    whole = [each for each in locked if needs_no_more(repo, each)]
    for file in locked:
        what = f"{basename(file.path)} with {plural(len(file.dependencies), 'version')}"
        level = Level.SUBSTANTIVE if file in whole else Level.PRESENT
        what = what if file.is_lock else _pinned(file)
        yield Evidence(file.path, _first_line(file), level, what, size=int(file in whole))
    for file in files:
        if file not in locked and _share(file) >= MOSTLY_SHARE:
            yield Evidence(file.path, _first_line(file), Level.PRESENT, _pinned(file))
    if whole:
        for path, line, note in seeds_of_programs(repo):
            yield Evidence(path, line, Level.SUBSTANTIVE, note)
        yield from _installs(repo, whole)


def _share(file: DependencyFile) -> float:
    """The share of exact versions in a list; 0 for a list too short to say anything, or of another kind."""
    listed = file.kind in LISTS or file.kind == PROJECT or (file.kind in LISTED_EXACTLY and not file.is_lock)
    counted = _counted(file)
    if file.kind != "script" and (not listed or len(counted) < FEWEST):
        return 0.0
    return sum(each.pinned for each in counted) / len(counted)


def _installs(repo: Snapshot, locked: list[DependencyFile], size: int = 0) -> Iterator[Evidence]:
    """Where a CI job or an image installs what one of the files says: first what is there only for that."""
    seen: set[tuple[str, int]] = set()
    remade: dict[tuple[str, int], frozenset[str]] = {}
    for run in ci_runs(repo):
        words = _as_written(run, repo.text(run.pipeline.path) or "")
        file = installed_by_command(
            words,
            (run.reached.directory, ""),
            [each for each in locked if basename(each.path) not in _remade(run, remade)],
            installers=(*INSTALLERS, *CI_INSTALLERS),
            renamed=renamed_lists(repo),
        )
        place = _where_written(repo, run) if file is not None else run.reached.place
        if file is None or is_made_anew(repo, file, run_in_job_before(run.job, run.step)):
            continue
        if (place.path, place.line) not in seen:
            image = repo.dockerfiles.get(place.path)
            if image is not None and not _takes(repo, place.path, place.line, file):
                continue
            seen.add((place.path, place.line))
            stop = broken_by(repo, run)
            level = Level.WIRED if stop is None else Level.SUBSTANTIVE
            who = "the image" if place.path in repo.dockerfiles else "CI"
            note = f"{who} installs from {file.path}" if stop is None else stop.note(run)
            plain = only_restores(words) and not _is_in_a_service(repo, place)
            yield Evidence(place.path, place.line, level, note, size=size + int(plain))
    yield from _by_actions(repo, locked, size)
    yield from _in_images(repo, locked, size, seen)


def _by_actions(repo: Snapshot, locked: list[DependencyFile], size: int) -> Iterator[Evidence]:
    for path, pipeline in repo.pipelines.items():
        for job in pipeline.jobs:
            for step in job.steps:
                file = installed_by_action(step, locked)
                if file is not None and job.disabled is None and step.disabled is None:
                    note = f"CI installs from {file.path}"
                    yield Evidence(path, step.line, Level.WIRED, note, size=size + 1)


def _in_images(
    repo: Snapshot, locked: list[DependencyFile], size: int, seen: set[tuple[str, int]]
) -> Iterator[Evidence]:
    """The first command of each image that installs, unless CI was `seen` to build it there."""
    installers = (*INSTALLERS, *IMAGE_INSTALLERS)
    for path, image in repo.dockerfiles.items():
        if image.is_template or is_example_path(path):
            continue
        folders = tuple(_contexts(path, image.copies, built_in(repo).get(path, ())))
        chosen = [each for each in locked if is_of_profile(each.path, dict(image.environment))]
        renamed = frozenset(basename(source) for source, to in image.copies if basename(to) == RENV_LOCK)
        lists = renamed_in(repo, image)
        for line, script in sorted(image.run_scripts, key=lambda run: _order_of_runs(image, run)):
            found = (
                (installed_by_command(each.words, folders, chosen, renamed, installers, lists), each.words)
                for each in parse_script(script)
            )
            taken = ((file, words) for file, words in found if file and _takes(repo, path, line, file))
            file, words = next(taken, (None, ()))
            if file is not None:
                if (path, line) not in seen:
                    yield _image_installs(repo, path, line, file, size + int(only_restores(words)))
                break


def _remade(run: ContinuousRun, known: dict[tuple[str, int], frozenset[str]]) -> frozenset[str]:
    """What the job of a run has made anew by then, computed once for each of its steps."""
    key = (run.pipeline.path, run.step.line)
    if key not in known:
        known[key] = remade_before(run.job, run.step)
    return known[key]


def _where_written(repo: Snapshot, run: ContinuousRun) -> Place:
    """The last place on the way to a command at which it is written: no service in which it is only run."""
    name = run.reached.words[0]
    for place in reversed(run.reached.trail):
        if name in _row_at(repo, place):
            return place
    return run.reached.place


def _is_in_a_service(repo: Snapshot, place: Place) -> bool:
    return IN_A_SERVICE.search(_row_at(repo, place)) is not None


def _row_at(repo: Snapshot, place: Place) -> str:
    row = rows_of(repo.text(place.path) or "")[place.line - 1 : place.line]
    return row[0][:LONGEST_COMMAND_ROW] if row else ""


def _order_of_runs(image: Dockerfile, run: tuple[int, str]) -> tuple[bool, bool, int]:
    """What installs only a group of the dependencies comes last, and what the last stage runs first."""
    line, script = run
    return ONE_GROUP.search(script) is not None, bool(image.stages) and line < image.stages[-1].line, line


def _takes(repo: Snapshot, path: str, line: int, file: DependencyFile) -> bool:
    """Whether what an image installs on a line can be what a file of the repository says."""
    image = repo.dockerfiles[path]
    if not any(not each or file.path.startswith(f"{each}/") for each in built_in(repo).get(path, ("",))):
        return False  # it lies outside of the folder that the image is built in
    if basename(file.path) in remade_in(image, line) or not stage_holds(image, line, file.path):
        return False
    return not is_made_anew(repo, file, run_before(image, line))


def _image_installs(repo: Snapshot, path: str, line: int, file: DependencyFile, size: int) -> Evidence:
    """An image installs from a file if it can be built."""
    broken = broken_image(repo, path)
    note = f"the image installs from {file.path}"
    if broken is None:
        return Evidence(path, line, Level.WIRED, note, size=size)
    note = f"{note}, but cannot be built: {broken.path}:{broken.line} {broken.words}"
    return Evidence(path, line, Level.SUBSTANTIVE, note)


def _as_written(run: ContinuousRun, text: str) -> tuple[str, ...]:
    """The words of a command as its step has them, where what it is run through installs first."""
    script = run.step.run or ""
    if not any(wrapper in script for wrapper in LOCKED_RUNS):
        return run.reached.words
    written = (each.words for each in parse_script(script))
    found = next((words for words in written if unwrap(words) == run.reached.words), run.reached.words)
    frozen = found[:2] == ("uv", "run") and FROZEN.search(text) is not None
    return (*found, "--frozen") if frozen else found


def _contexts(path: str, copies: tuple[tuple[str, str], ...], known: Sequence[str]) -> Iterator[str]:
    """Folders whose files an image may hold: those it is known to be built in, its own, and those above it.

    Of each, what it copies from there comes first.
    """
    above, folder = [dirname(path)], dirname(path)
    while folder:
        folder = dirname(folder)
        above.append(folder)
    for each in (*known, *above):
        for source, _destination in copies:
            copied = normpath(join(each, source.lstrip("/")))
            yield "" if copied == "." else copied
            yield dirname(copied)
        yield each
