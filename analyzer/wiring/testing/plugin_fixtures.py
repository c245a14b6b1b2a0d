"""Fixtures that plug-ins of pytest bring, and what of the repository each one reaches.

A test that takes `client` of pytest-flask reaches what the fixture `app` returns; one that takes `client`
of pytest-django reaches the project whose settings are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

# What each fixture of a plug-in is made from: fixtures that the repository defines.
PLUGIN_FIXTURES: Mapping[str, tuple[str, ...]] = {
    # pytest-flask, pytest-quart, pytest-sanic, pytest-tornado(asyncio), pytest-aiohttp
    **dict.fromkeys(("client", "client_class", "live_server", "request_ctx", "config"), ("app",)),
    **dict.fromkeys(("sanic_client", "test_cli", "test_client", "aiohttp_client"), ("app",)),
    **dict.fromkeys(("http_client", "http_server", "http_server_client", "base_url"), ("app",)),
    **dict.fromkeys(("accept_json", "accept_any"), ("app",)),
    # pytest-asgi-server, pytest-httpx-asgi and their kind
    **dict.fromkeys(("asgi_client", "async_client", "xclient"), ("app", "application", "asgi_app")),
    # pytest-dash, pytest-splinter, pytest-selenium with a live server
    **dict.fromkeys(("live_app", "app_server"), ("app",)),
}
DJANGO_FIXTURES = word_set("client async_client admin_client live_server admin_user django_user_model")
# Base classes whose cases hold a `self.client` of the whole project.
DJANGO_CASES = ("django.test.", "rest_framework.test.", "django.contrib.staticfiles.testing.", "test_plus.")
# Methods of a case in which a framework asks for the application under test.
APPLICATION_METHODS = ("create_app", "get_app", "get_application", "get_asgi_app", "get_http_server")
PLUGINS = "pytest_plugins"
ASKS_FOR_FIXTURE = ".getfixturevalue"
NAMED_SETTINGS = lazy_regex(r"DJANGO_SETTINGS_MODULE[^\n]{0,40}?[\"'=\s]([A-Za-z_][\w.]{1,200})")
QUOTED_MODULE = lazy_regex(r"['\"]([\w.]{1,200})['\"]")
SETTINGS_FILES = word_set("manage.py pytest.ini pyproject.toml setup.cfg tox.ini conftest.py")


def fixtures_taken(function: Function, calls: Iterable[Call], own: Collection[str]) -> tuple[str, ...]:
    """The fixtures a function takes, or asks `request` for, with those that a plug-in makes them from.

    `calls` are those of the function, `own` the names of functions in its file.
    """
    asked = (name for each in calls if each.target.endswith(ASKS_FOR_FIXTURE) for name in each.strings[:1])
    taken = (*function.parameters, *asked)
    made_from = (PLUGIN_FIXTURES.get(each, ()) for each in taken if each not in own)
    return (*taken, *(each for names in made_from for each in names))


def plugins_named(facts: PythonFacts) -> tuple[str, ...]:
    """The modules that a conftest or a test loads as plug-ins: `pytest_plugins = ["tests.fixtures"]`."""
    return tuple(
        match[1]
        for name, value, _line in facts.assigned
        if name == PLUGINS
        for match in QUOTED_MODULE.finditer(value if "'" in value or '"' in value else f"'{value}'")
    )


@derived
def is_django_project(repo: Snapshot) -> bool:
    """Whether the repository names settings of Django that are its own."""
    for path in repo.paths:
        if basename(path) in SETTINGS_FILES:
            for match in NAMED_SETTINGS.finditer(repo.text(path) or ""):
                end = match[1].replace(".", "/")
                if any(
                    each in (f"{end}.py", f"{end}/__init__.py") or each.endswith(f"/{end}.py")
                    for each in repo.paths
                ):
                    return True
    return False


def is_django_case(bases: tuple[str, ...]) -> bool:
    """Whether a class is a case of Django, by what it derives from."""
    return any(base.startswith(DJANGO_CASES) for base in bases)
