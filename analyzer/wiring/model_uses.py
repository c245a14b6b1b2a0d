"""Which code trains, loads, calls or defines a model, by the packages that models come from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files, module_index, package_of
from analyzer.wiring.roles import is_test

# Packages whose objects are models: `.fit`, `.predict` and the like on them, or on something that a
# file importing them was handed, is model work.
MODEL_PACKAGES = word_set(
    "sklearn xgboost lightgbm catboost torch tensorflow keras jax flax transformers "
    "sentence_transformers pytorch_lightning lightning fastai statsmodels prophet spacy gensim "
    "surprise implicit lightfm pyspark.ml pyspark.mllib h2o autogluon pycaret tpot mxnet paddle "
    "chainer theano onnxruntime skorch stable_baselines3 ray.rllib pyod imblearn cuml ultralytics "
    "timm peft trl diffusers sktime darts pmdarima neuralprophet river hmmlearn lifelines "
    "optuna.integration haiku tflearn allennlp flair fasttext detectron2 mmcv mmdet "
    "segmentation_models_pytorch torchvision tensorflow_probability pymc causalml econml "
    "interpret ngboost tensorflow_decision_forests setfit rasa annoy faiss kerastuner"
)
MODEL_ROOTS = frozenset(package.partition(".")[0] for package in MODEL_PACKAGES)
# What is fitted here prepares rows for a model and is none.
PREPARATION_PACKAGES = word_set(
    "sklearn.preprocessing sklearn.impute sklearn.feature_extraction sklearn.feature_selection "
    "sklearn.compose imblearn.over_sampling imblearn.under_sampling imblearn.combine torchvision.transforms"
)
TRAIN_METHODS = word_set("fit partial_fit fit_generator fit_one_cycle fine_tune learn train_on_batch")
STEP_METHODS = word_set("backward apply_gradients minimize")
PREDICT_METHODS = word_set(
    "predict predict_proba predict_log_proba decision_function score_samples predict_on_batch "
    "predict_generator generate infer"
)
# Methods with everyday namesakes: `?.fit` needs no package, but `?.learn` would be anybody's.
UNMISTAKABLE = word_set("fit partial_fit fit_generator predict predict_proba backward")

BOOSTER_CALLS = word_set("xgboost.train lightgbm.train xgboost.cv lightgbm.cv")
TRAIN_CALLS = BOOSTER_CALLS | word_set(
    "transformers.Trainer().train trl.SFTTrainer().train fasttext.train_supervised "
    "autogluon.tabular.TabularPredictor().fit"
)
LOAD_CALLS = word_set(
    "joblib.load sklearn.externals.joblib.load skops.io.load torch.load torch.jit.load "
    "torch.hub.load tensorflow.keras.models.load_model keras.models.load_model "
    "tensorflow.saved_model.load tensorflow_hub.load tensorflow_hub.KerasLayer "
    "tf_keras.models.load_model onnxruntime.InferenceSession openvino.Core transformers.pipeline "
    "sentence_transformers.SentenceTransformer spacy.load fasttext.load_model "
    "gensim.models.KeyedVectors.load whisper.load_model ultralytics.YOLO easyocr.Reader "
    "fastai.learner.load_learner fastai.vision.all.load_learner timm.create_model h2o.load_model "
    "xgboost.Booster().load_model lightgbm.Booster pyspark.ml.PipelineModel.load "
    "tensorflow.lite.Interpreter tflite_runtime.interpreter.Interpreter vllm.LLM llama_cpp.Llama "
    "keras.saving.load_model safetensors.torch.load_file deeppavlov.build_model "
    "allennlp.models.archival.load_archive allennlp_models.pretrained.load_predictor "
    "allennlp.predictors.Predictor.from_path allennlp.predictors.predictor.Predictor.from_path"
)
LOAD_METHODS = word_set("from_pretrained load_from_checkpoint load_model load_weights load_state_dict")
# Of a package that no table knows, a class that calls itself a model and is loaded is one, unless the
# package calls other things models: tables of a database, schemas, lists on a screen.
MODEL_CLASS = re.compile(r"(?:Model|Classifier|Regressor|Predictor|Forecaster|Recognizer)\Z")
CLASS_LOADERS = word_set("load load_model from_config from_file from_checkpoint from_pretrained restore")
OTHER_MODELS = word_set(
    "django peewee pydantic pydantic_settings sqlalchemy sqlmodel flask_sqlalchemy mongoengine odmantic "
    "beanie pynamodb orator pony tortoise ormar marshmallow msgspec attr attrs dataclasses_json PyQt4 PyQt5 "
    "PyQt6 PySide2 PySide6 gi bokeh traitlets cobra odoo schematics umongo redis_om"
)
# An object of these packages that is asked for something is a call of a model elsewhere.
# What joins the preparation of data with a model.
PIPELINE_BUILDERS = word_set(
    "sklearn.pipeline.Pipeline sklearn.pipeline.make_pipeline sklearn.compose.ColumnTransformer "
    "sklearn.compose.make_column_transformer imblearn.pipeline.Pipeline imblearn.pipeline.make_pipeline "
    "pyspark.ml.Pipeline"
)
REMOTE_PACKAGES = word_set(
    "openai anthropic litellm cohere mistralai google.generativeai google.genai vertexai "
    "replicate ollama groq together langchain langchain_core langchain_openai langchain_community "
    "langgraph llama_index haystack tritonclient tensorflow_serving bentoml mlserver kserve "
    "seldon_core dspy"
)
REMOTE_METHODS = word_set(
    "create completion completions chat invoke ainvoke run complete generate generate_content "
    "predict infer embed embed_documents embed_query parse stream query Predict"
)
# Containers of any object: a model only where the file works with models too.
PICKLES = word_set("pickle.load pickle.loads dill.load cloudpickle.load mlflow.pyfunc.load_model")
MODEL_BASES = word_set(
    "torch.nn.Module torch.nn.modules.module.Module keras.Model tensorflow.keras.Model "
    "keras.models.Model tensorflow.keras.models.Model pytorch_lightning.LightningModule "
    "lightning.LightningModule lightning.pytorch.LightningModule flax.linen.Module "
    "sklearn.base.BaseEstimator sklearn.base.ClassifierMixin sklearn.base.RegressorMixin "
    "mlflow.pyfunc.PythonModel"
)


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A place where a model is trained, loaded, called or defined."""

    code: Code
    line: int
    kind: str
    target: str


