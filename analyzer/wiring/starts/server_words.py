"""The words of a command that may name the application it starts, and where servers look without one.

Sources: https://docs.gunicorn.org/en/stable/settings.html (`wsgi_app`, `GUNICORN_CMD_ARGS`),
https://flask.palletsprojects.com/en/stable/cli/ (application discovery), https://fastapi.tiangolo.com/fastapi-cli/,
https://docs.litestar.dev/latest/usage/cli.html, https://uwsgi-docs.readthedocs.io/en/latest/Options.html.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import join

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

# Servers whose first free argument is `module:object` (or `module.object`), and runners of a file.
MODULE_SERVERS = word_set(
    "uvicorn gunicorn hypercorn daphne waitress-serve granian uwsgi functions-framework faust"
)
FILE_RUNNERS = word_set(
    "python streamlit gradio chainlit bentoml node deno bun ruby Rscript julia fastapi flask serve mcp "
    "fastmcp litestar quart shiny solara panel marimo voila"
)
RUN_AS_MODULES = word_set("celery robyn sanic bokeh dramatiq arq rq huey taskiq honcho")
# Their last free arguments are the modules of tasks, which import the broker that is named before them.
LAST_NAMED = word_set("taskiq dramatiq")
APPLICATION_OPTIONS = word_set("-A --app -m --module -w --wsgi-file -k --target --source --chdir --app-dir")
APPLICATION_VARIABLES = (
    "FLASK_APP", "APP_MODULE", "MODULE_NAME", "DJANGO_SETTINGS_MODULE", "LITESTAR_APP", "QUART_APP",
    "UVICORN_APP", "FUNCTION_SOURCE",
)  # fmt: skip
SETTABLE = word_set("flask gunicorn uvicorn litestar quart functions-framework")
FOLDER_OPTIONS = ("--chdir", "--app-dir", "--pythonpath", "--working-dir")
# Options of Python servers whose value may be a file of Python and is never the application.
SERVER_VALUED = word_set(
    "-c --config --log-config --logger-class --worker-class --env-file --access-logfile --error-logfile "
    "--pid --certfile --keyfile --ca-certs --reload-dir --reload-include --reload-exclude"
)
# First words of these programs that say what to do, not with what: `flask run` starts no `run.py`.
SUBCOMMANDS: Mapping[str, frozenset[str]] = {
    "flask": word_set("run shell routes db"),
    "quart": word_set("run shell routes"),
    "fastapi": word_set("run dev"),
    "litestar": word_set("run info routes"),
    "streamlit": word_set("run"),
    "chainlit": word_set("run"),
    "shiny": word_set("run"),
    "solara": word_set("run"),
    "panel": word_set("serve"),
    "bokeh": word_set("serve"),
    "marimo": word_set("run"),
    "mcp": word_set("run dev"),
    "fastmcp": word_set("run dev"),
    "bentoml": word_set("serve build deploy containerize"),
    "chalice": word_set("local deploy"),
    "serve": word_set("run deploy build"),
}
# Where a program looks for the application if its command names none.
DISCOVERED: Mapping[str, tuple[str, ...]] = {
    "flask": ("wsgi.py", "app.py"),
    "quart": ("app.py",),
    "fastapi": ("main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"),
    "litestar": (
        "app.py", "app/__init__.py", "application.py", "application/__init__.py", "asgi.py",
    ),
    "functions-framework": ("main.py",),
    "chalice": ("app.py",),
    "bentoml": ("service.py",),
}  # fmt: skip
DISCOVERY_TAKES = frozenset({"run", "dev", "local", "serve", "deploy"})
GUNICORN_VARIABLE = "GUNICORN_CMD_ARGS"
GUNICORN_FILE = "gunicorn.conf.py"
# A script that ends in what it was told to run: `exec "$@"`, `exec gosu app "${@}"`.
HANDS_ON = lazy_regex(r"^\s{0,20}exec\s[^\n]{0,80}?\"?\$(?:[@*]|\{[@*]\})", re.MULTILINE)
_WSGI_APP = lazy_regex(r"^wsgi_app[ \t]*=[ \t]*[\"']([^\"'\n]{1,200})[\"']", re.MULTILINE)
_UWSGI_FILE = lazy_regex(r".+\.(?:ini|ya?ml|json|xml)")
_UWSGI_APP = lazy_regex(
    r"^[ \t<\"]*(?:module|wsgi|wsgi-file|file|mount)[\">]?[ \t]*[=:][ \t]*[\"']?([\w./=:-]{1,200})",
    re.MULTILINE,
)

Read = Callable[[str], "str | None"]


def application_words(
    program: str, arguments: Sequence[str], environment: Mapping[str, str], read: Read
) -> Iterator[str]:
    """The words that may name what is started, likeliest first. `read` gives the text of a file beside it."""
    if program == "python" and arguments[:1] == ("-m",) and len(arguments) > 1:
        module = arguments[1]
        if module in MODULE_SERVERS | FILE_RUNNERS | RUN_AS_MODULES:
            yield from application_words(module, arguments[2:], environment, read)
            return
        yield module
        return
    plain = list(_named(program, arguments))
    if program in LAST_NAMED:
        plain.reverse()
    yield from plain
    if program in SETTABLE or not arguments:
        yield from (environment[name] for name in APPLICATION_VARIABLES if name in environment)
    if program == "gunicorn":
        yield from _of_gunicorn(arguments, environment, read)
    elif program == "uwsgi":
        yield from _of_uwsgi(arguments, read)
    if program == "functions-framework" or DISCOVERY_TAKES & set(arguments[:3]):
        yield from DISCOVERED.get(program, ())


def _named(program: str, arguments: Sequence[str]) -> Iterator[str]:
    for position, word in enumerate(arguments):
        if word in APPLICATION_OPTIONS and word not in FOLDER_OPTIONS and position + 1 < len(arguments):
            yield arguments[position + 1]
    folder = _value(arguments, FOLDER_OPTIONS)
    commands = SUBCOMMANDS.get(program, frozenset())
    skipped = False
    for word in arguments:
        name, mark, value = word.partition("=")
        if skipped:
            skipped = False
        elif word.startswith("-"):
            skipped = program in MODULE_SERVERS and (word in SERVER_VALUED or word in FOLDER_OPTIONS)
            if mark and name in APPLICATION_OPTIONS and name not in FOLDER_OPTIONS:
                yield value
        elif word in commands:
            commands = frozenset()
        else:
            if folder is not None and not word.startswith("/"):
                yield join(folder, word.partition(":")[0].removesuffix(".py").replace(".", "/") + ".py")
            yield word
            if program == "python" and word.endswith(".py"):
                break  # what follows a program are its own arguments


def _value(arguments: Sequence[str], names: Sequence[str]) -> str | None:
    """The value of the first of these options, joined by `=` or as the next word."""
    for position, word in enumerate(arguments):
        name, mark, value = word.partition("=")
        if name in names:
            if mark:
                return value
            return arguments[position + 1] if position + 1 < len(arguments) else None
    return None


def _of_gunicorn(arguments: Sequence[str], environment: Mapping[str, str], read: Read) -> Iterator[str]:
    """The `wsgi_app` of the configuration that gunicorn reads."""
    try:
        told = (*arguments, *shlex.split(environment.get(GUNICORN_VARIABLE, "")))
    except ValueError:
        told = tuple(arguments)
    file = _value(told, ("-c", "--config")) or GUNICORN_FILE
    match = _WSGI_APP.search(read(file.removeprefix("file:")) or "")
    if match is not None:
        yield match[1]


def _of_uwsgi(arguments: Sequence[str], read: Read) -> Iterator[str]:
    for word in arguments:
        name = word.partition("=")[2] or word
        if _UWSGI_FILE.fullmatch(name):
            for found in _UWSGI_APP.findall(read(name) or ""):
                yield found.rpartition("=")[2]
