"""R: what packages are for that track runs, keep models, check data, judge answers and order steps."""

from __future__ import annotations

from analyzer.wiring.other_programs.r.models import R_MODEL_FILE
from analyzer.wiring.other_programs.r.words import named
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

R_EXPERIMENT_SIGNS: tuple[Sign, ...] = (
    # Experiments and versions.
    sign(
        Subject.TRACKING,
        "MLflow",
        "mlflow",
        r"mlflow_(?:log_\w+|start_run|set_experiment|set_tag)|log_(?:param|metric|model|artifact)s?",
    ),
    sign(Subject.TRACKING, "Weights & Biases", "wandb", r"(?:init\(\)\.)?(?:log|init|log_artifact)"),
    sign(Subject.TRACKING, "Guild AI", "guildai", named("guild_run guild runs_info runs_scalars")),
    sign(Subject.TRACKING, "tfruns", "tfruns cloudml", named("training_run tuning_run ls_runs")),
    sign(
        Subject.TRACKING,
        "Neptune",
        "neptune",
        named("neptune_init neptune_log neptune_init_run neptune_track_files"),
    ),
    sign(Subject.REGISTRY, "vetiver", "vetiver", named("vetiver_pin_write vetiver_model"), imported=False),
    sign(
        Subject.REGISTRY,
        "MLflow",
        "mlflow",
        named(
            "mlflow_register_model mlflow_create_registered_model mlflow_create_model_version "
            "mlflow_transition_model_version_stage mlflow_set_model_version_tag"
        ),
        imported=False,
    ),
    sign(Subject.REGISTRY, "pins", "pins", named("pin_write"), strings=R_MODEL_FILE, imported=False),
    # Data.
    sign(
        Subject.DATA_CHECK,
        "pointblank",
        "pointblank",
        named(
            "interrogate create_agent col_vals_* col_exists col_is_* rows_distinct rows_complete "
            "row_count_match "
            "expect_col_* test_col_* all_passed scan_data"
        ),
    ),
    sign(
        Subject.DATA_CHECK,
        "validate",
        "validate",
        named("validator confront check_that voptions"),
        imported=False,
    ),
    sign(
        Subject.DATA_CHECK,
        "assertr",
        "assertr",
        named("verify assert insist assert_rows insist_rows chain_start"),
    ),
    sign(Subject.DATA_CHECK, "dataquieR", "dataquieR", named("dq_report dq_report2 con_* int_* com_*")),
    sign(
        Subject.DATA_CHECK,
        "data.validator",
        "data.validator",
        named("validate_if validate_cols validate_rows data_validation_report add_results"),
    ),
    sign(
        Subject.DATA_CHECK,
        "tidyverse checks",
        "tidylog testdat",
        named("expect_values expect_unique expect_range"),
        imported=False,
    ),
    sign(Subject.DATA_CHECK, "schema", "schematic", named("schema check_schema")),
    sign(
        Subject.DATA_CHECK,
        "checkmate",
        "checkmate",
        named(
            "assertDataFrame assert_data_frame assertDataTable assert_data_table assert_tibble assertTibble"
        ),
        imported=False,
    ),
    sign(
        Subject.DATA_VERSION,
        "pins",
        "pins",
        named("pin_read pin_download pin_reactive_read"),
        option=r"(?:version|hash)=.*",
        imported=False,
    ),
    # What was kept under its hash is read again: `read_parquet(file.path(cache, run$dvc_md5_training_data))`.
    sign(
        Subject.DATA_VERSION,
        "DVC hash",
        "arrow readr data.table vroom nanoparquet",
        named("read_parquet read_csv read_csv_arrow read_feather open_dataset fread vroom"),
        given=r".*\.(?:\w*_)?dvc_(?:md5|hash)\w*|.*\.(?:\w*_)?dvc\u00b7(?:md5|hash)[\w\u00b7]*",
        imported=False,
    ),
    # Judging answers of language models.
    sign(
        Subject.EVALUATION,
        "vitals",
        "vitals",
        r"Task\(\)(?:\.\w+)?|(?:model_graded_\w+|detect_\w+|vitals_\w+)",
    ),
    # Steps in an order.
    sign(
        Subject.ORCHESTRATION,
        "targets",
        "targets tarchetypes",
        named(
            "tar_target tar_make tar_make_future tar_make_clustermq tar_plan tar_map tar_combine "
            "tar_render tar_quarto tar_file tar_force tar_target_raw"
        ),
        imported=False,
    ),
    sign(
        Subject.ORCHESTRATION, "drake", "drake", named("drake_plan make r_make drake_config"), imported=False
    ),
    sign(Subject.ORCHESTRATION, "maestro", "maestro", named("build_schedule run_schedule create_pipeline")),
    sign(
        Subject.ORCHESTRATION,
        "cronR",
        "cronR taskscheduleR",
        named("cron_add cron_rscript taskscheduler_create"),
    ),
)
