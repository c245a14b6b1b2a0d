"""Inference API."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from recsys_platform.features.store import FeatureStore
from recsys_platform.models.registry import ModelRegistry

app = FastAPI(title="RecSys Inference Platform")
store = FeatureStore()
model = ModelRegistry().load()


class Request(BaseModel):
    user_id: str
    items: list[str] = Field(min_length=1, max_length=500)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "healthy"}


@app.post("/recommend")
def recommend(request: Request) -> dict[str, object]:
    try:
        scores = model.predict(store.get(request.user_id, request.items))
    except Exception as error:
        raise HTTPException(500, "inference failed") from error
    return {"items": sorted(zip(request.items, scores), key=lambda pair: -pair[1])}
