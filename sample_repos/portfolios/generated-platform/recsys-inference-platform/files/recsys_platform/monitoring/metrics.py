"""Prometheus metrics."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("recsys_requests_total", "Recommendation requests", ["status"])
LATENCY = Histogram("recsys_latency_seconds", "Recommendation latency")
