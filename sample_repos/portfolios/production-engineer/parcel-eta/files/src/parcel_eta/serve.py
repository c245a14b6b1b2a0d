"""The service. Loads the champion when it starts and answers one shipment at a time."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import mlflow
import sentry_sdk
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from parcel_eta.drift import Window
from parcel_eta.features import FEATURES, Shipment, feature_row
from parcel_eta.metrics import FEATURE_PSI, PREDICT_SECONDS, PREDICTED_MINUTES, PREDICTIONS
from parcel_eta.model import EtaModel

MODEL_URI = os.environ.get("MODEL_URI", "models:/parcel-eta@champion")

log = logging.getLogger(__name__)
sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"), traces_sample_rate=0.01)


class ShipmentRequest(BaseModel):
    """The same ranges as in training; anything else is a caller's mistake."""

    distance_km: float = Field(ge=0, le=400)
    stops_before: int = Field(ge=0, le=180)
    weight_kg: float = Field(ge=0, le=70)
    departure_hour: float = Field(ge=0, lt=24)
    weekday: int = Field(ge=0, le=6)
    rain_mm: float = Field(default=0, ge=0, le=120)


class Estimate(BaseModel):
    """`minutes` is null where the model declines; the desk then shows the fixed tour plan."""

    minutes: float | None
    reason: str | None = None


def load_model() -> EtaModel:
    return mlflow.sklearn.load_model(MODEL_URI)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.model = load_model()
    app.state.window = Window()
    log.info("serving %s", MODEL_URI)
    yield


app = FastAPI(title="parcel-eta", lifespan=lifespan)


@app.post("/predict")
def predict(request: Request, body: ShipmentRequest) -> Estimate:
    model: EtaModel = request.app.state.model
    with PREDICT_SECONDS.time():
        row = feature_row(Shipment(**body.model_dump()))
        watch_drift(model, request.app.state.window, row)
        if not model.answers(row):
            PREDICTIONS.labels(outcome="declined").inc()
            return Estimate(minutes=None, reason="longer than any tour in the training data")
        try:
            minutes = float(model.predict([row])[0])
        except Exception as error:
            PREDICTIONS.labels(outcome="failed").inc()
            log.exception("no estimate for %s", row)
            raise HTTPException(status_code=503, detail="no estimate available") from error
    PREDICTIONS.labels(outcome="answered").inc()
    PREDICTED_MINUTES.observe(minutes)
    return Estimate(minutes=round(minutes, 1))


def watch_drift(model: EtaModel, window: Window, row: list[float]) -> None:
    window.add(row)
    if window.ready:
        for feature, psi in zip(FEATURES, model.reference.psi(window.matrix())):
            FEATURE_PSI.labels(feature=feature).set(psi)


@app.get("/healthz")
def health(request: Request) -> dict[str, bool]:
    return {"model": hasattr(request.app.state, "model")}


@app.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
