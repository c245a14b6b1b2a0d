"""Rollout: traffic split between variants, and the comparison of their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.rollouts.chosen_variants import chooses_variant
from analyzer.facts.rollouts.program_rollouts import program_rollouts
from analyzer.facts.rollouts.traffic import traffic_splits
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Call, Function, code_only, words_of
from analyzer.references import as_loaded
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import Code, import_graph, last_part, package_of, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests
from analyzer.wiring.runs.execution import operated
from analyzer.wiring.runs.fallback_classes import replaced_classes
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.starts.entrypoints import service_modules


class FlagClient(Tool, frozen=True):
    """A client of feature flags: the calls that ask for one, as last parts of dotted names."""

    calls: frozenset[str]


FLAG_CLIENTS = Catalogue(
    FlagClient("ldclient", ("ldclient",), word_set("variation variation_detail bool_variation")),
    FlagClient("UnleashClient", ("UnleashClient",), word_set("is_enabled get_variant")),
    FlagClient("growthbook", ("growthbook",), word_set("is_on is_off get_feature_value eval_feature run")),
    FlagClient(
        "openfeature",
        ("openfeature",),
        word_set(
            "get_boolean_value get_string_value get_object_value get_boolean_details get_string_details"
        ),
    ),
    FlagClient(
        "flagsmith",
        ("flagsmith",),
        word_set("is_feature_enabled get_feature_value get_environment_flags get_identity_flags"),
    ),
    FlagClient("splitio", ("splitio",), word_set("get_treatment get_treatments get_treatment_with_config")),
    FlagClient("statsig", ("statsig",), word_set("check_gate get_experiment get_config")),
    FlagClient("configcatclient", ("configcatclient",), word_set("get_value")),
    FlagClient(
        "optimizely", ("optimizely",), word_set("decide activate get_feature_variable is_feature_enabled")
    ),
    FlagClient("posthog", ("posthog",), word_set("feature_enabled get_feature_flag")),
    FlagClient("flipt", ("flipt",), word_set("boolean variant evaluate")),
)

ASSIGNING = word_set(
    "hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.blake2b zlib.crc32 zlib.adler32 mmh3.hash mmh3.hash128 "
    "xxhash.xxh32 xxhash.xxh64 xxhash.xxh3_64 random.random random.choices numpy.random.random "
    "numpy.random.choice random.randint numpy.random.rand"
)
DIGESTS = frozenset(each for each in ASSIGNING if not each.startswith(("random", "numpy")))
# A digest chooses once it is made small or compared; kept as it is, it tells whether something is the same.
MADE_SMALL = lazy_regex(
    r"[\w)\]]\s?%\s?(?:\d|\(|\w\w)|[<>](?![<>])|\s//?\s|\bint(?:\.from_bytes)?\(|\bdivmod\(|\bmod\("
)
VARIANT_WORDS = word_set(
    "variant variants experiment treatment canary traffic shadow challenger bucket assignment assign route "
    "router"
)
UNSURE_WORDS = word_set("bucket assignment assign route router")
# Parameters that only a choice between an old and a new model has.
GIVEN_VARIANTS = word_set("challenger canary treatment")
EXPOSURE_WORDS = word_set("log info exposure expose record track emit inc labels counter observe write")
LOGGED = word_set("info write")
SHADOW_WORDS = word_set("shadow mirror challenger")
PREDICTING = word_set("predict predict_proba score infer inference invoke post")

UNRECORDED = ", and nothing records which one it was"
SHARE_COMPARED = lazy_regex(
    r"\b(?:random|rand|randint|hash\w{0,10}|bucket|crc32|roll|draw)\b[^\n<]{0,80}<=?[^\n]{0,60}?"
    r"(?i:canary|challenger|treatment|variant|candidate|rollout|traffic|experiment)(?:[_.]\w{1,30})?\b"
)
# What is drawn is kept as a variant: `variant = random.choices(names, weights)[0]`.
VARIANT_DRAWN = lazy_regex(
    r"[ \t]*\w{0,30}(?i:variant|bucket|treatment|cohort|challenger|canary|(?<![a-z])arm(?![a-z]))\w{0,20}"
    r"[ \t]*(?::[^=\n]{1,40})?=(?!=).{0,120}\b(?:choices?|random|randint|rand|hash\w{0,10}|crc32)\("
)
# One of two models by what is drawn: `model_name = "large" if user_hash < 70 else "small"`.
MODEL_DRAWN = lazy_regex(
    r"[ \t]*(?:\w{0,30}_)?(?i:model|version)(?:_\w{1,20})?[ \t]*=(?!=)[ \t]*([\"'\w.\[\]-]{1,60}) if "
    r"[^\n]{0,40}(?:hash|bucket|random|rand|roll|draw|percentile)\w{0,10}(?:\(\))?[ \t]*<=?[ \t]*[\w.]{1,40}"
    r" else (?!\1(?![\w.]))[\"'\w.\[\]-]{1,60}"
)

OUTCOME_TESTS = word_set(
    "scipy.stats.ttest_ind scipy.stats.ttest_rel scipy.stats.mannwhitneyu scipy.stats.chi2_contingency "
    "scipy.stats.fisher_exact scipy.stats.wilcoxon scipy.stats.bootstrap "
    "statsmodels.stats.proportion.proportions_ztest statsmodels.stats.proportion.test_proportions_2indep "
    "statsmodels.stats.proportion.proportion_confint statsmodels.stats.power.NormalIndPower "
    "statsmodels.stats.power.TTestIndPower statsmodels.stats.power.zt_ind_solve_power "
    "statsmodels.stats.contingency_tables.mcnemar statsmodels.stats.weightstats.ztest"
)
OUTCOME_WORDS = word_set(
    "ab abtest experiment variant treatment control uplift champion challenger significance mcnemar"
)

# Measures of models, as names of what is compared.
SCORE_WORDS = word_set(
    "score scores acc accuracy accuracies f1 auc fold folds rmse mae mse loss losses precision recall errors"
)
NAMES_GIVEN = lazy_regex(r"[A-Za-z_][A-Za-z_0-9]{0,60}")
SHOWN_ARGUMENTS = 300

WRITTEN_SPLIT = lazy_regex(r"traffic_split\s{0,4}=\s{0,4}\{([^{}]{0,400})\}")
SPLIT_LINES = 12


@check(
    id="rollout",
    title="staged rollout",
    reads=(FileKind.CONFIGURATION, FileKind.PYTHON, FileKind.SOURCE),
    questions=Questions(
        competency=Competency.EVALUATION,
        present="How large was the first traffic share in {path}, and what would have made you stop there?",
        absent="Some users will get the new model first: how do you choose them, and when do you decide?",
        strong="Names the first share, the metric that would have stopped it, and how long they waited.",
        weak="Everybody got it at once, and nobody complained.",
        premise=Premise(
            note=r"weight|canary|traffic|gradual|splits clients|assigns requests|endpoint",
            otherwise="Who got the new version first because of {path}, and what would have stopped it?",
        ),
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library routes no traffic",
        Purpose.RESEARCH: "research code routes no traffic",
    },
    other_languages=OtherLanguages(
        "a program that answers requests can split traffic",
        (Role.SERVE,),
    ),
    covers=("E3", "E4", "E5"),
    near=("canary", "roll_out", "shadow", "ab_test", "blue_green", "feature_flag"),
    named=("canary", "rollout", "ab_test", "ab_testing"),
)
def rollout(repo: Snapshot) -> Iterator[Observation]:
    """A new version first receives part of the traffic, and its results are compared.

    Present: a feature-flag client, a traffic split in code that nothing calls, an assignment of requests
    that nothing records, a canary with a single step, or a split with unfilled placeholders. Substantive:
    at least two variants with weights, canary steps, mirrored traffic, an assignment whose exposures are
    recorded, or beside one of them a significance test on the results of variants in live code. Wired: it
    routes to an image, a service or a model of this repository, and code that sets it is reached from
    something the repository starts. A single variant, a test of significance alone, a word, a class name
    or a snippet in a document does not count. In other languages a client of feature flags in a function
    that leads to a model counts like in Python, and an assignment whose routes ask no model is present.
    """
    found = [*traffic_splits(repo), *(as_loaded(repo, each) for each in _code(repo)), *program_rollouts(repo)]
    yield from found
    # A test of significance compares variants only where something splits the requests between them.
    if any(each.level >= Level.SUBSTANTIVE for each in found):
        for path, facts in repo.modules.items():
            if not is_test(repo, path) and not is_example_path(path):
                yield from _significance(repo, Code(path, facts, notebook=False))


# -- code ----------------------------------------------------------------------------------------


def _code(repo: Snapshot) -> Iterator[Evidence]:
    serving = reached_from(repo, service_modules(repo))
    yield from _flags(repo, serving)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        yield from _variants_of_endpoint(repo, code)
        yield from _assignment(repo, code)


def _flags(repo: Snapshot, serving: frozenset[str]) -> Iterator[Evidence]:
    models = {use.code.path for use in model_uses(repo) if not is_test(repo, use.code.path)}
    for use, client in FLAG_CLIENTS.uses(repo):
        path = use.code.path
        if use.code.notebook or is_test(repo, path):
            continue
        asks = use.target.rpartition(".")[2] in client.calls
        near = bool(reached_from(repo, [path]) & models)
        if (
            use.call is not None
            and asks
            and near
            and is_live(repo, use.code, use.call.function, by_tests=False)
        ):
            level = Level.WIRED if path in serving else Level.SUBSTANTIVE
            yield Evidence(path, use.line, level, f"feature flag ({client.name}) in front of a model")
        else:
            yield Evidence(path, use.line, Level.PRESENT, f"feature-flag client {client.name}")


def _variants_of_endpoint(repo: Snapshot, code: Code) -> Iterator[Evidence]:
    """Calls of cloud clients that give an endpoint two or more variants."""
    for call in code.facts.calls:
        method = call.target.rpartition(".")[2]
        keywords = dict(call.keywords)
        if method == "create_endpoint_config" and "ProductionVariants" in keywords:
            if code_only(repo.text(code.path) or "").count("InitialVariantWeight") < 2:
                continue
            what = "endpoint with weighted production variants"
        elif method == "deploy" and keywords.get("traffic_percentage", "").isdigit():
            if not 0 < int(keywords["traffic_percentage"][:9]) < 100:
                continue
            what = f"deployment with {keywords['traffic_percentage']} % of the traffic"
        elif method == "deploy" and "traffic_split" in keywords:
            if _single_share(repo, code.path, call.line):
                continue
            what = "deployment with a traffic split"
        else:
            continue
        if not is_live(repo, code, call.function, by_tests=False):
            yield Evidence(code.path, call.line, Level.PRESENT, what)
        elif code.path in operated(repo):
            yield Evidence(code.path, call.line, Level.WIRED, what)
        else:
            note = f"{what}; nothing in the repository starts this code"
            yield Evidence(code.path, call.line, Level.SUBSTANTIVE, note)


def _single_share(repo: Snapshot, path: str, line: int) -> bool:
    """Whether the traffic split of a call that begins on this line is written out and names one model."""
    rows = (repo.text(path) or "").split("\n")[line - 1 : line + SPLIT_LINES]
    match = WRITTEN_SPLIT.search("\n".join(rows)[:2000])
    return match is not None and match[1].count(":") < 2


def _assignment(repo: Snapshot, code: Code) -> Iterator[Evidence]:
    """Functions that put a request into a variant, in a file that records which one it was."""
    for function in code.facts.functions:
        words = words_of(function.name)
        plain = {name.replace("()", "") for name in function.names}
        draws = {each for name in plain if (each := package_of(name, ASSIGNING)) is not None}
        assigns = bool(words & VARIANT_WORDS and draws) and (
            not draws <= DIGESTS or _makes_small(repo, code.path, function)
        )
        # A bucket may also be a feature: the hash of a brand, divided.
        if assigns and not words & (VARIANT_WORDS - UNSURE_WORDS):
            assigns = chooses_variant(repo, code.path, function)
        shadows = bool(words & SHADOW_WORDS) and any(name.rpartition(".")[2] in PREDICTING for name in plain)
        if not (assigns or shadows or draws):
            continue
        served = _is_served(repo, code.path, function.qualified_name)
        drawn = _drawn(repo, code.path, function) if draws else None
        # Of a job it would be one of the draws by which the results of two models are compared.
        if served and not assigns and draws:
            given = any(words_of(each) & GIVEN_VARIANTS for each in function.parameters)
            assigns = given or drawn is not None
        if not (assigns or shadows):
            continue
        recorded = _records(code.facts.calls) or _asking_records(repo, code.path, function.name)
        live = is_live(repo, code, function.qualified_name, by_tests=False)
        what = "assigns requests to variants" if assigns else "scores requests in shadow mode"
        if not (live and (recorded or (served and assigns)) and _near_model(repo, code.path)):
            continue
        level = Level.PRESENT if not recorded else Level.WIRED if served else Level.SUBSTANTIVE
        note = f"{function.qualified_name} {what}" + (" and records it" if recorded else UNRECORDED)
        yield Evidence(code.path, drawn or function.line, level, note)


def _is_served(repo: Snapshot, path: str, function: str) -> bool:
    """Whether a request may run a function; of a class that is replaced, the other's."""
    served, owner = called_by_requests(repo), function.rpartition(".")[0]
    replaced = replaced_classes(repo)
    if (path, owner) in replaced:
        return False
    stands_for = [place for place, by in replaced.items() if by == (path, owner)]
    return served.has(path, function) or any(served.has(place[0], function) for place in stands_for)