@derived
def model_uses(repo: Snapshot) -> tuple[ModelUse, ...]:
    """Every place of the repository, live code before notebooks, tests included."""
    found: list[ModelUse] = []
    for code in code_files(repo):
        imported = _imported(repo, code)
        if not imported:
            continue
        with_models = not MODEL_ROOTS.isdisjoint(imported)
        for call in code.facts.calls:
            kind = _kind(call, imported, with_models=with_models)
            if kind is not None:
                found.append(ModelUse(code, code.line(repo, call.line), kind, call.target))
        found.extend(
            ModelUse(code, code.line(repo, definition.line), "defines", f"class {definition.name}")
            for definition in code.facts.classes
            if any(package_of(base, MODEL_BASES) for base in definition.bases)
        )
    return tuple(found)


def _imported(repo: Snapshot, code: Code) -> frozenset[str]:
    """The top-level packages that the file imports and that are not local modules."""
    index = module_index(repo)
    return frozenset(
        each.module.partition(".")[0]
        for each in code.facts.imports
        if not each.type_checking and not index.is_local(code.path, each.module)
    )


def _kind(call: Call, imported: frozenset[str], *, with_models: bool) -> str | None:
    target = call.target
    root = target.partition(".")[0].removesuffix("()")
    method = target.rpartition(".")[2]
    if root in imported:
        plain = target.replace("().", ".")
        if target in TRAIN_CALLS or plain in TRAIN_CALLS:
            return "trains"
        if target in LOAD_CALLS or plain in LOAD_CALLS:
            return "loads"
        if target in PICKLES:
            return (
                "loads"
                if with_models or root == "mlflow" or "model" in " ".join(call.strings).casefold()
                else None
            )
        if root == "mlflow" and method == "load_model":
            return "loads"
        if package_of(target, REMOTE_PACKAGES) and method in REMOTE_METHODS and "()" in target:
            return "calls"
        if package_of(target, MODEL_PACKAGES) and package_of(target, PREPARATION_PACKAGES) is None:
            return _method_kind(method)
        owner = target.rpartition(".")[0].rpartition(".")[2]
        if method in CLASS_LOADERS and root not in OTHER_MODELS and MODEL_CLASS.search(owner):
            return "loads"
        return None
    if root == "?" and with_models and method in UNMISTAKABLE | LOAD_METHODS | STEP_METHODS:
        return _method_kind(method)
    return None


def _method_kind(method: str) -> str | None:
    if method in TRAIN_METHODS or method in STEP_METHODS:
        return "trains"
    if method in LOAD_METHODS:
        return "loads"
    if method in PREDICT_METHODS:
        return "calls"
    return None


def training_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that train a model, tests left out."""
    return frozenset(
        use.code.path
        for use in model_uses(repo)
        if use.kind == "trains" and not use.code.notebook and not is_test(repo, use.code.path)
    )
