"""Tools that evaluate models over cases, and the calls, commands and actions by which they run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


class Suite(Tool, frozen=True):
    """A tool that evaluates models over cases: its packages, its calls, its own commands and actions.

    A call is named by its last part or its last two. `actions`: repositories of CI actions that run it.
    `run_by`: the call that must stand in the same file, where the others only say what is measured.
    """

    calls: frozenset[str]
    commands: tuple[tuple[str, ...], ...] = ()
    actions: tuple[str, ...] = ()
    run_by: str = ""


EVALUATION_SUITES = Catalogue(
    Suite("Ragas", ("ragas",), word_set("evaluate aevaluate experiment single_turn_ascore")),
    Suite(
        "DeepEval",
        ("deepeval",),
        word_set("assert_test evaluate measure a_measure evals_iterator"),
        (("deepeval", "test"),),
    ),
    Suite(
        "LM evaluation harness",
        ("lm_eval",),
        word_set("simple_evaluate evaluate"),
        (("lm_eval",), ("lm-eval",)),
    ),
    Suite("LightEval", ("lighteval",), word_set("evaluate"), (("lighteval",),)),
    Suite(
        "Inspect",
        ("inspect_ai",),
        word_set("Task task eval eval_async eval_set"),
        (("inspect", "eval"), ("inspect", "eval-set")),
    ),
    Suite("Giskard", ("giskard",), word_set("scan test_suite generate_test_suite Suite run evaluate")),
    Suite("MLflow evaluate", ("mlflow",), word_set("evaluate")),
    Suite("LangSmith", ("langsmith",), word_set("evaluate aevaluate run_on_dataset arun_on_dataset")),
    Suite("LangChain evaluation", ("langchain.smith",), word_set("run_on_dataset arun_on_dataset")),
    Suite(
        "TruLens",
        ("trulens", "trulens_eval"),
        word_set("Feedback TruLlama TruChain TruCustomApp TruSession TruApp TruGraph"),
    ),
    Suite(
        "Phoenix evals",
        ("phoenix.evals", "phoenix.experiments", "phoenix.client", "arize.experimental"),
        word_set(
            "llm_classify run_evals llm_generate evaluate_dataframe run_experiment evaluate_experiment "
            "async_evaluate_dataframe"
        ),
    ),
    Suite(
        "OpenEvals",
        ("openevals", "agentevals"),
        word_set("create_llm_as_judge create_trajectory_match_evaluator create_trajectory_llm_as_judge"),
    ),
    Suite("Weave", ("weave",), word_set("Evaluation EvaluationLogger")),
    Suite(
        "Braintrust",
        ("braintrust", "autoevals"),
        word_set("Eval EvalAsync Factuality"),
        (("braintrust", "eval"),),
        ("braintrustdata/eval-action",),
    ),
    Suite("Pydantic Evals", ("pydantic_evals",), word_set("evaluate evaluate_sync")),
    Suite(
        "Opik",
        ("opik",),
        word_set("evaluate evaluate_prompt evaluate_experiment evaluate_on_dict_items run_tests"),
    ),
    Suite("Langfuse experiments", ("langfuse",), word_set("run_experiment get_dataset")),
    Suite(
        "OpenAI evals",
        ("openai", "evals"),
        word_set("evals.create runs.create_and_poll"),
        (("oaieval",), ("oaievalset",)),
    ),
    Suite(
        "Vertex AI evaluation",
        ("vertexai.evaluation", "vertexai.preview.evaluation", "vertexai"),
        word_set("EvalTask.evaluate PairwiseMetric evals.evaluate evals.create_evaluation_run"),
    ),
    Suite("Bedrock evaluation", ("boto3",), word_set("create_evaluation_job")),
    Suite("fmeval", ("fmeval",), word_set("evaluate")),
    Suite("Agent Development Kit", ("google.adk",), word_set("AgentEvaluator.evaluate"), (("adk", "eval"),)),
    Suite(
        "LlamaIndex evaluation",
        ("llama_index.core.evaluation", "llama_index.evaluation"),
        word_set(
            "evaluate aevaluate evaluate_response aevaluate_response evaluate_dataset aevaluate_dataset "
            "evaluate_queries aevaluate_queries evaluate_responses aevaluate_responses"
        ),
    ),
    Suite(
        "Haystack evaluation",
        ("haystack.evaluation", "haystack_experimental.evaluation"),
        word_set("EvaluationRunResult EvaluationHarness"),
    ),
    Suite("DSPy evaluation", ("dspy",), word_set("Evaluate")),
    Suite("UpTrain", ("uptrain",), word_set("evaluate evaluate_experiments")),
    Suite("Tonic Validate", ("tonic_validate",), word_set("score score_responses")),
    Suite("continuous-eval", ("continuous_eval",), word_set("run evaluate")),
    Suite("Patronus", ("patronus",), word_set("evaluate run_experiment experiment")),
    Suite("Parea", ("parea",), word_set("experiment")),
    Suite("HoneyHive", ("honeyhive",), word_set("evaluate")),
    Suite("Humanloop", ("humanloop",), word_set("evaluations.run evaluations.create")),
    Suite("LangWatch", ("langwatch",), word_set("evaluation.init experiment.init")),
    Suite("Strands evals", ("strands_evals",), word_set("run_evaluations run_evaluations_async")),
    Suite(
        "TensorFlow Model Analysis", ("tensorflow_model_analysis",), word_set("run_model_analysis EvalConfig")
    ),
    Suite("MTEB", ("mteb",), word_set("run evaluate"), (("mteb", "run"),)),
    Suite("BEIR", ("beir",), word_set("EvaluateRetrieval evaluate")),
    Suite(
        "Deepchecks",
        ("deepchecks",),
        word_set("model_evaluation full_suite SimpleModelComparison TrainTestPerformance"),
    ),
    Suite(
        "Evidently",
        ("evidently",),
        word_set(
            "ClassificationPreset ClassificationQuality ClassificationDummyQuality RegressionPreset "
            "RegressionQuality RegressionDummyQuality TextEvals RecsysPreset RankingPreset "
            "ClassificationQualityMetric ClassificationQualityByClass RegressionQualityMetric "
            "ProbClassificationPerformanceTab ClassificationPerformanceTab RegressionPerformanceTab "
            "BinaryClassificationTestPreset BinaryClassificationTopKTestPreset "
            "MulticlassClassificationTestPreset RegressionTestPreset"
        ),
        run_by="run calculate",
    ),
    Suite("Azure AI evaluation", ("azure.ai.evaluation", "promptflow.evals"), word_set("evaluate")),
    Suite(
        "promptfoo",
        (),
        frozenset(),
        (("promptfoo", "eval"), ("promptfoo", "redteam")),
        ("promptfoo/promptfoo-action",),
    ),
    Suite("Evalite", (), frozenset(), (("evalite",),)),
    Suite("Rasa", (), frozenset(), (("rasa", "test"),)),
    Suite("spaCy", (), frozenset(), (("spacy", "evaluate"), ("spacy", "benchmark", "accuracy"))),
    Suite("Ultralytics", (), frozenset(), (("yolo", "val"),)),
    Suite("HELM", (), frozenset(), (("helm-run",),)),
    Suite("EvalPlus", (), frozenset(), (("evalplus.evaluate",),)),
)
_COMMANDS = {command: each.name for each in EVALUATION_SUITES.tools for command in each.commands}
_ACTIONS = {action: each.name for each in EVALUATION_SUITES.tools for action in each.actions}
# Programs that fetch a package and run it, and what may stand before the package.
_FETCHERS = (
    ("npx",), ("bunx",), ("uvx",), ("pnpx",), ("pipx", "run"), ("pnpm", "dlx"), ("pnpm", "exec"),
    ("yarn", "dlx"), ("yarn",), ("pnpm",), ("npm", "exec"), ("bun", "x"), ("python", "-m"), ("python3", "-m"),
)  # fmt: skip
_VERSION = lazy_regex(r"(?<=[\w.-])(?:@|==)[^/]{1,40}\Z")


def is_evaluation(suite: Suite, target: str) -> bool:
    """Whether a call with this target evaluates with the suite."""
    parts = target.replace("()", "").rsplit(".", 2)
    return parts[-1] in suite.calls or ".".join(parts[-2:]) in suite.calls


def is_run(suite: Suite, targets: Iterable[str]) -> bool:
    """Whether the calls of a file run what a suite only describes."""
    wanted = word_set(suite.run_by)
    return not wanted or any(each.rpartition(".")[2] in wanted for each in targets)


def suite_of_command(words: Sequence[str]) -> str | None:
    """The tool that a command evaluates with; fetched on the way (`npx promptfoo@latest eval`) too."""
    if not words:
        return None
    plain = [basename(words[0]), *words[1:]]
    for prefix in _FETCHERS:
        if tuple(plain[: len(prefix)]) == prefix:
            rest = plain[len(prefix) :]
            while rest and rest[0].startswith("-"):
                rest = rest[1:]
            if rest:
                plain = [_VERSION.sub("", rest[0]), *rest[1:]]
            break
    return next(
        (name for command, name in _COMMANDS.items() if tuple(plain[: len(command)]) == command), None
    )


def suite_of_action(uses: str) -> str | None:
    """The tool that a CI action evaluates with."""
    return _ACTIONS.get(uses.partition("@")[0].casefold())
