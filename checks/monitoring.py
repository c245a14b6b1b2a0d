"""Monitoring: how the people who run the service learn how it is doing."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.program_evidence import program_evidence
from analyzer.facts.drift.drift_tools import DETECTORS, compares
from analyzer.facts.experiments.missing_libraries import may_be_missing
from analyzer.facts.flows.spawned_programs import called_by_flows
from analyzer.facts.purposes.purpose import is_library
from analyzer.facts.telemetry.agent_settings import agent_reports
from analyzer.facts.telemetry.attached_agents import attached_agents
from analyzer.facts.telemetry.boot_monitoring import boot_reports
from analyzer.facts.telemetry.gateway_callbacks import gateway_callbacks
from analyzer.facts.telemetry.instrument_signs import Sign, signs, traced_packages
from analyzer.facts.telemetry.kept_answers import kept_answers
from analyzer.facts.telemetry.own_recorders import recorded
from analyzer.facts.telemetry.program_own_monitoring import MONITORING_WORDS, answered_metrics, own_monitoring
from analyzer.facts.telemetry.program_recorders import Doubt, program_recorders
from analyzer.facts.telemetry.reporting_ranks import reporting_rank
from analyzer.facts.telemetry.scored_later import scored_later
from analyzer.facts.telemetry.scraped_servers import scraped_servers
from analyzer.facts.telemetry.service_measures import named_for_operation
from analyzer.facts.telemetry.traced_environments import traced_environments
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.parsing.python import words_of
from analyzer.references import runnable_programs, sound_modules
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import training_modules
from analyzer.wiring.modules import last_part, package_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests, called_by_services
from analyzer.wiring.runs.reachability import is_live

# Measures of quality, and the words by which code says that it watches with them.
QUALITY_MEASURES = word_set(
    "sklearn.metrics sktime.performance_metrics torchmetrics river.metrics pyspark.ml.evaluation"
)
# A period of time that code goes through, groups by or looks back over.
OVER_TIME = lazy_regex(
    r"(?:\b|\\n)for (?:[\w(]{1,30}, ?){0,3}\(?(?:[^\W_]{1,20}_){0,3}"
    r"(?:week|month|day|date|window|period|hour|quarter|year|interval)s?(?:_\w{1,20})?\)?"
    r"(?:, ?[\w()]{1,30}){0,3} in\b"
    r"|\.(?:resample|rolling|expanding|to_period)\("
    r"|\b(?:groupby|groupBy|Grouper)\([^)\n]{0,80}(?:week|month|day|date|window|period|hour|quarter|year|time|freq)"
)
# Functions of a file that are looked at: whether one is called is asked of the whole file.
MOST_FUNCTIONS_ASKED = 50

KEEPS_MEASURES = word_set("insert execute executemany insert_one to_sql write_points")

# What a program asks of the machine that it runs on: https://psutil.readthedocs.io
MACHINE_PACKAGES = word_set("psutil pynvml GPUtil")
MACHINE_MEASURES = word_set(
    "cpu_percent virtual_memory disk_usage memory_info memory_percent net_io_counters getGPUs getloadavg "
    "nvmlDeviceGetUtilizationRates nvmlDeviceGetMemoryInfo"
)
# Images that turn a service's own signals into metrics; a stock server image alone measures nothing.
EXPORTER_IMAGES = {
    "statsd-exporter": "StatsD exporter",
    "statsd_exporter": "StatsD exporter",
    "graphite-exporter": "Graphite exporter",
    "json-exporter": "JSON exporter",
    "opentelemetry-collector": "OpenTelemetry collector",
    "otel/opentelemetry-collector-contrib": "OpenTelemetry collector",
    "datadog/agent": "Datadog agent",
    "telegraf": "Telegraf",
}
# A variable that a command gives what it deploys; one of a job itself stands there as a plain key.
STARTED, NOT_SEEN_TO_START = "in code that is started", "in code that nothing here was seen to start"
STOCK_IMAGES = ("prom/prometheus", "grafana/grafana", "node-exporter", "cadvisor", "prom/alertmanager")


@check(
    id="monitoring",
    title="monitoring",
    reads=(
        FileKind.PYTHON,
        FileKind.NOTEBOOK,
        FileKind.SOURCE,
        FileKind.DOCKERFILE,
        FileKind.COMPOSE,
        FileKind.TARGETS,
        FileKind.CI,
        FileKind.CONFIGURATION,
    ),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="What did the signal from {path} look like the last time something went wrong?",
        absent="Your model's answers have been worse since this morning: who or what notices, and how?",
        strong="Describes the last time the signal moved, what it meant, and what it could not show.",
        weak="Names the tool and its dashboard.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library is monitored by whoever runs it",
        Purpose.RESEARCH: "research code runs while somebody watches it",
    },
    other_languages=OtherLanguages(
        "a program that runs by itself can report metrics and errors",
        (Role.OPERATE,),
    ),
    covers=("B6", "B7"),
    near=(
        "monitor",
        "prometheus",
        "grafana",
        "metric",
        "observability",
        "telemetry",
        "dashboard",
        "healthcheck",
    ),
    named=(
        "monitoring",
        "monitor",
        "telemetry",
        "observability",
        "tracing",
        "metrics_exporter",
        "metrics_calculation",
    ),
)
def monitoring(repo: Snapshot) -> Iterator[Observation]:
    """The project's own service reports metrics, traces or errors, in code or through configuration.

    Present: an instrumentation library in live code, metrics that nothing measures, measures of the machine
    in code named for monitoring that a service calls, or an exporter next to the service. Substantive: a
    call in live code, the command that starts a server, an agent that is attached to what is started (by an
    option of the JVM, or in the environment), or the settings of a Spring Boot application whose build has
    the library, or of an agent's gem beside a Rack application, enable the instrumentation; a route, or code
    that asks a model, hands latency, status or tokens to a recorder of the project's own, in code named for
    monitoring (or in a table of usage that says how long it took), that keeps them; a route in another
    language answers metrics as Prometheus reads them, written by its own file; or a table of predictions is
    told what came true, or such code keeps what a library for drift measures of a request, or measures a
    model's answers (in a notebook, or where nothing calls it: present, if it does so over time). What only
    writes a log is logging. Wired: it is on a path that runs: in a module that something starts (an image, a
    service, a job, CI, a schedule) or that such a module imports, or on the command that starts a file of
    this repository. An application that nothing starts, or that cannot be loaded as it was committed,
    reports nothing; a library whose import may fail and that no dependency file names, or only an extra that
    no image installs, is at most substantive. Stock monitoring images that nothing in the repository reports
    to are only claimed, and so is what a library offers to its users' services.
    """
    library = is_library(repo)
    instrumented = False
    for evidence in _in_code(repo, library=library):
        instrumented = True
        yield evidence
    subjects, runs = (Subject.METRICS, Subject.TRACES, Subject.ERROR_REPORTS), runnable_programs(repo)
    traced = () if library else _traced_by_environment(repo)
    for evidence in (*program_evidence(repo, *subjects, runs=runs), *traced):
        instrumented = True
        yield evidence
    for evidence in (*_by_settings(repo), *_on_start(repo), *scraped_servers(repo)):
        instrumented = True
        yield evidence
    if not library:
        yield from _own_measures(repo)
        yield from _measures_of_requests(repo)
        yield from _scored_later(repo)
        yield from _of_the_machine(repo)
        yield from _own_recorders(repo)
        for evidence in _own_answers(repo):
            instrumented = True
            yield evidence
        for own in own_monitoring(repo):
            yield Evidence(own.path, own.line, Level.PRESENT, own.what)
    if not (library or instrumented):
        yield from _doubtful_recorders(repo)
    yield from _beside(repo, instrumented)


def _doubtful_recorders(repo: Snapshot) -> Iterator[Unseen]:
    for kept in (each for each in program_recorders(repo) if each.doubt is not None):
        reason = f"whether somebody watches the tokens that {kept.name} keeps"
        if kept.doubt is Doubt.FAR_AWAY:
            reason = f"whether what {kept.name} keeps measures a model's answers"
        yield Unseen(reason, kept.path)


def _in_code(repo: Snapshot, *, library: bool) -> Iterator[Evidence]:
    found, enabling = signs(repo), dict[str, list[str]]()
    for (path, tool), group in found.items():
        if not (is_test(repo, path) or is_example_path(path)) and _enabled(repo, group) is not None:
            enabling.setdefault(tool, []).append(path)
    for (path, tool), group in found.items():
        if group[0].code.notebook or is_test(repo, path):
            continue
        if library or is_example_path(path):
            what = "a library offers it to its users" if library else "in an example"
            note = f"{tool}: {what}; no service of its own reports"
            yield Evidence(path, group[0].line, Level.CLAIMED, note)
            continue
        elsewhere = next(each for each in (*enabling.get(tool, ()), "") if each != path)
        yield _code_evidence(repo, path, tool, group, elsewhere)


def _by_settings(repo: Snapshot) -> Iterator[Evidence]:
    """What is enabled by settings alone: of a gateway, an agent's gem, or a Spring Boot application."""
    for each in gateway_callbacks(repo):
        level = Level.WIRED if each.started else Level.SUBSTANTIVE
        yield Evidence(each.path, each.line, level, f"callbacks of LiteLLM: {each.key} of the gateway")
    for agent in agent_reports(repo):
        level, where = _reached(agent.started)
        yield Evidence(agent.path, agent.line, level, f"{agent.tool}: the settings of its agent, {where}")
    for report in boot_reports(repo):
        level, _where = _reached(report.started)
        note = f"{report.what} of Spring Boot: {report.key}"
        yield Evidence(report.path, report.line, level, note)


