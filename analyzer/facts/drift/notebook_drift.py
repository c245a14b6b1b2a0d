"""Comparisons of two samples in notebooks that a job runs by itself: there a notebook is live code."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.drift.own_drift import TWO_SAMPLE, about_drift, functions_about_drift
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot
from analyzer.wiring.modules import Code
from analyzer.wiring.roles import is_example_path
from analyzer.wiring.starts.scheduled_notebooks import scheduled_notebooks


def drift_in_notebooks(repo: Snapshot) -> Iterator[Evidence]:
    """Of each such notebook the first function about drift that is called, else a statistic of its cells.

    A statistic of two samples is about drift where the notebook is named for it.
    """
    for path, job in scheduled_notebooks(repo).items():
        if is_example_path(path):
            continue
        export = repo.notebook_exports.get(path)
        code = Code(path, export or repo.notebooks[path].code, notebook=True)
        what = next(_compared(repo, code), None)
        if what is not None:
            line, name = what
            note = f"own drift statistic: {name} compares two samples, in a notebook that {job} runs"
            yield Evidence(path, code.line(repo, line), Level.WIRED, f"{note} on a schedule", size=1)


def _compared(repo: Snapshot, code: Code) -> Iterator[tuple[int, str]]:
    called = {(call.function, call.target.rpartition(".")[2]) for call in code.facts.calls}
    for each in functions_about_drift(repo, code):
        name = (each.function or "").rpartition(".")[2]
        if any(called_name == name and function != each.function for function, called_name in called):
            yield each.line, name
    if about_drift(code.path.rpartition("/")[2]):
        for call in code.facts.calls:
            if call.function is None and call.target in TWO_SAMPLE:
                yield call.line, call.target.rpartition(".")[2]
