"""Robustness: what protects the service from hostile or unexpected input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.collected_tests import is_collected
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Condition, words_of
from analyzer.parsing.structured import block
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.collection import test_functions
from analyzer.wiring.entrypoints import service_modules, starts
from analyzer.wiring.execution import ci_tests
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import Use, conditions, package_uses, reached_from, reaching
from analyzer.wiring.reachability import is_live
from analyzer.wiring.roles import is_example_path, is_test


@dataclass(frozen=True, slots=True)
class Defence(Tool):
    """A kind of defence by library: dotted names, and one of the keywords its call must have.

    A decorator need not be a call.
    """

    keywords: frozenset[str] = frozenset()


BOUNDS = word_set(
    "ge gt le lt max_length min_length max_items min_items pattern regex multiple_of max_digits "
    "decimal_places"
)
DEFENCES = Catalogue(
    Defence(
        "rate limit", ("slowapi.Limiter", "fastapi_limiter", "flask_limiter.Limiter", "django_ratelimit")
    ),
    Defence("rate limit", ("limits.strategies",)),
    Defence("rate limit", ("rest_framework.throttling", "quart_rate_limiter")),
    Defence(
        "input bound",
        ("pydantic.Field", "fastapi.Query", "fastapi.Path", "fastapi.Body", "fastapi.Form"),
        BOUNDS,
    ),
    Defence(
        "input bound", ("pydantic.conint", "pydantic.confloat", "pydantic.constr", "pydantic.conlist"), BOUNDS
    ),
    Defence(
        "input bound",
        ("pydantic.validator", "pydantic.field_validator", "pydantic.model_validator"),
    ),
    Defence("input bound", ("pydantic.root_validator",)),
    Defence("input bound", ("marshmallow.validate", "jsonschema.validate", "cerberus.Validator", "webargs")),
    Defence("authentication", ("fastapi.security.APIKeyHeader", "fastapi.security.HTTPBearer")),
    Defence("authentication", ("fastapi.security.OAuth2PasswordBearer", "fastapi.security.HTTPBasic")),
    Defence(
        "authentication",
        ("fastapi.security.APIKeyQuery", "fastapi.security.api_key", "fastapi.security.oauth2"),
    ),
    Defence(
        "authentication", ("flask_httpauth", "flask_jwt_extended.jwt_required", "flask_login.login_required")
    ),
    Defence(
        "authentication",
        ("fastapi_users", "jwt.decode", "jose.jwt.decode", "google.oauth2.id_token.verify_token"),
    ),
    Defence("authentication", ("rest_framework.permissions", "rest_framework.authentication", "authlib")),
    Defence(
        "guardrail", ("guardrails", "nemoguardrails", "presidio_analyzer", "presidio_anonymizer", "llm_guard")
    ),
    Defence("guardrail", ("rebuff", "aporia", "scrubadub")),
    Defence("abstention", ("mapie", "crepes", "puncc", "nonconformist")),
)

ATTACKS = word_set(
    "hypothesis textattack art.attacks art.estimators foolbox cleverhans advertorch torchattacks robustbench "
    "checklist garak pyrit deepteam giskard nlpaug atheris schemathesis"
)
TEST_WORDS = word_set("adversarial jailbreak jailbreaks fuzz fuzzing malicious")
# Words that mean an attack where a model is asked, and something else of a formula or a data structure.
MODEL_TEST_WORDS = word_set(
    "invariance invariant perturb perturbation perturbations perturbed robustness typo typos metamorphic "
    "directional"
)
# What is injected: dependencies and features are injected too.
INJECTIONS = word_set("injection injections injected")
INJECTED = word_set("prompt prompts sql shell command code header template xss html script ssrf csv log path")

CONFIDENCE_WORDS = word_set(
    "confidence confidences conf prob probs proba probability probabilities similarity uncertainty entropy "
    "certainty margin score scores"
)
ABSTAINING = re.compile(
    r"\b(?:unknown|abstain\w*|uncertain|not[ _]sure|low[ _]confidence|manual[ _]review|human[ _]review"
    r"|needs?[ _]review|do(?:n't| not)[ _]know|undecided|inconclusive|no[ _]prediction|not[ _]confident"
    r"|out[ _]of[ _]distribution"
    r"|ood|unsure|escalate\w*)\b",
    re.IGNORECASE,
)
# What is longer advises somebody what to do with a score.
LONGEST_ANSWER = 80
# The decision itself is no abstention.
DECISION = 0.5
SIZE_LIMITS = ("max_content_length", "client_max_body_size", "max_request_size", "max_upload_size")
SIZE_SETTING = re.compile("|".join(SIZE_LIMITS), re.IGNORECASE)
LIMIT_STATUS = {"429": "rate limit", "413": "input bound", "401": "authentication", "403": "authentication"}


@dataclass(frozen=True, slots=True)
class Found:
    """One defence in place: its kind, where, and whether it is on the serving path or run by CI."""

    kind: str
    path: str
    line: int
    note: str
    live: bool
    wired: bool


@check(
    id="robustness",
    title="robustness",
    reads=(FileKind.PYTHON, FileKind.CONFIGURATION),
    questions=Questions(
        competency=Competency.ADVERSARIAL,
        present="Whom does {path} protect against, and what still got through?",
        absent=(
            "Somebody sends your endpoint the strangest input they can: what is the worst that can happen?"
        ),
        strong="Has a concrete attacker in mind who gains by breaking it, and knows what still gets through.",
        weak="Trusts the caller.",
    ),
    not_asked={
        Purpose.LIBRARY: "a library accepts no untrusted requests",
        Purpose.RESEARCH: "research code accepts no untrusted requests",
    },
    other_languages=OtherLanguages(
        "a program that answers requests can contain defences",
        (Role.SERVE,),
    ),
    covers=("A8", "B9", "J1", "J2", "J3", "J4"),
)
def robustness(repo: Snapshot) -> Iterator[Observation]:
    """Unexpected or hostile input meets a defence.

    Kinds of defence: abstention, rate limits, input limits, authentication, guardrails, adversarial tests.
    Present: one kind of defence. Substantive: at least two different kinds in live code or in tests that a
    runner collects. Wired: at least two kinds, each on the path that serves requests or in tests that CI
    runs.
    """
    found = [*_by_library(repo), *_by_status(repo), *_by_size(repo), *_abstention(repo), *_tests(repo)]
    found += _configured(repo)
    live = {each.kind for each in found if each.live}
    wired = {each.kind for each in found if each.wired}
    for each in found:
        level = Level.PRESENT
        if each.live and len(live) >= 2:
            level = Level.SUBSTANTIVE
        if each.wired and len(wired) >= 2:
            level = Level.WIRED
        yield Evidence(each.path, each.line, level, f"{each.kind}: {each.note}")


def _serving(repo: Snapshot) -> frozenset[str]:
    started = {each.module for each in starts(repo) if each.module is not None}
    return reached_from(repo, service_modules(repo) | started)


def _by_library(repo: Snapshot) -> Iterator[Found]:
    serving = _serving(repo)
    seen: set[tuple[str, str]] = set()
    for use, defence in DEFENCES.uses(repo):
        path = use.code.path
        if use.code.notebook or is_test(repo, path) or is_example_path(path):
            continue
        if (path, defence.name) in seen or not _switched_on(defence, use):
            continue
        seen.add((path, defence.name))
        function = use.call.function if use.call is not None else None
        live = is_live(repo, use.code, function)
        if defence.name == "input bound" and path not in serving:
            continue  # bounds on settings or on a client's own data are not bounds on requests
        yield Found(defence.name, path, use.line, use.target, live, live and path in serving)


def _switched_on(defence: Defence, use: Use) -> bool:
    """Whether the use does something: a call with one of the keywords, or a decorator."""
    if use.call is not None:
        return not defence.keywords or any(key in defence.keywords for key, _value in use.call.keywords)
    decorators = (each.target for function in use.code.facts.functions for each in function.decorators)
    name = use.target
    return any(each.replace("()", "") == name for each in decorators)


def _by_status(repo: Snapshot) -> Iterator[Found]:
    """Live code that responds with 429, 413 or 401: the project's own limit."""
    serving = _serving(repo)
    for path in sorted(serving & set(repo.modules)):
        if is_test(repo, path):
            continue
        seen: set[str] = set()
        for call in repo.modules[path].calls:
            status = dict(call.keywords).get("status_code", "")
            kind = LIMIT_STATUS.get(status)
            if kind is not None and kind not in seen and call.target.rpartition(".")[2] != "get":
                seen.add(kind)
                yield Found(kind, path, call.line, f"responds with {status}", live=True, wired=True)


