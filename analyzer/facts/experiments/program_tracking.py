"""Runs of experiments that programs in other languages than Python keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.facts.experiments.trackers import BOTH, METRICS, PARAMETERS
from analyzer.facts.experiments.tracking_over_http import KINDS_LOGGED, logged_over_http
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import begun_by, reached_by
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign
from analyzer.wiring.roles import is_example_path, is_test_path

MOST_ENTRIES = 200
MLFLOW_OVER_HTTP = sign(Subject.TRACKING, "MLflow", "")
# Clients in every language name their methods alike: `log_param`, `logParam`, `LogParam`, `logparam`.
AUTOMATIC = lazy_regex(r"autolog(?:ging)?|log[-_]?batch", re.IGNORECASE)
OF_PARAMETERS = lazy_regex(r".*(?:param|config|hyper|flags?\b|setargs).*", re.IGNORECASE)
OF_METRICS = lazy_regex(r".*(?:metric|scalar|summary).*|log|track", re.IGNORECASE)
UPDATING_CALLS = frozenset({"update", "set"})
CONFIGURED_RUN = frozenset({"config", "params", "parameters", "hparams", "flags"})


def tracking_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """One piece for each file and tool: present, substantive or wired as for Python."""
    if not programs(repo):
        return
    groups: dict[tuple[str, str], list[ProgramUse]] = {}
    for use in _tracking(repo):
        groups.setdefault((use.path, use.tool), []).append(use)
    logged = {tool for (_path, tool), group in groups.items() if any(map(_kinds, group))}
    together = _together(repo) if groups else {}
    for (path, tool), group in groups.items():
        logging = [each for each in group if _kinds(each)]
        if not logging:
            called = [each for each in group if each.called]
            if called or tool not in logged:
                first, verb = (called or group)[0], "names" if called else "imports"
                yield Evidence(path, first.line, Level.PRESENT, f"{verb} {tool}")
            continue
        what = " and ".join(sorted({kind for each in logging for kind in _kinds(each)}))
        wired = any(together.get((path, each.function or "", tool)) for each in logging)
        reach = ", reached from the code that trains" if wired else ""
        level = Level.WIRED if wired else Level.SUBSTANTIVE
        yield Evidence(path, logging[0].line, level, f"logs {what} with {tool}{reach}")


def tracking_in_notebooks(repo: Snapshot) -> Iterator[Evidence]:
    """The first call of each notebook and tool that logs parameters or metrics, else the first at all."""
    groups: dict[tuple[str, str], list[ProgramUse]] = {}
    for use in notebook_uses(repo, Subject.TRACKING):
        groups.setdefault((use.path, use.tool), []).append(use)
    for (path, tool), group in groups.items():
        logging = [each for each in group if _kinds(each)]
        if logging:
            what = " and ".join(sorted({kind for each in logging for kind in _kinds(each)}))
            note = f"logs {what} with {tool} in a notebook"
            yield Evidence(path, logging[0].line, Level.SUBSTANTIVE, note)
        else:
            yield Evidence(path, group[0].line, Level.PRESENT, f"names {tool} in a notebook")


def _tracking(repo: Snapshot) -> list[ProgramUse]:
    """The uses of clients that keep runs to compare; curves alone are none."""
    found = [each for each in uses(repo, Subject.TRACKING) if "TensorBoard" not in each.tool]
    return found + list(_over_http(repo))


def _over_http(repo: Snapshot) -> Iterator[ProgramUse]:
    """What is sent to a tracking server without its client, in the innermost function around."""
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        for line, kinds in logged_over_http(repo.text(path) or ""):
            around = [each for each in facts.functions if each.line <= line <= each.end_line]
            function = max(around, key=lambda each: each.line).qualified_name if around else None
            address = next(f"/mlflow/runs/{what}" for what, of in KINDS_LOGGED.items() if of == kinds)
            yield ProgramUse(path, line, function, MLFLOW_OVER_HTTP, "POST", True, (address,))


def _kinds(use: ProgramUse) -> frozenset[str]:
    """What a call logs: parameters, metrics, or both."""
    if not use.called:
        return frozenset()
    address = next((each for each in use.strings if "/mlflow/" in each), "")
    parts = [address.rpartition("/")[2]] if address else parts_of(use.shown) or [""]
    # Of `run.config.update` what is updated says it.
    name = parts[-2 if parts[-1] in UPDATING_CALLS and len(parts) > 1 else -1].strip("!?")
    if AUTOMATIC.fullmatch(name) is not None:
        return BOTH
    if OF_PARAMETERS.fullmatch(name) is not None:
        return frozenset({PARAMETERS})
    if OF_METRICS.fullmatch(name) is not None:
        return frozenset({METRICS})
    configured = any(key in CONFIGURED_RUN for key, _value in use.keywords)
    return frozenset({PARAMETERS}) if configured else frozenset()


@derived
def _together(repo: Snapshot) -> Mapping[tuple[str, str, str], bool]:
    """The functions that log with a tool where one program both trains and logs both kinds."""
    training = {(each.path, each.function or "") for each in uses(repo, Subject.TRAINING) if each.called}
    logging = [each for each in _tracking(repo) if _kinds(each)]
    found: dict[tuple[str, str, str], bool] = {}
    if not training or not logging:
        return found
    entries = [path for path in programs(repo) if not is_test_path(path) and not is_example_path(path)]
    for entry in entries[:MOST_ENTRIES]:
        reached = reached_by(repo, begun_by(repo, entry))
        if not reached & training:
            continue
        for tool in {each.tool for each in logging}:
            here = [
                each for each in logging if each.tool == tool and (each.path, each.function or "") in reached
            ]
            if frozenset[str]().union(*map(_kinds, here)) >= BOTH:
                found.update(((each.path, each.function or "", tool), True) for each in here)
    return found
