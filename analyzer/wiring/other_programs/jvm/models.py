"""Packages of Java, Kotlin and Scala that ask models which others host.

Sources: https://docs.spring.io/spring-ai/reference/, https://docs.langchain4j.dev/,
https://github.com/openai/openai-java, https://github.com/aallam/openai-kotlin, https://docs.aws.amazon.com/sdk-for-java/,
https://googleapis.github.io/java-genai/javadoc/, https://docs.llm4s.org/,
https://docs.spring.io/spring-framework/reference/integration/rest-clients.html, https://square.github.io/retrofit/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

# What may stand between the name of a class and the method that is called: builders, fields, other methods.
AFTER = r"(?:\(\))?(?:\.\w+(?:\(\))?){0,20}"
SPRING_AI = "org.springframework.ai com.alibaba.cloud.ai"
LANGCHAIN4J = "dev.langchain4j io.quarkiverse.langchain4j io.micronaut.langchain4j"

# What an interface asks over HTTP, for which a library makes the client.
ASKED_BY_INTERFACE = (
    r"(?:POST )?.{0,200}(?:chat/completions|v1/(?:completions|messages|rerank)|/embeddings"
    r"|:(?:streamG|g)enerateContent)"
    r"|https://(?:api\.(?:openai|anthropic|voyageai|groq|deepseek)\.com|api\.(?:mistral|cohere|together)\.(?:ai|com))\b.{0,200}"
)

JVM_HOSTED_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.MODEL_CALL,
        "model behind a client interface",
        "org.springframework.web.service.annotation retrofit2.http feign io.micronaut.http.client.annotation"
        " org.springframework.cloud.openfeign",
        decorators=r"(?:Post|Http)Exchange|POST|RequestLine|FeignClient|Client",
        strings=ASKED_BY_INTERFACE,
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "Spring AI",
        SPRING_AI,
        rf"ChatClient{AFTER}\.(?:call|stream)"
        r"|\w*(?:ChatModel|EmbeddingModel|ImageModel|SpeechModel|TextToSpeechModel|TranscriptionModel"
        rf"|ChatClient|EmbeddingClient|ImageClient|AiClient){AFTER}\.(?:call|stream|embed\w*|generate"
        rf"|transcribe)",
    ),
    sign(
        Subject.MODEL_CALL,
        "LangChain4j",
        LANGCHAIN4J,
        r"\w*(?:ChatModel|LanguageModel|EmbeddingModel|ImageModel|ScoringModel|TranscriptionModel)"
        rf"{AFTER}\.(?:chat|generate|embed\w*|score\w*|edit|transcribe)"
        rf"|Conversational\w*Chain{AFTER}\.execute|AiServices\.(?:create|builder)"
        rf"|AgenticServices\.\w*[bB]uilder|(?:Untyped|Supervisor)Agent{AFTER}\.invoke\w*",
        decorators=r"RegisterAiService|AiService|UserMessage|SystemMessage|Agent|AiAgent",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "com.openai",
        rf"\w+{AFTER}\.(?:completions|responses|embeddings|images|transcriptions|translations|speech)\(\)"
        r"(?:\.\w+\(\)){0,4}\.(?:create|generate|edit)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "com.theokanning.openai com.lilittlecat.chatgpt com.unfbx.chatgpt com.plexpt.chatgpt"
        " io.cequence.openaiscala"
        " sttp.openai com.cjcrafter.openai",
        r"\w+(?:\(\)|\.)"
        rf"{AFTER}\.(?:(?:create|stream)(?:Chat|Compl|Embed|Image|Transc|Transl|Edit|Speech|Model)\w*"
        r"|chatCompletion\w*|completions?|embeddings?|chat)",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "com.aallam.openai",
        rf"\w*OpenAI{AFTER}\.(?:chatCompletions?|completions?|embeddings|image\w+|transcription"
        rf"|translation|speech|edits?)",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "io.github.sashirestela.openai io.github.stefanbratanov.jvm.openai io.github.lambdua",
        rf"\w+{AFTER}\.(?:chatCompletions|completions|embeddings|images|audios|chatClient"
        rf"|responses)\(\)\.\w*[cC]reate\w*"
        rf"|\w+{AFTER}\.(?:create|stream)(?:Chat|Embed|Image)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Azure OpenAI",
        "com.azure.ai.openai",
        rf"OpenAI\w*Client{AFTER}\.get(?:Chat)?(?:Completions|Embeddings|Image|Audio)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Azure AI Inference",
        "com.azure.ai.inference com.azure.ai.agents",
        rf"\w+Client{AFTER}\.(?:complete\w*|embed\w*|createRun\w*|createThreadAndRun\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Anthropic",
        "com.anthropic",
        rf"\w+{AFTER}\.(?:messages|completions)\(\)(?:\.\w+\(\)){{0,4}}\.create\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Google Gen AI",
        "com.google.genai",
        rf"\w+{AFTER}\.(?:models\.(?:generate|embed|edit)\w+|sendMessage\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Vertex AI",
        "com.google.cloud.vertexai com.google.cloud.aiplatform com.google.ai.client.generativeai"
        " com.google.firebase.ai com.google.firebase.vertexai",
        rf"(?:Generative\w*Model|ChatSession|\w*Chat|Firebase\w*"
        rf"|Vertex\w*){AFTER}\.(?:generateContent\w*|sendMessage\w*)"
        rf"|PredictionServiceClient{AFTER}\.(?:predict|rawPredict|directPredict|serverStreamingPredict"
        rf"|generateContent)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Amazon Bedrock",
        "software.amazon.awssdk.services.bedrockruntime software.amazon.awssdk.services.bedrockagentruntime"
        " aws.sdk.kotlin.services.bedrockruntime com.amazonaws.services.bedrockruntime",
        rf"Bedrock\w*{AFTER}\.(?:invoke(?:Model|Agent|Flow)\w*|converse\w*|retrieveAndGenerate\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "SageMaker endpoint",
        "software.amazon.awssdk.services.sagemakerruntime com.amazonaws.services.sagemakerruntime"
        " aws.sdk.kotlin.services.sagemakerruntime",
        rf"\w*SageMakerRuntime\w*{AFTER}\.invokeEndpoint\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Ollama",
        "io.github.ollama4j io.github.amithkoujalgi.ollama4j",
        rf"Ollama\w*{AFTER}\.(?:generate|chat|ask|embed)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Cohere",
        "com.cohere.api ai.cohere.api",
        rf"\w*Cohere\w*{AFTER}\.(?:chat|chatStream|generate|embed|rerank|classify)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Semantic Kernel",
        "com.microsoft.semantickernel",
        rf"\w+{AFTER}\.(?:getChatMessageContents|getStreamingChatMessageContents|getTextContents"
        rf"|generateEmbeddings?"
        r"|invoke|invokePrompt)(?:Async)?",
    ),
    sign(
        Subject.MODEL_CALL,
        "Koog",
        "ai.koog",
        rf"AIAgent(?:{AFTER}\.run)?|\w*(?:PromptExecutor|LLMClient){AFTER}\.execute\w*"
        rf"|simple\w{{1,30}}Executor|\w*Embedder{AFTER}\.embed\w*",
    ),
    # Written by their names alone, in functions of a session and of a strategy.
    sign(
        Subject.MODEL_CALL,
        "Koog",
        "ai.koog",
        r"(?:\w+(?:\(\))?\.)?(?:requestLLM|nodeLLMRequest)\w*",
        generated=True,
    ),
    sign(
        Subject.MODEL_CALL,
        "Embabel",
        "com.embabel.agent",
        rf"(?:Ai|\w*Context|PromptRunner){AFTER}\.(?:createObject\w*|generateText|creating\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "DashScope",
        "com.alibaba.dashscope",
        rf"(?:\w*Generation|\w*Conversation|\w*Embedding|\w*Synthesis|Application"
        rf"|\w*ReRank){AFTER}\.(?:call|streamCall|stream)",
    ),
    sign(
        Subject.MODEL_CALL,
        "hosted model",
        "com.zhipu.oapi ai.z.openapi com.volcengine.ark com.ibm.watsonx"
        " com.oracle.bmc.generativeaiinference"
        " com.hw.openai chat.octet.model com.huggingface",
        rf"\w+{AFTER}\.(?:invokeModelApi|createChatCompletion|streamChatCompletion|createEmbeddings|chat"
        rf"|generateText"
        r"|embedText|chatCompletion)",
    ),
    sign(
        Subject.MODEL_CALL,
        "LLM4S",
        "org.llm4s.llmconnect org.llm4s.agent org.llm4s.imagegeneration org.llm4s.speech",
        rf"(?:LLMConnect|LLM|\w*Client){AFTER}\.(?:complete|streamComplete|embed\w*|generateImages?)"
        rf"|\w*Agent{AFTER}\.(?:run\w*|continueConversation|chat)"
        rf"|\w*(?:Speech\w*|Transcriber){AFTER}\.(?:transcribe|synthesize)",
    ),
    # Beside its pipelines, that package holds permissions and stores.
    sign(
        Subject.MODEL_CALL,
        "LLM4S",
        "org.llm4s.rag",
        rf"RAG(?:Config)?{AFTER}\.(?:build|query\w*|ingest\w*)",
        imported=False,
    ),
    # Servers of models, by the stubs that are generated for their protocols.
    sign(
        Subject.MODEL_CALL,
        "Triton or KServe",
        "inference triton.client",
        rf"(?:\w+Grpc\.)?\w*Stub{AFTER}\.modelInfer|\w+Grpc\.new\w*Stub\(\)(?:\.\w+\(\)){{0,6}}\.modelInfer"
        rf"|InferenceServerClient{AFTER}\.infer",
    ),
    sign(
        Subject.MODEL_CALL,
        "TensorFlow Serving",
        "tensorflow.serving",
        rf"PredictionServiceGrpc{AFTER}\.(?:predict|classify|regress)",
    ),
)
