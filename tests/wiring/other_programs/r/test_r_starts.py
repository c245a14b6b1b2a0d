"""R: what images, tasks and platforms start, and what that means for a route or a page over a model."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

PLUMBER = "#* @post /predict\nfunction(req) predict(model, req$body)\n"
IMAGE = "FROM rocker/r-ver:4.4.0\nCOPY . /app\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("files", "started"),
    [
        (
            {
                "Dockerfile": IMAGE + 'CMD ["Rscript", "run.R"]\n',
                "run.R": "plumber::pr('api.R') |> pr_run()\n",
            },
            "api.R",
        ),
        ({"Dockerfile": IMAGE + 'CMD ["R", "-e", "plumber::pr_run(plumber::plumb(\'api.R\'))"]\n'}, "api.R"),
        (
            {"Dockerfile": IMAGE + "CMD R -e \"pr <- plumber::plumb('/app/api.R'); pr$run(port = 8000)\"\n"},
            "api.R",
        ),
        ({"Dockerfile": 'FROM rstudio/plumber\nCOPY . /app\nCMD ["/app/api.R"]\n'}, "api.R"),
        (
            {"docker-compose.yml": "services:\n  a:\n    image: rstudio/plumber\n    command: /api/api.R\n"},
            "api.R",
        ),
        (
            {
                "Dockerfile": IMAGE + "CMD Rscript -e \"plumber::plumb(dir = '.')$run()\"\n",
                "entrypoint.R": "plumber::plumb('api.R')\n",
            },
            "api.R",
        ),
    ],
)
def test_a_route_over_a_model_runs_in_what_is_started(files: dict[str, str], started: str) -> None:
    repo = snapshot({**files, started: "model <- readRDS('model.rds')\n" + PLUMBER})
    [route] = routes(repo)
    assert (route.route, route.over_model) == ("/predict", True)
    assert route.start is not None


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"Dockerfile": IMAGE + "RUN R -e \"install.packages('plumber')\"\n"},
        {"Dockerfile": IMAGE + 'CMD ["R", "-e", "print(\'api.R\')"]\n'},
        {"Dockerfile": IMAGE + 'CMD ["Rscript", "other.R"]\n', "other.R": "x <- 1\n"},
    ],
)
def test_a_route_that_nothing_starts(files: dict[str, str]) -> None:
    [route] = routes(snapshot({**files, "api.R": PLUMBER}))
    assert route.start is None


def test_a_pipeline_of_targets_runs_the_functions_that_it_names() -> None:
    files = {
        "Dockerfile": IMAGE + 'CMD ["Rscript", "-e", "targets::tar_make()"]\n',
        "_targets.R": "library(targets)\ntar_source()\nlist(tar_target(model, fit_it(d)))\n",
        "R/fit.R": "fit_it <- function(d) lm(y ~ x, d)\n",
    }
    repo = snapshot(files)
    assert {each.module for each in programs_started(repo)} == {"_targets.R"}
    [training] = all_uses(repo)[Subject.TRAINING]
    assert (training.path, training.function) == ("R/fit.R", "fit_it")


SHINY = "library(shiny)\nmodel <- readRDS('model.rds')\nserver <- function(input, output) predict(model, input$x)\n"


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"Dockerfile": "FROM rocker/shiny:4.4\nCOPY app.R /srv/shiny-server/\n"}, Level.PRESENT),
        (
            {"Dockerfile": "FROM rocker/r-ver\nCOPY . /app\nCMD R -e \"shiny::runApp('/app')\"\n"},
            Level.PRESENT,
        ),
        ({"Dockerfile": 'FROM rocker/r-ver\nCOPY . /app\nCMD R -e "print(1)"\n'}, Level.CLAIMED),
        ({}, Level.CLAIMED),
    ],
)
def test_a_page_for_people_serves_no_other_software(files: dict[str, str], level: Level) -> None:
    finding = run("serving", snapshot({**files, "app.R": f"{SHINY}shinyApp(fluidPage(), server)\n"}))
    assert finding.level is level
    assert all("a page for people" in each.note for each in finding.evidence)


def test_a_package_is_started_by_its_function() -> None:
    files = {
        "DESCRIPTION": "Package: ours\n",
        "Dockerfile": 'FROM rocker/r-ver\nCOPY . /app\nCMD ["R", "-e ours::run_app()"]\n',
        "R/run_app.R": "run_app <- function() shinyApp(ui, app_server)\n",
        "R/app_server.R": "#' @import shiny\napp_server <- function(input, output) predict(model, input$x)\n",
    }
    assert [each.level for each in run("serving", snapshot(files)).evidence] == [Level.PRESENT]


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"Makefile": "train:\n\tRscript train.R\n"}, Level.WIRED),
        (
            {"Makefile": "train:\n\tR -e 'targets::tar_make()'\n", "_targets.R": "source('train.R')\n"},
            Level.WIRED,
        ),
        (
            {
                ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: Rscript train.R\n"
            },
            Level.WIRED,
        ),
        ({"Makefile": "train:\n\tRscript -e 'source(\"train.R\"); again()'\n"}, Level.WIRED),
        ({"dvc.yaml": "stages:\n  train:\n    cmd: Rscript train.R\n"}, Level.WIRED),
        ({"Makefile": "train:\n\tRscript other.R\n"}, Level.SUBSTANTIVE),
    ],
)
def test_a_model_that_a_task_trains_is_wired(files: dict[str, str], level: Level) -> None:
    assert run("model_code", snapshot({**files, "train.R": "fit <- lm(y ~ x, d)\n"})).level is level


def test_a_function_that_the_runtime_of_an_image_starts() -> None:
    files = {
        "Dockerfile": (
            "FROM public.ecr.aws/lambda/provided\nCOPY runtime.R /opt/ml/runtime.R\n"
            "RUN printf '#!/bin/sh\\nRscript /opt/ml/runtime.R' > /var/runtime/bootstrap\nCMD [\"ask\"]\n"
        ),
        "runtime.R": "library(lambdr)\nmodel <- readRDS('model.rds')\nask <- function(x) predict(model, x)\nstart_lambda()\n",
    }
    assert run("serving", snapshot(files)).level is Level.WIRED


ROCKER = "FROM rocker/shiny\nWORKDIR app\nCOPY . .\n"
RUN_APP = 'CMD ["R", "-e", "shiny::runApp({})"]\n'
PACKAGE = {"DESCRIPTION": "Package: ours\n", "R/server.R": SHINY, "R/ui.R": "ui <- fluidPage()\n"}


@pytest.mark.parametrize(
    ("image", "files", "started", "level"),
    [
        (ROCKER + RUN_APP.format("port = 3838"), {"app.R": SHINY}, {"app.R"}, Level.WIRED),
        (
            ROCKER + RUN_APP.format("port = 3838"),
            {"server.R": SHINY, "ui.R": "ui <- 1\n"},
            {"server.R", "ui.R"},
            Level.WIRED,
        ),
        (ROCKER + RUN_APP.format("'shiny'"), {"shiny/app.R": SHINY}, {"shiny/app.R"}, Level.WIRED),
        (ROCKER + RUN_APP.format("appDir = 'R'"), PACKAGE, {"R/server.R", "R/ui.R"}, Level.WIRED),
        (
            "FROM rocker/shiny\nCOPY shiny /srv/app\n" + RUN_APP.format("'/srv/app'"),
            {"shiny/app.R": SHINY},
            {"shiny/app.R"},
            Level.WIRED,
        ),
        (
            "FROM rocker/shiny\nCOPY src/*.R /srv/app/\n" + RUN_APP.format("'/srv/app'"),
            {"src/app.R": SHINY},
            {"src/app.R"},
            Level.WIRED,
        ),
        (
            "FROM rocker/shiny\nCOPY src/app.R /srv/app/\n" + RUN_APP.format("'/srv/app'"),
            {"src/app.R": SHINY},
            {"src/app.R"},
            Level.WIRED,
        ),
        # A folder that is mounted.
        (
            "FROM rocker/shiny\n" + RUN_APP.format("'/srv/app'"),
            {"app/app.R": SHINY},
            {"app/app.R"},
            Level.WIRED,
        ),
        # The code of a package is no application, and neither is one in another folder.
        (ROCKER + RUN_APP.format("port = 3838"), PACKAGE, set(), Level.PRESENT),
        (ROCKER + RUN_APP.format("'shiny'"), {"other/app.R": SHINY}, set(), Level.PRESENT),
        (ROCKER + RUN_APP.format("port = 3838"), {"ui.R": "ui <- 1\n"}, set(), Level.PRESENT),
        # It is not known what is there.
        (
            ROCKER + "RUN git clone https://a.b/c .\n" + RUN_APP.format("port = 3838"),
            PACKAGE,
            set(),
            Level.SUBSTANTIVE,
        ),
        ("FROM ours/base\nCOPY . .\n" + RUN_APP.format("port = 3838"), PACKAGE, set(), Level.SUBSTANTIVE),
        (ROCKER + RUN_APP.format("folder()"), PACKAGE, set(), Level.SUBSTANTIVE),
    ],
)
def test_a_folder_is_an_application_if_it_holds_one(
    image: str, files: dict[str, str], started: set[str], level: Level
) -> None:
    repo = snapshot({"Dockerfile": image, **files})
    assert {each.module for each in programs_started(repo)} == started
    [evidence] = run("dockerfile", repo).evidence
    assert evidence.level is level
    assert ("names app.R or server.R (runApp())" in evidence.note) is (level is Level.PRESENT)


OURS = {
    "DESCRIPTION": "Package: ours\n",
    "R/fit.R": "refit <- function(d) lm(y ~ x, d)\nother <- function() 1\n",
}


def r_job(code: str) -> dict[str, str]:
    step = f"    - shell: Rscript {{0}}\n      run: |\n        {code}\n"
    return {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{step}"
    }


@pytest.mark.parametrize(
    ("files", "level"),
    [
        (r_job("ours::refit(d)"), Level.WIRED),
        (r_job("library(ours); refit(d)"), Level.WIRED),
        ({"Makefile": "train:\n\tR -e 'ours::refit(d)'\n"}, Level.WIRED),
        ({"Makefile": "train:\n\tRscript -e 'source(\"R/fit.R\"); refit(d)'\n"}, Level.WIRED),
        ({"Dockerfile": IMAGE + 'CMD ["R", "-e", "ours::refit(d)"]\n'}, Level.WIRED),
        (r_job("ours::other()"), Level.SUBSTANTIVE),
        (r_job("library(ours); other()"), Level.SUBSTANTIVE),
        (r_job("theirs::refit(d)"), Level.SUBSTANTIVE),
        ({"Makefile": "train:\n\tRscript -e 'refit(d)'\n"}, Level.SUBSTANTIVE),
    ],
)
def test_a_function_that_an_expression_calls_runs(files: dict[str, str], level: Level) -> None:
    assert run("model_code", snapshot({**OURS, **files})).level is level
