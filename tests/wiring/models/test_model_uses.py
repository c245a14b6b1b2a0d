"""What is a model, by the libraries of the field: one table for each kind, and what only sounds so."""

from __future__ import annotations

import pytest

from analyzer.wiring.models.model_uses import model_uses
from tests.support.model_kinds import each_alone, used
from tests.support.snapshots import snapshot

# What answers: the last line asks.
ASKED = {
    "openai, of the module": "import openai\n\nopenai.chat.completions.create(model='m')\n",
    "openai, before version 1": "import openai\n\nopenai.ChatCompletion.create(model='m')\n",
    "openai, responses": "from openai import OpenAI\nclient = OpenAI()\nclient.responses.create(input='q')\n",
    "openai, structured": (
        "from openai import AsyncOpenAI\nc = AsyncOpenAI()\nasync def f():\n"
        "    return await c.beta.chat.completions.parse(model='m')\n"
    ),
    "openai, raw": "import openai\nc = openai.OpenAI()\nc.chat.completions.with_raw_response.create(model='m')\n",
    "openai, embeddings": "import openai\nc = openai.AzureOpenAI()\nc.embeddings.create(input='a')\n",
    "openai, speech": "import openai\nc = openai.OpenAI()\nc.audio.transcriptions.create(file=f)\n",
    "a client that is handed over": "def ask(client, q):\n    return client.chat.completions.create(messages=[q])\n",
    "anthropic": "import anthropic\nc = anthropic.Anthropic()\nc.messages.create(model='m')\n",
    "anthropic, of an argument": "from anthropic import Anthropic\n\ndef f(c: Anthropic):\n    c.messages.create()\n",
    "litellm": "import litellm\n\nlitellm.acompletion(model='m')\n",
    "litellm, a name": "from litellm import embedding\n\nembedding(model='m', input=['a'])\n",
    "ollama": "import ollama\n\nollama.chat(model='m')\n",
    "ollama, client": "from ollama import Client\nc = Client()\nc.generate(model='m')\n",
    "replicate": "import replicate\n\nreplicate.run('a/b', input={})\n",
    "fal": "import fal_client\n\nfal_client.subscribe('a/b')\n",
    "cohere": "import cohere\nc = cohere.ClientV2()\nc.rerank(query='q', documents=[])\n",
    "mistral": "from mistralai import Mistral\nc = Mistral()\nc.chat.complete(model='m')\n",
    "mistral, read": "from mistralai import Mistral\nc = Mistral()\nc.ocr.process(model='m')\n",
    "g4f, of the module": "import g4f\n\nasync def f(q):\n    await g4f.ChatCompletion.create_async(messages=[q])\n",
    "g4f, client": "from g4f.client import Client\nc = Client()\nc.chat.completions.create(messages=[])\n",
    "groq": "from groq import Groq\nc = Groq()\nc.chat.completions.create(model='m')\n",
    "google": "from google import genai\nc = genai.Client()\nc.models.generate_content(model='m')\n",
    "google, async": (
        "from google import genai\nc = genai.Client()\nasync def f():\n"
        "    await c.aio.models.generate_content(model='m')\n"
    ),
    "bedrock": "import boto3\nc = boto3.Session().client('s3')\nc.converse(modelId='m')\n",
    "bedrock, of an argument": "import boto3\n\ndef f(client):\n    return client.invoke_model(modelId='m')\n",
    "sagemaker": "import boto3\nc = boto3.client('sagemaker')\nc.invoke_endpoint(EndpointName='e')\n",
    "rekognition": "import boto3\nc = boto3.client('rekognition')\nc.detect_moderation_labels(Image={})\n",
    "sagemaker, predictor": (
        "from sagemaker.predictor import Predictor\np = Predictor('e')\np.predict({'x': 1})\n"
    ),
    "vertex endpoint": "from google.cloud import aiplatform\ne = aiplatform.Endpoint('e')\ne.predict(instances=[])\n",
    "azure ml endpoint": (
        "from azure.ai.ml import MLClient\nc = MLClient(None)\nc.online_endpoints.invoke(endpoint_name='e')\n"
    ),
    "databricks endpoint": (
        "import mlflow.deployments\nc = mlflow.deployments.get_deploy_client('databricks')\nc.predict(endpoint='e')\n"
    ),
    "databricks, a client that a cached function imports and gives back": (
        "from functools import lru_cache\n\n@lru_cache\ndef _cached():\n"
        "    from databricks_openai import DatabricksOpenAI\n\n    return DatabricksOpenAI()\n\n"
        "def get():\n    return _cached()\n\nclass Llm:\n    def __init__(self):\n        self.client = get()\n\n"
        "    def ask(self, kwargs):\n        return self.client.chat.completions.create(**kwargs)\n"
    ),
    "an unlisted client": "from acme_sdk import Acme\nAcme().chat.completions.create(model='m')\n",
    "watsonx": (
        "from ibm_watsonx_ai.foundation_models import ModelInference\n"
        "def f(m=None):\n    return ModelInference(model_id='m').generate_text('q')\n"
    ),
    "snowflake": "from snowflake.cortex import complete\n\ncomplete('m', 'q')\n",
    "triton": "import tritonclient.http as t\nc = t.InferenceServerClient('h')\nc.infer('m', [])\n",
    "bentoml runner": "import bentoml\nr = bentoml.sklearn.get('m:latest').to_runner()\nr.predict.run([[1]])\n",
    "huggingface, task": "from huggingface_hub import AsyncInferenceClient\nc = AsyncInferenceClient()\nc.text_to_image('q')\n",
    "gradio client": "from gradio_client import Client\nc = Client('a/b')\nc.predict('q')\n",
    "crewai, class": (
        "from crewai import Crew\nclass My:\n    def crew(self) -> Crew:\n        return Crew(agents=[])\n\n"
        "def f():\n    return My().crew().kickoff()\n"
    ),
    "dspy": "import dspy\nqa = dspy.Predict('q -> a')\nqa(q='x')\n",
    "instructor": "import instructor\nc = instructor.from_provider('a/b')\nc.chat.completions.create(messages=[])\n",
    "engine over documents": "from lightrag import LightRAG\nr = LightRAG(working_dir='d')\nr.query('q')\n",
    "engine over documents, its function": (
        "from lightrag.llm.openai import openai_complete_if_cache\n\nasync def ask(q):\n"
        "    return await openai_complete_if_cache('m', q)\n"
    ),
    "page of a chat model, from outside": "from hugchat import hugchat\nb = hugchat.ChatBot()\nb.chat('q')\n",
    "recognition of speech": (
        "import speech_recognition as sr\nr = sr.Recognizer()\nwith sr.AudioFile('a.wav') as f:\n"
        "    r.recognize_google(r.record(f))\n"
    ),
    "question to a table": "from pandasai import SmartDataframe\nd = SmartDataframe('a.csv')\nd.chat('q')\n",
    "engine over papers": "from paperqa import Docs\nd = Docs()\nd.query('q')\n",
    "pydantic ai": "from pydantic_ai import Agent\na = Agent('m')\na.run_sync('q')\n",
    "openai agents": "from agents import Agent, Runner\na = Agent(name='a')\nRunner.run_sync(a, 'q')\n",
    "strands": "from strands import Agent\na = Agent()\na('q')\n",
    "smolagents": "from smolagents import CodeAgent\na = CodeAgent(tools=[])\na.run('q')\n",
    "autogen, team": (
        "from autogen_agentchat.teams import RoundRobinGroupChat\nt = RoundRobinGroupChat([])\nt.run(task='q')\n"
    ),
    "autogen, before": "import autogen\na = autogen.UserProxyAgent('a')\na.initiate_chat(b, message='q')\n",
    "semantic kernel": (
        "from semantic_kernel.agents import ChatCompletionAgent\na = ChatCompletionAgent()\na.get_response('q')\n"
    ),
    "agno": "from agno.agent import Agent\na = Agent()\na.print_response('q')\n",
    "haystack, generator": (
        "from haystack.components.generators import OpenAIGenerator\ng = OpenAIGenerator()\ng.run('q')\n"
    ),
    "haystack, pipeline": (
        "from haystack import Pipeline\nfrom haystack.components.generators.chat import OpenAIChatGenerator\n"
        "Pipeline().run({})\n"
    ),
    "langchain, package of a provider": "from langchain_upstage import ChatUpstage\nm = ChatUpstage()\nm.invoke('q')\n",
    "langchain, embeddings": (
        "from langchain_voyageai import VoyageAIEmbeddings\ne = VoyageAIEmbeddings()\ne.embed_query('q')\n"
    ),
    "langchain, joined steps": (
        "from langchain_groq import ChatGroq\nfrom langchain_core.prompts import PromptTemplate\n"
        "chain = PromptTemplate.from_template('q') | ChatGroq() | str\nchain.invoke({})\n"
    ),
    "langchain, joined with a step that nobody can follow": (
        "from langchain_groq import ChatGroq\n\ndef f(prompt, parser):\n    m = ChatGroq()\n"
        "    chain = prompt | m.with_structured_output(dict) | parser\n    return chain.invoke({})\n"
    ),
    "langchain, agent": "from langchain.agents import create_agent\na = create_agent('m')\na.invoke({})\n",
    "langchain, called": "from langchain.llms import OpenAI\nm = OpenAI()\nm('q')\n",
    "langgraph": ("from langgraph.graph import StateGraph\ng = StateGraph(dict).compile()\ng.invoke({})\n"),
    "llama index": "from llama_index.llms.groq import Groq\nm = Groq(model='m')\nm.complete('q')\n",
    "langchain, chain that is called": (
        "from langchain.chains import RetrievalQA\nqa = RetrievalQA.from_chain_type(llm=m)\nqa({'query': 'q'})\n"
    ),
    "address of a provider": (
        "import requests\n\nrequests.post('https://api.openai.com/v1/chat/completions', json={})\n"
    ),
    "address in a constant": (
        "import httpx\nURL = 'https://api-inference.huggingface.co/models/a/b'\n\n"
        "def ask(q):\n    return httpx.post(URL, json=q)\n"
    ),
    "address that is put together": (
        "import aiohttp\n\nasync def ask(q, base):\n    url = f'{base}/v1/completions'\n"
        "    async with aiohttp.ClientSession() as s:\n        await s.post(url, json=q)\n"
    ),
    "address of a server of models": (
        "import requests\n\ndef ask(q):\n    return requests.post('http://m:8080/v1/models/iris:predict', json=q)\n"
    ),
    "path joined to a base": (
        "import httpx\n\nclass Client:\n    def ask(self, q):\n"
        "        return self.http.post(f'{self.base_url}/chat/completions', json=q)\n"
    ),
    "address of ollama": (
        "import requests\n\nrequests.post(f'{HOST}:11434/api/generate', json={'model': 'm'})\n"
    ),
    "mlx": "from mlx_lm import generate\n\ngenerate(m, t, prompt='q')\n",
    "a pipeline that is called": "from transformers import pipeline\np = pipeline('summarization')\np('text')\n",
    "a session that is run": "import onnxruntime\ns = onnxruntime.InferenceSession('m.onnx')\ns.run(None, {})\n",
    "a classifier of a package that no table knows": (
        "from qualitykit import DefectClassifier\nm = DefectClassifier()\nm.predict([[1]])\n"
    ),
}


