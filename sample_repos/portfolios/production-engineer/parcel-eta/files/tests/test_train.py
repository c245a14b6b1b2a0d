import mlflow
import pytest
from conftest import make_rows
from mlflow import MlflowClient

from parcel_eta import promote, train
from parcel_eta.features import Shipment, feature_matrix


@pytest.fixture(autouse=True)
def tracking(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow.set_tracking_uri(tmp_path.joinpath("mlruns").as_uri())
    yield
    mlflow.set_tracking_uri(None)


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "shipments.csv"
    make_rows(1200).to_csv(path, index=False)
    return str(path)


def test_training_registers_a_candidate_that_can_be_promoted(export):
    train.main([export])
    client = MlflowClient()
    version = client.get_model_version_by_alias("parcel-eta", "candidate")
    metrics = client.get_run(version.run_id).data.metrics
    assert metrics["mae"] < train.MAX_MAE_MINUTES

    promote.promote(client, version.version)
    model = mlflow.sklearn.load_model("models:/parcel-eta@champion")
    tour = Shipment(20, 10, 2.5, departure_hour=9, weekday=2)
    assert 40 < model.predict(feature_matrix([tour]))[0] < 120


def test_a_bad_model_is_not_registered(export, monkeypatch):
    monkeypatch.setattr(train, "MAX_MAE_MINUTES", 0.5)
    with pytest.raises(SystemExit, match="not registered"):
        train.main([export])
    assert MlflowClient().search_registered_models() == []


def test_a_worse_model_needs_force(export, monkeypatch):
    train.main([export])
    train.main([export])
    client = MlflowClient()
    promote.promote(client, "1")
    monkeypatch.setattr(promote, "mae", lambda client, version: {"1": 5.0, "2": 5.5}[str(version)])
    with pytest.raises(SystemExit, match="0.50 min worse"):
        promote.promote(client, "2")
    promote.promote(client, "2", force=True)
    assert str(client.get_model_version_by_alias("parcel-eta", "champion").version) == "2"
