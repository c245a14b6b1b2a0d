"""Recomputes the score of a scorecard from its evidence, by nothing but the document and the rubric's file.

    python -m benchmarks.recompute SCORECARD.json... [--rubric FILE]

A second account of docs/scoring.md that shares no line with the program: it imports nothing of `analyzer`,
and reads what `scorecard.schema.json` describes and a rubric as it is written, with what that inherits. The
rubric is the shipped one whose name the scorecard has, or FILE. Printed are the numbers and the label; the
exit code is 1 where the scorecard says anything else, and each difference is a line on stderr.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SHIPPED = Path(__file__).parent.parent / "analyzer" / "scoring"
LEVELS = ("absent", "claimed", "present", "substantive", "wired", "sustained")
STRONGEST = "sustained"
ANYTHING = "any"
LABEL_OF_NONE = "insufficient_public_evidence"
LABEL_OF_NOTEBOOKS = "notebook_only_public_evidence"
NOTEBOOK_SIGN = "notebook_only"
MODEL = "model_code"
PARENT = "inherits"
FULL = "full_credit_at"

Values = dict[str, Any]


class Pair(NamedTuple):
    """At least, and at most."""

    low: float
    high: float


def differences(card: Mapping[str, Any], rubric: Values) -> list[str]:
    """Where the scorecard says something else than its evidence gives; empty where all of it is so."""
    given = recomputed(card, rubric)
    said: Values = {name: card["verdict"][name] for name in ("label", "score", "low", "high", "coverage")}
    said["summed"] = list(card["verdict"]["summed"])
    said["rubric"] = card["rubric"]["sha256"]
    said |= {
        f"{each['id']}.{name}": each[name]
        for each in card["dimensions"]
        for name in ("low", "high", "coverage", "weight", FULL)
    }
    for repository in card["repositories"]:
        said[f"{repository['name']}.life"] = list(repository["life"])
        for signal, entry in repository["signals"].items():
            if f"{repository['name']}/{signal}" in given:
                said[f"{repository['name']}/{signal}"] = list(entry["earned"])
    return [
        f"{name}: the scorecard says {said.get(name)}, its evidence gives {given.get(name)}"
        for name in dict.fromkeys((*said, *given))
        if said.get(name) != given.get(name)
    ]


def recomputed(card: Mapping[str, Any], rubric: Values) -> Values:
    """Every number that follows from the evidence, by its name, and the label."""
    repositories = card["repositories"]
    found: Values = {"rubric": digest(rubric)}
    exact = []
    for dimension in rubric["dimensions"]:
        sums = _dimension(dimension, repositories, rubric, found)
        exact.append(sums)
        id = dimension["id"]
        found[f"{id}.low"], found[f"{id}.high"] = (round(each, 1) for each in sums)
        found[f"{id}.coverage"] = round(_seen(dimension, repositories), 4)
        found[f"{id}.weight"], found[f"{id}.{FULL}"] = dimension["weight"], dimension[FULL]
    for repository in repositories:
        found[f"{repository['name']}.life"] = [round(each, 6) for each in _life(repository, rubric)]
    weights = [each["weight"] for each in rubric["dimensions"]]
    shares = [each / rubric[FULL] for each in weights]
    summed = Pair(
        *(
            round(min(100.0, math.fsum(map(lambda one, two: one * two, shares, side))), 1)
            for side in zip(*exact, strict=True)
        )
    )
    seen = [each["weight"] * _seen(each, repositories) for each in rubric["dimensions"]]
    found["coverage"] = round(math.fsum(seen) / math.fsum(weights), 4)
    found["summed"] = list(summed)
    return found | _verdict(card, rubric, summed)


def _dimension(dimension: Values, repositories: list[Values], rubric: Values, found: Values) -> Pair:
    """The bounds of a dimension, unrounded; what each repository earns by a signal is noted in `found`."""
    lows, highs = [], []
    for signal, weight in dimension["signals"].items():
        earned = [_earned(each, signal, dimension, rubric) for each in repositories]
        for repository, pair in zip(repositories, earned, strict=True):
            if repository["assessed"]:
                found[f"{repository['name']}/{signal}"] = [round(each, 6) for each in pair]
        lows.append(weight * max((each.low for each in earned), default=0.0))
        highs.append(weight * max((each.high for each in earned), default=0.0))
    low, high = (100 * min(1.0, math.fsum(each) / dimension[FULL]) for each in (lows, highs))
    return Pair(low, high)


def _earned(repository: Values, signal: str, dimension: Values, rubric: Values) -> Pair:
    """What one repository earns by one signal, 0 to 1."""
    entry = repository["signals"].get(signal)
    if not repository["assessed"] or entry is None:
        return Pair(0.0, 1.0)
    table: Mapping[str, float] = dimension.get("points") or rubric["points"]
    points = [(_points(each["level"], entry, table), _share(each, rubric)) for each in entry["evidence"]]
    low = max((each * _credit(share.low, rubric) for each, share in points), default=0.0)
    high = max((each * _credit(share.high, rubric) for each, share in points), default=0.0)
    if entry["may_hold"] is not None:
        high = max(high, 1.0 if entry["may_hold"] == ANYTHING else _points(entry["may_hold"], entry, table))
    life = _life(repository, rubric) if dimension.get("life", True) else Pair(1.0, 1.0)
    return Pair(low * life.low, max(low, high) * life.high)


def _points(level: str, entry: Values, table: Mapping[str, float]) -> float:
    """The points of a level, scaled up where the check can find no more than a lower one."""
    if _rank(entry["max_level"]) >= _rank("wired"):
        return table[level]
    most = table[entry["max_level"]]
    return min(1.0, table[level] / most) if most else 0.0


def _share(evidence: Values, rubric: Values) -> Pair:
    share = evidence["share"] if rubric["attribution"] else None
    return Pair(1.0, 1.0) if share is None else Pair(*share)


def _credit(share: float, rubric: Values) -> float:
    return min(1.0, float(rubric["credit_factor"]) * share)


def _life(repository: Values, rubric: Values) -> Pair:
    """The factor that the life of a repository makes of what its evidence earns."""
    rule = rubric.get("life")
    if rule is None:
        return Pair(1.0, 1.0)
    entries = [repository["signals"].get(each) for each in rule["signals"]]
    low = _strongest(["absent", *(_level(each) for each in entries if each is not None)])
    high = _strongest(
        [low, *(STRONGEST if each is None else _could_be(each, each["ceiling"]) for each in entries)]
    )
    return Pair(rule["factors"][low], rule["factors"][high])


def _level(entry: Values) -> str:
    return _strongest([entry["level"] or "absent", *(each["level"] for each in entry["evidence"])])


def _could_be(entry: Values, ceiling: str) -> str:
    return _highest(entry) if entry["status"] == "error" else ceiling


def _highest(entry: Values) -> str:
    """The strongest level of its findings: wired work that was kept up is sustained."""
    most: str = entry["max_level"]
    return STRONGEST if most == "wired" else most


def _rank(level: str) -> int:
    return LEVELS.index(level)


def _strongest(levels: Iterable[str]) -> str:
    return max(levels, key=_rank)


def _may_be_stronger(entry: Values) -> bool:
    return entry["status"] in ("unknown", "error") or _rank(entry["ceiling"]) > _rank(_level(entry))


def _seen(dimension: Values, repositories: list[Values]) -> float:
    """The weight of the signals that were seen whole."""
    seen = math.fsum(
        weight
        * sum(
            each["assessed"] and signal in each["signals"] and not _may_be_stronger(each["signals"][signal])
            for each in repositories
        )
        for signal, weight in dimension["signals"].items()
    )
    total = math.fsum(dimension["signals"].values()) * len(repositories)
    return seen / total if repositories else 0.0


def _verdict(card: Mapping[str, Any], rubric: Values, summed: Pair) -> Values:
    """The bounds after the rules of the bands, and the label."""
    starts = [each["from"] for each in rubric["bands"]]
    carried = [
        _carried(
            card["repositories"], rubric, max(n for n, start in enumerate(starts) if total >= start), side
        )
        for side, total in enumerate(summed)
    ]
    low, high = (
        total if band == len(starts) - 1 else min(total, round(starts[band + 1] - 0.1, 1))
        for band, total in zip(carried, summed, strict=True)
    )
    assessed = any(each["assessed"] for each in card["repositories"])
    label = LABEL_OF_NONE
    if assessed and carried[0] == carried[1]:
        notebooks = carried[0] == 0 and _only_notebooks(card["repositories"])
        label = LABEL_OF_NOTEBOOKS if notebooks else rubric["bands"][carried[0]]["label"]
    return {"label": label, "score": low, "low": low, "high": high}


def _carried(repositories: list[Values], rubric: Values, band: int, side: int) -> int:
    """The highest band up to `band` whose rule is met: surely (side 0) or possibly (side 1)."""
    strong = any(
        not _only_helps_notebooks(each) and _met(rubric, "strong", [each], side) for each in repositories
    )
    if band == len(rubric["bands"]) - 1 and not strong:
        band -= 1
    return band if _met(rubric, "moderate", repositories, side) else 0


def _met(rubric: Values, rule: str, repositories: list[Values], side: int) -> bool:
    routes = _routes(rubric, rule)
    return not routes or any(
        all(
            sum(_area_met(area, repositories, rubric, side) for area in ask["of"]) >= ask.get("at_least", 1)
            for ask in asks
        )
        for asks in routes
    )


def _routes(rubric: Values, rule: str) -> list[list[Values]]:
    """What each way to a band asks for; the short forms in the long one."""
    stated = rubric[rule]
    if "routes" in stated:
        return [each["asks"] for each in stated["routes"]]
    if rule == "strong":
        asks: list[Values] = [{"of": [{stated["signal"]: "substantive"}]}]
        if stated["wired_dimensions"]:
            areas = [
                dict.fromkeys(each["signals"], "wired") for each in rubric["dimensions"] if each["essential"]
            ]
            asks.append({"of": areas, "at_least": stated["wired_dimensions"]})
        return [asks]
    areas = [dict.fromkeys(stated["subjects"], "present"), stated["one_of"]]
    asks = [{"of": [each]} for each in areas if each]
    return [asks] if asks else []


def _area_met(area: Mapping[str, str], repositories: list[Values], rubric: Values, side: int) -> bool:
    return any(
        _rank(_to_the_credit(each, signal, rubric, side)) >= _rank(level)
        for signal, level in area.items()
        for each in repositories
    )


def _to_the_credit(repository: Values, signal: str, rubric: Values, side: int) -> str:
    """The strongest level of a signal of which enough is credited."""
    entry = repository["signals"].get(signal)
    if not repository["assessed"] or entry is None:
        return STRONGEST if side else "absent"
    asked = rubric["strong"]["credit"]
    shown = [
        each["level"] for each in entry["evidence"] if _credit(_share(each, rubric)[side], rubric) >= asked
    ]
    hidden = entry["may_hold"] if side else None
    if hidden is not None:
        most = _highest(entry)
        shown.append(most if hidden == ANYTHING else min(most, hidden, key=_rank))
    return _strongest(["absent", *shown])


def _only_helps_notebooks(repository: Values) -> bool:
    entry = repository["signals"].get(MODEL)
    weak = entry is None or _rank(_level(entry)) < _rank("wired")
    return NOTEBOOK_SIGN in repository["flags"] and weak


def _only_notebooks(repositories: list[Values]) -> bool:
    """Whether every repository that has, or may have, model code or notebooks bears the flag."""
    telling = []
    for each in repositories:
        entry = each["signals"].get(MODEL)
        models = entry is None or _may_be_stronger(entry) or _rank(_level(entry)) >= _rank("present")
        ratio = each["facts"].get("notebook_ratio")
        notebooks = isinstance(ratio, int | float) and ratio > 0
        if models or notebooks or NOTEBOOK_SIGN in each["flags"]:
            telling.append(NOTEBOOK_SIGN in each["flags"])
    return bool(telling) and all(telling)


def rubric_of(path: Path) -> Values:
    """A rubric as it is written, with what it inherits."""
    own: Values = yaml.safe_load(path.read_text(encoding="utf-8"))
    parent = own.pop(PARENT, None)
    if parent is None:
        return own
    inherited = rubric_of(shipped(parent) or path.parent / parent)
    merged: Values = _merged(inherited, own)
    before, after = ({each["id"]: each for each in one["dimensions"]} for one in (inherited, merged))
    stated = own.get("dimensions")
    merged["dimensions"] = [
        _in_proportion(each, *(math.fsum(one["signals"].values()) for one in (before[id], each)))
        if id in before and isinstance(stated, dict) and FULL not in stated.get(id, {})
        else each
        for id, each in after.items()
    ]
    if FULL in own:
        return merged
    totals = (math.fsum(each["weight"] for each in one.values()) for one in (before, after))
    return _in_proportion(merged, *totals)


def _merged(inherited: Any, own: Any) -> Any:
    """Mappings merge, null removes, `times` multiplies, `instead` and everything else replaces."""
    if not isinstance(own, dict):
        return own
    if own.keys() == {"instead"}:
        return own["instead"]
    if own.keys() == {"times"} and not isinstance(inherited, dict):
        product = round(float(inherited * own["times"]), 4)
        return int(product) if product.is_integer() else product
    if isinstance(inherited, dict):
        result = dict(inherited)
        for name, value in own.items():
            if value is None:
                del result[name]
            else:
                result[name] = _merged(inherited[name], value) if name in inherited else value
        return result
    key = next((each for each in ("id", "label", "title") if _told_apart_by(inherited, each)), None)
    if key is None:
        return own
    changed = _merged({each[key]: each for each in inherited}, own)
    return [{key: name, **each} if isinstance(each, dict) else each for name, each in changed.items()]


def _told_apart_by(entries: Any, key: str) -> bool:
    return (
        isinstance(entries, list) and bool(entries) and all(isinstance(e, dict) and key in e for e in entries)
    )


def _in_proportion(values: Values, before: float, after: float) -> Values:
    """What earns full credit, at the same part of the weights as before."""
    return (
        values if before == after else {**values, FULL: min(round(values[FULL] * after / before, 4), after)}
    )


def digest(rubric: Values) -> str:
    """What a scorecard says of the rubric that it was scored by."""
    text = json.dumps(rubric, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def shipped(name: str) -> Path | None:
    """The file of a shipped rubric of that name."""
    for path in sorted(SHIPPED.glob("rubric*.yaml")):
        if yaml.safe_load(path.read_text(encoding="utf-8"))["name"] == name:
            return path
    return None


def main(arguments: list[str] | None = None) -> int:
    """Recompute every scorecard that is named."""
    parser = argparse.ArgumentParser(prog="recompute", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("scorecards", nargs="+", type=Path, metavar="SCORECARD.json")
    parser.add_argument("--rubric", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    wrong = False
    for path in options.scorecards:
        card = json.loads(path.read_text(encoding="ascii"))
        file = options.rubric or shipped(card["rubric"]["name"])
        if file is None:
            parser.error(f"{path}: give the file of the rubric '{card['rubric']['name']}' with --rubric")
        rubric = rubric_of(file)
        numbers = recomputed(card, rubric)
        print(f"{path}: {numbers['low']} to {numbers['high']} of 100, {numbers['label']}")
        for line in differences(card, rubric):
            print(f"{path}: {line}", file=sys.stderr)
            wrong = True
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
