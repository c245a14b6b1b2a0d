"""What files of a repository name, and whether it is there: could this run as it was committed?

Every collector follows one subject (images, CI, Python, manifests ...) and yields a `Reference` for each
place that names something which must exist. Precision comes first: what a build or a run makes, and what
cannot be seen here, never dangles.
"""

from __future__ import annotations

from analyzer.references.broken_starts import (
    broken_image,
    broken_load,
    broken_start,
    broken_starts,
    not_found,
)
from analyzer.references.chains import Break, broken_before, broken_by, broken_step
from analyzer.references.collect import dangling, references
from analyzer.references.collection_errors import loadable_tests, stopped_at, unloadable_tests
from analyzer.references.held_files import stage_holds
from analyzer.references.image_breaks import image_stops, process_stops, service_stops, stop_words
from analyzer.references.left_out_names import imports_of_left_out
from analyzer.references.lookup import judged
from analyzer.references.makers import made_elsewhere
from analyzer.references.manifest_breaks import broken_images, broken_manifest
from analyzer.references.metric_chains import MetricChain, metric_chain
from analyzer.references.model import Outcome, Reference
from analyzer.references.program_imports import broken_program, broken_programs
from analyzer.references.put_away_modules import put_away_import
from analyzer.references.pytest_paths import stopped_by_path
from analyzer.references.readme_commands import is_mild
from analyzer.references.runnable import runnable_programs
from analyzer.references.running import (
    as_loaded,
    sound_modules,
    stopped_modules,
    unloaded_modules,
    unreached_in_ci,
)

__all__ = [
    "Break",
    "MetricChain",
    "Outcome",
    "Reference",
    "as_loaded",
    "broken_before",
    "broken_by",
    "broken_image",
    "broken_images",
    "broken_load",
    "broken_manifest",
    "broken_program",
    "broken_programs",
    "broken_start",
    "broken_starts",
    "broken_step",
    "dangling",
    "image_stops",
    "imports_of_left_out",
    "is_mild",
    "judged",
    "loadable_tests",
    "made_elsewhere",
    "metric_chain",
    "not_found",
    "process_stops",
    "put_away_import",
    "references",
    "runnable_programs",
    "service_stops",
    "sound_modules",
    "stage_holds",
    "stop_words",
    "stopped_at",
    "stopped_by_path",
    "stopped_modules",
    "unloadable_tests",
    "unloaded_modules",
    "unreached_in_ci",
]
