"""An invented person, a colleague and their repository, named in every place where a name can hide."""

from __future__ import annotations

import json
import re
import unicodedata

from tests.support.repositories import CommitSpec

ADDRESS = "zephyrine@quillonard.example"
WORK_ADDRESS = "z.quillonard@corvanix-labs.example"
PERSON, COLLEAGUE = f"Zéphyrine Quillonard <{ADDRESS}>", "Oswaldine Terbruggen <ozzie77@terbrug.example>"
REVIEWER = "Fjodorick Almqvistine <fjodorick@almqvistine.example>"
OWNER, NAME = "zquillonard", "nimbus-kaster"
HOST = "github.com"
# What no blind output may hold, in letters and digits only.
STEMS = (
    "zephyrine quillonard corvanix oswaldine terbrug ozzie77 fjodorick almqvist zquill "
    "nimbuskast nimbuskaster velmarique"
).split()
_COMMIT = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![0-9A-Za-z])")
_LINK = re.compile(r"https?://\S|git@|\bwww\.", re.IGNORECASE)

_README = f"""# Nimbus Kaster

[![ci](https://{HOST}/{OWNER}/{NAME}/actions/workflows/ci.yml/badge.svg)](https://{HOST}/{OWNER}/{NAME})

A production-ready forecast service with real-time monitoring by Zephyrine Quillonard.

## Features of NimbusKaster

- 100 % test coverage, says Oswaldine Terbruggen
- Canary releases of nimbus_kaster at Corvanix Labs
- See https://{OWNER}.github.io/{NAME} or ask {WORK_ADDRESS}

The p99 latency of zephyrine-quillonard/nimbus-kaster is 20 ms, and we serve 12,000 customers of Corvanix-Labs.

```sh
git clone git@{HOST}:{OWNER}/{NAME}.git
```
"""
_SERVICE = f'''"""The forecasts of Nimbus-Kaster. Author: Zephyrine Quillonard."""

__author__ = "Zephyrine Quillonard"

import joblib
from fastapi import FastAPI
from prometheus_client import Counter, Histogram

app = FastAPI(title="NimbusKaster by ZQuillonard")
LATENCY = Histogram("nimbus_kaster_latency_seconds", "Latency of nimbus-kaster")
FAILED = Counter("nimbuskaster_failed_total", "Failed at https://{HOST}/{OWNER}")
model = joblib.load("zephyrine_quillonard.joblib")


@app.post("/zquillonard/predict")
def predict_for_zephyrine(values: list[float]) -> dict[str, float]:
    # TODO(zquillonard): ask Oswaldine
    with LATENCY.time():
        return {{"value": float(model.predict([values])[0])}}


@app.get("/health")
def health() -> dict[str, str]:
    return {{"by": "quillonard"}}
'''
_TRAIN = """# Copyright (c) 2023 Zephyrine Quillonard
import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error

frame = pd.read_csv("/home/zquillonard/nimbus_kaster/data.csv")
mlflow.set_tracking_uri("https://mlflow.corvanix-labs.example")
mlflow.set_experiment("nimbus-kaster-zephyrine")
model = RandomForestRegressor().fit(frame[["a"]], frame["b"])
mlflow.log_metric("mae", mean_absolute_error(frame["b"], model.predict(frame[["a"]])))
mlflow.sklearn.log_model(model, "model", registered_model_name="quillonard_nimbus")
joblib.dump(model, "zephyrine_quillonard.joblib")
"""
_WORKFLOW = f"""name: nimbus-kaster
on: {{push: {{branches: [zephyrine-main]}}}}
jobs:
  test-nimbus-kaster:
    name: quillonard tests
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: tests by Zephyrine
        run: pytest tests_of_zephyrine
  publish_quillonard:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v5
        with:
          push: true
          tags: ghcr.io/{OWNER}/{NAME}:latest
      - run: kubectl set image deployment/nimbus-kaster app=ghcr.io/{OWNER}/{NAME}:latest
"""
_DEPLOYMENT = f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: nimbus-kaster
  namespace: zquillonard
  labels: {{owner: zephyrine-quillonard}}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: nimbuskaster
          image: ghcr.io/{OWNER}/{NAME}:1.0
          readinessProbe: {{httpGet: {{path: /health, port: 8000}}}}
          resources: {{limits: {{memory: 1Gi}}}}
"""
_COMPOSE = f"""services:
  nimbus-kaster:
    image: {OWNER}/{NAME}:latest
    container_name: zephyrine_quillonard
  prometheus:
    image: prom/prometheus
    volumes: ["./monitoring/prometheus.yml:/etc/prometheus/prometheus.yml"]
"""
_ALERTS = """groups:
  - name: nimbus-kaster
    rules:
      - alert: QuillonardServiceSlow
        expr: histogram_quantile(0.99, nimbus_kaster_latency_seconds_bucket) > 0.2
        for: 5m
        labels: {team: corvanix-labs}
        annotations: {summary: Page Zephyrine Quillonard}
"""
_RECEIVERS = f"""route: {{receiver: oswaldine-terbruggen}}
receivers:
  - name: oswaldine-terbruggen
    email_configs: [{{to: {WORK_ADDRESS}}}]
"""
_SCRAPE = """rule_files: [alerts.yml]
scrape_configs:
  - job_name: nimbus-kaster
    static_configs: [{targets: ["nimbus-kaster:8000"]}]