def test_what_answers_through_a_client_is_called() -> None:
    wanted = {name: f"calls {code.count(chr(10))}" for name, code in ASKED.items()}
    found = each_alone(ASKED)
    assert {name: each for name, each in found.items() if wanted[name] not in each} == {}


# What sets a model up, in the last line; nothing asks it there.
CONNECTED = {
    "chat model of a provider": "from langchain_upstage import ChatUpstage\nm = ChatUpstage()\n",
    "chat model of Azure": "from langchain_openai import AzureChatOpenAI\nm = AzureChatOpenAI()\n",
    "any chat model": "from langchain.chat_models import init_chat_model\nm = init_chat_model('a:b')\n",
    "embeddings": "from langchain_huggingface import HuggingFaceEmbeddings\ne = HuggingFaceEmbeddings()\n",
    "model of llama index": "from llama_index.embeddings.openai import OpenAIEmbedding\ne = OpenAIEmbedding()\n",
    "model of dspy": "import dspy\nlm = dspy.LM('a/b')\n",
    "client of bedrock": "import boto3\nc = boto3.client('bedrock-runtime')\n",
    "client of sagemaker": "import boto3\nc = boto3.client(service_name='sagemaker-runtime')\n",
    "agent": "from google.adk.agents import LlmAgent\na = LlmAgent(model='m', name='a')\n",
    "client of autogen": (
        "from autogen_ext.models.openai import OpenAIChatCompletionClient\nc = OpenAIChatCompletionClient(model='m')\n"
    ),
    "generator": "from haystack.components.generators import OpenAIGenerator\ng = OpenAIGenerator()\n",
    "conversation of google": "from google import genai\nc = genai.Client()\nc.chats.create(model='m')\n",
    "conversation of google, async": "from google import genai\nc = genai.Client().aio\nc.chats.create(model='m')\n",
    "inference client": "from huggingface_hub import InferenceClient\nc = InferenceClient('a/b')\n",
}


