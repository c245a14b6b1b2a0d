import pytest
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from parcel_eta import serve

BODY = {
    "distance_km": 18.5,
    "stops_before": 12,
    "weight_kg": 3.2,
    "departure_hour": 9.25,
    "weekday": 1,
}


@pytest.fixture
def client(model, monkeypatch):
    monkeypatch.setattr(serve, "load_model", lambda: model)
    with TestClient(serve.app) as client:
        yield client


def count(outcome: str) -> float:
    return REGISTRY.get_sample_value("eta_predictions_total", {"outcome": outcome}) or 0.0


def test_estimate_is_plausible_and_counted(client):
    before = count("answered")
    answer = client.post("/predict", json=BODY)
    assert answer.status_code == 200
    assert 50 < answer.json()["minutes"] < 95
    assert count("answered") == before + 1


def test_declines_what_it_has_never_seen(client):
    before = count("declined")
    answer = client.post("/predict", json=BODY | {"distance_km": 390})
    assert answer.json()["minutes"] is None
    assert "longer" in answer.json()["reason"]
    assert count("declined") == before + 1


def test_rain_is_optional(client):
    dry = client.post("/predict", json=BODY).json()["minutes"]
    wet = client.post("/predict", json=BODY | {"rain_mm": 4}).json()["minutes"]
    assert wet > dry


@pytest.mark.parametrize(
    "wrong",
    [{"distance_km": -1}, {"weekday": 7}, {"departure_hour": "noon"}, {"weight_kg": None}],
)
def test_wrong_input_is_the_callers_mistake(client, wrong):
    assert client.post("/predict", json=BODY | wrong).status_code == 422


def test_failing_model_is_a_503_and_counted(client, monkeypatch):
    def broken(matrix):
        raise RuntimeError("no memory")

    monkeypatch.setattr(client.app.state.model, "predict", broken)
    before = count("failed")
    assert client.post("/predict", json=BODY).status_code == 503
    assert count("failed") == before + 1


def test_drift_is_measured_after_500_estimates(client):
    for _ in range(500):
        client.post("/predict", json=BODY)
    assert REGISTRY.get_sample_value("eta_feature_psi", {"feature": "distance_km"}) > 0.25


def test_health_and_metrics(client):
    assert client.get("/healthz").json() == {"model": True}
    assert "eta_predict_seconds_bucket" in client.get("/metrics").text
