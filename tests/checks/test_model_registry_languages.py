"""Models that programs in other languages register, and ask for."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.other_languages import ci, starts
from tests.support.snapshots import run, snapshot

PIN = 'library(vetiver)\nv <- vetiver_model(m, "fraud_net")\nvetiver_pin_write(board, v)\n'
ASKS = 'library(vetiver)\nlibrary(plumber)\nv <- vetiver_pin_read(board, "fraud_net")\npr() |> vetiver_api(v) |> pr_run()\n'
JAVA_ASKS = (
    'import org.mlflow.tracking.MlflowClient;\n\npublic class App {\n  static final String NAME = "fraud_net";\n'
    "  public static void main(String[] args) {\n    MlflowClient client = new MlflowClient();\n"
    "    client.getLatestVersions(NAME);\n  }\n}\n"
)
UPLOAD = 'import { uploadFiles } from "@huggingface/hub";\nawait uploadFiles({ repo: "%s", files: [] });\n'
PYTHON = "import mlflow\n\nmlflow.register_model('runs:/1/m', 'fraud_net')\n"
IMAGE = {
    "pom.xml": "<project><artifactId>app</artifactId></project>\n",
    "Dockerfile": 'FROM x\nCMD ["java", "-jar", "app.jar"]\n',
}
PUSH = (
    "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('bert-base-uncased')\n"
    "model.push_to_hub('acme/intent')\n"
)
SERVE = {
    "serve.mjs": 'import { pipeline } from "@huggingface/transformers";\nexport const p = await pipeline("x", "acme/intent");\n',
    "Dockerfile": 'FROM node:22\nCMD ["node", "serve.mjs"]\n',
}
# The files, the level, the place, and words of the note.
LEVELS = {
    "a model that is only loaded": ({"api.R": ASKS, **starts("api.R")}, Level.ABSENT, "", ""),
    "registered": ({"a.R": PIN}, Level.SUBSTANTIVE, "a.R:3", "vetiver: vetiver_pin_write"),
    "registered in a document": ({"a.Rmd": f"```{{r}}\n{PIN}```\n"}, Level.PRESENT, "a.Rmd:3", "in a notebook"),
    "registered in a document that CI renders": (
        {"a.Rmd": f"```{{r}}\n{PIN}```\n", **ci("Rscript -e 'rmarkdown::render(\"a.Rmd\")'")},
        Level.SUBSTANTIVE, "a.Rmd:4", "vetiver: vetiver_pin_write"),
    "registered in a document that CI renders, and asked for": (
        {"a.Rmd": f"```{{r}}\n{PIN}```\n", "api.R": ASKS, **starts("api.R"), **ci("quarto render a.Rmd")},
        Level.WIRED, "a.Rmd:4", "requested by api.R"),
    "registered in a document that CI only copies": (
        {"a.Rmd": f"```{{r}}\n{PIN}```\n", **ci("cp a.Rmd docs/")}, Level.PRESENT, "a.Rmd:3", "in a notebook"),
    "registered in a document beside one that CI renders": (
        {"a.Rmd": f"```{{r}}\n{PIN}```\n", **ci("quarto render b.Rmd")}, Level.PRESENT, "a.Rmd:3", "in a notebook"),
    "registered, asked for by what nothing starts": ({"a.R": PIN, "api.R": ASKS}, Level.SUBSTANTIVE, "a.R:3", ""),
    "registered, another asked for": (
        {"a.R": PIN, "api.R": ASKS.replace("fraud_net", "other"), **starts("api.R")}, Level.SUBSTANTIVE, "a.R:3", ""),
    "registered and asked for": (
        {"a.R": PIN, "api.R": ASKS, **starts("api.R")}, Level.WIRED, "a.R:3", "requested by api.R"),
    "registered, another one of the same owner asked for": (
        {"a.R": PIN.replace('"f', '"ada/f'), "api.R": ASKS.replace("fraud_net", "ada/price"), **starts("api.R")},
        Level.SUBSTANTIVE, "a.R:3", ""),
    "registered and asked for with the owner": (
        {"a.R": PIN, "api.R": ASKS.replace('"f', '"ada/f'), **starts("api.R")}, Level.WIRED, "a.R:3", "requested by api.R"),
    "a data set that is pinned": (
        {"a.R": 'library(pins)\npin_write(board, d, "sales.csv")\n'}, Level.ABSENT, "", ""),
    "a model that is put on a hub": ({"a.ts": UPLOAD % "me/model"}, Level.SUBSTANTIVE, "a.ts:2", "uploadFiles"),
    "a data set that is put on a hub": ({"a.ts": UPLOAD % "datasets/me/rows"}, Level.ABSENT, "", ""),
    "Python puts a model on a hub, a script loads it": (
        {"push.py": PUSH, **SERVE}, Level.WIRED, "push.py:3", "requested by serve.mjs"),
    "the script keeps the name in a constant": (
        {"push.py": PUSH, **SERVE, "serve.mjs": 'const NAME = "acme/intent";\n' + SERVE["serve.mjs"].replace('"acme/intent"', "NAME")},
        Level.WIRED, "push.py:3", "requested by serve.mjs"),
    "the script loads another": (
        {"push.py": PUSH, **SERVE, "serve.mjs": SERVE["serve.mjs"].replace("acme", "other")}, Level.SUBSTANTIVE, "push.py:3", ""),
    "nothing starts the script": (
        {"push.py": PUSH, "serve.mjs": SERVE["serve.mjs"]}, Level.SUBSTANTIVE, "push.py:3", ""),
    "a script that loads a model alone": (SERVE, Level.ABSENT, "", ""),
    "Python registers, Java that nothing starts asks": (
        {"train.py": PYTHON, "src/main/java/App.java": JAVA_ASKS}, Level.SUBSTANTIVE, "train.py:3", ""),
    "Python registers, Java asks": (
        {"train.py": PYTHON, "src/main/java/App.java": JAVA_ASKS, **IMAGE}, Level.WIRED, "src/main/java/App.java:7", "getLatestVersions"),
    "Python registers, Java asks for another": (
        {"train.py": PYTHON, "src/main/java/App.java": JAVA_ASKS.replace("fraud_net", "other_net"), **IMAGE}, Level.SUBSTANTIVE,
        "train.py:3", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_who_asks_for_what_is_registered(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("model_registry", snapshot(files)), level, where, words)
