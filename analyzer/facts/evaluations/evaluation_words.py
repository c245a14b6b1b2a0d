"""Words by which names say that a value measures the quality of a model, and by which they do not."""

from __future__ import annotations

from analyzer.text import word_set

# A word of a name that says it is a measure of quality.
METRIC_WORDS = word_set(
    "accuracy acc f1 f2 fbeta auc auroc roc prauc auprc rmse mse mae mape smape rmsle r2 precision recall "
    "loss score bleu rouge wer cer perplexity map ndcg mrr iou miou dice kappa matthews logloss brier "
    "silhouette gini ks lift hit hitrate em faithfulness relevancy relevance similarity correctness metric "
    "metrics aucs rmses maes accuracies "
    # Measures with the share of overlap or the number of ranks at which they are taken.
    "map50 map75 map5095 ap50 ap75 ndcg5 ndcg10 ndcg20 mrr10 recall1 recall5 recall10 precision5 precision10"
)
# Words that make a measure one of something else: "loss" of weight, a candidate's "score".
NOT_METRICS = word_set(
    "len length shape size count time seconds version id index epoch step rows ndim latency ms duration "
    "elapsed memory cpu gpu throughput cost price tokens bytes timeout requests"
)
# The score of one answer, which a service compares with a threshold to decide about a case, not a model.
SCORED_CASES = word_set(
    "anomaly outlier risk fraud confidence credit threat toxicity spam sentiment churn trust lead ensemble "
    "rerank reranker rank ranking match matching priority severity urgency suspicion"
)
# How many cases passed, and of which.
PASSED_CASES = word_set("passed passes correct hits successes successful")
COUNTED = word_set("len total count num n")
ALL_CASES = word_set("results cases dataset examples samples questions queries scenarios evals total")
# What else is given a score: a source of data, a text, a service; no model is judged by it.
SCORED_THINGS = word_set(
    "freshness staleness stale timeliness completeness uniqueness recency age health healthiness readiness "
    "uptime availability readability complexity maturity compliance reputation"
)
# Words of a measure that an answer of a service carries with it.
IN_ANSWERS = word_set("score relevance similarity relevancy metric metrics")
# Words that are a measure of a model only beside what ends a run.
UNSURE_METRICS = IN_ANSWERS | word_set("loss map lift hit em acc gini ks faithfulness correctness")
GATE_NAMES = word_set(
    "gate gates pass passes passed meets promote promotes promotable promotion acceptable accept accepts "
    "approve approved qualifies eligible better beats improves improved outperforms"
)
ASKS_ROUTE = word_set("get post put request")
# The other side of a comparison: a bound that is kept under a name, and the model that is in use.
LIMIT_WORDS = word_set(
    "threshold thresholds min minimum max maximum limit required target tolerance bound gate floor "
    "ceiling sla"
)
INCUMBENT_WORDS = word_set(
    "champion champ production prod current baseline previous prev old existing deployed registered "
    "incumbent reference dummy majority naive benchmark"
)
PROMOTIONS = word_set(
    "register_model create_model_version set_registered_model_alias transition_model_version_stage promote "
    "promote_model register deploy deploy_model set_registered_model_tag link_model copy_model_version "
    "push_to_hub push_model upload_model create_registered_model register_new_model transition_model_stage "
    "move_to_production publish_model save_best_model"
)
# Bounds that hold of every value of a measure, or of none: a check of range, not of quality.
NO_BOUNDS = frozenset({0.0, 1.0, -1.0, 100.0})
# A score, a relevance or a similarity that judges a model is a share or a percentage.
MOST_OF_A_SHARE = 100.0
