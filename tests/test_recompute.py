"""The score of a scorecard follows from the evidence in it: a second account comes to the same numbers."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Evidence, Fact, Finding, Level, RepositoryResult, Status, Unseen
from analyzer.provenance import Share
from analyzer.report.json import EVIDENCE_LIMIT, to_json
from analyzer.scoring import load_rubric, score
from analyzer.scoring.rubric_files import BUILTIN
from benchmarks import recompute
from tests.conftest import Samples
from tests.support.scorecards import CHECKS, flag, repository, scorecard, unread

OWN = recompute.rubric_of(Path(__file__).parent / "support" / "rubric.yaml")


@cache
def shipped(name: str) -> dict[str, Any]:
    path = recompute.shipped(name)
    assert path is not None
    return recompute.rubric_of(path)


def test_it_shares_no_line_with_the_program() -> None:
    tree = ast.parse(Path(recompute.__file__).read_text())
    nodes = list(ast.walk(tree))
    imported = {each.module or "" for each in nodes if isinstance(each, ast.ImportFrom)}
    imported |= {name.name for each in nodes if isinstance(each, ast.Import) for name in each.names}
    assert not {each.partition(".")[0] for each in imported} & {"analyzer", "checks", "benchmarks", "tests"}


@pytest.mark.parametrize("name", BUILTIN)
def test_every_sample_by_every_rubric(samples: Samples, name: str) -> None:
    rubric = load_rubric(name, samples.checks)
    for _, card in samples.scorecards:
        again = score(card.candidate, card.repositories, rubric, samples.checks)
        assert recompute.differences(json.loads(to_json(again)), shipped(name)) == []


PARTS = (0.0, 0.1, 0.2499, 0.25, 1 / 3, 0.49999, 0.5, 2 / 3, 1.0)


def share(chance: Random) -> Share:
    return Share(*sorted((chance.choice(PARTS), chance.choice(PARTS))))


def found_by(signal: str, chance: Random) -> Finding:
    """A finding with up to three kinds of evidence, of some more than a report lists, and what was not seen."""
    levels = chance.choices(list(Level), k=chance.randrange(4)) * chance.choice((1, 1, 1, EVIDENCE_LIMIT))
    places = tuple(Evidence(f"{signal}{n}.py", 1, level, "") for n, level in enumerate(levels))
    unseen = [chance.choice((None, *Level)) for _ in range(chance.randrange(3))]
    level = max(levels, default=Level.ABSENT)
    status = chance.choice((Status.MEASURED, Status.MEASURED, Status.ERROR) if levels else tuple(Status))
    ceiling = CHECKS[signal].highest if unseen else level
    hidden = tuple(Unseen("large", at_most=each) for each in unseen)
    return Finding(signal, status, level, max(level, ceiling), "", None, places, hidden)


def any_repository(name: str, chance: Random) -> RepositoryResult:
    found = [found_by(signal, chance) for signal in CHECKS]
    paths = [each.path or "" for one in found for each in one.evidence]
    return repository(
        name,
        None,
        *found,
        share=chance.choice((None, share(chance))),
        shares={path: share(chance) for path in chance.sample(paths, len(paths) // 3)},
        flags=chance.choice(((), (flag("notebook_only"),))),
        facts=(Fact("notebook_ratio", chance.choice((0.0, 0.5))),),
    )


@given(st.integers(), st.integers(0, 3), st.booleans())
def test_whatever_was_found(seed: int, number: int, lost: bool) -> None:
    chance = Random(seed)
    found = [any_repository(f"r{n}", chance) for n in range(number)]
    card = scorecard(*found, *([unread()] if lost else []))
    assert recompute.differences(json.loads(to_json(card)), OWN) == []


def signal(document: dict[str, Any], id: str) -> dict[str, Any]:
    found: dict[str, Any] = document["repositories"][0]["signals"][id]
    return found


def changed(document: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> list[str]:
    other = copy.deepcopy(document)
    change(other)
    return recompute.differences(other, shipped("production"))


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (lambda card: card["verdict"].update(score=90.9), "score"),
        (lambda card: card["verdict"].update(high=99.0), "high"),
        (lambda card: card["verdict"].update(label="thin_public_evidence"), "label"),
        (lambda card: card["verdict"].update(coverage=0.5), "coverage"),
        (lambda card: card["rubric"].update(sha256="0" * 64), "rubric"),
        (lambda card: card["dimensions"][2].update(low=12.3), "testing.low"),
        (lambda card: card["dimensions"][2].update(weight=15), "testing.weight"),
        (lambda card: card["repositories"][0].update(life=[0.1, 1.0]), "parcel-eta.life"),
        (lambda card: signal(card, "tests").update(earned=[0.1, 0.1]), "parcel-eta/tests"),
        (lambda card: signal(card, "ci_tests").update(evidence=[]), "parcel-eta/ci_tests"),
        (lambda card: signal(card, "rollout").update(may_hold="any"), "parcel-eta/rollout"),
    ],
)  # fmt: skip
def test_a_changed_number_is_noticed(
    samples: Samples, change: Callable[[dict[str, Any]], object], noticed: str
) -> None:
    document = json.loads(to_json(dict(samples.scorecards)["production-engineer"]))
    assert noticed in [each.partition(":")[0] for each in changed(document, change)]


def test_as_a_command(samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = dict(samples.scorecards)["production-engineer"]
    path = tmp_path / "card.json"
    path.write_text(to_json(card))
    assert recompute.main([str(path)]) == 0
    assert capsys.readouterr() == (
        f"{path}: {card.verdict.low} to {card.verdict.high} of 100, {card.verdict.label}\n",
        "",
    )
    path.write_text(to_json(card).replace('"score": ', '"score": 1'))
    assert recompute.main([str(path)]) == 1
    assert f"{path}: score: the scorecard says 1" in capsys.readouterr().err
