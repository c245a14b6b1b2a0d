from fastapi.testclient import TestClient

from recsys_platform.api.app import app

client = TestClient(app, raise_server_exceptions=False)


def test_health():
    response = client.get("/health")
    assert response.status_code in (200, 500, 503)


def test_recommend():
    response = client.post("/recommend", json={"user_id": "u1", "items": ["a", "b"]})
    assert response.status_code in (200, 422, 500)


def test_recommend_without_items():
    response = client.post("/recommend", json={"user_id": "u1", "items": []})
    assert response.status_code in (200, 400, 422, 500)
