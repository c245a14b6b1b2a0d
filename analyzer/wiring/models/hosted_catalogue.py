"""Models that answer through a client: providers, gateways, endpoints and servers.

One row for each kind of library.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set
from analyzer.wiring.catalogue import Tool

# The resources of an API that answer with a model, as clients of one make spell them and all that copied it.
RESOURCES = word_set(
    "chat.completions.create chat.completions.parse chat.completions.stream completions.create "
    "completions.parse responses.create responses.parse responses.stream embeddings.create images.generate "
    "images.edit images.create_variation audio.transcriptions.create audio.translations.create "
    "transcriptions.create translations.create speech.create moderations.create runs.create "
    "runs.create_and_poll runs.stream threads.create_and_run threads.create_and_run_poll batches.create "
    "realtime.connect ChatCompletion.create ChatCompletion.acreate Completion.create Completion.acreate "
    "Embedding.create Embedding.acreate Image.create Audio.transcribe Audio.translate Edit.create "
    "Moderation.create chat.complete chat.create Complete.create rerank.create"
)
# Those that no other kind of client has: they say so on whatever object they are asked.
PLAIN_RESOURCES = word_set(
    "chat.completions.create chat.completions.parse chat.completions.stream beta.chat.completions.parse "
    "ChatCompletion.create ChatCompletion.acreate models.generate_content models.generate_content_stream "
    "models.embed_content audio.transcriptions.create"
)
# Single words that are a model's only beside the import of a client.
NEAR_WORDS = word_set(
    "generate_content generate_content_async generate_content_stream converse converse_stream invoke_model "
    "invoke_model_with_response_stream invoke_agent retrieve_and_generate invoke_endpoint "
    "invoke_endpoint_async chat_completion text_generation kickoff kickoff_async embed_content"
)
# A model is trained where it is kept.
REMOTE_TRAINING = word_set(
    "fine_tuning.jobs.create fine_tuning.create FineTune.create finetuning.create_finetuned_model "
    "tunings.tune create_training_job create_model_customization_job create_tuned_model tune_model"
)
TRAINING_JOB = lazy_regex(r"\w{0,40}(?:TrainingJob|CustomJob|HyperparameterTuningJob)")
GENERATES = word_set("generate agenerate generate_async complete acomplete embed chat achat")


class Hosted(Tool, frozen=True):
    """A library that reaches a model: its packages and what code does with them.

    `classes`: set a model up. `asks`: the last names, dotted where one is not enough, of what is asked of an
    object, or of the module itself where dotted. `functions`: functions of the module that ask. `called`: an
    object of `classes` that is called answers. `within`: parts of the package that hold no model. `opens`:
    what is asked of an object to begin a conversation with a model. `named`: what is asked under names that
    a project chooses.
    """

    classes: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    called: bool = False
    within: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    named: re.Pattern[str] | None = None


TASKS = word_set(
    "chat_completion text_generation feature_extraction text_classification token_classification "
    "zero_shot_classification zero_shot_image_classification question_answering summarization translation "
    "text_to_image text_to_speech text_to_video image_to_text image_to_image image_classification "
    "image_segmentation object_detection automatic_speech_recognition audio_classification audio_to_audio "
    "sentence_similarity fill_mask visual_question_answering document_question_answering "
    "table_question_answering tabular_classification tabular_regression conversational post"
)

PROVIDERS = (
    Hosted("OpenAI", ("openai",), asks=RESOURCES),
    Hosted(
        "clients of the same API",
        (
            "groq",
            "together",
            "cerebras.cloud.sdk",
            "fireworks.client",
            "fireworks",
            "zhipuai",
            "zai",
            "xai_sdk",
            "volcenginesdkarkruntime",
            "portkey_ai",
            "aisuite",
            "ai21",
            "writerai",
            "sambanova",
            "llama_stack_client",
            "llama_api_client",
            "perplexity",
            "langfuse.openai",
            "posthog.ai.openai",
            "langsmith.wrappers",
            "opik.integrations.openai",
            "braintrust",
            "g4f",
            "databricks.sdk",
            "databricks_openai",
            "databricks_genai_inference",
        ),
        asks=RESOURCES
        | word_set(
            "messages.create chat.completions.create_partial chat.completions.create_iterable "
            "completions.create_with_completion create_with_completion create_partial create_iterable "
            "serving_endpoints.query inference.chat_completion inference.completion create_turn "
            "chat.sample chat.stream chat.parse ChatCompletion.create_async "
            "chat.completions.async_create"
        ),
    ),
    Hosted(
        "Anthropic",
        ("anthropic", "posthog.ai.anthropic", "opik.integrations.anthropic"),
        asks=word_set(
            "messages.create messages.stream messages.parse completions.create batches.create completion "
            "messages.tool_runner sessions.create"
        ),
    ),
    Hosted(
        "Mistral",
        ("mistralai",),
        asks=RESOURCES
        | word_set(
            "chat.complete chat.complete_async chat.stream chat.stream_async chat.parse chat.parse_async "
            "fim.complete fim.complete_async agents.complete agents.complete_async ocr.process "
            "ocr.process_async embeddings.create_async classifiers.moderate conversations.start chat "
            "chat_stream embeddings"
        ),
    ),
    Hosted(
        "Cohere",
        ("cohere",),
        asks=word_set("chat chat_stream generate generate_stream embed rerank classify summarize v2.chat"),
    ),
    Hosted(
        "Google",
        ("google.generativeai", "google.genai", "vertexai"),
        classes=word_set(
            "GenerativeModel TextGenerationModel ChatModel TextEmbeddingModel ImageGenerationModel"
        ),
        asks=word_set(
            "generate_content generate_content_async generate_content_stream embed_content generate_images "
            "edit_image generate_videos send_message send_message_async send_message_stream predict "
            "predict_async predict_streaming get_embeddings live.connect stream_query "
            "async_stream_query query "
            "evaluate_instances interactions.create"
        ),
        functions=word_set("generate_text embed_content chat generate_embeddings"),
        opens=word_set("chats.create start_chat"),
    ),
    Hosted(
        "Vertex AI",
        ("google.cloud.aiplatform", "google.cloud.aiplatform_v1", "google.cloud.aiplatform_v1beta1"),
        asks=word_set(
            "predict raw_predict predict_async stream_raw_predict direct_predict explain batch_predict "
            "stream_direct_predict server_streaming_predict generate_content"
        ),
    ),
    Hosted(
        "Amazon",
        ("boto3", "aioboto3", "botocore", "aiobotocore", "types_aiobotocore_bedrock_runtime"),
        asks=word_set(
            "converse converse_stream invoke_model invoke_model_with_response_stream "
            "invoke_model_with_bidirectional_stream invoke_agent invoke_inline_agent invoke_flow "
            "invoke_agent_runtime retrieve_and_generate retrieve_and_generate_stream start_async_invoke "
            "create_model_invocation_job invoke_endpoint invoke_endpoint_async "
            "invoke_endpoint_with_response_stream create_transform_job "
            # Rekognition, Comprehend and Textract: models for one task each.
            "detect_moderation_labels detect_labels detect_custom_labels detect_faces compare_faces "
            "search_faces_by_image recognize_celebrities detect_protective_equipment start_label_detection "
            "detect_sentiment batch_detect_sentiment detect_targeted_sentiment detect_entities "
            "batch_detect_entities detect_key_phrases detect_dominant_language classify_document "
            "detect_document_text analyze_document analyze_expense start_document_analysis "
            # Transcribe, Polly, Translate, Personalize, Fraud Detector and Lex.
            "start_transcription_job start_stream_transcription start_medical_transcription_job "
            "synthesize_speech start_speech_synthesis_task translate_text translate_document "
            "start_text_translation_job "
            "get_personalized_ranking get_event_prediction recognize_text recognize_utterance "
            "detect_anomalies"
        ),
    ),
    Hosted(
        "Azure",
        (
            "azure.ai.inference",
            "azure.ai.projects",
            "azure.ai.ml",
            "azure.ai.agents",
            "azureml",
            "azure.ai.openai",
        ),
        classes=word_set("ChatCompletionsClient EmbeddingsClient ImageEmbeddingsClient"),
        asks=RESOURCES
        | word_set(
            "complete embed online_endpoints.invoke batch_endpoints.invoke runs.create_and_process "
            "create_and_process_run create_run run"
        ),
        within=word_set("Experiment ScriptRunConfig pipeline"),
    ),
    Hosted(
        "Hugging Face inference",
        ("huggingface_hub",),
        classes=word_set("InferenceClient AsyncInferenceClient InferenceApi"),
        asks=RESOURCES | TASKS,
        called=True,
    ),
    Hosted(
        "Replicate and the like",
        ("replicate", "fal_client", "deepinfra", "octoai"),
        asks=word_set(
            "run stream async_run async_stream predictions.create predictions.async_create generate"
        ),
        functions=word_set(
            "run stream async_run async_stream subscribe subscribe_async submit submit_async "
            "run_async stream_async"
        ),
    ),
    Hosted(
        "LiteLLM",
        ("litellm", "any_llm"),
        classes=word_set("Router"),
        asks=RESOURCES
        | word_set(
            "completion acompletion embedding aembedding text_completion responses aresponses "
            "image_generation"
        ),
        functions=word_set(
            "completion acompletion text_completion atext_completion completion_with_retries "
            "batch_completion "
            "batch_completion_models embedding aembedding image_generation aimage_generation image_edit "
            "transcription atranscription speech aspeech moderation amoderation rerank arerank responses "
            "aresponses anthropic_messages create_batch acreate_batch anthropic.messages.create "
            "anthropic.messages.acreate"
        ),
    ),
    Hosted(
        "Ollama",
        ("ollama",),
        asks=word_set("chat generate embed embeddings"),
        functions=word_set("chat generate embed embeddings"),
    ),
    Hosted(
        "other providers",
        (
            "ibm_watsonx_ai",
            "ibm_watson_machine_learning",
            "aleph_alpha_client",
            "predictionguard",
            "reka",
            "voyageai",
            "jina",
            "nlpcloud",
            "dashscope",
            "qianfan",
            "gigachat",
            "elevenlabs",
            "deepgram",
            "assemblyai",
            "stability_sdk",
            "clarifai",
            "roboflow",
            "inference_sdk",
            "gradio_client",
            "runwayml",
            "lumaai",
            "lmstudio",
            "llm",
            "snowflake.cortex",
            "modelscope.pipelines",
        ),
        classes=word_set("ModelInference WatsonxLLM Foundation TextEmbedding"),
        asks=GENERATES
        | word_set(
            "generate_text generate_text_stream generate_stream chat_stream embed_query "
            "embed_documents rerank "
            "predict submit infer infer_async call prompt respond completion multimodal_embed "
            "speech_to_text.convert "
            "text_to_speech.convert transcribe transcribe_file transcribe_url predict_by_bytes "
            "predict_by_url "
            "predict_by_filepath generation classification summarization entities"
        ),
        functions=word_set(
            "complete Complete summarize Summarize sentiment Sentiment embed_text_768 "
            "embed_text_1024 translate "
            "extract_answer classify_text Generation.call TextEmbedding.call "
            "MultiModalConversation.call generate"
        ),
    ),
    Hosted(
        "pages and applications of chat models, from outside",
        (
            "hugchat",
            "revChatGPT",
            "EdgeGPT",
            "re_edge_gpt",
            "sydney",
            "bardapi",
            "poe",
            "poe_api_wrapper",
            "fastapi_poe",
            "freeGPT",
            "gemini_webapi",
        ),
        classes=word_set(
            "ChatBot Chatbot Bard BardAsync ChatBard PoeApi AsyncPoeApi GeminiClient SydneyClient"
        ),
        asks=word_set(
            "chat query ask ask_stream ask_async get_answer send_message generate_content create_completion "
            "create_generation"
        ),
        functions=word_set("get_bot_response get_final_response stream_request"),
    ),
    Hosted(
        "DeepL", ("deepl",), asks=word_set("translate_text translate_document translate_text_with_glossary")
    ),
    Hosted(
        "RunPod", ("runpod",), classes=word_set("Endpoint AsyncioEndpoint"), asks=word_set("run run_sync")
    ),
    Hosted("Nomic", ("nomic.embed",), functions=word_set("text image")),
    Hosted(
        "Mem0", ("mem0",), classes=word_set("Memory AsyncMemory MemoryClient"), asks=word_set("add search")
    ),
    Hosted(
        "recognition of speech",
        ("speech_recognition",),
        asks=word_set(
            "recognize_google recognize_google_cloud recognize_whisper recognize_whisper_api "
            "recognize_openai recognize_faster_whisper recognize_groq recognize_sphinx recognize_vosk "
            "recognize_azure recognize_bing recognize_wit recognize_houndify recognize_ibm recognize_amazon "
            "recognize_cohere_api"
        ),
    ),
    Hosted(
        "model servers",
        ("tritonclient", "tensorflow_serving", "kserve", "seldon_core", "mlserver", "bentoml"),
        asks=word_set(
            "infer async_infer stream_infer async_stream_infer Predict predict predict.run predict.async_run "
            "predict_proba.run run async_run generate explain"
        ),
        within=word_set(
            "images Image Service models importing exporting bentos build deployment monitor api "
            "service cloud "
            "ModelServer start"
        ),
        named=lazy_regex(
            r"(?:client\.)?(?:Sync|Async)HTTPClient\(\)\.(?!close|is_ready|health)[a-z]\w{0,80}"
        ),
    ),
    Hosted("Databricks", ("mlflow.deployments",), asks=word_set("predict predict_stream")),
    Hosted(
        "Instructor",
        ("instructor",),
        asks=RESOURCES
        | word_set(
            "messages.create create create_partial create_iterable create_with_completion "
            "chat.completions.create_partial chat.completions.create_iterable "
            "chat.completions.create_with_completion "
            "completions.create_with_completion"
        ),
        functions=word_set("extract"),
    ),
    Hosted(
        "OpenRouter",
        ("openrouter",),
        asks=RESOURCES | word_set("chat.send chat.send_async"),
    ),
)
