"""Files that name tasks: make, just, tox, nox, package scripts, compose files, shell scripts."""

from __future__ import annotations

from analyzer.parsing.tasks.containers import read_compose_build
from analyzer.parsing.tasks.files import (
    Invocation,
    Service,
    Target,
    TargetFile,
    invocation,
    parse_compose,
    parse_included,
    parse_targets,
    target_kind,
)
from analyzer.parsing.tasks.model import Inclusion
from analyzer.parsing.tasks.options import read_options
from analyzer.parsing.tasks.package_invocations import MANAGERS
from analyzer.parsing.tasks.values import table
from analyzer.parsing.tasks.wheels import WHEEL_TESTS, told_by_environment

__all__ = [
    "MANAGERS",
    "WHEEL_TESTS",
    "Inclusion",
    "Invocation",
    "Service",
    "Target",
    "TargetFile",
    "invocation",
    "parse_compose",
    "parse_included",
    "parse_targets",
    "read_compose_build",
    "read_options",
    "table",
    "target_kind",
    "told_by_environment",
]
