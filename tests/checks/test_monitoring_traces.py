"""Traces of what models were asked: one row for each kind of integration, and what is none."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

STARTED = {"Procfile": "web: uvicorn app:app\n"}
APP = "from fastapi import FastAPI\napp = FastAPI()\n"

# What stands below the two lines of the application, the row that enables the traces, and words of the note.
TRACES = {
    "decorator": ("import opik\n\n@opik.track\ndef ask(q):\n    return q\n", 5, "Opik traces: opik.track"),
    "decorator that is called": (
        "from opik import track\n\n@track(name='a')\ndef ask(q):\n    return q\n", 5, "Opik traces: opik.track"),
    "callback of a framework": (
        "from opik.integrations.langchain import OpikTracer\nt = OpikTracer()\n", 4,
        "Opik traces: opik.integrations.langchain.OpikTracer"),
    "wrapped client": (
        "from opik.integrations.openai import track_openai\nfrom openai import OpenAI\nc = track_openai(OpenAI())\n", 5,
        "Opik traces: opik.integrations.openai.track_openai"),
    "laminar": ("from lmnr import Laminar\nLaminar.initialize()\n", 4, "Laminar traces: lmnr.Laminar.initialize"),
    "weave": ("import weave\nweave.init('p')\n", 4, "Weave traces: weave.init"),
    "weave, decorator": ("import weave\n\n@weave.op\ndef ask(q):\n    return q\n", 5, "Weave traces: weave.op"),
    "openinference": (
        "from openinference.instrumentation.langchain import LangChainInstrumentor\n"
        "LangChainInstrumentor().instrument()\n", 4, "OpenInference traces: openinference"),
    "phoenix": ("from phoenix.otel import register\nregister()\n", 4, "Phoenix traces: phoenix.otel.register"),
    "arize": ("from arize.otel import register\nregister(space_id='s')\n", 4, "Arize: arize.otel.register"),
    "client that stands in for another": (
        "from langfuse.openai import AsyncOpenAI\nc = AsyncOpenAI()\n", 4, "Langfuse traces: langfuse.openai.AsyncOpenAI"),
    "module that stands in for another": (
        "from langfuse.openai import openai\nopenai.chat.completions.create(model='m')\n", 4,
        "Langfuse traces: langfuse.openai.openai.chat.completions.create"),
    "a client in the place of another": (
        "try:\n    from langfuse.openai import OpenAI\nexcept ImportError:\n    from openai import OpenAI\nc = OpenAI()\n", 4,
        "Langfuse traces: langfuse.openai.OpenAI"),
    "bare observe": ("from langfuse import observe\n\n@observe\ndef ask(q):\n    return q\n", 5, "Langfuse traces: langfuse.observe"),
    "langsmith, what users say of an answer": (
        "from langsmith import Client\n\n@app.post('/feedback')\ndef rate(run, score):\n"
        "    Client().create_feedback(run, key='user', score=score)\n", 7, "LangSmith traces: langsmith.Client"),
    "langsmith": ("from langsmith import traceable\n\n@traceable\ndef ask(q):\n    return q\n", 5, "LangSmith traces: langsmith.traceable"),
    "langsmith, variable": (
        "import os\nfrom langchain_openai import ChatOpenAI\nos.environ['LANGSMITH_TRACING'] = 'true'\n", 5,
        "LangSmith traces: LANGSMITH_TRACING"),
    "langsmith, default of a variable": (
        "import os\nfrom langgraph.graph import StateGraph\nos.environ.setdefault('LANGCHAIN_TRACING_V2', 'true')\n", 5,
        "LangSmith traces: LANGCHAIN_TRACING_V2"),
    "litellm, a service": ("import litellm\nlitellm.success_callback = ['langfuse']\n", 4, "callbacks of LiteLLM: litellm.success_callback"),
    "litellm, own handler": ("import litellm\nlitellm.callbacks = [Handler()]\n", 4, "callbacks of LiteLLM: litellm.callbacks"),
    "litellm, appended": (
        "import litellm\nlitellm.failure_callback.append('sentry')\n", 4, "callbacks of LiteLLM: litellm.failure_callback.append"),
    "openllmetry": ("from traceloop.sdk import Traceloop\nTraceloop.init()\n", 4, "OpenLLMetry traces: traceloop.sdk.Traceloop.init"),
    "helicone, asynchronously": (
        "from helicone_async import HeliconeAsyncLogger\nHeliconeAsyncLogger(api_key='k').init()\n", 4,
        "Helicone: helicone_async.HeliconeAsyncLogger"),
    "portkey": ("from portkey_ai import Portkey\nc = Portkey(api_key='k')\n", 4, "Portkey: portkey_ai.Portkey"),
    "proxy of portkey": (
        "from openai import OpenAI\nc = OpenAI(base_url='https://api.portkey.ai/v1')\n", 4, "proxy api.portkey.ai: openai.OpenAI"),
    "tracely": ("from tracely import init_tracing\ninit_tracing(address='a')\n", 4, "traces of Evidently: tracely.init_tracing"),
    "openlit": ("import openlit\nopenlit.init()\n", 4, "OpenLLMetry traces: openlit.init"),
    "mlflow": ("import mlflow\nmlflow.openai.autolog()\n", 4, "MLflow traces: mlflow.openai.autolog"),
    "mlflow, decorator": ("import mlflow\n\n@mlflow.trace\ndef ask(q):\n    return q\n", 5, "MLflow traces: mlflow.trace"),
    "logfire": ("import logfire\nlogfire.instrument_pydantic_ai()\n", 4, "Logfire: logfire.instrument_pydantic_ai"),
    "bentoml": (
        "import bentoml\nwith bentoml.monitor('m') as mon:\n    mon.log(1, name='x', role='feature', data_type='numerical')\n", 4,
        "monitoring of BentoML: bentoml.monitor"),
    "proxy": ("from openai import OpenAI\nc = OpenAI(base_url='https://oai.helicone.ai/v1')\n", 4, "proxy helicone.ai: openai.OpenAI"),
    "handler of llama index": (
        "from llama_index.core import set_global_handler\nset_global_handler('arize_phoenix')\n", 4, "traces of LlamaIndex"),
    "handler of langchain": (
        "from langchain_core.tracers import LangChainTracer\nt = LangChainTracer()\n", 4, "callbacks of LangChain"),
    "pydantic ai": ("from pydantic_ai import Agent\nAgent.instrument_all()\n", 4, "traces of Pydantic AI"),
    "processor of openai agents": ("from agents import add_trace_processor\nadd_trace_processor(p)\n", 4, "traces of OpenAI Agents"),
    "datadog": ("from ddtrace.llmobs import LLMObs\nLLMObs.enable(ml_app='a')\n", 4, "Datadog: ddtrace.llmobs.LLMObs.enable"),
    "middleware": (
        "from starlette_exporter import PrometheusMiddleware, handle_metrics\n\napp.add_middleware(PrometheusMiddleware)\n", 5,
        "Prometheus metrics: starlette_exporter.PrometheusMiddleware"),
    "middleware of a factory": (
        "from starlette_exporter import PrometheusMiddleware\n\ndef make(app):\n    app.add_middleware(PrometheusMiddleware)\n\n"
        "make(app)\n", 6, "Prometheus metrics: starlette_exporter.PrometheusMiddleware"),
    "agentops": ("import agentops\nagentops.init()\n", 4, "AgentOps traces: agentops.init"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "line", "words"), TRACES.values(), ids=TRACES)
def test_traces_of_a_started_service_are_wired(code: str, line: int, words: str) -> None:
    finding = run("monitoring", snapshot({"app.py": APP + code, **STARTED}))
    assert_found(finding, Level.WIRED, f"app.py:{line}", words)


# What the same libraries do besides, and what only sounds so.
NONE = {
    "configured only": "import opik\nopik.configure()\n",
    "an evaluation": "import weave\nweave.init('p')\nweave.Evaluation(dataset=[], scorers=[])\n",
    "an evaluation of langsmith": "from langsmith import Client\nc = Client()\nc.create_dataset('d')\n",
    "prompts": "from langsmith import Client\nClient().pull_prompt('a')\n",
    "no callbacks": "import litellm\nlitellm.success_callback = []\nlitellm.drop_params = True\n",
    "another setting": "import litellm\nlitellm.api_key = 'x'\n",
    "variable that is off": "import os\nfrom langgraph.graph import StateGraph\nos.environ['LANGSMITH_TRACING'] = 'false'\n",
    "variable that nothing reads": "import os\nos.environ['LANGSMITH_TRACING'] = 'true'\n",
    "handler for a screen": (
        "from langchain_core.callbacks import StreamingStdOutCallbackHandler\nh = StreamingStdOutCallbackHandler()\n"),
    "training that logs itself": "import mlflow\nmlflow.sklearn.autolog()\n",
    "image of a service": "import bentoml\nbentoml.images.Image().run('echo monitor')\n",
    "agent": "from agents import Agent\na = Agent(name='a')\n",
    "own address": "from openai import OpenAI\nc = OpenAI(base_url='https://proxy.example.org/v1')\n",
    "a local namesake": "from opik_local import track\n\n@track\ndef ask(q):\n    return q\n",
}  # fmt: skip


@pytest.mark.parametrize("code", NONE.values(), ids=NONE)
def test_what_only_sounds_like_a_trace_is_none(code: str) -> None:
    files = {"app.py": APP + code, "opik_local.py": "def track(f):\n    return f\n", **STARTED}
    assert_found(run("monitoring", snapshot(files)), Level.ABSENT)


CHAIN = APP + "from langchain_openai import ChatOpenAI\nm = ChatOpenAI()\n"
BUILT = 'FROM python:3.12\nENV LANGCHAIN_TRACING_V2=true\nCMD ["uvicorn", "app:app"]\n'
COMPOSE = 'services:\n  api:\n    build: .\n    command: uvicorn app:app\n    environment:\n      LANGSMITH_TRACING: "true"\n'


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"Dockerfile": BUILT}, "Dockerfile:2"),
        ({"Dockerfile": "FROM python:3.12\n", "docker-compose.yml": COMPOSE}, "docker-compose.yml:6"),
    ],
)
def test_a_container_switches_the_traces_of_its_code_on(files: dict[str, str], place: str) -> None:
    assert_found(
        run("monitoring", snapshot({"app.py": CHAIN, **files})), Level.WIRED, place, "LangSmith traces"
    )
    assert_found(run("monitoring", snapshot({"app.py": APP, **files})), Level.ABSENT)


WORKLOAD = 'kind: Deployment\nspec:\n  containers:\n  - env:\n    - name: {}\n      value: "{}"\n'
ENVIRONMENTS = {
    "a workload": ("k8s/api.yaml", WORKLOAD.format("LANGSMITH_TRACING", "true"), 5),
    "a map of settings": ("k8s/map.yaml", "kind: ConfigMap\ndata:\n  LANGCHAIN_TRACING_V2: 'true'\n", 3),
    "a platform's file": ("fly.toml", "app = 'a'\n\n[env]\n  LANGSMITH_TRACING = 'true'\n", 4),
    "a platform's list": (
        "render.yaml",
        "services:\n- envVars:\n  - key: LANGSMITH_TRACING\n    value: true\n",
        3,
    ),
    "a workload in which it is off": ("k8s/api.yaml", WORKLOAD.format("LANGSMITH_TRACING", "false"), 0),
    "a workload with another variable": ("k8s/api.yaml", WORKLOAD.format("LANGUAGE", "true"), 0),
    "a comment": ("fly.toml", "app = 'a'\n# LANGSMITH_TRACING = 'true'\n", 0),
    "what is no workload": ("notes.yaml", "LANGSMITH_TRACING: 'true'\n", 0),
}


@pytest.mark.parametrize(("path", "content", "line"), ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment_of_what_is_deployed_switches_traces_on(path: str, content: str, line: int) -> None:
    # Any package of a provider is traced, but none that only cuts texts.
    code = APP + "from langchain_upstage import ChatUpstage\nm = ChatUpstage()\n"
    files = {path: content, "Procfile": "web: uvicorn app:app\n"}
    finding = run("monitoring", snapshot({"app.py": code, **files}))
    assert_found(
        finding,
        Level.WIRED if line else Level.ABSENT,
        f"{path}:{line}" if line else "",
        "LangSmith" if line else "",
    )
    cut = APP + "from langchain_text_splitters import TokenTextSplitter\ns = TokenTextSplitter()\n"
    assert_found(run("monitoring", snapshot({"app.py": cut, **files})), Level.ABSENT)


GATEWAY = "model_list: []\nlitellm_settings:\n  drop_params: true\n  success_callback: [langfuse]\n"
PROXY = (
    "services:\n  proxy:\n    image: ghcr.io/berriai/litellm:main\n    command: --config /app/config.yaml\n"
)


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"config.yaml": GATEWAY, "docker-compose.yml": PROXY}, Level.WIRED),
        ({"deploy/litellm-config.yml": GATEWAY}, Level.SUBSTANTIVE),
        ({"config.yaml": GATEWAY.replace("[langfuse]", "[]"), "docker-compose.yml": PROXY}, Level.ABSENT),
        ({"config.yaml": "success_callback: [langfuse]\n", "docker-compose.yml": PROXY}, Level.ABSENT),
        ({"config.yaml": "litellm_settings: [\n"}, Level.ABSENT),
    ],
    ids=["started", "not started", "nobody is told", "another file", "broken"],
)
def test_a_gateway_tells_whom_it_is_configured_to(files: dict[str, str], level: Level) -> None:
    place = "" if level is Level.ABSENT else f"{next(iter(files))}:4"
    assert_found(
        run("monitoring", snapshot({"app.py": APP, **files})), level, place, "success_callback of the gateway"
    )


METERED = "from opentelemetry import metrics\nC = metrics.get_meter('a').create_counter('answers')\n"
SPANS = "from opentelemetry import trace\n\n@trace.get_tracer('a').start_as_current_span('b')\ndef ask(q):\n    return q\n"
PROVIDER = "from opentelemetry.sdk.trace import TracerProvider\nfrom opentelemetry import trace\ntrace.set_tracer_provider(TracerProvider())\n"
WRAPPED = "FROM python:3.12\nCOPY . .\nCMD ['opentelemetry-instrument', 'uvicorn', 'app:app']\n".replace(
    "'", '"'
)
POD = "kind: Deployment\nmetadata:\n  annotations:\n    instrumentation.opentelemetry.io/inject-python: 'true'\n"


@pytest.mark.parametrize("code", [METERED, SPANS], ids=["metrics", "spans"])
@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({}, Level.PRESENT),
        ({"requirements.txt": "opentelemetry-api\nfastapi\n"}, Level.PRESENT),
        ({"requirements.txt": "opentelemetry-semantic-conventions\n"}, Level.PRESENT),
        ({"tests/test_app.py": PROVIDER}, Level.PRESENT),
        ({"setup_otel.py": PROVIDER}, Level.WIRED),
        ({"requirements.txt": "opentelemetry-sdk\n"}, Level.WIRED),
        ({"requirements.txt": "opentelemetry-exporter-otlp\n"}, Level.WIRED),
        ({"requirements.txt": "opentelemetry-instrumentation-fastapi==0.4\n"}, Level.WIRED),
        ({"requirements.txt": "azure-monitor-opentelemetry\n"}, Level.WIRED),
        ({"requirements.txt": "logfire\n"}, Level.WIRED),
        ({"Dockerfile": WRAPPED}, Level.WIRED),
        ({"k8s/app.yaml": POD}, Level.WIRED),
    ],
    ids=[
        "nothing", "the interface alone", "its words", "a test", "the kit in code", "the kit", "an exporter",
        "an instrumentation", "a vendor", "a tool", "a command", "an operator",
    ],
)  # fmt: skip
def test_the_interface_of_opentelemetry_reports_nothing_without_a_provider(
    code: str, files: dict[str, str], level: Level
) -> None:
    assert run("monitoring", snapshot({**STARTED, "app.py": APP + code, **files})).level is level


PRINTS_SPANS = (
    "from opentelemetry import trace\nfrom opentelemetry.sdk.trace import TracerProvider\n"
    "from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor\n"
    "provider = TracerProvider()\nprovider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))\n"
)


@pytest.mark.parametrize(
    ("code", "files", "level"),
    [
        (PRINTS_SPANS, {}, Level.PRESENT),
        (PRINTS_SPANS, {"requirements.txt": "opentelemetry-sdk\n"}, Level.PRESENT),
        (PRINTS_SPANS, {"requirements.txt": "opentelemetry-exporter-otlp\n"}, Level.WIRED),
        (PRINTS_SPANS, {"Dockerfile": WRAPPED}, Level.WIRED),
        (PRINTS_SPANS.replace("ConsoleSpanExporter()", "OurExporter()"), {}, Level.WIRED),
    ],
    ids=["printed", "the kit alone", "an exporter", "a command", "an exporter of its own"],
)
def test_spans_that_are_only_printed_report_to_nobody(code: str, files: dict[str, str], level: Level) -> None:
    assert run("monitoring", snapshot({**STARTED, "app.py": APP + code, **files})).level is level


ASKS = "from fastapi import FastAPI\nfrom langchain_openai import ChatOpenAI\n\napp = FastAPI()\nmodel = ChatOpenAI()\n"
DEPLOYING = "on: [push]\njobs:\n  d:\n    runs-on: u\n    steps:\n      - run: |\n          {}\n"
IN_JSON = (
    """aws apprunner create-service --source-configuration '{{"Variables": {{"LANGSMITH_TRACING": "{}"}}}}'"""
)
GIVEN_BY = {
    "in the JSON of a command": (IN_JSON.format("true"), True),
    "off in the JSON of a command": (IN_JSON.format("false"), False),
    "in an option": ("gcloud run deploy api --source . --set-env-vars A=b,LANGSMITH_TRACING=true", True),
    "only said": ("gcloud run deploy api --source .\n          echo LANGSMITH_TRACING=true", False),
    "in a command that deploys nothing": ("pytest -e LANGSMITH_TRACING=true", False),
}


@pytest.mark.parametrize(("command", "traced"), GIVEN_BY.values(), ids=GIVEN_BY)
def test_a_variable_that_a_deploying_command_gives(command: str, traced: bool) -> None:
    files = {"app.py": ASKS, ".github/workflows/d.yml": DEPLOYING.format(command)}
    finding = run("monitoring", snapshot(files))
    assert (finding.level >= Level.SUBSTANTIVE) is traced, finding.message
