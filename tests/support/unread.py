"""Programs in languages that are not read, and groups of the signals that they could hold."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.declarations import UNDECLARED
from analyzer.engine.runner import run_checks
from analyzer.model import Finding
from tests.support.snapshots import registry, snapshot

CODE = "x = work(1)\n" * 100
PYTHON = "def work(a):\n    return a + 1\n" * 40


def findings(files: Mapping[str, str]) -> Mapping[str, Finding]:
    """The findings of the checks that say which programs in other languages could hold their signal."""
    checks = {
        signal: each for signal, each in registry().checks.items() if each.other_languages is not UNDECLARED
    }
    return run_checks(snapshot(files), checks).findings


def opened(files: Mapping[str, str]) -> set[str]:
    """The signals that could still be stronger than what was found."""
    return {signal for signal, each in findings(files).items() if each.ceiling > each.level}


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written out, and not taken from the table that is tested.
MODULES = words("notebook_ratio")
TYPES = words("typed_code")
SERVES = words(
    "serving error_handling feature_consistency load_testing robustness rollout monitoring logging alerting"
)
CALLS = words("model_code latency_and_cost")
JUDGES = CALLS | words("evaluation reproducible_environment")
SERVER = MODULES | SERVES | JUDGES | words("rollback")
FITS = JUDGES | words("approaches_compared data_handling")
CHECKS = words("data_validation drift_detection")
TRAINS = FITS | CHECKS | words("experiment_tracking model_registry")
NOTEBOOK = (TRAINS - words("evaluation")) | words("reproducible_environment")
FLOWS = words("orchestration")
VERSIONS = words("data_versioning")
TESTS = words("tests")
NEVER = words(
    "ci ci_delivery ci_tests collaboration documentation dockerfile history_depth incident_docs infrastructure "
    "sustained_activity"
)


WORKFLOW = "on: {on}\njobs:\n  work:\n    runs-on: x\n    steps:\n      - run: {command}\n"


def workflow(on: str, command: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": WORKFLOW.format(on=on, command=command)}
