"""R: what packages are for that train models and measure how good they are; sources as in `r_models`."""

from __future__ import annotations

from analyzer.wiring.other_programs.r.models import R_LEARNERS
from analyzer.wiring.other_programs.r.words import generic, methods, named
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

R_PARSNIP = "tidymodels parsnip workflows tune workflowsets finetune stacks"
# What makes a model in one family of packages, whose `fit` is none of another.
R_BUILDERS = (
    "workflow add_model add_recipe add_formula add_variables set_engine set_mode update_model update_recipe "
    "finalize_workflow finalize_model"
)
R_KERAS = "keras_model keras_model_sequential compile layer_dense layer_dropout"
R_LUZ = "setup set_hparams set_opt_hparams"
R_NETWORKS = f"{R_KERAS} {R_LUZ}"
R_FITTED = (
    "fit fit_resamples last_fit fit_best fit_members workflow_map tune_grid tune_bayes tune_race_anova "
    "tune_race_win_loss tune_sim_anneal fit_xy"
)

R_TRAINING_SIGNS: tuple[Sign, ...] = (
    # Models that are trained.
    sign(
        Subject.TRAINING,
        "stats",
        "stats",
        named("lm glm nls loess arima aov step nlm HoltWinters StructTS kmeans"),
        imported=False,
    ),
    sign(Subject.TRAINING, "tidymodels", R_PARSNIP, generic(R_FITTED, R_NETWORKS), imported=False),
    sign(
        Subject.TRAINING,
        "caret",
        "caret caretEnsemble",
        named("train rfe sbf caretList caretStack"),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "mlr3",
        "mlr3 mlr3verse mlr3tuning mlr3learners",
        methods("train", R_LEARNERS) + "|" + named("resample benchmark tune auto_tuner"),
        imported=False,
    ),
    sign(Subject.TRAINING, "randomForest", "randomForest", named("randomForest tuneRF rfcv"), imported=False),
    sign(Subject.TRAINING, "ranger", "ranger", named("ranger"), imported=False),
    sign(Subject.TRAINING, "XGBoost", "xgboost", named("xgboost xgb.train xgb.cv"), imported=False),
    sign(Subject.TRAINING, "LightGBM", "lightgbm", named("lightgbm lgb.train lgb.cv"), imported=False),
    sign(Subject.TRAINING, "CatBoost", "catboost", named("catboost.train catboost.cv"), imported=False),
    sign(
        Subject.TRAINING, "glmnet", "glmnet glmnetUtils", named("glmnet cv.glmnet cva.glmnet"), imported=False
    ),
    sign(Subject.TRAINING, "gbm", "gbm", named("gbm gbm.fit"), imported=False),
    sign(Subject.TRAINING, "e1071", "e1071", named("svm naiveBayes tune.svm best.svm"), imported=False),
    sign(Subject.TRAINING, "rpart", "rpart", named("rpart"), imported=False),
    sign(Subject.TRAINING, "party", "party partykit", named("ctree cforest"), imported=False),
    sign(Subject.TRAINING, "C5.0", "C50 Cubist", named("C5.0 cubist"), imported=False),
    sign(Subject.TRAINING, "kernlab", "kernlab", named("ksvm gausspr rvm"), imported=False),
    sign(
        Subject.TRAINING,
        "neural network",
        "nnet neuralnet",
        named("nnet multinom neuralnet"),
        imported=False,
    ),
    sign(Subject.TRAINING, "MASS", "MASS", named("lda qda rlm glm.nb polr stepAIC"), imported=False),
    sign(
        Subject.TRAINING,
        "mixed model",
        "lme4 nlme glmmTMB",
        named("lmer glmer nlmer lme gls glmmTMB"),
        imported=False,
    ),
    sign(Subject.TRAINING, "mgcv", "mgcv gam", named("gam bam gamm"), imported=False),
    sign(
        Subject.TRAINING,
        "survival",
        "survival randomForestSRC",
        named("coxph survreg rfsrc"),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "Bayesian model",
        "brms rstanarm rstan cmdstanr rjags",
        named("brm stan_glm stan_lm stan_glmer stan_lmer stan jags.model sampling")
        + "|"
        + methods("sample variational optimize"),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "Keras",
        "keras keras3",
        generic("fit fit_generator train_on_batch", f"{R_BUILDERS} {R_LUZ}"),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "torch",
        "torch luz",
        generic("fit", f"{R_BUILDERS} {R_KERAS}") + r"|(?:.*\(\)\.)?backward|optim_\w+\(\)\.step",
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "H2O",
        "h2o",
        named(
            "h2o.gbm h2o.randomForest h2o.automl h2o.glm h2o.deeplearning h2o.xgboost h2o.naiveBayes "
            "h2o.stackedEnsemble h2o.kmeans h2o.grid h2o.train"
        ),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "sparklyr",
        "sparklyr",
        named(
            "ml_random_forest* ml_logistic_regression ml_linear_regression ml_gradient_boosted_trees "
            "ml_gbt* ml_fit ml_kmeans ml_als ml_decision_tree* ml_cross_validator"
        ),
        imported=False,
    ),
    sign(Subject.TRAINING, "Prophet", "prophet", named("prophet fit.prophet"), imported=False),
    sign(
        Subject.TRAINING,
        "forecast",
        "forecast",
        named("auto.arima ets nnetar tbats bats stlf Arima tslm"),
        imported=False,
    ),
    sign(Subject.TRAINING, "fable", "fable fabletools fpp3", named("model"), imported=False),
    sign(
        Subject.TRAINING,
        "modeltime",
        "modeltime",
        named("modeltime_calibrate modeltime_refit modeltime_fit_workflowset"),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "superlearner",
        "SuperLearner sl3",
        named("SuperLearner CV.SuperLearner"),
        imported=False,
    ),
    sign(
        Subject.TRAINING,
        "text model",
        "topicmodels stm text2vec quanteda.textmodels",
        named("LDA stm textmodel_*"),
        imported=False,
    ),
    # How good their answers are.
    sign(
        Subject.MODEL_METRIC,
        "yardstick",
        "yardstick tidymodels",
        named(
            "accuracy roc_auc rmse mae rsq mape mn_log_loss f_meas precision recall sens spec kap mcc pr_auc "
            "brier_class metric_set metrics conf_mat roc_curve gain_curve ccc huber_loss smape mase "
            "rsq_trad ppv npv "
            "bal_accuracy j_index collect_metrics *_vec"
        ),
        imported=False,
    ),
    sign(
        Subject.MODEL_METRIC,
        "caret",
        "caret",
        named("confusionMatrix postResample twoClassSummary multiClassSummary defaultSummary RMSE MAE R2"),
        imported=False,
    ),
    sign(
        Subject.MODEL_METRIC,
        "Metrics",
        "Metrics MLmetrics ModelMetrics",
        named(
            "rmse mae mape auc accuracy logLoss logloss f1 AUC RMSE MAE MAPE Accuracy F1_Score LogLoss "
            "R2_Score rmsle precision recall Precision Recall ce mse MSE"
        ),
    ),
    sign(
        Subject.MODEL_METRIC,
        "pROC",
        "pROC ROCR PRROC precrec",
        named("roc auc ci.auc performance pr.curve roc.curve evalmod multiclass.roc"),
        imported=False,
    ),
    sign(
        Subject.MODEL_METRIC,
        "mlr3",
        "mlr3 mlr3verse mlr3measures",
        methods("score aggregate") + "|" + named("msr msrs"),
        imported=False,
    ),
    sign(
        Subject.MODEL_METRIC,
        "H2O",
        "h2o",
        named("h2o.performance h2o.auc h2o.rmse h2o.confusionMatrix h2o.logloss h2o.mae"),
        imported=False,
    ),
    sign(
        Subject.MODEL_METRIC,
        "forecast",
        "forecast fabletools fable fpp3 modeltime",
        generic("accuracy modeltime_accuracy"),
        imported=False,
    ),
    sign(Subject.MODEL_METRIC, "vetiver", "vetiver", named("vetiver_compute_metrics"), imported=False),
    sign(Subject.MODEL_METRIC, "loo", "loo brms", named("loo waic kfold"), imported=False),
    sign(Subject.MODEL_METRIC, "Keras", "keras keras3", generic("evaluate"), imported=False),
)