def test_what_sets_a_hosted_model_up_connects_to_it() -> None:
    found = each_alone(CONNECTED)
    wanted = {name: [f"connects {code.count(chr(10))}"] for name, code in CONNECTED.items()}
    assert found == wanted


# What only sounds like a model.
NONE = {
    "address in a comment": "import requests\n# see https://api.openai.com/v1/models\nrequests.post('https://a.b/c', json={})\n",
    "address in a docstring": (
        "import requests\n\n\ndef f():\n    'As https://api.openai.com/v1/x.'\n    requests.post('https://a.b/c')\n"
    ),
    "route of that path": (
        "import httpx\nfrom fastapi import FastAPI\napp = FastAPI()\n"
        "@app.post('/v1/chat/completions')\ndef answer(q):\n    return 'yes'\n"
    ),
    "image of a container": "import bentoml\ni = bentoml.images.Image(python_version='3.12').run('echo x')\n",
    "files of a provider": "from openai import OpenAI\nc = OpenAI()\nc.files.create(file=f)\nc.models.list()\n",
    "store of vectors of a provider": "from openai import OpenAI\nc = OpenAI()\nc.vector_stores.create(name='n')\n",
    "tokens of a provider": "import anthropic\nc = anthropic.Anthropic()\nc.messages.count_tokens(model='m')\n",
    "messages of a telephone": "from twilio.rest import Client\nc = Client()\nc.messages.create(to='x')\n",
    "orders of a library that nobody lists": "from acme_sdk import Acme\nc = Acme()\nc.orders.create(model='m')\n",
    "queue": "import boto3\nc = boto3.client('sqs')\nc.send_message(QueueUrl='q')\nc.invoke(FunctionName='f')\n",
    "text splitter": (
        "from langchain_text_splitters import TokenTextSplitter\ns = TokenTextSplitter()\ns.split_text('q')\n"
    ),
    "prompt": "from langchain_core.prompts import ChatPromptTemplate\np = ChatPromptTemplate([])\np.invoke({})\n",
    "messages": "from langchain_core.messages import ChatMessage\nm = ChatMessage(role='a', content='b')\n",
    "loader": "from langchain_community.document_loaders import WebBaseLoader\nWebBaseLoader('u').load()\n",
    "search": "from langchain_tavily import TavilySearch\nt = TavilySearch()\nt.invoke('q')\n",
    "store": "from langchain_chroma import Chroma\nc = Chroma()\nc.as_retriever().invoke('q')\n",
    "tool": "from langchain_community.tools import DuckDuckGoSearchRun\nt = DuckDuckGoSearchRun()\nt.run('q')\n",
    "pretended model": (
        "from langchain_core.language_models import FakeListChatModel\nm = FakeListChatModel(responses=[])\n"
        "m.invoke('q')\n"
    ),
    "pretended embeddings": "from langchain_community.embeddings import FakeEmbeddings\ne = FakeEmbeddings(size=3)\n",
    "message of llama index": "from llama_index.core.llms import ChatMessage\nm = ChatMessage(content='x')\n",
    "reader": "from llama_index.core import SimpleDirectoryReader\nSimpleDirectoryReader('d').load_data()\n",
    "store of llama index": (
        "from llama_index.vector_stores.chroma import ChromaVectorStore\ns = ChromaVectorStore()\ns.query('q')\n"
    ),
    "writer of haystack": (
        "from haystack.components.writers import DocumentWriter\nw = DocumentWriter(None)\nw.run(documents=[])\n"
    ),
    "pipeline of haystack without a model": (
        "from haystack import Pipeline\nfrom haystack.components.converters import TextFileToDocument\n"
        "Pipeline().run({})\n"
    ),
    "joined querysets": "from django.db.models import Q\nq = Q(a=1) | Q(b=2)\nq.invoke(1)\n",
    "joined types": "Number = int | float\nprint(Number)\n",
    "server": "import kserve\nkserve.ModelServer().start([])\n",
    "hub": "from huggingface_hub import HfApi, snapshot_download\nsnapshot_download('a/b')\nHfApi().create_repo('x')\n",
    "tokenizer": "from transformers import AutoTokenizer\nt = AutoTokenizer.from_pretrained('x')\nt('text')\n",
    "configuration": "from transformers import AutoConfig\nc = AutoConfig.from_pretrained('x')\n",
    "step of a preparation": (
        "from sklearn.base import BaseEstimator, TransformerMixin\n\nclass Drop(BaseEstimator, TransformerMixin):\n"
        "    def fit(self, x):\n        return self\n"
    ),
    "layer alone": "import torch\nlayer = torch.nn.Linear(4, 1)\n",
    "rows of a pickle": "import pickle\nrows = pickle.load(open('rows.pkl', 'rb'))\nrows.sort()\n",
    "an own class that predicts": (
        "class Weather:\n    def predict(self, x):\n        return 1\n\nWeather().predict(2)\n"
    ),
    "somebody's predict": "def f(tide):\n    return tide.predict(1)\n",
    "somebody's run": "import subprocess\nsubprocess.run(['a'])\n\ndef f(job):\n    job.run()\n    job.chat()\n",
    "table": "from sqlmodel import Session\n\ndef f(s: Session):\n    s.messages.create()\n",
    "address of something else": "import requests\nrequests.post('https://api.example.org/v1/orders', json={})\n",
    "address in the documentation of another function": (
        "import requests\n\ndef ask(q):\n    return requests.post(q)\n\n\n"
        "def note():\n    print('see https://api.groq.com/openai/v1')\n"
    ),
    "page of a provider": "import requests\nrequests.get('https://platform.openai.com/docs')\n",
    "node of tools": "from langgraph.prebuilt import ToolNode\nn = ToolNode([])\nn.invoke({})\n",
    "recording": "import speech_recognition as sr\nr = sr.Recognizer()\nwith sr.Microphone() as m:\n    r.listen(m)\n",
    "helper of an engine": "from lightrag.utils import EmbeddingFunc\ne = EmbeddingFunc(embedding_dim=3, func=f)\n",
    "list of a client of many providers": "import g4f\n\nprint(g4f.models.default.name)\ng4f.Provider.get('a')\n",
    "cli": "import replicate_cli\nreplicate_cli.run('x')\n",
}


