"""Frameworks that join prompts, models and searches: which of their objects hold a model.

Their packages are one for each provider (`langchain_<any>`, `llama_index.llms.<any>`), so that no table can
list them: the class says what it is.
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

CHAIN_PACKAGE = lazy_regex(r"(?:\w{1,40}_)?langchain(?:_\w{1,60})?|langgraph\w{0,40}|langserve|deepagents")
# Packages whose agents, chains and graphs hold a model that was named elsewhere.
CHAIN_BUILDERS = word_set(
    "langchain langchain_classic langchain_community langchain_experimental langgraph langgraph_supervisor "
    "langgraph_swarm langserve deepagents"
)
CHAT_CLASS = lazy_regex(
    r"(?:Azure|Async)?Chat(?!Prompt|Message|Generation|Result|History|Session|Loader|Vector|Memory|Model\Z)"
    r"[A-Z0-9]\w{0,60}"
)
MODEL_WORD = lazy_regex(
    r"[A-Z]\w{0,60}(?:LLM|Embeddings?|Rerank(?:er)?|HuggingFacePipeline|TextGenInference|EmbeddingsClient)"
    r"|HuggingFace(?:Endpoint|Pipeline|Hub)\w{0,20}|SagemakerEndpoint\w{0,20}"
)
MODEL_NAMES = word_set(
    "OpenAI AzureOpenAI Anthropic Ollama Cohere VertexAI GoogleGenerativeAI GooglePalm Bedrock Fireworks "
    "Together Replicate LlamaCpp GPT4All CTransformers DeepInfra Databricks VLLM VLLMOpenAI "
    "Predibase Xinference "
    "VertexAIModelGarden AI21 Writer init_chat_model init_embeddings load_chat_model"
)
PRETENDED = lazy_regex(r"(?:Generic|Parrot)?Fake|Deterministic|Mock|Base[A-Z]|LLM\Z|SimpleChatModel")
NO_CHAIN = word_set(
    "prompts output_parsers document_loaders text_splitter text_splitters vectorstores retrievers "
    "tools messages "
    "ToolNode documents schema memory callbacks tracers stores storage utilities cache "
    "chat_message_histories "
    "document_transformers indexes graphs chat_history agent_toolkits docstore checkpoint store load "
    "hub types"
)
CHAIN_ASKS = word_set(
    "invoke ainvoke stream astream batch abatch predict apredict run arun call acall generate "
    "agenerate apply "
    "aapply astream_events astream_log predict_messages apredict_messages embed_documents embed_query "
    "aembed_documents aembed_query compress_documents acompress_documents"
)
CHAIN_CLASS = lazy_regex(r"\w{0,60}(?:[Cc]hain|AgentExecutor|RetrievalQA\w{0,30})")

INDEX_ASKS = word_set(
    "query aquery chat achat stream_chat astream_chat complete acomplete stream_complete "
    "astream_complete predict "
    "apredict structured_predict astructured_predict stream run arun get_text_embedding get_query_embedding "
    "get_text_embedding_batch aget_text_embedding aget_query_embedding chat_with_tools synthesize"
)
NO_INDEX = word_set(
    "readers node_parser vector_stores storage schema ingestion graph_stores tools callbacks prompts memory "
    "evaluation"
)
INDEX_MODELS = word_set("llms embeddings multi_modal_llms")
NO_INDEX_MODEL = word_set(
    "ChatMessage MessageRole ChatResponse CompletionResponse LLMMetadata TextBlock ImageBlock"
)

HAYSTACK_PACKAGES = word_set("haystack haystack_integrations")
HAYSTACK_MODELS = word_set("generators embedders rankers readers agents audio nodes")
HAYSTACK_PIPELINES = word_set("Pipeline AsyncPipeline")
HAYSTACK_ASKS = word_set("run run_async run_batch predict")


def chain_kind(target: str) -> str | None:
    """What a call of a package of LangChain or LangGraph does with a model."""
    root = target.partition(".")[0].removesuffix("()")
    if CHAIN_PACKAGE.fullmatch(root) is None or root == "langchain_core":
        return None
    names = target.replace("()", "").split(".")
    if NO_CHAIN.intersection(names[1:-1]):
        return None
    built = _first_built(target)
    model = is_chain_model(target)
    if "()" not in target:
        return "connects" if model and (names[-1] == built or names[-1].startswith("from_")) else None
    if target.endswith("()"):
        return "calls" if model or CHAIN_CLASS.fullmatch(built) else None
    return "calls" if names[-1] in CHAIN_ASKS and (model or root in CHAIN_BUILDERS) else None


def is_chain_package(root: str) -> bool:
    """Whether an imported package may hold chains over models."""
    return CHAIN_PACKAGE.fullmatch(root) is not None or root == "llama_index" or root in HAYSTACK_PACKAGES


def is_chain_model(target: str) -> bool:
    """Whether what the chain of calls begins with is a model of LangChain's."""
    root = target.partition(".")[0]
    if "langchain" not in root or CHAIN_PACKAGE.fullmatch(root) is None:
        return False
    built = _first_built(target)
    if PRETENDED.match(built):
        return False
    return bool(CHAT_CLASS.fullmatch(built) or MODEL_WORD.fullmatch(built)) or built in MODEL_NAMES


def joined_kind(target: str) -> str | None:
    """What asking several joined steps does (`prompt | model | parser`): one of them must be a model."""
    parts = target.split("|")
    method = parts[-1].rpartition(".")[2]
    if method not in CHAIN_ASKS:
        return None
    parts[-1] = parts[-1].rpartition(".")[0]
    return "calls" if any(is_chain_model(each) and "()" in each for each in parts) else None


def index_kind(target: str) -> str | None:
    """What a call of a package of LlamaIndex does with a model."""
    root = target.partition(".")[0].removesuffix("()")
    names = target.replace("()", "").split(".")
    if root != "llama_index" or NO_INDEX.intersection(names[1:-1]):
        return None
    built = _first_built(target)
    if PRETENDED.match(built) or built in NO_INDEX_MODEL:
        return None
    if "()" not in target:
        known = names[1] in INDEX_MODELS and built[:1].isupper() and built == names[-1]
        return "connects" if known else None
    return "calls" if names[-1] in INDEX_ASKS else None


def haystack_kind(target: str, *, near_models: bool) -> str | None:
    """What a call of Haystack does; a pipeline asks a model only where the file names one."""
    root = target.partition(".")[0].removesuffix("()")
    if root not in HAYSTACK_PACKAGES:
        return None
    names = target.replace("()", "").split(".")
    held = bool(HAYSTACK_MODELS.intersection(names[:-1]))
    built = _first_built(target)
    if "()" not in target:
        return "connects" if held and built[:1].isupper() and built == names[-1] else None
    if names[-1] not in HAYSTACK_ASKS:
        return None
    return (
        "calls" if held or (near_models and (built in HAYSTACK_PIPELINES or "pipelines" in names)) else None
    )


def _first_built(target: str) -> str:
    """What a chain of calls begins with: the first capitalised name, else the first that is called."""
    names = target.split(".")
    for name in names:
        plain = name.removesuffix("()")
        if plain[:1].isupper():
            return plain
        if plain != name:
            return plain
    return names[-1].removesuffix("()")
