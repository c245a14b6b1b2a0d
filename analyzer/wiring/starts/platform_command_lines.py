"""The commands that the files of platforms and machines give them, and where these run.

Sources: https://render.com/docs/monorepo-support, https://man7.org/linux/man-pages/man5/systemd.exec.5.html,
http://supervisord.org/configuration.html, https://keith.github.io/xcode-man-pages/launchd.plist.5.html.
"""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from itertools import islice

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
from analyzer.repository import Snapshot
from analyzer.text import word_set

MAXIMUM_PLATFORM_LINES = 5_000
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
# Replit's file, which is TOML.
REPLIT = ".replit"
BEANSTALK = "Elastic Beanstalk"
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
# Keys beside a command, or above it, whose value is the folder in which it runs.
FOLDERS_OF_COMMANDS = word_set("rootdir root_dir source_dir rootdirectory working_directory workdir cwd")
UNIT_FOLDER = lazy_regex(r"[ \t]*WorkingDirectory[ \t]*=[ \t]*-?(?P<folder>\S{1,300})")
PM2_FOLDER = lazy_regex(r"\bcwd[\"']?[ \t]*:[ \t]*[\"'](?P<folder>[^\"'\n]{1,300})[\"']")
LAUNCHED = lazy_regex(r"<key>\s{0,20}(?:ProgramArguments|Program)\s{0,20}</key>")
LAUNCHED_WORD = lazy_regex(r"<string>([^<]{0,400})</string>")
LAUNCHED_FOLDER = lazy_regex(
    r"<key>\s{0,20}WorkingDirectory\s{0,20}</key>\s{0,80}<string>(?P<folder>[^<]{1,300})</string>"
)
LONGEST_LAUNCH_FILE = 64 * 1024
# The module that Elastic Beanstalk serves: `WSGIPath: src.app:application`.
WSGI_LINE = lazy_regex(r"[ \t]*[\"']?WSGIPath[\"']?[ \t]*:[ \t]*[\"']?(?P<module>[\w./:-]{1,200})")


class PlatformCommand(Struct, frozen=True):
    """A command, its line, and the folder in which it runs as the file spells it; "" where it says none."""

    line: int
    command: str
    folder: str = ""


def platform_command_lines(repo: Snapshot, path: str, tool: str | None) -> Iterator[PlatformCommand]:
    """The commands that a file of a platform or machine gives it, in order."""
    if path.endswith((".toml", ".json", REPLIT)):
        document = repo.json(path) if path.endswith(".json") else load_toml(repo.content(path) or b"")
        yield from _structured(None if document is None else document.value)
    elif path.endswith((".yaml", ".yml")):
        for each in repo.yaml(path):
            yield from _structured(each.value)
    elif tool == "supervisord":
        for name, section in block(load_ini(repo.content(path) or b"").value).items():
            command = block(section).get("command")
            if name.startswith("program:") and isinstance(command, Text):
                yield PlatformCommand(command.line, command, text(block(section).get("directory")))
    else:
        yield from _of_lines(repo, path, tool)


def _structured(root: Value | None) -> Iterator[PlatformCommand]:
    stack: list[tuple[str, Value | None, str]] = [("", root, "")]
    for _ in range(MAXIMUM_PLATFORM_LINES):
        if not stack:
            return
        key, node, folder = stack.pop()
        if isinstance(node, Block):
            below = key.casefold() in COMMANDS_BELOW
            folder = _folder_beside(node) or folder
            stack.extend(("run" if below else other, each, folder) for other, each in reversed(node.items()))
        elif key.casefold() in COMMAND_KEYS:
            words = [text(each) for each in items(node)]
            if any(words):
                command = words[0] if len(words) == 1 else shlex.join(words)
                yield PlatformCommand(line(node), command, folder)
        elif isinstance(node, Items):
            stack.extend((key, each, folder) for each in reversed(node))


def _folder_beside(node: Block) -> str:
    return next((text(each) for key, each in node.items() if key.casefold() in FOLDERS_OF_COMMANDS), "")


def _of_lines(repo: Snapshot, path: str, tool: str | None) -> Iterator[PlatformCommand]:
    body = (repo.text(path) or "").split("\n")[:MAXIMUM_PLATFORM_LINES]
    if tool == "PM2":
        yield from _pm2(body)
        return
    if tool == SETTING_UP:
        yield from _units_written(body)
        return
    if tool == "launchd":
        yield from _launched("\n".join(body))
        return
    folder = _folder_said(UNIT_FOLDER, body) if tool == "systemd" else ""
    for number, each in enumerate(body, 1):
        if tool == "cron" and (match := CRON_LINE.match(each)) is not None:
            yield PlatformCommand(number, match["command"])
            if (user := CRON_USER.fullmatch(match["command"])) is not None:
                yield PlatformCommand(number, user["command"])
        elif tool == "systemd" and (match := UNIT_LINE.match(each)) is not None:
            yield PlatformCommand(number, match["command"], folder)
        elif tool == BEANSTALK and (match := WSGI_LINE.match(each[:400])) is not None:
            yield PlatformCommand(number, f"gunicorn {match['module'].removesuffix('.py').replace('/', '.')}")
        elif tool is None and (match := TERRAFORM_COMMAND.match(each[:400])) is not None:
            words = re.findall(r'"([^"]{1,200})"', match["value"])
            yield PlatformCommand(number, words[0] if len(words) == 1 else shlex.join(words))


def _units_written(body: list[str]) -> Iterator[PlatformCommand]:
    """What the units start that a script writes by here-documents."""
    end = ""
    for number, each in enumerate(body, 1):
        if end:
            end = "" if each.strip() == end else end
            if end and (match := UNIT_LINE.match(each)) is not None:
                yield PlatformCommand(number, VARIABLE_FOLDER.sub("", match["command"]))
        elif (written := UNIT_WRITTEN.match(each[:800])) is not None:
            end = written[1]


def _pm2(body: list[str]) -> Iterator[PlatformCommand]:
    """`script` and `args` of each process: `script: 'uvicorn', args: 'app:app'`."""
    script, place, folder = "", 0, _folder_said(PM2_FOLDER, body)
    for number, each in enumerate(body, 1):
        for match in islice(PM2_VALUE.finditer(each[:1000]), 10):
            if match["key"] == "script":
                script, place = match["value"], number
                command = f"python {script}" if script.endswith(".py") else script
                yield PlatformCommand(number, command, folder)
            elif match["key"] == "args" and script:
                yield PlatformCommand(place, f"{script} {match['value']}", folder)


def _folder_said(pattern: re.Pattern[str], body: list[str]) -> str:
    """The folder that one line of a file names; "" where several do, or none."""
    found = {match["folder"] for each in body if (match := pattern.search(each[:1000])) is not None}
    return found.pop() if len(found) == 1 else ""


def _launched(source: str) -> Iterator[PlatformCommand]:
    """The program of a property list for launchd, with its arguments, as one command."""
    told = LAUNCHED.search(source) if len(source) <= LONGEST_LAUNCH_FILE else None
    if told is None:
        return
    following = source.find("<key>", told.end())
    end = len(source) if following < 0 else following
    words = [html.unescape(each) for each in LAUNCHED_WORD.findall(source, told.end(), end)]
    number = source.count("\n", 0, told.start()) + 1
    folder = LAUNCHED_FOLDER.search(source)
    if words:
        yield PlatformCommand(number, shlex.join(words), "" if folder is None else folder["folder"])
