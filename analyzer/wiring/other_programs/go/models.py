"""Go: packages that ask models elsewhere, and how a model is asked over HTTP and gRPC.

Sources: pages of the packages at https://pkg.go.dev, https://platform.openai.com/docs/api-reference,
https://docs.ollama.com/api, https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol,
https://www.tensorflow.org/tfx/serving/api_rest.
"""

from __future__ import annotations

from functools import partial

from analyzer.wiring.other_programs.go.services import GO_MAYBE_ON, GO_ON
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

GO_OPENAI = "github.com/openai/openai-go"
GO_COMMUNITY_OPENAI = "github.com/sashabaranov/go-openai"
GO_LANGCHAIN = "github.com/tmc/langchaingo"
GO_HTTP = (
    "net/http$ fmt net/url github.com/go-resty/resty resty.dev github.com/valyala/fasthttp "
    "github.com/imroc/req "
    "github.com/hashicorp/go-retryablehttp github.com/gogf/gf/net/gclient github.com/gofiber/fiber/client"
)
GO_ASKS_OVER_HTTP = (
    rf"{GO_MAYBE_ON}(?:NewRequest(?:WithContext)?|Post(?:Form)?|Get|Do|Sprintf|Sprint|JoinPath|Parse"
    r"|SetRequestURI|Execute|URL|Agent)"
)
# The addresses at which a model answers: the APIs of OpenAI and those that follow it, Anthropic, Gemini,
# Vertex AI, Ollama, Hugging Face and its servers, KServe and Triton, TensorFlow Serving, SageMaker.
GO_MODEL_ADDRESS = (
    r"\S*/(?:(?:chat/)?completions|embeddings)(?:\?\S*)?"
    r"|\S*(?:openai|anthropic|mistral|groq|cohere|deepseek|x\.ai|perplexity|together|azure)[\w./:-]{0,80}"
    r"/(?:messages|responses|chat|complete|generate|embed|rerank|moderations)(?:\?\S*)?"
    r"|\S*/v\d\w*/(?:rerank|images/generations|audio/(?:transcriptions|translations|speech))"
    r"|\S*:(?:(?:streamG|g)enerateContent|(?:batchE|e)mbedContents?|(?:rawP|p)redict|streamRawPredict)(?:\?\S*)?"
    r"|\S*/api/(?:generate|embed|embeddings)|\S*(?:ollama|11434)\S*/api/chat|(?:%s)?/api/chat"
    r"|\S*/v2/models/\S*/infer|\S*/v1/models/[^/\s]*:(?:classify|regress)|\S*/invocations|\S*/generate_stream"
    r"|\S*api-inference\.huggingface\.co/\S*|\S*api\.replicate\.com/v1/(?:predictions|models/\S*/predictions)"
)

_asks = partial(sign, Subject.MODEL_CALL)

