"""Code that separates rows: what splits data or makes folds."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files
from analyzer.wiring.roles import is_test

SPLITS = word_set(
    "train_test_split KFold StratifiedKFold GroupKFold StratifiedGroupKFold TimeSeriesSplit ShuffleSplit "
    "StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold LeaveOneOut "
    "LeaveOneGroupOut cross_val_score cross_validate cross_val_predict GridSearchCV RandomizedSearchCV "
    "HalvingGridSearchCV random_split randomSplit"
)


def own_code(repo: Snapshot) -> Iterator[Code]:
    """Modules and notebooks outside tests: data that only a test splits does not count."""
    return (code for code in code_files(repo) if not is_test(repo, code.path))
