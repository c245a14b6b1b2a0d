"""Pipelines that programs in other languages define."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.other_languages import GO_MODULE
from tests.support.snapshots import run, snapshot

TARGETS = "library(targets)\ntar_source()\nlist(\n  tar_target(rows, read.csv('a.csv')),\n  tar_target(model, fit_model(rows))\n)\n"
FIT = {"R/fit.R": "library(ranger)\nfit_model <- function(rows) ranger(y ~ ., data = rows)\n"}
IDLE = {"R/fit.R": "fit_model <- function(rows) mean(rows)\n"}
TEMPORAL = """package main

import (
	"github.com/sashabaranov/go-openai"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func Ask() {
	client := openai.NewClient("x")
	client.CreateChatCompletion()
}

func Load() {}

func Flow(ctx workflow.Context) {
	workflow.ExecuteActivity(ctx, Load)
	workflow.ExecuteActivity(ctx, Ask)
}

func main() {
	w := worker.New(nil, "q", worker.Options{})
	w.RegisterWorkflow(Flow)
}
"""
CRON = 'package main\n\nimport "github.com/robfig/cron/v3"\n\nfunc main() {\n\tc := cron.New()\n\tc.AddFunc("@daily", run)\n}\n'
STEPS = "pipeline with 2 steps"
# The files, the level, the place, and words of the note.
LEVELS = {
    "a schedule": ({"main.go": CRON, **GO_MODULE}, Level.ABSENT, "", ""),
    "targets with one step": (
        {"_targets.R": TARGETS.replace("  tar_target(rows, read.csv('a.csv')),\n", ""), **FIT}, Level.PRESENT,
        "_targets.R:4", "targets pipeline with 1 step"),
    "targets that reach no model": ({"_targets.R": TARGETS, **IDLE}, Level.SUBSTANTIVE, "_targets.R:4", STEPS),
    "targets in a file that the tool does not look for": (
        {"R/plan.R": TARGETS, **FIT}, Level.SUBSTANTIVE, "R/plan.R:4", "nothing here hands it to what runs it"),
    "targets": ({"_targets.R": TARGETS, **FIT}, Level.WIRED, "_targets.R:4", f"{STEPS}, running R/fit.R"),
    "a demonstration of targets": (
        {"tutorial-a/_targets.R": TARGETS, **FIT}, Level.CLAIMED, "tutorial-a/_targets.R:4", "only demonstrates"),
    "Temporal with one step": (
        {"main.go": TEMPORAL.replace("\tworkflow.ExecuteActivity(ctx, Ask)\n", ""), **GO_MODULE}, Level.PRESENT,
        "main.go:17", "Temporal pipeline with 1 step"),
    "Temporal that reaches no model": (
        {"main.go": TEMPORAL.replace("ctx, Ask", "ctx, Load"), **GO_MODULE}, Level.SUBSTANTIVE, "main.go:17", STEPS),
    "Temporal that no worker has": (
        {"main.go": TEMPORAL.replace("\tw.RegisterWorkflow(Flow)\n", ""), **GO_MODULE}, Level.SUBSTANTIVE, "main.go:17",
        "nothing here hands it to what runs it"),
    "Temporal": ({"main.go": TEMPORAL, **GO_MODULE}, Level.WIRED, "main.go:17", f"{STEPS}, running main.go"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_steps(files: dict[str, str], level: Level, where: str, words: str) -> None:
    assert_found(run("orchestration", snapshot(files)), level, where, words)
