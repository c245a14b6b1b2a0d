"""Seeds of programs in other languages than Python, where they train."""

from __future__ import annotations

import pytest

from analyzer.facts.installs.program_environments import seeds
from analyzer.testing import snapshot

TRAIN = """using MLJ
using Random
{made}
function learn(X, y; rng=Random.default_rng())
    mach = machine(Tree(), X, y{given})
    fit!(mach)
end
"""


@pytest.mark.parametrize(
    ("made", "given", "line"),
    [
        ("", ", rng=StableRNG(7)", 5),
        ("", ", rng = MersenneTwister(SEED)", 5),
        ("", ", rng=7", 5),
        ("", ",\n        rng=Random.Xoshiro(7)", 5),
        ("const fixed = Xoshiro(7)", ", rng=fixed", 5),
        ("rng = StableRNG(7)", "; rng=rng", 5),
        ("fixed() = Xoshiro(7)", ", rng=fixed()", 5),
        ("Random.seed!(7)", ", rng=rng", 3),
        ("", ", rng=rng", None),
        ("", ", rng=Random.default_rng()", None),
        ("", ", rng=Xoshiro()", None),
        ("other = Xoshiro(7)", ", rng=rng", None),
        ("rng = Random.default_rng()", ", rng=rng", None),
        ("", "", None),
    ],
)
def test_a_generator_is_a_seed_where_a_number_makes_it(made: str, given: str, line: int | None) -> None:
    repo = snapshot({"train.jl": TRAIN.format(made=made, given=given)})
    assert [found for _path, found, _note in seeds(repo)] == ([line] if line else [])
