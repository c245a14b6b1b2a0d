"""Pages and programs named for monitoring that measure or plot a model's answers: present, no more."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

HEAD = "library(shiny)\nlibrary(yardstick)\nlibrary(ggplot2)\nui <- fluidPage(plotOutput('p'))\n"
END = "shinyApp(ui, server)\n"


def page(body: str) -> str:
    return f"{HEAD}server <- function(input, output) {{\n  output$p <- renderPlot({{\n    {body}\n  }})\n}}\n{END}"


MEASURED = "logged |> accuracy(truth, .pred_class)"
PLOTTED = "ggplot(logged, aes(day, prediction)) + geom_line()"
OVER_TIME = "library(yardstick)\nlogged |> group_by(date) |> accuracy(truth, .pred_class)\n"
CASES = {
    "a page that measures": ("model_monitoring/app.R", page(MEASURED), Level.PRESENT),
    "a page that plots the answers": ("monitoring/app.R", page(PLOTTED), Level.PRESENT),
    "a page that plots sales": ("monitoring/app.R", page("ggplot(sales, aes(day, sum)) + geom_line()"), Level.ABSENT),
    "a page of another name": ("explorer/app.R", page(MEASURED), Level.ABSENT),
    "a metric over time": ("R/monitor.R", OVER_TIME, Level.PRESENT),
    "a metric at once": ("R/monitor.R", OVER_TIME.replace("group_by(date) |> ", ""), Level.ABSENT),
    "a metric over time, of another name": ("R/report.R", OVER_TIME, Level.ABSENT),
    "a metric beside training": (
        "R/monitor.R", f"library(parsnip)\nlinear_reg() |> fit(y ~ x, data = d)\n{OVER_TIME}", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_levels(name: str) -> None:
    path, text, level = CASES[name]
    assert run("monitoring", snapshot({path: text})).level == level


MEASURED = "library(vetiver)\nm <- vetiver_compute_metrics(rows, date, 'week', price, .pred)\n"
SHOWN = {
    "kept": "vetiver_pin_metrics(board, m, 'metrics')\n",
    "plotted": "vetiver_plot_metrics(m)\n",
    "neither": "print(m)\n",
}


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("form", ["a.R", "index.Rmd"])
def test_what_measures_a_model_week_by_week_watches_it(form: str, shown: str) -> None:
    code = MEASURED + SHOWN[shown]
    finding = run(
        "monitoring", snapshot({form: code if form == "a.R" else f"# Model\n\n```{{r}}\n{code}```\n"})
    )
    assert finding.level is (Level.ABSENT if shown == "neither" else Level.PRESENT)
    assert [each.line for each in finding.evidence] == (
        [] if shown == "neither" else [2 if form == "a.R" else 5]
    )
