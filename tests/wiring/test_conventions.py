"""Modules that a queue's worker loads because a text names them."""

from __future__ import annotations

import pytest

from analyzer.wiring.modules import import_graph
from tests.support.snapshots import snapshot

TASKS = {"worker/__init__.py": "", "worker/tasks.py": "def brew():\n    return 1\n"}
# What makes the application, and whether the module of its tasks is loaded with it.
LISTED = {
    "in the call": ("from celery import Celery\napp = Celery('w', include=['worker.tasks'])\n", True),
    "on the settings": (
        "from celery import Celery\napp = Celery('w')\napp.conf.imports = ('worker.tasks',)\n",
        True,
    ),
    "in an update": (
        "from celery import Celery\napp = Celery('w')\napp.conf.update(include=['worker.tasks'])\n",
        True,
    ),
    "in a module of settings": ("broker_url = 'redis://r'\nimports = ('worker.tasks',)\n", True),
    "of another queue": (
        "import procrastinate\napp = procrastinate.App(import_paths=['worker.tasks'])\n",
        True,
    ),
    "a module that is not here": (
        "from celery import Celery\napp = Celery('w', include=['worker.other'])\n",
        False,
    ),
    "in a comment": ("from celery import Celery\napp = Celery('w')  # include=['worker.tasks']\n", False),
    "by what is no queue": ("from celery import group\njobs = group('worker.tasks')\n", False),
}


@pytest.mark.parametrize(("application", "loaded"), LISTED.values(), ids=LISTED)
def test_a_worker_loads_the_modules_that_its_application_lists(application: str, loaded: bool) -> None:
    repo = snapshot({**TASKS, "worker/app.py": application})
    assert ("worker/tasks.py" in import_graph(repo)["worker/app.py"]) is loaded
