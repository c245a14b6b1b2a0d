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


# What hands a job to a function by its name in a text, and whether its module is loaded with it.
HANDED = {
    "a task of a queue": (
        "from celery import Celery\nq = Celery('w')\nq.send_task('worker.tasks.brew')\n",
        True,
    ),
    "a function of a queue": ("from rq import Queue\nQueue().enqueue('worker.tasks.brew', 1)\n", True),
    "a job of a scheduler": ("s = make()\ns.add_job('worker.tasks:brew', 'cron')\n", True),
    "a part of a bot": ("async def f(bot):\n    await bot.load_extension('worker.tasks')\n", True),
    "a task that is not here": (
        "from celery import Celery\nCelery('w').send_task('other.tasks.brew')\n",
        False,
    ),
    "a word": ("from rq import Queue\nQueue().enqueue('worker')\n", False),
    "a text of another call": ("print('worker.tasks.brew')\n", False),
    "whatever is in a folder": ("async def f(bot, n):\n    await bot.load_extension(f'worker.{n}')\n", True),
    "what is imported of a folder": ('import importlib\nimportlib.import_module(f"worker.{n}")\n', True),
    "whatever is in another folder": ("import importlib\nimportlib.import_module(f'jobs.{n}')\n", False),
    "a name that nobody knows": ("import importlib\nimportlib.import_module(f'{n}')\n", False),
    "another call with a folder": ("print(f'worker.{n}')\n", False),
}


@pytest.mark.parametrize(("source", "loaded"), HANDED.values(), ids=HANDED)
def test_a_function_that_is_named_in_a_text_is_loaded(source: str, loaded: bool) -> None:
    repo = snapshot({**TASKS, "main.py": source})
    assert ("worker/tasks.py" in import_graph(repo)["main.py"]) is loaded
