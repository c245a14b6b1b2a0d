"""Go: packages that load, run and train models, and that judge, watch and register them.

Sources: pages of the packages at https://pkg.go.dev, and how public repositories call them.
"""

from __future__ import annotations

from functools import partial

from analyzer.wiring.other_programs.go.models import (
    GO_ASKS_OVER_HTTP,
    GO_COMMUNITY_OPENAI,
    GO_HTTP,
    GO_OPENAI,
)
from analyzer.wiring.other_programs.go.services import GO_MAYBE_ON, GO_ON
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

_asks = partial(sign, Subject.MODEL_CALL)
_loads = partial(sign, Subject.MODEL_LOAD)
_trains = partial(sign, Subject.TRAINING)

GO_LOCAL_MODEL_SIGNS: tuple[Sign, ...] = (
    _loads("ONNX Runtime", "github.com/yalue/onnxruntime_go", r"New(?:Dynamic)?(?:Advanced)?Session\w*"),
    _asks("ONNX Runtime", "github.com/yalue/onnxruntime_go", rf"{GO_ON}Run\w*", imported=False),
    _loads(
        "TensorFlow",
        "github.com/tensorflow/tensorflow/tensorflow/go github.com/wamuir/graft",
        rf"LoadSavedModel|{GO_ON}Import",
    ),
    _asks(
        "TensorFlow",
        "github.com/tensorflow/tensorflow/tensorflow/go github.com/wamuir/graft",
        rf"{GO_ON}Run",
        imported=False,
    ),
    _loads("tfgo", "github.com/galeone/tfgo", r"LoadModel|ImportModel"),
    _asks("tfgo", "github.com/galeone/tfgo", rf"{GO_ON}Exec", imported=False),
    _loads("TensorFlow Lite", "github.com/mattn/go-tflite", r"NewModel\w*"),
    _asks("TensorFlow Lite", "github.com/mattn/go-tflite", rf"{GO_ON}Invoke", imported=False),
    _loads("gotch", "github.com/sugarme/gotch/ts github.com/wangkuiyi/gotorch", r"ModuleLoad\w*|LoadModule"),
    _asks("gotch", "github.com/sugarme/gotch/ts", rf"{GO_ON}Forward\w*", imported=False),
    _loads("leaves", "github.com/dmitryikh/leaves", r"(?:LG|XG|SK)\w*From\w+"),
    _asks("leaves", "github.com/dmitryikh/leaves", rf"{GO_ON}Predict\w*", imported=False),
    _loads("XGBoost", "github.com/Elvenson/xgboost-go", r"LoadXGBoost\w+"),
    _asks("XGBoost", "github.com/Elvenson/xgboost-go", rf"{GO_ON}Predict\w*", imported=False),
    _loads("CatBoost", "github.com/mirecl/catboost-cgo", r"Load\w*Model\w*"),
    _asks("CatBoost", "github.com/mirecl/catboost-cgo", rf"{GO_ON}Predict\w*", imported=False),
    _loads(
        "fastText", "github.com/nano-interactive/go-fasttext github.com/bountylabs/go-fasttext", r"Open|New"
    ),
    _asks(
        "fastText",
        "github.com/nano-interactive/go-fasttext github.com/bountylabs/go-fasttext",
        rf"{GO_ON}(?:Predict|WordVec|Wordvec|SentenceVec)\w*",
        imported=False,
    ),
    _loads("Hugot", "github.com/knights-analytics/hugot", r"NewPipeline"),
    _asks("Hugot", "github.com/knights-analytics/hugot", rf"{GO_ON}Run\w*", imported=False),
    _loads("Cybertron", "github.com/nlpodyssey/cybertron", r"Load\w*"),
    _asks(
        "Cybertron",
        "github.com/nlpodyssey/cybertron",
        rf"{GO_MAYBE_ON}(?:Generate|Classify|Encode|Predict|Answer|ExtractAnswer)\w*",
        imported=False,
    ),
    _loads(
        "whisper.cpp",
        "github.com/ggerganov/whisper.cpp/bindings/go github.com/ggml-org/whisper.cpp/bindings/go",
        r"New|Whisper_init",
    ),
    _asks(
        "whisper.cpp",
        "github.com/ggerganov/whisper.cpp/bindings/go github.com/ggml-org/whisper.cpp/bindings/go",
        rf"{GO_ON}(?:Process|Whisper_full)",
        imported=False,
    ),
    _loads("llama.cpp", "github.com/go-skynet/go-llama.cpp", r"New"),
    _asks(
        "llama.cpp",
        "github.com/go-skynet/go-llama.cpp",
        rf"{GO_ON}(?:Predict|Embeddings|TokenEmbeddings)\w*",
        imported=False,
    ),
    _loads("OpenCV", "gocv.io/x/gocv", r"ReadNet\w*", imported=False),
    _asks("OpenCV", "gocv.io/x/gocv", r"(?:ReadNet\w*|Net)\(\)\.Forward\w*", imported=False),
    _loads("onnx-go", "github.com/owulveryck/onnx-go", rf"{GO_ON}UnmarshalBinary"),
    _asks("onnx-go", "github.com/owulveryck/onnx-go", rf"{GO_ON}Run", imported=False),
    _loads(
        "model hub",
        "github.com/gomlx/go-huggingface/hub github.com/seasonjs/hf-hub",
        rf"{GO_ON}(?:Download\w*|Get)",
    ),
    _trains("Gorgonia", "gorgonia.org/gorgonia", rf"{GO_ON}Step|Grad|New\w*Solver"),
    _asks("Gorgonia", "gorgonia.org/gorgonia", rf"{GO_ON}RunAll", imported=False),
    _trains(
        "GoMLX",
        "github.com/gomlx/gomlx",
        rf"{GO_MAYBE_ON}(?:Run(?:Steps|Epochs|ToGlobalStep)|NewTrainer|NewLoop)",
    ),
    _asks(
        "GoMLX", "github.com/gomlx/gomlx", r"(?:Must)?NewExec(?:Any)?\(\)\.(?:Call|Exec)\w*", imported=False
    ),
    _trains("GoLearn", "github.com/sjwhitworth/golearn", rf"{GO_ON}Fit"),
    _asks("GoLearn", "github.com/sjwhitworth/golearn", rf"{GO_ON}Predict", imported=False),
    sign(Subject.MODEL_METRIC, "GoLearn", "github.com/sjwhitworth/golearn/evaluation", r"Get\w+|Generate\w+"),
    _trains("goml", "github.com/cdipaolo/goml", rf"{GO_ON}(?:Online)?Learn"),
    _asks("goml", "github.com/cdipaolo/goml", rf"{GO_ON}(?:Predict|Guess)", imported=False),
    _trains("bayesian", "github.com/jbrukh/bayesian", rf"{GO_ON}(?:Learn|Observe)"),
    _loads("bayesian", "github.com/jbrukh/bayesian", r"NewClassifierFrom\w+", imported=False),
    _asks(
        "bayesian",
        "github.com/jbrukh/bayesian",
        rf"{GO_ON}(?:LogScores|ProbScores|SafeProbScores)",
        imported=False,
    ),
    _trains("randomForest", "github.com/malaschitz/randomForest", rf"{GO_ON}Train\w*"),
    _asks(
        "randomForest",
        "github.com/malaschitz/randomForest",
        rf"{GO_ON}(?:Vote|Predicate)\w*",
        imported=False,
    ),
    _trains("go-deep", "github.com/patrikeh/go-deep", rf"{GO_ON}Train"),
    _asks("go-deep", "github.com/patrikeh/go-deep", rf"{GO_ON}Predict", imported=False),
    _trains("regression", "github.com/sajari/regression", rf"{GO_ON}(?:Train|Run)"),
    _asks("regression", "github.com/sajari/regression", rf"{GO_ON}Predict", imported=False),
    _trains("gonum", "gonum.org/v1/gonum/stat", r"LinearRegression", imported=False),
    sign(
        Subject.MODEL_METRIC,
        "gonum",
        "gonum.org/v1/gonum/stat",
        r"ROC|TOC|RSquared\w*|CrossEntropy",
        imported=False,
    ),
    _asks(
        "Gorse",
        "github.com/gorse-io/gorse-go github.com/zhenghaoz/gorse/client",
        rf"{GO_ON}(?:GetRecommend|GetNeighbors|SessionRecommend)\w*",
    ),
    _trains("fine-tuning at OpenAI", GO_COMMUNITY_OPENAI, rf"{GO_ON}CreateFineTun\w+", imported=False),
    _trains("fine-tuning at OpenAI", GO_OPENAI, rf"{GO_ON}FineTuning\.Jobs\.New", imported=False),
    _trains(
        "SageMaker",
        "github.com/aws/aws-sdk-go-v2/service/sagemaker$",
        rf"{GO_ON}Create(?:Training|AutoML|HyperParameterTuning)Job\w*",
        imported=False,
    ),
    _trains(
        "Vertex AI",
        "cloud.google.com/go/aiplatform",
        rf"{GO_ON}Create(?:TrainingPipeline|CustomJob|TuningJob|HyperparameterTuningJob)",
        imported=False,
    ),
)

