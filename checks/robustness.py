"""Robustness: what protects the service from hostile or unexpected input."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.requests.boot_limits import boot_limits
from analyzer.facts.requests.defences import Found, defences
from analyzer.facts.requests.empty_retrievals import unanswered_questions
from analyzer.facts.requests.own_limits import own_limits
from analyzer.facts.requests.program_defences import program_defences
from analyzer.facts.requests.proxy_limits import config_map_limits, proxy_limits
from analyzer.facts.requests.refused_files import refused_files
from analyzer.facts.requests.shape_assertions import asks_for_form_alone
from analyzer.facts.test_runs.collected_tests import is_collected
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Condition, PythonFacts, words_of
from analyzer.parsing.structured import block
from analyzer.references import unloaded_modules
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import Code, conditions, package_uses, reached_from, reaching
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_services
from analyzer.wiring.runs.execution import ci_tests
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.testing.collection import TestFunction, test_functions

ATTACKS = word_set(
    "hypothesis textattack art.attacks art.estimators foolbox cleverhans advertorch torchattacks robustbench "
    "checklist garak pyrit deepteam giskard nlpaug atheris schemathesis"
)
TEST_WORDS = word_set("adversarial jailbreak jailbreaks fuzz fuzzing malicious")
# Words that mean an attack where a model is asked, and something else of a formula or a data structure.
MODEL_TEST_WORDS = word_set(
    "invariance perturb perturbation perturbations perturbed robustness typo typos metamorphic directional"
)
# What holds for every input is an invariant too; a model is invariant to something.
INVARIANT, TO_SOMETHING = "invariant", word_set("to under against")
# Such a test bounds how much an answer changes.
CHANGE_WORDS = MODEL_TEST_WORDS | {"adversarial", INVARIANT}
REFUSAL_WORDS = word_set("adversarial robustness")
# What is injected: dependencies and features are injected too.
INJECTIONS = word_set("injection injections injected")
INJECTED = word_set("prompt prompts sql shell command code header template xss html script ssrf csv log path")

CONFIDENCE_WORDS = word_set(
    "confidence confidences conf prob probs proba probability probabilities similarity uncertainty entropy "
    "certainty margin score scores"
)
ABSTAINING = lazy_regex(
    r"\b(?:unknown|abstain\w*|uncertain|not[ _]sure|low[ _]confidence|manual[ _]review|human[ _]review"
    r"|needs?[ _]review|do(?:n't| not)[ _]know|undecided|inconclusive|no[ _]prediction|not[ _]confident"
    r"|out[ _]of[ _]distribution"
    r"|ood|unsure|escalate\w*)\b",
    re.IGNORECASE,
)
# Of the words above, those that also are one of several grades, and what the others are called: a grade
# stands beside the answer and replaces none.
GRADED_LOW = lazy_regex(r"\blow[ _]confidence\b", re.IGNORECASE)
GRADED_HIGH = lazy_regex(r"\b(?:high|medium|moderate|strong|good)(?:[ _]confidence\b|\Z)", re.IGNORECASE)
# What is longer advises somebody what to do with a score.
LONGEST_ANSWER = 80
# The decision itself is no abstention.
DECISION = 0.5

# Tests of what must not be refused, by their names; and an assertion that a request was answered.
LETS_IN = word_set(
    "allow allows allowed accept accepts accepted permit permits permitted benign legitimate harmless"
)
LETS_IN_BY = lazy_regex(
    r"false_positive|(?:not|isnt|never|doesnt)_(?:be_)?(?:block|flag|refus|reject|filter|detect)\w{0,4}(?:_|$)|unblocked",
    re.IGNORECASE,
)
SUCCESS = lazy_regex(
    r"\s*assert \w{1,60}\.(?:status_code|status)\s*==\s*(?:2\d\d|[\w.]{0,40}HTTP_2\w{1,30})\b"
)
MOST_SUCCESSES = 3


@check(
    id="robustness",
    title="robustness",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.CONFIGURATION),
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
    near=("retry", "timeout", "fallback", "circuit_breaker", "rate_limit"),
    named=(
        "retry",
        "retries",
        "circuit_breaker",
        "rate_limit",
        "rate_limiter",
        "ratelimit",
        "fallback",
        "guardrail",
        "guardrails",
    ),
)
def robustness(repo: Snapshot) -> Iterator[Observation]:
    """Unexpected or hostile input meets a defence.

    Kinds of defence: abstention, rate limits, input limits, authentication, guardrails, adversarial tests.
    To abstain is to answer a low confidence, or a search that found nothing, in place of the model.
    Present: one kind of defence. Substantive: at least two different kinds in live code or in tests that a
    runner collects. Wired: at least two kinds, each in code that a request calls or in tests that CI runs.
    Bounds of a class count where the parameter of a handler has that class, or live code builds it from a
    request: what only an answer or a setting has bounds no input, and neither does a mark that only asks
    for a value or its type. In other languages a package that limits, checks, guards or asks who calls
    counts where an application is made or a request leads, and so does an answer with 401, 403, 413 or 429.
    A limit that nginx sets counts where a service, an image or a ConfigMap holds the file, and as wired
    where it stands before a service that is built here; a size that the settings of a Spring Boot application
    which takes files set is an input limit, and so is its answer to what is larger. An upload that a handler
    refuses for its kind counts, and makes no second kind of defence: its sender says what it is. A chat bot
    refuses by a reply after which nothing follows: for want of a stored approval, or beyond a limit on size.
    """
    found = [*defences(repo), *own_limits(repo), *_abstention(repo), *_tests(repo), *_configured(repo)]
    found += [*program_defences(repo), *proxy_limits(repo), *config_map_limits(repo), *boot_limits(repo)]
    found += _elsewhere(refused_files(repo), found)
    live = {each.kind for each in found if each.live}
    unloaded = unloaded_modules(repo) if len(live) >= 2 else frozenset[str]()
    wired = {each.kind for each in found if each.wired and each.path not in unloaded}
    for each in found:
        level = Level.PRESENT
        if each.live and len(live) >= 2:
            level = Level.SUBSTANTIVE
        if each.wired and len(wired) >= 2 and each.path not in unloaded:
            level = Level.WIRED
        yield Evidence(
            each.path, each.line, level, f"{each.kind}: {each.note}", size=-each.worded - each.aside
        )


def _elsewhere(more: Iterable[Found], found: list[Found]) -> list[Found]:
    """What is found in modules in which nothing of its kind was found before."""
    known = {(each.kind, each.path) for each in found}
    return [each for each in more if (each.kind, each.path) not in known]


def _abstention(repo: Snapshot) -> Iterator[Found]:
    served = called_by_services(repo)
    over_models = reaching(repo, (use.code.path for use in model_uses(repo)))
    for path, found in conditions(repo).items():
        if path not in over_models or is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, repo.modules[path], notebook=False)
        for each in found:
            if _abstains(each) and is_live(repo, code, each.function):
                note = "low confidence gets a separate response"
                wired = served.has(path, each.function)
                yield Found("abstention", path, each.line, note, live=True, wired=wired)
                break
    for path in sorted(over_models & repo.modules.keys()):
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, repo.modules[path], notebook=False)
        for line, function in unanswered_questions(repo, code):
            if is_live(repo, code, function):
                note = "where nothing was found, a fixed answer is given in place of the model's"
                wired = served.has(path, function)
                yield Found("abstention", path, line, note, live=True, wired=wired)
                break


def _abstains(condition: Condition) -> bool:
    answers = [answer for answer in condition.answers if len(answer) <= LONGEST_ANSWER]
    if any(map(GRADED_HIGH.search, answers)):
        answers = [GRADED_LOW.sub("", answer) for answer in answers]
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
    lines: dict[str, set[int]] = {}
    for use in package_uses(repo, ATTACKS):
        if use.call is not None:
            attacks.setdefault(use.code.path, use.target)
            lines.setdefault(use.code.path, set()).add(use.line)
    for path, functions in test_functions(repo).items():
        near_model = bool(reached_from(repo, [path]) & models)
        about = [each for each in functions if _attacks(each.name, near_model) and each.substantive]
        about = [each for each in about if not _lets_pass(repo, path, each)]
        if path in attacks:
            about = about or _attacking(repo.modules[path], functions, lines[path])
        if not about or not is_collected(repo, path, functions):
            continue
        note = f"test {about[0].name}" + (
            f" with {attacks[path].partition('.')[0]}" if path in attacks else ""
        )
        wired = any((path, each.name) in tested for each in about)
        yield Found("adversarial test", path, about[0].line, note, live=True, wired=wired)


def _lets_pass(repo: Snapshot, path: str, test: TestFunction) -> bool:
    """Whether a test lets an attack pass: all it asserts is that a request is answered, or an answer's form.

    That a program which is asked at random keeps a form may fail; that a model's answer has one says nothing
    of whether it stayed the same.
    """
    function = next((each for each in repo.modules[path].functions if each.qualified_name == test.name), None)
    words = words_of(test.name.rpartition(".")[2])
    errors = not words & REFUSAL_WORDS
    if (
        words & CHANGE_WORDS
        and not words & (TEST_WORDS - CHANGE_WORDS)
        and asks_for_form_alone(repo, test, function, errors=errors)
    ):
        return True
    if function is None or test.assertions > MOST_SUCCESSES:
        return False
    rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
    asserted = [row for row in rows if row.lstrip().startswith("assert ")]
    return bool(asserted) and all(SUCCESS.match(row[:300]) for row in asserted)


def _attacking(facts: PythonFacts, functions: Iterable[TestFunction], lines: set[int]) -> list[TestFunction]:
    """Tests with the calls of a library for attacks in them; all where it is used by what they share."""
    substantive = [each for each in functions if each.substantive]
    spans = {
        each.qualified_name: range(
            min([each.line, *(mark.line for mark in each.decorators)]), each.end_line + 1
        )
        for each in facts.functions
    }
    near = [each for each in substantive if any(line in spans.get(each.name, ()) for line in lines)]
    return near or substantive


def _attacks(name: str, near_model: bool) -> bool:
    words = words_of(name)
    if words & LETS_IN or LETS_IN_BY.search(name) is not None:
        return False
    if words & TEST_WORDS or (words & INJECTIONS and words & INJECTED):
        return True
    if not near_model:
        return False
    words = words_of(name.rpartition(".")[2])  # the name of its class is about many tests
    return bool(words & MODEL_TEST_WORDS) or (INVARIANT in words and bool(words & TO_SOMETHING))


def _configured(repo: Snapshot) -> Iterator[Found]:
    """promptfoo configurations with a red team."""
    for path in repo.paths:
        if basename(path).casefold().startswith("promptfoo") and path.endswith((".yaml", ".yml")):
            for document in repo.yaml(path):
                if block(block(document.value).get("redteam")).get("plugins"):
                    yield Found("adversarial test", path, 1, "promptfoo red team", live=True, wired=False)
