"""Models that are asked over HTTP, told by the body of the request where no address is written."""

from __future__ import annotations

import pytest

from tests.support.model_kinds import each_alone, used

BODY = "{{'model': M, '{}': q}}"
SENT = "import {0}\n\n\ndef ask({0}, url, q):\n    body = {1}\n    return {0}.{2}(url, {3}=body)\n"
CHAT, TEXT = BODY.format("messages"), BODY.format("prompt")
AT = "import httpx\n\n\ndef ask(q):\n    pass\n    return httpx.post('https://{}', json=q)\n"
ROWS = {
    "a dedicated endpoint": (AT.format("k3j2.us-east-1.aws.endpoints.huggingface.cloud"), True),
    "an online endpoint": (AT.format("churn.westeurope.inference.ml.azure.com/score"), True),
    "a model of a cloud": (AT.format("us-central1-aiplatform.googleapis.com/v1/projects/p/endpoints/1:predict"), True),
    "a list of models of a cloud": (AT.format("us-central1-aiplatform.googleapis.com/v1/projects/p/models:upload"), False),
    "speech": (AT.format("api.deepgram.com/v1/listen?model=nova-2"), True),
    "an account of the same host": (AT.format("api.deepgram.com/v1/projects"), False),
    "another host of the same company": (AT.format("huggingface.co/api/repos/create"), False),
    "a chat": (SENT.format("httpx", CHAT, "post", "json"), True),
    "a text to complete": (SENT.format("requests", TEXT, "post", "data"), True),
    "a body made by its words": (SENT.format("httpx", "dict(model=M, messages=q)", "post", "json"), True),
    "a body without a question": (SENT.format("httpx", BODY.format("year"), "post", "json"), False),
    "a question without a model": (SENT.format("httpx", "{'messages': q}", "post", "json"), False),
    "a model of something in a query": (SENT.format("httpx", CHAT, "post", "params"), False),
    "a request that fetches": (SENT.format("httpx", CHAT, "get", "json"), False),
    "another client": (SENT.format("postman", CHAT, "post", "json"), False),
    "a body in another function": (
        f"import httpx\n\n\ndef made(q):\n    return {CHAT}\n\n\ndef ask(u, b):\n    httpx.post(u, json=b)\n", False),
}  # fmt: skip


SENDS = "class Loop:\n    def __init__(self, client):\n        self.client = client\n\n    def step(self, m):\n        self.client.{}({})\n"
ROWS |= {
    "a client that is given": (SENDS.format("messages.create", "model='m', messages=m, max_tokens=9"), True),
    "a telephone that is given": (SENDS.format("messages.create", "to='m', body=m"), False),
    "a message without a model": (SENDS.format("messages.create", "messages=m"), False),
    "another thing that is made": (SENDS.format("cars.create", "model='m', messages=m"), False),
}


@pytest.mark.parametrize(("source", "asks"), ROWS.values(), ids=ROWS)
def test_a_model_is_asked_by_the_body_of_a_request(source: str, asks: bool) -> None:
    [found] = each_alone({"a": source}).values()
    assert found == (["calls 6"] if asks else [])


KEPT = "import httpx, os\n\n\ndef ask(q):\n    url = {}\n    return httpx.post(url, json=q)\n"
SERVED = "http://model:8501/v1/models/flowers:predict"
COMPOSE = "services:\n  api:\n    build: .\n    environment: {{{}: '{}'}}\n"
VARIABLES: dict[str, tuple[str, dict[str, str], bool]] = {
    "set by compose": ("os.environ['MODEL_URL']", {"compose.yaml": COMPOSE.format("MODEL_URL", SERVED)}, True),
    "set by the image": ("os.getenv('MODEL_URL')", {"Dockerfile": f"FROM python:3\nENV MODEL_URL={SERVED}\n"}, True),
    "a setting of that name": ("settings.model_url", {"compose.yaml": COMPOSE.format("MODEL_URL", SERVED)}, True),
    "another address": ("os.environ['MODEL_URL']", {"compose.yaml": COMPOSE.format("MODEL_URL", "http://shop/v1/models")}, False),
    "another variable": ("os.environ['SHOP_URL']", {"compose.yaml": COMPOSE.format("MODEL_URL", SERVED)}, False),
    "set nowhere": ("os.environ['MODEL_URL']", {}, False),
}  # fmt: skip


@pytest.mark.parametrize(("address", "files", "asks"), VARIABLES.values(), ids=VARIABLES)
def test_an_address_may_be_kept_in_the_environment(address: str, files: dict[str, str], asks: bool) -> None:
    assert used({"a.py": KEPT.format(address), **files})["a.py"] == (["calls 6"] if asks else [])
