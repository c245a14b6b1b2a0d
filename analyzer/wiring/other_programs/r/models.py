"""R: what packages are for that load and ask models.

Sources: https://parsnip.tidymodels.org, https://workflows.tidymodels.org, https://tune.tidymodels.org,
https://topepo.github.io/caret/, https://mlr3book.mlr-org.com, https://tensorflow.rstudio.com,
https://torch.mlverse.org, https://mlverse.github.io/luz/, https://docs.h2o.ai, https://vetiver.posit.co,
https://pins.rstudio.com, https://mlflow.org/docs/latest/R-api.html, https://ellmer.tidyverse.org,
https://yardstick.tidymodels.org, https://rstudio.github.io/pointblank/, https://docs.ropensci.org/assertr/,
https://vitals.tidyverse.org, https://fable.tidyverts.org, https://paulbuerkner.com/brms/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.r.words import generic, methods, named
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

# What has a method of `predict` and is no model: what was learned of data to change or to compress it.
R_NO_MODELS = (
    "preProcess dummyVars prep recipe bs ns poly prcomp princomp scale PCA onehot umap bake periodic step "
    "smooth.spline interpSpline spline"
)
# What makes a learner of mlr3.
R_LEARNERS = r"(?:lrns?|as_learner|auto_tuner|AutoTuner|GraphLearner|Learner\w*|clone)"
# A file that by its name holds a model, and not what one was made of or gave.
R_MODEL_FILE = (
    r"(?i)(?!.*(?:_data|data_|results?|metrics|summary|coef|predictions|grid|params|recipe|formula|residual))"
    r"(?:.*(?:model|forest|classifier|regressor|learner|predictor|workflow|ranger|xgb|lgb).*"
    r"|(?:.*[^a-z])?(?:fits?|fitted|gbm|glm|glmnet|lm|rf|svm|knn|tree|lasso|ridge|wf)(?:[^a-z].*)?)"
)
# A variable that by its name holds a model.
R_MODEL_NAME = (
    r"(?i)(?!.*(?:data|results?|metrics|summary|coef|predictions|grid|params|names?|list|info|meta|formula|recipe"
    r"|id|ids|table|df|path|files?|specs?|output|evaluation|comparison|performance)(?:$|[^a-z]))"
    r".*(?:model|classifier|regressor|learner|random_?forest)s?(?:$|[^a-z].*)"
)
R_MODEL_SIGNS: tuple[Sign, ...] = (
    # Models that are asked.
    sign(
        Subject.MODEL_CALL,
        "predict",
        "*",
        generic("predict posterior_predict posterior_epred predict_proba predict_classes", R_NO_MODELS),
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL, "broom", "broom tidymodels parsnip workflows", generic("augment"), imported=False
    ),
    sign(
        Subject.MODEL_CALL,
        "forecast",
        "forecast fable fabletools modeltime",
        generic("forecast"),
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "mlr3",
        "mlr3 mlr3verse",
        methods("predict predict_newdata", R_LEARNERS),
        imported=False,
    ),
    # Where a file works with learners, what has a method of that name is one: others have a function for it.
    sign(
        Subject.MODEL_CALL,
        "mlr3",
        "mlr3 mlr3verse mlr3learners mlr3extralearners mlr3proba mlr3pipelines mlr3tuning",
        r"\?\.(?:predict|predict_newdata)",
        generated=True,
    ),
    # An object that one file makes and another reads: `loaded_model$new()$predict(d)`.
    sign(
        Subject.MODEL_CALL,
        "model object",
        "*",
        r"[A-Z][\w\u00b7]*Model[\w\u00b7]*\(\)\.(?:predict\w*|infer|classify)"
        r"|(?i:(?:[\w\u00b7]*_)?(?:loaded|trained|fitted|saved)_?model)\(\)\.(?:predict\w*|execute|run)",
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "H2O",
        "h2o",
        named("h2o.predict h2o.mojo_predict_df h2o.mojo_predict_csv"),
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "MLflow",
        "mlflow carrier",
        named("mlflow_predict mlflow_rfunc_serve"),
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "ellmer",
        "ellmer",
        methods(
            "chat stream chat_async stream_async chat_structured extract_data chat_structured_async",
            r"chat\w*",
        )
        + "|"
        + named("parallel_chat parallel_chat_structured batch_chat live_browser live_console"),
    ),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "openai chatgpt gptstudio rgpt3 TheOpenAIR",
        named(
            "create_chat_completion create_completion create_embedding create_moderation create_edit "
            "ask_chatgpt "
            "chat_completion gpt3_single_completion chat"
        ),
    ),
    sign(Subject.MODEL_CALL, "tidychatmodels", "tidychatmodels", named("perform_chat")),
    sign(
        Subject.MODEL_CALL,
        "Ollama",
        "ollamar rollama",
        named("generate chat embed embeddings query embed_text"),
    ),
    sign(Subject.MODEL_CALL, "tidyllm", "tidyllm", named("chat embed send_batch")),
    sign(Subject.MODEL_CALL, "LLMR", "LLMR", named("call_llm* llm_fn llm_mutate get_batched_embeddings")),
    sign(
        Subject.MODEL_CALL,
        "mall",
        "mall",
        named("llm_sentiment llm_classify llm_extract llm_summarize llm_custom llm_use"),
    ),
    sign(
        Subject.MODEL_CALL,
        "Bedrock",
        "paws paws.machine.learning",
        methods("invoke_model converse invoke_endpoint"),
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "Hugging Face",
        "transformers text",
        named("textEmbed textClassify textGeneration"),
        imported=False,
    ),
    sign(
        Subject.MODEL_CALL,
        "vetiver",
        "vetiver",
        named("vetiver_api vetiver_pr_post vetiver_sm_predict vetiver_pr_predict handler_predict"),
        imported=False,
    ),
    # Explains an answer by asking the model about rows beside the one that was given.
    sign(
        Subject.MODEL_CALL,
        "DALEX",
        "DALEX DALEXtra",
        named("predict_parts predict_profile predict_surrogate predict_diagnostics"),
        imported=False,
    ),
    # Models that are loaded.
    sign(
        Subject.MODEL_LOAD,
        "RDS file",
        "base readr qs qs2",
        named("readRDS load read_rds qread qs_read qd_read"),
        strings=R_MODEL_FILE,
        imported=False,
    ),
    sign(
        Subject.MODEL_LOAD,
        "RDS file",
        "base readr qs qs2",
        named("readRDS read_rds qread qs_read qd_read"),
        held=R_MODEL_NAME,
        imported=False,
    ),
    sign(Subject.MODEL_LOAD, "vetiver", "vetiver", named("vetiver_pin_read handler_startup"), imported=False),
    sign(
        Subject.MODEL_LOAD,
        "pins",
        "pins",
        named("pin_read pin_download"),
        strings=R_MODEL_FILE,
        imported=False,
    ),
    sign(
        Subject.MODEL_LOAD, "MLflow", "mlflow", named("mlflow_load_model mlflow_load_flavor"), imported=False
    ),
    sign(
        Subject.MODEL_LOAD,
        "torch",
        "torch luz",
        named("torch_load luz_load luz_load_model_weights jit_load"),
        imported=False,
    ),
    sign(
        Subject.MODEL_LOAD,
        "Keras",
        "keras keras3 tensorflow",
        named(
            "load_model load_model_tf load_model_hdf5 load_model_weights_hdf5 load_model_weights_tf "
            "load_savedmodel"
        ),
        imported=False,
    ),
    sign(Subject.MODEL_LOAD, "bundle", "bundle", named("unbundle"), imported=False),
    sign(Subject.MODEL_LOAD, "XGBoost", "xgboost", named("xgb.load xgb.load.raw"), imported=False),
    sign(
        Subject.MODEL_LOAD,
        "LightGBM",
        "lightgbm lightsnip",
        named("lgb.load readRDS.lgb.Booster lgbm_load"),
        imported=False,
    ),
    sign(Subject.MODEL_LOAD, "CatBoost", "catboost", named("catboost.load_model"), imported=False),
    sign(
        Subject.MODEL_LOAD,
        "H2O",
        "h2o",
        named("h2o.loadModel h2o.import_mojo h2o.upload_mojo h2o.load_model"),
        imported=False,
    ),
)