def _by_size(repo: Snapshot) -> Iterator[Found]:
    serving = _serving(repo)
    for path in sorted(serving & set(repo.modules)):
        content = "" if is_test(repo, path) else repo.text(path) or ""
        lowered = content.lower()  # plain text is looked for first: it is ten times faster
        match = SIZE_SETTING.search(content) if any(name in lowered for name in SIZE_LIMITS) else None
        if match is not None:
            row = content.count("\n", 0, match.start()) + 1
            yield Found("input bound", path, row, f"size limit {match[0]}", live=True, wired=True)


def _abstention(repo: Snapshot) -> Iterator[Found]:
    serving = _serving(repo)
    over_models = reaching(repo, (use.code.path for use in model_uses(repo)))
    for path, found in conditions(repo).items():
        if path not in over_models or is_test(repo, path) or is_example_path(path):
            continue
        for each in found:
            if _abstains(each):
                note = "low confidence gets a separate response"
                yield Found("abstention", path, each.line, note, live=True, wired=path in serving)
                break


def _abstains(condition: Condition) -> bool:
    answers = (answer for answer in condition.answers if len(answer) <= LONGEST_ANSWER)
    if condition.kind != "if" or not any(map(ABSTAINING.search, answers)):
        return False
    return any(
        (pair.left | pair.right) & CONFIDENCE_WORDS and pair.bound != DECISION
        for pair in condition.comparisons
    )


