"""Models that libraries bring along or that are loaded by name: what loads them, what asks them, what does not."""

from __future__ import annotations

from tests.support.model_kinds import each_alone

# The last line asks.
ASKED = {
    "translation": "import ctranslate2\nt = ctranslate2.Translator('m')\nt.translate_batch([['a']])\n",
    "recognition of speech": (
        "import sherpa_onnx\nr = sherpa_onnx.OfflineRecognizer.from_transducer(encoder='e')\nr.decode_stream(s)\n"
    ),
    "speech, of a class that is called": "from kokoro import KPipeline\np = KPipeline(lang_code='a')\np('hi')\n",
    "function of a runtime": "from bark import generate_audio\n\ngenerate_audio('hi')\n",
    "function of a module of one": "import argostranslate.translate as t\n\nt.translate('a', 'en', 'de')\n",
    "what a function of a runtime loads": "from hummingbird.ml import load\nm = load('m')\nm.predict([[1]])\n",
    "maker with a name of its own": (
        "from mediapipe.tasks.python import vision\nd = vision.ObjectDetector.create_from_options(o)\nd.detect(i)\n"
    ),
    "translation of a provider": "import deepl\nt = deepl.Translator('k')\nt.translate_text('a', target_lang='DE')\n",
    "endpoint of a cloud of graphics cards": "import runpod\ne = runpod.Endpoint('e')\ne.run_sync({})\n",
    "embedding of a provider": "from nomic import embed\n\nembed.text(['a'], model='m')\n",
    "memory that a model writes": "from mem0 import Memory\nm = Memory()\nm.add('a', user_id='u')\n",
    "landmarks": "import mediapipe as mp\nf = mp.solutions.face_mesh.FaceMesh()\nf.process(i)\n",
    "embedding": "from fastembed import SparseTextEmbedding\ne = SparseTextEmbedding('m')\ne.embed(['a'])\n",
    "compiled network": "import openvino as ov\ncore = ov.Core()\nnet = core.compile_model('m.xml')\nnet([x])\n",
    "function of a table": "import mlflow\nlate = mlflow.pyfunc.spark_udf(spark, 'models:/m@a')\nd.withColumn('p', late('x'))\n",
    "fit of a runtime": "from pysentimiento import Analyzer\na = Analyzer()\na.predict('x')\n",
    "any package's pretrained model": "from newkit import Net\nm = Net.from_pretrained('a/b')\nm.forecast([1])\n",
    "any package's pretrained model that is called": "from newkit import Net\nm = Net.from_pretrained('a/b')\nm([1])\n",
    "quantized": "from awq import AutoAWQForCausalLM as A\nm = A.from_quantized('a/b')\nm.generate(i)\n",
    "compiled for a runtime": (
        "from openvino.runtime import Core\nc = Core()\nm = c.compile_model(c.read_model('m.xml'))\nm([1])\n"
    ),
    "request to what was compiled": (
        "import openvino as ov\nm = ov.Core().compile_model('m.xml')\nm.create_infer_request().infer([1])\n"
    ),
    "context of an engine": (
        "import tensorrt as trt\ne = trt.Runtime(log).deserialize_cuda_engine(b)\n"
        "e.create_execution_context().execute_v2([])\n"
    ),
    "moved to a device": "from transformers import AutoModel\nm = AutoModel.from_pretrained('a').eval().to('cuda')\nm(i)\n",
    "exported program": "import torch\nm = torch.export.load('m.pt2').module()\nm(i)\n",
    "result of a regression": (
        "from statsmodels.tsa.arima.model import ARIMAResults\nr = ARIMAResults.load('m.pkl')\nr.get_forecast(3)\n"
    ),
    "forecast": (
        "from statsmodels.tsa.holtwinters import ExponentialSmoothing\n"
        "ExponentialSmoothing(y).fit().forecast(3)\n"
    ),
    "row by row": "from river import compose\nm = compose.Pipeline(a)\nm.predict_proba_one({'a': 1})\n",
    "pipeline of spark": "from pyspark.ml import PipelineModel\nm = PipelineModel.load('m')\nm.transform(d)\n",
    "store": "from mlflow.sklearn import load_model\nm = load_model('models:/m/1')\nm.predict(x)\n",
    "interpreter of another spelling": (
        "from tensorflow.lite.python.interpreter import Interpreter\ni = Interpreter('m.tflite')\ni.invoke()\n"
    ),
    "policy": (
        "from ray.rllib.algorithms.algorithm import Algorithm\na = Algorithm.from_checkpoint('c')\n"
        "a.compute_single_action(o)\n"
    ),
}

# The last line loads.
LOADED = {
    "handler of a pipeline": (
        "from apache_beam.ml.inference.sklearn_inference import SklearnModelHandlerNumpy as H\nh = H(model_uri='m.pkl')\n"
    ),
    "runtime": "from flashrank import Ranker\nr = Ranker()\n",
    "function of a runtime": "import silero_vad\nm = silero_vad.load_silero_vad()\n",
    "quantized": "from newkit import Net\nm = Net.from_quantized('a/b')\n",
    "pipeline of spaCy, a package of its own": "import de_core_news_md\nn = de_core_news_md.load()\n",
    "network of others, with weights": "import torchvision\nm = torchvision.models.resnet50(weights='DEFAULT')\n",
    "network of others, that has weights by default": (
        "import tensorflow as tf\nm = tf.keras.applications.ResNet50()\n"
    ),
    "classifier of pictures": "import cv2\nc = cv2.CascadeClassifier('f.xml')\n",
}

