"""Frameworks of agents and of structured answers: what code does with them is asked of a model."""

from __future__ import annotations

from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue
from analyzer.wiring.models.chain_models import CHAIN_ASKS, INDEX_ASKS
from analyzer.wiring.models.hosted_catalogue import GENERATES, PROVIDERS, Hosted
from analyzer.wiring.models.task_services import TASK_SERVICES

AGENT_RUNS = word_set("run arun run_sync run_stream run_async run_live")
AGENTS = (
    Hosted(
        "smolagents",
        ("smolagents",),
        classes=word_set(
            "CodeAgent ToolCallingAgent MultiStepAgent InferenceClientModel HfApiModel LiteLLMModel "
            "LiteLLMRouterModel TransformersModel OpenAIServerModel OpenAIModel AzureOpenAIServerModel "
            "AzureOpenAIModel MLXModel VLLMModel AmazonBedrockServerModel AmazonBedrockModel"
        ),
        asks=AGENT_RUNS | word_set("generate generate_stream"),
        called=True,
    ),
    Hosted(
        "CrewAI",
        ("crewai",),
        classes=word_set("Agent Crew LLM"),
        asks=word_set(
            "kickoff kickoff_async akickoff kickoff_for_each kickoff_for_each_async akickoff_for_each "
            "execute_task call train"
        ),
    ),
    Hosted(
        "DSPy",
        ("dspy", "dsp"),
        classes=word_set(
            "LM Predict ChainOfThought ChainOfThoughtWithHint ReAct ProgramOfThought CodeAct "
            "MultiChainComparison "
            "BestOfN Refine OpenAI AzureOpenAI OllamaLocal Anthropic Google HFModel TypedPredictor "
            "TypedChainOfThought RLM HFClientVLLM HFClientTGI Together Cohere Mistral Embedder"
        ),
        asks=word_set("acall forward aforward batch __call__"),
        called=True,
    ),
    Hosted(
        "Marvin and the like",
        ("marvin", "guidance", "outlines", "controlflow", "chatlas"),
        classes=word_set("Agent Chatbot ChatOpenAI ChatAnthropic ChatGoogle ChatOllama Generator"),
        asks=AGENT_RUNS | GENERATES | word_set("say extract classify cast call stream"),
        functions=word_set(
            "extract classify cast generate run run_async fn models.OpenAI from_openai from_anthropic"
        ),
        called=True,
    ),
    Hosted(
        "Pydantic AI",
        ("pydantic_ai",),
        classes=word_set("Agent"),
        asks=AGENT_RUNS | word_set("iter run_stream_events run_stream_sync to_cli_sync to_cli to_web"),
        functions=word_set(
            "direct.model_request direct.model_request_sync direct.model_request_stream "
            "direct.model_request_stream_sync"
        ),
    ),
    Hosted(
        "OpenAI Agents",
        ("agents", "swarm"),
        classes=word_set("Agent SandboxAgent RealtimeAgent Swarm"),
        asks=word_set("Runner.run Runner.run_sync Runner.run_streamed Swarm().run run"),
        within=word_set("tool tools mcp tracing extensions handoffs"),
    ),
    Hosted(
        "Google ADK",
        ("google.adk",),
        classes=word_set("Agent LlmAgent LiteLlm Gemini"),
        asks=AGENT_RUNS | word_set("run_debug generate_content_async"),
        within=word_set("sessions tools artifacts memory events"),
    ),
    Hosted(
        "Strands",
        ("strands", "strands_agents"),
        classes=word_set(
            "Agent BedrockModel AnthropicModel OpenAIModel LiteLLMModel OllamaModel LlamaAPIModel "
            "GeminiModel "
            "MistralModel SageMakerAIModel WriterModel Swarm Graph"
        ),
        asks=word_set("invoke_async stream_async structured_output structured_output_async build().execute"),
        called=True,
        within=word_set("tools telemetry session hooks"),
    ),
    Hosted(
        "AutoGen",
        (
            "autogen_agentchat",
            "autogen_ext",
            "autogen",
            "ag2",
            "autogen_core",
            "pyautogen",
            "agent_framework",
        ),
        classes=word_set(
            "AssistantAgent ConversableAgent SocietyOfMindAgent CodeExecutorAgent OpenAIAssistantAgent "
            "MultimodalWebSurfer OpenAIChatCompletionClient AzureOpenAIChatCompletionClient "
            "AnthropicChatCompletionClient AnthropicBedrockChatCompletionClient OllamaChatCompletionClient "
            "AzureAIChatCompletionClient LlamaCppChatCompletionClient SKChatCompletionAdapter ChatAgent "
            "OpenAIChatClient AzureOpenAIChatClient OpenAIResponsesClient AzureOpenAIResponsesClient "
            "AzureAIAgentClient GPTAssistantAgent LLMConfig"
        ),
        asks=AGENT_RUNS
        | word_set(
            "on_messages on_messages_stream create create_stream initiate_chat a_initiate_chat "
            "initiate_chats "
            "generate_reply a_generate_reply initiate_group_chat get_response get_streaming_response"
        ),
        within=word_set("tools code_executors memory SingleThreadedAgentRuntime"),
    ),
    Hosted(
        "Semantic Kernel",
        ("semantic_kernel",),
        classes=word_set(
            "ChatCompletionAgent OpenAIAssistantAgent AzureAssistantAgent AzureAIAgent OpenAIResponsesAgent "
            "AzureResponsesAgent BedrockAgent AzureChatCompletion OpenAIChatCompletion AzureTextCompletion "
            "OpenAITextCompletion AzureTextEmbedding OpenAITextEmbedding OllamaChatCompletion "
            "GoogleAIChatCompletion VertexAIChatCompletion AnthropicChatCompletion MistralAIChatCompletion "
            "BedrockChatCompletion AzureAIInferenceChatCompletion HuggingFaceTextCompletion"
        ),
        asks=word_set(
            "get_response invoke invoke_stream invoke_prompt invoke_prompt_stream get_chat_message_content "
            "get_chat_message_contents get_streaming_chat_message_content "
            "get_streaming_chat_message_contents "
            "get_text_content get_text_contents generate_embeddings"
        ),
        within=word_set("functions memory"),
    ),
    Hosted(
        "Agno",
        ("agno", "phi"),
        classes=word_set(
            "Agent Assistant Team OpenAIChat OpenAIResponses Claude Gemini Groq Ollama AwsBedrock "
            "AzureOpenAI "
            "MistralChat DeepSeek OpenRouter OpenAILike Together Fireworks"
        ),
        asks=AGENT_RUNS | word_set("print_response aprint_response cli_app acli_app response aresponse"),
        within=word_set("tools storage db vectordb knowledge memory workflow playground"),
    ),
    Hosted(
        "engines that answer from documents",
        (
            "lightrag",
            "raganything",
            "minirag",
            "nano_graphrag",
            "fast_graphrag",
            "graphrag",
            "paperqa",
            "embedchain",
            "quivr_core",
        ),
        classes=word_set("LightRAG RAGAnything MiniRAG GraphRAG Docs App Brain"),
        asks=word_set(
            "query aquery query_llm aquery_llm aquery_stream aquery_data aquery_with_multimodal "
            "query_with_multimodal aquery_vlm_enhanced async_query chat ask aask ask_streaming insert "
            "ainsert async_insert process_document_complete"
        ),
        functions=word_set(
            "ask agent_query llm.openai_complete_if_cache llm.gpt_4o_complete llm.gpt_4o_mini_complete "
            "llm.openai.openai_complete_if_cache llm.openai.openai_complete llm.openai.gpt_4o_complete "
            "llm.openai.gpt_4o_mini_complete llm.openai.openai_embed llm.azure_openai.azure_openai_complete "
            "llm.azure_openai.azure_openai_complete_if_cache llm.azure_openai.azure_openai_embed "
            "llm.ollama.ollama_model_complete llm.ollama.ollama_embed llm.hf.hf_model_complete "
            "llm.hf.hf_embed llm.bedrock.bedrock_complete llm.bedrock.bedrock_embed llm.jina.jina_embed "
            "llm.zhipu.zhipu_complete "
            "llm.gemini.gemini_model_complete llm.gemini.gemini_embed llm.anthropic.anthropic_complete "
            "rerank.cohere_rerank rerank.jina_rerank rerank.ali_rerank api.global_search api.local_search "
            "api.drift_search api.basic_search agents.agent_query agents.main.agent_query"
        ),
        within=word_set("kg utils storage"),
    ),
    Hosted(
        "questions to tables and pages",
        ("pandasai", "vanna", "scrapegraphai"),
        classes=word_set(
            "SmartDataframe SmartDatalake Agent VannaDefault SmartScraperGraph SearchGraph SpeechGraph "
            "ScriptCreatorGraph OmniScraperGraph DepthSearchGraph"
        ),
        asks=word_set("chat follow_up ask generate_sql generate_summary run"),
        functions=word_set("chat"),
    ),
    Hosted(
        "other agents",
        (
            "browser_use",
            "claude_agent_sdk",
            "claude_code_sdk",
            "camel",
            "metagpt",
            "letta_client",
            "griptape",
            "atomic_agents",
            "langroid",
            "qwen_agent",
            "livekit.plugins",
            "pipecat.services",
            "mcp_agent",
            "fast_agent",
            "praisonaiagents",
            "upsonic",
            "swarms",
            "beeai_framework",
            "deepagents",
            "gpt_researcher",
            "promptflow",
        ),
        classes=word_set(
            "Agent ChatAgent ClaudeSDKClient Assistant AtomicAgent BaseAgent LLM ReActAgent ToolCallingAgent "
            "ChatModel GPTResearcher PraisonAIAgents OpenAILLMService AnthropicLLMService GoogleLLMService"
        ),
        asks=AGENT_RUNS
        | word_set(
            "step astep query messages.create messages.create_stream start chat llm_response conduct_research"
        )
        | word_set("generate_str generate invoke ainvoke stream astream do do_async print_do create send"),
        functions=word_set("query"),
        within=word_set("tools tool memory storage"),
    ),
)

HOSTED = Catalogue(*PROVIDERS, *TASK_SERVICES, *AGENTS)
# The last names of what is asked of any of them.
ASKED_WORDS = (
    frozenset(asked.rpartition(".")[2] for row in HOSTED.tools for asked in row.asks)
    | CHAIN_ASKS
    | INDEX_ASKS
)
