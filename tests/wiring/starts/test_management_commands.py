"""Django projects: what loads their modules by name, their own commands, and commands that run nothing."""

from __future__ import annotations

import pytest

from analyzer.wiring.modules import reached_from
from analyzer.wiring.starts.entrypoints import starts
from tests.support.snapshots import snapshot
from tests.wiring.starts.test_entrypoints import image, started

DJANGO = {
    "web/manage.py": "import os\n\n\ndef main():\n"
    "    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_x.settings')\n\n\nmain()\n",
    "web/site_x/__init__.py": "from site_x.celery import app\n",
    "web/site_x/celery.py": "from celery import Celery\n\napp = Celery('site_x')\napp.autodiscover_tasks()\n",
    "web/site_x/settings.py": "ROOT_URLCONF = 'site_x.urls'\nWSGI_APPLICATION = 'site_x.wsgi.application'\n",
    "web/site_x/urls.py": "from django.urls import include, path\n\nurlpatterns = [path('x/', include('core.urls'))]\n",
    "web/site_x/wsgi.py": "import os\nfrom django.core.wsgi import get_wsgi_application\n\n"
    "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_x.settings')\napplication = get_wsgi_application()\n",
    "web/core/__init__.py": "",
    "web/core/urls.py": "from django.urls import path\nfrom core import views\n\nurlpatterns = [path('p', views.p)]\n",
    "web/core/views.py": "import joblib\n\n\ndef p(request):\n    return joblib.load('m').predict([1])\n",
    "web/core/tasks.py": "def train():\n    return 1\n",
    "other/tasks.py": "def brew():\n    return 1\n",
}


@pytest.mark.parametrize(
    ("command", "reached"),
    [
        ("python manage.py runserver 0.0.0.0:80", "web/core/views.py"),
        ("gunicorn site_x.wsgi:application", "web/core/views.py"),
        ("celery -A site_x worker", "web/core/tasks.py"),
    ],
)
def test_a_framework_loads_modules_by_name(command: str, reached: str) -> None:
    repo = snapshot({**DJANGO, "web/Dockerfile": image("COPY . .", f"CMD {command}")})
    found = reached_from(repo, [each.module for each in starts(repo) if each.module])
    assert reached in found
    assert "other/tasks.py" not in found


COMMAND = "web/core/management/commands/score.py"


@pytest.mark.parametrize(
    ("command", "files", "modules"),
    [
        ("python manage.py score --days 2", {}, {COMMAND}),
        ("django-admin score", {}, {COMMAND}),
        ("python manage.py rank", {}, {"web/manage.py"}),
        ("python manage.py score", {COMMAND.replace("/core/", "/other/"): ""}, {"web/manage.py"}),
    ],
)
def test_a_project_runs_its_own_commands(command: str, files: dict[str, str], modules: set[str]) -> None:
    image_of = {"web/Dockerfile": image("COPY . .", f"CMD {command}")}
    assert started({**DJANGO, COMMAND: "", **files, **image_of}) == modules


@pytest.mark.parametrize("work", ["migrate", "collectstatic --noinput", "test"])
def test_managing_a_project_does_not_run_it(work: str) -> None:
    assert started({**DJANGO, "web/Dockerfile": image("COPY . .", f"CMD python manage.py {work}")}) == set()
