"""Which checks are of what came in with a request, and not of what a program was started with."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.serving_path import input_checks
from tests.support.snapshots import snapshot

R_ROUTE = "#* @post /predict\nfunction(req, run) {\n  %s\n  predict(model, req$body)\n}\n"
JULIA_ROUTE = 'using Genie\nroute("/predict", method = POST) do\n  %s\n  predict(model, params())\nend\n'


@pytest.mark.parametrize(
    ("above", "inside", "checked"),
    [
        ("", "stopifnot(run > 1)", True),
        ("", "x <- req$body\n  stopifnot(x > 1)", True),
        ("run <- Sys.getenv('RUN')", "stopifnot(run > 1)", True),  # the parameter is meant
        ("other <- function() x <- Sys.getenv('X')", "x <- req$body\n  stopifnot(x > 1)", True),
        ("allowed <- Sys.getenv('RUNS')", "stopifnot(run %in% allowed)", True),
        ("stopifnot(run > 1)", "", False),
        ("library(assertthat)\nassert_that(\n  run > 1\n)", "", False),
        ("default_run <- Sys.getenv('RUN')", "stopifnot(default_run > 1)", False),
        ("default_run <- Sys.getenv('RUN')", "stopifnot(\n    default_run > 1\n  )", False),
        ("", "default_run = Sys.getenv('RUN')\n  stopifnot(!is_empty, default_run > 1)", True),
        ("", "default_run = Sys.getenv('RUN')\n  stopifnot(default_run > 1)", False),
        ("", "stopifnot(nzchar(Sys.getenv('RUN')))", False),
    ],
)
def test_checks_of_requests_in_r(above: str, inside: str, checked: bool) -> None:
    repo = snapshot({"api.R": f"library(plumber)\n{above}\n{R_ROUTE % inside}"})
    assert bool(input_checks(repo)) is checked


@pytest.mark.parametrize(
    ("above", "inside", "checked"),
    [
        ("", "@assert params(:x) > 1", True),
        ("@assert params(:x) > 1", "", False),
        ('port = ENV["PORT"]', "@assert port > 1", False),
        ('port = data["PORT"]', "@assert port > 1", True),
    ],
)
def test_checks_of_requests_in_julia(above: str, inside: str, checked: bool) -> None:
    repo = snapshot({"app.jl": f"{above}\n{JULIA_ROUTE % inside}"})
    assert bool(input_checks(repo)) is checked
