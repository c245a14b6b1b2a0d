"""First-party files that a web server or a robot starts: its configuration names them by a path or a name.

Sources: https://modwsgi.readthedocs.io/en/develop/configuration-directives/WSGIScriptAlias.html,
https://wiki.ros.org/roslaunch/XML/node, https://www.phusionpassenger.com/docs/references/config_reference/
(`passenger_startup_file`), https://docs.snowflake.com/en/developer-guide/snowflake-cli/streamlit-apps,
https://docs.posit.co/connect/user/manifest/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot

PASSENGER = "Passenger"
MOD_WSGI = "Apache"
ROS_LAUNCH = "ROS launch"
SNOWFLAKE = "Snowflake"
POSIT = "Posit Connect"
SCRIPT_ALIAS = lazy_regex(
    r"^[ \t]*WSGIScriptAlias(?:Match)?[ \t]+\S{1,200}[ \t]+[\"']?(?P<file>[^\s\"'#]{1,300})",
    re.IGNORECASE | re.MULTILINE,
)
ROS_NODE = lazy_regex(r"<node\s[^<>]{0,2000}?\btype\s{0,4}=\s{0,4}[\"'](?P<file>[\w-]{1,100}\.py)[\"']")
MAIN_FILE = lazy_regex(r"^[ \t]+main_file:[ \t]*[\"']?(?P<file>[\w./-]{1,200}\.py)\b", re.MULTILINE)
# `"metadata": {"appmode": "python-fastapi", "entrypoint": "app:app"}`, as rsconnect-python writes it.
POSIT_ENTRY = lazy_regex(
    r"\"appmode\":\s{0,20}\"python-[a-z]{1,20}\"[^{}]{0,400}?\"entrypoint\":\s{0,20}\"(?P<file>[\w./-]{1,200})"
)
NAMING_PATTERNS = {MOD_WSGI: SCRIPT_ALIAS, ROS_LAUNCH: ROS_NODE, SNOWFLAKE: MAIN_FILE, POSIT: POSIT_ENTRY}
LONGEST_CONFIGURATION = 64 * 1024


def named_programs(repo: Snapshot, path: str, tool: str | None) -> Iterator[tuple[int, str]]:
    """The first-party modules that such a file names, each with the line."""
    if tool == PASSENGER and path in repo.modules:
        yield 1, path
    elif tool in NAMING_PATTERNS:
        written = (repo.text(path) or "")[:LONGEST_CONFIGURATION]
        for match in NAMING_PATTERNS[tool].finditer(written):
            said = match["file"]
            module = _of_ours(repo, said)
            if module is None and tool == POSIT:
                module = _of_ours(repo, f"{said.replace('.', '/')}.py")
            if module is not None:
                yield written.count("\n", 0, match.start("file")) + 1, module


def _of_ours(repo: Snapshot, said: str) -> str | None:
    """The module that a path on a machine ends with, else the only one of that file name."""
    parts = said.strip("/").split("/")
    ends = ("/".join(parts[position:]) for position in range(len(parts)))
    found = next((each for each in ends if each in repo.modules), None)
    if found is None:
        alike = [each for each in repo.modules if basename(each) == parts[-1]]
        found = alike[0] if len(alike) == 1 else None
    return found
