"""Modules that a framework loads by a name written in a string, where no import statement leads.

Django reads its settings, its routes and its applications by dotted name
(https://docs.djangoproject.com/en/stable/topics/settings/); Celery finds the `tasks` modules of a project,
and imports those of a list (https://docs.celeryq.dev/en/stable/userguide/configuration.html#imports).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts, code_only
from analyzer.text import word_set

SETTINGS_VARIABLE = "DJANGO_SETTINGS_MODULE"
# Settings whose value is the dotted name of a module, or of an object in it.
SETTINGS = word_set("ROOT_URLCONF WSGI_APPLICATION ASGI_APPLICATION")
INCLUDES = word_set("django.urls.include django.conf.urls.include django.conf.urls.url.include")
# Servers that are given `module:object` as text (https://www.uvicorn.org/#running-programmatically).
NAMING_SERVERS = word_set("uvicorn.run uvicorn.Config granian.Granian granian.server.Granian")
# Calls that hand a job to a function, or load a part of a program, by its dotted name in a text:
# https://docs.celeryq.dev/en/stable/userguide/calling.html, https://python-rq.org/docs/#enqueueing-jobs,
# https://discordpy.readthedocs.io/en/stable/ext/commands/extensions.html.
CALLS_BY_NAME = word_set(
    "send_task enqueue enqueue_in enqueue_at async_task load_extension add_job signature"
)
AUTODISCOVERY = "autodiscover_tasks"

Resolve = Callable[[str, str], str | None]


DYNAMIC_IMPORTS = word_set("importlib.import_module __import__ pydoc.locate")
# What a worker is started with, and settings that list modules of tasks, or what Django puts before its views
# (https://docs.djangoproject.com/en/stable/topics/http/middleware/#activating-middleware).
QUEUE_APPLICATIONS = word_set(
    "celery.Celery procrastinate.App faust.App huey.RedisHuey celery.app.base.Celery"
)
LISTED_MODULES = word_set("imports include CELERY_IMPORTS CELERY_INCLUDE task_modules MIDDLEWARE")
MODULE_IN_TEXT = lazy_regex(r"[\"']([A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){1,8})(?::\w{1,80})?[\"']")


def modules_by_name(modules: Mapping[str, PythonFacts], resolve: Resolve) -> Mapping[str, frozenset[str]]:
    """For every module, the first-party files that it makes a framework load by name.

    `resolve` gives the file that a dotted name means, seen from an importing file.
    """
    tasks = [path for path in modules if basename(path) == "tasks.py"]
    found = {}
    for path, facts in modules.items():
        targets = {each for each in _named(path, facts, resolve) if each != path}
        if any(call.target.endswith(AUTODISCOVERY) for call in facts.calls):
            project = dirname(dirname(path))
            targets.update(each for each in tasks if not project or each.startswith(f"{project}/"))
        if targets:
            found[path] = frozenset(targets)
    return found


def _named(path: str, facts: PythonFacts, resolve: Resolve) -> Iterator[str]:
    for dotted in _dotted_names(facts):
        module = resolve(path, dotted) or resolve(path, dotted.rpartition(".")[0])
        if module is not None:
            yield module


def _dotted_names(facts: PythonFacts) -> Iterator[str]:
    for call in facts.calls:
        if SETTINGS_VARIABLE in call.strings:
            yield from (each for each in call.strings if each != SETTINGS_VARIABLE and _is_dotted(each))
        elif call.target in INCLUDES:
            yield from (each for each in call.strings[:1] if _is_dotted(each))
        elif call.target in NAMING_SERVERS:
            told = (*call.strings[:1], *(value for name, value in call.keywords if name in ("app", "target")))
            yield from (module for each in told if _is_name(module := each.partition(":")[0]))
        elif call.target.rpartition(".")[2] in CALLS_BY_NAME:
            yield from (name for each in call.strings[:1] if _is_dotted(name := each.partition(":")[0]))
    yield from (value for name, value, _line in facts.assigned if name in SETTINGS and _is_dotted(value))


def imports_by_name(facts: PythonFacts) -> bool:
    """Whether a module imports what a text of it names."""
    return any(call.target in DYNAMIC_IMPORTS for call in facts.calls)


def lists_modules(facts: PythonFacts) -> bool:
    """Whether the texts of a module name others: it makes or sets up a queue's application, or Django's."""
    return any(call.target in QUEUE_APPLICATIONS for call in facts.calls) or any(
        name in LISTED_MODULES for name, _value, _line in facts.assigned
    )


def dotted_texts(content: str) -> tuple[str, ...]:
    """The dotted names in the texts of a module: where it imports by name, the table of what it may load."""
    return tuple(dict.fromkeys(MODULE_IN_TEXT.findall(code_only(content))))


def _is_dotted(text: str) -> bool:
    return "." in text and _is_name(text)


def _is_name(text: str) -> bool:
    return len(text) <= 200 and all(part.isidentifier() for part in text.split("."))
