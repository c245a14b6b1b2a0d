"""Feature consistency: training and serving compute the same features."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.data.feature_stores import feature_stores
from analyzer.facts.data.fitted_pipelines import fitted_pipeline
from analyzer.facts.data.saved_objects import (
    kept_encoders,
)
from analyzer.facts.data.shared_features import (
    SharedFeatures,
    is_on_both_sides,
    program_services,
    programs_train,
    shared_files,
    shared_functions,
    shared_pipelines,
    shared_recipes,
)
from analyzer.facts.flows.flows import flow_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.python import CAMEL, Function, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import model_uses, training_modules
from analyzer.wiring.modules import (
    import_graph,
    last_part,
    reached_from,
    reaching,
)
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.runs.called import (
    Called,
    called_by_requests,
    called_from,
    callers_of,
    is_handed_over,
    names_used,
)
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import service_modules, starts

FEATURE_WORDS = lazy_regex(
    r"(?:^|_)(?:features?|featuri[sz]e|pre_?process(?:ing|or|ed)?|transform(?:s|er|ation)?|encod(?:e|er|ing)"
    r"|vectori[sz](?:e|er)|token(?:ize|ise|izer)|normali[sz]e|impute|clean(?:ing)?(?:_\w+)?)(?:_|$)",
    re.IGNORECASE,
)
# Methods that make features: a class that only describes one, or an error about one, has none of them.
MAKING = word_set(
    "transform fit_transform fit __call__ forward encode extract compute build create make "
    "process preprocess generate featurize featurise run get_features apply clean normalize normalise "
    "vectorize tokenize"
)
# Of these words, those that say features wherever they stand; the others are words of any text or file too.
NAMES_COLUMNS = lazy_regex(r"(?:columns?|cols|names|list|order)\Z", re.IGNORECASE)
CERTAIN_WORDS = lazy_regex(
    r"(?:^|_)(?:features?|featuri[sz]e|pre_?process(?:ing|or|ed)?|vectori[sz](?:e|er))(?:_|$)", re.IGNORECASE
)
NETWORKS = word_set("torch keras tensorflow flax lightning pytorch_lightning transformers jax haiku")
# Words of functions that say something about features and make none.
# The members of a feature of GeoJSON: https://www.rfc-editor.org/rfc/rfc7946#section-3.2
OF_A_MAP = lazy_regex(r"""(?:\.get\(|\[)["'](?:properties|geometry|coordinates)["']""")
NO_FEATURE_WORDS = word_set(
    "config configs configuration settings schema schemas list name names path paths store trend report "
    "plot log logs save store upload download delete register validate check importance importances "
    "contribution contributions attribution attributions explain explanation explanations sample samples "
    "simulate simulated synthetic fake drift distance distances is has threshold thresholds version versions "
    # of how something is written down, sent or read
    "id ids coerce canonical json serialize serialise serialized deserialize deserialise payload payloads "
    # of a network, whose layers have features too
    "ae autoencoder network backbone pyramid layer layers map maps checkpoint weights"
)
# Functions about what is predicted, which is no feature: `_labels_from_features`.
OF_LABELS = lazy_regex(
    r"_*(?:(?:get|make|build|create|compute|generate|simulate|draw|sample)_)?(?:true_)?(?:labels?|targets?)(?:_(?!encod).*)?"
)
# Methods of what keeps features that others made.
GETS_OR_KEEPS = lazy_regex(r"_{0,2}(?:get|list|find|load|save|store|fetch|read|write|delete|update)(?:_|\Z)")
# What makes a kept model usable again may fit an index or a search anew, and learns nothing.
LOADS_MODEL = lazy_regex(
    r"_{0,2}(?:load|restore|deseriali[sz]e|unpickle|setstate)(?!\w{0,60}(?:train|fit))(?:_|\Z)"
)
# What is told of features, and holds none for a model: `build_feature_history_event`.
TOLD_OF_FEATURES = lazy_regex(r"_(?:events?|contracts?|messages?|responses?|reports?)\Z")
# What shows an answer to people: a module of a page, and the names of its styles and icons.
SHOWN_PAGES = word_set("page pages html template templates")
STYLES = lazy_regex(r"[\"'](?:\w{1,30}_(?:css|cls|icon)|css(?:_\w{1,20})?)[\"']\s?:")
# What refuses a request reads its payload: `raise HTTPException(400)`.
REFUSES_REQUEST = lazy_regex(r"\b(?:HTTP(?:Exception|Error|BadRequest)|abort|RequestValidationError)\b")
# Classes that correct what a model answered.
AFTER_MODEL = lazy_regex(r"calibrat", re.IGNORECASE)
# What only says how those that make features are called.
ABSTRACT = word_set("ABC Protocol")
ASKS = word_set("predict predict_proba predict_one decision_function forward score infer inference")
FITS_OR_ASKS = ASKS | word_set("fit fit_transform partial_fit train DMatrix Dataset cross_val_score")


class _Paths(Struct, frozen=True):
    """Both paths of a model: the modules that train or serve, what they call and name, what is started.

    `serving` are the modules to which the services lead that are started.
    """

    training: frozenset[str]
    services: frozenset[str]
    trained: Called
    served: Called
    run: frozenset[str]
    started: frozenset[str]
    serving: frozenset[str]
    training_bodies: tuple[frozenset[str], ...]
    serving_bodies: tuple[frozenset[str], ...]


@check(
    id="feature_consistency",
    title="feature consistency",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK),
    questions=Questions(
        competency=Competency.DATA,
        present="What does {path} do at request time that it does not do in training?",
        premise=Premise(
            note=r"called by the code that trains",
            otherwise="What reaches the features of {path} at request time that they never saw in training?",
        ),
        absent="How do you know that your service computes the features the model was trained on?",
        strong="Has seen the two paths disagree, or can say what makes that impossible here.",
        weak="Rewrote the features for the service.",
        presumes_model=True,
    ),
    other_languages=OtherLanguages(
        "a service in another language can compute features too",
        (Role.SERVE,),
    ),
    covers=("F4",),
    near=("featur", "feast", "preprocess", "transform"),
    named=("feature_store",),
)
def feature_consistency(repo: Snapshot) -> Iterator[Observation]:
    """Training and serving compute their features with the same code.

    Applies where the repository both trains and serves. Present: a feature store is read on only one of the
    two sides. Substantive: code that trains and the service call the same code that computes features; or a
    fitted preprocessing pipeline or encoder is saved by one, which may be a notebook, and loaded by the
    other; or both read a feature store. Wired: in addition, something in the repository starts both sides.
    What is only imported, or a helper of another kind (one that cleans a text or an address), is none: it
    stands in a module of features, is named for them, or what calls it fits or asks the model. What a set-up
    calls to answer trains nothing. Across
    languages a schema, a protobuf or a list of features counts that the Python code which trains and the
    program which serves both read.
    """
    yield from feature_stores(repo)
    found = [*shared_functions(repo), *shared_pipelines(repo), *shared_recipes(repo)]
    yield from map(_of_shared, found)
    training = frozenset(path for path in training_modules(repo) if not is_example_path(path))
    services = service_modules(repo)
    others = program_services(repo)
    served = called_by_requests(repo)
    if not training or not (services or others):
        encoders = [*_encoders(repo, None, served)] if services else []
        yield from encoders
        if not (found or encoders) and not (programs_train(repo) and others):
            missing = "serves one" if training or programs_train(repo) else "trains a model"
            yield NotApplicable(f"no live code of this repository {missing}")
        return
    run = modules_run(repo) | flow_modules(repo)
    started = reached_from(repo, {start.module for start in starts(repo) if start.module} | modules_run(repo))
    trained = _called_by_training(repo, training, services)
    paths = _Paths(
        training,
        services,
        trained,
        served,
        reached_from(repo, run),
        started,
        reached_from(repo, services & started),
        names_used(repo, trained),
        names_used(repo, served),
    )
    if others:
        is_trained = bool(paths.training & paths.run)
        yield from map(_of_shared, shared_files(repo, _training_code(repo, paths), trained=is_trained))
    yield from _shared_modules(repo, paths)
    yield from _shared_pipelines(repo, paths)
    yield from _encoders(repo, paths, served)


def _of_shared(shared: SharedFeatures) -> Evidence:
    level = Level.WIRED if shared.served and shared.trained else Level.SUBSTANTIVE
    return Evidence(shared.path, shared.line, level, shared.words)


def _training_code(repo: Snapshot, paths: _Paths) -> frozenset[str]:
    """The live modules that run where a model is trained."""
    return frozenset(
        path for path in paths.trained.modules if path in repo.modules and not is_test(repo, path)
    )


def _level(paths: _Paths) -> Level:
    """Wired if a service and a training module are both reached from something that is started."""
    trains = paths.training & paths.run
    serves = paths.services & paths.started
    return Level.WIRED if trains and serves else Level.SUBSTANTIVE


def _level_of_kept(paths: _Paths, saver: str, loader: str) -> Level:
    """Wired if a run leads to the module that saves an object, and a started service to its loader."""
    wired = _level(paths) is Level.WIRED and saver in paths.run and loader in paths.serving
    return Level.WIRED if wired else Level.SUBSTANTIVE


def _called_by_training(repo: Snapshot, training: frozenset[str], services: frozenset[str]) -> Called:
    """What runs where a model is trained: the functions that train it, and whoever calls them."""
    around = {
        path
        for path in reaching(repo, training) - services
        if path in repo.modules and not is_test(repo, path) and not is_example_path(path)
    }
    trains = {(use.code.path, use.line, use.target) for use in model_uses(repo) if use.kind == "trains"}
    functions = {
        (path, call.function)
        for path in training
        for call in repo.modules[path].calls
        if call.function is not None
        and (path, call.line, call.target) in trains
        and not _loads_model(last_part(call.function))
    }
    callers = callers_of(repo, training | around, functions, _loads_model)
    # Routes of a module none of which leads to the training only answer.
    answering = {each.path for each in endpoints(repo)} - {path for path, _name in callers}
    called = called_from(repo, training | (around - answering), callers)
    used = {
        last_part(name)
        for path, function in called.functions
        if path not in answering and path in repo.modules
        for each in repo.modules[path].functions
        if each.qualified_name == function
        for name in each.names
    }
    return replace(
        called,
        functions=frozenset(
            each for each in called.functions if each[0] not in answering or last_part(each[1]) in used
        ),
    )


def _loads_model(function: str) -> bool:
    return LOADS_MODEL.match(function) is not None


def _shared_modules(repo: Snapshot, paths: _Paths) -> Iterator[Evidence]:
    graph = import_graph(repo)
    for path in sorted(paths.trained.modules & paths.served.modules):
        if path in paths.services or is_test(repo, path) or path not in repo.modules:
            continue
        if path in paths.training and not any(
            path in graph.get(each, ()) for each in paths.training - {path}
        ):
            continue
        made = _makes_features(repo, path, paths)
        if made is None:
            continue
        line, name = made
        note = f"{name} is called by the code that trains and by the service"
        size = -1 if "." in name else int(_certain(name))
        yield Evidence(path, line, _level(paths), note, size=size)


def _makes_features(repo: Snapshot, path: str, paths: _Paths) -> tuple[int, str] | None:
    """The line and name of the first definition by which a module makes features for both sides."""
    facts = repo.modules[path]
    both = {name for where, name in paths.trained.functions & paths.served.functions if where == path}
    for definition in facts.classes:
        if any(base.partition(".")[0] in NETWORKS for base in definition.bases):
            continue  # a part of the model itself
        if AFTER_MODEL.search(definition.name) or not ABSTRACT.isdisjoint(map(last_part, definition.bases)):
            continue
        works = {
            each for each in MAKING & set(definition.methods) if f"{definition.qualified_name}.{each}" in both
        }
        if "transform" in works or (
            _speaks(definition.name)
            and (works or is_on_both_sides(path, definition, MAKING, paths.trained, paths.served))
        ):
            return definition.line, definition.name
    both = {name for name in both if not _only_answers(name, paths)}
    own_file = _speaks(basename(path).removesuffix(".py"))
    for function in sorted(facts.functions, key=lambda each: _order_of_functions(each, paths, both)):
        plain = "." not in function.qualified_name and not function.nested and not function.empty
        if not plain or function.name not in both or _is_no_feature(function):
            continue
        if _shows_or_maps(repo, path, function) or any(map(REFUSES_REQUEST.search, function.names)):
            continue
        named = _speaks(function.name) and function.name != "transform"
        if own_file and not function.name.startswith("_"):
            return function.line, function.name
        if named and (_certain(function.name) or _meets_model(function, paths)):
            return function.line, function.name
    return _method(facts, both)


def _method(facts: PythonFacts, both: set[str]) -> tuple[int, str] | None:
    """The first method on both sides that is named for features: of a class of data sets, or of a model."""
    for each in facts.functions:
        if "." not in each.qualified_name or each.nested or each.empty or each.qualified_name not in both:
            continue
        if GETS_OR_KEEPS.match(each.name) is not None or not _certain(each.name) or _is_no_feature(each):
            continue
        if set(each.parameters) - {
            "self",
            "cls",
        }:  # a number of features or their names are told without rows
            return each.line, each.qualified_name
    return None


def _certain(name: str) -> bool:
    """Whether a name says features wherever it stands."""
    return CERTAIN_WORDS.search(CAMEL.sub("_", name)) is not None


def _order_of_functions(function: Function, paths: _Paths, both: set[str]) -> tuple[bool, bool, int]:
    """What computes comes before what only names columns, what others call before helpers.

    Of such functions that comes first which more of the code of both sides calls.
    """
    sides = (paths.training_bodies, paths.serving_bodies) if function.name in both else ()
    used = min((sum(function.name in each for each in bodies) for bodies in sides), default=0)
    return NAMES_COLUMNS.search(function.name) is not None, function.name.startswith("_"), -used


def _is_no_feature(function: Function) -> bool:
    """Whether a route, a task or a getter of settings only has the word in its name."""
    handed_over = any(is_handed_over(each.target) for each in function.decorators)
    name = CAMEL.sub("_", function.name).lower()
    if OF_LABELS.fullmatch(name) is not None or TOLD_OF_FEATURES.search(name) is not None:
        return True
    return handed_over or bool(words_of(function.name) & NO_FEATURE_WORDS)


def _shows_or_maps(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether a function makes a part of a page, or reads what a map calls features."""
    rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
    body = "\n".join(rows)
    shown = bool(words_of(basename(path)) & SHOWN_PAGES) or STYLES.search(body) is not None
    return shown or OF_A_MAP.search(body) is not None


def _meets_model(function: Function, paths: _Paths) -> bool:
    """Whether on both sides something that calls the function fits or asks a model."""
    return all(
        any(function.name in used and used & FITS_OR_ASKS for used in bodies)
        for bodies in (paths.training_bodies, paths.serving_bodies)
    )


def _only_answers(name: str, paths: _Paths) -> bool:
    """Whether what calls a function on the side of the training only asks a model: it answers there too."""
    called = last_part(name)
    callers = [used for used in paths.training_bodies if called in used]
    return bool(callers) and all(used & ASKS and not used & FITS_OR_ASKS - ASKS for used in callers)


def _speaks(name: str) -> bool:
    return FEATURE_WORDS.search(CAMEL.sub("_", name)) is not None


def _shared_pipelines(repo: Snapshot, paths: _Paths) -> Iterator[Evidence]:
    found = fitted_pipeline(repo, paths.trained, paths.served, paths.training)
    if found is not None:
        note = f"{found.target} fitted in training, saved, and loaded by {found.loader}"
        yield Evidence(found.path, found.line, _level_of_kept(paths, found.path, found.loader), note, size=1)


def _encoders(repo: Snapshot, paths: _Paths | None, served: Called) -> Iterator[Evidence]:
    """What prepares rows and is saved by one side, which may be a notebook, and loaded by the other."""
    for each in kept_encoders(repo, None if paths is None else paths.trained, served):
        where = "in a notebook" if each.notebook else "in training"
        if each.notebook or paths is None:
            level = Level.SUBSTANTIVE
        else:
            level = _level_of_kept(paths, each.path, each.loader)
        yield Evidence(each.path, each.line, level, f"{each.name} saved {where}, and loaded by {each.loader}")
