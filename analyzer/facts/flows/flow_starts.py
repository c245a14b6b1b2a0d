"""Whether something runs a pipeline: a schedule, a task, CI, a container, or a deployment of its tool."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath

from analyzer.declarations import FileKind
from analyzer.facts.flows.command_texts import commands_in
from analyzer.facts.flows.flows import flow_lines
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.execution import operated, scheduled_modules
from analyzer.wiring.runs.flow_projects import kedro_commands, started_projects
from analyzer.wiring.runs.kedro_runs import programs_run, takes

# Files in which a tool is told what to deploy or load, beside the kinds that hold commands.
DEPLOYMENT_FILES = lazy_regex(
    r"prefect\.ya?ml|.*deployments?\.ya?ml|workspace\.yaml|dagster\.yaml|dagster_cloud\.ya?ml|kestra.*\.ya?ml"
    r"|.*\.service|crontab.*|.*\.cron|zenml.*\.ya?ml|databricks\.ya?ml"
)
COMMAND_KINDS = (FileKind.CI, FileKind.TARGETS, FileKind.DOCKERFILE, FileKind.COMPOSE)
RUNS_STAGES = lazy_regex(r"\bdvc (?:repro|exp run)\b")
SAYING = word_set(
    "print echo secho debug info warn warning error critical exception log write add_argument "
    "Exception RuntimeError ValueError SystemExit Exit"
)
DEPLOYS_FLOWS = word_set("deploy serve")
SCHEDULE_KEYS = word_set("schedule schedule_interval timetable")
NO_SCHEDULE = word_set("None @once")
STARTS_AIRFLOW = lazy_regex(r"\bairflow\b", re.IGNORECASE)


def flow_is_started(repo: Snapshot, path: str, tool: str) -> bool:
    """Whether a flow in code is run by something of the repository.

    Airflow loads what lies in its folder: a DAG is started by its schedule, and by hand where the
    repository starts Airflow.
    """
    if path in scheduled_modules(repo) or path in operated(repo) or _is_named(repo, path):
        return True
    if path in _deployed_from_source(repo) or (tool == "Dagster" and path in _defined(repo)):
        return True
    if tool == "Kedro":
        return any(takes(repo, each, path) for each in kedro_commands(repo)) or programs_run(repo, path)
    if any(True for _words in started_projects(repo, tool)):
        return True
    return tool == "Airflow" and (_has_a_schedule(repo, path) or _airflow_is_started(repo))


@derived
def _defined(repo: Snapshot) -> frozenset[str]:
    """What the started modules of Dagster with definitions import: the assets and jobs that these list."""
    found = {
        path
        for path, facts in repo.modules.items()
        if any(call.target in ("dagster.Definitions", "dagster.repository") for call in facts.calls)
        and not (is_test(repo, path) or is_example_path(path))
        and (path in scheduled_modules(repo) or path in operated(repo) or _is_named(repo, path))
    }
    return reached_from(repo, found)


@derived
def started_flows(repo: Snapshot) -> frozenset[str]:
    """Live modules whose flow something starts: a schedule, the platform, a deployment, a command.

    Kedro's say themselves which functions their nodes run.
    """
    return frozenset(
        path
        for (path, tool), found in flow_lines(repo).items()
        if path in repo.modules and (found.flows or found.steps) and tool != "Kedro"
        if not (is_example_path(path) or is_test(repo, path))
        if flow_is_started(repo, path, tool)
    )


@derived
def started_pipelines(repo: Snapshot) -> frozenset[str]:
    """The modules of `started_flows` that hold a flow of several steps."""
    return frozenset(
        path
        for (path, _tool), found in flow_lines(repo).items()
        if path in started_flows(repo) and found.flows and len(found.steps) > 1
    )


@derived
def _deployed_from_source(repo: Snapshot) -> frozenset[str]:
    """Files of flows that a program which something runs deploys or serves by the name of their file.

    `flow.from_source(source=..., entrypoint="flows/a.py:main").deploy(...)`, of Prefect.
    """
    found: set[str] = set()
    for path in sorted(operated(repo)):
        calls = repo.modules[path].calls if path in repo.modules else ()
        taken = [call for call in calls if last_part(call.target) == "from_source"]
        if not taken or not any(last_part(call.target) in DEPLOYS_FLOWS for call in calls):
            continue
        for call in taken:
            named = (*call.strings, *(value for key, value in call.keywords if key == "entrypoint"))
            for each in named:
                file, mark, _function = each.partition(".py:")
                if mark:
                    places = (normpath(f"{file}.py"), normpath(join(dirname(path), f"{file}.py")))
                    found.update(place for place in places if place in repo.modules)
    return reached_from(repo, found)


def _has_a_schedule(repo: Snapshot, path: str) -> bool:
    """Whether a DAG is not explicitly without one: for years a DAG that said nothing ran every day."""
    places = [(call.target, call.keywords) for call in repo.modules[path].calls]
    said = [
        {value for key, value in keywords if key in SCHEDULE_KEYS}
        for target, keywords in places
        if last_part(target).casefold() == "dag"
    ]
    return not said or any(not each or each - NO_SCHEDULE for each in said)


@derived
def _command_texts(repo: Snapshot) -> str:
    """All texts that hold commands or deployments, one after the other, as far as they do something."""
    paths = {path for kind in COMMAND_KINDS for path in repo.of_kind(kind)}
    paths.update(_deployments(repo))
    return "\n".join(commands_in(repo, path) for path in sorted(paths))


@derived
def _deployments(repo: Snapshot) -> tuple[str, ...]:
    return tuple(path for path in repo.paths if DEPLOYMENT_FILES.fullmatch(basename(path)))


def _is_named(repo: Snapshot, path: str) -> bool:
    """Whether a command or a deployment names the file or its module; a deployment from where it lies."""
    for each in _deployments(repo):
        folder = f"{dirname(each)}/"
        if len(folder) > 1 and path.startswith(folder):
            name = re.escape(path.removeprefix(folder))
            if re.search(rf"(?<![\w./-])(?:\./)?{name}(?!\w)", commands_in(repo, each)) is not None:
                return True
    texts = _command_texts(repo)
    dotted = path.removesuffix(".py").replace("/", ".")
    names = [each for each in (dotted, dotted.partition(".")[2]) if "." in each]
    said = "|".join(re.escape(each) for each in (path, *names))
    return re.search(rf"(?<![\w.-])(?:{said})(?!\w)", texts) is not None


@derived
def _airflow_is_started(repo: Snapshot) -> bool:
    paths = {path for kind in (FileKind.DOCKERFILE, FileKind.COMPOSE) for path in repo.of_kind(kind)}
    return any(STARTS_AIRFLOW.search(commands_in(repo, path)) for path in sorted(paths))


@derived
def stages_are_run(repo: Snapshot) -> bool:
    """Whether a command of CI, a task, a script or a program runs the stages of DVC."""
    if RUNS_STAGES.search(_command_texts(repo)):
        return True
    if any(RUNS_STAGES.search(" ".join(run.reached.words)) for run in ci_runs(repo)):
        return True
    return any(
        RUNS_STAGES.search(" ".join(call.strings))
        for facts in repo.modules.values()
        for call in facts.calls
        if last_part(call.target) not in SAYING
    )
