"""Feature stores that code reads: for requests, and for training.

Sources: https://docs.feast.dev, https://docs.tecton.ai, https://docs.hopsworks.ai,
https://docs.databricks.com/machine-learning/feature-store/.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part, package_of, package_uses
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

STORES = word_set(
    "feast tecton hsfs hopsworks featureform databricks.feature_store databricks.feature_engineering"
)
ONLINE = word_set("get_online_features get_feature_vector get_feature_vectors get_serving_data")
OFFLINE = word_set(
    "get_historical_features get_offline_features create_training_dataset train_test_split "
    "create_feature_view get_training_data create_training_set"
)
# Names that only a store has: asked of whatever object holds one, in a module that imports the library.
OF_STORES_ALONE = word_set(
    "get_online_features get_feature_vector get_feature_vectors get_historical_features get_offline_features"
)


def feature_stores(repo: Snapshot) -> Iterator[Evidence]:
    """The places where live code reads a store, on one side or on both."""
    online: list[tuple[str, int, str]] = []
    offline: list[tuple[str, int, str]] = []
    for code, line, target, function in (*_by_library(repo), *_on_kept_objects(repo)):
        if is_test(repo, code.path) or is_example_path(code.path) or not is_live(repo, code, function):
            continue
        last = target.rpartition(".")[2]
        if last in ONLINE:
            online.append((code.path, line, target))
        elif last in OFFLINE:
            offline.append((code.path, line, target))
    level = Level.SUBSTANTIVE if online and offline else Level.PRESENT
    for path, line, target in online + offline:
        yield Evidence(path, line, level, f"feature store: {target}")


def _by_library(repo: Snapshot) -> Iterator[tuple[Code, int, str, str | None]]:
    """Calls whose origin in the library is seen."""
    for use in package_uses(repo, STORES):
        if use.call is not None and not use.code.notebook:
            yield use.code, use.line, use.target, use.call.function


def _on_kept_objects(repo: Snapshot) -> Iterator[tuple[Code, int, str, str | None]]:
    """Calls on what a property or an attribute holds: `self.feature_store.get_online_features(...)`."""
    for path, facts in repo.modules.items():
        library = next((each for each in facts.imports if package_of(each.module, STORES) is not None), None)
        if library is None:
            continue
        for call in facts.calls:
            if last_part(call.target) in OF_STORES_ALONE and package_of(call.target, STORES) is None:
                code = Code(path, facts, notebook=False)
                yield code, call.line, f"{library.module}.{last_part(call.target)}", call.function