"""
_NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "authors": [{"name": "Zephyrine Quillonard"}],
            "kernelspec": {"name": "zquillonard", "display_name": "Nimbus Kaster"},
        },
        "cells": [
            {
                "cell_type": "markdown",
                "id": "a",
                "metadata": {},
                "source": ["# Forecasts by Zephyrine Quillonard\n", "We reach 99 % accuracy."],
            },
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {},
                "execution_count": 1,
                "outputs": [],
                "source": ["import nimbus_kaster\n", "frame = open('/home/zquillonard/data.csv')\n"],
            },
        ],
    }
)
_METADATA = f"""[project]
name = "{NAME}"
version = "1.0"
authors = [{{name = "Zephyrine Quillonard", email = "{WORK_ADDRESS}"}}]
maintainers = [{{name = "Oswaldine Terbruggen"}}]
dependencies = ["fastapi", "scikit-learn", "velmarique-{OWNER}>=1"]

[project.urls]
Homepage = "https://{OWNER}.github.io/{NAME}"

[project.scripts]
nimbus-kaster = "nimbus_kaster.serve:app"
"""
_SETUP = f"""from setuptools import setup

setup(
    name="nimbuskaster",
    author="Zephyrine Quillonard",
    author_email="{WORK_ADDRESS}",
    url="https://{HOST}/{OWNER}/{NAME}",
)
"""
_IMAGE = f"""FROM python:3.11-slim
LABEL maintainer="Zephyrine Quillonard <{WORK_ADDRESS}>"
LABEL org.opencontainers.image.source=https://{HOST}/{OWNER}/{NAME}
COPY nimbus_kaster /srv/nimbus_kaster
RUN pip install fastapi uvicorn
USER zquillonard
CMD ["uvicorn", "nimbus_kaster.serve_zephyrine:app"]
"""
_TEST = """from nimbus_kaster import price


def test_price_of_zephyrine():
    assert price(2) == 4
    assert price(3) == 6
"""
_LICENCE = """MIT License

Copyright (c) 2021-2024 Zéphyrine Quillonard and Corvanix Labs GmbH

Permission is hereby granted, free of charge, to any person obtaining a copy.
"""
_MODEL_CARD = """# Model card of Nimbus Kaster

## Evaluation

Zephyrine measured a mean absolute error of 1.2 on the data of Corvanix Labs.

## Limitations

Not for quillonard's other series.
"""
_SECRET = "AWS_ACCESS_KEY_ID=AKIAQX7ZTPLMRVNSWEHK\nAWS_SECRET=zquillonard\n"

FILES = {
    "README.md": _README,
    "LICENSE": _LICENCE,
    "AUTHORS.md": f"# Authors\n\n- {PERSON}\n- {COLLEAGUE}\n- Velmarique (@velmarique)\n",
    ".github/CODEOWNERS": f"* @{OWNER} @velmarique\n",
    ".github/workflows/nimbus-kaster.yml": _WORKFLOW,
    "pyproject.toml": _METADATA,
    "setup.py": _SETUP,
    "Dockerfile": _IMAGE,
    "docker-compose.yml": _COMPOSE,
    "deploy/nimbus-kaster/zquillonard.yaml": _DEPLOYMENT,
    "monitoring/alerts.yml": _ALERTS,
    "monitoring/alertmanager.yml": _RECEIVERS,
    "monitoring/prometheus.yml": _SCRAPE,
    "nimbus_kaster/__init__.py": '"""Zephyrine Quillonard\'s."""\n\n\ndef price(x):\n    return 2 * x\n',
    "nimbus_kaster/serve_zephyrine.py": _SERVICE,
    "zephyrine_quillonard/train.py": _TRAIN,
    "notebooks/NimbusKaster-Quillonard.ipynb": _NOTEBOOK,
    "tests_of_zephyrine/test_nimbus_kaster.py": _TEST,
    "docs/MODEL_CARD_nimbus_kaster.md": _MODEL_CARD,
    "vendor/zquillonard/oswaldine.py": "x = 1\n",
    ".env": _SECRET,
    "data/quillonard.csv": "a,b\n1,2\n",
    "broken_zephyrine.py": "def (\n",
    "broken_quillonard.ipynb": "{",
}


def commits() -> list[CommitSpec]:
    """The history: two authors, a committer of another name, co-authors, a revert."""
    people = [PERSON, f"zquillonard <{WORK_ADDRESS}>", COLLEAGUE, f"Quillonard Zephyrine <{ADDRESS}>"]
    specs = [
        CommitSpec(
            {path: content},
            f"Add {path}\n\nCo-authored-by: {REVIEWER}\n",
            author=people[number % len(people)],
            committer=PERSON,
            date=f"2023-{1 + number // 2:02}-{1 + number % 2 * 14:02}T12:00:00+00:00",
        )
        for number, (path, content) in enumerate(FILES.items())
    ]
    specs.append(CommitSpec({"README.md": _README + "\nMore of Zephyrine.\n"}, "Fix", author=PERSON))
    return specs


def squeezed(text: str) -> str:
    """A text without case, accents and whatever is no letter or digit."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in folded if each.isalnum())


def told_by(text: str) -> list[str]:
    """What a text tells of the invented people: stems of their names with what is around, ids, links."""
    plain = squeezed(text)
    found = [plain[max(0, at - 30) : at + 40] for stem in STEMS if (at := plain.find(stem)) >= 0]
    found += [text[max(0, each.start() - 40) : each.end() + 40] for each in _COMMIT.finditer(text)]
    return found + [text[max(0, each.start() - 40) : each.end() + 40] for each in _LINK.finditer(text)]
