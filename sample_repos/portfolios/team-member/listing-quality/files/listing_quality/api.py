"""The HTTP service."""

import logging
import os
from contextlib import asynccontextmanager

import joblib
import sentry_sdk
from fastapi import FastAPI, HTTPException, Request
from prometheus_client import make_asgi_app
from pydantic import BaseModel, Field

from listing_quality.features import Listing
from listing_quality.metrics import SCORE_SECONDS, SCORES
from listing_quality.model import QualityModel, verdict

log = logging.getLogger(__name__)
sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"))


class ListingBody(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    photos: int = Field(default=0, ge=0, le=50)


class ScoreBody(BaseModel):
    score: float
    verdict: str


def load_model() -> QualityModel:
    return joblib.load(os.environ["MODEL_PATH"])


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.model = load_model()
    yield


app = FastAPI(title="listing-quality", lifespan=lifespan)
app.mount("/metrics", make_asgi_app())


@app.post("/score")
def score(request: Request, body: ListingBody) -> ScoreBody:
    with SCORE_SECONDS.time():
        try:
            value = request.app.state.model.scores([Listing(**body.model_dump())])[0]
        except Exception as error:
            SCORES.labels(result="error").inc()
            log.exception("no score")
            raise HTTPException(status_code=503, detail="no score") from error
    SCORES.labels(result=verdict(value)).inc()
    return ScoreBody(score=round(value, 3), verdict=verdict(value))


@app.get("/ready")
def ready(request: Request) -> dict[str, str]:
    if not hasattr(request.app.state, "model"):
        raise HTTPException(status_code=503, detail="no model yet")
    return {"status": "ready"}
