"""Craft: types, logging and documentation of live code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.engine.registry import check
from analyzer.facts.readme import (
    DESIGN_PATHS,
    README_WORDS,
    documentation_builds,
    explaining_section,
    own_words,
    reached_by_ci,
    readme_commands,
    readme_path,
)
from analyzer.facts.type_checkers import PRE_COMMIT_FILE, type_check_runs
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation, Unseen
from analyzer.parsing.documents.prose import Prose
from analyzer.parsing.python.module import Call, PythonFacts
from analyzer.repository.languages import language
from analyzer.repository.snapshot import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.ci_commands import fires_on_change
from analyzer.wiring.entrypoints import modules_run, service_modules, starts
from analyzer.wiring.language_roles import Role
from analyzer.wiring.modules import package_of, package_uses, reached_from
from analyzer.wiring.purpose import is_library
from analyzer.wiring.reach import Failure
from analyzer.wiring.reachability import is_live
from analyzer.wiring.roles import is_test
from analyzer.wiring.unsupported_languages import KERNELS, playing, unread_languages

# Base rates: 10 of 33 self-named portfolio repositories annotate half of their functions, 12 of 33 have
# more prints than log calls.
FEW_FUNCTIONS = 5
SOME_ANNOTATED = 0.2
MOST_ANNOTATED = 0.5
SOME_DOCUMENTED = 0.3
SEVERAL_LOG_CALLS = 3
SHOWN_MODULES = 5

COMMAND_LINE_PACKAGES = word_set("click typer argparse fire docopt optparse absl.app plac cleo cyclopts tyro")
SCRIPT_FOLDERS = word_set("scripts script bin tools tool cli commands benchmarks benchmark")
LOG_METHODS = word_set("debug info warning warn error exception critical fatal log success trace")
CONFIGURING_CALLS = word_set(
    "logging.basicConfig logging.config.dictConfig logging.config.fileConfig structlog.configure "
    "structlog.configure_once loguru.logger.add loguru.logger.configure logging.FileHandler "
    "logging.StreamHandler "
    "logging.handlers pythonjsonlogger.jsonlogger.JsonFormatter pythonjsonlogger.json.JsonFormatter "
    "json_log_formatter.JSONFormatter json_logging.init_fastapi json_logging.init_flask "
    "json_logging.init_non_web coloredlogs.install rich.logging.RichHandler google.cloud.logging.Client "
    "watchtower.CloudWatchLogHandler aws_lambda_powertools.Logger ecs_logging.StdlibFormatter "
    "logging_loki.LokiHandler absl.logging.set_verbosity "
    "asgi_correlation_id.CorrelationIdFilter uvicorn.logging.DefaultFormatter"
)
CONFIGURING_PACKAGES = frozenset(target.partition(".")[0] for target in CONFIGURING_CALLS)
# A web framework reads this name from the settings module and configures logging with it.
SETTINGS_NAMES = word_set("LOGGING LOGGING_CONFIG")
CONFIGURING_OPTIONS = word_set("--log-config --log-config-json --logger-class --access-logformat")


def live_modules(repo: Snapshot) -> Mapping[str, PythonFacts]:
    """The modules that are neither tests nor notebooks written out."""
    return {path: facts for path, facts in repo.modules.items() if not is_test(repo, path)}


def _without_python(repo: Snapshot) -> str | None:
    """Why a question about Python modules does not arise; None if it does."""
    if repo.of_kind("python") or repo.of_kind("notebook"):
        return None
    return "no Python code"


@check(
    id="typed_code",
    title="type annotations",
    dimension="craft",
    reads=("python", "ci", "targets"),
    ask_present="Which mistake did a type in {path} stop, and where did you give up on types?",
    ask_absent="What does your largest function take and return, and how would a colleague find out?",
)
def typed_code(repo: Snapshot) -> Iterator[Observation]:
    """Functions of live code say what they take and return, and a type checker holds them to it.

    Counted are functions and methods outside tests and notebooks that are not nested in another one.
    Present: at least 20 % of at least 5 are annotated. Substantive: at least 50 %. Wired: in addition CI
    runs a type checker on changes, directly or through pre-commit, and its failure fails the job. Fact:
    the annotated share.
    """
    if (reason := _without_python(repo)) is not None:
        yield NotApplicable(reason)
        return
    by_path = {
        path: [each for each in facts.functions if not each.nested]
        for path, facts in live_modules(repo).items()
    }
    total = sum(map(len, by_path.values()))
    annotated = {path: sum(each.annotated for each in functions) for path, functions in by_path.items()}
    if not total:
        return
    share = sum(annotated.values()) / total
    yield Fact("annotated_share", round(share, 3))
    level = _annotation_level(total, share)
    if level is not Level.ABSENT:
        for path in sorted(annotated, key=lambda path: (-annotated[path], path))[:SHOWN_MODULES]:
            if annotated[path]:
                line = next(each.line for each in by_path[path] if each.annotated)
                note = f"{annotated[path]} of {plural(len(by_path[path]), 'function')} annotated here, "
                yield Evidence(path, line, level, f"{note}{share:.0%} of {total:,} in all")
    yield from _type_checks(repo, level)
    if any(document.problem is not None for document in repo.yaml(PRE_COMMIT_FILE)):
        yield Unseen("its hooks could not be read", PRE_COMMIT_FILE)


def _annotation_level(total: int, share: float) -> Level:
    if total < FEW_FUNCTIONS or share < SOME_ANNOTATED:
        return Level.ABSENT
    return Level.SUBSTANTIVE if share >= MOST_ANNOTATED else Level.PRESENT


def _type_checks(repo: Snapshot, level: Level) -> Iterator[Evidence]:
    for run in type_check_runs(repo):
        if run.failure is not Failure.STOPS:
            yield Evidence(
                run.path, run.line, Level.CLAIMED, f"CI runs {run.tool}, and its failure does not count"
            )
        elif level is Level.ABSENT:
            yield Evidence(
                run.path, run.line, Level.CLAIMED, f"CI runs {run.tool} over hardly any annotation"
            )
        elif level is Level.SUBSTANTIVE and fires_on_change(run.pipeline, run.job):
            yield Evidence(
                run.path, run.line, Level.WIRED, f"CI runs {run.tool}, and its failure fails the job"
            )
        else:
            yield Evidence(run.path, run.line, level, f"CI runs {run.tool}")


@check(
    id="logging",
    title="logging",
    dimension="craft",
    reads=("python", "dockerfile", "compose", "targets"),
    ask_present="One request went wrong last night: which lines from {path} would tell you why?",
    ask_absent="Your batch job stopped at three in the morning: what is left to read afterwards?",
)
def logging(repo: Snapshot) -> Iterator[Observation]:
    """Live code logs rather than prints, and something sets the logging up.

    Present: log calls in live modules. Substantive: at least 3, and more than there are prints in modules
    outside scripts and command-line programs, which print rightly. Wired: in addition logging is
    configured on the serving path or in what the repository starts. Facts: prints and log calls.
    """
    if (reason := _without_python(repo)) is not None:
        yield NotApplicable(reason)
        return
    modules = live_modules(repo)
    log_calls = sum(facts.log_calls for facts in modules.values())
    prints = sum(facts.prints for path, facts in modules.items() if not is_program(path, facts))
    every_print = sum(facts.prints for facts in modules.values())
    yield Fact("log_calls", log_calls)
    yield Fact("prints", every_print)
    if _is_quiet_library(repo, log_calls + every_print):
        yield NotApplicable("a library that says nothing leaves logging to its users")
        return
    if log_calls:
        substantive = log_calls > prints and log_calls >= SEVERAL_LOG_CALLS
        level = Level.SUBSTANTIVE if substantive else Level.PRESENT
        counts = (
            f"{plural(log_calls, 'log call')} and {plural(prints, 'print')} outside command-line programs"
        )
        for path in sorted(modules, key=lambda path: (-modules[path].log_calls, path))[:SHOWN_MODULES]:
            if modules[path].log_calls:
                line = next((call.line for call in modules[path].calls if _is_log_call(call)), 1)
                yield Evidence(
                    path, line, level, f"{plural(modules[path].log_calls, 'log call')} here; {counts}"
                )
        for path, line, what in _configured(repo):
            wired = Level.WIRED if substantive else Level.PRESENT
            yield Evidence(path, line, wired, f"logging is set up where the repository starts: {what}")


def _is_quiet_library(repo: Snapshot, said: int) -> bool:
    """Whether the repository is a package for others that neither logs nor prints."""
    return not said and is_library(repo) and any(path.endswith("__init__.py") for path in repo.modules)


def is_program(path: str, facts: PythonFacts) -> bool:
    """Whether a module talks to somebody at a terminal: a script's folder, or arguments that it parses."""
    if any(part in SCRIPT_FOLDERS for part in path.split("/")[:-1]):
        return True
    if path.rpartition("/")[2] in (
        "cli.py",
        "__main__.py",
        "setup.py",
        "manage.py",
        "noxfile.py",
        "tasks.py",
    ):
        return True
    # `from absl import app` names its package in two words.
    return any(
        package_of(f"{each.module}.{each.name or ''}", COMMAND_LINE_PACKAGES) is not None
        for each in facts.imports
    )


