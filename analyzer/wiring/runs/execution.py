"""What runs automatically: tests that CI runs, modules that a CI job or a schedule starts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from posixpath import basename, dirname, join

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, code_only
from analyzer.parsing.structured import Block, block, items, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import CHECKING_PROGRAMS, ContinuousRun, ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.commands.regular_workflows import runs_regularly
from analyzer.wiring.modules import module_index, package_uses, reached_from
from analyzer.wiring.orchestrators import ORCHESTRATORS
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called, called_from
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import service_modules, started_by_service
from analyzer.wiring.starts.handed_programs import handed_by
from analyzer.wiring.starts.platform_starts import everything_started
from analyzer.wiring.testing.runners import collected

# What code gives a schedule to: pipeline tools, and those that do nothing else. MLflow has none.
SCHEDULERS = ORCHESTRATORS.packages - {"mlflow"} | word_set("kestra apscheduler schedule celery rocketry")
SCHEDULE_KEYWORDS = word_set(
    "schedule schedule_interval cron interval cron_schedule schedules crontab timetable seconds minutes "
    "hours trigger"
)
SCHEDULE_CALLS = word_set(
    "add_job scheduled_job every crontab add_periodic_task ScheduleDefinition IntervalSchedule "
    "CronSchedule schedule CronTrigger IntervalTrigger build_schedule_from_partitioned_job"
)
SERVING_FLOWS = word_set("serve deploy to_deployment")
DOTTED = lazy_regex(r"(?<![\w.])[A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){1,8}(?![\w.(])")
TIMED_UNIT = lazy_regex(r"^Unit[ \t]*=[ \t]*([\w.@-]{1,120}\.service)[ \t]*$", re.MULTILINE)
PYTHON_FILE = lazy_regex(r"(?<![\w/.-])[\w./-]{1,200}\.py\b")


@derived
def ci_tests(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """(path, qualified name) of every test that a CI job runs and may fail on."""
    found: set[tuple[str, str]] = set()
    for run in ci_runs(repo):
        tests = None if run.reached.failure is Failure.MASKED else collected(repo, run.reached)
        if tests is not None:
            found.update((each.path, each.name) for each in tests.tests if not each.skipped)
    return frozenset(found)


@derived
def ci_modules(repo: Snapshot) -> frozenset[str]:
    """First-party modules that a CI job starts and whose failure it may see, with what they import."""
    runs = (run for run in ci_runs(repo) if run.reached.failure is not Failure.MASKED)
    return reached_from(repo, {path for run in runs for path in started_by_run(repo, run)})


@derived
def called_in_ci(repo: Snapshot) -> Called:
    """What such a job really calls of these modules."""
    runs = (run for run in ci_runs(repo) if run.reached.failure is not Failure.MASKED)
    return called_from(repo, {path for run in runs for path in started_by_run(repo, run)})


def started_by_run(repo: Snapshot, run: ContinuousRun) -> frozenset[str]:
    """The first-party modules that a command of a CI job starts."""
    words = run.reached.words
    if not words or basename(words[0]) in CHECKING_PROGRAMS or collected(repo, run.reached) is not None:
        return frozenset()  # a linter or a test runner reads the modules it names; it does not run them
    return _started(repo, join(run.reached.directory, "_"), shlex.join(words))


def _started(repo: Snapshot, path: str, script: str) -> frozenset[str]:
    known = _known_scripts(repo)
    if (path, script) not in known:
        starts = started_by_service(repo, path, 1, script)
        known[path, script] = frozenset(each.module for each in starts if each.module is not None)
    return known[path, script]


@derived
def _known_scripts(repo: Snapshot) -> dict[tuple[str, str], frozenset[str]]:
    """What scripts were found to start: several checks ask about the same ones."""
    del repo
    return {}


@derived
def scheduled_modules(repo: Snapshot) -> frozenset[str]:
    """First-party modules that run regularly, or as a task of a pipeline, with what they import."""
    found: set[str] = set()
    for run in ci_runs(repo):
        if runs_regularly(repo, run.pipeline, run.job):
            found |= started_by_run(repo, run)
    found.update(_orchestrated(repo))
    found.update(_served_on_schedule(repo))
    for path in repo.paths:
        name = basename(path).casefold()
        if name == "dvc.yaml":
            found.update(_dvc_stages(repo, path))
        elif name in ("prefect.yaml", "prefect.yml"):
            found.update(_prefect_deployments(repo, path))
        elif "cron" in name:
            found.update(_cron_lines(repo, path))
            found.update(each.module for each in everything_started(repo) if each.path == path)
        elif name.endswith(".timer"):
            unit = _unit_of(repo, path)
            found.update(each.module for each in everything_started(repo) if each.path == unit)
        if name.endswith((".yaml", ".yml")) and "cron" in (repo.text(path) or "").casefold():
            found.update(_cron_jobs(repo, path))
    return reached_from(repo, {path for path in found if not is_test(repo, path)})


def _orchestrated(repo: Snapshot) -> Iterator[str]:
    """Modules in which a scheduler is given a schedule, and the files its shell tasks start."""
    told: set[str] = set()
    for use in package_uses(repo, SCHEDULERS):
        path, call = use.code.path, use.call
        if path in told or call is None or use.code.notebook or is_test(repo, path) or is_example_path(path):
            continue
        if use.target.rpartition(".")[2] in SCHEDULE_CALLS or _is_given_schedule(call):
            told.add(path)
            yield path
            source = code_only(repo.text(path) or "")
            yield from _files_named(repo, source)
            yield from _modules_named(repo, source)


def _served_on_schedule(repo: Snapshot) -> Iterator[str]:
    """Modules that serve or deploy a flow of their own, or one they import, with a schedule: of Prefect."""
    for use in package_uses(repo, frozenset({"prefect"})):
        path = use.code.path
        if use.call is None and not (use.code.notebook or is_test(repo, path) or is_example_path(path)):
            calls = (each for each in use.code.facts.calls if each.target.rpartition(".")[2] in SERVING_FLOWS)
            if any(_is_given_schedule(each) for each in calls):
                yield path


def _is_given_schedule(call: Call) -> bool:
    return any(key in SCHEDULE_KEYWORDS and value not in ("None", "@once") for key, value in call.keywords)


def _files_named(repo: Snapshot, script: str) -> Iterator[str]:
    """First-party files that a command names by the end of their path."""
    for match in PYTHON_FILE.finditer(script[:262_144]):
        tail = match[0].lstrip("./")
        yield from (
            path for path in repo.of_kind(FileKind.PYTHON) if path == tail or tail.endswith("/" + path)
        )


def _modules_named(repo: Snapshot, source: str) -> Iterator[str]:
    """First-party modules whose dotted name occurs in a text: `python -m jobs.drift`."""
    index = module_index(repo)
    for name in dict.fromkeys(match[0] for match in DOTTED.finditer(source[:262_144])):
        path = index.resolve("_", name)
        if path is not None and path.endswith("/" + name.rpartition(".")[2] + ".py"):
            yield path


def _dvc_stages(repo: Snapshot, path: str) -> Iterator[str]:
    for document in repo.yaml(path):
        for value in block(block(document.value).get("stages")).values():
            stage = block(value)
            for command in items(block(stage.get("do", stage)).get("cmd")):
                yield from _started(repo, path, text(command))


def _cron_lines(repo: Snapshot, path: str) -> Iterator[str]:
    if path.endswith((".py", ".yaml", ".yml", ".md", ".ipynb")):
        return
    for row in (repo.text(path) or "").split("\n")[:500]:
        if not row.lstrip().startswith("#"):
            yield from _files_named(repo, row)


def _unit_of(repo: Snapshot, path: str) -> str:
    """The unit that a timer starts: the one that it names, else the one of its name (systemd.timer(5))."""
    named = TIMED_UNIT.search(repo.text(path) or "")
    unit = named[1] if named is not None else basename(path).removesuffix(".timer") + ".service"
    return join(dirname(path), unit)


def _prefect_deployments(repo: Snapshot, path: str) -> Iterator[str]:
    """The files of flows that are deployed with a schedule (https://docs.prefect.io/v3/how-to-guides/deployments)."""
    for document in repo.yaml(path):
        for each in items(block(document.value).get("deployments")):
            deployment = block(each)
            schedules = [*items(deployment.get("schedules")), *items(deployment.get("schedule"))]
            if any(text(block(one).get("active")).casefold() != "false" for one in schedules):
                yield from _files_named(repo, text(deployment.get("entrypoint")).partition(":")[0])


def _cron_jobs(repo: Snapshot, path: str) -> Iterator[str]:
    """Kubernetes CronJobs and Argo CronWorkflows: the Python files their containers start."""
    for document in repo.yaml(path):
        manifest = block(document.value)
        if text(manifest.get("kind")) not in ("CronJob", "CronWorkflow"):
            continue
        for node in nodes(manifest):
            if isinstance(node, Block) and ("command" in node or "args" in node):
                words = [text(each) for key in ("command", "args") for each in items(node.get(key))]
                yield from _started(repo, "_", shlex.join(words))
                yield from _files_named(repo, " ".join(words))


@derived
def operated(repo: Snapshot) -> frozenset[str]:
    """Modules that run automatically: services, starts, CI, schedules, with what they import and hand on."""
    starts = modules_run(repo) | service_modules(repo)
    found = reached_from(repo, starts) | scheduled_modules(repo)
    return found | reached_from(repo, handed_by(repo, found))
