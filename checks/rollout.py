"""Rollout: traffic split between variants, and what is known of the outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from analyzer.model import Evidence, Level, Yield
from analyzer.parsing.python_conditions import word_set
from analyzer.parsing.structured import Block, Items, block, items, line, text
from analyzer.registry import check
from analyzer.snapshot import Snapshot
from analyzer.tables import names
from analyzer.wiring.execution import nodes
from analyzer.wiring.liveness import is_live
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import Code, package_of, package_uses, reached_from
from analyzer.wiring.purpose import not_asked
from analyzer.wiring.roles import is_example_path, is_test, is_test_path
from analyzer.wiring.startup import service_modules

KINDS = re.compile(
    r"\bkind:[ \t]*[\"']?(?:Rollout|InferenceService|SeldonDeployment|VirtualService|HTTPRoute|TrafficSplit"
    r"|Canary|TraefikService|ManagedOnlineEndpoint)\b|\btraffic:|ProductionVariants|DeploymentPreference"
)
TERRAFORM_VARIANTS = re.compile(r"^[ \t]*production_variants[ \t]*\{", re.MULTILINE)
TERRAFORM_TRAFFIC = re.compile(
    r"^[ \t]*traffic[ \t]*\{[^}]{0,400}\bpercent[ \t]*=[ \t]*(\d{1,3})", re.MULTILINE
)
SPLIT_CLIENTS = re.compile(r"^[ \t]*split_clients[ \t]", re.MULTILINE)

FLAGS = {
    "ldclient": names("variation variation_detail bool_variation"),
    "UnleashClient": names("is_enabled get_variant"),
    "growthbook": names("is_on is_off get_feature_value eval_feature run"),
    "openfeature": names(
        "get_boolean_value get_string_value get_object_value get_boolean_details get_string_details"
    ),
    "flagsmith": names("is_feature_enabled get_feature_value get_environment_flags get_identity_flags"),
    "splitio": names("get_treatment get_treatments get_treatment_with_config"),
    "statsig": names("check_gate get_experiment get_config"),
    "configcatclient": names("get_value"),
    "optimizely": names("decide activate get_feature_variable is_feature_enabled"),
    "posthog": names("feature_enabled get_feature_flag"),
    "flipt": names("boolean variant evaluate"),
}
FLAG_PACKAGES = frozenset(FLAGS)

ASSIGNING = names(
    "hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.blake2b zlib.crc32 zlib.adler32 mmh3.hash mmh3.hash128 "
    "xxhash.xxh32 xxhash.xxh64 xxhash.xxh3_64 random.random random.choices numpy.random.random "
    "numpy.random.choice random.randint numpy.random.rand"
)
VARIANT_WORDS = names(
    "variant variants experiment treatment canary traffic shadow challenger bucket assignment assign route "
    "router"
)
EXPOSURE_WORDS = names("log info exposure expose record track emit inc labels counter observe write")
SHADOW_WORDS = names("shadow mirror challenger")
PREDICTING = names("predict predict_proba score infer inference invoke post")

OUTCOME_TESTS = names(
    "scipy.stats.ttest_ind scipy.stats.ttest_rel scipy.stats.mannwhitneyu scipy.stats.chi2_contingency "
    "scipy.stats.fisher_exact scipy.stats.wilcoxon scipy.stats.bootstrap "
    "statsmodels.stats.proportion.proportions_ztest statsmodels.stats.proportion.test_proportions_2indep "
    "statsmodels.stats.proportion.proportion_confint statsmodels.stats.power.NormalIndPower "
    "statsmodels.stats.power.TTestIndPower statsmodels.stats.power.zt_ind_solve_power "
    "statsmodels.stats.contingency_tables.mcnemar statsmodels.stats.weightstats.ztest"
)
OUTCOME_WORDS = names(
    "ab abtest experiment variant treatment control uplift champion challenger significance mcnemar"
)


@check(
    id="rollout",
    title="staged rollout",
    dimension="evaluation",
    reads=("configuration", "python"),
    ask_present="How large was the first share in {path}, and what would have made you stop there?",
    ask_absent="Some users are to see the new model first: how do you choose them, and when do you decide?",
)
def rollout(repo: Snapshot) -> Iterator[Yield]:
    """A new version meets a part of the traffic first, and its outcome is compared.

    Present: a feature-flag client, or the form of a split in code that nobody calls. Substantive: at
    least two variants with weights, canary steps, mirrored traffic, an assignment whose exposures are
    recorded, or a significance test on the outcome of variants in live code. Wired: it routes to a
    service or model of this repository. A single variant, a word, a class name and a snippet in a
    document are nothing.
    """
    yield from _manifests(repo)
    yield from _terraform(repo)
    yield from _code(repo)
    yield from not_asked(repo, "rollout")


# -- configuration -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Split:
    """Traffic that a manifest splits: how, and the names of what it goes to."""

    line: int
    what: str
    targets: tuple[str, ...]


def _manifests(repo: Snapshot) -> Iterator[Evidence]:
    own = repo.derived(_own_names)
    for path in repo.paths:
        if path.endswith((".yaml", ".yml")) and path not in repo.pipelines and not is_test_path(path):
            content = repo.text(path)
            if content is None or not KINDS.search(content):
                continue
            for document in repo.yaml(path):
                manifest = block(document.value)
                split = _split(manifest)
                if split is None or is_example_path(path):
                    continue
                ours = next((each for each in split.targets if _stem(each) in own), None)
                level = Level.SUBSTANTIVE if ours is None else Level.WIRED
                note = split.what + (f", to {ours[:60]} of this repository" if ours else "")
                yield Evidence(path, split.line, level, note)
        elif path.endswith(".conf") and (content := repo.text(path)) is not None:
            match = SPLIT_CLIENTS.search(content)
            if match is not None:
                row = content.count("\n", 0, match.start()) + 1
                yield Evidence(path, row, Level.SUBSTANTIVE, "nginx splits clients between backends")


def _split(manifest: Block) -> Split | None:
    kind, spec = text(manifest.get("kind")), block(manifest.get("spec"))
    reader = MANIFESTS.get(kind)
    if reader is not None:
        return reader(manifest, spec)
    for each in block(manifest.get("Resources")).values():
        found = _cloud_formation(block(each))
        if found is not None:
            return found
    weights = block(manifest.get("traffic"))
    if "name" in manifest and len([each for each in weights.values() if _share(each)]) >= 2:
        return Split(
            line(weights), f"endpoint with {len(weights)} weighted deployments", tuple(map(str, weights))
        )
    return None


def _argo(manifest: Block, spec: Block) -> Split | None:
    steps = items(block(block(spec.get("strategy")).get("canary")).get("steps"))
    weights = [each for step in steps for each in [block(step).get("setWeight")] if _share(each)]
    if not weights:
        return None
    return Split(line(steps), f"canary with {len(weights)} weight steps", (_name(manifest), *_images(spec)))


def _kserve(manifest: Block, spec: Block) -> Split | None:
    share = block(spec.get("predictor")).get("canaryTrafficPercent") or spec.get("canaryTrafficPercent")
    if not _share(share):
        return None
    return Split(
        line(share), f"canary with {text(share)} % of the traffic", (_name(manifest), *_images(spec))
    )


def _seldon(manifest: Block, spec: Block) -> Split | None:
    predictors = [block(each) for each in items(spec.get("predictors"))]
    weighted = [each for each in predictors if _share(each.get("traffic"))]
    shadows = [each for each in predictors if text(each.get("shadow")) == "true"]
    if len(weighted) < 2 and not shadows:
        return None
    what = "shadow predictor" if shadows else f"{len(weighted)} weighted predictors"
    return Split(line(spec), what, (_name(manifest), *_images(spec)))


def _weighted_routes(manifest: Block, spec: Block) -> Split | None:
    """Istio, Gateway API, SMI and Traefik: a list of two or more backends with weights, or a mirror."""
    for node in nodes(spec):
        if isinstance(node, Items):
            weighted = [block(each) for each in node if _share(block(each).get("weight"))]
            if len(weighted) >= 2:
                return Split(line(node), f"{len(weighted)} weighted routes", tuple(_hosts(node)))
        elif isinstance(node, Block) and ("mirror" in node or "mirrors" in node):
            return Split(line(node), "mirrored traffic", tuple(_hosts(node)))
    return None


def _flagger(manifest: Block, spec: Block) -> Split | None:
    analysis = block(spec.get("analysis") or spec.get("canaryAnalysis"))
    if not (analysis.get("stepWeight") or analysis.get("stepWeights") or analysis.get("iterations")):
        return None
    return Split(
        line(analysis), "canary analysis with steps", (text(block(spec.get("targetRef")).get("name")),)
    )


MANIFESTS = {
    "Rollout": _argo,
    "InferenceService": _kserve,
    "SeldonDeployment": _seldon,
    "VirtualService": _weighted_routes,
    "HTTPRoute": _weighted_routes,
    "TrafficSplit": _weighted_routes,
    "TraefikService": _weighted_routes,
    "Canary": _flagger,
}


def _cloud_formation(resource: Block) -> Split | None:
    properties = block(resource.get("Properties"))
    variants = items(properties.get("ProductionVariants"))
    if len([each for each in variants if block(each).get("InitialVariantWeight")]) >= 2:
        models = tuple(text(block(each).get("ModelName")) for each in variants)
        return Split(line(variants), f"{len(variants)} weighted production variants", models)
    preference = text(block(properties.get("DeploymentPreference")).get("Type"))
    if preference.startswith(("Canary", "Linear")):
        code = text(properties.get("CodeUri"))
        return Split(line(resource), f"gradual deployment {preference[:40]}", (basename(code.rstrip("/")),))
    return None


def _share(value: object) -> bool:
    """Whether a value is a share of traffic that is neither nothing nor all: 1 to 99."""
    number = text(value)
    return number.isascii() and number.isdigit() and len(number) <= 2 and 0 < int(number) < 100


def _name(manifest: Block) -> str:
    return text(block(manifest.get("metadata")).get("name"))


def _images(spec: Block) -> Iterator[str]:
    for node in nodes(spec):
        if isinstance(node, Block):
            yield from (text(node.get(key)) for key in ("image", "storageUri", "modelUri") if node.get(key))


def _hosts(root: Block | Items) -> Iterator[str]:
    for node in nodes(root):
        if isinstance(node, Block):
            yield from (
                text(node.get(key)) for key in ("host", "name", "service", "backend") if node.get(key)
            )


def _stem(name: str) -> str:
    """The comparable part of an image, host or path: no registry, no tag, no domain."""
    last = name.rstrip("/").rpartition("/")[2].partition("@")[0].partition(":")[0]
    return last.partition(".")[0].casefold().replace("_", "-")


def _own_names(repo: Snapshot) -> frozenset[str]:
    """What this repository's services go by: compose services it builds, images' folders, deployments."""
    found = {repo.name.rpartition("/")[2]}
    for services in repo.services.values():
        for service in services:
            if service.build_context is not None:
                found.update(filter(None, (service.name, service.image)))
    for path in repo.dockerfiles:
        found.add(basename(dirname(path)))
    for path in repo.paths:
        if path.endswith((".yaml", ".yml")) and "kind:" in (repo.text(path) or ""):
            for document in repo.yaml(path):
                manifest = block(document.value)
                if text(manifest.get("kind")) in ("Deployment", "Service", "StatefulSet"):
                    found.add(_name(manifest))
    return frozenset(_stem(each) for each in found if each)


def _terraform(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.paths:
        content = repo.text(path) if path.endswith(".tf") and not is_example_path(path) else None
        if content is None:
            continue
        variants = list(TERRAFORM_VARIANTS.finditer(content))
        shares = [match for match in TERRAFORM_TRAFFIC.finditer(content) if 0 < int(match[1]) < 100]
        for found, what in ((variants, "production variants"), (shares, "traffic shares")):
            if len(found) >= 2:
                row = content.count("\n", 0, found[0].start()) + 1
                yield Evidence(path, row, Level.SUBSTANTIVE, f"{len(found)} {what} in Terraform")


# -- code ----------------------------------------------------------------------------------------


def _code(repo: Snapshot) -> Iterator[Evidence]:
    serving = reached_from(repo, service_modules(repo))
    yield from _flags(repo, serving)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        yield from _variants_of_endpoint(repo, code)
        yield from _assignment(repo, code, path in serving)
        yield from _significance(repo, code)


def _flags(repo: Snapshot, serving: frozenset[str]) -> Iterator[Evidence]:
    models = {use.code.path for use in model_uses(repo) if not is_test(repo, use.code.path)}
    for use in package_uses(repo, FLAG_PACKAGES):
        path, package = use.code.path, package_of(use.target, FLAG_PACKAGES)
        if package is None or use.code.notebook or is_test(repo, path):
            continue
        asks = use.call is not None and use.target.rpartition(".")[2] in FLAGS[package]
        near = path in models or bool(reached_from(repo, [path]) & models)
        if asks and near and use.call is not None and is_live(repo, use.code, use.call.function):
            level = Level.WIRED if path in serving else Level.SUBSTANTIVE
            yield Evidence(path, use.line, level, f"feature flag ({package}) on the way to a model")
        else:
            yield Evidence(path, use.line, Level.PRESENT, f"feature-flag client {package}")


def _variants_of_endpoint(repo: Snapshot, code: Code) -> Iterator[Evidence]:
    """Calls of cloud clients that give an endpoint two or more variants."""
    for call in code.facts.calls:
        method = call.target.rpartition(".")[2]
        keywords = dict(call.keywords)
        if method == "create_endpoint_config" and "ProductionVariants" in keywords:
            if (repo.text(code.path) or "").count("InitialVariantWeight") < 2:
                continue
            what = "endpoint with weighted production variants"
        elif method == "deploy" and keywords.get("traffic_percentage", "").isdigit():
            if not 0 < int(keywords["traffic_percentage"][:9]) < 100:
                continue
            what = f"deployment with {keywords['traffic_percentage']} % of the traffic"
        elif method == "deploy" and "traffic_split" in keywords:
            what = "deployment with a traffic split"
        else:
            continue
        live = is_live(repo, code, call.function)
        yield Evidence(code.path, call.line, Level.WIRED if live else Level.PRESENT, what)


def _assignment(repo: Snapshot, code: Code, serving: bool) -> Iterator[Evidence]:
    """Functions that put a request into a variant, in a file that records which one it was."""
    for function in code.facts.functions:
        words = word_set(function.name)
        plain = {name.replace("()", "") for name in function.names}
        assigns = bool(words & VARIANT_WORDS) and any(package_of(name, ASSIGNING) for name in plain)
        shadows = bool(words & SHADOW_WORDS) and any(name.rpartition(".")[2] in PREDICTING for name in plain)
        if function.empty or not (assigns or shadows):
            continue
        recorded = any(word_set(call.target.rpartition(".")[2]) & EXPOSURE_WORDS for call in code.facts.calls)
        live = is_live(repo, code, function.qualified_name)
        what = "assigns requests to variants" if assigns else "scores in the shadow of the answer"
        if not (live and recorded and _near_model(repo, code.path)):
            continue
        level = Level.WIRED if serving else Level.SUBSTANTIVE
        yield Evidence(code.path, function.line, level, f"{function.qualified_name} {what} and records it")


def _near_model(repo: Snapshot, path: str) -> bool:
    models = {use.code.path for use in model_uses(repo) if not use.code.notebook}
    return bool(reached_from(repo, [path]) & models)


def _significance(repo: Snapshot, code: Code) -> Iterator[Evidence]:
    for call in code.facts.calls:
        function, row = call.function, call.line
        if package_of(call.target, OUTCOME_TESTS) is None:
            continue
        words = word_set(basename(code.path)) | word_set(function or "")
        if words & OUTCOME_WORDS and is_live(repo, code, function):
            note = "significance test on the outcome of variants"
            yield Evidence(code.path, row, Level.SUBSTANTIVE, note)
            return
