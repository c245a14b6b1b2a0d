"""The libraries by which a service reports what its models were asked and what they answered."""

from __future__ import annotations

from analyzer.facts.telemetry.instruments import SERVICE_INSTRUMENTS, Instrument
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue

REPORTING_CLIENTS = word_set(
    "OpenAI AsyncOpenAI AzureOpenAI AsyncAzureOpenAI Anthropic AsyncAnthropic Client AsyncClient "
    "create acreate "
    "CallbackHandler LangChainInstrumentor"
)
TRACE_INSTRUMENTS = (
    Instrument(
        "Langfuse traces",
        ("langfuse",),
        word_set(
            "Langfuse observe trace span generation CallbackHandler LlamaIndexCallbackHandler "
            "LlamaIndexInstrumentor "
            "start_as_current_span start_as_current_generation start_as_current_observation start_span "
            "start_generation start_observation update_current_trace score_current_trace score_current_span "
            "create_score score score_trace"
        ),
    ),
    # Stands in for a provider's client and reports each call of it.
    Instrument("Langfuse traces", ("langfuse.openai",), REPORTING_CLIENTS),
    Instrument(
        "LangSmith traces",
        ("langsmith",),
        word_set(
            "traceable wrap_openai wrap_anthropic wrap_gemini trace tracing_context RunTree create_run "
            "OtelSpanProcessor configure_claude_agent_sdk LangSmithTracingMiddleware create_feedback"
        ),
    ),
    Instrument(
        "callbacks of LangChain",
        ("langchain", "langchain_core", "langchain_community", "langchain_classic"),
        word_set(
            "LangChainTracer tracing_v2_enabled tracing_enabled WandbCallbackHandler WandbTracer "
            "CometCallbackHandler MlflowCallbackHandler ArizeCallbackHandler ArthurCallbackHandler "
            "AimCallbackHandler LLMonitorCallbackHandler PromptLayerCallbackHandler ContextCallbackHandler "
            "TrubricsCallbackHandler InfinoCallbackHandler FiddlerCallbackHandler UpTrainCallbackHandler "
            "SageMakerCallbackHandler wandb_tracing_enabled"
        ),
    ),
    Instrument(
        "Opik traces",
        ("opik",),
        word_set(
            "track trace OpikTracer OpikLogger OpikConnector OpikCallback LlamaIndexCallbackHandler "
            "track_openai "
            "track_anthropic track_bedrock track_genai track_gemini track_aisuite track_litellm "
            "track_completion "
            "track_crewai track_adk_agent_recursive track_langgraph track_mistral track_groq track_harbor "
            "start_as_current_trace start_as_current_span OpikSpanProcessor log_traces_feedback_scores "
            "log_spans_feedback_scores log_feedback_score update_current_trace"
        ),
    ),
    Instrument("Weave traces", ("weave",), word_set("init op attributes thread add_reaction add_note")),
    Instrument(
        "OpenInference traces",
        ("openinference",),
        word_set("instrument OpenInferenceSpanProcessor OpenInferenceTracer"),
    ),
    Instrument(
        "Phoenix traces",
        ("phoenix",),
        word_set(
            "register launch_app log_evaluations instrument add_span_annotation log_span_annotations "
            "add_annotation"
        ),
    ),
    Instrument("Arize", ("arize",), word_set("Client log register")),
    Instrument(
        "OpenLLMetry traces",
        ("traceloop", "openlit"),
        word_set("init workflow task agent tool aworkflow atask aagent trace start_trace"),
    ),
    Instrument(
        "MLflow traces",
        (
            *(
                f"mlflow.{flavour}"
                for flavour in (
                    "openai langchain llama_index anthropic dspy autogen ag2 crewai gemini groq "
                    "litellm bedrock "
                    "mistral ollama pydantic_ai smolagents instructor haystack semantic_kernel agno strands"
                ).split()
            ),
            "mlflow.trace",
            "mlflow.start_span",
            "mlflow.log_feedback",
        ),
        word_set("autolog trace start_span log_feedback"),
    ),
    Instrument(
        "Logfire",
        ("logfire",),
        word_set(
            "configure instrument span instrument_fastapi instrument_flask instrument_django "
            "instrument_starlette "
            "instrument_asgi instrument_wsgi instrument_openai instrument_anthropic instrument_pydantic_ai "
            "instrument_openai_agents instrument_litellm instrument_google_genai instrument_dspy "
            "instrument_mcp "
            "instrument_httpx instrument_requests instrument_sqlalchemy instrument_psycopg instrument_celery "
            "instrument_redis instrument_system_metrics instrument_aws_lambda instrument_surrealdb"
        ),
    ),
    Instrument("monitoring of BentoML", ("bentoml",), word_set("monitor")),
    Instrument(
        "AgentOps traces",
        ("agentops",),
        word_set(
            "init start_session start_trace session agent operation task tool trace record_action track_agent"
        ),
    ),
    Instrument(
        "Braintrust traces",
        ("braintrust",),
        word_set(
            "init_logger traced wrap_openai wrap_anthropic wrap_litellm start_span BraintrustCallbackHandler "
            "log_feedback"
        ),
    ),
    Instrument("Langtrace traces", ("langtrace_python_sdk",), word_set("init with_langtrace_root_span")),
    Instrument("PromptLayer traces", ("promptlayer",), word_set("PromptLayer OpenAI traceable run track")),
    Instrument("Humanloop traces", ("humanloop",), word_set("prompt flow tool log call")),
    Instrument(
        "Lunary traces",
        ("lunary", "llmonitor"),
        word_set("monitor agent tool chain LunaryCallbackHandler track_feedback"),
    ),
    Instrument("LangWatch traces", ("langwatch",), word_set("setup trace span login add_evaluation")),
    Instrument(
        "Galileo traces",
        ("galileo", "galileo.openai", "galileo_observe"),
        REPORTING_CLIENTS
        | word_set("log init GalileoCallback GalileoLogger GalileoObserveCallback GalileoAsyncCallback"),
    ),
    Instrument("Parea traces", ("parea",), word_set("trace wrap_openai_client wrap_anthropic_client")),
    Instrument("HoneyHive traces", ("honeyhive",), word_set("HoneyHiveTracer init trace atrace")),
    Instrument(
        "Literal traces", ("literalai",), word_set("instrument_openai instrument_mistralai step run thread")
    ),
    Instrument("Patronus traces", ("patronus",), word_set("init traced")),
    Instrument("Judgment traces", ("judgeval",), word_set("Tracer wrap observe")),
    Instrument(
        "Comet traces", ("comet_llm", "comet_mpm"), word_set("log_prompt start_chain Span log_event CometMPM")
    ),
    Instrument(
        "Helicone",
        ("helicone", "helicone_helpers", "helicone_async"),
        word_set("HeliconeManualLogger log_request Helicone HeliconeAsyncLogger"),
    ),
    Instrument("Portkey", ("portkey_ai",), word_set("Portkey AsyncPortkey")),
    Instrument("traces of Evidently", ("tracely",), word_set("init_tracing trace_event create_trace_event")),
    Instrument("PostHog traces", ("posthog.ai",), REPORTING_CLIENTS),
    Instrument("Laminar traces", ("lmnr",), word_set("initialize observe instrument start_as_current_span")),
    Instrument("Keywords AI traces", ("keywordsai_tracing",), word_set("KeywordsAITelemetry workflow task")),
    Instrument("Maxim traces", ("maxim",), word_set("logger instrument_langgraph instrument_crewai trace")),
    Instrument("Fiddler", ("fiddler",), word_set("publish publish_event log FiddlerClient")),
    Instrument(
        "TruLens",
        ("trulens", "trulens_eval"),
        word_set("TruChain TruLlama TruCustomApp TruBasicApp TruApp TruGraph TruRails instrument"),
    ),
    Instrument("traces of DeepEval", ("deepeval.tracing",), word_set("observe trace")),
    Instrument(
        "traces of Strands",
        ("strands.telemetry",),
        word_set("setup_otlp_exporter setup_meter StrandsTelemetry"),
    ),
    Instrument(
        "traces of OpenAI Agents",
        ("agents.add_trace_processor", "agents.set_trace_processors", "agents.tracing"),
        word_set("add_trace_processor set_trace_processors"),
    ),
    Instrument("traces of Pydantic AI", ("pydantic_ai",), word_set("instrument_all")),
    Instrument(
        "traces of LlamaIndex",
        ("llama_index.core.set_global_handler", "llama_index.set_global_handler", "llama_index.callbacks"),
        word_set(
            "set_global_handler WandbCallbackHandler LangfuseCallbackHandler OpenInferenceCallbackHandler "
            "ArizePhoenixCallbackHandler arize_phoenix_callback_handler langfuse_callback_handler"
        ),
    ),
    Instrument(
        "traces of Haystack",
        ("haystack.tracing", "haystack_integrations.components.connectors"),
        word_set("enable_tracing LangfuseConnector OpikConnector WeaveConnector"),
    ),
    Instrument(
        "traces of Azure AI",
        ("azure.ai.inference.tracing", "azure.ai.agents.telemetry", "azure.ai.projects.telemetry"),
        word_set("instrument enable"),
    ),
    Instrument(
        "callbacks of LiteLLM", ("litellm.logging_callback_manager",), word_set("add_litellm_callback")
    ),
)

