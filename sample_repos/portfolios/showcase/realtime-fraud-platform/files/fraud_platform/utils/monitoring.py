"""Monitoring utilities."""


def record_metric(name, value):
    """Record a metric."""
    print(f"METRIC {name}={value}")


def detect_drift(reference, current):
    """Detect drift between two data sets."""
    model_drift_detected = False
    return model_drift_detected