def _tests(repo: Snapshot) -> Iterator[Found]:
    """Adversarial tests: by a library for it, or by their names."""
    tested = ci_tests(repo)
    models = {use.code.path for use in model_uses(repo) if use.kind != "defines"}
    attacks: dict[str, str] = {}
    for use in package_uses(repo, ATTACKS):
        if use.call is not None:
            attacks.setdefault(use.code.path, use.target)
    for path, functions in test_functions(repo).items():
        near_model = bool(reached_from(repo, [path]) & models)
        about = [each for each in functions if _attacks(each.name, near_model) and each.substantive]
        if path in attacks:
            about = about or [each for each in functions if each.substantive]
        if not about or not is_collected(repo, path, functions):
            continue
        note = f"test {about[0].name}" + (
            f" with {attacks[path].partition('.')[0]}" if path in attacks else ""
        )
        wired = any((path, each.name) in tested for each in about)
        yield Found("adversarial test", path, about[0].line, note, live=True, wired=wired)


def _attacks(name: str, near_model: bool) -> bool:
    words = words_of(name)
    if words & TEST_WORDS or (words & INJECTIONS and words & INJECTED):
        return True
    return near_model and bool(words & MODEL_TEST_WORDS)


def _configured(repo: Snapshot) -> Iterator[Found]:
    """promptfoo configurations with a red team."""
    for path in repo.paths:
        if basename(path).casefold().startswith("promptfoo") and path.endswith((".yaml", ".yml")):
            for document in repo.yaml(path):
                if block(block(document.value).get("redteam")).get("plugins"):
                    yield Found("adversarial test", path, 1, "promptfoo red team", live=True, wired=False)
