"""Shell scripts and command lines: the commands, and what their exit status means."""

from __future__ import annotations

from analyzer.parsing.shell.exit_status import drops_status, fails_nothing, only_tells_of_itself
from analyzer.parsing.shell.fetched import fetched_tool
from analyzer.parsing.shell.script import SCRIPT_DIRECTORY, Command, parse_script, unwrap
from analyzer.parsing.shell.shebang import is_shell_shebang
from analyzer.parsing.shell.unwrapping import (
    moved_to,
    shell_script,
    skip_options,
    unwrap_layers,
)
from analyzer.parsing.shell.wrappers import WRAPPERS, Words

__all__ = [
    "SCRIPT_DIRECTORY",
    "WRAPPERS",
    "Command",
    "Words",
    "drops_status",
    "fails_nothing",
    "fetched_tool",
    "is_shell_shebang",
    "moved_to",
    "only_tells_of_itself",
    "parse_script",
    "shell_script",
    "skip_options",
    "unwrap",
    "unwrap_layers",
]
