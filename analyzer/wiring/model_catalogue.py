"""The packages and names that models come from where they run in the program itself."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

# Packages whose objects are models: `.fit`, `.predict` and the like on them, or on something that a
# file importing them was handed, is model work.
MODEL_PACKAGES = word_set(
    "sklearn xgboost lightgbm catboost torch tensorflow keras tf_keras jax flax transformers "
    "sentence_transformers pytorch_lightning lightning fastai statsmodels prophet spacy gensim "
    "surprise implicit lightfm pyspark.ml pyspark.mllib h2o autogluon pycaret tpot mxnet paddle "
    "chainer theano onnxruntime skorch stable_baselines3 sb3_contrib ray.rllib pyod imblearn cuml "
    "ultralytics "
    "timm peft trl accelerate diffusers sktime darts pmdarima neuralprophet river hmmlearn lifelines "
    "optuna.integration haiku tflearn allennlp flair fasttext detectron2 mmcv mmdet mmengine "
    "segmentation_models_pytorch torchvision torchaudio torchtext tensorflow_probability pymc pymc3 causalml "
    "econml interpret ngboost tensorflow_decision_forests setfit rasa annoy faiss kerastuner keras_tuner "
    "keras_hub keras_nlp keras_cv fbprophet tabpfn pytorch_tabnet pytorch_forecasting gluonts statsforecast "
    "mlforecast neuralforecast gpytorch botorch pgmpy pomegranate GPy pygam sksurv linearmodels bertopic "
    "keybert top2vec simpletransformers ludwig flaml supervised autosklearn lightautoml evalml kats merlion "
    "etna aeon tslearn mlxtend d3rlpy tianshou torch_geometric dgl tensorflow_recommenders recbole unsloth "
    "bigframes.ml snowflake.ml.modeling sagemaker optimum gliner span_marker stanza nemo speechbrain "
    "mlx equinox "
    "dask_ml cudf_ml hdbscan thinc tsai timesfm chronos snapml daal4py composer fairseq"
)
MODEL_ROOTS = frozenset(package.partition(".")[0] for package in MODEL_PACKAGES)
# What is fitted here prepares rows for a model and is none.
PREPARATION_PACKAGES = word_set(
    "sklearn.preprocessing sklearn.impute sklearn.feature_extraction sklearn.feature_selection "
    "sklearn.compose imblearn.over_sampling imblearn.under_sampling imblearn.combine torchvision.transforms "
    "cuml.preprocessing cuml.feature_extraction dask_ml.preprocessing dask_ml.impute pyspark.ml.feature "
    "snowflake.ml.modeling.preprocessing snowflake.ml.modeling.impute sktime.transformations "
    "darts.dataprocessing river.preprocessing keras.preprocessing tensorflow.keras.preprocessing"
)
# And what is called so, where its package cannot be told; an `autoencoder` is a model.
PREPARING_NAME = lazy_regex(
    r"(?:\b|_)(?:(?:label|one_?hot|ordinal|target)?_?encoders?|scalers?|imputers?|vectori[sz]ers?|normali[sz]ers?"
    r"|binari[sz]ers?|discreti[sz]ers?|preprocessors?|tfidf|le|ohe)\Z",
    re.IGNORECASE,
)
# A tokenizer, a processor of images or a configuration is loaded like a model and is none.
NO_MODEL_CLASS = lazy_regex(r"(?:Tokenizer(?:Fast)?|Processor|FeatureExtractor|Config|Vocab)\Z")
TRAIN_METHODS = word_set("fit partial_fit fit_generator fit_one_cycle fine_tune learn train_on_batch")
STEP_METHODS = word_set("backward apply_gradients minimize")
PREDICT_METHODS = word_set(
    "predict predict_raw predict_proba predict_log_proba decision_function score_samples predict_on_batch "
    "predict_generator generate infer"
)
# Methods with everyday namesakes: `?.fit` needs no package, but `?.learn` would be anybody's.
UNMISTAKABLE = word_set("fit partial_fit fit_generator predict predict_proba backward")

BOOSTER_CALLS = word_set("xgboost.train lightgbm.train xgboost.cv lightgbm.cv")
TRAIN_CALLS = (
    BOOSTER_CALLS
    | word_set(
        "transformers.Trainer().train trl.SFTTrainer().train trl.DPOTrainer().train trl.GRPOTrainer().train "
        "trl.PPOTrainer().train transformers.Seq2SeqTrainer().train setfit.Trainer().train "
        "sentence_transformers.SentenceTransformerTrainer().train fasttext.train_supervised "
        "autogluon.tabular.TabularPredictor().fit catboost.train ultralytics.YOLO().train "
        "tensorflow.estimator.train_and_evaluate tensorflow.compat.v1.estimator.train_and_evaluate "
        "mlx_lm.lora.run surprise.model_selection.cross_validate"
    )
    | {
        f"pycaret.{kind}.{owner}{function}"
        for kind, experiment in (
            ("classification", "ClassificationExperiment"),
            ("regression", "RegressionExperiment"),
            ("clustering", "ClusteringExperiment"),
            ("anomaly", "AnomalyExperiment"),
            ("time_series", "TSForecastingExperiment"),
        )
        for owner in ("", f"{experiment}().")
        for function in ("compare_models", "create_model", "tune_model", "automl")
    }
)
LOAD_CALLS = word_set(
    "joblib.load sklearn.externals.joblib.load skops.io.load torch.load torch.jit.load "
    "torch.hub.load tensorflow.keras.models.load_model keras.models.load_model "
    "tensorflow.saved_model.load tensorflow_hub.load tensorflow_hub.KerasLayer "
    "tf_keras.models.load_model onnxruntime.InferenceSession openvino.Core transformers.pipeline "
    "sentence_transformers.SentenceTransformer sentence_transformers.CrossEncoder "
    "sentence_transformers.SparseEncoder spacy.load fasttext.load_model "
    "gensim.models.KeyedVectors.load whisper.load_model ultralytics.YOLO easyocr.Reader "
    "fastai.learner.load_learner fastai.vision.all.load_learner timm.create_model h2o.load_model "
    "xgboost.Booster().load_model lightgbm.Booster pyspark.ml.PipelineModel.load "
    "tensorflow.lite.Interpreter tflite_runtime.interpreter.Interpreter "
    "ai_edge_litert.interpreter.Interpreter vllm.LLM vllm.AsyncLLMEngine.from_engine_args llama_cpp.Llama "
    "keras.saving.load_model safetensors.torch.load_file deeppavlov.build_model "
    "allennlp.models.archival.load_archive allennlp_models.pretrained.load_predictor "
    "allennlp.predictors.Predictor.from_path allennlp.predictors.predictor.Predictor.from_path "
    "mlx_lm.load mlx_lm.utils.load mlx_vlm.load open_clip.create_model_and_transforms "
    "open_clip.create_model_from_pretrained clip.load cv2.dnn.readNet cv2.dnn.readNetFromONNX "
    "cv2.dnn.readNetFromCaffe cv2.dnn.readNetFromDarknet cv2.dnn.readNetFromTensorflow "
    "coremltools.models.MLModel faster_whisper.WhisperModel whisperx.load_model gpt4all.GPT4All "
    "sglang.Engine vosk.Model pocketsphinx.Decoder ragatouille.RAGPretrainedModel.from_pretrained "
    "ragatouille.RAGPretrainedModel.from_index "
    "lmdeploy.pipeline tensorrt_llm.LLM onnxruntime_genai.Model fastembed.TextEmbedding "
    "FlagEmbedding.FlagModel FlagEmbedding.BGEM3FlagModel FlagEmbedding.FlagReranker "
    "InstructorEmbedding.INSTRUCTOR insightface.app.FaceAnalysis paddleocr.PaddleOCR "
    "doctr.models.ocr_predictor pyannote.audio.Pipeline.from_pretrained TTS.api.TTS stanza.Pipeline "
    "pypmml.Model.load pypmml.Model.fromFile treelite.Model.load txtai.Embeddings txtai.LLM keybert.KeyBERT "
    "bentoml.models.HuggingFaceModel bentoml.models.BentoModel bentoml.models.get h2o.import_mojo "
    "h2o.upload_mojo prophet.serialize.model_from_json neuralprophet.load surprise.dump.load "
    "statsmodels.api.load statsmodels.iolib.smpickle.load_pickle huggingface_hub.from_pretrained_keras "
    "keras.layers.TFSMLayer "
    "tensorflow.compat.v1.saved_model.load tensorflow.contrib.predictor.from_saved_model exllamav2.ExLlamaV2 "
    "guidance.models.Transformers guidance.models.LlamaCpp outlines.models.transformers "
    "outlines.models.vllm outlines.models.llamacpp outlines.from_transformers outlines.from_llamacpp "
    "outlines.from_vllm outlines.from_mlxlm lmstudio.llm vetiver.VetiverModel.from_pin "
    "vetiver.vetiver_model.VetiverModel.from_pin vetiver.vetiver_pin_read "
    "vetiver.pin_read_write.vetiver_pin_read"
)
# What an object of `LOAD_CALLS` is asked for, besides `PREDICT_METHODS`.
LOADED_METHODS = word_set(
    "run run_async encode embed query_embed passage_embed transcribe translate detect ocr readtext recognize "
    "invoke chat respond create_chat_completion create_completion create_embedding compute_score rank "
    "extract_keywords tts tts_to_file forward"
)
# Functions that answer with a model by themselves.
ANSWER_CALLS = word_set(
    "mlx_lm.generate mlx_lm.stream_generate mlx_lm.batch_generate mlx_vlm.generate mlx_vlm.stream_generate "
    "mlx_whisper.transcribe deepface.DeepFace.analyze "
    "deepface.DeepFace.represent deepface.DeepFace.verify face_recognition.face_encodings"
)
LOAD_METHODS = word_set("from_pretrained load_from_checkpoint load_model load_weights load_state_dict")
# Every class of these that is loaded by `load` is a model.
LOADING_PACKAGES = word_set(
    "gensim.models stable_baselines3 sb3_contrib flair.models darts.models bertopic sktime pmdarima skorch "
    "ray.rllib tensorflow_decision_forests pyspark.ml"
)
# Stores that load a model of any kind by `load_model`.
MODEL_STORES = word_set("mlflow bentoml")
# Functions of a module that hold the model between their calls.
SESSION_FUNCTIONS = {
    "pycaret": {
        "create_model": "trains",
        "compare_models": "trains",
        "tune_model": "trains",
        "predict_model": "calls",
    }
}
# Of a package that no table knows, a class that calls itself a model and is loaded is one, unless the
# package calls other things models: tables of a database, schemas, lists on a screen.
MODEL_CLASS = lazy_regex(r"(?:Model|Classifier|Regressor|Predictor|Forecaster|Recognizer)\Z")
CLASS_LOADERS = word_set("load load_model from_config from_file from_checkpoint from_pretrained restore")
OTHER_MODELS = word_set(
    "django peewee pydantic pydantic_settings sqlalchemy sqlmodel flask_sqlalchemy mongoengine odmantic "
    "beanie pynamodb orator pony tortoise ormar marshmallow msgspec attr attrs dataclasses_json PyQt4 PyQt5 "
    "PyQt6 PySide2 PySide6 gi bokeh traitlets cobra odoo schematics umongo redis_om"
)
# What joins the preparation of data with a model.
PIPELINE_BUILDERS = word_set(
    "sklearn.pipeline.Pipeline sklearn.pipeline.make_pipeline sklearn.compose.ColumnTransformer "
    "sklearn.compose.make_column_transformer imblearn.pipeline.Pipeline imblearn.pipeline.make_pipeline "
    "pyspark.ml.Pipeline"
)
# Containers of any object: a model only where something says or asks so.
PICKLES = word_set(
    "pickle.load pickle.loads dill.load dill.loads cloudpickle.load cloudpickle.loads _pickle.load "
    "_pickle.loads cPickle.load cPickle.loads pickle5.load pickle5.loads pickle.Unpickler().load "
    "pandas.read_pickle mlflow.pyfunc.load_model"
)
MODEL_BASES = word_set(
    "torch.nn.Module torch.nn.modules.module.Module keras.Model tensorflow.keras.Model "
    "keras.models.Model tensorflow.keras.models.Model pytorch_lightning.LightningModule "
    "lightning.LightningModule lightning.pytorch.LightningModule flax.linen.Module flax.nnx.Module "
    "sklearn.base.ClassifierMixin sklearn.base.RegressorMixin sklearn.base.ClusterMixin "
    "sklearn.base.OutlierMixin mlflow.pyfunc.PythonModel mlflow.pyfunc.ChatModel "
    "mlflow.pyfunc.ResponsesAgent "
    "transformers.PreTrainedModel transformers.TFPreTrainedModel tensorflow.Module keras.Sequential "
    "tensorflow.keras.Sequential tf_keras.Model tensorflow_recommenders.Model "
    "tensorflow_recommenders.models.Model "
    "torch.jit.ScriptModule gpytorch.models.ExactGP gpytorch.models.ApproximateGP equinox.Module "
    "haiku.Module "
    "mlx.nn.Module paddle.nn.Layer mxnet.gluon.Block mxnet.gluon.HybridBlock mxnet.gluon.nn.HybridBlock "
    "mxnet.gluon.nn.Block chainer.Chain torch_geometric.nn.MessagePassing pyro.nn.PyroModule dspy.Module "
    "stable_baselines3.common.policies.ActorCriticPolicy "
    "stable_baselines3.common.torch_layers.BaseFeaturesExtractor"
)
# A class of these may as well prepare data: it is a model if it predicts.
ESTIMATOR_BASES = word_set("sklearn.base.BaseEstimator pyspark.ml.Model pyspark.ml.base.Model")
# Calls that build a model whose parts are named in them.
MODEL_BUILDERS = word_set(
    "torch.nn.Sequential keras.Sequential keras.models.Sequential keras.Model keras.models.Model "
    "tensorflow.keras.Sequential tensorflow.keras.models.Sequential tensorflow.keras.Model "
    "tensorflow.keras.models.Model tf_keras.Sequential tf_keras.Model tf_keras.models.Sequential "
    "tensorflow.python.keras.Sequential tensorflow.python.keras.models.Sequential flax.linen.Sequential "
    "flax.nnx.Sequential paddle.nn.Sequential paddle.Model mxnet.gluon.nn.Sequential "
    "mxnet.gluon.nn.HybridSequential mlx.nn.Sequential haiku.Sequential chainer.Sequential "
    "jax.example_libraries.stax.serial equinox.nn.Sequential equinox.nn.MLP tflearn.DNN "
    "torch_geometric.nn.Sequential thinc.api.chain"
)
# Every class of these that is constructed is a model with its training and its questions.
BUILDER_PACKAGES = word_set("tensorflow.estimator tensorflow.compat.v1.estimator tensorflow.contrib.learn")
BUILDER_CLASS = lazy_regex(r"(?:Estimator|Classifier|Regressor|EstimatorV2)\Z")
# Addresses of models that are still to be filled in.
PLACEHOLDER_ADDRESS = lazy_regex(
    r"<[^<>\n]{0,40}(?:model|bucket|path|account|project|region|repo|name|uri|url|org|user|registry|your|my)"
    r"[^<>\n]{0,40}>"
    r"|://your[-_]?[a-z]|://(?:my|some|example)[-_]?bucket"
    r"|://(?:bucket|bucket[-_]?name|path|some)/"
    r"|(?<![A-Za-z0-9])your[-_]?(?:[a-z]{1,20}[-_])?(?:model|bucket|org|organi[sz]ation|user|username|name|account|"
    r"company|project|registry|repo)(?![a-z])"
    r"|(?<![\w-])/?(?:path|absolute/path|full/path)/to(?:/|\b)"
    r"|\b(?:YOUR|REPLACE|INSERT)_[A-Z_]{1,40}\b",
    re.IGNORECASE,
)
