"""A repository's own comparisons of reference and current data, wherever in its code they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.drift.held_errors import held_errors
from analyzer.facts.drift.range_checks import checks_of_ranges
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import (
    LOGARITHM,
    SHIFT,
    Function,
    Origins,
    PythonFacts,
    code_only,
    origins_of,
    words_of,
)
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.reachability import is_live

# Statistics that compare how two samples are distributed, with almost no other use.
_DISTRIBUTIONS = word_set(
    "scipy.stats.ks_2samp scipy.stats.wasserstein_distance scipy.stats.wasserstein_distance_nd "
    "scipy.stats.energy_distance scipy.stats.epps_singleton_2samp scipy.stats.cramervonmises_2samp "
    "scipy.stats.anderson_ksamp scipy.spatial.distance.jensenshannon"
)
# These are asked of much else: of counts, of independence, of one sample.
_GENERAL = word_set(
    "scipy.stats.kstest scipy.stats.chi2_contingency scipy.stats.chisquare scipy.stats.entropy "
    "scipy.stats.mannwhitneyu scipy.special.kl_div scipy.special.rel_entr"
)
TWO_SAMPLE = _DISTRIBUTIONS | _GENERAL
# Of any two vectors: embeddings of a question and of a document as well as of two periods.
_VECTORS = word_set(
    "sklearn.metrics.pairwise.cosine_similarity sklearn.metrics.pairwise.cosine_distances "
    "sklearn.metrics.pairwise.euclidean_distances sklearn.metrics.pairwise.rbf_kernel "
    "scipy.spatial.distance.cosine scipy.spatial.distance.euclidean scipy.spatial.distance.mahalanobis "
    "numpy.linalg.norm torch.nn.functional.cosine_similarity torch.cdist scipy.spatial.distance.cdist"
)
# Of any two groups, timings of two versions for instance; only words of drift say more.
_ANY_TWO_GROUPS = word_set("scipy.stats.mannwhitneyu scipy.stats.kstest")
AVERAGES = ("mean", "median", "std")
WRITTEN_OUT = {LOGARITHM: "a population stability index", SHIFT: "a difference of averages"}
# A text without these holds no statistic that is written out.
_SPOKEN = lazy_regex(r"drift|stability|(?<![a-z])psi(?![a-z])")
_NAMED_SIDES = (
    ("ref", "baseline", "hist", "train", "expected"),
    ("cur", "prod", "live", "recent", "serving", "incoming", "latest", "actual"),
)
LOGARITHMS = word_set(
    "numpy.log math.log jax.numpy.log torch.log polars.log pyspark.sql.functions.log pyspark.sql.functions.ln"
)
DRIFT_WORDS = word_set("drift drifts drifted drifting psi")
# What else drifts: instruments and bodies, and what is deployed away from what is declared.
DRIFT_OF_OTHER_THINGS = lazy_regex(
    r"(?:clock|oscillator|timestamp|gyro(?:scope)?|imu|gps|camera|pose|position|odometry|heading|attitude|phase"
    r"|voltage|thermal|stage|beam|retention|config(?:uration)?|terraform|infra(?:structure)?|stack|resource|state"
    r"|manifest|helm|k8s|cluster|doc(?:s|umentation)?|dependency|lock_?file|version|migration|spec|openapi|api)"
    r"_?drift(?:s|ed|ing)?",
    re.IGNORECASE,
)
# Beside a drift, the other term of a random process: there the drift is its trend.
DIFFUSION_WORDS = word_set("volatility vol sigma diffusion")
REFERENCE_WORDS = word_set(
    "reference ref baseline expected train training base historical hist old previous original source before "
    "x0"
)
CURRENT_DATA_WORDS = word_set(
    "current cur curr production prod actual live new recent serving incoming latest test target after "
    "observed batch sample"
)
# What names the two sides where nothing else says that the comparison is about drift.
CLEAR_REFERENCE = word_set("reference ref baseline historical hist train training")
CLEAR_CURRENT = word_set("current cur curr production prod live recent serving incoming latest")
# Of two things that are compared, these are the later one as well; in one name (`train_batch`) they are not.
LATER_WORDS = CLEAR_CURRENT | word_set("today todays batch window")
# A shift is one of distributions where something of these is said to shift; it is also a step in time.
SHIFTING = word_set("covariate covariates distribution distributions dataset concept population label prior")
RETRAINING = word_set("retrain retraining")
NAMED = "named"
RANGES = "what lies outside of the quantiles of reference data is counted"
ERRORS = "the error of current answers is held against an earlier one"
# Functions that keep one side, or say what was found, and compare nothing by themselves.
KEEPS_ONE_SIDE = word_set("init baseline baselines")
TELLS_OF_DRIFT = word_set(
    "reasoning reason explain explanation narrative plot draw render format print log save store load send "
    "notify message record reset register"
)
COMPARES_NAMES = word_set(
    "compare compares comparison against vs versus check detect test distance score psi"
)


# How a classifier is asked whether it can tell two samples apart: both are joined, and labelled by where
# they come from.
JOINS_ROWS = word_set("concat vstack concatenate append r_ union unionByName row_stack")
MARKS_ROWS = word_set("zeros ones full repeat zeros_like ones_like assign lit hstack")
TRAINS_ON_ROWS = word_set("fit cross_val_score cross_val_predict cross_validate train")
# What a distance of two samples is computed with, where only its file is named for drift.
COMPUTES = word_set(
    "mean sum exp log log2 histogram norm dot abs sqrt square std var cov inv quantile percentile bincount "
    "cdist pdist pairwise_distances rbf_kernel polynomial_kernel cosine_similarity cosine_distances einsum "
    "matmul value_counts"
)


SHORT_TEXT = lazy_regex(r"([\"'])[^\"'\n]{0,200}\1")
NAMES_OF_CODE = lazy_regex(r"(?<![\w.])(?:self\.|cls\.)?([A-Za-z_]\w{0,80})")
LONGEST_ROW_OF_CODE = 300


class OwnDrift(Struct, frozen=True):
    """A comparison of two samples: the function around it, and the calls whose answer it is.

    `line` is where the function begins if the function is about drift by its name, else the comparison.
    """

    line: int
    function: str | None
    what: str
    live: bool
    places: tuple[tuple[int, str], ...]


def own_drift(repo: Snapshot) -> Iterator[tuple[str, tuple[OwnDrift, ...]]]:
    """The modules that compare two samples themselves, with what compares; what is live comes first."""
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        code = Code(path, facts, notebook=False)
        found = [*functions_about_drift(repo, code), *_statistics(repo, code)] or list(
            _with_what_is_kept(repo, code)
        )
        named = [each for each in found if each.what == NAMED]
        if named:
            # What a function about drift calls is its own; the other comparisons count only without one.
            found = named
        else:
            found += _of_errors(repo, code)
        if not any(each.live for each in found):
            found += _of_ranges(repo, code)
        if found:
            yield path, tuple(sorted(found, key=lambda each: not each.live))


def _of_errors(repo: Snapshot, code: Code) -> Iterator[OwnDrift]:
    """Errors of current answers that are held against those from before."""
    for line, function in held_errors(repo, code.path, code.facts):
        live = is_live(repo, code, function, by_tests=False)
        yield OwnDrift(line, function, ERRORS, live, ())


def _of_ranges(repo: Snapshot, code: Code) -> Iterator[OwnDrift]:
    """Functions that count what lies outside of what the training data held."""
    for each in checks_of_ranges(repo, code):
        live = is_live(repo, code, each.qualified_name, by_tests=False)
        yield OwnDrift(each.line, each.qualified_name, RANGES, live, ())


def functions_about_drift(repo: Snapshot, code: Code) -> Iterator[OwnDrift]:
    """Functions that are about drift by their name or their file's, and look at two samples."""
    if _of_a_process(code.facts):
        return
    comparing = [
        each for each in code.facts.functions if not each.empty and _compares_itself(code.path, each)
    ]
    comparing.sort(key=lambda each: not words_of(each.name) & DRIFT_WORDS)
    for each in comparing:
        live = is_live(repo, code, each.qualified_name, by_tests=False)
        yield OwnDrift(each.line, each.qualified_name, NAMED, live, _calls_in(code.facts, each))


