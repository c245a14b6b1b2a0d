"""Features that Python trains with and a service in Go computes from the same schema or list."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.services import GO_IMAGE, gin
from tests.support.snapshots import run, snapshot

ONNX = '\t"os"\n\tort "github.com/yalue/onnxruntime_go"\n'
LOADS = (
    "var session *ort.DynamicAdvancedSession\n\nfunc load() {{\n"
    '\tsession, _ = ort.NewDynamicAdvancedSession("churn.onnx", nil, nil, nil)\n{more}}}\n'
)
TRAINS = (
    "import json\nfrom sklearn.svm import SVC\n\nCOLUMNS = json.load(open({name!r}))\n\n\ndef main(x, y):\n"
    "    SVC().fit(x[COLUMNS], y)\n\n\nmain(1, 2)\n"
)
STARTED = {
    "Dockerfile": GO_IMAGE,
    "Makefile": "train:\n\tpython train.py\n",
    "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n",
}


def go(reads: str = "config/features.json") -> dict[str, str]:
    files = gin("session.Run(nil, nil)", imports=ONNX, more="load()")
    files["main.go"] += LOADS.format(more=f'\tos.ReadFile("{reads}")\n' if reads else "")
    return files


def python(name: str = "config/features.json") -> dict[str, str]:
    return {"train.py": TRAINS.format(name=name)}


LIST = {"config/features.json": '["age"]\n'}
SAID = "features.json is read by train.py, which trains, and by main.go, which serves"
PROTO = {
    "proto/visit.proto": 'syntax = "proto3";\npackage shop.visits;\noption go_package = "shop/visits";\n'
}
LEVELS = {
    "a list of features": ({**go(), **python(), **LIST}, f"SUBSTANTIVE config/features.json:1 {SAID}"),
    "both are started": ({**go(), **python(), **LIST, **STARTED}, f"WIRED config/features.json:1 {SAID}"),
    "only the service is started": (
        {**go(), **python(), **LIST, "Dockerfile": GO_IMAGE}, f"SUBSTANTIVE config/features.json:1 {SAID}"),
    "a protobuf": (
        {**gin("session.Run(nil, nil)", imports=ONNX + '\t"shop/visits"\n', more="load()"), **PROTO,
         "train.py": "from visit_pb2 import Visit\nfrom sklearn.svm import SVC\n\nSVC().fit(Visit(), 1)\n",
         "model.go": "package main\n\nimport ort \"github.com/yalue/onnxruntime_go\"\n\n" + LOADS.format(more="")},
        "SUBSTANTIVE proto/visit.proto:1 visit.proto is read by train.py, which trains, and by main.go, which serves"),
}  # fmt: skip
ABSENT = {
    "a list that only Python reads": {**go(reads=""), **python(), **LIST},
    "a list that only Go reads": {**go(), **python("other.json"), **LIST},
    "a longer name": {**go("config/old-features.json"), **python(), **LIST},
    "a file that is not here": {**go(), **python()},
    "a file of another kind": {
        **go("config/settings.json"),
        **python("config/settings.json"),
        "config/settings.json": "{}",
    },
}


@pytest.mark.parametrize("case", LEVELS)
def test_levels(case: str) -> None:
    files, expected = LEVELS[case]
    assert told(run("feature_consistency", snapshot(files))) == [expected]


@pytest.mark.parametrize("case", ABSENT)
def test_absent(case: str) -> None:
    finding = run("feature_consistency", snapshot(ABSENT[case]))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_a_service_with_a_model_of_somebody_else_needs_no_features() -> None:
    hosted = gin('openai.NewClient("x")', imports='\topenai "github.com/sashabaranov/go-openai"\n')
    assert (
        run("feature_consistency", snapshot({**hosted, **python(), **LIST})).status is Status.NOT_APPLICABLE
    )


PLUMBER = (
    'library(vetiver)\nlibrary(pins)\nlibrary(plumber)\nboard <- board_folder("m")\n'
    'model <- vetiver_pin_read(board, "churn")\n\n#* @plumber\nfunction(pr) {\n  pr %>% vetiver_api(model)\n}\n'
)
FITS = (
    "library(tidymodels)\nlibrary(vetiver)\nfitted <- workflow() %>% add_recipe(rec) %>% add_model(spec) %>% fit(data)\n"
    'vetiver_pin_write(board, vetiver_model(fitted, "churn"))\n'
)


@pytest.mark.parametrize("name", ['"churn"', '"ada/churn"', "name"])
def test_a_pipeline_of_r_is_fitted_kept_and_served(name: str) -> None:
    fits = FITS.replace('"churn"', name)
    found = told(run("feature_consistency", snapshot({"plumber.R": PLUMBER, "fit.R": fits})))
    assert [each.partition(" fitted in")[0].rpartition(" ")[0] for each in found] == ["SUBSTANTIVE fit.R:3"]
    assert found[0].endswith("fitted in training, saved, and loaded by plumber.R")


@pytest.mark.parametrize(
    "fits",
    [
        FITS.partition("vetiver_pin_write")[0],
        FITS.replace("workflow() %>% add_recipe(rec) %>% add_model(spec)", "spec"),
        FITS.replace('"churn"', '"ada/price"'),
    ],
    ids=["not kept", "a model without steps before it", "another model"],
)
def test_what_is_not_kept_or_has_no_steps_is_no_shared_pipeline(fits: str) -> None:
    finding = run("feature_consistency", snapshot({"plumber.R": PLUMBER, "fit.R": fits}))
    assert finding.level is Level.ABSENT


@pytest.mark.parametrize(
    ("files", "missing"),
    [({"fit.R": FITS}, "serves one"), ({"plumber.R": PLUMBER}, "trains a model")],
    ids=["only trained", "only served"],
)
def test_the_half_that_is_missing_is_named(files: dict[str, str], missing: str) -> None:
    finding = run("feature_consistency", snapshot(files))
    assert finding.reason == f"no live code of this repository {missing}"


API = (
    "library(plumber)\nlibrary(tidymodels)\nmodel <- readRDS('model.rds')\n{}#* @post /predict\n"
    "function(req) {{\n  predict(model, {})\n}}\n"
)
BODY = "as.data.frame(req$body)"
WORKFLOW = "library(tidymodels)\nfitted <- fit({}, data = d)\nsaveRDS({}, 'model.rds')\n"
WITH_RECIPE = "workflow() |> add_recipe(rec) |> add_model(spec)"
BAKED = "rec <- readRDS('rec.rds')\n"
PREPARED = (
    "library(recipes)\nrec <- prep(recipe(y ~ ., data = d))\nmodel <- lm(y ~ ., data = bake(rec, d))\n"
    "saveRDS({}, '{}.rds')\nsaveRDS(model, 'model.rds')\n"
)
PIPELINES_OF_R = {
    "a recipe in its workflow": (WORKFLOW.format(WITH_RECIPE, "fitted"), API.format("", BODY), "fit.R:2"),
    "handed to its workflow": (WORKFLOW.format("workflow(rec, spec)", "fitted"), API.format("", BODY), "fit.R:2"),
    "a workflow of columns alone": (
        WORKFLOW.format("workflow() |> add_variables(y, x) |> add_model(spec)", "fitted"), API.format("", BODY), "",
    ),
    "the model taken out of its workflow": (
        WORKFLOW.format(WITH_RECIPE, "extract_fit_parsnip(fitted)"), API.format("", BODY), "",
    ),
    "steps of caret": (
        "library(caret)\nmodel <- train(y ~ ., data = d, preProcess = c('scale'))\nsaveRDS(model, 'model.rds')\n",
        API.format("", BODY), "fit.R:2",
    ),
    "no steps of caret": (
        "library(caret)\nmodel <- train(y ~ ., data = d, method = 'rf')\nsaveRDS(model, 'model.rds')\n",
        API.format("", BODY), "",
    ),
    "a recipe beside its model": (PREPARED.format("rec", "rec"), API.format(BAKED, f"bake(rec, {BODY})"), "fit.R:2"),
    "a recipe that is not applied": (PREPARED.format("rec", "rec"), API.format(BAKED, BODY), ""),
    "another recipe": (
        PREPARED.format("rec", "other").replace("'model.rds'", "'m.rds'"), API.format(BAKED, f"bake(rec, {BODY})"), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fits", "api", "place"), PIPELINES_OF_R.values(), ids=PIPELINES_OF_R)
def test_steps_of_r_are_kept_with_their_model_or_beside_it(fits: str, api: str, place: str) -> None:
    finding = run("feature_consistency", snapshot({"fit.R": fits, "plumber.R": api}))
    assert [f"{each.path}:{each.line}" for each in finding.evidence] == [place] * bool(place)
    assert finding.level is (Level.SUBSTANTIVE if place else Level.ABSENT)
