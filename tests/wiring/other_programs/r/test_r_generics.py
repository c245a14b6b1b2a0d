"""R: the methods of a generic function run where it is called, and what makes a handler answers."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.calls import call_edges
from analyzer.wiring.other_programs.served import routes

IMAGE = 'FROM rocker/r-ver:4.4.0\nCOPY . /app\nWORKDIR /app\nCMD ["Rscript", "api.R"]\n'
METHOD = "handler_predict._lgb.Booster <- function(v, ...) {\n  function(req) {\n    predict(v$model, req$body)\n  }\n}\n"
MAKER = "make <- function(v) {\n  function(req) {\n    predict(v$model, req$body)\n  }\n}\n"
IDLE = "make <- function(v) {\n  function(req) {\n    v$text\n  }\n}\n"
API = "library(plumber)\nsource('other.R')\nrouter <- pr() |> pr_set_debug(TRUE)\nrouter <- {}\npr_run(router)\n"


@pytest.mark.parametrize(
    ("call", "other", "over_model"),
    [
        ("plumber::pr_post(router, path, handler_predict(v))", METHOD, True),
        ("pr_post(router, path, handler = make(v))", MAKER, True),
        ("pr_post(router, path, make(v), serializer = serializer_json())", MAKER, True),
        ("pr_post(router, path, make(v))", IDLE, False),
        ("pr_post(router, path, show(v))", METHOD, False),
        ("pr_post(router, path, vetiver::handler_predict(v))", "library(vetiver)\n", True),
        ("pr_post(router, path, vetiver::handler_ping(v))", "library(vetiver)\n", False),
    ],
)
def test_a_handler_that_a_call_makes_answers(call: str, other: str, over_model: bool) -> None:
    files = {"Dockerfile": IMAGE, "api.R": API.format(call), "other.R": other}
    [route] = routes(snapshot(files))
    assert (route.over_model, route.asks) == (over_model, over_model)
    assert route.start is not None


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {
                "a.R": "source('b.R')\nscore(x)\n",
                "b.R": "score <- function(x) UseMethod('score')\nscore.net <- function(x) 1\n",
            },
            {"score", "score·net"},
        ),
        ({"a.R": "source('b.R')\npredict(x)\n", "b.R": "predict.net <- function(x) 1\n"}, {"predict·net"}),
        (
            {
                "a.R": "source('b.R')\nrate(x)\n",
                "b.R": "rate.net <- function(x) 1\n",
                "NAMESPACE": "S3method(rate, net)\n",
            },
            {"rate·net"},
        ),
        ({"a.R": "source('b.R')\nload(x)\n", "b.R": "load.model <- function(x) 1\n"}, set()),
        ({"a.R": "predict(x)\n", "b.R": "predict.net <- function(x) 1\n"}, set()),
        (
            {
                "R/a.R": "f <- function() predict(x)\nf()\n",
                "R/b.R": "predict.net <- function(x) 1\n",
                "DESCRIPTION": "Package: a\n",
            },
            {"predict·net"},
        ),
    ],
)
def test_a_call_of_a_generic_runs_its_methods(files: dict[str, str], found: set[str]) -> None:
    edges = call_edges(snapshot(files))
    named = {name for called in edges.values() for _path, name in called}
    assert named & {"score", "score·net", "predict·net", "rate·net", "load·model"} == found


PIPED = """library(plumber)
library(vetiver)
v <- vetiver_pin_read(board, "net")
explain <- function(req) {{
  {}
}}
#* @plumber
function(pr) {{
  pr %>% vetiver_api(v) %>% pr_post(path = "/explain", handler = explain)
}}
"""


@pytest.mark.parametrize(
    ("body", "asked"), [("predict(v, req$body)", [True, True]), ("req$body", [False, True])]
)
def test_routes_of_one_pipe_are_told_apart(body: str, asked: list[bool]) -> None:
    found = routes(snapshot({"plumber.R": PIPED.format(body)}))
    assert sorted(each.over_model for each in found) == asked
    assert [each.asks for each in found] == [each.over_model for each in found]
