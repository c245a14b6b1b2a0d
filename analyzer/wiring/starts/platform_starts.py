"""What the files of a repository make something start: containers, platforms, machines, deploying commands.

Sources: https://devcenter.heroku.com/articles/build-docker-images-heroku-yml, https://render.com/docs/blueprint-spec,
https://fly.io/docs/reference/configuration/, https://docs.railway.com/reference/config-as-code,
https://cloud.google.com/appengine/docs/standard/reference/app-yaml, https://vercel.com/docs/functions/runtimes/python,
https://docs.digitalocean.com/products/app-platform/reference/app-spec/, https://pm2.keymetrics.io/docs/usage/application-declaration/,
https://huggingface.co/docs/hub/spaces-config-reference, https://man7.org/linux/man-pages/man5/crontab.5.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import basename, dirname, join, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import SYSTEMS, parse_included
from analyzer.parsing.structured import (
    block,
    items,
    line,
    text,
)
from analyzer.repository import Snapshot, derived, folders_of
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.routes.handlers import CONNEXION, configured_handlers
from analyzer.wiring.starts.bundle_jobs import bundle_programs
from analyzer.wiring.starts.cluster_starts import cluster_starts
from analyzer.wiring.starts.deploy_commands import deployments
from analyzer.wiring.starts.entrypoints import Start, started_by_service, starts
from analyzer.wiring.starts.named_programs import (
    MOD_WSGI,
    PASSENGER,
    POSIT,
    ROS_LAUNCH,
    SNOWFLAKE,
    named_programs,
)
from analyzer.wiring.starts.platform_command_lines import (
    BEANSTALK,
    SETTING_UP,
    SHELL_ENDINGS,
    PlatformCommand,
    platform_command_lines,
)
from analyzer.wiring.starts.terraform_files import job_scripts

MAXIMUM_PLATFORM_STARTS = 200

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
    (r"host\.json", "Azure Functions"),
    (r"zbpack\.json", "Zeabur"),
    (r"cerebrium\.toml", "Cerebrium"),
    (r"\.platform\.app\.ya?ml", "Platform.sh"),
    (r"[\w.-]+\.plist", "launchd"),
    (r"zappa_settings\.(?:json|toml)", "Zappa"),
    (r"[\w-]*task[-_]?def(?:inition)?s?[\w.-]*\.json", "ECS"),
    (r"passenger_wsgi\.py", PASSENGER),
    (r"snowflake\.yml", SNOWFLAKE),
    (r"manifest\.json", POSIT),
    (r"\.replit", "Replit"),
    (r"[\w.-]+\.conf(?:\.(?:j2|tmpl|template|in))?", MOD_WSGI),
    (r"[\w.-]+\.launch(?:\.xml)?", ROS_LAUNCH),
)
_ANY_PLATFORM = lazy_regex("|".join(pattern for pattern, _name in PLATFORMS), re.IGNORECASE)
_PLATFORMS = tuple((lazy_regex(pattern, re.IGNORECASE), name) for pattern, name in PLATFORMS)
PLATFORM_FOLDERS = lazy_regex(r"(?:.*/)?(?:cron(?:\.d|jobs?)|supervisor(?:d|/conf\.d)?)/[^/]+")
ABSOLUTE_PROGRAM = lazy_regex(r"(?<![\w./-])/[\w./-]{1,300}\.(?:py|sh)\b")
# https://man7.org/linux/man-pages/man8/cron.8.html
CRON_FOLDER = lazy_regex(r"/etc/cron(?:\.d/|tab)|/var/spool/cron/|/etc/crontabs/")
CRONTAB_GIVEN = lazy_regex(r"\bcrontab[ \t]+(?:-u[ \t]+\w{1,40}[ \t]+)?([\w./-]{2,200})")
CHALICE = ".chalice/config.json"
BEANSTALK_FILE = lazy_regex(r"(?:.*/)?\.ebextensions/[^/]{1,100}\.config")
PAGE_SPACES = word_set("gradio streamlit")


class Started(Struct, frozen=True):
    """What a file of the repository starts: a first-party module, and the line that says so."""

    path: str
    line: int
    module: str


@derived
def everything_started(repo: Snapshot) -> tuple[Started, ...]:
    """Every first-party file that something of the repository starts outside examples, and where."""
    found = dict.fromkeys(_everything(repo))
    return tuple(found | dict.fromkeys(_described(repo, tuple(found))))


def _described(repo: Snapshot, found: tuple[Started, ...]) -> Iterator[Started]:
    """The functions that a description names for its operations run with the application that reads it."""
    described = [each for each in configured_handlers(repo) if each.tool == CONNEXION]
    readers = {
        path
        for path, facts in repo.modules.items()
        if described and any(last_part(call.target) == "add_api" for call in facts.calls)
    }
    for each in found if readers else ():
        if not readers.isdisjoint(reached_from(repo, [each.module])):
            yield from (Started(each.path, each.line, handler.module) for handler in described)


def platform_of(path: str) -> str | None:
    """The platform or machine that reads a file for what to start."""
    name = basename(path)
    if name.casefold().startswith("procfile"):
        return "Procfile"
    if PLATFORM_FOLDERS.fullmatch(path):
        return "cron" if "cron" in path.rpartition("/")[0].rpartition("/")[2] else "supervisord"
    if path.endswith(CHALICE):
        return "Chalice"
    if BEANSTALK_FILE.fullmatch(path):
        return BEANSTALK
    if _ANY_PLATFORM.fullmatch(name) is None:
        return None
    return next((tool for pattern, tool in _PLATFORMS if pattern.fullmatch(name)), None)


@derived
def _copied_crontabs(repo: Snapshot) -> frozenset[str]:
    found: set[str] = set()
    for path, image in repo.dockerfiles.items():
        sources = {basename(source): source for source, _target in image.copies}
        named = [source for source, target in image.copies if CRON_FOLDER.match(target)]
        for _line, script in image.run_scripts:
            named += [sources.get(basename(each), "") for each in CRONTAB_GIVEN.findall(script)]
        for source in filter(None, named):
            places = (normpath(join(dirname(path), source)), normpath(source))
            found.update(each for each in places if repo.exists(each))
    return frozenset(found)


def _tool_of(repo: Snapshot, path: str) -> str | None:
    """The platform of a file, or that it is a script which writes the units of a machine.

    A file that an image copies to where cron looks, or hands to `crontab`, is a crontab by any name.
    """
    if path in _copied_crontabs(repo):
        return "cron"
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
    yield from (Started(*each) for each in bundle_programs(repo))
    yield from _offered(repo)


def _offered(repo: Snapshot) -> Iterator[Started]:
    """What the repository runs where the pipelines of others name it: as an action, for instance."""
    inclusions = (system.inclusion for system in SYSTEMS.values() if system.inclusion is not None)
    read = {path: each for each in inclusions for path in each.offered if repo.exists(path)}
    for path, inclusion in read.items():
        for step in parse_included(inclusion, repo.content(path) or b""):
            script = step.run or ""
            lines = (inclusion.own_folder.sub("", script) if inclusion.own_folder else script).split("\n")
            commands = [PlatformCommand(step.run_line + number, each) for number, each in enumerate(lines)]
            yield from _modules(repo, path, [each for each in commands if each.command.strip()])


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
        found = list(islice(platform_command_lines(repo, path, tool), MAXIMUM_PLATFORM_STARTS))
        yield from _modules(repo, path, found)
        yield from (Started(path, number, module) for number, module in named_programs(repo, path, tool))
        if tool == "Vercel":
            yield from _vercel(repo, path)
        elif tool == "app.yaml" and not found:
            yield from _app_engine(repo, path)
        elif tool == "Chalice":
            yield from _beside_configuration(repo, path, dirname(dirname(path)), "app.py")
        elif tool == "Cerebrium" and not found:
            yield from _beside_configuration(repo, path, dirname(path), "main.py")
        elif tool == "Azure Functions":
            yield from _beside_configuration(repo, path, dirname(path), "function_app.py")
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
        for each in islice(platform_command_lines(repo, path, tool), MAXIMUM_PLATFORM_STARTS):
            found += _begun(repo, path, each)
    return tuple(found)


def _modules(repo: Snapshot, path: str, commands: list[PlatformCommand]) -> Iterator[Started]:
    for each in commands:
        for start in _begun(repo, path, replace(each, command=_as_here(repo, each.command))):
            if start.module is not None:
                yield Started(path, each.line, start.module)


def _begun(repo: Snapshot, path: str, told: PlatformCommand) -> Iterator[Start]:
    """What a command starts, seen from the folder that the file names, else from that of the file."""
    folder = _folder_of_ours(repo, told.folder) if told.folder else None
    place = path if folder is None else join(folder, "_")
    for start in started_by_service(repo, place, told.line, told.command):
        yield replace(start, path=path)


def _folder_of_ours(repo: Snapshot, said: str) -> str | None:
    """The folder of the repository that a path on a machine ends with, or that a relative one is."""
    parts = [each for each in said.split("/") if each not in ("", ".", "~")]
    ends = ("/".join(parts[position:]) for position in range(len(parts)))
    return next((each for each in ends if each in _folders_with_files(repo)), None)


@derived
def _folders_with_files(repo: Snapshot) -> frozenset[str]:
    return folders_of(repo.paths) - {""}


def _as_here(repo: Snapshot, command: str) -> str:
    """A command with the absolute paths of another machine as paths of the repository, where those exist."""

    def found(match: re.Match[str]) -> str:
        parts = match[0].strip("/").split("/")
        ends = ("/".join(parts[position:]) for position in range(len(parts)))
        return next((each for each in ends if repo.exists(each)), match[0])

    return ABSOLUTE_PROGRAM.sub(found, command)


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


def _beside_configuration(repo: Snapshot, path: str, folder: str, name: str) -> Iterator[Started]:
    """The module that a platform looks for under one name in the folder of its configuration."""
    module = join(folder, name)
    if module in repo.modules:
        yield Started(path, 1, module)


def _space(repo: Snapshot) -> Iterator[Started]:
    """The page that a hosted space starts, as the card at the top of its README says.

    A space may be a folder of the repository, which CI or a person uploads.
    """
    for path, prose in repo.prose.items():
        if is_example_path(path) or is_test_path(path):
            continue
        card = dict(prose.front_matter)
        module = normpath(join(dirname(path), card.get("app_file", "app.py")))
        if card.get("sdk") in PAGE_SPACES and module in repo.modules:
            lines = (repo.text(path) or "").split("\n")[:60]
            key = "app_file:" if "app_file" in card else "sdk:"
            number = next((n for n, each in enumerate(lines, 1) if each.startswith(key)), 1)
            yield Started(path, number, module)