def _reached(started: bool) -> tuple[Level, str]:
    return (Level.WIRED, STARTED) if started else (Level.SUBSTANTIVE, NOT_SEEN_TO_START)


def _without_blocks(name: str) -> str:
    """A function's name without the blocks in it that have none: `ask.lambda@7`."""
    return name.partition(".lambda@")[0]


def _own_answers(repo: Snapshot) -> Iterator[Evidence]:
    """What programs in other languages keep of their answers, and the texts of metrics that they answer."""
    for kept in (each for each in program_recorders(repo) if not each.doubt):
        level, where = _reached(kept.running)
        yield Evidence(
            kept.path,
            kept.line,
            level,
            f"measures of answers are kept by {_without_blocks(kept.name)}, {where}",
        )
    for own, started in answered_metrics(repo):
        level, where = _reached(started)
        yield Evidence(own.path, own.line, level, f"{own.what}, {where}")


def _own_recorders(repo: Snapshot) -> Iterator[Evidence]:
    """Recorders of its own that a route or code which asks a model hands its measures to."""
    by_tools = {path for path, _tool in signs(repo)}
    for each in recorded(repo, sound_modules(repo)):
        if each.recorder.path not in by_tools:
            level = Level.WIRED if each.running else Level.SUBSTANTIVE
            where = (
                "in code that is started" if each.running else "in code that nothing here was seen to start"
            )
            note = f"measures of answers are kept by {each.recorder.name} ({each.recorder.path}), {where}"
            yield Evidence(each.path, each.line, level, note)
    for row in kept_answers(repo, sound_modules(repo)):
        level, where = _reached(row.running)
        yield Evidence(row.path, row.line, level, f"measures of answers are kept as {row.table}, {where}")


