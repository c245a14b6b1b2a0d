"""C#: packages that ask, load, train, measure, guard and judge models.

Sources: https://github.com/openai/openai-dotnet, https://learn.microsoft.com/dotnet/ai/microsoft-extensions-ai,
https://learn.microsoft.com/semantic-kernel, https://learn.microsoft.com/dotnet/machine-learning,
https://onnxruntime.ai/docs/api/csharp, https://docs.aws.amazon.com/sdkfornet/v3/apidocs, the READMEs of
Anthropic.SDK, OllamaSharp, LLamaSharp, Betalgo.OpenAI, TorchSharp, TensorFlow.NET, Mscc.GenerativeAI.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

NET_MODEL_ADDRESSES = (
    r"https?://(?:api\.openai\.com|api\.anthropic\.com|openrouter\.ai/api|api\.mistral\.ai|api\.groq\.com"
    r"|api\.cohere\.(?:ai|com)|generativelanguage\.googleapis\.com|api\.deepseek\.com|api\.together\.xyz"
    r"|api-inference\.huggingface\.co|router\.huggingface\.co|[\w.-]{1,60}\.openai\.azure\.com"
    r"|[\w.-]{1,60}:11434(?:/v1|/api/(?:chat|generate|embed\w*)))(?:/.{0,200})?"
)
NET_GUARDS = (
    r"(?:Guard[Rr]ail|Jailbreak|PromptInjection|PromptShield|ContentSafety|ContentModerat|ModerationService"
    r"|ContentFilter|ProfanityFilter|Toxicity|Pii(?:Detector|Filter|Redactor|Masker|Scrubber))"
)
# Tokenizers and runtimes of other models have names below that of ML.NET.
ML_NET = (
    "Microsoft.ML$ Microsoft.ML.Data Microsoft.ML.Trainers Microsoft.ML.Transforms Microsoft.ML.TimeSeries"
    " Microsoft.ML.Vision Microsoft.ML.Runtime Microsoft.ML.Calibrators Microsoft.ML.TorchSharp"
    " Microsoft.ML.Image"
)
NET_KERNEL = "Microsoft.SemanticKernel"
NET_EXTENSIONS_AI = "Microsoft.Extensions.AI"
NET_BEDROCK = "Amazon.BedrockRuntime"

DOTNET_MODEL_SIGNS: tuple[Sign, ...] = (
    # Models behind a client.
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "OpenAI Azure.AI.OpenAI",
        r"(?:ChatClient\(\)|.+\.GetChatClient\(\))\.CompleteChat\w*"
        r"|(?:EmbeddingClient\(\)|.+\.GetEmbeddingClient\(\))\.GenerateEmbedding\w*"
        r"|(?:ImageClient\(\)|.+\.GetImageClient\(\))\.Generate\w*"
        r"|(?:AudioClient\(\)|.+\.GetAudioClient\(\))\.(?:Transcribe|Translate|GenerateSpeech)\w*"
        r"|(?:OpenAIResponseClient\(\)|ResponsesClient\(\)|.+\.Get\w*Responses?Client\(\))\.CreateResponse\w*"
        r"|(?:AssistantClient\(\)|.+\.GetAssistantClient\(\))\.Create(?:Thread\w*And)?Run\w*"
        r"|(?:RealtimeClient\(\)|.+\.GetRealtime\w*\(\))\.Start\w+",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "Azure.AI.OpenAI OpenAI",
        r"\w*OpenAIClient\(\)\.(?:Get(?:Chat)?Completions\w*|GetEmbeddings\w*|GetImageGenerations\w*"
        r"|GetAudioTranscription\w*|ChatEndpoint\.\w+|EmbeddingsEndpoint\.\w+|ResponsesEndpoint\.\w+)",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "OpenAI.Managers OpenAI.Interfaces OpenAI.Net Betalgo.Ranul.OpenAI OpenAI_API Standard.AI.OpenAI",
        r"I?OpenAIService\(\)\.(?:ChatCompletion|Completions|Embeddings|Image|Audio)\.\w+"
        r"|I?OpenAIAPI\(\)\.(?:Chat|Completions|Embeddings)\.(?:\w+(?:\(\)\.)?)+"
        r"|OpenAIClient\(\)\.(?:ChatCompletions|Completions)\.\w+",
    ),
    sign(
        Subject.MODEL_CALL,
        "Azure AI Inference",
        "Azure.AI.Inference Azure.AI.Projects Azure.AI.Agents.Persistent",
        r"ChatCompletionsClient\(\)\.Complete\w*|EmbeddingsClient\(\)\.Embed\w*|.+\.Runs\.CreateRun\w*"
        r"|.*Get(?:ChatCompletions|ChatCompletionsClient|AzureOpenAIChat)Client\(\)\.Complete\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Microsoft.Extensions.AI",
        f"{NET_EXTENSIONS_AI} Microsoft.Agents.AI",
        r"(?!.{0,60}WebRequest).+\.Get(?:Streaming)?ResponseAsync"
        r"|.*(?:Chat[Cc]lient|AsI?ChatClient)\w*(?:\(\))?\.Complete(?:Streaming)?Async"
        r"|.*[Ee]mbedding[Gg]enerator\w*(?:\(\))?(?:\.\w+\(\))*\.Generate(?:Embedding|Vector"
        r"|AndZip)?\w*Async",
        generated=True,
    ),
    sign(
        Subject.MODEL_CALL,
        "Microsoft Agent Framework",
        "Microsoft.Agents.AI",
        r"(?:.*Agent\(\)|.*\.(?:Create|Get|As)(?:AI)?Agent\w*\(\))\.Run(?:Streaming)?Async",
    ),
    sign(
        Subject.MODEL_CALL,
        "Semantic Kernel",
        NET_KERNEL,
        r"(?:I?Kernel\(\)|.*\.Build\(\)|KernelFunction\(\)|.*\.CreateFunctionFrom\w+\(\))\.Invoke\w*Async"
        r"|.+\.(?:GetChatMessageContents?Async|GetStreamingChatMessageContentsAsync|GetTextContents?Async"
        r"|GetStreamingTextContentsAsync)|I?Text(?:Embedding)?GenerationService\(\)\.\w+Async"
        r"|\w*Agent\(\)\.Invoke\w*Async|I?KernelMemory\(\)\.AskAsync|MemoryServerless\(\)\.AskAsync"
        r"|\w*Planner\(\)\.(?:ExecuteAsync|CreatePlanAsync)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Kernel Memory",
        "Microsoft.KernelMemory",
        r"(?:I?KernelMemory|MemoryServerless|MemoryWebClient)\(\)\.Ask\w*|.+\.Build(?:<\w+>)?\(\)\.Ask\w*",
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "Anthropic",
        "Anthropic Anthropic.SDK Claudia",
        r"(?:I?Anthropic(?:Client)?)\(\)(?:\.Beta)?\.(?:Messages|Completions)\.\w+",
    ),
    sign(
        Subject.MODEL_CALL,
        "Amazon Bedrock",
        f"{NET_BEDROCK} Amazon.BedrockAgentRuntime",
        r"I?AmazonBedrockRuntime(?:Client)?\(\)\.(?:Converse|InvokeModel)\w*"
        r"|I?AmazonBedrockAgentRuntime(?:Client)?\(\)\.(?:InvokeAgent|RetrieveAndGenerate|InvokeFlow)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Amazon SageMaker",
        "Amazon.SageMakerRuntime",
        r"I?AmazonSageMakerRuntime(?:Client)?\(\)\.InvokeEndpoint\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Google models",
        "Google.Cloud.AIPlatform.V1 Google.Cloud.AIPlatform.V1Beta1 Mscc.GenerativeAI GenerativeAI"
        " Google.GenAI",
        r"PredictionServiceClient(?:\(\)|\.Create\w*\(\)|Builder\(\)\.Build\w*\(\))\.(?:Predict|RawPredict"
        r"|\w*GenerateContent)\w*"
        r"|I?GenerativeModel\(\)\.\w*(?:Generate|Embed)\w*"
        r"|.+\.(?:Create)?GenerativeModel\(\)\.\w*(?:Generate|Embed)\w*"
        r"|.*\.StartChat\(\)\.(?:SendMessage|GenerateContent)\w*|Client\(\)\.Models\.\w*(?:Generate"
        r"|Embed)\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Ollama",
        "OllamaSharp",
        r"I?OllamaApiClient\(\)\.(?:Chat|Generate|Embed|Send|GetEmbedding|StreamCompletion|GetCompletion)\w*"
        r"|Chat\(\)\.Send\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "a model's client",
        "Mistral.SDK Cohere GroqSharp GroqNet LangChain DeepSeek Together HuggingFace tryAGI.OpenAI",
        r"MistralClient\(\)\.(?:Completions|Embeddings)\.\w+|I?Groq\w*Client\(\)\.\w*(?:Completion|Chat)\w*"
        r"|.*(?:Model|Chain|Provider)\(\)\.(?:GenerateAsync|RunAsync|CreateEmbeddingsAsync)"
        r"|CohereClient\(\)\.\w+",
    ),
    sign(
        Subject.MODEL_CALL,
        "a model's address",
        "System.Net.Http System",
        r"(?:.*\.)?(?:PostAsync|PostAsJsonAsync|SendAsync|GetAsync)|HttpRequestMessage|Uri",
        given=NET_MODEL_ADDRESSES,
    ),
    # Models in the process.
    sign(
        Subject.MODEL_LOAD,
        "LLamaSharp",
        "LLama",
        r"LLamaWeights\.LoadFromFile\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "LLamaSharp",
        "LLama",
        r"(?:\w*Executor(?:Base)?|ILLamaExecutor)\(\)\.Infer\w*|ChatSession\(\)\.Chat\w*"
        r"|LLamaEmbedder\(\)\.GetEmbeddings\w*",
    ),
    sign(
        Subject.MODEL_LOAD,
        "ML.NET",
        f"{ML_NET} Microsoft.Extensions.ML",
        r".+\.Model\.Load\w*|.+\.AddPredictionEnginePool(?:\(\)\.From\w+)?|.+\.(?:ApplyOnnxModel"
        r"|LoadTensorFlowModel)",
    ),
    sign(
        Subject.MODEL_CALL,
        "ML.NET",
        f"{ML_NET} Microsoft.Extensions.ML",
        r"(?:PredictionEngine(?:Pool)?\(\)(?:\.Value)?|.+\.CreatePredictionEngine\(\)"
        r"|.+\.GetPredictionEngine\(\)"
        r"|.*TimeSeriesEngine\(\))\.Predict"
        r"|(?:ITransformer\(\)|TransformerChain\(\)|.+\.Model\.Load\(\))\.Transform",
    ),
    sign(
        Subject.TRAINING,
        "ML.NET",
        f"{ML_NET} Microsoft.ML.AutoML",
        r"MLContext\(\)\..+\.Fit|(?:IEstimator|EstimatorChain|\w+Trainer)\(\)(?:\.\w+\(\))*\.Fit"
        r"|.+\.Auto\(\)\.Create\w+Experiment\(\)(?:\.\w+\(\))*\.(?:Execute|Run)\w*",
    ),
    sign(
        Subject.MODEL_METRIC,
        "ML.NET",
        ML_NET,
        r"MLContext\(\)\.\w+\.(?:Evaluate\w*|CrossValidate\w*|PermutationFeatureImportance\w*)",
    ),
    sign(Subject.MODEL_LOAD, "ONNX Runtime", "Microsoft.ML.OnnxRuntime", r"InferenceSession"),
    sign(Subject.MODEL_CALL, "ONNX Runtime", "Microsoft.ML.OnnxRuntime", r"InferenceSession\(\)\.Run\w*"),
    sign(
        Subject.MODEL_CALL,
        "ONNX Runtime GenAI",
        "Microsoft.ML.OnnxRuntimeGenAI",
        r"Generator\(\)\.GenerateNextToken\w*|Model\(\)\.Generate",
    ),
    sign(
        Subject.MODEL_LOAD,
        "TorchSharp",
        "TorchSharp",
        r"(?:torch\.)?(?:jit\.)?load|.+\.load_state_dict|.+\.load",
        generated=True,
    ),
    sign(Subject.MODEL_CALL, "TorchSharp", "TorchSharp", r".+\.forward", generated=True),
    sign(Subject.TRAINING, "TorchSharp", "TorchSharp", r".+\.backward|torch\.optim\.\w+", generated=True),
    sign(
        Subject.MODEL_CALL,
        "TensorFlow.NET",
        "Tensorflow",
        r".+\.predict|.+\.session\.run|Session\(\)\.run",
        generated=True,
    ),
    sign(Subject.TRAINING, "TensorFlow.NET", "Tensorflow", r".+\.fit", generated=True),
    sign(
        Subject.MODEL_LOAD,
        "TensorFlow.NET",
        "Tensorflow",
        r".+\.(?:load_model|load_weights)|tf\.saved_model\.load",
        generated=True,
    ),
    # What guards models.
    sign(
        Subject.GUARDRAIL,
        "Azure AI Content Safety",
        "Azure.AI.ContentSafety",
        r"(?:ContentSafetyClient|BlocklistClient)\(\)\.(?:AnalyzeText|AnalyzeImage|ShieldPrompt"
        r"|Detect\w+)\w*",
    ),
    sign(
        Subject.GUARDRAIL,
        "OpenAI moderation",
        "OpenAI OpenAI.Managers Betalgo.Ranul.OpenAI",
        r"(?:ModerationClient\(\)|.+\.GetModerationClient\(\))\.ClassifyText\w*|.+\.Moderation\.\w+",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL, "Amazon Bedrock guardrails", NET_BEDROCK, r".+\.ApplyGuardrail\w*", imported=False
    ),
    sign(
        Subject.GUARDRAIL,
        "Amazon Bedrock guardrails",
        NET_BEDROCK,
        r"ConverseRequest|ConverseStreamRequest|InvokeModelRequest",
        given=r"Guardrail(?:Config|Identifier)=.*",
    ),
    sign(
        Subject.GUARDRAIL,
        "Semantic Kernel filters",
        NET_KERNEL,
        bases=r"IPromptRenderFilter|IFunctionInvocationFilter|IAutoFunctionInvocationFilter",
        calls=r".+\.PromptRenderFilters\.Add",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL,
        "guardrail of its own",
        "System",
        rf"(?!(?:Microsoft|System"
        rf"|Azure)\.)(?:\w{{1,60}}(?:\(\))?\.){{0,4}}\w{{0,60}}{NET_GUARDS}\w{{0,60}}(?:\(\))?"
        r"\.(?:Check|Validate|Is|Analy[sz]e|Evaluate|Moderate|Detect|Filter|Redact|Mask|Scan|Apply"
        r"|Inspect)\w{0,40}",
        generated=True,
    ),
    # What judges them.
    sign(
        Subject.EVALUATION,
        "Microsoft.Extensions.AI.Evaluation",
        f"{NET_EXTENSIONS_AI}.Evaluation",
        r".+\.EvaluateAsync|\w*Evaluator|DiskBasedReportingConfiguration\.Create"
        r"|AzureStorageReportingConfiguration\.Create"
        r"|.+\.CreateScenarioRunAsync",
    ),
)
