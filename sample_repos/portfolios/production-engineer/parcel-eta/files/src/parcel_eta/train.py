"""Trains on one export: `python -m parcel_eta.train shipments.csv`."""

from __future__ import annotations

import argparse
import logging
import subprocess
from dataclasses import dataclass
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error

from parcel_eta.data import read_export, shipments
from parcel_eta.features import feature_matrix
from parcel_eta.model import PARAMETERS, EtaModel

EXPERIMENT = "parcel-eta"
REGISTERED_NAME = "parcel-eta"
HOLDOUT_SHARE = 0.2
# A dispatcher's own guess is 14 minutes off; a model that is no better is not worth a call.
MAX_MAE_MINUTES = 12.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """Errors on the newest shipments, in minutes."""

    mae: float
    median_mae: float
    late_share: float
    worst_slice_mae: float


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Older rows to learn from, the newest to be judged on: the way the model is used."""
    cut = int(len(rows) * (1 - HOLDOUT_SHARE))
    return rows.iloc[:cut], rows.iloc[cut:]


def fit(rows: pd.DataFrame) -> EtaModel:
    return EtaModel().fit(feature_matrix(shipments(rows)), rows["minutes"].to_numpy())


def evaluate(model: EtaModel, train: pd.DataFrame, holdout: pd.DataFrame) -> Report:
    """Compare with always guessing the median, and look at rain and weekends by themselves."""
    minutes = holdout["minutes"].to_numpy()
    predicted = model.predict(feature_matrix(shipments(holdout)))
    errors = np.abs(predicted - minutes)
    slices = [holdout["rain_mm"] > 2, holdout["weekday"] >= 5]
    return Report(
        mae=mean_absolute_error(minutes, predicted),
        median_mae=mean_absolute_error(minutes, np.full_like(minutes, train["minutes"].median())),
        late_share=float(np.mean(minutes - predicted > 20)),
        worst_slice_mae=max(float(errors[part].mean()) for part in slices if part.any()),
    )


def commit() -> str:
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO)

    train, holdout = split(read_export(options.export))
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(tags={"git_commit": commit()}):
        mlflow.log_params(PARAMETERS | {"rows": len(train), "until": train["delivered_at"].max()})
        model = fit(train)
        report = evaluate(model, train, holdout)
        mlflow.log_metrics(vars(report))
        log.info("holdout: %s", report)
        if report.mae > MAX_MAE_MINUTES:
            raise SystemExit(f"MAE {report.mae:.1f} min is over {MAX_MAE_MINUTES}: not registered")
        info = mlflow.sklearn.log_model(
            model,
            name="model",
            registered_model_name=REGISTERED_NAME,
            serialization_format="cloudpickle",
        )
    mlflow.MlflowClient().set_registered_model_alias(
        REGISTERED_NAME, "candidate", info.registered_model_version
    )
    log.info("version %s is the candidate", info.registered_model_version)


if __name__ == "__main__":
    main()
