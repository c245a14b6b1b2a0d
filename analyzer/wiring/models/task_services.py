"""Hosted models for one task each: pictures, speech, languages, documents, conversations; and their servers.

Sources: the client libraries' references of Google Cloud (https://cloud.google.com/python/docs/reference),
Azure AI (https://learn.microsoft.com/python/api/overview/azure), and of the services named in the rows.
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set
from analyzer.wiring.models.hosted_catalogue import Hosted

_DECORATING = word_set(
    "openai anthropic google gemini vertex mistral groq litellm bedrock azure cohere xai ollama"
)
TASK_SERVICES = (
    Hosted(
        "Google's services for one task",
        (
            "google.cloud.vision",
            "google.cloud.vision_v1",
            "google.cloud.videointelligence",
            "google.cloud.language",
            "google.cloud.language_v1",
            "google.cloud.language_v2",
            "google.cloud.speech",
            "google.cloud.speech_v1",
            "google.cloud.speech_v2",
            "google.cloud.texttospeech",
            "google.cloud.translate",
            "google.cloud.translate_v2",
            "google.cloud.translate_v3",
            "google.cloud.documentai",
            "google.cloud.documentai_v1",
            "google.cloud.automl",
            "google.cloud.dialogflow",
            "google.cloud.dialogflow_v2",
            "google.cloud.dialogflowcx_v3",
            "google.cloud.discoveryengine",
            "google.cloud.discoveryengine_v1",
        ),
        asks=word_set(
            "annotate_image batch_annotate_images async_batch_annotate_files annotate_video face_detection "
            "label_detection text_detection document_text_detection object_localization web_detection "
            "landmark_detection logo_detection safe_search_detection analyze_sentiment analyze_entities "
            "analyze_entity_sentiment analyze_syntax annotate_text classify_text moderate_text recognize "
            "long_running_recognize streaming_recognize batch_recognize synthesize_speech "
            "streaming_synthesize "
            "translate translate_text translate_document process_document batch_process_documents predict "
            "detect_intent streaming_detect_intent answer_query converse_conversation"
        ),
    ),
    Hosted(
        "Azure's services for one task",
        (
            "azure.ai.textanalytics",
            "azure.ai.formrecognizer",
            "azure.ai.documentintelligence",
            "azure.ai.vision",
            "azure.ai.translation",
            "azure.ai.contentsafety",
            "azure.ai.language",
            "azure.ai.anomalydetector",
            "azure.ai.contentunderstanding",
            "azure.cognitiveservices",
        ),
        asks=word_set(
            "analyze_sentiment recognize_entities recognize_pii_entities recognize_linked_entities "
            "extract_key_phrases detect_language begin_analyze_actions begin_extract_summary "
            "begin_abstract_summary begin_recognize_custom_entities begin_single_label_classify "
            "begin_multi_label_classify begin_analyze_document begin_analyze_document_from_url "
            "begin_analyze_batch_documents begin_recognize_receipts begin_recognize_invoices "
            "begin_recognize_content begin_recognize_custom_forms begin_classify_document analyze "
            "analyze_from_url analyze_text analyze_image analyze_conversation begin_analyze translate "
            "begin_translation get_answers get_answers_from_text detect_univariate_entire_series "
            "recognize_printed_text read read_in_stream analyze_image_in_stream describe_image "
            "tag_image detect_objects recognize_once recognize_once_async "
            "start_continuous_recognition start_continuous_recognition_async speak_text_async speak_text "
            "speak_ssml_async start_transcribing_async detect_with_stream detect_with_url classify_image"
        ),
    ),
    Hosted(
        "services for speech",
        ("cartesia", "gladia", "speechmatics", "rev_ai", "playht", "hume"),
        asks=word_set(
            "tts.bytes tts.sse tts.generate stt.transcribe transcribe run_synchronously submit_job "
            "submit_job_url submit_job_local_file tts.synthesize_json"
        ),
    ),
    Hosted(
        "clients of servers and of applications of models",
        ("text_generation", "dify_client", "langgraph_sdk", "nemoguardrails", "guardrails", "deepseek"),
        classes=word_set("LLMRails Guard AsyncGuard"),
        asks=word_set(
            "generate generate_async generate_stream stream_async runs.stream runs.wait runs.create "
            "create_chat_message create_completion_message chat_completion fim_completion"
        ),
        called=True,
    ),
    Hosted(
        "functions that a model answers, by their decorator",
        ("magentic", "mirascope", "ell", "lmql"),
        asks=frozenset(f"{provider}.call" for provider in _DECORATING),
        functions=word_set("prompt chatprompt prompt_chain simple complex query llm.call llm.prompt"),
    ),
    Hosted(
        "functions that a project declares for a model",
        ("baml_client",),
        named=lazy_regex(r"(?:a?sync_client\.)?b\.(?:stream\.|request\.|with_options\(\)\.)?[A-Z]\w{0,80}"),
    ),
)
