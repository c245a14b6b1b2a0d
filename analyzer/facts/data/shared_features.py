"""What training and a service in different languages share: schemas, lists of features, code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.facts.models.model_chains import model_chains
from analyzer.facts.models.program_registries import given_to, naming_words
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import called_name
from analyzer.parsing.python import ClassDefinition
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.calls import Node, reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.serving_path import around_requests, on_any_request
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.runs.called import Called

# Files that say what features are, or hold what was fitted to them.
FEATURE_FILE = lazy_regex(
    r"(?i)(?:[\w.-]{0,60}[_.-])?(?:features?|schemas?|columns?|preprocess\w{0,20}|encod\w{1,20}"
    r"|scalers?|vocab\w{0,12}|labels?|categories|tokenizer\w{0,20}|normali[sz]\w{1,20}|transforms?|mappings?)"
    r"(?:[_.-][\w.-]{0,60})?\.(?:json|ya?ml|toml|csv|avsc|txt)"
)
PROTO_PACKAGE = lazy_regex(
    r"(?m)^\s{0,4}(?:package\s{1,4}([\w.]{2,80})|option\s{1,4}go_package\s{0,4}=\s{0,4}\"([^\";\n]{2,120}))"
)
NAMED_FEATURES = lazy_regex(r"(?i)\w*(?:features?|featuri[sz]e|pre_?process|vectori[sz]e)\w*")
NO_FEATURES = lazy_regex(
    r"(?i)flag|toggle|config|log|store_?name|route|importance|list_?features|is_?feature"
)
# A model with the steps before it, and what keeps one.
PIPELINE = lazy_regex(r"(?i)workflow|recipe|pipeline|\badd_model\b")
KEEPS_MODEL = lazy_regex(r"(?i)(?:\w{1,30}_)?(?:save|write|export|dump|pin|put|upload|log)(?:_?\w{1,30})?")
# What gives a kept model the name or the file by which it is found again.
NAMES_KEPT = lazy_regex(
    r"(?i)save(?:RDS|_?model)?|(?:\w{1,30}_)save|vetiver_(?:pin_write|model)|write_?rds|serialize|dump|export_?model"
)
# What of R puts steps before a model, takes the model out of them again, or applies a recipe by itself.
# https://workflows.tidymodels.org, https://recipes.tidymodels.org, https://topepo.github.io/caret
STEPS_OF_WORKFLOWS = word_set("recipe add_recipe update_recipe add_formula update_formula workflow_set")
STEPS_OF_CARET = "preProcess"
TAKES_MODEL_OUT = word_set("extract_fit_parsnip extract_fit_engine pull_workflow_fit pull_fit")
PREPARES_RECIPE, APPLIES_RECIPE = "prep", "bake"
MOST_SHARED = 5


class SharedFeatures(Struct, frozen=True):
    """What both sides use: where it stands, what it is, whether something starts the service's side."""

    path: str
    line: int
    words: str
    served: bool
    trained: bool


@derived
def program_services(repo: Snapshot) -> bool:
    """Whether a program in another language than Python answers requests with a model of its own."""
    loads = any(each.called for each in uses(repo, Subject.MODEL_LOAD))
    return bool(routes(repo)) and (loads or bool(model_chains(repo)))


def programs_train(repo: Snapshot) -> bool:
    """Whether a program in another language than Python trains a model."""
    return bool(_training_nodes(repo))


def shared_files(repo: Snapshot, training: Iterable[str], *, trained: bool) -> Iterator[SharedFeatures]:
    """Files of features or schemas that Python code which trains, and a program which serves, both name.

    `training`: the Python modules that run where a model is trained; `trained`: something starts them.
    """
    sides = [(path, repo.text(path) or "") for path in sorted(training)]
    serving = [(path, repo.text(path) or "") for path in _serving_files(repo)]
    found = 0
    for path in repo.paths if sides and serving else ():
        if is_example_path(path) or is_test_path(path) or found >= MOST_SHARED:
            continue
        marks = _marks(repo, path)
        first = next((each for each, content in sides if _names(content, marks[0])), None)
        second = next((each for each, content in serving if _names(content, marks[1])), None)
        if first is not None and second is not None:
            found += 1
            words = f"{basename(path)} is read by {first}, which trains, and by {second}, which serves"
            yield SharedFeatures(path, 1, words, _is_started(repo, second), trained)


