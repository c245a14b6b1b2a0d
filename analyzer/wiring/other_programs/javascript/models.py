"""Packages of JavaScript and TypeScript that ask, load, train or measure models.

Sources: the documentation of each package on https://www.npmjs.com; https://docs.aws.amazon.com/AWSJavaScriptSDK/v3,
https://ai-sdk.dev/docs, https://js.langchain.com, https://developers.cloudflare.com/workers-ai.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.signs import builtin_sign, script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

# What the clients that follow OpenAI's are asked by.
OPENAI_METHODS = (
    r"\w+\(\)(?:\.withOptions\(\))?\.(?:beta\.)?(?:chat\.completions\.(?:create|stream|parse|runTools|withResponse)"
    r"|responses\.(?:create|stream|parse)|(?:completions|embeddings|batches)\.create"
    r"|images\.(?:generate|edit|createVariation)|audio\.(?:speech|transcriptions|translations)\.create"
    r"|(?:beta\.)?(?:threads\.)?threads\.(?:createAndRun\w*|runs\.(?:create|stream|submitToolOutputs)\w*)"
    r"|threads\.runs\.\w+)"
)
OPENAI_OLD_METHODS = r"\w+\(\)\.create(?:ChatCompletion|Completion|Embedding|Image|Transcription|Edit)"
# The same of a client that a function or a class was handed.
HANDED_IN = r"(?:\?|any\(\))\.(?:\w{1,40}(?:\(\))?\.){0,4}"
COMPLETIONS = r"(?:beta\.)?chat\.completions\.(?:create|stream|parse|runTools)"
WRAPPED_OPENAI = "OpenAI, wrapped"
RUNNABLE_METHODS = r"(?:invoke|stream|streamEvents|streamLog|batch|call|predict|predictMessages|generate|run)"
EMBEDDING_METHODS = r"embed(?:Query|Documents?)"
LANGCHAIN_MODELS = (
    "@langchain/openai @langchain/anthropic @langchain/google-genai @langchain/google-vertexai "
    "@langchain/google-vertexai-web @langchain/google-webauth @langchain/google-gauth @langchain/google "
    "@langchain/aws @langchain/mistralai @langchain/groq @langchain/cohere @langchain/ollama @langchain/xai "
    "@langchain/deepseek @langchain/azure-openai @langchain/cloudflare @langchain/ibm @langchain/cerebras "
    "@langchain/together-ai @langchain/baidu-qianfan @langchain/nomic "
    "@langchain/core/language_models/* @langchain/core/embeddings "
    "@langchain/community/chat_models/* @langchain/community/llms/* @langchain/community/embeddings/* "
    "langchain/llms/* langchain/chat_models/* langchain/embeddings/*"
)
GEMINI_METHODS = (
    r"(?:generateContent\w*|embedContent|batchEmbedContents|startChat\(\)\.sendMessage\w*|generateImages)"
)

SCRIPT_MODEL_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.MODEL_CALL, "OpenAI", "openai", rf"{OPENAI_METHODS}|{OPENAI_OLD_METHODS}",
        elsewhere=rf"{HANDED_IN}(?:{COMPLETIONS}|(?:responses|embeddings)\.create)",
    ),
    script_sign(Subject.MODEL_CALL, "OpenAI", "openai-edge", OPENAI_OLD_METHODS),
    *(
        script_sign(
            Subject.MODEL_CALL, tool, packages, OPENAI_METHODS, imports=tool != WRAPPED_OPENAI,
            elsewhere=f"{HANDED_IN}{COMPLETIONS}",
        )
        for tool, packages in (
            ("Groq", "groq-sdk"),
            ("Together AI", "together-ai"),
            ("Cerebras", "@cerebras/cerebras_cloud_sdk"),
            ("Portkey", "portkey-ai"),
            ("Perplexity", "@perplexity-ai/perplexity_ai"),
            (WRAPPED_OPENAI, "langfuse @langfuse/openai langsmith braintrust weave "
             "opik-openai @posthog/ai mlflow-openai @mlflow/openai"),
            ("Instructor", "@instructor-ai/instructor"),
        )
    ),
    script_sign(
        Subject.MODEL_CALL, "Anthropic",
        "@anthropic-ai/sdk @anthropic-ai/bedrock-sdk @anthropic-ai/vertex-sdk @anthropic-ai/foundry-sdk",
        r"\w+\(\)\.(?:beta\.)?(?:messages\.(?:create|stream|parse|toolRunner|batches\.create)"
        r"|completions\.create)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Anthropic",
        "@anthropic-ai/sdk @anthropic-ai/bedrock-sdk @anthropic-ai/vertex-sdk", None, imports=False,
        option=r"max_tokens=.*", elsewhere=rf"{HANDED_IN}(?:beta\.)?messages\.(?:create|stream)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Claude Agent SDK", "@anthropic-ai/claude-agent-sdk @anthropic-ai/claude-code",
        r"query",
    ),
    script_sign(
        Subject.MODEL_CALL, "OpenAI Agents SDK", "@openai/agents @openai/agents-core",
        r"run|Runner\(\)\.run|RealtimeSession\(\)\.connect",
    ),
    script_sign(
        Subject.MODEL_CALL, "Gemini",
        "@google/generative-ai @google-cloud/vertexai firebase/ai firebase/vertexai @firebase/ai",
        rf"(?:\w+\(\)\.)?(?:preview\.)?(?:getGenerativeModel\w*|GenerativeModel)\(\)\.{GEMINI_METHODS}"
        r"|ChatSession\(\)\.sendMessage\w*",
        elsewhere=rf"{HANDED_IN}(?:generateContent(?:Stream)?|embedContent)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Google Gen AI", "@google/genai",
        r"\w+\(\)\.(?:models\.(?:generate\w+|embedContent|editImage|upscaleImage)"
        r"|chats\.create\(\)\.sendMessage\w*|live\.connect|interactions\.create)|Chat\(\)\.sendMessage\w*",
        elsewhere=rf"{HANDED_IN}models\.generateContent(?:Stream)?",
    ),
    script_sign(
        Subject.MODEL_CALL, "Vertex AI endpoint", "@google-cloud/aiplatform",
        r"(?:v\w+\.)?PredictionServiceClient\(\)\.\w*(?:predict|rawPredict|generateContent|Predict)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "Vercel AI SDK",
        "ai ai/rsc @ai-sdk/rsc @ai-sdk/openai @ai-sdk/anthropic @ai-sdk/google @ai-sdk/google-vertex "
        "@ai-sdk/azure @ai-sdk/amazon-bedrock @ai-sdk/mistral @ai-sdk/groq @ai-sdk/cohere @ai-sdk/xai "
        "@ai-sdk/deepseek @ai-sdk/togetherai @ai-sdk/fireworks @ai-sdk/gateway @ai-sdk/openai-compatible "
        "@openrouter/ai-sdk-provider ollama-ai-provider",
        "(?:experimental_)?(?:generate(?:Text|Object|Image|Speech|Video)|stream(?:Text|Object|UI)|embed"
        "|embedMany"
        r"|transcribe|rerank)|(?:Experimental_|experimental_)?(?:ToolLoop)?Agent\(\)\.(?:generate"
        r"|stream)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "LangChain", LANGCHAIN_MODELS,
        rf"\w+\(\)(?:\.\w+\(\))*\.(?:{RUNNABLE_METHODS}|{EMBEDDING_METHODS}|generatePrompt)",
    ),
    script_sign(
        Subject.MODEL_CALL, "LangChain", "langchain @langchain/classic",
        r"(?:initChatModel|createAgent|create\w*Chain|load\w*Chain|initializeAgentExecutor\w*|\w*Chain"
        "|AgentExecutor" rf"|create\w+Agent)(?:\.from\w+)?\(\)(?:\.\w+\(\))*\.{RUNNABLE_METHODS}",
        imports=False,
    ),
    script_sign(
        Subject.MODEL_CALL, "LangChain", "@langchain/core", r"(?:RunnableSequence\.from\(\)(?:\.\w+\(\))*"
        r"|\w+(?:\.\w+)?\(\)(?:\.\w+\(\))*\.pipe\(\)(?:\.\w+\(\))*"
        rf"|Runnable(?:Sequence|Binding|WithFallbacks|WithMessageHistory)\(\))\.{RUNNABLE_METHODS}",
        imports=False,
    ),
    script_sign(
        Subject.MODEL_CALL, "LangGraph",
        "@langchain/langgraph @langchain/langgraph-supervisor @langchain/langgraph-swarm",
        rf"(?:\w+Graph|createReactAgent|create\w+)\(\)(?:\.\w+\(\))*\.{RUNNABLE_METHODS}",
    ),
    script_sign(
        Subject.MODEL_CALL, "LangGraph server", "@langchain/langgraph-sdk",
        r"Client\(\)\.runs\.(?:stream|wait|create)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "LlamaIndex", "llamaindex @llamaindex/*",
        r"\w+(?:\.from\w+)?\(\)(?:\.as(?:QueryEngine|ChatEngine)\(\))?\.(?:chat|complete|query|run"
        "|runStream" r"|exec|getTextEmbeddings?|getQueryEmbedding)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Cohere", "cohere-ai",
        r"(?:\w+\(\)\.(?:v2\.)?)?(?:chat|chatStream|embed|rerank|generate|generateStream|classify"
        "|summarize)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Mistral",
        "@mistralai/mistralai @mistralai/mistralai-azure @mistralai/mistralai-gcp",
        r"\w+\(\)\.(?:(?:chat|fim|agents)\.(?:complete|stream|parse\w*)|embeddings\.create|ocr\.process"
        r"|classifiers\.\w+" r"|chat|chatStream|embeddings|completion)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Replicate", "replicate",
        r"\w+\(\)\.(?:run|stream|predictions\.create|deployments\.predictions\.create)",
    ),
    script_sign(
        Subject.MODEL_CALL, "Ollama", "ollama",
        r"(?:default|\w+\(\))\.(?:chat|generate|embed|embeddings)|chat|generate",
    ),
    script_sign(
        Subject.MODEL_CALL, "Hugging Face Inference", "@huggingface/inference",
        "(?:HfInference|InferenceClient|HfInferenceEndpoint"
        r"|InferenceClientEndpoint)\(\)(?:\.endpoint\(\))?"
        r"\.(?!endpoint\b)[a-z]\w+|(?:chatCompletion|textGeneration|featureExtraction|summarization)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "Amazon Bedrock",
        "@aws-sdk/client-bedrock-runtime @aws-sdk/client-bedrock-agent-runtime",
        r"BedrockRuntimeClient\(\)\.send|(?:InvokeModel\w*|Converse\w*|InvokeAgent|InvokeInlineAgent"
        "|InvokeFlow" r"|RetrieveAndGenerate\w*)Command|\w+\(\)\.(?:invokeModel|converse|invokeAgent"
        r"|retrieveAndGenerate)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "SageMaker endpoint", "@aws-sdk/client-sagemaker-runtime",
        r"SageMakerRuntimeClient\(\)\.send|InvokeEndpoint\w*Command|\w+\(\)\.invokeEndpoint\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "SageMaker or Bedrock", "aws-sdk",
        r"(?:SageMakerRuntime|BedrockRuntime|\w+)\(\)\.(?:invokeEndpoint\w*|invokeModel\w*)", imports=False,
    ),
    script_sign(
        Subject.MODEL_CALL, "Azure OpenAI", "@azure/openai",
        r"\w+\(\)\.(?:get|stream)(?:ChatCompletions|Completions|Embeddings|Images|AudioTranscription)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "Azure AI inference", "@azure-rest/ai-inference", r"\w+\(\)\.path\(\)\.post",
    ),
    script_sign(
        Subject.MODEL_CALL, "Azure AI agents", "@azure/ai-agents @azure/ai-projects", r".*\.runs\.create\w*",
        imports=False,
    ),
    script_sign(
        Subject.MODEL_CALL, "Mastra", "@mastra/core @mastra/client-js",
        r"(?:Agent\(\)|\w+\(\)\.getAgent\w*\(\))\.(?:generate|stream)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "Genkit", "genkit @genkit-ai/ai @genkit-ai/core",
        r"(?:\w+\(\)\.)?(?:generate|generateStream|embed|embedMany)|\w+\(\)\.definePrompt\(\)(?:\.stream)?"
        r"|\w+\(\)\.chat\(\)\.send\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "Strands agent", "@strands-agents/sdk", r"Agent\(\)\.(?:invoke|stream)\w*",
    ),
    script_sign(Subject.MODEL_CALL, "Google ADK", "@google/adk", r"\w*Runner\(\)\.run\w*"),
    script_sign(Subject.MODEL_CALL, "Workers AI", "@cloudflare/ai", r"\w+\(\)\.run"),
    builtin_sign(Subject.MODEL_CALL, "Workers AI", r"(?:.*\.)?AI\.run|Ai\(\)\.run"),
    script_sign(
        Subject.MODEL_CALL, "fal", "@fal-ai/client @fal-ai/serverless-client",
        r"fal\.(?:run|subscribe|stream)|(?:run|subscribe)",
    ),
    script_sign(
        Subject.MODEL_CALL, "ElevenLabs", "elevenlabs @elevenlabs/elevenlabs-js",
        r"\w+\(\)\.(?:textToSpeech|speechToText|speechToSpeech)\.\w+|\w+\(\)\.generate",
    ),
    script_sign(
        Subject.MODEL_CALL, "Deepgram", "@deepgram/sdk", r"\w+\(\)\.(?:listen|speak|read)\.\w+(?:\.\w+)*",
    ),
    script_sign(
        Subject.MODEL_CALL, "AssemblyAI", "assemblyai",
        r"\w+\(\)\.(?:transcripts\.(?:transcribe|submit|create)|lemur\.\w+)",
    ),
    script_sign(Subject.MODEL_CALL, "Voyage AI", "voyageai", r"\w+\(\)\.(?:embed|rerank|multimodalEmbed)"),
    # Models that run in the program itself.
    script_sign(
        Subject.MODEL_LOAD, "ONNX Runtime", "onnxruntime-node onnxruntime-web onnxruntime-react-native",
        r"InferenceSession\.create",
    ),
    script_sign(
        Subject.MODEL_CALL, "ONNX Runtime", "onnxruntime-node onnxruntime-web onnxruntime-react-native",
        r"InferenceSession(?:\.create)?\(\)\.run",
    ),
    script_sign(
        Subject.MODEL_LOAD, "TensorFlow.js",
        "@tensorflow/tfjs @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu "
        "@tensorflow/tfjs-layers @tensorflow/tfjs-converter @tensorflow/tfjs-core",
        r"loadLayersModel|loadGraphModel|node\.loadSavedModel",
    ),
    script_sign(
        Subject.MODEL_CALL, "TensorFlow.js",
        "@tensorflow/tfjs @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu "
        "@tensorflow/tfjs-layers @tensorflow/tfjs-converter",
        r"(?:loadLayersModel|loadGraphModel|node\.loadSavedModel|sequential|model|LayersModel|GraphModel"
        "|Sequential)" r"\(\)\.(?:predict|predictOnBatch|execute|executeAsync)",
    ),
    script_sign(
        Subject.MODEL_LOAD, "TensorFlow.js model", "@tensorflow-models/*", r"load|create\w+|\w+\.load",
    ),
    script_sign(
        Subject.MODEL_CALL, "TensorFlow.js model", "@tensorflow-models/*",
        r"(?:load|create\w+|\w+\.load)\(\)\.(?:classify|detect|embed|estimate\w+|segment\w*|findAnswers"
        "|recognize|infer)",
    ),
    script_sign(
        Subject.MODEL_LOAD, "Transformers.js", "@xenova/transformers @huggingface/transformers",
        r"pipeline|Auto\w+\.from_pretrained|\w+(?:Model|For\w+)\.from_pretrained",
    ),
    script_sign(
        Subject.MODEL_CALL, "Transformers.js", "@xenova/transformers @huggingface/transformers",
        r"pipeline\(\)|\w+\.from_pretrained\(\)(?:\.generate)?",
    ),
    script_sign(
        Subject.MODEL_LOAD, "WebLLM", "@mlc-ai/web-llm", r"Create\w*MLCEngine|\w*MLCEngine\(\)\.reload",
    ),
    script_sign(
        Subject.MODEL_CALL, "WebLLM", "@mlc-ai/web-llm",
        r"\w*MLCEngine\(\)\.(?:(?:chat\.)?completions|embeddings)\.create",
    ),
    script_sign(
        Subject.MODEL_LOAD, "llama.cpp", "node-llama-cpp",
        r"getLlama\(\)\.loadModel|LlamaModel|\w+\(\)\.loadModel",
    ),
    script_sign(
        Subject.MODEL_CALL, "llama.cpp", "node-llama-cpp",
        r"(?:LlamaChatSession|LlamaCompletion|LlamaChat)\(\)\.(?:prompt|promptWithMeta|generate\w*"
        "|completePrompt)" r"|.*\.getEmbeddingFor",
    ),
    script_sign(Subject.MODEL_CALL, "brain.js", "brain.js", r"(?:recurrent\.)?\w+\(\)\.run"),
    script_sign(
        Subject.MODEL_LOAD, "brain.js", "brain.js", r"(?:recurrent\.)?\w+\(\)\.fromJSON", imports=False,
    ),
    script_sign(
        Subject.TRAINING, "brain.js", "brain.js", r"(?:recurrent\.)?\w+\(\)\.train(?:Async)?", imports=False,
    ),
    script_sign(
        Subject.MODEL_CALL, "natural", "natural",
        r"(?:BayesClassifier|LogisticRegressionClassifier|MaxEntClassifier"
        r"|SentimentAnalyzer)\(\)\.(?:classify|getClassifications|getSentiment)", imports=False,
    ),
    script_sign(Subject.MODEL_LOAD, "natural", "natural", r"\w+Classifier\.(?:load|restore)", imports=False),
    script_sign(
        Subject.TRAINING, "natural", "natural", r"\w+Classifier\(\)\.(?:train|retrain)", imports=False,
    ),
    script_sign(
        Subject.TRAINING, "ml.js",
        "ml-random-forest ml-cart ml-knn ml-naivebayes ml-logistic-regression ml-svm libsvm-js "
        "ml-regression ml-kmeans "
        "ml-regression-simple-linear ml-regression-multivariate-linear ml-pca ml-gradient-boosting "
        "ml-xgboost", r"\w+\(\)\.(?:train|fit)|kmeans|(?:SimpleLinearRegression|MultivariateLinearRegression"
        "|PolynomialRegression|KNN|PCA)",
    ),
    script_sign(
        Subject.MODEL_CALL, "ml.js",
        "ml-random-forest ml-cart ml-knn ml-naivebayes ml-logistic-regression ml-svm libsvm-js "
        "ml-regression " "ml-regression-simple-linear ml-regression-multivariate-linear ml-xgboost",
        r"\w+(?:\.load)?\(\)\.predict\w*",
    ),
    script_sign(
        Subject.TRAINING, "TensorFlow.js",
        "@tensorflow/tfjs @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu @tensorflow/tfjs-layers",
        r"(?:sequential|model|loadLayersModel|LayersModel|Sequential)\(\)\.(?:fit|fitDataset|trainOnBatch)",
        imports=False,
    ),
    # A model that is kept elsewhere: by what only training is given.
    script_sign(
        Subject.TRAINING, "TensorFlow.js",
        "@tensorflow/tfjs @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu @tensorflow/tfjs-layers",
        imports=False, elsewhere=r"(?:\?|any\(\))(?:\.\w+(?:\(\))?)*\.(?:fit|fitDataset)",
        option=r"(?:batchSize|epochs|validationSplit|validationData)=.*",
    ),
    script_sign(
        Subject.TRAINING, "OpenAI fine-tuning", "openai",
        r"\w+\(\)\.fineTuning\.jobs\.create|\w+\(\)\.createFineTune", imports=False,
    ),
    script_sign(
        Subject.MODEL_METRIC, "TensorFlow.js",
        "@tensorflow/tfjs @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu",
        r"metrics\.\w+|(?:sequential|model|loadLayersModel|LayersModel|Sequential)\(\)\.evaluate\w*",
        imports=False,
    ),
    script_sign(
        Subject.MODEL_METRIC, "ml.js", "ml-confusion-matrix ml-cross-validation ml-roc-multiclass", r".+",
    ),
)  # fmt: skip
