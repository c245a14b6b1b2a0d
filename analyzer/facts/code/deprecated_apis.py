"""Outdated stacks: code written for APIs that its libraries have since removed. Dates are not used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from analyzer.model import Evidence, Level
from analyzer.parsing.ci import SYSTEMS
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files, module_index, package_of
from analyzer.wiring.roles import is_example_path, is_test

MOST_MODULES = 0.5


class Era(Struct, frozen=True):
    """An API that a library removed. Targets are dotted names; whatever is below one counts too.

    `newer` are targets of the same library that only its later versions have: code that uses both has
    moved on, or supports both. `keyword` narrows a call to those that pass it.
    """

    what: str
    package: str
    old: frozenset[str]
    newer: frozenset[str]
    keyword: str | None = None

    @property
    def name(self) -> str:
        return f"{self.package}: {self.what}"


SKLEARN_NEWER = word_set(
    "sklearn.impute sklearn.compose sklearn.inspection sklearn.set_config "
    "sklearn.metrics.ConfusionMatrixDisplay "
    "sklearn.metrics.RocCurveDisplay "
    "sklearn.ensemble.HistGradientBoostingClassifier "
    "sklearn.ensemble.HistGradientBoostingRegressor sklearn.ensemble.StackingClassifier"
)
TENSORFLOW_NEWER = word_set(
    "tensorflow.compat tensorflow.GradientTape tensorflow.function tensorflow.keras tensorflow.experimental "
    "tensorflow.saved_model.load tensorflow.config keras.ops keras.saving"
)
TORCH_NEWER = word_set(
    "torch.no_grad torch.inference_mode torch.amp torch.cuda.amp torch.compile torch.autocast torch.device "
    "torch.fx torch.set_grad_enabled"
)
PYTHON_3_ONLY = word_set(
    "urllib.request urllib.parse pathlib concurrent asyncio dataclasses configparser queue"
)

ERAS = (
    Era("sklearn.externals", "scikit-learn", word_set("sklearn.externals"), SKLEARN_NEWER | {"joblib"}),
    Era("load_boston", "scikit-learn", word_set("sklearn.datasets.load_boston"), SKLEARN_NEWER),
    Era(
        "modules from before model_selection",
        "scikit-learn",
        word_set(
            "sklearn.cross_validation sklearn.grid_search sklearn.learning_curve "
            "sklearn.preprocessing.Imputer"
        ),
        SKLEARN_NEWER,
    ),
    Era(
        "sessions and placeholders",
        "TensorFlow",
        word_set(
            "tensorflow.Session tensorflow.InteractiveSession tensorflow.placeholder "
            "tensorflow.global_variables_initializer tensorflow.initialize_all_variables "
            "tensorflow.get_variable"
        ),
        TENSORFLOW_NEWER,
    ),
    Era("tf.contrib", "TensorFlow", word_set("tensorflow.contrib"), TENSORFLOW_NEWER),
    Era(
        "application flags",
        "TensorFlow",
        word_set("tensorflow.app.run tensorflow.app.flags tensorflow.flags tensorflow.examples.tutorials"),
        TENSORFLOW_NEWER,
    ),
    Era(
        "volatile variables",
        "PyTorch",
        word_set("torch.autograd.Variable torch.autograd.variable.Variable"),
        TORCH_NEWER,
        keyword="volatile",
    ),
    Era(
        "standalone Keras",
        "Keras",
        word_set(
            "keras.layers.core keras.layers.convolutional keras.layers.normalization keras.utils.np_utils "
            "keras.layers.recurrent keras.backend.tensorflow_backend keras.layers.advanced_activations"
        ),
        TENSORFLOW_NEWER,
    ),
    Era(
        "dashboards and profiles",
        "Evidently",
        word_set(
            "evidently.dashboard evidently.model_profile evidently.tabs evidently.profile_sections "
            "evidently.dashboard.tabs evidently.pipeline"
        ),
        word_set("evidently.report evidently.test_suite evidently.Report evidently.presets"),
    ),
    Era(
        "completions without a client",
        "OpenAI",
        word_set("openai.ChatCompletion openai.Completion openai.Embedding"),
        word_set("openai.OpenAI openai.AsyncOpenAI openai.AzureOpenAI"),
    ),
    Era(
        "the package's former name",
        "transformers",
        word_set("pytorch_pretrained_bert pytorch_transformers"),
        word_set("transformers"),
    ),
    Era(
        "image functions",
        "SciPy",
        word_set("scipy.misc.imread scipy.misc.imresize scipy.misc.imsave scipy.misc.toimage"),
        word_set("imageio skimage cv2 PIL"),
    ),
    Era(
        "Python 2 standard library",
        "Python",
        word_set("urllib2 cPickle ConfigParser cStringIO httplib urlparse Queue HTMLParser"),
        PYTHON_3_ONLY,
    ),
)

# The eras that speak of a top-level package: every other target is none of theirs.
ERAS_OF: Mapping[str, tuple[Era, ...]] = {
    root: tuple(era for era in ERAS if any(root == each.partition(".")[0] for each in era.old | era.newer))
    for root in sorted({each.partition(".")[0] for era in ERAS for each in era.old | era.newer})
}

# What Python 3 says of a file in Python 2: its words since version 3.10.
PYTHON_2_PROBLEMS = (
    "Missing parentheses in call to",
    "multiple exception types must be parenthesized",
    "leading zeros in decimal integer literals",
    "inconsistent use of tabs",
)
PYTHON_2 = "Python 2 syntax"
CHECKOUT = "actions/checkout@"
# Of the tag, what stands before its first dot: v2.3.4 is the second version, v20 is not.
OLD_CHECKOUTS = word_set("v1 v2 master")
OLD_PIPELINES = "Outdated CI"


class _Found(Struct):
    old: dict[str, Evidence] = field(default_factory=dict)
    moved_on: set[str] = field(default_factory=set)


def markers_of(repo: Snapshot) -> Mapping[str, Evidence]:
    """The outdated APIs that live code and notebooks still use, by name, each with a place.

    An era counts only where the repository uses nothing newer of the same library.
    """
    return dict(_markers(repo))


def _markers(repo: Snapshot) -> Iterator[tuple[str, Evidence]]:
    live = [each for each in code_files(repo) if not _is_aside(repo, each)]
    found = _Found()
    for code in live:
        _collect(repo, code, found)
    for era in ERAS:
        if era.name in found.old and era.name not in found.moved_on:
            yield era.name, found.old[era.name]
    if (evidence := _python_2(live)) is not None:
        yield PYTHON_2, evidence
    if (evidence := _old_pipelines(repo)) is not None:
        yield OLD_PIPELINES, evidence


def _is_aside(repo: Snapshot, code: Code) -> bool:
    return is_test(repo, code.path) or is_example_path(code.path)


def _collect(repo: Snapshot, code: Code, found: _Found) -> None:
    for target, line, keywords in _targets(repo, code):
        for era in _eras_of(target):
            if package_of(target, era.newer) is not None:
                found.moved_on.add(era.name)
            if package_of(target, era.old) is None:
                continue
            if era.keyword is None or era.keyword in keywords:
                note = f"{era.name} ({target[:80]})"
                found.old.setdefault(
                    era.name, Evidence(code.path, code.line(repo, line), Level.PRESENT, note)
                )


def _targets(repo: Snapshot, code: Code) -> Iterator[tuple[str, int, frozenset[str]]]:
    """What the file imports from outside (a guarded import is a fallback) and calls, by dotted name."""
    index = module_index(repo)
    roots = set()
    for each in code.facts.imports:
        if index.is_local(code.path, each.module, each.name):
            continue
        roots.add(each.module.partition(".")[0])
        target = each.module if each.name is None else f"{each.module}.{each.name}"
        # A guarded import is tried in case it works: it says that the code copes with both.
        if not each.guarded or _is_newer(target):
            yield target, each.line, frozenset()
    guarded = {each.alias for each in code.facts.imports if each.guarded}
    for call in code.facts.calls:
        root = call.target.partition(".")[0]
        if root in roots and root not in guarded:
            yield call.target, call.line, frozenset(name for name, _value in call.keywords)


def _is_newer(target: str) -> bool:
    return any(package_of(target, era.newer) is not None for era in _eras_of(target))


def _eras_of(target: str) -> tuple[Era, ...]:
    return ERAS_OF.get(target.partition(".")[0].replace("()", ""), ())


def _python_2(live: Iterable[Code]) -> Evidence | None:
    modules = [each for each in live if not each.notebook and each.facts.code_lines]
    old = [each for each in modules if _is_python_2(each)]
    if len(old) <= MOST_MODULES * len(modules):
        return None
    note = f"{PYTHON_2} in {len(old)} of {len(modules)} modules"
    return Evidence(old[0].path, 1, Level.PRESENT, note)


def _is_python_2(code: Code) -> bool:
    problem = code.facts.problem or ""
    return any(words in problem for words in PYTHON_2_PROBLEMS)


def _old_pipelines(repo: Snapshot) -> Evidence | None:
    """Only an outdated CI system, or only early versions of the checkout action."""
    systems = {each.system for each in repo.pipelines.values()}
    if len(systems) == 1 and SYSTEMS[next(iter(systems))].superseded:
        first, pipeline = next(iter(repo.pipelines.items()))
        return Evidence(first, 1, Level.PRESENT, f"{pipeline.system.capitalize()} is the only CI system")
    checkouts = [
        (path, step.line, step.uses)
        for path, pipeline in repo.pipelines.items()
        for job in pipeline.jobs
        for step in job.steps
        if step.uses is not None and step.uses.startswith(CHECKOUT)
    ]
    tags = {uses.removeprefix(CHECKOUT).partition(".")[0] for _path, _line, uses in checkouts}
    if tags and tags <= OLD_CHECKOUTS:
        path, line, _uses = checkouts[0]
        return Evidence(
            path, line, Level.PRESENT, "every workflow uses an early version of the checkout action"
        )
    return None