def _marks(repo: Snapshot, path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What names a file in Python, and in a program of another language."""
    name = basename(path)
    if FEATURE_FILE.fullmatch(name) is not None:
        return (name,), (name,)
    if not name.endswith(".proto"):
        return (), ()
    stem = name.removesuffix(".proto")
    said = PROTO_PACKAGE.finditer(repo.text(path) or "")
    packages = [part for match in said for part in match.groups() if part]
    generated = (f"{stem}_pb", f"{stem}.pb", name, *(each for each in packages if len(each) > len("proto")))
    return (f"{stem}_pb2", name), generated


def _names(content: str, marks: tuple[str, ...]) -> bool:
    return any(mark in content for mark in marks) and any(_stands_alone(content, mark) for mark in marks)


def _stands_alone(content: str, mark: str) -> bool:
    """Whether a name is not the end of a longer one."""
    place = content.find(mark)
    while place >= 0:
        if place == 0 or not (content[place - 1].isalnum() or content[place - 1] in "_-"):
            return True
        place = content.find(mark, place + 1)
    return False


@derived
def _serving_files(repo: Snapshot) -> tuple[str, ...]:
    if not routes(repo):
        return ()
    return tuple(sorted({path for path, _function in around_requests(repo).nodes}))


def _is_started(repo: Snapshot, path: str) -> bool:
    nodes = (node for node in around_requests(repo).nodes if node[0] == path)
    return any(start_of(repo, *node) is not None for node in nodes)


def shared_functions(repo: Snapshot) -> Iterator[SharedFeatures]:
    """Functions of programs that make features, and run where one trains and where a request is answered."""
    training = _training_nodes(repo)
    both = training & on_any_request(repo)
    for path, function in sorted(each for each in both if each[1]):
        facts = next(each for each in programs(repo)[path].functions if each.qualified_name == function)
        named = NAMED_FEATURES.fullmatch(facts.name) and NO_FEATURES.search(facts.name) is None
        if named and not facts.empty and not is_test_path(path):
            words = f"{function} is called by the code that trains and by the service"
            served = start_of(repo, path, function) is not None
            yield SharedFeatures(path, facts.line, words, served, served)


def shared_pipelines(repo: Snapshot) -> Iterator[SharedFeatures]:
    """Pipelines of programs, with the steps before the model, that one fits and keeps and another serves."""
    around = around_requests(repo)
    answering = {each.use.path for each in routes(repo)}
    loading = [
        each
        for each in uses(repo, Subject.MODEL_LOAD)
        if each.called and (around.has(each) or each.path in answering)
    ]
    if not loading:
        return
    registered = any(
        each.called and KEEPS_MODEL.fullmatch(called_name(each.target))
        for each in uses(repo, Subject.REGISTRY)
    )
    for use in uses(repo, Subject.TRAINING):
        calls = programs(repo)[use.path].calls
        kept = registered or bool(_keeping(calls))
        if use.called and kept and _has_steps(repo, use, calls):
            named = naming_words(_given_where_kept(calls))
            loader = next(
                (each for each in loading if _may_be_one(named, naming_words(given_to(each)))), None
            )
            if loader is None:
                continue
            shown = use.shown.replace("()", "")
            words = f"{shown} fitted in training, saved, and loaded by {loader.path}"
            started = start_of(repo, use.path, use.function) is not None
            served = start_of(repo, loader.path, loader.function) is not None
            yield SharedFeatures(use.path, use.line, words, served, started)
            return


def _keeping(calls: Iterable[Call]) -> list[Call]:
    """The calls that keep what was fitted whole: not the model alone, taken out of its steps."""
    calls = tuple(calls)
    alone = {each.line for each in calls if called_name(each.target) in TAKES_MODEL_OUT}
    return [
        each for each in calls if KEEPS_MODEL.fullmatch(called_name(each.target)) and each.line not in alone
    ]


def _has_steps(repo: Snapshot, use: ProgramUse, calls: Iterable[Call]) -> bool:
    """Whether what is fitted has steps before its model; a workflow of R may have none."""
    if any(name == STEPS_OF_CARET for name, _value in use.keywords):
        return True
    if PIPELINE.search(use.target) is None:
        return False
    if programs(repo)[use.path].language != "R":
        return True
    return any(
        called_name(each.target) in STEPS_OF_WORKFLOWS
        or (called_name(each.target) == "workflow" and each.positional)
        for each in calls
    )


def shared_recipes(repo: Snapshot) -> Iterator[SharedFeatures]:
    """Recipes of R that one file prepares on its data and keeps, and the service applies to each request."""
    answering = {path for path, _function in around_requests(repo).nodes} | {
        each.use.path for each in routes(repo)
    }
    for loader in sorted(answering):
        facts = programs(repo)[loader]
        if facts.language != "R" or not any(
            called_name(each.target) == APPLIES_RECIPE for each in facts.calls
        ):
            continue
        read = naming_words(tuple(text for call in facts.calls for text in call.strings))
        for path, other in programs(repo).items():
            prepared = [each for each in other.calls if called_name(each.target) == PREPARES_RECIPE]
            named = naming_words(_given_where_kept(other.calls)) if prepared else frozenset()
            if path != loader and other.language == "R" and named & read and not is_test_path(path):
                words = f"a recipe is prepared in training, saved, and applied by {loader}"
                started = start_of(repo, path, prepared[0].function) is not None
                yield SharedFeatures(path, prepared[0].line, words, _is_started(repo, loader), started)
                return


def _given_where_kept(calls: Iterable[Call]) -> tuple[str, ...]:
    """The texts by which a model is kept: of the call that keeps it, or of the one that gives it a name."""
    return tuple(
        each
        for call in calls
        if NAMES_KEPT.fullmatch(called_name(call.target))
        for each in (*call.strings, *(value for _name, value in call.keywords))
    )


def _may_be_one(kept: frozenset[str], loaded: frozenset[str]) -> bool:
    """Whether what is kept may be what is loaded: names in plain words on both sides are equal."""
    return not kept or not loaded or not kept.isdisjoint(loaded)


@derived
def _training_nodes(repo: Snapshot) -> frozenset[Node]:
    begun = {(each.path, each.function or "") for each in uses(repo, Subject.TRAINING) if each.called}
    return reached_by(repo, begun) if begun else frozenset()


def is_on_both_sides(
    path: str, definition: ClassDefinition, making: frozenset[str], trained: Called, served: Called
) -> bool:
    """Whether training and serving each call a method of a class that makes: `transform`, `transform_single`.

    `making` are the first words of such names.
    """
    made = {
        (path, f"{definition.qualified_name}.{each}")
        for each in definition.methods
        if each.partition("_")[0] in making
    }
    return not made.isdisjoint(trained.functions) and not made.isdisjoint(served.functions)
