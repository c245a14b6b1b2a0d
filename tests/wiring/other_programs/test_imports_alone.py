"""What the import of a package says where nothing of it is called."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.snapshots import snapshot

S = Subject
# An import in a file of its own, and the subjects of models that it is about.
IMPORTS: dict[str, tuple[str, set[Subject]]] = {
    "using Microsoft.ML;": ("A.cs", {S.MODEL_CALL, S.MODEL_LOAD, S.MODEL_METRIC}),
    "using Microsoft.ML.Data;": ("A.cs", {S.MODEL_CALL, S.MODEL_LOAD, S.MODEL_METRIC}),
    "using Microsoft.ML.AutoML;": ("A.cs", {S.TRAINING}),
    "using Microsoft.ML.Tokenizers;": ("A.cs", set()),
    "using Microsoft.ML.OnnxRuntime;": ("A.cs", {S.MODEL_CALL, S.MODEL_LOAD}),
    "import ai.djl.modality.cv.Image;": ("A.java", {S.MODEL_CALL, S.MODEL_LOAD}),
    "import ai.djl.translate.TranslateException;": ("A.java", {S.MODEL_CALL, S.MODEL_LOAD}),
    "import org.apache.spark.mllib.linalg.Vector;": ("A.java", set()),
    "import org.apache.spark.ml.feature.HashingTF;": ("A.java", set()),
    "import org.apache.spark.mllib.regression.LabeledPoint;": ("A.java", set()),
    "import org.apache.spark.mllib.regression.LinearRegressionModel;": (
        "A.java",
        {S.MODEL_CALL, S.MODEL_LOAD},
    ),
    "import ai.djl.training.EasyTrain;": ("A.java", {S.MODEL_CALL, S.MODEL_LOAD, S.TRAINING}),
}
OF_MODELS = {S.MODEL_CALL, S.MODEL_LOAD, S.MODEL_METRIC, S.TRAINING}


@pytest.mark.parametrize(("written", "path", "subjects"), [(each, *said) for each, said in IMPORTS.items()])
def test_an_import_alone(written: str, path: str, subjects: set[Subject]) -> None:
    body = "class A { void f() { g(); } }\n"
    found = all_uses(snapshot({path: f"{written}\n{body}"}))
    assert {each for each, uses in found.items() if each in OF_MODELS and uses} == subjects