def _with_what_is_kept(repo: Snapshot, code: Code) -> Iterator[OwnDrift]:
    """Functions named for drift that compare what they are given with a reference of their module."""
    if _of_a_process(code.facts):
        return
    for each in code.facts.functions:
        if not each.empty and _compares_with_what_is_kept(repo, code.path, each):
            live = is_live(repo, code, each.qualified_name, by_tests=False)
            yield OwnDrift(each.line, each.qualified_name, NAMED, live, _calls_in(code.facts, each))


def _of_a_process(facts: PythonFacts) -> bool:
    """Whether a function here takes the drift of a random process, beside how far it diffuses."""
    return any(
        any(words & DRIFT_WORDS for words in taken) and any(words & DIFFUSION_WORDS for words in taken)
        for each in facts.functions
        for taken in ([words_of(name) for name in each.parameters],)
    )


def _calls_in(facts: PythonFacts, function: Function) -> tuple[tuple[int, str], ...]:
    """The calls of statistics in a function."""
    return tuple(
        (call.line, call.target.rpartition(".")[2])
        for call in facts.calls
        if call.target in TWO_SAMPLE and function.line <= call.line <= function.end_line
    )


def _compares_itself(path: str, function: Function) -> bool:
    """Whether the function is about drift and looks at two samples.

    By a statistic of two samples, in a function or file named for drift; or by its parameters, in a
    function named for it, and where they are named clearly also in a file named for it, or where a
    classifier is trained to tell the two apart.
    """
    named, file_named = about_drift(function.qualified_name), about_drift(path.rpartition("/")[2])
    if any(name.replace("()", "") in TWO_SAMPLE for name in function.names):
        return named or file_named
    if _only_prepares(words_of(function.name)):
        return False
    if named and _has_sides(function, REFERENCE_WORDS, CURRENT_DATA_WORDS):
        return True
    clear = _has_sides(function, CLEAR_REFERENCE, CLEAR_CURRENT)
    return clear and ((file_named and _computes(function)) or _tells_apart(function))