GO_MODEL_SIGNS: tuple[Sign, ...] = (
    _asks(
        "OpenAI",
        f"{GO_COMMUNITY_OPENAI} github.com/volcengine/volcengine-go-sdk/service/arkruntime",
        rf"{GO_ON}(?:Create(?:Chat)?Completion(?:Stream)?|CreateEmbeddings|CreateMultiModalEmbeddings"
        r"|Create\w*(?:Image|Transcription|Translation|Speech)\w*|CreateRun\w*|CreateThreadAnd\w*"
        r"|CreateResponse\w*"
        r"|Edits|ChatCompletion\w*)",
    ),
    _asks(
        "OpenAI",
        f"{GO_OPENAI} github.com/Azure/azure-sdk-for-go/sdk/ai/azopenai",
        rf"{GO_ON}(?:Completions|Responses|Embeddings|Runs|Transcriptions|Translations"
        rf"|Speech|Images)"
        r"\.(?:New\w*|Generate\w*|Edit\w*|CreateAndRun\w*)|(?:\w+\(\)\.)?(?:CompletionService"
        r"|ChatCompletionService"
        r"|ResponseService|EmbeddingService)(?:\(\))?\.New\w*",
    ),
    _asks(
        "Azure OpenAI",
        "github.com/Azure/azure-sdk-for-go/sdk/ai/azopenai "
        "github.com/Azure/azure-sdk-for-go/sdk/cognitiveservices",
        rf"{GO_ON}Get(?:ChatCompletions|Completions|Embeddings|ImageGenerations|AudioTranscription\w*"
        r"|AudioTranslation\w*|AudioSpeech)(?:Stream)?",
    ),
    _asks(
        "OpenAI",
        "github.com/PullRequestInc/go-gpt3",
        rf"{GO_ON}(?:ChatCompletion|Completion|Embeddings|Edits)\w*",
    ),
    _asks(
        "OpenAI",
        "github.com/rakyll/openai-go",
        rf"{GO_ON}Create\w*(?:Completion|Embedding|Image|Transcription|Edit)\w*",
    ),
    _asks(
        "Anthropic",
        "github.com/anthropics/anthropic-sdk-go",
        rf"{GO_ON}(?:Messages|Completions|MessageService)(?:\(\))?\.New\w*|MessageService\(\)\.New\w*",
    ),
    _asks("Anthropic", "github.com/liushuangls/go-anthropic", rf"{GO_ON}Create(?:Messages|Complete)\w*"),
    _asks(
        "Gemini",
        "github.com/google/generative-ai-go/genai cloud.google.com/go/vertexai/genai",
        rf"{GO_ON}(?:GenerateContent|SendMessage|(?:Batch)?EmbedContents?)\w*",
    ),
    _asks(
        "Gemini",
        "google.golang.org/genai",
        rf"{GO_ON}(?:Generate(?:Content|Images|Videos)|EmbedContent|EditImage|SendMessage|SendStream"
        rf"|Send)\w*",
    ),
    _asks(
        "Vertex AI",
        "cloud.google.com/go/aiplatform",
        rf"{GO_ON}(?:(?:Raw|Direct|Stream\w*|ServerStreaming)?Predict|(?:Stream)?GenerateContent"
        rf"|EmbedContent)",
    ),
    _asks("LangChain", f"{GO_LANGCHAIN}/llms$", rf"GenerateFromSinglePrompt|{GO_ON}(?:GenerateContent|Call)"),
    _asks(
        "LangChain",
        f"{GO_LANGCHAIN}/llms/*",
        rf"{GO_ON}(?:GenerateContent|Call|Generate|Chat|CreateEmbedding)",
    ),
    _asks("LangChain", f"{GO_LANGCHAIN}/chains", rf"Run|Call|Predict|Apply|{GO_ON}Call"),
    _asks("LangChain", f"{GO_LANGCHAIN}/agents", rf"{GO_ON}(?:Call|Run)"),
    _asks("LangChain", f"{GO_LANGCHAIN}/embeddings", rf"{GO_ON}Embed\w+"),
    _asks(
        "Eino",
        "github.com/cloudwego/eino/components/model github.com/cloudwego/eino-ext/components/model",
        rf"{GO_ON}(?:Generate|Stream)",
    ),
    _asks("Eino", "github.com/cloudwego/eino/flow", rf"{GO_ON}(?:Generate|Stream|Invoke)"),
    _asks("Eino", "github.com/cloudwego/eino/compose", rf"{GO_ON}(?:Invoke|Stream|Transform)"),
    _asks("Eino", "github.com/cloudwego/eino/adk", rf"{GO_ON}(?:Run|Query|Resume)"),
    _asks(
        "Eino",
        "github.com/cloudwego/eino/components/embedding github.com/cloudwego/eino-ext/components/embedding",
        rf"{GO_ON}EmbedStrings",
    ),
    _asks(
        "Genkit",
        "github.com/firebase/genkit/go/genkit github.com/firebase/genkit/go/ai",
        rf"(?:Generate|Embed)\w*|{GO_ON}(?:Generate|Embed|Execute)\w*",
    ),
    _asks(
        "Ollama",
        "github.com/ollama/ollama/api github.com/jmorganca/ollama/api",
        rf"{GO_ON}(?:Generate|Chat|Embed\w*)",
    ),
    _asks("Ollama", "github.com/xyproto/ollamaclient", rf"{GO_ON}\w*(?:Output|Embeddings)\w*"),
    _asks("Ollama", "github.com/parakeet-nest/parakeet", r"(?:Chat|Generate|CreateEmbedding)\w*"),
    _asks(
        "Cohere",
        "github.com/cohere-ai/cohere-go",
        rf"{GO_ON}(?:Chat|Generate|Embed|Rerank|Classify|Summarize)\w*",
    ),
    _asks(
        "Mistral", "github.com/gage-technologies/mistral-go", rf"{GO_ON}(?:Chat|ChatStream|Embeddings|FIM)"
    ),
    _asks("Groq", "github.com/conneroisu/groq-go", rf"{GO_ON}(?:ChatCompletion|Transcribe|Translate)\w*"),
    _asks(
        "Bedrock",
        "github.com/aws/aws-sdk-go-v2/service/bedrockruntime "
        "github.com/aws/aws-sdk-go/service/bedrockruntime",
        rf"{GO_ON}(?:InvokeModel|Converse|StartAsyncInvoke)\w*",
    ),
    _asks(
        "Bedrock agents",
        "github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime",
        rf"{GO_ON}(?:Invoke\w*Agent|InvokeFlow|RetrieveAndGenerate\w*)",
    ),
    _asks(
        "SageMaker",
        "github.com/aws/aws-sdk-go-v2/service/sagemakerruntime "
        "github.com/aws/aws-sdk-go/service/sagemakerruntime",
        rf"{GO_ON}InvokeEndpoint\w*",
    ),
    _asks(
        "AI services of AWS",
        "github.com/aws/aws-sdk-go-v2/service/comprehend github.com/aws/aws-sdk-go-v2/service/rekognition",
        rf"{GO_ON}(?:Batch)?(?:Detect(?!Pii|Toxic)|Classify|Recognize|Compare)\w+",
    ),
    _asks(
        "Replicate", "github.com/replicate/replicate-go", rf"{GO_ON}(?:Run\w*|CreatePrediction\w*|Stream\w*)"
    ),
    _asks(
        "Hugging Face",
        "github.com/hupe1980/go-huggingface github.com/Kardbord/hfapi",
        rf"Send\w+Request|{GO_ON}(?:Text|Token|Zero|Fill|Feature|Question|Table|Sentence|Summari|Conversational"
        r"|Image|Object)\w*",
    ),
    _asks("Qianfan", "github.com/baidubce/bce-qianfan-sdk", rf"{GO_ON}(?:Do|Stream)"),
    _asks("gollm", "github.com/teilomillet/gollm", rf"{GO_ON}Generate\w*"),
    _asks("any-llm", "github.com/mozilla-ai/any-llm-go", rf"{GO_ON}Completion\w*|Completion\w*"),
    _asks(
        "Bifrost", "github.com/maximhq/bifrost/core", rf"{GO_ON}\w*(?:CompletionRequest|EmbeddingRequest)\w*"
    ),
    _asks(
        "agents",
        "google.golang.org/adk/runner github.com/nlpodyssey/openai-agents-go "
        "github.com/Ingenimax/agent-sdk-go "
        "trpc.group/trpc-go/trpc-agent-go/runner",
        rf"(?:agents\.)?Run\w*|{GO_ON}Run\w*",
    ),
    # Servers of models.
    _asks(
        "KServe or Triton",
        "*",
        rf"{GO_MAYBE_ON}(?:New)?GRPCInferenceServiceClient\(\)\.Model(?:Stream)?Infer",
        generated=True,
    ),
    _asks(
        "TensorFlow Serving",
        "*",
        rf"{GO_MAYBE_ON}(?:New)?PredictionServiceClient\(\)\.(?:Predict|Classify|Regress|MultiInference)",
        generated=True,
    ),
    _asks(
        "TorchServe",
        "*",
        rf"{GO_MAYBE_ON}(?:New)?InferenceAPIsServiceClient\(\)\.(?:Stream)?Predictions2?",
        generated=True,
    ),
    _asks(
        "a model over HTTP",
        "*",
        rf"{GO_MAYBE_ON}(?:(?:do|send|make|call|invoke|execute|perform|fetch|Do|Send|Make|Call|Invoke|Execute)\w*"
        r"(?:[rR]equest|[hH]ttp|HTTP|J[sS][oO][nN]|Post|API|Api)\w*|[pP]ost(?:JSON|Json|To|With)\w*|post|request)",
        generated=True,
        given=GO_MODEL_ADDRESS,
    ),
    _asks("a model over HTTP", GO_HTTP, GO_ASKS_OVER_HTTP, given=GO_MODEL_ADDRESS),
)
