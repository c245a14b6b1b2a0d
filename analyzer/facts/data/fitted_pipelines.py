"""A pipeline that is fitted where a model is trained, saved, and loaded by the service."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.data.saved_objects import FILE_NAME, LOADERS, SAVERS, calls_of, file_names
from analyzer.facts.drift.own_drift import about_drift
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.models.model_catalogue import PIPELINE_BUILDERS
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.runs.called import Called

# A path that is looked up by a name: `paths["model_path"]`, `config.model_path`.
READS_SETTINGS = lazy_regex(
    r"\b(?:paths?|conf|cfg|config|settings|params|args)(?:\.|\[[\"']|\.get\([\"'])\w{0,30}(?:path|file|dir)"
)
# The same, of the file of a model, in the settings of a part: `settings.artifacts.model_filename`.
FILE_IN_SETTINGS = lazy_regex(
    r"\b(?:self\._?)?(?:settings|config|conf|cfg)(?:\.\w{1,40}){0,3}\."
    r"((?=\w{0,40}(?:model|pipeline|preprocess|estimator|classifier))\w{0,40}_(?:file|filename|path))\b(?!\()"
)
# `preprocess = Pipeline(`, at the top of a module.
NAMES_PIPELINE = lazy_regex(r"([^\W\d]\w{0,60})\s{0,4}(?::[^=\n]{1,60})?=(?!=)")
LONGEST_NAMING_ROW = 200
MOST_NAMING_MODELS = 40
TRIES_ON_FOLDS = word_set("cross_validate cross_val_score cross_val_predict")
FITS_OR_KEEPS = word_set("fit fit_transform dump save_model log_model refit")


class FittedPipeline(Struct, frozen=True):
    """Where a pipeline is built, what builds it, and the module of the service that loads it."""

    path: str
    line: int
    target: str
    loader: str


def fitted_pipeline(
    repo: Snapshot, trained: Called, served: Called, training: frozenset[str]
) -> FittedPipeline | None:
    """The pipeline that training saves and the service loads; `training` are the modules that train."""
    # A model that tells old rows from new ones is none that is served.
    every = calls_of(repo, trained, PIPELINE_BUILDERS)
    built = [
        each
        for each in every
        if not (
            about_drift(basename(each[0]).removesuffix(".py"))
            or _only_validated(repo, *each)
            or _only_transforms(repo, each[0], each[1])
        )
    ]
    saved = list(calls_of(repo, trained, SAVERS))
    loaded = list(calls_of(repo, served, LOADERS))
    if not built or not saved or not loaded:
        return None
    given = {name for path, _line, _target in saved for name in file_names(repo, path)}
    wanted = {name for path, _line, _target in loaded for name in file_names(repo, path)}
    if given and wanted and not given & wanted:
        settled = {name for path, _line, _target in saved for name in _names_in_settings(repo, path)}
        if not settled & wanted:
            saved, loaded = _by_one_setting(repo, saved, loaded)
    if not saved:
        return None
    savers = {path for path, _line, _target in saved}
    path, line, target = min(built, key=lambda each: (each[0] not in savers, built.index(each)))
    # A trainer has a loader of its own too; the service's is another.
    trains = savers | training
    loader = min(loaded, key=lambda each: (each[0] in trains, "model" not in each[0], each))[0]
    return FittedPipeline(path, line, target, loader)


def _only_validated(repo: Snapshot, path: str, line: int, target: str) -> bool:
    """Whether a pipeline is made in a function that only tries it on folds, and does not return it."""
    around = [each for each in repo.modules[path].functions if each.line <= line <= each.end_line]
    if not around:
        return False
    function = max(around, key=lambda each: each.line)
    used = {last_part(each) for each in function.names}
    tried = bool(used & TRIES_ON_FOLDS) and not used & FITS_OR_KEEPS
    return tried and not function.returns.startswith(target)


def _only_transforms(repo: Snapshot, path: str, line: int) -> bool:
    """Whether all that a module does with a pipeline which it names is to transform: nothing was fitted."""
    text = repo.text(path) or ""
    named = NAMES_PIPELINE.match(rows_of(text)[line - 1][:LONGEST_NAMING_ROW])
    if named is None:
        return False
    name = re.escape(named[1])
    uses = re.findall(rf"\b{name}\b(\.transform\()?", text)
    return len(uses) > 1 and uses.count("") == 1 and not _is_named_elsewhere(repo, path, named[1])


def _is_named_elsewhere(repo: Snapshot, path: str, name: str) -> bool:
    return any(name in (repo.text(each) or "") for each in repo.modules if each != path)


def _by_one_setting(
    repo: Snapshot, saved: list[tuple[str, int, str]], loaded: list[tuple[str, int, str]]
) -> tuple[list[tuple[str, int, str]], list[tuple[str, int, str]]]:
    """Of the calls that save and load those whose modules name no file and ask one setting for it."""
    given, wanted = (
        {each: _settings_of_files(repo, each[0]) for each in calls if not file_names(repo, each[0])}
        for calls in (saved, loaded)
    )
    both = frozenset().union(*given.values()) & frozenset().union(*wanted.values())
    return [each for each in given if given[each] & both], [each for each in wanted if wanted[each] & both]


def _settings_of_files(repo: Snapshot, path: str) -> frozenset[str]:
    return frozenset(match[1] for match in FILE_IN_SETTINGS.finditer(repo.text(path) or ""))


def _names_in_settings(repo: Snapshot, path: str) -> frozenset[str]:
    """Names of pickled files in the settings beside a module that reads its paths from settings."""
    if READS_SETTINGS.search(repo.text(path) or "") is None:
        return frozenset()
    project = path.partition("/")[0] if "/" in path else ""
    beside = [each for each in repo.of_kind(FileKind.CONFIGURATION) if each.partition("/")[0] == project]
    settings = beside or repo.of_kind(FileKind.CONFIGURATION)
    own = [each for each in settings if not is_example_path(each) and not is_test_path(each)]
    texts = (repo.text(each) or "" for each in own[:MOST_NAMING_MODELS])
    return frozenset(match.group() for text in texts for match in FILE_NAME.finditer(text))
