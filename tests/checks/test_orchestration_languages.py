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
JAVA_FLOW = (
    "import io.temporal.workflow.Workflow;\nclass Flow {\n  private final Jobs jobs = Workflow.newActivityStub(Jobs.class);\n"
    "  void all(Other other) {\n    jobs.load();\n    jobs.fit();\n  }\n}\n"
)
JAVA_JOBS = "import io.temporal.activity.ActivityInterface;\n@ActivityInterface\ninterface Jobs { void load(); void fit(); }\n"
JAVA_WORK = (
    "import smile.classification.RandomForest;\nclass JobsImpl implements Jobs {\n  public void load() { }\n"
    "  public void fit() { RandomForest.fit(f, d); }\n}\n"
)
JAVA_WORKER = "import io.temporal.worker.Worker;\nclass App {\n  void run(Worker w) { w.registerActivitiesImplementations(new JobsImpl()); }\n}\n"
CRON = 'package main\n\nimport "github.com/robfig/cron/v3"\n\nfunc main() {\n\tc := cron.New()\n\tc.AddFunc("@daily", run)\n}\n'
ASKS = (
    'import OpenAI from "openai";\nconst client = new OpenAI();\n'
    "export async function ask(x: string) { return client.chat.completions.create({}); }\n"
    "export async function load(x: string) { return x; }\n"
)
INNGEST = (
    'import { Inngest } from "inngest";\nimport { ask, load } from "./ask";\n'
    'const inngest = new Inngest({ id: "a" });\n'
    'export const flow = inngest.createFunction({ id: "x" }, { event: "e" }, async ({ event, step }) => {\n'
    '  const rows = await step.run("load", async () => load("a"));\n'
    '  await step.run("ask", async () => ask(rows));\n});\n'
)
PROXIES = (
    'import { proxyActivities } from "@temporalio/workflow";\nimport type * as activities from "./ask";\n'
    'const { ask, load } = proxyActivities<typeof activities>({ startToCloseTimeout: "1 minute" });\n'
    "export async function flow(x: string) {\n  const rows = await load(x);\n  return ask(rows);\n}\n"
)
WORKER = 'import { Worker } from "@temporalio/worker";\nexport const run = async () => Worker.create({});\n'
GRAPH = (
    'import { StateGraph } from "@langchain/langgraph";\nimport { ask, load } from "./ask";\n'
    'const graph = new StateGraph({}).addNode("a", load).addNode("b", ask).addEdge("a", "b").compile();\n'
)
STEPS = "pipeline with 2 steps"
# The files, the level, the place, and words of the note.
LEVELS = {
    "a schedule": ({"main.go": CRON, **GO_MODULE}, Level.ABSENT, "", ""),
    "targets with one step": (
        {"_targets.R": TARGETS.replace("  tar_target(rows, read.csv('a.csv')),\n", ""), **FIT}, Level.PRESENT,
        "_targets.R:4", "targets pipeline with 1 step"),
    "targets that reach no model": ({"_targets.R": TARGETS, **IDLE}, Level.SUBSTANTIVE, "_targets.R:4", STEPS),
    "targets in a file that the tool does not look for": (
        {"R/plan.R": TARGETS, **FIT}, Level.SUBSTANTIVE, "R/plan.R:5", "nothing here hands it to what runs it"),
    "targets": ({"_targets.R": TARGETS, **FIT}, Level.WIRED, "_targets.R:5", f"{STEPS}, running R/fit.R"),
    "targets that check data before they train": (
        {"_targets.R": TARGETS.replace("read.csv('a.csv')", "check_rows()"),
         "R/check.R": "library(pointblank)\ncheck_rows <- function() interrogate(create_agent(read.csv('a.csv')))\n", **FIT},
        Level.WIRED, "_targets.R:5", f"{STEPS}, running R/fit.R"),
    "targets that only check data": (
        {"_targets.R": TARGETS.replace("fit_model(rows)", "check_rows(rows)"),
         "R/check.R": "library(pointblank)\ncheck_rows <- function(rows) interrogate(create_agent(rows))\n"},
        Level.WIRED, "_targets.R:5", f"{STEPS}, running R/check.R"),
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
    "an agent's graph": ({"graph.ts": GRAPH, "ask.ts": ASKS}, Level.ABSENT, "", ""),
    "Inngest": ({"flow.ts": INNGEST, "ask.ts": ASKS}, Level.WIRED, "flow.ts:5", f"Inngest {STEPS}, running ask.ts"),
    "Inngest with one step": (
        {"flow.ts": INNGEST.replace('step.run("ask", async () => ask(rows))', "ask(rows)"), "ask.ts": ASKS}, Level.PRESENT,
        "flow.ts:5", "1 step"),
    "Inngest that reaches no model": (
        {"flow.ts": INNGEST.replace("ask(rows)", "load(rows)"), "ask.ts": ASKS}, Level.SUBSTANTIVE, "flow.ts:5", STEPS),
    "Temporal of TypeScript without a worker": (
        {"flow.ts": PROXIES, "ask.ts": ASKS}, Level.SUBSTANTIVE, "flow.ts:3", f"{STEPS}, running ask.ts; nothing here"),
    "Temporal of TypeScript": (
        {"flow.ts": PROXIES, "ask.ts": ASKS, "worker.ts": WORKER}, Level.WIRED, "flow.ts:3", f"{STEPS}, running ask.ts"),
    "Temporal of Java, by the types of what it asks": (
        {"src/main/java/Flow.java": JAVA_FLOW, "src/main/java/Jobs.java": JAVA_JOBS,
         "src/main/java/JobsImpl.java": JAVA_WORK, "src/main/java/App.java": JAVA_WORKER},
        Level.WIRED, "src/main/java/Flow.java:3", "Temporal pipeline with 2 steps"),
    "Temporal of Java, with another object": (
        {"src/main/java/Flow.java": JAVA_FLOW.replace("jobs.", "other."), "src/main/java/Jobs.java": JAVA_JOBS,
         "src/main/java/JobsImpl.java": JAVA_WORK, "src/main/java/App.java": JAVA_WORKER},
        Level.PRESENT, "src/main/java/Flow.java:3", "in no defined order"),
    "Temporal": ({"main.go": TEMPORAL, **GO_MODULE}, Level.WIRED, "main.go:17", f"{STEPS}, running main.go"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_steps(files: dict[str, str], level: Level, where: str, words: str) -> None:
    assert_found(run("orchestration", snapshot(files)), level, where, words)
