"""Libraries that check data, and the calls by which code runs their checks."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


@dataclass(frozen=True, slots=True)
class Validator(Tool):
    """A library that checks data: the calls that run checks; `raises`: a failing one raises by itself."""

    calls: frozenset[str]
    raises: bool = False


VALIDATORS = Catalogue(
    Validator(
        "Great Expectations",
        ("great_expectations",),
        word_set(
            "run_checkpoint validate run run_validation_operator PandasDataset from_pandas read_csv "
            "Checkpoint"
        ),
    ),
    Validator(
        "pandera",
        ("pandera",),
        word_set("validate check_types check_input check_output check_io"),
        raises=True,
    ),
    Validator("Soda", ("soda",), word_set("execute Scan")),
    Validator(
        "TensorFlow Data Validation",
        ("tensorflow_data_validation",),
        word_set(
            "validate_statistics validate_examples_in_csv validate_examples_in_tfrecord validate_instance"
        ),
    ),
    Validator(
        "TensorFlow Extended",
        ("tfx.components", "tfx.v1.components"),
        word_set("ExampleValidator"),
    ),
    Validator("Deepchecks", ("deepchecks",), word_set("run data_integrity train_test_validation full_suite")),
    Validator("cleanlab", ("cleanlab",), word_set("find_issues find_label_issues Datalab CleanLearning")),
    Validator("Frictionless", ("frictionless",), word_set("validate")),
    Validator("Pointblank", ("pointblank",), word_set("interrogate assert_passing Validate")),
    Validator("Patito", ("patito",), word_set("validate"), raises=True),
    Validator("Dataframely", ("dataframely",), word_set("validate"), raises=True),
    Validator("PyDeequ", ("pydeequ",), word_set("VerificationSuite onData addCheck run")),
    Validator("whylogs constraints", ("whylogs.core.constraints",), word_set("validate ConstraintsBuilder")),
)
