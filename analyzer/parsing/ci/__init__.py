"""Configuration of CI systems as one model of pipelines, jobs and steps."""

from __future__ import annotations

from analyzer.parsing.ci.python_script import commands_of_python, nodes_of
from analyzer.parsing.ci.python_words import LiteralWords
from analyzer.parsing.ci.system import variable
from analyzer.parsing.ci.systems import (
    CHECKOUTS,
    SYSTEMS,
    Files,
    Inclusion,
    Job,
    Pipeline,
    Step,
    ci_system,
    is_ci_program,
    parse_included,
    parse_pipeline,
    repository_top,
    unfolded,
)
from analyzer.parsing.ci.windows import as_shell_text

__all__ = [
    "CHECKOUTS",
    "SYSTEMS",
    "Files",
    "Inclusion",
    "Job",
    "LiteralWords",
    "Pipeline",
    "Step",
    "as_shell_text",
    "ci_system",
    "commands_of_python",
    "is_ci_program",
    "nodes_of",
    "parse_included",
    "parse_pipeline",
    "repository_top",
    "unfolded",
    "variable",
]
