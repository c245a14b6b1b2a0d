"""Logging: live code logs instead of printing, and logging is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.live_modules import SHOWN_MODULES, live_modules, without_python
from analyzer.facts.purposes.purpose import is_library
from analyzer.facts.telemetry.jvm_log_settings import jvm_log_settings
from analyzer.facts.telemetry.printed_logs import printed_logs
from analyzer.facts.telemetry.program_logs import (
    has_server_programs,
    log_settings,
    own_log_settings,
    prints_for_people,
    said_by_programs,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation
from analyzer.parsing.python import PythonFacts
from analyzer.references import as_loaded
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.modules import import_graph, package_of, package_uses, reached_from
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests, called_from
from analyzer.wiring.runs.programs import called_by_programs
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import service_modules, starts

# Base rate: 12 of 33 self-named portfolio repositories have more prints than log calls.
SEVERAL_LOG_CALLS = 3

COMMAND_LINE_PACKAGES = word_set("click typer argparse fire docopt optparse absl.app plac cleo cyclopts tyro")
SCRIPT_FOLDERS = word_set(
    "scripts script bin tools tool cli commands benchmarks benchmark examples example notebooks notebook"
)
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
STARTED_HERE = "in what the repository starts"
ON_SERVING_PATH = "on the serving path"
OF_A_TOOL = "in a tool beside the service"
SETTINGS_NAMES = word_set("LOGGING LOGGING_CONFIG")
NAMED_FOR_LOGS = lazy_regex(r"(?:^|[/_.-])(?:log|logs|logging|logger|log_?config)(?=[/_.-])", re.IGNORECASE)
CONFIGURING_OPTIONS = word_set("--log-config --log-config-json --logger-class --access-logformat")


@check(
    id="logging",
    title="logging",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.DOCKERFILE, FileKind.COMPOSE, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="Something failed here last night: which lines from {path} would tell you why?",
        premise=Premise(
            note=r"^(?!logging is configured)",
            otherwise="Something failed last night: which lines of the log that {path} sets up tell you why?",
        ),
        absent="Your batch job died at three in the morning: what can you read afterwards?",
        strong="Knows which line answers the question, and what is deliberately not logged.",
        weak="Adds prints until it works.",
    ),
    other_languages=OtherLanguages(
        "a program that runs by itself can log",
        (Role.OPERATE,),
    ),
    covers=("B6", "H4"),
    near=("log", "logg", "structlog"),
    named=("logging", "logger", "log_config", "logging_config"),
)
def logging(repo: Snapshot) -> Iterator[Observation]:
    """Live code logs instead of printing, and logging is configured.

    Present: log calls in live modules. Substantive: at least 3, and more than there are prints in modules
    outside scripts, examples and command-line programs, where printing is fine; a script is also what has a
    main guard, and neither other code imports nor a container starts it. Wired: in addition, logging
    is configured on the serving path or in what the repository starts; in a tool beside a service only for
    that tool. An own function that prints a record with a level and a message as JSON is a configured logger.
    Of programs in other languages the calls of logging packages are log calls, and so are those of an own
    logger that prints such records or leaves out what is below a level, which is configured; files of
    Logback, Log4j or Spring Boot configure logging; what runs in a browser counts for nothing. Facts: prints
    and log calls.
    """
    if (reason := without_python(repo)) is not None and not has_server_programs(repo):
        yield NotApplicable("what is here runs in a browser" if repo.programs else reason)
        return
    modules, others = live_modules(repo), said_by_programs(repo)
    log_calls = sum(facts.log_calls for facts in modules.values())
    log_calls += sum(said.logs for said in others.values())
    printed = printed_logs(repo)
    log_calls += sum(number for each in printed for number, _line in each.calls.values())
    prints = sum(facts.prints for path, facts in modules.items() if not _may_print(repo, path, facts))
    prints += sum(said.prints for path, said in others.items() if not prints_for_people(repo, path))
    prints -= sum(each.prints for each in printed if not _may_print(repo, each.path, modules[each.path]))
    every_print = sum(facts.prints for facts in modules.values())
    every_print += sum(said.prints for said in others.values())
    yield Fact("log_calls", log_calls)
    yield Fact("prints", every_print)
    if _is_quiet_library(repo, log_calls + every_print):
        yield NotApplicable("a library without log calls leaves logging to its users")
        return
    if log_calls:
        substantive = log_calls > prints and log_calls >= SEVERAL_LOG_CALLS
        level = Level.SUBSTANTIVE if substantive else Level.PRESENT
        counts = (
            f"{plural(log_calls, 'log call')} and {plural(prints, 'print')} outside command-line programs"
        )
        for path, number, line in _most_logging(repo):
            yield Evidence(path, line, level, f"{plural(number, 'log call')} here; {counts}")
        served = reached_from(repo, service_modules(repo))
        for path, line, where, what in (*_configured(repo), *_configured_programs(repo)):
            of_tool = served and path not in served and not SCRIPT_FOLDERS.isdisjoint(path.split("/")[:-1])
            where = OF_A_TOOL if of_tool else where
            wired = level if of_tool else Level.WIRED if substantive else Level.PRESENT
            # What the service sets up comes before what a job or a task does, and a file named for it before
            # what hands a logger to something else; few log calls say more alone.
            size = 2 * (path in served) + (NAMED_FOR_LOGS.search(path) is not None)
            size = size if wired is Level.WIRED else 0
            told = Evidence(path, line, wired, f"logging is configured {where}: {what}", size=size)
            yield as_loaded(repo, told)


def _most_logging(repo: Snapshot) -> list[tuple[str, int, int | None]]:
    """The files that log most: path, number of log calls, the first of them."""
    found = [(path, each.log_calls, each.first_log_call) for path, each in live_modules(repo).items()]
    found += [(path, each.logs, each.first) for path, each in said_by_programs(repo).items()]
    found += [(path, *counted) for each in printed_logs(repo) for path, counted in each.calls.items()]
    return sorted((each for each in found if each[1]), key=lambda each: (-each[1], each[0]))[:SHOWN_MODULES]


def _configured_programs(repo: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    for use in log_settings(repo)[:SHOWN_MODULES]:
        where = ON_SERVING_PATH if start_of(repo, use.path, use.function) is None else STARTED_HERE
        yield use.path, use.line, where, f"{use.tool}: {use.shown.replace('()', '')}"[:80]
    for path, line, started in own_log_settings(repo)[:SHOWN_MODULES]:
        where = STARTED_HERE if started else ON_SERVING_PATH
        yield path, line, where, "an own logger leaves out what is below a level"
    for each in islice(jvm_log_settings(repo), SHOWN_MODULES):
        yield each.path, each.line, STARTED_HERE if each.started else ON_SERVING_PATH, each.what


def _is_quiet_library(repo: Snapshot, said: int) -> bool:
    """Whether the repository is a package for others that neither logs nor prints."""
    has_package = has_server_programs(repo) or any(path.endswith("__init__.py") for path in repo.modules)
    return not said and has_package and is_library(repo)


def _may_print(repo: Snapshot, path: str, facts: PythonFacts) -> bool:
    """Whether somebody reads what a module prints: of a program, or of a script that only a person runs."""
    if is_program(path, facts):
        return True
    if facts.main_guard is None or path in service_modules(repo):
        return False
    return path not in _used_by_others(repo)


@derived
def _used_by_others(repo: Snapshot) -> frozenset[str]:
    """The modules that other code imports, tests aside, and those that containers start."""
    found = {each.module for each in starts(repo) if each.module is not None}
    for path, imported in import_graph(repo).items():
        if not is_test(repo, path):
            found |= imported - {path}
    return frozenset(found)


def is_program(path: str, facts: PythonFacts) -> bool:
    """Whether a module talks to somebody at a terminal: by its folder, its arguments or its questions."""
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
    if facts.main_guard is not None and any(each.target == "input" for each in facts.calls):
        return True
    # `from absl import app` names its package in two words.
    return any(
        package_of(f"{each.module}.{each.name or ''}", COMMAND_LINE_PACKAGES) is not None
        for each in facts.imports
    )


def _heads(repo: Snapshot) -> frozenset[str]:
    """The programs that make a service run: they import it, and are no scripts around it."""
    services, graph = service_modules(repo), import_graph(repo)
    return frozenset(
        path
        for path, facts in repo.modules.items()
        if facts.main_guard is not None
        and path not in services
        and services & graph.get(path, frozenset())
        and not (is_program(path, facts) or is_test(repo, path) or is_example_path(path))
    )


def _configured(repo: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    """Where logging is set up on the way from what is started or answers: path, line, which way, by what."""
    heads = _heads(repo)
    live = reached_from(repo, service_modules(repo) | modules_run(repo) | heads)
    begun = reached_from(repo, modules_run(repo) | heads)
    running = (called_by_requests(repo), called_by_programs(repo), called_from(repo, heads))
    shown: set[str] = set()
    for use in package_uses(repo, CONFIGURING_PACKAGES):
        path, call = use.code.path, use.call
        if call is None or path in shown or path not in live or is_test(repo, path):
            continue
        called = any(each.has(path, call.function) for each in running)
        if called and package_of(call.target, CONFIGURING_CALLS) is not None:
            shown.add(path)
            where = STARTED_HERE if path in begun else ON_SERVING_PATH
            yield path, use.line, where, call.target.replace("()", "")[:80]
    for each in printed_logs(repo):
        if each.path in live and any(one.has(each.path, each.name) for one in running):
            where = STARTED_HERE if each.path in begun else ON_SERVING_PATH
            yield each.path, each.line, where, f"{each.name}() prints records as JSON"
    for path in sorted(live):
        facts = repo.modules.get(path)
        for name, _value, line in facts.assigned if facts is not None else ():
            if name in SETTINGS_NAMES and path.rpartition("/")[2].startswith(("settings", "base", "prod")):
                yield path, line, STARTED_HERE if path in begun else ON_SERVING_PATH, name
    for start in starts(repo):
        words = {word.partition("=")[0] for word in start.words}
        if start.module is not None and words & CONFIGURING_OPTIONS:
            yield start.path, start.line, STARTED_HERE, min(words & CONFIGURING_OPTIONS)
