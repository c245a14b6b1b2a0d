"""Fitted objects that training saves in a file and a service loads from it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import PICKLES
from analyzer.wiring.modules import import_graph, module_index, reaching
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called

SAVERS = word_set(
    "joblib.dump pickle.dump dill.dump cloudpickle.dump skops.io.dump mlflow.sklearn.log_model "
    "mlflow.sklearn.save_model bentoml.sklearn.save_model"
)
LOADERS = PICKLES | word_set(
    "joblib.load skops.io.load mlflow.sklearn.load_model bentoml.sklearn.load_model bentoml.sklearn.get"
)
FILE_NAME = lazy_regex(r"[\w.-]{1,120}\.(?:pkl|pickle|joblib|skops|dill|sav)\b")
# What prepares rows for a model, by the name of its file; what encodes the answers makes no features.
FILE_OF_ENCODER = lazy_regex(
    r"(?!.*labels?(?![a-z]))(?:.*[_.-])?(?:encoders?|scalers?|vectori[sz]ers?|imputers?|normali[sz]ers?"
    r"|preprocess(?:ors?|ing)|tfidf|one_?hot|pca)(?:[_.-].*)?",
)


class KeptEncoder(Struct, frozen=True):
    """A place that saves what prepares rows, the file's name, and the module of the service that loads it."""

    path: str
    line: int
    name: str
    loader: str
    notebook: bool


def kept_encoders(repo: Snapshot, trained: Called | None, served: Called) -> Iterator[KeptEncoder]:
    """What prepares rows and is saved where a model is trained, or in a notebook, and loaded by the service.

    `trained`: what runs where live code trains a model, if any does.
    """
    wanted: dict[str, str] = {}
    for path, _line, _target in calls_of(repo, served, LOADERS):
        for name in sorted(file_names(repo, path) or _names_handed_over(repo, path, served)):
            if FILE_OF_ENCODER.fullmatch(name.casefold()) is not None:
                wanted.setdefault(name, path)
    if not wanted:
        return
    told: set[str] = set()
    for path, line, _target in calls_of(repo, trained, SAVERS) if trained is not None else ():
        for name in sorted(file_names(repo, path) & wanted.keys() - told):
            told.add(name)
            yield KeptEncoder(path, line, name, wanted[name], notebook=False)
    for path, notebook in repo.notebooks.items():
        if is_example_path(path) or not any(each.target in SAVERS for each in notebook.code.calls):
            continue
        text = repo.text(path) or ""
        for each in FILE_NAME.finditer(text):
            if each.group() in wanted.keys() - told:
                told.add(each.group())
                line = text.count("\n", 0, each.start()) + 1
                yield KeptEncoder(path, line, each.group(), wanted[each.group()], notebook=True)


def calls_of(repo: Snapshot, side: Called, targets: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """The calls of some targets that a side makes: file, line and target."""
    index = module_index(repo)
    for path in sorted(side.modules):
        if is_test(repo, path):
            continue
        for call in repo.modules[path].calls:
            ours = call.target in targets and side.has(path, call.function)
            if ours and not index.is_local(path, call.target.partition(".")[0]):
                yield path, call.line, call.target


def _names_handed_over(repo: Snapshot, loader: str, side: Called) -> frozenset[str]:
    """Names of pickled files in what leads to a module on a side, and in what that imports.

    A loader that names no file is handed its path by those.
    """
    paths = (path for path in reaching(repo, {loader}) & side.modules if not is_test(repo, path))
    return frozenset(name for path in paths for name in file_names(repo, path))


def file_names(repo: Snapshot, path: str) -> frozenset[str]:
    """Names of pickled files in the texts of a module and of what it imports, also `FOLDER / "a.pkl"`."""
    modules = {path, *import_graph(repo).get(path, frozenset())}
    return frozenset(name for each in modules if each in repo.modules for name in _own_names(repo, each))


def _own_names(repo: Snapshot, path: str) -> frozenset[str]:
    known = _names_by_module(repo)
    if path not in known:
        known[path] = frozenset(match.group() for match in FILE_NAME.finditer(repo.text(path) or ""))
    return known[path]


@derived
def _names_by_module(_repo: Snapshot) -> dict[str, frozenset[str]]:
    """What was found of each module so far: all that import it ask for it."""
    return {}