def test_what_only_sounds_so_is_no_model() -> None:
    assert {name: each for name, each in each_alone(NONE).items() if each} == {}


def test_a_chain_is_followed_through_factories_and_module_names() -> None:
    files = {
        "llm.py": "from langchain_groq import ChatGroq\n\ndef get():\n    return ChatGroq()\n\nshared = ChatGroq()\n",
        "chain.py": "from llm import get\n\ndef chain(prompt):\n    return prompt | get()\n",
        "app.py": "from chain import chain\nc = chain(None)\nc.invoke({})\n",
        "other.py": "from llm import shared\nshared.invoke('q')\n",
    }
    found = used(files)
    assert found["app.py"] == ["calls 3"]
    assert found["other.py"] == ["calls 2"]
    assert found["llm.py"] == ["connects 4", "connects 6"]


NET = "import keras\n\ndef build():\n    return keras.Sequential([])\n\ndef pick(name):\n    return KNOWN[name]\n\nclass Deep(keras.Model):\n    pass\n"
PICKED = "from net import pick\nm = pick('a')\n"
FACTORY = {
    "of the file": (NET + "\nm = build()\nm.fit(x, y)\n", ["trains 13"]),
    "of another file": ("from net import build\nm = build()\nm.predict(x)\n", ["calls 3"]),
    "of another file, that nobody can follow": (f"{PICKED}m.fit(x)\n", ["trains 3"]),
    "that nobody can follow, asked for something else": (f"{PICKED}m.learn(x)\n", []),
    "what encodes labels, that nobody can follow": (f"{PICKED}m.label_encoder.fit(x)\n", []),
    "a network that is called so": (f"{PICKED}m.autoencoder.fit(x)\n", ["trains 3"]),
    "own class": (
        "import keras\n\nclass Rule:\n    def predict(self, x):\n        return x\n\ndef make():\n    return Rule()\n\n"
        "make().predict(1)\n",
        [],
    ),
    "class that inherits": (
        "import keras\n\nclass Net(keras.Model):\n    pass\n\nn = Net()\nn.fit(x, y)\n",
        ["trains 7"],
    ),
    "class that inherits, of another file": ("from net import Deep\nDeep().predict(1)\n", ["calls 2"]),
    "flow of agents": (
        "from crewai.flow.flow import Flow\n\nclass Steps(Flow[dict]):\n    pass\n\nSteps().kickoff()\n",
        ["calls 6"],
    ),
    "own function": ("import keras\n\ndef predict(x):\n    return x\n\npredict(1)\n", []),
    "own function of another file": ("import keras\nfrom own import predict\npredict.predict(1)\n", []),
    "own class of another file": ("from rule import Rule\nRule().predict(1)\n", []),
}


