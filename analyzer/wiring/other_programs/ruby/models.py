"""Ruby: gems that ask, load, train, measure and guard models.

Sources: the READMEs of ruby-openai, openai, anthropic, ruby_llm, langchainrb, raix, gemini-ai, ollama-ai,
replicate-ruby, onnxruntime, informers, rumale, xgb, lightgbm, eps, disco, fasttext, torch-rb;
https://docs.aws.amazon.com/sdk-for-ruby/v3/api/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

# Gems that speak HTTP, and the addresses of models behind it.
HTTP_CALLS = (
    r"(?:Faraday|HTTParty|RestClient|HTTP|Typhoeus|HTTPX|Excon)(?:\(\))?(?:\.\w+\(\))*(?:\.(?:post|get|new"
    r"|request))?"
    r"|URI(?:\.parse|\.join)?|Net\.HTTP(?:\.\w+)*"
)
MODEL_ADDRESSES = (
    r"(?:url=|base_url=)?https?://(?:api\.openai\.com|api\.anthropic\.com|openrouter\.ai/api|api\.mistral\.ai"
    r"|api\.groq\.com|api\.cohere\.(?:ai|com)|generativelanguage\.googleapis\.com|api\.deepseek\.com"
    r"|api\.together\.xyz|api-inference\.huggingface\.co|router\.huggingface\.co|api\.perplexity\.ai"
    r"|api\.x\.ai|api\.replicate\.com|[\w.-]{1,60}\.openai\.azure\.com"
    r"|[\w.-]{1,60}:11434/api/(?:chat|generate|embed\w*))(?:/.{0,200})?"
)
OWN_GUARDS = (
    r"(?:Guard_?[Rr]ails?|Jailbreak|PromptInjection|ContentModerat|ModerationService|Moderator|ContentFilter"
    r"|ProfanityFilter|Toxicity|Pii(?:Validator|Filter|Detector|Redactor|Masker)|PII\w{0,20})"
)
OWN_JUDGES = (
    r"(?:AutoEvaluat|AnswerEvaluat|ResponseEvaluat|PromptEvaluat|L[Ll][Mm]Evaluat|R[Aa][Gg]Evaluat"
    r"|L[Ll][Mm]Judge"
    r"|Faithfulness|Groundedness|AnswerRelevanc|ContextRelevanc)"
)
PATH_OF_CLASS = r"(?:\w{1,60}\.){0,6}"
GUARD_ASKED = (
    r"(?:\(\))?\.(?:call|check|run|validate|perform|evaluate|scan|detect|moderate|allowed|safe|flagged)[!?]?"
)

HANDED_CLIENT = r"\?\.(?:\w{1,40}\(\)\.){0,3}"

RUBY_MODEL_SIGNS: tuple[Sign, ...] = (
    # Models behind a client.
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "ruby-openai openai azure_openai_client",
        r"OpenAI\.Client\(\)\.(?:chat|completions|embeddings|edits|json_post"
        r"|(?:chat\(\)\.completions|completions|embeddings|responses|images|runs|beta\(\).{1,60})\(\)"
        r"\.(?:create\w*|stream\w*|parse|generate|edit|variations)"
        r"|audio\(\)\.(?:transcribe|translate|speech|\w+\(\)\.create))",
    ),
    # The same of a client that a class was handed.
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "ruby-openai openai",
        option=r"parameters=.*",
        imported=False,
        elsewhere=rf"{HANDED_CLIENT}(?:chat|embeddings|completions)",
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "openai",
        imported=False,
        elsewhere=rf"{HANDED_CLIENT}chat\(\)\.completions\(\)\.(?:create|stream\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Anthropic",
        "anthropic ruby-anthropic",
        option=r"(?:max_tokens|parameters)=.*",
        imported=False,
        elsewhere=rf"{HANDED_CLIENT}messages(?:\(\)\.(?:create|stream\w*))?",
    ),
    sign(
        Subject.MODEL_CALL,
        "Anthropic",
        "anthropic ruby-anthropic anthropic-rb anthropic-sdk-beta",
        r"Anthropic\.(?:\w+\.)?\w*Client\(\)\.(?:beta\(\)\.)?(?:messages|complete|completions\(\)\.\w+"
        r"|messages\(\)\.(?:create|stream\w*))|Anthropic\.messages\(\)\.create",
    ),
    sign(
        Subject.MODEL_CALL,
        "RubyLLM",
        "ruby_llm dify_llm",
        r"RubyLLM\.(?:embed|paint|transcribe)"
        r"|RubyLLM\.(?:chat|context|Chat|agent)\(\)(?:\.\w+\(\))*\.(?:ask|say|complete|embed|paint)",
    ),
    sign(
        Subject.MODEL_CALL,
        "RubyLLM",
        "ruby_llm dify_llm",
        r"(?:\w+(?:\.\w+)*(?:\(\))?|\?)(?:\.\w+(?:\(\))?)*\.ask|acts_as_chat"
        r"|(?:\w+\.)?\w*Chat(?:\(\)|\.\w+\(\))(?:\.\w+\(\))*\.(?:complete|say)",
        bases="RubyLLM.Agent",
        generated=True,
    ),
    sign(
        Subject.MODEL_CALL,
        "LangChain",
        "langchainrb langchainrb_rails langchain",
        r"Langchain\.LLM\.\w+\(\)\.(?:chat|complete|embed|summarize|generate_\w+)"
        r"|Langchain\.(?:Assistant|Thread|Conversation)\(\)\.(?:run!?|add_message_and_run!?|message)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Raix",
        "raix",
        r"(?:.*\.)?chat_completion",
        bases=r"Raix\.\w+",
        generated=True,
    ),
    sign(
        Subject.MODEL_CALL,
        "Amazon Bedrock",
        "aws-sdk-bedrockruntime aws-sdk-bedrockagentruntime aws-sdk aws-sdk-resources",
        r"Aws\.BedrockRuntime\.\w*Client\(\)\.(?:converse\w*|invoke_model\w*|start_async_invoke)"
        r"|Aws\.BedrockAgentRuntime\.\w*Client\(\)\.(?:invoke_agent|retrieve_and_generate\w*|invoke_flow"
        r"|rerank)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Amazon SageMaker",
        "aws-sdk-sagemakerruntime aws-sdk aws-sdk-resources",
        r"Aws\.SageMakerRuntime\.Client\(\)\.invoke_endpoint\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "Google Gemini",
        "gemini-ai gemini ruby-gemini-api google-cloud-ai_platform google-cloud-ai_platform-v1 google-genai",
        r"Gemini(?:\.Client)?\(\)\.(?:stream_)?(?:generate_content|embed_content|chat|generate_text)"
        r"|Gemini\.generate_content|Google\.Cloud\.AIPlatform\..+\.(?:predict|generate_content"
        r"|stream_generate_content)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Cohere",
        "cohere-ruby cohere-ai",
        r"Cohere(?:\.Client)?\(\)\.(?:generate|chat|embed|classify|rerank|summarize)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Mistral",
        "mistral-ai mistral",
        r"Mistral(?:\.Client)?\(\)\.(?:chat\w*|embeddings|fim_completions|agents_completions)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Ollama",
        "ollama-ai ollama-ruby ollama-rb ollama-client",
        r"Ollama(?:\.Client)?\(\)\.(?:chat(?:\(\)\.\w+)?|generate|embed\w*|completion\(\)\.\w+)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Replicate",
        "replicate-ruby replicate-rails",
        r"Replicate\.(?:client\(\)|Client\(\)|run)(?:\.\w+\(\))*(?:\.(?:predict|create_prediction|run))?",
        given=None,
    ),
    sign(
        Subject.MODEL_CALL,
        "a model's client",
        "open_router groq hugging-face omniai omniai-openai omniai-anthropic llm.rb dspy active_agent"
        " activeagent"
        " deepseek-client perplexity raif",
        r"(?:OpenRouter|Groq|DeepSeek|Perplexity)\.Client\(\)\.(?:chat|complete\w*)"
        r"|HuggingFace\.(?:InferenceApi|EndpointsApi)\(\)\.\w+"
        r"|OmniAI\.(?:\w+\.)?(?:Client|client)\(\)\.(?:chat|embed|transcribe|speak)"
        r"|LLM\.(?:Bot|Session|Context)\(\)\.(?:chat|talk|respond)|LLM\.\w+\(\)\.(?:chat|complete|embed"
        r"|respond)"
        r"|DSPy\.(?:Predict|ChainOfThought|ReAct|CodeAct)\(\)\.(?:call|forward)|Raif\.Task\.run",
        bases=r"ActiveAgent\.Base|ApplicationAgent|Raif\.(?:Task|Conversation|ApplicationTask)",
    ),
    sign(Subject.MODEL_CALL, "a model's address", "ruby", HTTP_CALLS, given=MODEL_ADDRESSES),
    # Models in the process.
    sign(
        Subject.MODEL_LOAD,
        "ONNX Runtime",
        "onnxruntime",
        r"OnnxRuntime\.(?:Model|InferenceSession)",
    ),
    sign(
        Subject.MODEL_CALL,
        "ONNX Runtime",
        "onnxruntime",
        r"OnnxRuntime\.(?:Model\(\)\.predict|InferenceSession\(\)\.run\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Informers",
        "informers transformers-rb",
        r"(?:Informers|Transformers)\.(?:pipeline|Model|SentenceTransformer|Reranker)\(\)"
        r"\.(?:call|embed|encode|predict|rerank)",
    ),
    sign(
        Subject.MODEL_LOAD,
        "Informers",
        "informers transformers-rb",
        r"(?:Informers|Transformers)\.(?:pipeline|Model|SentenceTransformer|\w+\.from_pretrained)",
    ),
    sign(
        Subject.MODEL_LOAD,
        "Torch",
        "torch-rb",
        r"Torch\.(?:load|JIT\.load)|(?:.*\.)?load_state_dict",
        generated=False,
    ),
    # The step of an optimiser does nothing but change weights.
    sign(
        Subject.TRAINING,
        "Torch",
        "torch-rb torch",
        r"Torch\.Optim\.\w+\(\)\.step",
        generated=True,
    ),
    sign(
        Subject.TRAINING,
        "Rumale",
        "rumale",
        r"Rumale\.(?:\w+\.)+\w+\(\)\.fit\w*",
    ),
    sign(
        Subject.MODEL_CALL, "Rumale", "rumale", r"Rumale\.(?:\w+\.)+\w+\(\)\.(?:predict\w*|decision_function)"
    ),
    sign(
        Subject.MODEL_METRIC,
        "Rumale",
        "rumale",
        r"Rumale\.(?:EvaluationMeasure\.\w+(?:\(\)\.score)?|ModelSelection\.CrossValidation\(\)\.perform)",
    ),
    # An estimator that scores itself on rows with their answers.
    sign(
        Subject.MODEL_METRIC, "Rumale", "rumale", r"Rumale\.(?:\w+\.)+\w+\(\)\.score", least=2, imported=False
    ),
    sign(
        Subject.TRAINING,
        "gradient boosting",
        "xgb lightgbm catboost",
        r"(?:Xgb|LightGBM|CatBoost)\.(?:train|cv|(?:Classifier|Regressor|Ranker)\(\)\.fit)",
    ),
    sign(
        Subject.MODEL_LOAD,
        "gradient boosting",
        "xgb lightgbm catboost",
        r"(?:Xgb|LightGBM)\.(?:Booster|\w+\(\)\.load_model)|CatBoost\.(?:Model|\w+\(\)\.load_model"
        r"|load_model)",
    ),
    sign(
        Subject.MODEL_CALL,
        "gradient boosting",
        "xgb lightgbm catboost",
        r"(?:Xgb|LightGBM|CatBoost)\.\w+\(\)(?:\.\w+\(\))?\.predict\w*",
    ),
    sign(Subject.TRAINING, "Eps", "eps", r"Eps\.(?:Model|\w+Model)"),
    sign(Subject.MODEL_LOAD, "Eps", "eps", r"Eps\.(?:\w+\.)?\w*Model\.load_\w+"),
    sign(
        Subject.MODEL_CALL,
        "Eps",
        "eps",
        r"Eps\.(?:\w+\.)?\w*Model(?:\(\)|\.load_\w+\(\))\.predict",
    ),
    sign(Subject.MODEL_METRIC, "Eps", "eps", r"Eps\.(?:metrics|Metrics\.\w+)|Eps\.\w*Model\(\)\.summary"),
    sign(Subject.TRAINING, "Disco", "disco", r"Disco\.Recommender\(\)\.fit"),
    sign(
        Subject.MODEL_CALL,
        "Disco",
        "disco",
        r"Disco\.Recommender(?:\(\)|\.load_\w+\(\))\.(?:predict|user_recs|item_recs|similar_\w+|top_items)",
    ),
    sign(
        Subject.MODEL_CALL,
        "text classifier",
        "fasttext classifier-reborn classifier mitie blingfire whispercpp",
        r"FastText\.(?:load_model\(\)|Classifier\(\)|Model\(\))\.predict\w*"
        r"|Classifier(?:Reborn)?\.\w+\(\)\.(?:classify\w*|classifications)|Mitie\.\w+\(\)\.\w+"
        r"|Whisper\.Context\(\)\.transcribe",
    ),
    sign(
        Subject.TRAINING,
        "text classifier",
        "fasttext classifier-reborn classifier mitie",
        r"FastText\.(?:Classifier|Vectorizer)\(\)\.fit|Classifier(?:Reborn)?\.\w+\(\)\.train\w*"
        r"|Mitie\.\w+Trainer\(\)\.train",
    ),
    sign(
        Subject.MODEL_CALL,
        "TensorFlow",
        "tensorflow tensor_stream tensorflow-serving-client",
        r"T(?:ensor[Ff]low|f)\.(?:\w+\.)*\w+\(\)\.(?:predict|call|run)|Tensorflow\.Serving\..+\.predict",
    ),
    sign(
        Subject.MODEL_CALL,
        "Python through PyCall",
        "pycall",
        r"PyCall\.import_module\(\)(?:\.\w+\(\))*\.(?:predict\w*|pipeline|encode|generate)",
    ),
    # What guards models.
    sign(
        Subject.GUARDRAIL,
        "OpenAI moderation",
        "ruby-openai openai",
        r"OpenAI\.Client\(\)\.moderations(?:\(\)\.create)?",
    ),
    sign(Subject.GUARDRAIL, "RubyLLM moderation", "ruby_llm", r"RubyLLM\.moderate"),
    sign(
        Subject.GUARDRAIL,
        "Amazon Bedrock guardrails",
        "aws-sdk-bedrockruntime aws-sdk aws-sdk-resources",
        r"Aws\.BedrockRuntime\.\w*Client\(\)\.apply_guardrail",
    ),
    sign(
        Subject.GUARDRAIL,
        "Amazon Bedrock guardrails",
        "aws-sdk-bedrockruntime aws-sdk aws-sdk-resources",
        r"Aws\.BedrockRuntime\.\w*Client\(\)\.(?:converse\w*|invoke_model\w*)",
        given=r"guardrail_(?:config|identifier)=.*",
    ),
    sign(
        Subject.GUARDRAIL,
        "guardrail of its own",
        "ruby",
        rf"{PATH_OF_CLASS}\w{{0,60}}{OWN_GUARDS}[\w.]{{0,80}}{GUARD_ASKED}",
        generated=True,
    ),
    sign(
        Subject.GUARDRAIL,
        "guardrail of its own",
        "ruby",
        r"[A-Z][\w.]{0,100}(?:\(\))?\.(?:call|run|new|perform|use|add)|[A-Z][\w.]{0,100}",
        given=rf"\*#{PATH_OF_CLASS}\w{{0,60}}{OWN_GUARDS}\w{{0,60}}",
        generated=True,
    ),
    # What judges them.
    sign(
        Subject.EVALUATION,
        "evaluations",
        "leva langchainrb raif dspy braintrust ruby_llm-evals ruby_llm-tribunal",
        r"Langchain\.Evals\..+\.score|DSPy\.Eval\w*\(\)\.\w+|Braintrust\.Eval\.run|RubyLLM\.(?:Evals"
        r"|Tribunal)\..+",
        bases=r"Leva\.Base(?:Eval|Run)|Raif\.Evals\.EvalSet",
    ),
    sign(
        Subject.EVALUATION,
        "evaluation of its own",
        "ruby",
        rf"{PATH_OF_CLASS}\w{{0,60}}{OWN_JUDGES}[\w.]{{0,80}}{GUARD_ASKED}",
        generated=True,
    ),
    sign(Subject.TRACKING, "Weights & Biases", "wandb", r"Wandb\.(?:init|log|Run\(\)\.log)"),
)
