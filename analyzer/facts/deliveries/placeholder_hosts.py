"""Hosts that nobody has: names reserved for examples, in the commands with which CI delivers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Place

# RFC 2606 and RFC 5737, and what is written where a name is to be filled in.
PLACEHOLDER_HOST = lazy_regex(
    r"(?<![\w.@-])(?:[\w-]{1,63}\.){0,6}(?:example\.(?:com|org|net)|[\w-]{1,63}\.(?:example|invalid)"
    r"|(?:your|my)-?(?:domain|company|org|organization|site|server|host)\.(?:com|org|net|io|dev)"
    r"|website\.com)(?![\w-]|\.\w)"
    r"|\bec2-(?:12-34-56-78|1-2-3-4|x{1,3}-x{1,3}-x{1,3}-x{1,3})\b"
    r"|(?<![\d.])(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}(?![\d.])"
    r"|//(?:your|my)[-_][\w.-]{1,80}|//<[^<>\s]{1,60}>",
    re.IGNORECASE,
)
# Programs that ask or change another machine.
NETWORK_PROGRAMS = word_set("curl wget http https ssh scp sftp rsync nc newman k6 locust ab hey wrk ping")


class PlaceholderHost(Struct, frozen=True):
    """A command of a pipeline that is sent to a host nobody has."""

    place: Place
    host: str


@derived
def placeholder_hosts(repo: Snapshot) -> Mapping[str, PlaceholderHost]:
    """The first such command of every pipeline, by its path."""
    found: dict[str, PlaceholderHost] = {}
    for run in ci_runs(repo):
        host = None if run.pipeline.path in found else _asked(run.reached.words)
        if host is not None:
            found[run.pipeline.path] = PlaceholderHost(run.reached.trail[0], host)
    return found


def host_in_script(script: str) -> str | None:
    """The first placeholder that a command of a script is sent to."""
    return next(filter(None, (_asked(command.words) for command in parse_script(script))), None)


def _asked(words: tuple[str, ...]) -> str | None:
    words = unwrap(words)
    return named_host(words[1:]) if words and basename(words[0]) in NETWORK_PROGRAMS else None


def named_host(words: Iterable[str]) -> str | None:
    """The first placeholder among the words of a command that is an address; e-mail addresses are none."""
    for word in words:
        match = PLACEHOLDER_HOST.search(word[:2_000])
        if match is not None and "mailto:" not in word:
            return match[0].lstrip("/")[:100]
    return None
