"""Julia: what packages are for.

Sources: https://juliaai.github.io/MLJ.jl/, https://fluxml.ai/Flux.jl/, https://lux.csail.mit.edu,
https://juliastats.org/GLM.jl/, https://github.com/JuliaAI/DecisionTree.jl, https://turinglang.org,
https://github.com/JuliaAI/MLFlowClient.jl, https://avik-pal.github.io/Wandb.jl/, https://genieframework.com,
https://oxygenframework.github.io/Oxygen.jl/, https://juliaweb.github.io/HTTP.jl/,
https://svilupp.github.io/PromptingTools.jl/, https://docs.julialang.org/en/v1/stdlib/Logging/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

JULIA_MODEL_FILE = (
    r"(?i)(?!.*(?:_data|data_|results?|metrics|summary|predictions|params)\b)"
    r"(?:.*(?:model|forest|xgb|lgb|gbm|glm|classifier|regress|predictor|network|weights|chain|mach|reg\.).*"
    r"|.*\.(?:bson|jlso|onnx))"
)
MLJ = "MLJ MLJBase MLJModels MLJTuning MLJEnsembles MLJFlow"
NETWORK = (
    r"(?:\w+\.)?(?:loadmodel!|Chain|Dense|GraphConv|RNN|LSTM|GRU|Transformer\w*|ResNet\d*|VGG\d*|UNet)\(\)"
)
JULIA_VERBS = "(?:get|post|put|patch|delete|route|websocket|stream)"
OWNED = r"(?:.*\(\)\.)?"

JULIA_SIGNS: tuple[Sign, ...] = (
    # What answers requests.
    sign(Subject.ROUTE, "Genie", "Genie GenieFramework", r"route|channel", imported=False),
    sign(Subject.ROUTE, "Oxygen", "Oxygen", rf"@{JULIA_VERBS}", imported=False),
    # Without its sign it is a function that everything has, too.
    sign(
        Subject.ROUTE,
        "Oxygen",
        "Oxygen",
        JULIA_VERBS,
        strings=r"/.*",
        given=r"(?:.*\.)?lambda@\d+",
        imported=False,
    ),
    sign(Subject.ROUTE, "HTTP.jl", "HTTP", r"register!|@register|serve!?|listen!?", imported=False),
    sign(Subject.ROUTE, "Mux", "Mux", r"page|@app|route", imported=False),
    sign(Subject.ROUTE, "Toolips", "Toolips", r"route|WebServer"),
    sign(Subject.ROUTE, "JuliaWebAPI", "JuliaWebAPI", r"process|create_responder|run_http"),
    sign(Subject.SERVER, "Genie", "Genie GenieFramework", r"up|loadapp", imported=False),
    sign(Subject.SERVER, "Oxygen", "Oxygen", r"serve|serveparallel", imported=False),
    sign(Subject.PAGE, "Genie", "GenieFramework Stipple StippleUI", r"@page|@app|page"),
    sign(Subject.PAGE, "Dash", "Dash", r"dash|run_server"),
    sign(Subject.PAGE, "Bonito", "Bonito JSServe", r"App"),
    # Models that are asked.
    sign(
        Subject.MODEL_CALL,
        "predict",
        "*",
        rf"{OWNED}(?:predict!?|predict_mode|predict_mean|predict_median|predict_proba)",
        imported=False,
    ),
    sign(Subject.MODEL_CALL, "Flux", "Flux Lux Metalhead SimpleChains", NETWORK, imported=False),
    sign(Subject.MODEL_CALL, "Lux", "Lux LuxCore", r"apply|\w+#apply", imported=False),
    sign(
        Subject.MODEL_CALL,
        "DecisionTree",
        "DecisionTree",
        rf"{OWNED}apply_(?:forest|tree|adaboost_stumps)\w*",
    ),
    sign(Subject.MODEL_CALL, "ONNX Runtime", "ONNXRunTime", r"load_inference\(\)", imported=False),
    sign(
        Subject.MODEL_CALL, "OpenAI", "OpenAI", r"create_(?:chat|embeddings|completion|responses|images)\w*"
    ),
    sign(
        Subject.MODEL_CALL,
        "PromptingTools",
        "PromptingTools RAGTools",
        r"ai(?:generate|embed|extract|classify|scan|tools|image)!?|@ai_str|airag",
    ),
    sign(
        Subject.MODEL_CALL,
        "Transformers",
        "Transformers",
        r"@hgf_str|hgf_str|load_model|generate",
        imported=False,
    ),
    sign(Subject.MODEL_CALL, "RxInfer", "RxInfer", r"infer", imported=False),
    # What can be called of all that is loaded is a model.
    sign(
        Subject.MODEL_CALL,
        "loaded model",
        "JLD2 FileIO JLD BSON Serialization",
        r"(?:@?load|load_object|deserialize|jldopen)\(\)(?:\.\w*(?i:model|network)\w*)?",
        imported=False,
    ),
    # Models that are loaded.
    sign(Subject.MODEL_LOAD, "BSON", "BSON", r"@load|load", strings=JULIA_MODEL_FILE, imported=False),
    sign(
        Subject.MODEL_LOAD,
        "JLD2",
        "JLD2 FileIO JLD",
        r"@load|load|jldopen|load_object",
        strings=JULIA_MODEL_FILE,
        imported=False,
    ),
    sign(
        Subject.MODEL_LOAD,
        "Serialization",
        "Serialization",
        r"deserialize",
        strings=JULIA_MODEL_FILE,
        imported=False,
    ),
    sign(Subject.MODEL_LOAD, "Flux", "Flux", r"loadmodel!", imported=False),
    sign(Subject.MODEL_LOAD, "MLJ", MLJ, r"machine", strings=r".+\.jls[o]?", imported=False),
    sign(Subject.MODEL_LOAD, "ONNX Runtime", "ONNXRunTime ONNX", r"load_inference|load", imported=False),
    # Models that are trained.
    sign(Subject.TRAINING, "MLJ", MLJ, rf"{OWNED}fit!", imported=False),
    sign(
        Subject.TRAINING,
        "Flux",
        "Flux Knet Zygote",
        rf"{OWNED}train!|adam!|sgd!|{OWNED}update!|@epochs|withgradient",
        # Files that a module includes name what it imports.
        elsewhere=r"\?\.(?:withgradient|train!)",
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "Lux",
        "Lux Optimisers",
        r"(?:Training\.)?single_train_step!?|(?:Optimisers\.)?update!?",
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "GLM",
        "GLM MixedModels LowRankModels",
        r"lm|glm|negbin|(?:\w*Model\(\)\.)?fit!?",
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "DecisionTree",
        "DecisionTree",
        rf"build_(?:forest|tree|adaboost_stumps)|{OWNED}fit!",
        imported=False,
    ),
    sign(Subject.TRAINING, "XGBoost", "XGBoost", rf"xgboost|update!|{OWNED}train!?", imported=False),
    sign(Subject.TRAINING, "LightGBM", "LightGBM", rf"{OWNED}fit!|cv", imported=False),
    sign(Subject.TRAINING, "EvoTrees", "EvoTrees", rf"fit_evotree|{OWNED}fit", imported=False),
    sign(Subject.TRAINING, "ScikitLearn", "ScikitLearn", rf"{OWNED}fit!|fit_transform!", imported=False),
    sign(Subject.TRAINING, "Turing", "Turing", rf"{OWNED}sample|optimize|vi", imported=False),
    sign(
        Subject.TRAINING, "Clustering", "Clustering", r"kmeans!?|dbscan|hclust|fuzzy_cmeans", imported=False
    ),
    sign(Subject.TRAINING, "FastAI", "FastAI FluxTraining", r"fit!|fitonecycle!|finetune!", imported=False),
    sign(Subject.TRAINING, "LIBSVM", "LIBSVM", rf"svmtrain|{OWNED}fit!", imported=False),
    # How good their answers are.
    sign(
        Subject.MODEL_METRIC,
        "MLJ",
        f"{MLJ} StatisticalMeasures",
        rf"{OWNED}evaluate!?|accuracy|rms|rmse|mae|auc|log_loss|confusion_matrix|f1score|rsquared"
        r"|misclassification_rate",
        imported=False,
    ),
    sign(
        Subject.MODEL_METRIC,
        "MLBase",
        "MLBase EvalMetrics ROCAnalysis",
        r"roc|f1score|precision|recall|confusmat|correctrate|binary_eval_report",
    ),
    sign(
        Subject.MODEL_METRIC,
        "ScikitLearn",
        "ScikitLearn",
        r"cross_val_score|score|(?:\w+\.)*accuracy_score",
        imported=False,
    ),
    # Experiments and versions.
    sign(
        Subject.TRACKING,
        "MLflow",
        "MLFlowClient",
        r"createrun|logmetric|logparam|logartifact|logbatch|createexperiment|getorcreateexperiment|updaterun"
        r"|logmodel|MLFlow",
    ),
    sign(Subject.TRACKING, "MLflow", "MLJ MLJFlow", r"MLFlowLogger|Logger", imported=False),
    sign(Subject.TRACKING, "Weights & Biases", "Wandb", r"WandbLogger|log|update_config!|WandbBackend"),
    sign(Subject.TRACKING, "TensorBoard", "TensorBoardLogger", r"TBLogger|log_\w+"),
    sign(
        Subject.REGISTRY,
        "MLflow",
        "MLFlowClient",
        r"createregisteredmodel|createmodelversion|transitionmodelversionstage|setregisteredmodelalias",
        imported=False,
    ),
    # What reports.
    sign(
        Subject.LOGGING,
        "Logging",
        "Base Logging LoggingExtras",
        r"@(?:debug|info|warn|error|logmsg)",
        imported=False,
    ),
    sign(Subject.LOGGING, "Memento", "Memento", r"(?:info|warn|error|debug|critical)"),
    sign(
        Subject.LOG_SETTING,
        "Logging",
        "Logging LoggingExtras LoggingFormats Base",
        r"global_logger|with_logger"
        r"|(?:Console|Simple|File|Tee|Formatted?|MinLevel|DatetimeRotatingFile|Transformer|EarlyFiltered)Logger",
        imported=False,
    ),
    sign(Subject.PRINTING, "Base", "Base", r"println|print|@show|@printf|printstyled", imported=False),
    sign(
        Subject.METRICS,
        "Prometheus",
        "Prometheus",
        r"(?:Counter|Gauge|Histogram|Summary|Family|inc|observe|set|expose|@time|@inprogress)",
    ),
    sign(
        Subject.TRACES,
        "OpenTelemetry",
        "OpenTelemetry OpenTelemetryAPI",
        r"with_span|start_span!?|@with_span|create_span",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Sentry",
        "SentryIntegration Sentry",
        r"capture_exception|capture_message|init|capture_error",
    ),
    # What comes in, and what is refused.
    sign(Subject.INPUT_CHECK, "JSONSchema", "JSONSchema", r"validate|isvalid|Schema", imported=False),
    sign(Subject.INPUT_CHECK, "ArgCheck", "ArgCheck", r"@argcheck|@check", inside=True),
    sign(Subject.INPUT_CHECK, "Base", "Base", r"@assert", imported=False, inside=True),
    sign(
        Subject.REFUSAL, "HTTP.jl", "HTTP Oxygen", r"Response", option=r"(?:status)?=[45]\d\d", imported=False
    ),
    sign(
        Subject.REFUSAL,
        "Genie",
        "Genie Genie.Renderer.Json GenieFramework",
        r"json|error|respond|(?:Router\.)?error|html",
        option=r"(?:status)?=[45]\d\d",
        imported=False,
    ),
    sign(
        Subject.AUTHENTICATION,
        "Genie",
        "GenieAuthentication JWTs JSONWebTokens",
        r"authenticated!?|@authenticated!|validate!|verify",
    ),
    # What holds out.
    sign(Subject.RETRY, "Base", "Base Retry", r"retry|@repeat|ExponentialBackOff", imported=False),
    sign(
        Subject.LIMIT,
        "HTTP.jl",
        "HTTP",
        r"get|post|put|request|open",
        option=r"(?:read|connect)_?timeout=.*",
        imported=False,
    ),
    sign(Subject.CACHE, "Memoize", "Memoize LRUCache", r"@memoize|LRU", imported=False),
    sign(Subject.TEST_TOOL, "Test", "Test", r"@testset|@test"),
    sign(
        Subject.TEST_TOOL,
        "TestItems",
        "ReTestItems TestItemRunner TestItems",
        r"@testitem|runtests|@run_package_tests",
    ),
)