@pytest.mark.parametrize(("code", "wanted"), FACTORY.values(), ids=FACTORY)
def test_a_model_is_followed_through_the_factory_that_makes_it(code: str, wanted: list[str]) -> None:
    rule = "import keras\n\nclass Rule:\n    def predict(self, x):\n        return x\n"
    own = {"own/__init__.py": "", "own/predict.py": "import keras\n\ndef predict(x):\n    return x\n"}
    found = used({"app.py": code, "net.py": NET, "rule.py": rule, **own})["app.py"]
    assert [each for each in found if not each.startswith("defines")] == wanted


# What loads a model, in the last line.
LOADED = {
    "a model of speech": "import vosk\nm = vosk.Model('m')\n",
    "of a store": "import bentoml\nm = bentoml.sklearn.load_model('m:latest')\n",
    "of the store itself": "import bentoml\nm = bentoml.models.get('m:latest')\n",
    "of a pin": "from vetiver import VetiverModel\nm = VetiverModel.from_pin(board, 'm')\n",
    "of a pin, by a function": "import vetiver\nm = vetiver.vetiver_pin_read(board, 'm')\n",
    "vectors of words": "from gensim.models import Word2Vec\nm = Word2Vec.load('m')\n",
    "policy": "from stable_baselines3 import PPO\nm = PPO.load('m')\n",
    "tagger": "from flair.models import SequenceTagger\nm = SequenceTagger.load('ner')\n",
    "session": "from pycaret.classification import load_model\nm = load_model('m')\n",
    "forecast": "from prophet.serialize import model_from_json\nm = model_from_json('{}')\n",
}


