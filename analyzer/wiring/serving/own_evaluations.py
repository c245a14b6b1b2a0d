"""Functions that fit a model and only measure it: what it predicts goes into a measure, to no caller."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot, derived
from analyzer.wiring.models.model_catalogue import LOAD_CALLS
from analyzer.wiring.models.model_uses import ModelUse, model_uses
from analyzer.wiring.models.pickled_models import CONTAINERS

# Functions that compare what a model said with what was true.
MEASURING_CALL = lazy_regex(
    r"\b\w{0,60}(?:score|error|loss|accuracy|report|matrix|auc|metrics?|precision|recall|rmse|mae|mse|mape|"
    r"smape|deviance|correlation)\w{0,30}\("
)
KEPT = lazy_regex(r"[ \t]*(?P<name>[A-Za-z_]\w{0,80})[ \t]*=(?!=)")
FITTED = lazy_regex(r"[ \t]*(?P<name>[A-Za-z_]\w{0,80})\.\w{1,40}\(")
COMPARED = lazy_regex(r"(?:==|!=)")


@derived
def own_evaluations(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """Functions of live modules in which every prediction is one of a model that they fit and measure."""
    uses: dict[tuple[str, str], list[ModelUse]] = {}
    for use in model_uses(repo):
        if use.function is not None and use.code.path in repo.modules:
            uses.setdefault((use.code.path, use.function), []).append(use)
    return frozenset(place for place, found in uses.items() if _only_measures(repo, place, found))


def _only_measures(repo: Snapshot, place: tuple[str, str], uses: Sequence[ModelUse]) -> bool:
    kinds = {use.kind for use in uses}
    if not {"trains", "calls"} <= kinds or kinds & {"loads", "connects"}:
        return False
    if any(_is_loaded(use.target) for use in uses):
        return False
    functions: Mapping[str, Function] = {
        each.qualified_name: each for each in repo.modules[place[0]].functions
    }
    around = functions.get(place[1])
    if around is None:
        return False
    rows = (repo.text(place[0]) or "").split("\n")
    body = dict(enumerate(rows[around.line - 1 : around.end_line], around.line))
    return all(_is_measured(body, use.line) for use in uses if use.kind == "calls") and all(
        _stays(body, use.line) for use in uses if use.kind == "trains"
    )


def _is_loaded(target: str) -> bool:
    held = target.rpartition("().")[0]
    return held in LOAD_CALLS or held in CONTAINERS


def _stays(body: Mapping[int, str], line: int) -> bool:
    """Whether the model that a line fits is neither returned, kept elsewhere nor handed to anybody."""
    row = body.get(line, "")[:400]
    fitted = KEPT.match(row) or FITTED.match(row)
    if fitted is None:
        return False
    word = re.escape(fitted["name"])
    name, harmless = (
        re.compile(rf"(?<![\w.]){word}(?!\w)"),
        re.compile(rf"(?<![\w.]){word}[ \t]*(?:=(?!=)|\.)|\bfor\b[^\n]{{0,60}}?\b{word}[ \t]+in\b"),
    )
    return not any(
        name.search(harmless.sub("", _without_measures(other[:400])[0])) for other in body.values()
    )


def _is_measured(body: Mapping[int, str], line: int) -> bool:
    """Whether the prediction of a line is given to a measure, there or wherever its name is used."""
    row = body.get(line, "")[:400]
    asked = row.find(".predict")
    measure = MEASURING_CALL.search(row)
    if measure is not None and measure.start() < asked:
        return True
    kept = KEPT.match(row)
    if kept is None or asked < 0:
        return False
    name = re.compile(rf"(?<![\w.]){re.escape(kept['name'])}(?!\w)")
    later = [other[:400] for number, other in body.items() if number != line and name.search(other[:400])]
    return bool(later) and all(_compares(other, name) for other in later)


def _compares(row: str, name: re.Pattern[str]) -> bool:
    """Whether a row uses a name only among the arguments of measures, or compares it."""
    outside, measured = _without_measures(row)
    if name.search(outside) is None:
        return measured
    return COMPARED.search(outside) is not None and not row.lstrip().startswith(("if ", "elif "))


def _without_measures(row: str) -> tuple[str, bool]:
    """A row without the arguments of the measures in it, and whether there is any measure."""
    kept, position, measured = [], 0, False
    while (measure := MEASURING_CALL.search(row, position)) is not None:
        measured, depth, end = True, 1, measure.end()
        while end < len(row) and depth:
            depth += {"(": 1, ")": -1}.get(row[end], 0)
            end += 1
        kept.append(row[position : measure.end()])
        position = end
    return "".join((*kept, row[position:])), measured