GO_JUDGING_SIGNS: tuple[Sign, ...] = (
    sign(Subject.GUARDRAIL, "OpenAI moderation", GO_COMMUNITY_OPENAI, rf"{GO_ON}Moderations", imported=False),
    sign(Subject.GUARDRAIL, "OpenAI moderation", GO_OPENAI, rf"{GO_ON}Moderations\.New", imported=False),
    sign(
        Subject.GUARDRAIL,
        "Bedrock guardrail",
        "github.com/aws/aws-sdk-go-v2/service/bedrockruntime",
        rf"{GO_ON}ApplyGuardrail",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL,
        "Bedrock guardrail",
        "github.com/aws/aws-sdk-go-v2/service/bedrockruntime",
        rf"{GO_MAYBE_ON}\w+",
        given=r"Guardrail(?:Identifier|Config)",
    ),
    sign(Subject.GUARDRAIL, "Model Armor", "cloud.google.com/go/modelarmor", rf"{GO_ON}Sanitize\w+"),
    sign(
        Subject.GUARDRAIL, "Cloud DLP", "cloud.google.com/go/dlp", rf"{GO_ON}(?:Inspect|Deidentify|Redact)\w+"
    ),
    sign(
        Subject.GUARDRAIL,
        "Comprehend",
        "github.com/aws/aws-sdk-go-v2/service/comprehend",
        rf"{GO_ON}(?:DetectPiiEntities|ContainsPiiEntities|DetectToxicContent)",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL,
        "go-away",
        "github.com/TwiN/go-away",
        rf"{GO_MAYBE_ON}(?:IsProfane|Censor|ExtractProfanity)",
    ),
    sign(
        Subject.GUARDRAIL,
        "Gemini safety settings",
        "google.golang.org/genai github.com/google/generative-ai-go/genai",
        r"SafetySetting|GenerateContentConfig",
        given=r"SafetySettings|Threshold|Category",
    ),
    sign(
        Subject.GUARDRAIL,
        "a guardrail over HTTP",
        GO_HTTP,
        GO_ASKS_OVER_HTTP,
        given=r".*(?:/v\d/moderations|api\.lakera\.ai/.*|contentsafety/text:analyze.*|/v1/guardrail\w*)",
    ),
    sign(
        Subject.TRACKING,
        "MLflow",
        GO_HTTP,
        GO_ASKS_OVER_HTTP,
        given=r".*/api/2\.0/mlflow/(?:runs|experiments)/(?:create|update|log-\w+|set-tag)",
    ),
    sign(
        Subject.TRACKING,
        "MLflow of Databricks",
        "github.com/databricks/databricks-sdk-go",
        rf"{GO_ON}Experiments\.(?:CreateRun|CreateExperiment|Log\w+|SetTag|UpdateRun)",
        imported=False,
    ),
    sign(
        Subject.REGISTRY,
        "MLflow",
        GO_HTTP,
        GO_ASKS_OVER_HTTP,
        given=r".*/api/2\.0/mlflow/(?:registered-models|model-versions)/\S{1,80}",
    ),
    sign(
        Subject.REGISTRY,
        "MLflow of Databricks",
        "github.com/databricks/databricks-sdk-go",
        rf"{GO_ON}(?:ModelRegistry|ModelVersions|RegisteredModels)\.\w+",
        imported=False,
    ),
    sign(
        Subject.REGISTRY,
        "SageMaker",
        "github.com/aws/aws-sdk-go-v2/service/sagemaker$",
        rf"{GO_ON}(?:Create|Describe|List|Update)ModelPackages?\w*",
        imported=False,
    ),
    sign(
        Subject.REGISTRY,
        "Vertex AI",
        "cloud.google.com/go/aiplatform",
        r"NewModelClient\w*\(\)\.(?:UploadModel|GetModel|ListModel\w*|MergeVersionAliases)",
        imported=False,
    ),
    sign(
        Subject.EVALUATION,
        "Genkit evaluators",
        "github.com/firebase/genkit/go/genkit",
        r"DefineEvaluator|DefineBatchEvaluator|Evaluate",
        imported=False,
    ),
    sign(
        Subject.EVALUATION,
        "eval of gai",
        "maragu.dev/gai/eval github.com/maragudk/gai/eval",
        r"Run|\w+Scorer|Grade",
    ),
    sign(
        Subject.EVALUATION,
        "Braintrust",
        "github.com/braintrustdata/braintrust-sdk-go github.com/braintrustdata/braintrust-x-go",
        rf"{GO_MAYBE_ON}Run|New\w*Eval\w*",
    ),
    sign(
        Subject.EVALUATION,
        "Langfuse scores",
        "github.com/henomis/langfuse-go",
        rf"{GO_ON}Score",
        imported=False,
    ),
    sign(
        Subject.DATA_VERSION,
        "lakeFS",
        "github.com/treeverse/lakefs",
        rf"{GO_ON}(?:Commit|CreateBranch|CreateTag|MergeIntoBranch)\w*",
        imported=False,
    ),
    sign(
        Subject.DATA_CHECK,
        "tests of distributions",
        "gonum.org/v1/gonum/stat",
        r"KolmogorovSmirnov|ChiSquare|KullbackLeibler|JensenShannon|Hellinger|Bhattacharyya",
        imported=False,
    ),
)
