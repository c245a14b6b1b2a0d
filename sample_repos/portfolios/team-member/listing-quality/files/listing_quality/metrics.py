"""Metrics of the service. monitoring/alerts.yml relies on the names."""

from prometheus_client import Counter, Histogram

SCORE_SECONDS = Histogram(
    "listing_score_seconds", "Time to score", buckets=(0.005, 0.01, 0.02, 0.04, 0.08, 0.2, 1)
)
SCORES = Counter("listing_scores_total", "Listings scored", ["result"])
