"""Packages of Java, Kotlin and Scala that load, run, train and measure models themselves.

Sources: https://docs.djl.ai/, https://onnxruntime.ai/docs/api/java/, https://spark.apache.org/docs/latest/ml-guide.html,
https://github.com/jpmml/jpmml-evaluator, https://tribuo.org/, https://xgboost.readthedocs.io/en/stable/jvm/,
https://docs.h2o.ai/h2o/latest-stable/h2o-genmodel/javadoc/, https://deeplearning4j.konduit.ai/,
https://k2-fsa.github.io/sherpa/onnx/java-api/, https://alphacephei.com/vosk/, https://tess4j.sourceforge.net/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.jvm.models import AFTER
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

# What only prepares data is fitted too.
PREPARING = (
    r"(?:\w*Indexer|\w*Scaler|IDF|Imputer|PCA|CountVectorizer|OneHotEncoder\w*|Bucketizer|\w*Discretizer"
    r"|\w*Selector|\w*Vectorizer|\w*LSH|RFormula|Normalizer)"
)
# What Spark's packages of models hold beside them: types of rows, what prepares input, what measures.
SPARK_ASIDE = tuple(
    f"org.apache.spark.{package}.{part}"
    for package in ("ml", "mllib")
    for part in (
        "attribute", "evaluation", "feature", "functions", "image", "linalg", "param", "random",
        "regression.LabeledPoint", "source", "stat", "util",
    )
)  # fmt: skip
JVM_LOCAL_SIGNS: tuple[Sign, ...] = (
    sign(Subject.MODEL_LOAD, "ONNX Runtime", "ai.onnxruntime", rf"OrtEnvironment{AFTER}\.createSession"),
    sign(
        Subject.MODEL_CALL,
        "ONNX Runtime",
        "ai.onnxruntime",
        rf"OrtSession(?:\(\))?\.run|OrtEnvironment{AFTER}\.createSession\(\)\.run",
    ),
    sign(
        Subject.MODEL_LOAD,
        "Deep Java Library",
        "ai.djl",
        rf"Criteria{AFTER}\.loadModel|ModelZoo\.loadModel|Model{AFTER}\.load",
    ),
    sign(
        Subject.MODEL_CALL,
        "Deep Java Library",
        "ai.djl",
        rf"(?:\w*Predictor|\w*Model|Criteria){AFTER}\.(?:predict|batchPredict|streamingPredict)",
    ),
    sign(
        Subject.MODEL_LOAD,
        "KotlinDL",
        "org.jetbrains.kotlinx.dl",
        rf"\w+Model\.load\w*|\w*Model{AFTER}\.loadWeights|ONNXModelHub{AFTER}\.loadModel|ONNXModels[\w.]*",
    ),
    sign(
        Subject.MODEL_CALL,
        "KotlinDL",
        "org.jetbrains.kotlinx.dl",
        rf"\w*Model{AFTER}\.(?:predict\w*|detectObjects|detectFaces)",
    ),
    sign(
        Subject.MODEL_LOAD,
        "TensorFlow",
        "org.tensorflow",
        r"SavedModelBundle\.load(?:er)?|Graph\(\)\.importGraphDef|Interpreter",
    ),
    sign(
        Subject.MODEL_CALL,
        "TensorFlow",
        "org.tensorflow",
        rf"(?:SavedModelBundle|Session|SessionFunction|ConcreteFunction){AFTER}\.(?:run|call)"
        r"|Interpreter\(\)\.run\w*",
    ),
    # On a device; a barcode is read by rules.
    sign(Subject.MODEL_LOAD, "ML Kit", "com.google.mlkit", r"(?!Barcode)\w+\.getClient", imported=False),
    sign(
        Subject.MODEL_CALL,
        "ML Kit",
        "com.google.mlkit",
        r"(?!Barcode)[A-Z]\w*(?:\.getClient)?\(\)"
        r"\.(?:process|processBitmap|translate|identifyLanguage|identifyPossibleLanguages|suggestReplies|annotate"
        r"|recognize|runInference)",
        imported=False,
    ),
    sign(
        Subject.MODEL_LOAD,
        "MediaPipe",
        "com.google.mediapipe.tasks org.tensorflow.lite.task",
        r"\w+\.createFrom(?:Options|File|Buffer|FileAndOptions|BufferAndOptions|ModelPath)",
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "MediaPipe",
        "com.google.mediapipe.tasks org.tensorflow.lite.task",
        r"\w+(?:\.createFrom\w+)?\(\)\.(?:classify|detect|embed|recognize|segment|generateResponse|answer)"
        r"(?:ForVideo|Async)?",
        imported=False,
    ),
    sign(
        Subject.MODEL_LOAD,
        "PMML",
        "org.jpmml org.pmml4s",
        rf"LoadingModelEvaluatorBuilder{AFTER}\.load|PMMLUtil\.(?:unmarshal|load)"
        rf"|ModelEvaluatorFactory{AFTER}\.newModel\w*"
        r"|Model\.from\w+|ModelEvaluatorBuilder",
    ),
    sign(
        Subject.MODEL_CALL,
        "PMML",
        "org.jpmml org.pmml4s",
        rf"\w*Evaluator{AFTER}\.evaluate\w*|Model{AFTER}\.predict|\w*EvaluatorBuilder{AFTER}\.evaluate",
    ),
    sign(
        Subject.MODEL_LOAD,
        "H2O",
        "hex.genmodel",
        r"(?:Mojo|Gen)Model\.load|EasyPredictModelWrapper|MojoPipeline\.loadFrom",
    ),
    sign(
        Subject.MODEL_CALL,
        "H2O",
        "hex.genmodel ai.h2o.mojos",
        rf"EasyPredictModelWrapper{AFTER}\.predict\w*|\w*Model{AFTER}\.score0"
        rf"|MojoPipeline{AFTER}\.transform",
    ),
    sign(
        Subject.MODEL_LOAD,
        "XGBoost",
        "ml.dmlc.xgboost4j",
        r"XGBoost\.loadModel|XGBoost\w+Model\.(?:load|read)",
    ),
    sign(
        Subject.MODEL_CALL,
        "XGBoost",
        "ml.dmlc.xgboost4j biz.k11i.xgboost",
        rf"(?:Booster|Predictor){AFTER}\.predict\w*|XGBoost\.(?:loadModel|train)\(\)\.predict\w*"
        rf"|XGBoost\w+Model{AFTER}\.(?:transform|predict)",
    ),
    sign(
        Subject.TRAINING,
        "XGBoost",
        "ml.dmlc.xgboost4j",
        rf"XGBoost\.(?:train\w*|crossValidation)|XGBoost(?:Classifier|Regressor|Ranker){AFTER}\.fit",
    ),
    sign(
        Subject.MODEL_LOAD,
        "gradient boosting",
        "io.github.metarank.lightgbm4j com.microsoft.ml.lightgbm ai.catboost",
        r"LGBMBooster\.(?:loadModel\w*|createFromModelfile)|CatBoostModel\.loadModel",
    ),
    sign(
        Subject.MODEL_CALL,
        "gradient boosting",
        "io.github.metarank.lightgbm4j ai.catboost",
        rf"(?:LGBMBooster|CatBoostModel){AFTER}\.predict\w*",
    ),
    sign(
        Subject.TRAINING,
        "LightGBM",
        "com.microsoft.azure.synapse.ml com.microsoft.ml.spark io.github.metarank.lightgbm4j",
        rf"LightGBM\w+{AFTER}\.fit|LGBMBooster{AFTER}\.updateOneIter",
    ),
    sign(Subject.MODEL_LOAD, "Weka", "weka.core", r"SerializationHelper\.read\w*"),
    sign(
        Subject.MODEL_CALL,
        "Weka",
        "weka",
        rf"\w+{AFTER}\.(?:classifyInstance|distributionForInstance|clusterInstance)",
    ),
    sign(
        Subject.TRAINING, "Weka", "weka", rf"\w+{AFTER}\.(?:buildClassifier|buildClusterer|updateClassifier)"
    ),
    sign(Subject.MODEL_METRIC, "Weka", "weka", rf"Evaluation{AFTER}\.(?:crossValidateModel|evaluateModel)"),
    sign(Subject.MODEL_LOAD, "Tribuo", "org.tribuo", r"\w*Model\.deserialize\w*"),
    sign(
        Subject.MODEL_CALL,
        "Tribuo",
        "org.tribuo",
        rf"\w*Model{AFTER}\.predict\w*|\w*Trainer{AFTER}\.train\(\)\.predict",
    ),
    sign(Subject.TRAINING, "Tribuo", "org.tribuo", rf"\w*Trainer{AFTER}\.train"),
    sign(
        Subject.MODEL_METRIC,
        "Tribuo",
        "org.tribuo",
        rf"\w+Evaluator{AFTER}\.evaluate|CrossValidation{AFTER}\.evaluate",
    ),
    sign(
        Subject.TRAINING,
        "Smile",
        "smile",
        r"(?:package\.)?(?:[A-Z]\w+\.fit|randomForest|gbm|svm|logit|lda|lasso|ridge|knn|cart|adaboost"
        r"|mlp|kmeans|xmeans|dbscan)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Smile",
        "smile.classification smile.regression smile.clustering",
        rf"[A-Z]\w+{AFTER}\.(?:predict|score)",
    ),
    sign(Subject.MODEL_METRIC, "Smile", "smile.validation", r"\w+\.(?:of|classification|regression|loo|cv)"),
    sign(
        Subject.MODEL_LOAD,
        "MLeap",
        "ml.combust",
        rf"(?:.*\.)?(?:loadMleapBundle\w*|load\w*Bundle\w*)|BundleFile{AFTER}\.load\w*",
        elsewhere=r"\?(?:\.\w+)*\.load(?:Mleap|Spark)Bundle\w*",
    ),
    sign(Subject.MODEL_CALL, "MLeap", "ml.combust", rf"\w*Transformer{AFTER}\.transform\w*"),
    sign(
        Subject.MODEL_LOAD,
        "Spark ML",
        "org.apache.spark.ml org.apache.spark.mllib",
        rf"(?!{PREPARING}Model\b)\w*(?:Model|Pipeline)\.(?:load|read(?:\(\))?\.load)",
    ),
    sign(
        Subject.MODEL_CALL,
        "Spark ML",
        "org.apache.spark.ml org.apache.spark.mllib",
        rf"(?!{PREPARING}(?:Model)?\b)(?:\w*Model{AFTER}\.(?:transform|predict\w*|recommend\w+|findSynonyms)"
        rf"|\w+{AFTER}\.(?:fit|train)\(\)\.(?:transform|predict\w*))",
    ),
    sign(
        Subject.TRAINING,
        "Spark ML",
        "org.apache.spark.ml org.apache.spark.mllib",
        rf"(?!{PREPARING}\b)[A-Z]\w+{AFTER}\.(?:fit|train|run|trainOn|trainClassifier|trainRegressor"
        r"|trainImplicit)",
    ),
    sign(
        Subject.MODEL_METRIC,
        "Spark ML",
        "org.apache.spark.ml.evaluation org.apache.spark.mllib.evaluation",
        rf"\w+Evaluator{AFTER}\.evaluate|(?:Binary\w*|Multi\w*|Regression|Ranking)Metrics",
    ),
    sign(
        Subject.MODEL_LOAD,
        "Deeplearning4j",
        "org.deeplearning4j",
        r"ModelSerializer\.restore\w+|(?:MultiLayerNetwork|ComputationGraph)\.load"
        r"|KerasModelImport\.import\w+"
        r"|WordVectorSerializer\.(?:read|load)\w+",
    ),
    sign(
        Subject.MODEL_CALL,
        "Deeplearning4j",
        "org.deeplearning4j",
        rf"(?:MultiLayerNetwork|ComputationGraph|ModelSerializer|KerasModelImport){AFTER}\.(?:output\w*"
        rf"|predict|feedForward)",
    ),
    sign(
        Subject.TRAINING,
        "Deeplearning4j",
        "org.deeplearning4j",
        rf"(?:MultiLayerNetwork|ComputationGraph|\w*Trainer|Word2Vec|ParagraphVectors"
        rf"|\w*Wrapper){AFTER}\.(?:fit|pretrain)",
    ),
    sign(
        Subject.MODEL_METRIC,
        "Deeplearning4j",
        "org.nd4j.evaluation org.deeplearning4j",
        rf"(?:Evaluation|RegressionEvaluation|ROC\w*){AFTER}\.(?:eval\w*|stats)|(?:MultiLayerNetwork"
        rf"|ComputationGraph){AFTER}\.evaluate\w*",
    ),
    sign(Subject.TRAINING, "Deep Java Library", "ai.djl ai.djl.training", r"EasyTrain\.(?:fit|trainBatch)"),
    sign(
        Subject.TRAINING,
        "KotlinDL",
        "org.jetbrains.kotlinx.dl",
        rf"(?:\w*Model|Sequential|Functional){AFTER}\.fit",
    ),
    sign(Subject.MODEL_LOAD, "PyTorch", "org.pytorch", r"(?:Lite)?Module(?:Utils)?\.load\w*"),
    sign(Subject.MODEL_CALL, "PyTorch", "org.pytorch", rf"(?:Lite)?Module{AFTER}\.(?:forward|runMethod)"),
    sign(Subject.MODEL_LOAD, "OpenNLP", "opennlp.tools", r"\w+Model"),
    sign(
        Subject.MODEL_CALL, "OpenNLP", "opennlp.tools", rf"\w+ME{AFTER}\.(?:find|categorize|tag|chunk|probs)"
    ),
    sign(Subject.TRAINING, "OpenNLP", "opennlp.tools", r"\w+ME\.train"),
    sign(
        Subject.MODEL_CALL,
        "CoreNLP or Spark NLP",
        "edu.stanford.nlp com.johnsnowlabs.nlp",
        rf"(?:StanfordCoreNLP|\w*Classifier|PretrainedPipeline|LightPipeline|MaxentTagger){AFTER}"
        r"\.(?:annotate|process|classify\w*|transform|fullAnnotate|tagString)",
    ),
    sign(
        Subject.MODEL_LOAD, "OpenCV", "org.opencv org.bytedeco.opencv", r"(?:Dnn\.|opencv_dnn\.)?readNet\w*"
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenCV",
        "org.opencv.dnn org.bytedeco.opencv",
        rf"(?:Net|Dnn\.readNet\w*){AFTER}\.forward",
    ),
    sign(
        Subject.MODEL_LOAD,
        "local language model",
        "de.kherud.llama com.github.tjake.jlama com.github.jfasttext",
        r"LlamaModel|ModelSupport\.loadModel|JFastText\(\)\.loadModel",
    ),
    sign(
        Subject.MODEL_CALL,
        "local language model",
        "de.kherud.llama com.github.tjake.jlama com.github.jfasttext",
        rf"(?:LlamaModel|AbstractModel|ModelSupport|JFastText){AFTER}\.(?:complete|generate\w*|embed"
        rf"|predict\w*)",
    ),
    sign(
        Subject.MODEL_LOAD,
        "speech model",
        "com.k2fsa.sherpa.onnx org.vosk io.github.givimad.whisperjni",
        r"(?:Offline|Online)(?:Tts|Recognizer|Punctuation|SpeakerDiarization)|Vad|KeywordSpotter"
        r"|SpeakerEmbeddingExtractor|AudioTagging|SpokenLanguageIdentification|Model|WhisperJNI\(\)\.init\w*",
    ),
    sign(
        Subject.MODEL_CALL,
        "speech model",
        "com.k2fsa.sherpa.onnx",
        rf"(?:(?:Offline|Online)(?:Tts|Recognizer|Punctuation|SpeakerDiarization)|KeywordSpotter"
        rf"|SpeakerEmbeddingExtractor|AudioTagging|SpokenLanguageIdentification){AFTER}"
        r"\.(?:generate\w*|decode\w*|compute|addPunctuation|process\w*)",
    ),
    sign(
        Subject.MODEL_CALL,
        "speech model",
        "org.vosk io.github.givimad.whisperjni",
        rf"Recognizer{AFTER}\.acceptWaveForm|WhisperJNI{AFTER}\.full\w*",
    ),
    sign(Subject.MODEL_CALL, "Tesseract", "net.sourceforge.tess4j", rf"I?Tesseract1?{AFTER}\.doOCR"),
    sign(
        Subject.TRAINING,
        "support vector machine",
        "libsvm de.bwaldvogel.liblinear",
        r"svm\.svm_train|Linear\.train",
    ),
    sign(
        Subject.MODEL_CALL,
        "support vector machine",
        "libsvm de.bwaldvogel.liblinear",
        r"svm\.svm_predict\w*|Linear\.predict\w*",
    ),
)