def _of_the_machine(repo: Snapshot) -> Iterator[Evidence]:
    """Measures of the machine, in code named for monitoring that a service calls or starts."""
    served, told = called_by_services(repo), set[str]()
    for use in package_uses(repo, MACHINE_PACKAGES):
        path, call = use.code.path, use.call
        if call is None or use.code.notebook or path in told or is_test(repo, path) or is_example_path(path):
            continue
        named = named_for_operation(basename(path).removesuffix(".py"))
        if named and last_part(use.target) in MACHINE_MEASURES and served.has(path, call.function):
            told.add(path)
            note = f"a service measures its machine: {use.target}"
            yield Evidence(path, use.line, Level.PRESENT, note)


def _scored_later(repo: Snapshot) -> Iterator[Evidence]:
    """Tables of predictions that are told what came true."""
    for each in scored_later(repo):
        note = f"predictions in {each.table} are held against what came true"
        if not each.live:
            yield Evidence(each.path, each.line, Level.PRESENT, f"{note}, in code that nothing calls")
            continue
        level, where = _reached(each.path in sound_modules(repo))
        yield Evidence(each.path, each.line, level, f"{note}, {where}")


def _own_measures(repo: Snapshot) -> Iterator[Evidence]:
    """Metrics of a model's answers against the true outcomes, in code that is named for monitoring."""
    training, running = training_modules(repo), sound_modules(repo)
    best: dict[str, Evidence] = {}
    for use in package_uses(repo, QUALITY_MEASURES):
        path, call = use.code.path, use.call
        if call is None or is_test(repo, path) or is_example_path(path):
            continue
        flow = called_by_flows(repo).has(path, call.function)
        # A folder of that name holds much: there, a flow must call for it.
        named = (basename(path), call.function or "", basename(dirname(path)) if flow else "")
        if MONITORING_WORDS.isdisjoint(word for each in named for word in words_of(each)):
            continue
        what = f"metrics of the model's answers{{}}: {use.target.rpartition('.')[2]}{{}}"
        if use.code.notebook or path in training or not is_live(repo, use.code, call.function):
            if not OVER_TIME.search(repo.text(path) or ""):
                continue
            where = ", in a notebook" if use.code.notebook else ""
            found = Evidence(path, use.line, Level.PRESENT, what.format(" over time", where))
        elif path in running or flow:
            found = Evidence(path, use.line, Level.WIRED, what.format("", ", in code that is run"))
        else:
            found = Evidence(path, use.line, Level.SUBSTANTIVE, what.format("", ""))
        if path not in best or found.level > best[path].level:
            best[path] = found
    yield from best.values()


