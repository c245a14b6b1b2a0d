"""JavaScript and TypeScript: how modules find each other, what starts them, and what packages are for."""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.adonis import routed_in_scripts
from analyzer.wiring.other_programs.javascript.agents import SCRIPT_AGENT_SIGNS
from analyzer.wiring.other_programs.javascript.bounds import (
    SCRIPT_AUTHENTICATION_SIGNS,
    SCRIPT_CACHE_SIGNS,
    SCRIPT_GUARD_SIGNS,
    SCRIPT_LIMIT_SIGNS,
    SCRIPT_RETRY_SIGNS,
)
from analyzer.wiring.other_programs.javascript.inputs import SCRIPT_INPUT_SIGNS, SCRIPT_REFUSAL_SIGNS
from analyzer.wiring.other_programs.javascript.models import SCRIPT_MODEL_SIGNS
from analyzer.wiring.other_programs.javascript.places import script_conventions, taken_without_import
from analyzer.wiring.other_programs.javascript.practice import (
    SCRIPT_EXPERIMENT_SIGNS,
    SCRIPT_JOB_SIGNS,
    SCRIPT_OPERATION_SIGNS,
)
from analyzer.wiring.other_programs.javascript.reports import (
    SCRIPT_ERROR_SIGNS,
    SCRIPT_LOGGING_SIGNS,
    SCRIPT_METRIC_SIGNS,
    SCRIPT_TRACE_SIGNS,
)
from analyzer.wiring.other_programs.javascript.resolve import resolve_script
from analyzer.wiring.other_programs.javascript.routes import SCRIPT_ROUTE_SIGNS
from analyzer.wiring.other_programs.javascript.starts import (
    deployed_scripts,
    found_by_frameworks,
    started_script,
)
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.other_programs.vocabulary.signs import Sign

SCRIPT_SIGNS: tuple[Sign, ...] = (
    *SCRIPT_ROUTE_SIGNS,
    *SCRIPT_AGENT_SIGNS,
    *SCRIPT_MODEL_SIGNS,
    *SCRIPT_LOGGING_SIGNS,
    *SCRIPT_METRIC_SIGNS,
    *SCRIPT_TRACE_SIGNS,
    *SCRIPT_ERROR_SIGNS,
    *SCRIPT_INPUT_SIGNS,
    *SCRIPT_REFUSAL_SIGNS,
    *SCRIPT_LIMIT_SIGNS,
    *SCRIPT_RETRY_SIGNS,
    *SCRIPT_GUARD_SIGNS,
    *SCRIPT_AUTHENTICATION_SIGNS,
    *SCRIPT_CACHE_SIGNS,
    *SCRIPT_EXPERIMENT_SIGNS,
    *SCRIPT_JOB_SIGNS,
    *SCRIPT_OPERATION_SIGNS,
)

SCRIPT_LANGUAGE = Language(
    names=("JavaScript", "TypeScript"),
    signs=SCRIPT_SIGNS,
    resolve=resolve_script,
    started=started_script,
    found=found_by_frameworks,
    beside=taken_without_import,
    routed=routed_in_scripts,
    conventions=script_conventions,
    deployed=deployed_scripts,
    constructors=frozenset({"constructor"}),
    found_around=True,
)
