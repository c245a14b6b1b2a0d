"""Central configuration."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    redis_url: str = os.getenv("REDIS_URL", "redis://redis:6379/0")
    mlflow_uri: str = os.getenv("MLFLOW_TRACKING_URI", "http://mlflow:5000")
    model_name: str = os.getenv("MODEL_NAME", "ranker")
    model_stage: str = os.getenv("MODEL_STAGE", "champion")
    drift_threshold: float = float(os.getenv("DRIFT_THRESHOLD", "0.2"))
    max_candidates: int = int(os.getenv("MAX_CANDIDATES", "500"))


settings = Settings()