def _measures_of_requests(repo: Snapshot) -> Iterator[Evidence]:
    """What a library for drift measures of a request's answer, in code named for monitoring that keeps it."""
    requests, told = called_by_requests(repo), set[str]()
    for use, detector in DETECTORS.uses(repo):
        path, call = use.code.path, use.call
        if (
            call is None
            or not compares(detector, call)
            or use.code.notebook
            or path in told
            or is_test(repo, path)
            or is_example_path(path)
        ):
            continue
        named = (basename(path), basename(dirname(path)), call.function or "")
        if MONITORING_WORDS.isdisjoint(word for each in named for word in words_of(each)):
            continue
        keeps = any(last_part(each.target) in KEEPS_MEASURES for each in repo.modules[path].calls)
        if keeps and requests.has(path, call.function):
            told.add(path)
            level, where = _reached(path in sound_modules(repo))
            note = f"measures of answers to requests are kept: {detector.name}, {where}"
            yield Evidence(path, use.line, level, note)


def _enabled(repo: Snapshot, group: list[Sign]) -> Sign | None:
    """The first place in live code that enables a tool."""
    places = {sign.function: sign for sign in reversed(group) if sign.on and not sign.code.notebook}
    first = sorted(places.values(), key=lambda sign: sign.line)[:MOST_FUNCTIONS_ASKED]
    return next((sign for sign in first if is_live(repo, sign.code, sign.function)), None)


def _code_evidence(repo: Snapshot, path: str, tool: str, group: list[Sign], elsewhere: str) -> Evidence:
    """What a file shows of a tool; `elsewhere` is another file that enables it, or empty."""
    live = _enabled(repo, group)
    if live is not None:
        running = path in sound_modules(repo)
        where = STARTED if running else NOT_SEEN_TO_START
        missing = may_be_missing(repo, live.code, live.target) if running else None
        if missing is not None:
            running, where = False, f"if the library is there: {missing}"
        level = Level.WIRED if running else Level.SUBSTANTIVE
        rank = reporting_rank(repo, path, live.line)
        return Evidence(path, live.line, level, f"{tool}: {live.target}, {where}", size=rank)
    note = (
        f"{tool}: imported; {elsewhere} enables it"
        if elsewhere
        else f"{tool}: imported, but not enabled here"
    )
    return Evidence(path, group[0].line, Level.PRESENT, note)


def _traced_by_environment(repo: Snapshot) -> Iterator[Evidence]:
    """Environments of what runs that switch on the traces of what its code uses."""
    traced = [
        use for use in traced_packages(repo) if not use.code.notebook and not is_test(repo, use.code.path)
    ]
    if not traced:
        return
    running = any(use.code.path in sound_modules(repo) for use in traced)
    level = Level.WIRED if running else Level.SUBSTANTIVE
    for each in traced_environments(repo):
        note = f"LangSmith traces: {each.variable} in the environment of {each.where}"
        yield Evidence(each.path, each.line, level, note)


def _on_start(repo: Snapshot) -> Iterator[Evidence]:
    for each in attached_agents(repo):
        level = Level.WIRED if each.started else Level.SUBSTANTIVE
        yield Evidence(each.path, each.line, level, each.what)


def _beside(repo: Snapshot, instrumented: bool) -> Iterator[Evidence]:
    """Exporters and monitoring servers in compose files."""
    for path, services in repo.services.items():
        own = [service for service in services if service.build_context is not None or service.command]
        for service in services:
            image = service.image or ""
            exporter = next((name for mark, name in EXPORTER_IMAGES.items() if mark in image), None)
            if exporter is not None and own:
                yield Evidence(path, service.line, Level.PRESENT, f"{exporter} next to the service ({image})")
            elif any(mark in image for mark in STOCK_IMAGES) and not instrumented:
                yield Evidence(
                    path,
                    service.line,
                    Level.CLAIMED,
                    f"{image} runs, but nothing in this repository reports to it",
                )
