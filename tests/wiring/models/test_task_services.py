"""Hosted models for one task, clients of servers, and functions that a model answers."""

from __future__ import annotations

from tests.support.model_kinds import each_alone

# The last line asks.
ASKED = {
    "pictures, Google": (
        "from google.cloud import vision\nc = vision.ImageAnnotatorClient()\nc.label_detection(image=i)\n"
    ),
    "documents, Google": (
        "from google.cloud import documentai_v1 as d\nc = d.DocumentProcessorServiceClient()\nc.process_document(r)\n"
    ),
    "speech, Google": "from google.cloud import speech\nc = speech.SpeechClient()\nc.recognize(config=a, audio=b)\n",
    "texts, Azure": (
        "from azure.ai.textanalytics import TextAnalyticsClient\nc = TextAnalyticsClient(e, k)\nc.analyze_sentiment(d)\n"
    ),
    "documents, Azure": (
        "from azure.ai.documentintelligence import DocumentIntelligenceClient\n"
        "c = DocumentIntelligenceClient(e, k)\nc.begin_analyze_document('m', d)\n"
    ),
    "speech, Azure": (
        "import azure.cognitiveservices.speech as s\nr = s.SpeechRecognizer(c)\nr.recognize_once_async()\n"
    ),
    "speech, Amazon": (
        "import boto3\nc = boto3.client('transcribe')\nc.start_transcription_job(TranscriptionJobName='x')\n"
    ),
    "speech, a chain of methods": (
        "from deepgram import DeepgramClient\nd = DeepgramClient('k')\nd.listen.rest.v('1').transcribe_file(f, o)\n"
    ),
    "instructor, by the name of a model": (
        "import instructor\nc = instructor.from_provider('a/b')\nc.create(response_model=M, messages=[])\n"
    ),
    "instructor, rows": (
        "import instructor\nc = instructor.from_provider('a/b')\nc.create_iterable(response_model=M, messages=[])\n"
    ),
    "chat model of a package named after its platform": (
        "from databricks_langchain import ChatDatabricks\nm = ChatDatabricks(endpoint='e')\nm.invoke('q')\n"
    ),
    "server of texts": "from text_generation import Client\nc = Client('http://h')\nc.generate('q')\n",
    "server of agents": (
        "from langgraph_sdk import get_client\nc = get_client(url='u')\nc.runs.stream(t, 'agent', input={})\n"
    ),
    "rails": "from nemoguardrails import LLMRails\nr = LLMRails(c)\nr.generate(messages=[])\n",
    "guard that is called": "from guardrails import Guard\ng = Guard()\ng(model='m', messages=[])\n",
    "client of BentoML": "from bentoml import SyncHTTPClient\nc = SyncHTTPClient('u')\nc.summarize(text='x')\n",
    "function of a project": "from baml_client import b\nb.ExtractResume('x')\n",
    "function of a project, streamed": "from baml_client.async_client import b\nb.stream.ExtractResume('x')\n",
    "decorator": "from magentic import prompt\n\n@prompt('Say {x}')\ndef say(x: str) -> str: ...\nprompt('Say')\n",
    "decorator of a provider": "from mirascope.core import openai\n\nopenai.call('m')(f)\n",
}

NONE = {
    "storage of Google": "from google.cloud import storage\nc = storage.Client()\nc.translate('x')\n",
    "storage of Azure": "from azure.storage.blob import BlobClient\nb = BlobClient(u)\nb.read()\n",
    "mail of Amazon": "import boto3\nc = boto3.client('ses')\nc.send_email(Source='x')\n",
    "health of BentoML": "from bentoml import SyncHTTPClient\nc = SyncHTTPClient('u')\nc.is_ready()\n",
    "type of a project": "from baml_client.types import Resume\nr = Resume(name='x')\n",
    "splitter of a package named after its platform": (
        "from databricks_langchain import UCFunctionToolkit\nt = UCFunctionToolkit(function_names=[])\n"
    ),
    "threads of a server of agents": "from langgraph_sdk import get_client\nc = get_client(url='u')\nc.threads.list()\n",
    "template": "import outlines\n\noutlines.prompt(f)\n",
}


def test_what_a_service_for_one_task_is_asked() -> None:
    wanted = {name: f"calls {code.count(chr(10))}" for name, code in ASKED.items()}
    found = each_alone(ASKED)
    assert {name: each for name, each in found.items() if wanted[name] not in each} == {}


def test_what_only_stands_beside_such_a_service() -> None:
    assert {name: each for name, each in each_alone(NONE).items() if each} == {}