INSTRUMENTS = Catalogue(*SERVICE_INSTRUMENTS, *TRACE_INSTRUMENTS)
# Names that also belong to something else: only a call that switches the tool on counts.
AMBIGUOUS_INSTRUMENTS = word_set(
    "boto3 aiobotocore ray evidently whylogs phoenix datadog statsd logfire langsmith influxdb "
    "influxdb_client opencensus bentoml "
    "langchain langchain_core langchain_community langchain_classic agents pydantic_ai llama_index haystack "
    "haystack_integrations azure litellm weave posthog braintrust galileo patronus parea humanloop "
    "promptlayer "
    "trulens trulens_eval deepeval opik strands databricks.lakehouse_monitoring databricks.sdk "
    "sagemaker.model_monitor sagemaker.clarify google.cloud.aiplatform azure.ai.ml "
    "vertexai.resources.preview.ml_monitoring"
) | frozenset(
    package for row in TRACE_INSTRUMENTS for package in row.packages if package.startswith("mlflow.")
)
# What the same libraries offer to compare versions before anything is served.
COMPARES = word_set(
    "evaluate aevaluate evaluate_prompt evaluate_experiment run_experiment Evaluation EvaluationLogger Eval "
    "Experiment run_tests create_dataset"
)
# Attributes of LiteLLM whose functions or services are told of every call.
CALLBACK_SETTINGS = word_set(
    "litellm.success_callback litellm.failure_callback litellm.callbacks litellm.service_callback "
    "litellm.input_callback litellm._async_success_callback litellm._async_failure_callback"
)
# Variables that make LangChain report its runs, and the packages that read them.
TRACING_VARIABLES = word_set("LANGCHAIN_TRACING_V2 LANGSMITH_TRACING LANGSMITH_TRACING_V2 LANGCHAIN_TRACING")
TRACED_PACKAGES = word_set(
    "langchain langchain_core langgraph langsmith langchain_openai langchain_community"
)
# Proxies that a client is pointed at so that they record its calls.
RECORDING_HOSTS = ("helicone.ai", "gateway.ai.cloudflare.com", "api.portkey.ai")
ADDRESS_WORDS = word_set("base_url api_base openai_api_base anthropic_api_url api_url endpoint")