def _is_log_call(call: Call) -> bool:
    before, _, method = call.target.rpartition(".")
    return method in LOG_METHODS and "log" in before.rpartition(".")[2].casefold()


def _configured(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Where logging is set up on the way from what is started: (path, line, by what)."""
    live = reached_from(repo, service_modules(repo) | modules_run(repo))
    shown: set[str] = set()
    for use in package_uses(repo, CONFIGURING_PACKAGES):
        path, call = use.code.path, use.call
        if call is None or path in shown or path not in live or is_test(repo, path):
            continue
        if package_of(call.target, CONFIGURING_CALLS) is not None and is_live(repo, use.code, call.function):
            shown.add(path)
            yield path, use.line, call.target.replace("()", "")[:80]
    for path in sorted(live):
        facts = repo.modules.get(path)
        for name, _value, line in facts.assigned if facts is not None else ():
            if name in SETTINGS_NAMES and path.rpartition("/")[2].startswith(("settings", "base", "prod")):
                yield path, line, name
    for start in starts(repo):
        words = {word.partition("=")[0] for word in start.words}
        if start.module is not None and words & CONFIGURING_OPTIONS:
            yield start.path, start.line, min(words & CONFIGURING_OPTIONS)


@check(
    id="documentation",
    title="documentation",
    dimension="craft",
    reads=("prose", "python", "ci", "targets"),
    ask_present="What in {path} was wrong last, and how did you notice?",
    ask_absent="Somebody new starts on Monday: what do they read first, and what will it not tell them?",
)
def documentation(repo: Snapshot) -> Iterator[Observation]:
    """The README says what this is and how to run it, and what it says is so.

    How well it is written is not judged, nor in which language. Present: a README with at least 100 words
    that are not a template's, or a design document, decision record or model card as long. Substantive:
    its commands or code lead to files or targets of the repository, and at least 30 % of the public
    functions have a docstring or a section explains the architecture or the limits. Wired: in addition CI
    runs what those commands run, or builds the documentation. Fact: the documented share. Flags
    `tutorial_reproduction`: two or more marks of courses, Kaggle or tutorial scaffolds;
    `committed_secret`: the form of a live secret in a first-party file, its value never shown.
    """
    documented = _documented_share(repo)
    if documented is not None:
        yield Fact("documented_share", round(documented, 3))
    explained = _explaining(repo)
    yield from explained
    path = readme_path(repo)
    if path is None:
        return
    prose = repo.prose[path]
    words = own_words(prose)
    if words < README_WORDS:
        if words:
            yield Evidence(path, 1, Level.CLAIMED, f"a README with {plural(words, 'word')} of its own")
        return
    commands = readme_commands(repo, path, prose)
    section = explaining_section(prose)
    explains = section is not None or any(explained)
    if not commands or not (explains or (documented or 0.0) >= SOME_DOCUMENTED):
        lack = (
            "none of its commands leads to a file or target here"
            if not commands
            else "little explains the code"
        )
        yield Evidence(path, 1, Level.PRESENT, f"a README with {plural(words, 'word')}; {lack}")
        if commands or _shows_unread_code(repo, prose):
            yield from playing(repo, frozenset({Role.DOCUMENT}))
        return
    note = (
        f"a README with {plural(words, 'word')}, {plural(len(commands), 'command')} that lead somewhere here"
    )
    yield Evidence(path, commands[0].line, Level.SUBSTANTIVE, note)
    if section is not None:
        yield Evidence(path, section, Level.SUBSTANTIVE, "a section explains the design or its limits")
    tested = reached_by_ci(repo)
    for command in commands:
        shared = sorted(command.leads_to & tested)
        if shared and not command.installs:
            yield Evidence(path, command.line, Level.WIRED, f"CI runs what this runs: {shared[0]}")
            break
    for place, line in documentation_builds(repo):
        yield Evidence(place, line, Level.WIRED, "the documentation is built")


def _shows_unread_code(repo: Snapshot, prose: Prose) -> bool:
    """Whether a document shows code in a language whose programs here are not read."""
    unread = unread_languages(repo)
    return any(
        (KERNELS.get(tag.casefold()) or language(f"code.{tag}")) in unread
        for _line, tag, _body in prose.code_blocks
    )


def _documented_share(repo: Snapshot) -> float | None:
    """The share of public functions in live modules that have a docstring; None if there are none."""
    public = [
        each
        for facts in live_modules(repo).values()
        for each in facts.functions
        if not each.nested and not each.name.startswith("_")
    ]
    return sum(each.documented for each in public) / len(public) if public else None


def _explaining(repo: Snapshot) -> list[Evidence]:
    """Documents besides the README that explain the design, a decision or a model."""
    found = []
    for path, prose in repo.prose.items():
        words = own_words(prose)
        if words >= README_WORDS and DESIGN_PATHS.fullmatch(path) is not None:
            found.append(
                Evidence(path, 1, Level.PRESENT, f"a document of {plural(words, 'word')} on the design")
            )
    return found[:SHOWN_MODULES]
