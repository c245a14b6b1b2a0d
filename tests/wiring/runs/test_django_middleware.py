"""Classes that Django's settings put before its views."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

GATE = (
    "from django.http import JsonResponse\n\n\nclass Gate:\n    def __init__(self, get_response):\n"
    "        self.get_response = get_response\n\n    def __call__(self, request):\n        return self.get_response(request)\n\n"
    "    def process_view(self, request, view, args, kwargs):\n        return None if request.user else self.deny(request)\n\n"
    "    def deny(self, request):\n        return JsonResponse({}, status=401)\n"
)
SITE = {
    "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_a.settings')\n",
    "site_a/__init__.py": "",
    "site_a/settings.py": "ROOT_URLCONF = 'site_a.urls'\nMIDDLEWARE = [\n    'site_a.gate.Gate',\n]\n",
    "site_a/urls.py": "from django.urls import path\nfrom site_a import views\n\nurlpatterns = [path('p', views.p)]\n",
    "site_a/views.py": "import joblib\n\nmodel = joblib.load('m')\n\n\ndef p(request):\n    return model.predict(request.POST)\n",
    "site_a/gate.py": GATE,
    "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install django joblib\nCMD python manage.py runserver\n",
}
CASES = {
    "in the settings": (SITE, Level.PRESENT),
    "not in the settings": (
        {**SITE, "site_a/settings.py": "ROOT_URLCONF = 'site_a.urls'\nMIDDLEWARE = []\n"}, Level.ABSENT),
    "of another setting": (
        {**SITE, "site_a/settings.py": SITE["site_a/settings.py"].replace("MIDDLEWARE", "GATES")}, Level.ABSENT),
    "a hook that Django does not know": (
        {**SITE, "site_a/gate.py": GATE.replace("process_view", "look_at")}, Level.ABSENT),
    "made without what answers": (
        {**SITE, "site_a/gate.py": GATE.replace("self, get_response", "self, other")}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), CASES.values(), ids=CASES)
def test_what_stands_before_the_views_answers_requests(files: dict[str, str], level: Level) -> None:
    finding = run("robustness", snapshot(files))
    assert_found(finding, level, "site_a/gate.py:15", "authentication: responds with 401")
