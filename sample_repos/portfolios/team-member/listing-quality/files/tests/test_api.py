import pytest
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from listing_quality import api

GOOD = {"title": "Oak table with drawer", "description": "Used, 180 cm, one scratch.", "photos": 3}


@pytest.fixture
def client(model, monkeypatch):
    monkeypatch.setattr(api, "load_model", lambda: model)
    with TestClient(api.app) as client:
        yield client


def count(result: str) -> float:
    return REGISTRY.get_sample_value("listing_scores_total", {"result": result}) or 0.0


def test_good_listing(client):
    before = count("good")
    answer = client.post("/score", json=GOOD)
    assert answer.status_code == 200
    assert answer.json()["verdict"] == "good"
    assert count("good") == before + 1


def test_poor_listing(client):
    answer = client.post("/score", json={"title": "TOP OFFER!!!"})
    assert answer.json()["verdict"] == "poor"


@pytest.mark.parametrize("wrong", [{"title": ""}, {"photos": -1}, {"title": "x" * 201}])
def test_wrong_input(client, wrong):
    assert client.post("/score", json=GOOD | wrong).status_code == 422


def test_error_is_counted(client, monkeypatch):
    monkeypatch.setattr(client.app.state.model, "scores", lambda listings: 1 / 0)
    before = count("error")
    assert client.post("/score", json=GOOD).status_code == 503
    assert count("error") == before + 1


def test_ready_and_metrics(client):
    assert client.get("/ready").json() == {"status": "ready"}
    assert "listing_score_seconds_bucket" in client.get("/metrics/").text
