"""Tests that reach the repository's code through fixtures of plug-ins, or of modules loaded as plug-ins."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.wiring.testing.collection import test_functions as functions_of
from tests.support.snapshots import snapshot

Files = Mapping[str, str]
SHOP = {"shop/__init__.py": "", "shop/web.py": "def create_app():\n    return object()\n"}
APP = "import pytest\nfrom shop.web import create_app\n\n\n@pytest.fixture\ndef app():\n    return create_app()\n"
ASKS = "def test_a(client):\n    assert client.get('/').status_code == 200\n"
EMPTY = "import pytest\n\n\n@pytest.fixture\ndef app():\n    return object()\n"
MANAGE = {
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n",
    "site_/__init__.py": "",
    "site_/settings.py": "DEBUG = False\n",
}
DJANGO = "from {} import {}\n\n\nclass T({}):\n    def test_a(self):\n        self.assertEqual(self.client.get('/').status_code, 200)\n"


def reaches(files: Files) -> bool:
    """Whether the one test of the files reaches first-party code."""
    (found,) = [test for each in functions_of(snapshot(files)).values() for test in each]
    return found.substantive


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({**SHOP, "tests/conftest.py": APP, "tests/test_a.py": ASKS}, True),
        ({**SHOP, "conftest.py": APP, "tests/unit/test_a.py": ASKS}, True),
        ({**SHOP, "tests/test_a.py": f"{APP}\n\n{ASKS}"}, True),
        ({**SHOP, "tests/conftest.py": APP, "tests/test_a.py": ASKS.replace("client", "live_server")}, True),
        ({**SHOP, "tests/conftest.py": APP, "tests/test_a.py": ASKS.replace("client", "http_client")}, True),
        ({**SHOP, "tests/conftest.py": EMPTY, "tests/test_a.py": ASKS}, False),
        ({**SHOP, "tests/test_a.py": ASKS}, False),
        ({**SHOP, "tests/conftest.py": APP, "tests/test_a.py": ASKS.replace("client", "tmp_path")}, False),
        # The repository's own `client` is not the plug-in's.
        ({**SHOP, "tests/conftest.py": APP, "tests/test_a.py": EMPTY.replace("app", "client") + ASKS}, False),
        # A class takes it for all of its tests.
        (
            {
                **SHOP,
                "tests/conftest.py": APP,
                "tests/test_a.py": "import pytest\n\n\nclass TestA:\n    @pytest.fixture(autouse=True)\n"
                "    def _given(self, client):\n        self.c = client\n\n"
                "    def test_a(self):\n        assert self.c.get('/').status_code == 200\n",
            },
            True,
        ),
        # A framework asks a method of the class for the application.
        (
            {
                **SHOP,
                "tests/test_a.py": "from flask_testing import TestCase\nfrom shop.web import create_app\n\n\nclass T(TestCase):\n"
                "    def create_app(self):\n        return create_app()\n\n"
                "    def test_a(self):\n        self.assertEqual(self.client.get('/').status_code, 200)\n",
            },
            True,
        ),
    ],
)
def test_a_plug_in_makes_its_fixture_from_the_application(files: Files, expected: bool) -> None:
    assert reaches(files) is expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"conftest.py": "pytest_plugins = ['tests.given']\n", "tests/given.py": APP, "tests/test_a.py": ASKS}, True),
        ({"conftest.py": "pytest_plugins = ('x', 'tests.given')\n", "tests/given.py": APP, "tests/test_a.py": ASKS}, True),
        ({"conftest.py": "pytest_plugins = 'tests.given'\n", "tests/given.py": APP, "tests/test_a.py": ASKS}, True),
        ({"conftest.py": "pytest_plugins = ['a']\n", "a.py": "pytest_plugins = ['tests.given']\n", "tests/given.py": APP, "tests/test_a.py": ASKS}, True),
        ({"tests/given.py": APP, "tests/test_a.py": f"pytest_plugins = ['tests.given']\n\n\n{ASKS}"}, True),
        ({"conftest.py": "pytest_plugins = ['elsewhere.given']\n", "tests/given.py": APP, "tests/test_a.py": ASKS}, False),
        ({"tests/given.py": APP, "tests/test_a.py": ASKS}, False),
        ({"conftest.py": "pytest_plugins = ['a']\n", "a.py": "pytest_plugins = ['b']\n", "b.py": "pytest_plugins = ['a']\n", "tests/test_a.py": ASKS}, False),
    ],
)  # fmt: skip
def test_a_module_that_is_loaded_as_a_plug_in_brings_its_fixtures(files: Files, expected: bool) -> None:
    assert reaches({**SHOP, **files}) is expected


def test_plug_ins_that_load_each_other_end() -> None:
    chain = {f"tests/p{n}.py": f"pytest_plugins = ['tests.p{n + 1}']\n{EMPTY}" for n in range(300)}
    assert not reaches({**SHOP, **chain, "tests/test_a.py": f"pytest_plugins = ['tests.p0']\n{ASKS}"})


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({**MANAGE, "tests/test_a.py": ASKS}, True),
        ({**MANAGE, "tests/test_a.py": ASKS.replace("client", "admin_client")}, True),
        ({"pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = site_.settings\n", "site_/settings.py": "", "tests/test_a.py": ASKS}, True),
        ({"pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = other.settings\n", "tests/test_a.py": ASKS}, False),
        ({**MANAGE, "tests/test_a.py": ASKS.replace("client", "page")}, False),
        ({**MANAGE, "tests/test_a.py": DJANGO.format("django.test", "TestCase", "TestCase")}, True),
        ({**MANAGE, "tests/test_a.py": DJANGO.format("rest_framework.test", "APITestCase", "APITestCase")}, True),
        ({**MANAGE, "tests/test_a.py": DJANGO.format("unittest", "TestCase", "TestCase")}, False),
        ({"tests/test_a.py": DJANGO.format("django.test", "TestCase", "TestCase")}, False),
    ],
)  # fmt: skip
def test_a_client_of_django_asks_the_project_whose_settings_are_named(files: Files, expected: bool) -> None:
    assert reaches(files) is expected
