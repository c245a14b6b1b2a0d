"""What the checks say of services and pipelines in R and Julia: just below, at and above each level."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

R_IMAGE = 'FROM rocker/r-ver:4.4.0\nCOPY . /app\nWORKDIR /app\nCMD ["Rscript", "run.R"]\n'
R_RUN = "plumber::pr('api.R') |> plumber::pr_run(port = 8000)\n"
R_HANDLER = "#* @post /predict\nfunction(req, res) {{\n{}\n  predict(model, req$body)\n}}\n"
R_MODEL = "library(logger)\nmodel <- readRDS('model.rds')\n"
JULIA_IMAGE = 'FROM julia:1.10\nCOPY . /app\nWORKDIR /app\nCMD ["julia", "--project", "api.jl"]\n'
JULIA_API = (
    'using Genie, BSON\nBSON.@load "model.bson" model\nroute("/predict", method = POST) do\n'
    "{}\n  predict(model, jsonpayload())\nend\nup()\n"
)
TRAIN = "library(ranger)\nm <- ranger(y ~ ., d)\n"
TASK = "train:\n\tRscript train.R\n"


def r_service(body: str = "", model: str = R_MODEL) -> dict[str, str]:
    return {"Dockerfile": R_IMAGE, "run.R": R_RUN, "api.R": model + R_HANDLER.format(body)}


def julia_service(body: str = "", start: str = JULIA_IMAGE) -> dict[str, str]:
    return {"Dockerfile": start, "api.jl": JULIA_API.format(body)}


@pytest.mark.parametrize(
    ("check", "files", "level"),
    [
        # Serving: a route alone, with a model, started.
        ("serving", {"api.R": "#* @get /health\nfunction() 'ok'\n", "train.R": TRAIN}, Level.PRESENT),
        ("serving", {"api.R": R_MODEL + R_HANDLER.format("")}, Level.SUBSTANTIVE),
        ("serving", r_service(), Level.WIRED),
        ("serving", {"api.jl": JULIA_API.format("")}, Level.SUBSTANTIVE),
        ("serving", julia_service(), Level.WIRED),
        ("serving", {"a.R": "x <- 1\n"}, Level.ABSENT),
        # Model code: nothing, in a script, run by a task, run by an image.
        ("model_code", {"a.R": "library(ranger)\nx <- read.csv('a.csv')\n"}, Level.ABSENT),
        ("model_code", {"train.R": TRAIN}, Level.SUBSTANTIVE),
        ("model_code", {"train.R": TRAIN, "Makefile": TASK}, Level.WIRED),
        ("model_code", r_service(), Level.WIRED),
        ("model_code", {"train.jl": "using MLJ\nfit!(machine(m, X, y))\n"}, Level.SUBSTANTIVE),
        ("model_code", julia_service(), Level.WIRED),
        # Logs of a service.
        ("logging", r_service("  cat('x')"), Level.ABSENT),
        ("logging", r_service("  log_info('x')"), Level.PRESENT),
        ("logging", julia_service('  @info "x"'), Level.PRESENT),
        # Failures.
        ("error_handling", r_service("  tryCatch(f(req), error = function(e) NULL)"), Level.ABSENT),
        (
            "error_handling",
            r_service("  tryCatch(f(req), error = function(e) {\n    log_error('x')\n    res$status <- 500\n  })"),
            Level.PRESENT,
        ),
        # Metrics.
        ("monitoring", r_service(), Level.ABSENT),
        ("monitoring", r_service("  counter_metric('a', 'b')", f"library(openmetrics)\n{R_MODEL}"), Level.WIRED),
        # Runs.
        ("experiment_tracking", {"train.R": "library(mlflow)\nmlflow_start_run()\n"}, Level.PRESENT),
        ("experiment_tracking", {"train.R": "library(mlflow)\nmlflow_log_metric('rmse', 1)\n"}, Level.SUBSTANTIVE),
        (
            "experiment_tracking",
            {"train.R": f"library(mlflow)\nmlflow_log_param('a', 1)\n{TRAIN}mlflow_log_metric('rmse', 1)\n"},
            Level.WIRED,
        ),
        # Rows that are checked.
        ("data_validation", {"train.R": "library(assertr)\n" + TRAIN}, Level.PRESENT),
        ("data_validation", {"train.R": "library(assertr)\nd %>% verify(x > 0)\n"}, Level.SUBSTANTIVE),
        # Versions of models.
        ("model_registry", {"train.R": "library(vetiver)\n" + TRAIN}, Level.ABSENT),
        ("model_registry", {"train.R": "library(vetiver)\nvetiver_pin_write(board, v)\n"}, Level.SUBSTANTIVE),
        # Tests.
        ("tests", {"R/a.R": "f <- function() 1\n", "tests/testthat/test-a.R": "x <- 1\n"}, Level.ABSENT),
        (
            "tests",
            {
                "R/a.R": "f <- function() 1\n",
                "tests/testthat/test-a.R": "test_that('f', {\n  expect_equal(f(), 1)\n})\n",
            },
            Level.SUBSTANTIVE,
        ),
        (
            "tests",
            {"src/a.jl": "f() = 1\n", "test/runtests.jl": '@testset "f" begin\n  @test f() == 1\nend\n'},
            Level.SUBSTANTIVE,
        ),
    ],
)  # fmt: skip
def test_levels(check: str, files: dict[str, str], level: Level) -> None:
    assert run(check, snapshot(files)).level is level


RELOAD = 'route("/reload") do\n  model = JLD2.load("model.jld2", "model")\n  "done"\nend\n'
LOADED = 'using Genie, JLD2\nmodel = JLD2.load("model.jld2", "model")\nask() = model(params(:x))\n'
ASKING = 'route("/predict", ask, method=GET)\n'


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (RELOAD + ASKING, "Genie: /predict, with a model behind it"),
        (ASKING + RELOAD, "Genie: /predict, with a model behind it"),
        (RELOAD, "Genie: /reload, with a model behind it"),
    ],
)
def test_of_the_routes_of_a_file_the_one_is_named_that_asks_the_model(rows: str, note: str) -> None:
    found = run("serving", snapshot({"app.jl": LOADED + rows}))
    assert [each.note.partition(";")[0] for each in found.evidence] == [note]


def test_where_a_program_listens_is_no_route() -> None:
    served = 'using HTTP, JLD2\nmodel = JLD2.load("model.jld2", "model")\nask(r) = model(r)\nHTTP.serve(ask, "0.0.0.0", 8080)\n'
    found = run("serving", snapshot({"app.jl": served}))
    assert [each.note.partition(",")[0] for each in found.evidence] == ["HTTP.jl: handler"]
