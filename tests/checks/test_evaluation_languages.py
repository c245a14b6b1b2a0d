"""Models that programs in other languages judge: suites, sets of cases, metrics in tests and modules."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.other_languages import GO_MODULE, ci
from tests.support.snapshots import run, snapshot

SUITE = "library(vitals)\ntsk <- Task$new(dataset = d, solver = s, scorer = model_graded_qa())\ntsk$eval()\n"
MEASURES = "library(yardstick)\nrmse(d, y, p)\n"
TEST = (
    "library(yardstick)\nlibrary(ranger)\ntest_that('it is good', {\n  m <- ranger(y ~ ., data = d)\n"
    "  expect_lt(rmse_vec(d$y, predict(m)), 2)\n})\n"
)
EVAL = 'import { Eval } from "braintrust";\nEval("a", {});\n'
SCORER = (
    'import { Factuality } from "autoevals";\nit("is true", async () => { const r = await Factuality({}); '
    "expect(r.score).toBeGreaterThan(0.5); });\n"
)
CASES = {"evals/golden.json": "[" + ", ".join(['{"question": "a"}'] * 10) + "]\n"}
ASKS = (
    'package main\n\nimport (\n\t"os"\n\n\t"github.com/sashabaranov/go-openai"\n)\n\nfunc main() {\n'
    '\tcases, err := os.ReadFile("evals/golden.json")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n'
    '\tclient := openai.NewClient("x")\n\tclient.CreateChatCompletion(cases)\n}\n'
)
EVALUATION = {"cmd/judge/main.go": ASKS, **CASES, **GO_MODULE}
GO_TEST = (
    'package main\n\nimport (\n\t"os"\n\t"testing"\n\n\t"github.com/sashabaranov/go-openai"\n)\n\n'
    'func TestAll(t *testing.T) {\n\tcases, _ := os.ReadFile("evals/golden.json")\n\tclient := newClient()\n'
    '\tif client.CreateChatCompletion(cases) != nil {\n\t\tt.Fatal("worse")\n\t}\n}\n\n'
    'func newClient() *openai.Client {\n\treturn openai.NewClient("x")\n}\n'
)
REPLAY = "type recorded struct{}\n\nfunc (r *recorded) RoundTrip(q *http.Request) (*http.Response, error) {\n\treturn nil, nil\n}\n"
GO_TESTS = {"main.go": "package main\n", **CASES, **GO_MODULE, **ci("go test ./...")}
OWN_SHARE = (
    "import OpenAI from 'openai';\nconst client = new OpenAI();\nlet correct = 0;\n"
    "for (const each of load()) {\n"
    "  const told = await client.chat.completions.create({ model: 'm', messages: [each.question] });\n"
    "  if (told === each.expected) correct += 1;\n}\n"
    "const share = correct / all.length;\nif (share < MIN_SHARE) process.exit(1);\n"
)
OWN_RAKE = (
    "require 'openai'\ntask :judge do\n  client = OpenAI::Client.new\n"
    "  differences = rows.count { |row| client.chat(parameters: row.question) != row.expected }\n"
    "  expected = rows.size\n  good = 1 - (differences.to_f / expected)\n"
    "  fine = good >= Float(ENV.fetch('THRESHOLD'))\n  exit 1 unless fine\nend\n"
)
SCHEDULED = (
    'package a.evaluation;\nclass EvaluationSchedule {\n  @Scheduled(cron = "1")\n  void judge() {\n'
    "    Result result = service.evaluate();\n    if (result.retrievalF1Score() < threshold) {\n"
    '      log.error("worse");\n    }\n  }\n}\n'
)
JAVA_ASKS = {
    "src/main/java/a/Ask.java": "package a;\nimport org.springframework.ai.chat.client.ChatClient;\n"
    'class Ask {\n  ChatClient client;\n  String ask() {\n    return client.prompt().user("q").call().content();\n'
    "  }\n}\n"
}
SCHEDULE = "src/main/java/a/evaluation/EvaluationSchedule.java"
# The files, the level, the place, and words of the note.
LISTED = (
    "import OpenAI from 'openai';\n\nconst client = new OpenAI();\n\nexport const CASES: Case[] = [\n"
    + "".join(f"  {{ question: 'q{n}', expected: 'a{n}' }},\n" for n in range(5))
    + "];\n\nasync function main() {\n  for (const each of CASES) {\n"
    "    const told = await client.chat.completions.create({ model: 'm', messages: [each.question] });\n"
    "    if (!told.includes(each.expected)) process.exit(1);\n  }\n}\n\nmain();\n"
)
VITEST_SUITE = (
    'import { describeEval } from "vitest-evals";\ndescribeEval("x", { data, task: ask, threshold: 0.7 });\n'
)
INCLUDES = "export default { test: { include: ['src/**/*.eval.ts'] } };\n"
LEVELS = {
    "an own share of what was expected and a limit": (
        {"scripts/judge.ts": OWN_SHARE}, Level.SUBSTANTIVE, "scripts/judge.ts:9", "compared with a bound: if (share <"),
    "an own share in CI": (
        {"scripts/judge.ts": OWN_SHARE, **ci("npx tsx scripts/judge.ts")},
        Level.WIRED, "scripts/judge.ts:9", ", in CI"),
    "an own share and a number": (
        {"scripts/judge.ts": OWN_SHARE.replace("MIN_SHARE", "0.8")},
        Level.SUBSTANTIVE, "scripts/judge.ts:9", "share < 0.8"),
    "an own share and the size of something": (
        {"scripts/judge.ts": OWN_SHARE.replace("MIN_SHARE", "other")}, Level.ABSENT, "", ""),
    "an own share that ends nothing": (
        {"scripts/judge.ts": OWN_SHARE.replace("process.exit(1)", "warn()")}, Level.ABSENT, "", ""),
    "an own share after which all is well": (
        {"scripts/judge.ts": OWN_SHARE.replace("process.exit(1)", "process.exit(0)")}, Level.ABSENT, "", ""),
    "a share of what nothing was expected of": (
        {"scripts/judge.ts": OWN_SHARE.replace("expected", "other").replace("correct", "done")}, Level.ABSENT, "", ""),
    "a share of time": (
        {"scripts/judge.ts": OWN_SHARE.replace("share", "latency")}, Level.ABSENT, "", ""),
    "an own share in a task that CI runs in an image": (
        {"lib/tasks/judge.rake": OWN_RAKE, "Gemfile": "gem 'ruby-openai'\n",
         **ci("docker run --rm app bash -c 'bundle exec rake judge'")},
        Level.WIRED, "lib/tasks/judge.rake:7", ">= Float(ENV.fetch('THRESHOLD')), in CI"),
    "a measure and a limit in a schedule": (
        {SCHEDULE: SCHEDULED, **JAVA_ASKS}, Level.SUBSTANTIVE, f"{SCHEDULE}:6", "retrievalF1Score() < threshold"),
    "a limit of a setting": (
        {SCHEDULE: SCHEDULED.replace("< threshold", "> 1"), **JAVA_ASKS}, Level.ABSENT, "", ""),
    "a measure and a limit elsewhere": (
        {"src/main/java/a/Schedule.java": SCHEDULED.replace("evaluation", "b"), **JAVA_ASKS}, Level.ABSENT, "", ""),
    "a test that asks the model for the cases": (
        {"a_test.go": GO_TEST, **GO_TESTS}, Level.WIRED, "a_test.go:11", "golden.json, in CI"),
    "a test that is given recorded answers": (
        {"a_test.go": GO_TEST + REPLAY, **GO_TESTS}, Level.PRESENT, "evals/golden.json:1", "evaluation set"),
    "recorded answers in a test beside it": (
        {"a_test.go": GO_TEST, **GO_TESTS, "b_test.go": "package main\n\n" + REPLAY},
        Level.PRESENT, "evals/golden.json:1", "evaluation set"),
    "metrics in another module": ({"R/train.R": MEASURES}, Level.ABSENT, "", ""),
    "an evaluation module": ({"R/evaluate.R": MEASURES}, Level.PRESENT, "R/evaluate.R:2", "computes quality metrics"),
    "an evaluation module that CI runs": (
        {"R/evaluate.R": MEASURES, **ci("Rscript R/evaluate.R")}, Level.SUBSTANTIVE, "R/evaluate.R:2", "which CI runs"),
    "an evaluation module whose failure CI ignores": (
        {"R/evaluate.R": MEASURES, **ci("Rscript R/evaluate.R || true")}, Level.PRESENT, "R/evaluate.R:2", ""),
    "a suite": ({"R/judge.R": SUITE}, Level.SUBSTANTIVE, "R/judge.R:2", "evaluation with vitals"),
    "a suite that CI runs": (
        {"R/judge.R": SUITE, **ci("Rscript R/judge.R")}, Level.WIRED, "R/judge.R:2", "which CI runs"),
    "a suite that is only imported": ({"R/judge.R": "library(vitals)\n"}, Level.PRESENT, "R/judge.R:1", "not called"),
    "a suite in a document": ({"a.Rmd": f"```{{r}}\n{SUITE}```\n"}, Level.PRESENT, "a.Rmd:3", "in a notebook"),
    "a suite of TypeScript": ({"evals/run.ts": EVAL}, Level.SUBSTANTIVE, "evals/run.ts:2", "evaluation with Braintrust"),
    "a suite of TypeScript that CI runs": (
        {"evals/run.ts": EVAL, **ci("npx tsx evals/run.ts")}, Level.WIRED, "evals/run.ts:2", "which CI runs"),
    "a scorer in a test": ({"tests/a.test.ts": SCORER}, Level.SUBSTANTIVE, "tests/a.test.ts:2", "with autoevals"),
    "a scorer in a test that CI runs": (
        {"tests/a.test.ts": SCORER, **ci("npx vitest run")}, Level.WIRED, "tests/a.test.ts:2", "which CI runs"),
    "a suite of Vitest": ({"src/a.eval.ts": VITEST_SUITE}, Level.SUBSTANTIVE, "src/a.eval.ts:2", "with vitest-evals"),
    "one that CI collects": (
        {"src/a.eval.ts": VITEST_SUITE, "v.config.ts": INCLUDES, **ci("npx vitest run --config v.config.ts")},
        Level.WIRED, "src/a.eval.ts:2", "which CI runs"),
    "one that the settings beside it include": (
        {"src/a.eval.ts": VITEST_SUITE, "vitest.config.ts": INCLUDES, **ci("npx vitest run")},
        Level.WIRED, "src/a.eval.ts:2", "which CI runs"),
    "one that other settings include": (
        {"src/a.eval.ts": VITEST_SUITE, "vitest.config.ts": INCLUDES, "v.config.ts": "test: {}", **ci("npx vitest run -c v.config.ts")},
        Level.SUBSTANTIVE, "src/a.eval.ts:2", "with vitest-evals"),
    "one that no settings include": (
        {"src/a.eval.ts": VITEST_SUITE, **ci("npx vitest run")}, Level.SUBSTANTIVE, "src/a.eval.ts:2", "with vitest-evals"),
    "a test about a metric": (
        {"tests/testthat/test-a.R": TEST}, Level.SUBSTANTIVE, "tests/testthat/test-a.R:5", "asserts about a metric"),
    "a test about a metric that CI runs": (
        {"tests/testthat/test-a.R": TEST, **ci("Rscript -e 'devtools::test()'")}, Level.WIRED,
        "tests/testthat/test-a.R:5", "and CI runs it"),
    "a test about a metric of no model": (
        {"tests/testthat/test-a.R": TEST.replace("m <- ranger(y ~ ., data = d)", "m <- 1").replace("predict(m)", "m"),
         **ci("Rscript -e 'devtools::test()'")}, Level.ABSENT, "", ""),
    "a test that asserts nothing": (
        {"tests/testthat/test-a.R": TEST.replace("expect_lt", "print"), **ci("Rscript -e 'devtools::test()'")},
        Level.ABSENT, "", ""),
    "a set of cases that a program asks the model for": (
        EVALUATION, Level.SUBSTANTIVE, "cmd/judge/main.go:10", "the model is asked for the cases of golden.json"),
    "the same in CI": (
        {**EVALUATION, **ci("go run ./cmd/judge")}, Level.WIRED, "cmd/judge/main.go:10", "golden.json, in CI"),
    "the same in CI with a stand-in": (
        {**EVALUATION, **ci("go run ./cmd/judge --provider=fake")}, Level.SUBSTANTIVE, "cmd/judge/main.go:10", "golden.json"),
    "cases in the code of TypeScript": (
        {"evals/run.ts": LISTED}, Level.SUBSTANTIVE, "evals/run.ts:5", "asked for the cases of CASES in its code"),
    "the same in CI that it may fail": (
        {"evals/run.ts": LISTED, **ci("npx tsx evals/run.ts")}, Level.WIRED, "evals/run.ts:5", "CASES in its code, in CI"),
    "a file whose name says it in one word": (
        {"src/answerEval.ts": LISTED}, Level.SUBSTANTIVE, "src/answerEval.ts:5", "asked for the cases of CASES in its code"),
    "a file whose name only begins like it": ({"src/answerEvaluate2.ts": LISTED}, Level.ABSENT, "", ""),
    "cases whose type says it": (
        {"src/score.ts": LISTED.replace("CASES: Case[]", "CELLS: EvalCell[]").replace("of CASES", "of CELLS")},
        Level.SUBSTANTIVE, "src/score.ts:5", "asked for the cases of CELLS in its code"),
    "cases of another type": (
        {"src/score.ts": LISTED.replace("CASES: Case[]", "CELLS: Cell[]").replace("of CASES", "of CELLS")},
        Level.ABSENT, "", ""),
    "four cases": (
        {"evals/run.ts": LISTED.replace("  { question: 'q0', expected: 'a0' },\n", ""), **ci("npx tsx evals/run.ts")},
        Level.ABSENT, "", ""),
    "questions without answers": (
        {"evals/run.ts": LISTED.replace("expected:", "note:"), **ci("npx tsx evals/run.ts")}, Level.ABSENT, "", ""),
    "cases of what is not called after evaluation": (
        {"demo/run.ts": LISTED, **ci("npx tsx demo/run.ts")}, Level.ABSENT, "", ""),
    "a set of nine cases": (
        {"evals/golden.json": "[" + ", ".join(['{"question": "a"}'] * 9) + "]\n", "main.go": "package main\n"},
        Level.ABSENT, "", ""),
    "a set that is read without a model": (
        {**EVALUATION, "cmd/judge/main.go": ASKS.replace("client.CreateChatCompletion(cases)", "println(client)")},
        Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_a_worse_model_would_fail(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("evaluation", snapshot(files)), level, where, words)


def test_bounds_on_metrics_in_other_code_are_unseen() -> None:
    assert run("evaluation", snapshot({"R/train.R": MEASURES})).ceiling is Level.ABSENT
    stops = {"R/train.R": MEASURES + "if (found > 2) stop('worse')\n"}
    finding = run("evaluation", snapshot(stops))
    assert finding.ceiling is Level.WIRED
    assert finding.unseen[0].path == "R/train.R"
    assert "bounds on them are not read" in finding.unseen[0].reason


@pytest.mark.parametrize(
    ("given", "ceiling"),
    [
        ("p, test$y", Level.SUBSTANTIVE),
        ("p, y_test", Level.SUBSTANTIVE),
        ("predict(m, d)[1],\n  df_test", Level.SUBSTANTIVE),
        ("fit$pred$pred, fit$pred$obs", Level.SUBSTANTIVE),
        ("p, y", Level.ABSENT),
        ("p, latest$y", Level.ABSENT),
    ],
)
def test_a_measure_of_rows_that_are_held_out_leaves_the_absence_open(given: str, ceiling: Level) -> None:
    source = f"library(caret)\nm <- train(y ~ ., d)\nconfusionMatrix({given})\n"
    for path, text in {"R/train.R": source, "look.Rmd": f"```{{r}}\n{source}```\n"}.items():
        finding = run("evaluation", snapshot({"R/fit.R": source.partition("confusion")[0], path: text}))
        assert (finding.level or Level.ABSENT, finding.ceiling) == (Level.ABSENT, ceiling)