def test_what_loads_a_model() -> None:
    wanted = {name: [f"loads {code.count(chr(10))}"] for name, code in LOADED.items()}
    assert each_alone(LOADED) == wanted


# What trains a model where it is kept, in the last line.
TRAINED_ELSEWHERE = {
    "openai": "from openai import OpenAI\nc = OpenAI()\nc.fine_tuning.jobs.create(model='m')\n",
    "vertex": (
        "from google.cloud import aiplatform\nj = aiplatform.AutoMLTabularTrainingJob(display_name='j')\nj.run()\n"
    ),
    "sagemaker": "import boto3\nc = boto3.client('sagemaker')\nc.create_training_job(TrainingJobName='j')\n",
    "sagemaker, estimator": "from sagemaker.sklearn import SKLearn\ne = SKLearn(entry_point='t.py')\ne.fit({})\n",
}


def test_a_model_that_is_trained_where_it_is_kept_is_trained() -> None:
    wanted = {name: [f"trains {code.count(chr(10))}"] for name, code in TRAINED_ELSEWHERE.items()}
    assert each_alone(TRAINED_ELSEWHERE) == wanted


# Models that a call builds, in the last line.
BUILT = {
    "keras": "import keras\nm = keras.Sequential([])\n",
    "keras of tensorflow": "import tensorflow as tf\nm = tf.keras.models.Sequential()\n",
    "functional": "from tensorflow import keras\nm = keras.Model(inputs=a, outputs=b)\n",
    "torch": "from torch import nn\nm = nn.Sequential(nn.Linear(1, 1))\n",
    "estimator": "import tensorflow as tf\ne = tf.estimator.Estimator(model_fn=f)\n",
    "ready estimator": "import tensorflow as tf\ne = tf.compat.v1.estimator.DNNClassifier([1])\n",
}


