"""Notebooks in R, Julia, C#, Scala and Kotlin: their calls are found at their lines, and nothing starts them."""

from __future__ import annotations

import json

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

MARKDOWN = (
    "---\ntitle: x\n---\nlm(y ~ x)\n\n```{r fit, echo = FALSE}\nlibrary(caret)\nm <- train(y ~ ., d)\n```\n"
)
QUOTED = "Text\n\n```r\nlibrary(caret)\nm <- train(y ~ ., d)\n```\n"
SWEAVE = "\\section{x}\n<<fit, echo=FALSE>>=\nlibrary(caret)\nm <- train(y ~ ., d)\n@\ntrain(y)\n"
PLUTO = "### A Pluto.jl notebook ###\n# v0.19\nusing MLJ\nfit!(mach)\n"
DATABRICKS = "# Databricks notebook source\nlibrary(caret)\nm <- train(y ~ ., d)\n"


def jupyter(language: str, *lines: str) -> str:
    cell = {"cell_type": "code", "source": [f"{each}\n" for each in lines], "outputs": [], "metadata": {}}
    metadata = {"kernelspec": {"name": language, "language": language}}
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 2,
        "metadata": metadata,
        "cells": [{**cell, "execution_count": 1}],
    }
    return json.dumps(notebook, indent=1)


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.Rmd", MARKDOWN, 8),
        ("a.qmd", MARKDOWN, 8),
        ("a.Rnw", SWEAVE, 4),
        ("a.jl", PLUTO, 4),
        ("a.R", DATABRICKS, 3),
        ("a.ipynb", jupyter("R", "library(caret)", "m <- train(y ~ ., d)"), 15),
        ("a.ipynb", jupyter("julia", "using MLJ", "fit!(mach)"), 15),
        (
            "a.ipynb",
            jupyter(
                "C#", "using Microsoft.ML;", "var m = new MLContext().Regression.Trainers.Sdca().Fit(d);"
            ),
            15,
        ),
        ("a.ipynb", jupyter("scala", "import smile.classification._", "val m = randomForest(f, d)"), 15),
        (
            "a.ipynb",
            jupyter("kotlin", "import smile.classification.RandomForest", "val m = RandomForest.fit(f, d)"),
            15,
        ),
    ],
)
def test_a_model_that_a_notebook_trains_is_present(path: str, text: str, line: int) -> None:
    repo = snapshot({path: text})
    assert [(each.path, each.line) for each in notebook_uses(repo, Subject.TRAINING)] == [(path, line)]
    assert not programs(repo)
    finding = run("model_code", repo)
    assert finding.level is Level.PRESENT
    assert (finding.evidence[0].line, finding.evidence[0].note[-13:]) == (line, "in a notebook")
    assert not finding.unseen


@pytest.mark.parametrize("text", [QUOTED, "Text: train(y ~ ., d)\n", "```{sql}\ntrain\n```\n"])
def test_code_that_a_document_only_shows_trains_nothing(text: str) -> None:
    assert not notebook_uses(snapshot({"a.Rmd": text}), *Subject)


def test_a_script_beside_a_notebook_is_more() -> None:
    files = {"a.Rmd": MARKDOWN, "b.R": "library(caret)\ntrain(y ~ ., d)\n"}
    assert run("model_code", snapshot(files)).level is Level.SUBSTANTIVE


def test_runs_that_a_notebook_logs() -> None:
    text = "```{r}\nlibrary(mlflow)\nmlflow_log_metric('rmse', 1)\n```\n"
    assert run("experiment_tracking", snapshot({"a.Rmd": text})).level is Level.SUBSTANTIVE
    assert (
        run("experiment_tracking", snapshot({"a.Rmd": text.replace("log_metric", "end_run")})).level
        is Level.ABSENT
    )
