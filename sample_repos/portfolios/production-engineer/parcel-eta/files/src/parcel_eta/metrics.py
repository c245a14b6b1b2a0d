"""What Prometheus scrapes. The alert rules in monitoring/ are written against these names."""

from prometheus_client import Counter, Gauge, Histogram

PREDICT_SECONDS = Histogram(
    "eta_predict_seconds",
    "Time to answer one estimate",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1),
)
PREDICTIONS = Counter("eta_predictions_total", "Estimates asked for", ["outcome"])
PREDICTED_MINUTES = Histogram(
    "eta_predicted_minutes", "Estimates given", buckets=(15, 30, 60, 90, 120, 180, 240, 360)
)
FEATURE_PSI = Gauge("eta_feature_psi", "Drift of the last 500 shipments", ["feature"])
