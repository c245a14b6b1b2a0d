"""What the files of a repository make something start: containers, platforms, machines, deploying commands.

Sources: https://devcenter.heroku.com/articles/build-docker-images-heroku-yml, https://render.com/docs/blueprint-spec,
https://fly.io/docs/reference/configuration/, https://docs.railway.com/reference/config-as-code,
https://cloud.google.com/appengine/docs/standard/reference/app-yaml, https://vercel.com/docs/functions/runtimes/python,
https://docs.digitalocean.com/products/app-platform/reference/app-spec/, https://pm2.keymetrics.io/docs/usage/application-declaration/,
https://huggingface.co/docs/hub/spaces-config-reference, https://man7.org/linux/man-pages/man5/crontab.5.html.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import islice
from posixpath import basename, dirname, join

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import (
    Block,
    Items,
    Text,
    Value,
    block,
    items,
    line,
    load_ini,
    load_toml,
    text,
)
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.cluster_starts import cluster_starts
from analyzer.wiring.deploy_commands import deployments
from analyzer.wiring.entrypoints import Start, started_by_service, starts
from analyzer.wiring.handlers import configured_handlers
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.terraform_files import job_scripts

MAXIMUM_PLATFORM_STARTS = 200
MAXIMUM_PLATFORM_LINES = 5_000

# Images that start `main.py` or `app.py` beside them by convention, with no command of their own.
CONVENTION_IMAGES = (
    "tiangolo/uvicorn-gunicorn",
    "tiangolo/meinheld-gunicorn",
    "tiangolo/uwsgi-nginx",
)
CONVENTION_FILES = ("main.py", "app/main.py", "app.py")
# Images with a server of Shiny, which starts the applications that are copied beside it.
SHINY_IMAGES = ("rocker/shiny", "rstudio/shiny", "posit/shiny", "openanalytics/r-shiny")
SHINY_FILES = ("app.R", "server.R")
CONVENTIONS_OF_IMAGES = ((CONVENTION_IMAGES, CONVENTION_FILES), (SHINY_IMAGES, SHINY_FILES))
# Files in which a platform or a machine reads what to start, and what reports call it.
PLATFORMS: tuple[tuple[str, str], ...] = (
    (r"app[\w.-]*\.ya?ml", "app.yaml"),
    (r"render\.ya?ml", "Render"),
    (r"apprunner\.ya?ml", "App Runner"),
    (r"heroku\.yml", "Heroku"),
    (r"koyeb\.ya?ml", "Koyeb"),
    (r"fly(?:\.[\w-]+)?\.toml", "Fly.io"),
    (r"railway\.(?:toml|json)", "Railway"),
    (r"nixpacks\.toml", "Nixpacks"),
    (r"manifest\.ya?ml", "application manifest"),
    (r"vercel\.json", "Vercel"),
    (r"serverless(?:\.[\w-]+)?\.ya?ml", "Serverless"),
    (r"ecosystem\.config\.c?js|pm2\.(?:json|config\.js)", "PM2"),
    (r"[\w@.-]+\.service(?:\.(?:j2|tmpl|tpl|erb|in|template))?", "systemd"),
    (r"crontab[\w.-]*|[\w.-]+\.(?:cron|crontab)", "cron"),
    (r"supervisord?[\w.-]*\.(?:conf|ini)", "supervisord"),
    (r"zappa_settings\.(?:json|toml)", "Zappa"),
)
_ANY_PLATFORM = lazy_regex("|".join(pattern for pattern, _name in PLATFORMS), re.IGNORECASE)
_PLATFORMS = tuple((lazy_regex(pattern, re.IGNORECASE), name) for pattern, name in PLATFORMS)
PLATFORM_FOLDERS = lazy_regex(r"(?:.*/)?(?:cron(?:\.d|jobs?)|supervisor(?:d|/conf\.d)?)/[^/]+")
# Keys whose value is a command, or below which every value is one.
COMMAND_KEYS = word_set(
    "startcommand start_command entrypoint dockercommand docker_command cmd command run_command run start "
    "script"
)
COMMANDS_BELOW = word_set("run processes")
UNIT_LINE = lazy_regex(r"[ \t]*ExecStart[ \t]*=[ \t]*[-@:+!]{0,3}(?P<command>\S.{0,400})")
# `cat > /etc/systemd/system/api.service <<EOF` in a script that sets a machine up.
UNIT_WRITTEN = lazy_regex(r"(?=[^#]{0,300}\.service\b)[^#]{0,300}<<-?[ \t]*[\"'\\]?(\w{1,40})")
VARIABLE_FOLDER = lazy_regex(r"\$\{?\w{1,60}\}?(?=/)")
SETTING_UP = "a script that writes units"
SHELL_ENDINGS = (".sh", ".bash")
CRON_LINE = lazy_regex(
    r"[ \t]*(?!#)(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)"
    r"|(?:[\w*/,?#-]+[ \t]+){4}[\w*/,?#-]+)[ \t]+(?P<command>\S.{0,400})"
)
CRON_USER = lazy_regex(r"(?:root|www-data|nobody|[a-z_][a-z0-9_-]{0,30})[ \t]+(?P<command>\S.{0,400})")
PM2_VALUE = lazy_regex(
    r"[\"']?(?P<key>script|args|interpreter)[\"']?[ \t]*:[ \t]*[\"'](?P<value>[^\"'\n]{1,300})[\"']"
)
TERRAFORM_COMMAND = lazy_regex(
    r'[ \t]*(?:command|args|start_command|run_command)[ \t]*=[ \t]*(?P<value>["\[].{1,300})'
)
ABSOLUTE_PROGRAM = lazy_regex(r"(?<![\w./-])/[\w./-]{1,300}\.(?:py|sh)\b")
PAGE_SPACES = word_set("gradio streamlit")


class Started(Struct, frozen=True):
    """What a file of the repository starts: a first-party module, and the line that says so."""

    path: str
    line: int
    module: str


@derived
def everything_started(repo: Snapshot) -> tuple[Started, ...]:
    """Every first-party file that something of the repository starts outside examples, and where."""
    return tuple(dict.fromkeys(_everything(repo)))


def platform_of(path: str) -> str | None:
    """The platform or machine that reads a file for what to start."""
    name = basename(path)
    if name.casefold().startswith("procfile"):
        return "Procfile"
    if PLATFORM_FOLDERS.fullmatch(path):
        return "cron" if "cron" in path.rpartition("/")[0].rpartition("/")[2] else "supervisord"
    if _ANY_PLATFORM.fullmatch(name) is None:
        return None
    return next((tool for pattern, tool in _PLATFORMS if pattern.fullmatch(name)), None)


def _tool_of(repo: Snapshot, path: str) -> str | None:
    """The platform of a file, or that it is a script which writes the units of a machine."""
    if path.endswith(SHELL_ENDINGS) and "ExecStart" in (repo.text(path) or ""):
        return SETTING_UP
    return platform_of(path)


@derived
def platform_starts(repo: Snapshot) -> tuple[Started, ...]:
    """What platforms and machines start by a file of their own, containers and handlers aside."""
    return tuple(_of_platforms(repo))


def _everything(repo: Snapshot) -> Iterator[Started]:
    for start in starts(repo):
        if start.module is not None and not is_example_path(start.path):
            yield Started(start.path, start.line, start.module)
    yield from _by_convention(repo)
    for handler in configured_handlers(repo):
        if handler.starts:
            yield Started(handler.path, handler.line, handler.module)
    yield from platform_starts(repo)
    for start in cluster_starts(repo):
        if start.module is not None:
            yield Started(start.path, start.line, start.module)
    for each in deployments(repo):
        yield Started(each.path, each.line, each.module)


def _by_convention(repo: Snapshot) -> Iterator[Started]:
    for path, image in repo.dockerfiles.items():
        for marks, names in CONVENTIONS_OF_IMAGES if image.stages and not image.start else ():
            if any(mark in image.stages[-1].base for mark in marks):
                for source in ("", *(source for source, _target in image.copies)):
                    for name in names:
                        candidate = join(dirname(path), source.strip("./"), name)
                        if repo.exists(candidate):
                            yield Started(path, image.stages[-1].line, candidate)


def _of_platforms(repo: Snapshot) -> Iterator[Started]:
    for path in repo.paths:
        tool = _tool_of(repo, path)
        if tool is None and not path.endswith(".tf"):
            continue
        if tool == "Procfile" or is_example_path(path) or is_test_path(path) or path in repo.services:
            continue
        found = list(islice(_commands(repo, path, tool), MAXIMUM_PLATFORM_STARTS))
        yield from _modules(repo, path, found)
        if tool == "Vercel":
            yield from _vercel(repo, path)
        elif tool == "app.yaml" and not found:
            yield from _app_engine(repo, path)
    yield from _space(repo)
    for each in job_scripts(repo):
        if each.file in repo.modules and not (is_example_path(each.path) or is_test_path(each.path)):
            yield Started(each.path, each.line, each.file)


@derived
def platform_commands(repo: Snapshot) -> tuple[Start, ...]:
    """What platforms and machines start, whichever language the program is in; process files aside."""
    found: list[Start] = []
    for path in repo.paths:
        tool = _tool_of(repo, path)
        if tool in (None, "Procfile") or is_example_path(path) or is_test_path(path) or path in repo.services:
            continue
        for number, command in islice(_commands(repo, path, tool), MAXIMUM_PLATFORM_STARTS):
            found += started_by_service(repo, path, number, command)
    return tuple(found)


def _modules(repo: Snapshot, path: str, commands: list[tuple[int, str]]) -> Iterator[Started]:
    for number, command in commands:
        for start in started_by_service(repo, path, number, _as_here(repo, command)):
            if start.module is not None:
                yield Started(path, number, start.module)


def _as_here(repo: Snapshot, command: str) -> str:
    """A command with the absolute paths of another machine as paths of the repository, where those exist."""

    def found(match: re.Match[str]) -> str:
        parts = match[0].strip("/").split("/")
        ends = ("/".join(parts[position:]) for position in range(len(parts)))
        return next((each for each in ends if repo.exists(each)), match[0])

    return ABSOLUTE_PROGRAM.sub(found, command)


def _commands(repo: Snapshot, path: str, tool: str | None) -> Iterator[tuple[int, str]]:
    """The commands that a file of a platform gives it, each with its line."""
    if path.endswith((".toml", ".json")):
        document = load_toml(repo.content(path) or b"") if path.endswith(".toml") else repo.json(path)
        yield from _structured(None if document is None else document.value)
    elif path.endswith((".yaml", ".yml")):
        for each in repo.yaml(path):
            yield from _structured(each.value)
    elif tool == "supervisord":
        for name, section in block(load_ini(repo.content(path) or b"").value).items():
            command = block(section).get("command")
            if name.startswith("program:") and isinstance(command, Text):
                yield command.line, command
    else:
        yield from _of_lines(repo, path, tool)


def _structured(root: Value | None) -> Iterator[tuple[int, str]]:
    stack: list[tuple[str, Value | None]] = [("", root)]
    for _ in range(MAXIMUM_PLATFORM_LINES):
        if not stack:
            return
        key, node = stack.pop()
        if isinstance(node, Block):
            below = key.casefold() in COMMANDS_BELOW
            stack.extend(("run" if below else other, each) for other, each in reversed(node.items()))
        elif key.casefold() in COMMAND_KEYS:
            words = [text(each) for each in items(node)]
            if any(words):
                yield line(node), words[0] if len(words) == 1 else shlex.join(words)
        elif isinstance(node, Items):
            stack.extend((key, each) for each in reversed(node))


def _of_lines(repo: Snapshot, path: str, tool: str | None) -> Iterator[tuple[int, str]]:
    body = (repo.text(path) or "").split("\n")[:MAXIMUM_PLATFORM_LINES]
    if tool == "PM2":
        yield from _pm2(body)
        return
    if tool == SETTING_UP:
        yield from _units_written(body)
        return
    for number, each in enumerate(body, 1):
        if tool == "cron" and (match := CRON_LINE.match(each)) is not None:
            yield number, match["command"]
            if (user := CRON_USER.fullmatch(match["command"])) is not None:
                yield number, user["command"]
        elif tool == "systemd" and (match := UNIT_LINE.match(each)) is not None:
            yield number, match["command"]
        elif tool is None and (match := TERRAFORM_COMMAND.match(each[:400])) is not None:
            words = re.findall(r'"([^"]{1,200})"', match["value"])
            yield number, words[0] if len(words) == 1 else shlex.join(words)


def _units_written(body: list[str]) -> Iterator[tuple[int, str]]:
    """What the units start that a script writes by here-documents."""
    end = ""
    for number, each in enumerate(body, 1):
        if end:
            end = "" if each.strip() == end else end
            if end and (match := UNIT_LINE.match(each)) is not None:
                yield number, VARIABLE_FOLDER.sub("", match["command"])
        elif (written := UNIT_WRITTEN.match(each[:800])) is not None:
            end = written[1]


def _pm2(body: list[str]) -> Iterator[tuple[int, str]]:
    """`script` and `args` of each process: `script: 'uvicorn', args: 'app:app'`."""
    script, place = "", 0
    for number, each in enumerate(body, 1):
        for match in islice(PM2_VALUE.finditer(each[:1000]), 10):
            if match["key"] == "script":
                script, place = match["value"], number
                yield number, f"python {script}" if script.endswith(".py") else script
            elif match["key"] == "args" and script:
                yield place, f"{script} {match['value']}"


def _vercel(repo: Snapshot, path: str) -> Iterator[Started]:
    """Python files below `api/`, and what `builds` names."""
    document = repo.json(path)
    told = block(None if document is None else document.value)
    for each in items(told.get("builds")):
        source = text(block(each).get("src"))
        module = join(dirname(path), source)
        if module in repo.modules:
            yield Started(path, line(block(each).get("src")), module)
    folder = join(dirname(path), "api/")
    for module in repo.modules:
        if module.startswith(folder):
            yield Started(path, line(told), module)


def _app_engine(repo: Snapshot, path: str) -> Iterator[Started]:
    """Without an `entrypoint`, App Engine starts `main:app`."""
    for document in repo.yaml(path):
        runtime = block(document.value).get("runtime")
        module = join(dirname(path), "main.py")
        if text(runtime).startswith("python") and module in repo.modules:
            yield Started(path, line(runtime), module)


def _space(repo: Snapshot) -> Iterator[Started]:
    """The page that a hosted space starts, as the card at the top of its README says."""
    for path, prose in repo.prose.items():
        if "/" in path:
            continue
        card = dict(prose.front_matter)
        module = card.get("app_file", "app.py")
        if card.get("sdk") in PAGE_SPACES and module in repo.modules:
            lines = (repo.text(path) or "").split("\n")[:60]
            key = "app_file:" if "app_file" in card else "sdk:"
            number = next((n for n, each in enumerate(lines, 1) if each.startswith(key)), 1)
            yield Started(path, number, module)