def _has_sides(function: Function, reference: frozenset[str], current: frozenset[str]) -> bool:
    """Whether one parameter is named for earlier data, and another one for current data."""
    sides = [words_of(each) for each in function.parameters]
    first = [position for position, words in enumerate(sides) if words & reference]
    second = [position for position, words in enumerate(sides) if words & current]
    return any(one != other for one in first for other in second)


def _compares_with_what_is_kept(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether a function named for drift computes with a reference of its module or object: `self.baseline`.

    It is given what is current: a parameter. A method of a class that is named for drift names one itself.
    """
    name = words_of(function.name)
    if not about_drift(function.qualified_name) or _only_prepares(name):
        return False
    if not _computes(function) or {*function.parameters} <= {"self", "cls"}:
        return False
    rows = rows_of(code_only(repo.text(path) or ""))[function.line : function.end_line]
    said = SHORT_TEXT.sub("", "\n".join(row[:LONGEST_ROW_OF_CODE] for row in rows))
    kept = {each for each in NAMES_OF_CODE.findall(said) if each not in function.parameters}
    if not name & DRIFT_WORDS and not any(words_of(each) & DRIFT_WORDS for each in kept):
        return False
    return any(words_of(each.rstrip("s")) & CLEAR_REFERENCE for each in kept)


def _computes(function: Function) -> bool:
    return any(name.removesuffix("()").rpartition(".")[2] in COMPUTES for name in function.names)


def _tells_apart(function: Function) -> bool:
    """Whether a function joins its samples, labels the rows and trains on them."""
    names = {name.removesuffix("()").rpartition(".")[2] for name in function.names}
    return not (
        JOINS_ROWS.isdisjoint(names) or MARKS_ROWS.isdisjoint(names) or TRAINS_ON_ROWS.isdisjoint(names)
    )


def _only_prepares(name: frozenset[str]) -> bool:
    """Whether the words of a function's name say that it keeps one side, or tells what another one found."""
    if name & COMPARES_NAMES:
        return False
    return bool(name & TELLS_OF_DRIFT) or bool(name & KEEPS_ONE_SIDE and not name & DRIFT_WORDS)


def about_drift(name: str) -> bool:
    """Whether a name is about drift of data, or about the stability of a population."""
    return _speaks_of_drift(words_of(DRIFT_OF_OTHER_THINGS.sub("", name)))


def _speaks_of_drift(words: frozenset[str]) -> bool:
    return bool(words & DRIFT_WORDS) or {"population", "stability"} <= words


def _speaks_of_a_shift(words: frozenset[str]) -> bool:
    return "shifted" in words or bool("shift" in words and words & SHIFTING)


def _statistics(repo: Snapshot, code: Code) -> Iterator[OwnDrift]:
    """Statistics of two samples in code about something else, judged by what they are given."""
    calls = {
        (call.line, call.target.rpartition(".")[2]): call.target
        for call in code.facts.calls
        if call.target in TWO_SAMPLE or call.target in _VECTORS
    }
    logarithms = any(call.target in LOGARITHMS for call in code.facts.calls)
    if not calls and not logarithms and not _averages(code.facts):
        return
    text = repo.text(code.path) or ""
    if not calls and not _may_be_written_out(text.casefold(), logarithms=logarithms):
        return
    for each in origins_of(text, calls):
        target = calls.get((each.line, each.name), each.name)
        if _is_about_drift(target, each):
            live = is_live(repo, code, each.function, by_tests=False)
            places: tuple[tuple[int, str], ...] = ((each.line, each.name),)
            if target == SHIFT:
                places = _averages_behind(code.facts, each)
            yield OwnDrift(each.line, each.function, WRITTEN_OUT.get(target, each.name), live, places)


def _averages_behind(facts: PythonFacts, shift: Origins) -> tuple[tuple[int, str], ...]:
    """The averages that a difference is made of: on its line, else those of its function that have names."""
    found = tuple(
        (call.line, name)
        for call in facts.calls
        if call.function == shift.function and (name := call.target.rpartition(".")[2]) in AVERAGES
    )
    return tuple(each for each in found if each[0] == shift.line) or found


def _averages(facts: PythonFacts) -> bool:
    return any(call.target.rpartition(".")[2] in AVERAGES for call in facts.calls)


def _may_be_written_out(text: str, *, logarithms: bool) -> bool:
    """Whether a text may make a statistic of logarithms, which need its sides or its name, or of averages."""
    sides = all(any(word in text for word in words) for words in _NAMED_SIDES)
    if logarithms:
        return sides or _SPOKEN.search(text) is not None
    return sides and "drift" in text


def _is_about_drift(target: str, origins: Origins) -> bool:
    """Whether the code around the statistic speaks of drift, or its two sides are reference and current."""
    speaks = _speaks_of_drift(origins.around)
    if target == LOGARITHM and _has_sides_of_a_share(origins.sides):
        return True
    if target == SHIFT or target in _VECTORS:
        return speaks and _has_two_sides(origins.sides)
    if speaks or (target not in _ANY_TWO_GROUPS and _has_two_sides(origins.sides)):
        return True
    if target in TWO_SAMPLE and target not in _ANY_TWO_GROUPS and _decides_a_retraining(origins):
        return True
    sided = any(side & CLEAR_REFERENCE for side in origins.sides)
    return sided and target in TWO_SAMPLE and _speaks_of_a_shift(origins.around)


def _decides_a_retraining(origins: Origins) -> bool:
    """Whether earlier and later data are compared where a model is trained again, by the names around it."""
    around = origins.around | words_of(origins.function or "")
    sides = origins.sides * 2 if len(origins.sides) == 1 else origins.sides
    return not around.isdisjoint(RETRAINING) and any(
        bool(one & REFERENCE_WORDS and other & CURRENT_DATA_WORDS - REFERENCE_WORDS)
        for first, one in enumerate(sides)
        for second, other in enumerate(sides)
        if first != second
    )


def _has_sides_of_a_share(sides: tuple[frozenset[str], ...]) -> bool:
    """Whether the shares of a stability index are named as its formula names them: expected and actual."""
    return any(
        "expected" in one and "actual" in other
        for first, one in enumerate(sides)
        for second, other in enumerate(sides)
        if first != second
    )


def _has_two_sides(sides: tuple[frozenset[str], ...]) -> bool:
    if len(sides) == 1:
        return bool(sides[0] & CLEAR_REFERENCE and sides[0] & CLEAR_CURRENT)
    return any(
        bool(one & CLEAR_REFERENCE and other & LATER_WORDS)
        for first, one in enumerate(sides)
        for second, other in enumerate(sides)
        if first != second
    )
