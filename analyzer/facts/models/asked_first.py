"""Which of the places that use a model are shown first: what answers a request with one.

What a service asks comes before what it only loads, and that before what a person trains or evaluates by
hand; a class that only says what a model is made of comes last.
"""

from __future__ import annotations

from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.models.model_uses import ModelUse
from analyzer.wiring.other_programs.calls import Node, reached_by
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.serving_path import on_any_request
from analyzer.wiring.other_programs.uses import ProgramUse
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.routes.endpoints import PREDICTING_ROUTE
from analyzer.wiring.runs.called import called_by_requests
from analyzer.wiring.serving.predicting_routes import run_by_predicting_routes

# What prepares or checks an answer that another model gives, by what is called or the file's name.
HELPS_ANOTHER = lazy_regex(
    r"(?i)embed|re_?rank|cross_?encoder|sentence_?transformer|moderation|\bencode\b|probe|warm_?up"
)
# Where models are trained, tuned and compared: a method of the same name may run there on no request.
OF_TRAINING = lazy_regex(
    r"(?i)(?:\A|[_/-])(?:train\w{0,20}|tun(?:e|er|ing)\b|experiments?\b|evaluat\w{0,20}|backtest\w{0,20})"
)
# A file that tries a model, which its service runs beside what it answers with: `recovery-test-runner.ts`.
TRIES_A_MODEL = lazy_regex(r"[a-z]Test(?=[A-Z])|(?:^|[_-])test(?=[_-])")
# What makes the object that asks: `AiServices.builder`, `simpleOpenAIExecutor(key)`.
MAKES_WHAT_ASKS = lazy_regex(r"(?:.*[.#])?(?:builder|\w{1,40}Executor)(?:\(\))?")
ON_A_PREDICTING_ROUTE, ON_A_REQUEST, FOR_A_PREDICTION, FOR_A_REQUEST, IN_TRAINING = 5, 4, 3, 2, 1
OF_A_DEFINITION = -1


def order_of_use(repo: Snapshot, use: ModelUse) -> int:
    """How much a place of Python code shows of a model that answers; the more the earlier it is shown."""
    if use.kind == "defines":
        return OF_A_DEFINITION
    if use.code.notebook or not called_by_requests(repo).has(use.code.path, use.function):
        return 0
    place = (use.code.path, use.function or "")
    return _order(
        use.code.path,
        asks=use.kind == "calls",
        helps=_helps_another(use.code.path, use.target),
        predicts=place in run_by_predicting_routes(repo),
    )


def order_of_program(repo: Snapshot, use: ProgramUse) -> int:
    """The same of a place of a program in another language."""
    place = (use.path, use.function or "")
    if use.called and MAKES_WHAT_ASKS.fullmatch(use.target[:400]) is not None:
        return OF_A_DEFINITION
    if not use.called or place not in on_any_request(repo):
        return 0
    return _order(
        use.path,
        asks=use.sign.subject is Subject.MODEL_CALL,
        helps=_helps_another(use.path, use.target),
        predicts=place in _run_by_predicting_routes(repo),
    )


def _order(path: str, *, asks: bool, helps: bool, predicts: bool) -> int:
    if OF_TRAINING.search(path) is not None:
        return IN_TRAINING
    if asks and not helps:
        return ON_A_PREDICTING_ROUTE if predicts else ON_A_REQUEST
    return FOR_A_PREDICTION if predicts else FOR_A_REQUEST


def _helps_another(path: str, target: str) -> bool:
    name = basename(path)
    return TRIES_A_MODEL.search(name) is not None or any(
        HELPS_ANOTHER.search(each[:400]) is not None for each in (name, target)
    )


@derived
def _run_by_predicting_routes(repo: Snapshot) -> frozenset[Node]:
    """What of programs runs while a route answers that is named for what a model gives."""
    named = (each for each in routes(repo) if PREDICTING_ROUTE.search(each.route) is not None)
    return reached_by(repo, {handler for each in named for handler in each.handlers})
