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
    "pymc_marketing bigframes.ml snowflake.ml.modeling sagemaker optimum "
    "gliner span_marker stanza nemo speechbrain torch_tensorrt torch2trt "
    "mlx equinox "
    "dask_ml cudf_ml hdbscan thinc tsai timesfm chronos snapml daal4py composer fairseq"
)
# Libraries that bring the models which they run, most of them for one task: a class of theirs that is made
# holds one, and so does what their functions load.
BROUGHT_ALONG = word_set(
    "lleaves tl2cgen treelite_runtime onnxruntime_genai sherpa_onnx "
    "ctranslate2 ctransformers openvino_genai awq auto_gptq gptqmodel deepsparse hummingbird.ml "
    "fastembed flashrank rerankers pylate.models model2vec colpali_engine.models argostranslate.translate "
    "kokoro kokoro_onnx piper bark melo.api f5_tts.api "
    "outetts parler_tts chatterbox funasr pywhispercpp.model "
    "whisper_timestamped stable_whisper whisper_s2t lightning_whisper_mlx "
    "silero_vad resemblyzer openwakeword "
    "demucs.api panns_inference birdnetlib.analyzer basic_pitch.inference speechbrain.inference "
    "speechbrain.pretrained rapidocr rapidocr_onnxruntime cnocr "
    "surya.recognition surya.detection surya.layout "
    "nudenet fer facenet_pytorch mtcnn retinaface.RetinaFace yolov5 rfdetr super_gradients.training.models "
    "segment_anything sam2.build_sam sam2.sam2_image_predictor "
    "mobile_sam lang_sam groundingdino.util.inference "
    "mediapipe.solutions mediapipe.python.solutions mediapipe.tasks mmdet.apis mmpose.apis mmseg.apis "
    "mmocr.apis mmaction.apis pycoral.utils.edgetpu paddlenlp presidio_analyzer pysentimiento "
    "happytransformer spacy_llm.util tirex nixtla mmpretrain.apis mmpretrain.ImageClassificationInferencer "
    "chromadb.utils.embedding_functions colbert apache_beam.ml.inference"
)
MODEL_ROOTS = frozenset(package.partition(".")[0] for package in MODEL_PACKAGES | BROUGHT_ALONG)
# What such a library has beside its models.
HELPER_CLASS = lazy_regex(
    r"(?:Config|Configuration|Options|Params|Parameters|Args|Arguments|Request|Response|Query|Result|Results|Output"
    r"|Info|Error|Exception|Tokenizer|Processor|Settings|Spec|StorageView|Stream|Video|Image|Audio|Logger|Registry"
    r"|Passage|Document|Language|Enum|Connections?|Landmark|Recognizer(?:Registry|Result)|Downloader)\Z"
)
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
NO_MODEL_CLASS = lazy_regex(r"(?:Tokenizer(?:Fast)?|Processor|FeatureExtractor|Config|Vocab|Scheduler)\Z")
TRAIN_METHODS = word_set(
    "fit partial_fit fit_generator fit_one_cycle fine_tune learn train_on_batch learn_one learn_many"
)
STEP_METHODS = word_set("backward apply_gradients minimize")
PREDICT_METHODS = word_set(
    "predict predict_raw predict_proba predict_log_proba decision_function score_samples predict_on_batch "
    "predict_generator generate infer inplace_predict predict_one predict_many predict_proba_one "
    "predict_proba_many score_one forecast get_forecast get_prediction"
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
        "mlx_lm.lora.run surprise.model_selection.cross_validate catboost.cv "
        "sktime.forecasting.model_evaluation.evaluate "
        # Posteriors are drawn by the same few calls.
        "pymc.sample pymc3.sample pymc.fit pymc3.fit numpyro.infer.MCMC().run numpyro.infer.SVI().run "
        "pyro.infer.MCMC().run pyro.infer.SVI().step cmdstanpy.CmdStanModel().sample "
        "cmdstanpy.CmdStanModel().optimize cmdstanpy.CmdStanModel().variational pystan.StanModel().sampling "
        "stan.build().sample arch.arch_model().fit orbit.models.DLT().fit orbit.models.LGT().fit "
        "orbit.models.KTR().fit orbit.models.ETS().fit dowhy.CausalModel().estimate_effect"
    )
    # What fits the model that it is handed, once for every part of the rows.
    | {
        f"{package}.model_selection.{function}"
        for package in ("sklearn", "dask_ml", "cuml", "sktime", "aeon")
        for function in (
            "cross_val_score",
            "cross_validate",
            "cross_val_predict",
            "learning_curve",
            "validation_curve",
            "permutation_test_score",
        )
    }
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
    "tf_keras.models.load_model onnxruntime.InferenceSession mlflow.pyfunc.spark_udf "
    "transformers.pipeline optimum.pipelines.pipeline optimum.intel.pipelines.pipeline "
    "sentence_transformers.SentenceTransformer sentence_transformers.CrossEncoder "
    "sentence_transformers.SparseEncoder spacy.load fasttext.load_model "
    "gensim.models.KeyedVectors.load whisper.load_model ultralytics.YOLO easyocr.Reader "
    "fastai.learner.load_learner fastai.vision.all.load_learner timm.create_model h2o.load_model "
    "xgboost.Booster().load_model lightgbm.Booster pyspark.ml.PipelineModel.load "
    "tensorflow.lite.Interpreter tflite_runtime.interpreter.Interpreter "
    "tensorflow.lite.python.interpreter.Interpreter torch.export.load torch._inductor.aoti_load_package "
    "executorch.runtime.Runtime.get().load_program tensorrt.Runtime().deserialize_cuda_engine "
    "tensorrt_llm.runtime.ModelRunner.from_dir tensorrt_llm.runtime.ModelRunnerCpp.from_dir "
    "vllm.engine.async_llm_engine.AsyncLLMEngine.from_engine_args "
    "vllm.v1.engine.async_llm.AsyncLLM.from_engine_args "
    "vllm.v1.engine.async_llm.AsyncLLM.from_vllm_config "
    "ultralytics.RTDETR ultralytics.SAM ultralytics.FastSAM ultralytics.YOLOWorld ultralytics.NAS "
    "ultralytics.YOLOE llama_cpp.Llama.from_pretrained detectron2.engine.DefaultPredictor "
    "paddle.inference.create_predictor dlib.get_frontal_face_detector dlib.shape_predictor "
    "dlib.cnn_face_detection_model_v1 dlib.face_recognition_model_v1 cv2.CascadeClassifier "
    "cv2.FaceDetectorYN.create cv2.FaceRecognizerSF.create spacy.blank().from_disk "
    "gensim.models.fasttext.load_facebook_vectors gensim.models.fasttext.load_facebook_model "
    "gensim.models.KeyedVectors.load_word2vec_format gensim.downloader.load timesfm.TimesFm "
    "rembg.new_session modelscope.pipelines.pipeline "
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
# Runtimes whose objects load a model by a call of this name, wherever in the package they come from.
# https://docs.openvino.ai, https://docs.nvidia.com/deeplearning/tensorrt, https://docs.vllm.ai,
# https://github.com/google-ai-edge/LiteRT, https://github.com/airockchip/rknn-toolkit2
RUNTIME_LOADERS = {
    "openvino": word_set("read_model compile_model import_model load_network read_network import_network"),
    "tensorrt": word_set("deserialize_cuda_engine"),
    "deepsparse": word_set("compile_model"),
    "vllm": word_set("from_engine_args from_vllm_config"),
    "executorch": word_set("load_program load_method"),
    "ai_edge_litert": word_set("from_file from_buffer"),
    "rknnlite": word_set("load_rknn"),
    "ncnn": word_set("load_param"),
}
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
    "deepface.DeepFace.represent deepface.DeepFace.verify deepface.DeepFace.find "
    "deepface.DeepFace.extract_faces face_recognition.face_encodings face_recognition.face_locations "
    "rembg.remove mlflow.models.predict"
)
# What begins the name of a question to an object that is known to be a model.
ASKS_A_MODEL = lazy_regex(
    r"(?:inplace_)?(?:predict|transcrib|translat|generat|forecast|detect|recogni[sz]|classif|synthes|rerank|infer"
    r"|decode_|embed|encode|recommend|most_similar|similar|segment|track|separate|analy[sz]e|execute|extract_|query_"
    r"|process|compute_single_action|handle_(?:text|message))"
)
LOAD_METHODS = word_set("from_pretrained load_from_checkpoint load_model load_weights load_state_dict")
# These load a model of whatever package; what only changes a loaded one, or where it lies, comes between.
PRETRAINED_LOADERS = word_set("from_pretrained from_quantized restore_from load_from_checkpoint")
MODEL_VIEWS = word_set(
    "eval train to cuda cpu half float double bfloat16 module compile requires_grad_ merge_and_unload "
    "share_memory to_bettertransformer fuse create_infer_request create_execution_context"
)
# Every class of these that is loaded by `load` is a model.
LOADING_PACKAGES = word_set(
    "gensim.models stable_baselines3 sb3_contrib flair.models darts.models bertopic sktime pmdarima skorch "
    "ray.rllib tensorflow_decision_forests pyspark.ml statsmodels implicit neuralforecast statsforecast "
    "mlforecast top2vec rasa simpletransformers pomegranate lightfm"
)
# The pipelines of spaCy are packages as well, named for language, kind, source and size.
SPACY_PACKAGE = lazy_regex(r"[a-z]{2,3}_(?:core|dep|ent|sent)_[a-z]{2,6}_(?:sm|md|lg|trf)")
# What makes a network that others drew, by its name; with weights, or without.
ZOOS = word_set(
    "torchvision.models keras.applications tensorflow.keras.applications tf_keras.applications "
    "segmentation_models_pytorch efficientnet_pytorch pretrainedmodels monai.networks.nets "
    "torch_geometric.nn.models"
)
NO_NETWORK = lazy_regex(
    r"(?:get|list|preprocess|decode|create|register|load)_\w{1,60}|[a-z]\w{0,40}_input|\w{0,60}(?:_Weights|Predictor|Loss"
    r"|Generator|RPNHead|IntermediateLayerGetter)|preprocess\w{0,20}"
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