# The last line draws a network without weights.
DRAWN = {
    "without weights": "import torchvision\nm = torchvision.models.resnet50()\n",
    "weights that are none": "import torchvision\nm = torchvision.models.resnet50(weights=None)\n",
    "of keras, without weights": "from keras import applications\nm = applications.ResNet50(weights=None)\n",
    "for segmentation": "import segmentation_models_pytorch as smp\nm = smp.Unet('resnet34')\n",
}

# The last line trains.
TRAINED = {
    "row by row": "from river import tree\nm = tree.HoeffdingTreeClassifier()\nm.learn_one({'a': 1}, 0)\n",
    "posterior": "import pymc as pm\n\npm.sample(100)\n",
    "posterior, by a class": "from numpyro.infer import MCMC\nm = MCMC(k, num_samples=9)\nm.run(r)\n",
}

NONE = {
    "result of a pipeline": "from apache_beam.ml.inference.base import PredictionResult\nPredictionResult(a, b)\n",
    "devices that a runtime knows": "import openvino as ov\nc = ov.Core()\nprint(c.available_devices)\n",
    "configuration of a runtime": "import openvino_genai as ov\nc = ov.GenerationConfig()\nc.validate()\n",
    "devices of a runtime": "import openvino\n\nopenvino.get_version()\n",
    "conversion for a runtime": "import openvino\n\nopenvino.convert_model('m.onnx')\n",
    "compilation of another package": "import torch\n\ntorch.compile_model('m')\n",
    "request to one": "from flashrank import RerankRequest\nr = RerankRequest(query='q', passages=[])\n",
    "options": "from mediapipe.tasks import python\no = python.BaseOptions(model_asset_path='m')\n",
    "list of a runtime": "from fastembed import models\n\nmodels.names()\n",
    "pretrained tokenizer": "from newkit import NetTokenizer\nt = NetTokenizer.from_pretrained('a/b')\nt('text')\n",
    "pretrained scheduler": "from diffusers import DDIMScheduler\ns = DDIMScheduler.from_pretrained('a/b')\n",
    "load of any package": "from newkit import Net\nm = Net.load('a')\nm.forecast([1])\n",
    "name of some weights": "from torchvision import models\n\nmodels.get_model_weights('resnet50')\n",
    "weights alone": "from torchvision.models import ResNet50_Weights\n\nResNet50_Weights.DEFAULT.transforms()\n",
    "preparation of pictures": "from keras.applications import resnet50\n\nresnet50.preprocess_input(x)\n",
    "index of spark": (
        "from pyspark.sql import SparkSession\ns = SparkSession.builder.getOrCreate()\ns.read.load('a').transform(f)\n"
    ),
    "package named like a pipeline of spaCy": "import de_core_news\n\nde_core_news.load()\n",
}


def _last_lines(table: dict[str, str], kind: str) -> dict[str, str]:
    return {name: f"{kind} {code.count(chr(10))}" for name, code in table.items()}


def test_what_a_brought_or_loaded_model_is_asked() -> None:
    wanted, found = _last_lines(ASKED, "calls"), each_alone(ASKED)
    assert {name: each for name, each in found.items() if wanted[name] not in each} == {}


def test_what_loads_a_brought_model() -> None:
    assert each_alone(LOADED) == {name: [each] for name, each in _last_lines(LOADED, "loads").items()}


def test_a_network_that_others_drew_is_defined_where_it_comes_without_weights() -> None:
    assert each_alone(DRAWN) == {name: [each] for name, each in _last_lines(DRAWN, "defines").items()}


def test_what_trains_by_a_verb_of_its_own() -> None:
    wanted, found = _last_lines(TRAINED, "trains"), each_alone(TRAINED)
    assert {name: each for name, each in found.items() if wanted[name] not in each} == {}


def test_what_stands_beside_a_brought_model_is_none() -> None:
    assert {name: each for name, each in each_alone(NONE).items() if each} == {}


SDK = "from openai import OpenAI\n\nclient = OpenAI()\n\n\n"
# A question that is handed over, or a client behind a property: the last line asks.
THROUGH = {
    "to a thread": "async def f(q):\n    return await asyncio.to_thread(client.responses.create, input=q)\n",
    "to a pool": "async def f(q, loop):\n    await loop.run_in_executor(None, partial(client.responses.create, input=q))\n",
    "to every element": "def f(qs):\n    return list(map(client.responses.create, qs))\n",
    "a property": (
        "class Asks:\n    @property\n    def client(self):\n        return OpenAI()\n\n"
        "    def f(self, q):\n        return self.client.responses.create(input=q)\n"
    ),
    "a property that is made once": (
        "class Asks:\n    _c = None\n\n    @property\n    def client(self):\n        if self._c is None:\n"
        "            self._c = OpenAI()\n        return self._c\n\n"
        "    def f(self, q):\n        return self.client.responses.create(input=q)\n"
    ),
}
NOT_THROUGH = {
    "another question in a thread": "async def f(q):\n    return await asyncio.to_thread(client.files.list, q)\n",
    "a client that is given": "async def f(q):\n    return await asyncio.to_thread(work, client, q)\n",
    "a pipeline that is given": (
        "from transformers import pipeline\np = pipeline\n\n\nasync def f(q):\n    await asyncio.to_thread(work, p, q)\n"
    ),
    "only named": "def f(q):\n    asked = client.responses.create\n    print(asked)\n",
    "a method that is not called": (
        "class Asks:\n    def client(self):\n        return OpenAI()\n\n"
        "    def f(self, q):\n        return self.client.responses.create(input=q)\n"
    ),
}


def test_a_question_is_followed_through_what_asks_it() -> None:
    table = {name: SDK + code for name, code in THROUGH.items()}
    assert each_alone(table) == {name: [each] for name, each in _last_lines(table, "calls").items()}
    other = {name: SDK + code for name, code in NOT_THROUGH.items()}
    assert {name: each for name, each in each_alone(other).items() if each} == {}