def test_a_model_that_a_call_builds_is_defined() -> None:
    wanted = {name: [f"defines {code.count(chr(10))}"] for name, code in BUILT.items()}
    assert each_alone(BUILT) == wanted


GRAPH = "from langgraph.graph import StateGraph\n\ng = StateGraph(dict)\ng.add_node('a', step)\nflow = g.compile()\n"
# Where a graph stands, and how it is imported: a folder needs no `__init__.py`, but is no installed package.
FOLDERS = {
    "a package": ({"svc/__init__.py": "", "svc/flow.py": GRAPH}, "svc", True),
    "a folder": ({"svc/flow.py": GRAPH}, "svc", True),
    "a folder in another": ({"svc/inner/flow.py": GRAPH}, "svc.inner", True),
    "a file that is not here": ({"svc/other.py": GRAPH}, "svc", False),
    "a folder with the name of a library": ({"keras/flow.py": GRAPH}, "keras", False),
}


@pytest.mark.parametrize(("files", "package", "asks"), FOLDERS.values(), ids=FOLDERS)
def test_a_graph_of_a_folder_without_an_init_file_is_ours(
    files: dict[str, str], package: str, asks: bool
) -> None:
    ask = f"from {package}.flow import flow\n\ndef answer(row):\n    return flow.invoke(row)\n"
    found = [each for each in model_uses(snapshot({**files, "ask.py": ask})) if each.code.path == "ask.py"]
    assert [(each.kind, each.function) for each in found] == ([("calls", "answer")] if asks else [])


def test_a_loss_that_a_helper_computes_is_trained_with() -> None:
    step = "{}from losses import loss\n\ndef step(optimizer):\n    loss(1).backward()\n"
    helper = "def loss(x):\n    return x\n"
    for head, kinds in (("import torch\n", {"trains"}), ("", set[str]())):
        repo = snapshot({"step.py": step.format(head), "losses.py": helper})
        assert {use.kind for use in model_uses(repo)} == kinds
    own = "class Robot:\n    def backward(self):\n        return 1\n\n\ndef loss(x):\n    return Robot()\n"
    assert not model_uses(snapshot({"step.py": step.format("import torch\n"), "losses.py": own}))
