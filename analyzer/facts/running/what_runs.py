"""What of a repository runs: whether anything of it is started, deployed, installed or released, and by which
paths work on that is told from work on notebooks, tests and documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.deliveries.deliveries import deliveries
from analyzer.facts.deliveries.platform_files import SITES, platform_files
from analyzer.facts.flows.flow_starts import flow_is_started
from analyzer.facts.flows.flows import flow_lines, flow_modules
from analyzer.facts.infrastructure.environments import environment_files
from analyzer.facts.infrastructure.infrastructure_commands import image_name
from analyzer.facts.infrastructure.manifest import SHARED_SERVERS, Manifest
from analyzer.facts.infrastructure.manifests import manifests
from analyzer.facts.purposes.programs_for_people import programs_for_people
from analyzer.facts.purposes.purpose import is_published
from analyzer.facts.running.earlier_names import earlier_names
from analyzer.facts.running.version_names import is_version
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_excluded_by_name, kinds
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import PROPOSALS, ContinuousRun, ci_runs, only_checks, triggers_of
from analyzer.wiring.language_roles import Place
from analyzer.wiring.modules import reached_from
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.places import surroundings
from analyzer.wiring.roles import EXAMPLE_FOLDERS, is_example_path, is_shown, is_test_path, telling_folders
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import HOUSEKEEPING, is_idle_command, service_modules, starts

# So many versions are a line of releases, not the mark of a paper or of a course's last day.
SOME_VERSIONS = 4
# Files by which a machine or a platform starts something, whatever language it is in.
STARTING_FILES = lazy_regex(
    r"(?:.*/)?(?:Procfile|crontab[^/]*|[^/]+\.(?:service|timer|cron)|serverless\.ya?ml|fly\.toml|vercel\.json"
    r"|netlify\.toml|render\.yaml|wrangler\.(?:toml|jsonc?)|apprunner\.yaml|Pulumi(?:\.[\w-]+)?\.yaml"
    r"|cdk\.json|samconfig\.toml|zappa_settings\.json|nomad\.hcl|ecosystem\.config\.js)"
    r"|(?:.*/)?cron(?:\.d|jobs?)?/[^/]+",
)
# Programs for people that run by themselves; a window or a page does not.
LASTING_PROGRAMS = ("a bot", "scheduled jobs")
# Folders of work that nothing starts, beside those of tests and examples.
STUDY_FOLDERS = word_set(
    "notebook notebooks experiment experiments exploration exploratory eda research scratch sandbox "
    "playground analysis analyses slides presentation presentations paper papers report reports thesis "
    "archive archived legacy old tutorial tutorials course exercises homework homeworks benchmark benchmarks"
)
# Settings of those who write the code, not of what runs.
WORKSHOP_FILES = lazy_regex(
    r"(?:.*/)?(?:\.pre-commit-config\.yaml|\.editorconfig|\.gitattributes|\.gitignore|\.pylintrc|\.flake8"
    r"|\.coveragerc|mypy\.ini|ruff\.toml|pytest\.ini|codecov\.ya?ml|mkdocs\.ya?ml|\.readthedocs\.ya?ml"
    r"|\.markdownlint[^/]*|\.yamllint[^/]*|CITATION\.cff|codeowners|\.all-contributorsrc|_config\.yml"
    r"|dependabot\.ya?ml|renovate\.json5?)",
    re.IGNORECASE,
)
# Images and services that are only started for tests: "docker-compose.test.yml", "Dockerfile.e2e".
TEST_SURROUNDINGS = word_set("test tests testing integration e2e")
DOCUMENT_ENDINGS = (".ipynb", ".rmd", ".qmd", ".rnw", ".md", ".rst")
CONFIGURATION_ENDINGS = (
    ".yaml", ".yml", ".toml", ".ini", ".conf", ".cfg", ".env", ".properties", ".tf", ".tfvars", ".hcl",
    ".tpl", ".pbtxt", ".service", ".timer", ".rules", ".nomad", ".bicep", ".j2", ".jsonnet", ".libsonnet",
)  # fmt: skip
# Pages that a program fills in before it answers.
PAGE_TEMPLATES = lazy_regex(
    r".*\.(?:erb|haml|slim|ejs|hbs|pug|jinja2?|mustache|cshtml|razor|blade\.php)"
    r"|(?:.*/)?(?:templates|views)/.*\.html?",
    re.IGNORECASE,
)
# What a person creates for one run, and what only goes with a program.
ACCOMPANYING = word_set(
    "Job Pod PodTemplate PersistentVolumeClaim PersistentVolume StorageClass ConfigMap Secret Namespace "
    "ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding Service Ingress"
)
# Steps of a script on the way to a start.
PREPARATION = HOUSEKEEPING | word_set("mkdir export cd git poetry exit declare set source sed rm")
# What only gets a job ready, or tells others: by itself it runs nothing of the repository.
INSTALLING_PROGRAMS = word_set(
    "pip pip3 apt apt-get apk yum dnf brew mkdir cd export echo printf git gh curl wget"
)
INSTALLING_COMMANDS = {
    **dict.fromkeys(word_set("uv"), word_set("sync pip lock export venv python tool")),
    **dict.fromkeys(
        word_set("poetry pdm pipenv rye hatch"), word_set("install sync lock export update config env")
    ),
    **dict.fromkeys(word_set("npm yarn pnpm bun"), word_set("install ci i audit")),
    **dict.fromkeys(word_set("conda mamba micromamba"), word_set("install create env update config")),
}
_ASIDE = STUDY_FOLDERS | (EXAMPLE_FOLDERS - word_set("template templates"))
_OPERATION = frozenset(
    {FileKind.DOCKERFILE, FileKind.COMPOSE, FileKind.CI, FileKind.DEPENDENCIES, FileKind.TARGETS}
)
EVERYWHERE = ""
# The folder of the source code of the project that begins at the top, with its build files and its services.
SOURCE_FOLDER = "src"


class Running(Struct, frozen=True):
    """How something comes to run, and the file or folder that does; EVERYWHERE of the whole.

    `lasting`: for others or by itself, not only when somebody here starts it. `file`: where that shows, if
    another file says it than what runs.
    """

    why: str
    place: str
    lasting: bool = True
    file: str = ""


@derived
def running(repo: Snapshot) -> tuple[Running, ...]:
    """Every way in which something of the repository runs, what lasts first; empty if nothing shows one."""
    return tuple(sorted(_running(repo), key=lambda each: (not each.lasting, each.why, each.place)))


def _running(repo: Snapshot) -> Iterator[Running]:
    for path in service_modules(repo):
        yield Running("its code answers requests", path)
    for route in routes(repo):
        yield Running("its code answers requests", route.use.path)
    if service_modules(repo) or routes(repo):
        yield from (Running("people see it in pages", each) for each in _page_folders(repo))
    for each in deliveries(repo):
        if each.rehearsed is None:
            yield Running("its CI delivers it", EVERYWHERE, file=each.pipeline.path)
    for path in flow_modules(repo):
        started = any(flow_is_started(repo, path, tool) for other, tool in flow_lines(repo) if other == path)
        yield Running("an orchestrator runs it", path, lasting=started)
    for run in ci_runs(repo) if modules_run(repo) else ():
        if _runs_by_the_clock(run):
            yield Running("its CI runs it on a schedule", EVERYWHERE, file=run.pipeline.path)
    for manifest in manifests(repo):
        if not is_shown(manifest.path) and _deploys(manifest):
            yield Running("its files describe where it runs", manifest.path)
    for path in repo.paths:
        if STARTING_FILES.fullmatch(path) and not is_example_path(path) and not is_test_path(path):
            yield Running("a platform or a schedule starts it", path)
    for file in platform_files(repo):
        yield from (
            Running("a platform or a schedule starts it", each) for each in (file.path, file.module) if each
        )
    for program in programs_for_people(repo):
        lasting = program.what.startswith(LASTING_PROGRAMS)
        yield Running(f"it is a program: {program.what}", program.path, lasting=lasting)
    for path in environment_files(repo):
        if path.endswith(CONFIGURATION_ENDINGS):
            yield Running("it has a file for each of its environments", path)
    if is_published(repo):
        yield Running("others install it", EVERYWHERE)
    if sum(is_version(each.name) for each in repo.tags) >= SOME_VERSIONS:
        yield Running("its versions are tagged", EVERYWHERE)
    yield from _started_by_hand(repo)


def _runs_by_the_clock(run: ContinuousRun) -> bool:
    """Whether a schedule starts a command of CI that does more than read the code or install what it needs.

    What a proposed change starts too checks that change, and by the clock the code as it stands.
    """
    triggers = triggers_of(run.pipeline, run.job, run.step)
    if "schedule" not in triggers or not PROPOSALS.isdisjoint(triggers):
        return False
    return not (only_checks(run.reached.words) or _only_installs(run.reached.words))


def _only_installs(words: tuple[str, ...]) -> bool:
    """Whether a command gets ready what a job needs: `uv sync --dev`, `python -m pip install .`."""
    words = words[2:] if words[1:2] == ("-m",) else words
    program = basename(words[0]) if words else ""
    commands = INSTALLING_COMMANDS.get(program, frozenset())
    return program in INSTALLING_PROGRAMS or (words[1:2] != () and words[1] in commands)


def _page_folders(repo: Snapshot) -> list[str]:
    """The folders at the top with code that runs in a browser: the pages of what answers requests."""
    tops = {
        f"{path.partition('/')[0]}/"
        for path, each in surroundings(repo).items()
        if each.place is Place.BROWSER and "/" in path and _is_operated(path, "") and not SITES.search(path)
    }
    return sorted(tops)


def _deploys(manifest: Manifest) -> bool:
    """Whether a file describes where something runs, other than one run or servers as they come."""
    named = {image_name(image) for image in manifest.runs}
    return not set(manifest.resources) <= ACCOMPANYING and (not named or not named <= SHARED_SERVERS)


def _started_by_hand(repo: Snapshot) -> Iterator[Running]:
    for start in starts(repo):
        prepares = not start.words or start.words[0] in PREPARATION or is_idle_command(start.words)
        if not is_example_path(start.path) and (start.module is not None or not prepares):
            yield Running("an image or a command starts it", start.path, lasting=False)
            if start.module is not None:
                yield Running("an image or a command starts it", start.module, lasting=False)
    for program in programs_started(repo):
        yield Running("an image or a command starts it", program.module, lasting=False)
    for path, declared in repo.dependencies.items():
        if declared.entry_points and not is_example_path(path):
            yield Running("it installs a command", path, lasting=False)


@dataclass(frozen=True, slots=True)
class RunningPaths:
    """Which paths of a history belong to what runs.

    `areas` are the folders at the top in which something runs, EVERYWHERE for all; `lifted` the beginnings of
    paths whose name says study and in which something is started all the same. `reached` are the Python files
    that something started leads to, also by their earlier names, `folders` those they are in, `present` the
    files of today.
    """

    areas: frozenset[str]
    lifted: tuple[str, ...] = ()
    reached: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    _known: dict[str, bool] = field(default_factory=dict, compare=False)

    def holds(self, path: str) -> bool:
        """Whether work on this path is work on what runs.

        Of Python, only what a start leads to, where one is known. A file that is gone counts where its
        neighbours do.
        """
        if path not in self._known:
            self._known[path] = self._holds(path)
        return self._known[path]

    def _holds(self, path: str) -> bool:
        if EVERYWHERE not in self.areas and path.partition("/")[0] not in self.areas:
            return False
        if not _is_operated(path, next((each for each in self.lifted if path.startswith(each)), "")):
            return False
        if not self.reached or FileKind.PYTHON not in kinds(path):
            return True
        return path in self.reached or (path not in self.present and dirname(path) in self.folders)


@derived
def running_paths(repo: Snapshot) -> RunningPaths:
    """The paths of what runs, as far as the files of today tell."""
    places = {each.place for each in running(repo)}
    started = modules_run(repo) | service_modules(repo) | flow_modules(repo)
    reached = reached_from(repo, (path for path in started if path in repo.modules))
    reached |= earlier_names(repo, reached)
    areas = {place.partition("/")[0] if "/" in place else EVERYWHERE for place in places}
    if SOURCE_FOLDER in areas:
        areas.add(EVERYWHERE)
    return RunningPaths(
        areas=frozenset(areas),
        lifted=tuple(sorted({study for place in places | started for study in _studies(place)})),
        reached=reached,
        folders=frozenset(map(dirname, reached)),
        present=frozenset(repo.paths),
    )


def _studies(place: str) -> Iterator[str]:
    """The beginning of a path up to a folder whose name says study."""
    parts = place.split("/")
    for position, part in enumerate(parts[:-1], 1):
        if part.casefold() in STUDY_FOLDERS:
            yield "/".join(parts[:position]) + "/"


def is_for_tests(name: str) -> bool:
    """Whether the name of an image's or of services' file says that tests alone need it."""
    return not TEST_SURROUNDINGS.isdisjoint(re.split(r"[._-]", name))


def _is_operated(path: str, lifted: str) -> bool:
    """Whether a path could run or says how something runs: no test, document, study or workshop tool."""
    lowered = path[len(lifted) :].casefold()
    if (
        not _ASIDE.isdisjoint(telling_folders(lowered))
        or is_test_path(path)
        or is_excluded_by_name(path)
        or WORKSHOP_FILES.fullmatch(path)
        or lowered.endswith(DOCUMENT_ENDINGS)
    ):
        return False
    found = kinds(path)
    if not found.isdisjoint({FileKind.COMPOSE, FileKind.DOCKERFILE}) and is_for_tests(basename(lowered)):
        return False
    return (
        not found.isdisjoint({FileKind.PYTHON, FileKind.SOURCE} | _OPERATION)
        or lowered.endswith(CONFIGURATION_ENDINGS)
        or STARTING_FILES.fullmatch(path) is not None
        or PAGE_TEMPLATES.fullmatch(path) is not None
    )
