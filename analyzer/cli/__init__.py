"""The command line.

What its words mean, the commands, where results and progress go, errors and exit codes.
"""

from __future__ import annotations

from analyzer.cli.commands import main

__all__ = ["main"]
