"""What runs on a schedule, by what code gives a schedule to."""

from __future__ import annotations

import pytest

from analyzer.wiring.runs.execution import scheduled_modules
from tests.support.snapshots import snapshot


@pytest.mark.parametrize(
    ("source", "scheduled"),
    [
        ("import schedule\nimport job\nschedule.every(5)\n", True),
        ("import job\nfrom celery.schedules import crontab\ncrontab(minute=5)\n", True),
        ("import job\nfrom mage_ai import run\nrun(schedule_interval='@daily')\n", True),
        (
            "import job\nfrom azure.ai.ml.entities import JobSchedule\nJobSchedule(trigger=CronTrigger('0 4 * * *'))\n",
            True,
        ),
        ("import job\nfrom ploomber import DAG\nDAG(schedule='@daily')\n", True),
        ("import job\nfrom airflow import DAG\nDAG(schedule=None)\n", False),
        ("import job\nfrom airflow import DAG\nDAG('a')\n", False),
        ("import job\nfrom timetables import DAG\nDAG(schedule='@daily')\n", False),
    ],
)
def test_what_is_given_a_schedule_runs_with_what_it_imports(source: str, scheduled: bool) -> None:
    expected = {"plan.py", "job.py"} if scheduled else set()
    assert scheduled_modules(snapshot({"plan.py": source, "job.py": "X = 1\n"})) == expected


@pytest.mark.parametrize(
    ("on", "condition", "scheduled"),
    [
        ("{push: {}, schedule: [{cron: 0 4 * * *}]}", "true", {"job.py"}),
        ("{push: {}, schedule: [{cron: 0 4 * * *}]}", "github.event_name == 'schedule'", {"job.py"}),
        ("{push: {}, schedule: [{cron: 0 4 * * *}]}", "github.event_name == 'push'", set[str]()),
        ("{push: {}}", "true", set[str]()),
    ],
)
def test_a_job_of_ci_is_scheduled_where_the_schedule_starts_that_job(
    on: str, condition: str, scheduled: set[str]
) -> None:
    ci = f"on: {on}\njobs:\n  a:\n    if: {condition}\n    runs-on: x\n    steps:\n      - run: python job.py\n"
    assert scheduled_modules(snapshot({".github/workflows/a.yml": ci, "job.py": "X = 1\n"})) == scheduled


SERVICE = "[Service]\nExecStart=/srv/.venv/bin/python -m job\n"
TIMERS: dict[str, tuple[dict[str, str], bool]] = {
    "of its name": ({"ops/job.timer": "[Timer]\nOnCalendar=daily\n", "ops/job.service": SERVICE}, True),
    "that it names": ({"a.timer": "[Timer]\nUnit=b.service\nOnCalendar=daily\n", "b.service": SERVICE}, True),
    "of another name": ({"a.timer": "[Timer]\nOnCalendar=daily\n", "b.service": SERVICE}, False),
    "a table of times": ({"ops/crontab": "0 4 * * * cd /srv && python -m job\n"}, True),
    "without a timer": ({"job.service": SERVICE}, False),
}


@pytest.mark.parametrize(("units", "scheduled"), TIMERS.values(), ids=TIMERS)
def test_a_timer_starts_its_unit_regularly(units: dict[str, str], scheduled: bool) -> None:
    expected = {"job.py"} if scheduled else set()
    assert scheduled_modules(snapshot({**units, "job.py": "X = 1\n"})) == expected


FOLLOWING = {
    "a clock": ("on: {schedule: [{cron: 0 4 * * *}]}", True),
    "another system": ("on: repository_dispatch", True),
    "a change": ("on: push", False),
    "a person": ("on: workflow_dispatch", False),
}


@pytest.mark.parametrize(("on", "regular"), FOLLOWING.values(), ids=FOLLOWING)
def test_what_follows_a_workflow_runs_as_regularly(on: str, regular: bool) -> None:
    first = f"name: score\n{on}\njobs: {{a: {{runs-on: u, steps: [{{run: python first.py}}]}}}}\n"
    second = (
        "name: watch\non: {workflow_run: {workflows: [score], types: [completed]}}\n"
        "jobs: {a: {runs-on: u, steps: [{run: python second.py}]}}\n"
    )
    third = second.replace("watch", "tell").replace("[score]", "[watch]").replace("second", "third")
    stranger = second.replace("watch", "else").replace("[score]", "[other]").replace("second", "fourth")
    modules = {f"{name}.py": "X = 1\n" for name in ("first", "second", "third", "fourth")}
    files = {f".github/workflows/{n}.yml": text for n, text in enumerate((first, second, third, stranger))}
    expected = {"first.py", "second.py", "third.py"} if regular else set()
    assert scheduled_modules(snapshot({**files, **modules})) == expected