def _drawn(repo: Snapshot, path: str, function: Function) -> int | None:
    """The line on which a function draws a variant, or compares what it draws with the share of one."""
    rows = code_only(repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
    for number, row in enumerate(rows, function.line):
        if any(
            (SHARE_COMPARED.search(row[:300]), VARIANT_DRAWN.match(row[:300]), MODEL_DRAWN.match(row[:300]))
        ):
            return number
    return None


def _makes_small(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether a function that takes a digest also reduces it to a number, or compares it."""
    rows = code_only(repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
    return any(MADE_SMALL.search(row[:300].replace("->", "")) is not None for row in rows)


def _records(calls: Iterable[Call]) -> bool:
    return any(words_of(call.target.rpartition(".")[2]) & EXPOSURE_WORDS for call in calls)


def _asking_records(repo: Snapshot, path: str, name: str) -> bool:
    """Whether a function elsewhere that asks for the variant records it, or hands it on to what does."""
    for other, imported in import_graph(repo).items():
        if path not in imported or is_test(repo, other):
            continue
        facts = repo.modules.get(other)
        asking = {call.function for call in facts.calls if last_part(call.target) == name} if facts else set()
        for function in facts.functions if facts else ():
            if function.qualified_name in asking and any(map(_names_a_record, function.names)):
                return True
    return False


def _names_a_record(target: str) -> bool:
    """Whether what is used elsewhere keeps something by its name; a line in a log is too little there."""
    name = last_part(target)
    return name != "log" and bool(words_of(name) & (EXPOSURE_WORDS - LOGGED))


def _near_model(repo: Snapshot, path: str) -> bool:
    models = {use.code.path for use in model_uses(repo) if not use.code.notebook}
    using = {
        other
        for other, imported in import_graph(repo).items()
        if path in imported and not is_test(repo, other)
    }
    return bool(reached_from(repo, [path, *using]) & models)


def _significance(repo: Snapshot, code: Code) -> Iterator[Evidence]:
    for call in code.facts.calls:
        function, row = call.function, call.line
        if package_of(call.target, OUTCOME_TESTS) is None:
            continue
        words = words_of(basename(code.path)) | words_of(function or "")
        if _compares_scores(repo, code.path, row):
            continue
        if words & OUTCOME_WORDS and is_live(repo, code, function, by_tests=False):
            note = "significance test on the results of variants"
            yield Evidence(code.path, row, Level.SUBSTANTIVE, note)
            return


def _compares_scores(repo: Snapshot, path: str, line: int) -> bool:
    """Whether what a test is given are the scores of models: no users were split to get those."""
    rows = (repo.text(path) or "").splitlines()[line - 1 : line + 2]
    given = " ".join(rows)[:SHOWN_ARGUMENTS].partition("(")[2].partition(")")[0]
    return any(words_of(each) & SCORE_WORDS for each in NAMES_GIVEN.findall(given))
