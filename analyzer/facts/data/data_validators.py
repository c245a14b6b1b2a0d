"""Libraries that check data, and the calls by which code runs their checks."""

from __future__ import annotations

from analyzer.parsing.python import Call
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


class Validator(Tool, frozen=True):
    """A library that checks data: the calls and decorators that run checks.

    `raises`: a failing one raises by itself; `raising`: calls of which a failing one does, `strict`: literal
    keyword arguments with which one does. `only_checks`: the package has many other uses, so that an import
    says nothing. `in_notebooks`: a platform runs the notebooks in which these checks stand.
    """

    calls: frozenset[str]
    raises: bool = False
    raising: frozenset[str] = frozenset()
    strict: tuple[tuple[str, str], ...] = ()
    only_checks: bool = False
    in_notebooks: bool = False


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
    Validator(
        "Great Expectations in Airflow",
        ("great_expectations_provider", "airflow_provider_great_expectations"),
        word_set(
            "GreatExpectationsOperator GXValidateDataFrameOperator GXValidateBatchOperator "
            "GXValidateCheckpointOperator"
        ),
        raises=True,
    ),
    Validator(
        "Airflow's checks of tables",
        ("airflow",),
        word_set(
            "SQLColumnCheckOperator SQLTableCheckOperator SQLCheckOperator SQLValueCheckOperator "
            "SQLIntervalCheckOperator SQLThresholdCheckOperator CheckOperator ValueCheckOperator "
            "BigQueryCheckOperator BigQueryValueCheckOperator BigQueryColumnCheckOperator "
            "BigQueryTableCheckOperator BigQueryIntervalCheckOperator SnowflakeCheckOperator "
            "SnowflakeValueCheckOperator DruidCheckOperator DataQualityOperator"
        ),
        raises=True,
        only_checks=True,
    ),
    Validator(
        "Soda",
        ("soda", "soda_core"),
        word_set(
            "execute Scan assert_no_checks_fail verify_contract_locally verify_contracts_locally "
            "verify_contract"
        ),
        raising=word_set("assert_no_checks_fail"),
    ),
    Validator(
        "Dagster asset checks",
        ("dagster",),
        word_set(
            "asset_check multi_asset_check build_last_update_freshness_checks "
            "build_column_schema_change_checks build_metadata_bounds_checks"
        ),
        strict=(("blocking", "True"),),
        only_checks=True,
    ),
    Validator(
        "Dagster with pandera",
        ("dagster_pandera",),
        word_set("pandera_schema_to_dagster_type"),
        raises=True,
    ),
    Validator(
        "expectations of a Databricks pipeline",
        ("dlt", "pyspark.pipelines"),
        word_set("expect expect_or_drop expect_or_fail expect_all expect_all_or_drop expect_all_or_fail"),
        raising=word_set("expect_or_fail expect_all_or_fail"),
        only_checks=True,
        in_notebooks=True,
    ),
    Validator(
        "Databricks DQX",
        ("databricks.labs.dqx",),
        word_set(
            "apply_checks apply_checks_and_split apply_checks_by_metadata "
            "apply_checks_by_metadata_and_split apply_checks_and_save_in_table"
        ),
    ),
    Validator(
        "AWS Glue data quality",
        ("awsgluedq", "boto3"),
        word_set(
            "EvaluateDataQuality.apply EvaluateDataQuality.process_rows "
            "start_data_quality_ruleset_evaluation_run"
        ),
        only_checks=True,
    ),
    Validator(
        "Dataplex",
        ("google.cloud.dataplex", "google.cloud.dataplex_v1"),
        word_set("DataQualitySpec"),
        only_checks=True,
    ),
    Validator(
        "SageMaker Pipelines checks",
        ("sagemaker.workflow",),
        word_set("QualityCheckStep DataQualityCheckConfig"),
        only_checks=True,
    ),
    Validator(
        "ZenML's checks",
        ("zenml.integrations",),
        word_set(
            "great_expectations_validator_step deepchecks_data_integrity_check_step "
            "deepchecks_data_drift_check_step whylogs_profiler_step"
        ),
        only_checks=True,
    ),
    Validator(
        "Hamilton's checks of outputs",
        ("hamilton.function_modifiers",),
        word_set("check_output check_output_custom"),
        strict=(("importance", "fail"),),
        only_checks=True,
    ),
    Validator(
        "Evidently's tests of data quality",
        ("evidently",),
        word_set(
            "DataQualityTestPreset DataStabilityTestPreset TestNumberOfMissingValues "
            "TestShareOfMissingValues TestNumberOfColumnsWithMissingValues TestColumnsType "
            "TestNumberOfDuplicatedRows TestNumberOfOutRangeValues TestShareOfOutRangeValues TestValueRange "
            "TestValueList TestNumberOfConstantColumns"
        ),
        only_checks=True,
    ),
    Validator("Data Contract CLI", ("datacontract",), word_set("test")),
    Validator("cuallee", ("cuallee",), word_set("validate")),
    Validator("datatest", ("datatest",), word_set("validate"), raises=True),
    Validator("tdda", ("tdda",), word_set("verify_df detect_df")),
    Validator("pandas_schema", ("pandas_schema",), word_set("validate")),
    Validator("Validoopsie", ("validoopsie",), word_set("validate")),
    Validator(
        "engarde",
        ("engarde", "bulwark"),
        word_set("none_missing is_shape unique_index within_range has_dtypes"),
        raises=True,
    ),
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
    Validator(
        "Pointblank",
        ("pointblank",),
        word_set("interrogate assert_passing assert_below_threshold Validate"),
        raising=word_set("assert_passing assert_below_threshold"),
    ),
    Validator("Patito", ("patito",), word_set("validate"), raises=True),
    Validator("Pandantic", ("pandantic",), word_set("validate parse_df"), strict=(("errors", "raise"),)),
    Validator("Dataframely", ("dataframely",), word_set("validate"), raises=True),
    Validator("PyDeequ", ("pydeequ",), word_set("VerificationSuite onData addCheck run")),
    Validator("whylogs constraints", ("whylogs.core.constraints",), word_set("validate ConstraintsBuilder")),
)


def runs_checks(validator: Validator, target: str) -> bool:
    """Whether a call with this target runs checks of the library; by its last part or its last two."""
    parts = target.replace("()", "").rsplit(".", 2)
    return parts[-1] in validator.calls or ".".join(parts[-2:]) in validator.calls


def raises_itself(validator: Validator, call: Call) -> bool:
    """Whether a failing check of this call stops the program without anybody asking for its result."""
    return (
        validator.raises
        or call.target.rpartition(".")[2] in validator.raising
        or any(pair in call.keywords for pair in validator.strict)
    )
