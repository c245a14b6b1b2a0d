from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.engine.registry import load_checks
from analyzer.model import Level
from analyzer.scorecard import BAND_LABELS
from analyzer.scoring.reader import RubricError
from analyzer.scoring.rubric import Rubric, load_rubric
from analyzer.scoring.rubric_files import BUILTIN, GENERAL, RUBRIC_SIZE_LIMIT

# Malformed rubrics are made from the tests' own small one.
DEFAULT_BYTES = Path(__file__).parent.with_name("support").joinpath("rubric.yaml").read_bytes()
DEFAULT: dict[str, Any] = yaml.safe_load(DEFAULT_BYTES)
KNOWN = frozenset(signal for dimension in DEFAULT["dimensions"] for signal in dimension["signals"])
CHECKS = load_checks().checks
SHIPPED = {name: load_rubric(name, CHECKS) for name in GENERAL}


WEIGHTS = math.fsum(dimension["weight"] for dimension in DEFAULT["dimensions"])
TESTING = math.fsum(DEFAULT["dimensions"][1]["signals"].values())


def write(tmp_path: Path, content: str | bytes) -> str:
    path = tmp_path / "own.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_the_default_rubric_scores_every_signal_of_production_work() -> None:
    rubric = SHIPPED["production"]
    assert rubric.name == "production"
    only_of_exercises = {
        "approaches_compared", "data_handling", "error_handling", "limitations", "metric_choice",
    }  # fmt: skip
    # A check that no rubric names is shown without weight.
    assert not set(rubric.signals) & ({"collaboration"} | only_of_exercises)
    assert len(rubric.signals) == 38
    assert {each.id for each in rubric.dimensions if each.essential} == {
        "testing",
        "delivery",
        "serving",
        "operations",
    }
    assert {each.id for each in rubric.dimensions if not each.life} == {"iteration", "lived"}
    assert rubric.life.signals == ("upkeep",)
    assert [rubric.life.factors[level] for level in Level] == [0.15, 0.15, 0.5, 0.85, 0.85, 1]
    assert [rubric.points[level] for level in Level] == [0, 0, 0.1, 0.5, 0.9, 1]


@pytest.mark.parametrize("rubric", SHIPPED.values(), ids=SHIPPED)
def test_shipped_rubrics_ask_nobody_for_everything(rubric: Rubric) -> None:
    assert tuple(band.label for band in rubric.bands) == BAND_LABELS
    for dimension in rubric.dimensions:
        assert dimension.full_credit_at <= 0.91 * math.fsum(dimension.signals.values()), dimension.id


def test_the_rare_dimensions_cost_nobody_the_top_band() -> None:
    rubric = SHIPPED["production"]
    rare = {"data", "evaluation", "robustness", "experiments"}
    common = math.fsum(each.weight for each in rubric.dimensions if each.id not in rare)
    assert common >= rubric.full_credit_at
    unwatched = common - next(each.weight for each in rubric.dimensions if each.id == "operations")
    assert 100 * unwatched / rubric.full_credit_at >= rubric.bands[-1].start


def test_weights_are_their_measured_likelihood_ratios() -> None:
    """Shares in per cent of NICHE's engineered and other repositories and of portfolios (rubric.yaml)."""
    weights = {s: w for d in SHIPPED["production"].dimensions for s, w in d.signals.items()}
    measured = {
        "ci": (77, 41, 45),
        "ci_tests": (63, 18, 27),
        "tests": (86, 38, 61),
        "dockerfile": (53, 24, 55),
        "serving": (42, 12, 64),
    }
    for signal, (engineered, other, portfolio) in measured.items():
        ratio = (math.log(engineered / other) + math.log(engineered / portfolio)) / 2
        assert weights[signal] == pytest.approx(ratio, abs=0.015), signal
    assert weights["experiment_tracking"] == min(weights.values())


def test_a_take_home_exercise_is_the_candidates_own_and_needs_no_history() -> None:
    rubric = SHIPPED["take-home"]
    assert not rubric.attribution
    assert not {"history_depth", "sustained_activity", "monitoring"} & set(rubric.signals)
    assert {
        "data_handling", "approaches_compared", "metric_choice", "serving", "error_handling", "limitations",
    } <= set(rubric.signals)  # fmt: skip


def test_a_rubric_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    own = copy.deepcopy(DEFAULT) | {"name": "own", "credit_factor": 1}
    rubric = load_rubric(write(tmp_path, yaml.safe_dump(own)), KNOWN)
    assert (rubric.name, rubric.credit_factor) == ("own", 1.0)
    assert pickle.loads(pickle.dumps(rubric)) == rubric


def test_full_credit_may_need_all_of_the_weights(tmp_path: Path) -> None:
    own = copy.deepcopy(DEFAULT)
    own["dimensions"][0] |= {"signals": {"tests": 0.1, "ci": 0.2}, "full_credit_at": 0.3}
    own["dimensions"] = [own["dimensions"][0]]
    own |= {
        "full_credit_at": 13,
        "moderate": {"subjects": ["ci"], "one_of": {}},
        "strong": {"signal": "tests", "wired_dimensions": 0, "credit": 1},
    }
    assert load_rubric(write(tmp_path, yaml.safe_dump(own)), KNOWN).dimensions[0].full_credit_at == 0.3


def test_a_rubric_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    text = yaml.safe_dump(DEFAULT).replace("full_credit_at:", "full:")
    assert "full_credit_at" not in text
    read, current = (load_rubric(write(tmp_path, each), KNOWN) for each in (text, yaml.safe_dump(DEFAULT)))
    assert (read.full_credit_at, read.dimensions) == (current.full_credit_at, current.dimensions)


def setting(*keys: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        node: Any = document
        for key in keys[:-1]:
            node = node[key]
        node[keys[-1]] = value

    return change


def both(*changes: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for each in changes:
            each(document)

    return change


def without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.pop(key)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("points"), ["is missing the key 'points'", "add it"]),
        (setting("extra", value=1), ["unknown key 'extra'"]),
        (setting("name", value=""), ["name is not a short string"]),
        (setting("name", value="a\x1b[31m"), ["name is not a short string"]),
        (setting("subject", value="two\nlines"), ["subject is not a short string"]),
        (setting("meanings", value=["words"]), ["meanings is not a mapping"]),
        (setting("meanings", value={"good_hire": "words"}), ["meanings has the unknown key 'good_hire'"]),
        (
            setting("meanings", value={"thin_public_evidence": "w" * 1001}),
            ["meanings.thin_public_evidence is not a short string", "1 to 1000"],
        ),
        (setting("meanings", value={"thin_public_evidence": 1}), ["thin_public_evidence is not a short string"]),
        (setting("credit_factor", value=-1), ["credit_factor is -1", "above 0"]),
        (setting("credit_factor", value=True), ["credit_factor is not a finite number"]),
        (setting("credit_factor", value=math.nan), ["credit_factor is not a finite number"]),
        (setting("credit_factor", value=math.inf), ["credit_factor is not a finite number"]),
        (setting("credit_factor", value="2"), ["credit_factor is not a finite number"]),
        (setting("full_credit_at", value=1000), ["full_credit_at exceeds the sum of the dimension weights"]),
        (setting("credit_factor", value=1e9 + 1), ["credit_factor is not a finite number"]),
        (setting("name", value="n" * 101), ["name is not a short string", "1 to 100"]),
        (setting("full", value=115), ["has the unknown key 'full'"]),
        (setting("full_credit_at", value=1.001 * WEIGHTS), ["full_credit_at exceeds the sum of the dimension weights"]),
        (setting("full_credit_at", value=0), ["full_credit_at is 0", "above 0"]),
        (setting("points", value=[1]), ["points is not a mapping"]),
        (setting("points", "wired", value=1.5), ["points.wired is 1.5", "at most 1"]),
        (setting("points", "wired", value=0.1), ["points.wired is below points.substantive"]),
        (setting("points", "absent", value=0.1), ["points.absent is above 0"]),
        (setting("points", "shiny", value=0.1), ["unknown key 'shiny'"]),
        (setting("bands", value={"label": "x"}), ["bands is not a list"]),
        (setting("bands", value=[]), ["bands is not a list"]),
        (setting("bands", 0, "label", value="good_hire"), ["bands do not use the labels"]),
        (setting("bands", 0, "from", value=5), ["bands do not start at 0 and increase"]),
        (setting("bands", 2, "from", value=20), ["bands do not start at 0 and increase"]),
        (setting("bands", 2, "from", value=35), ["bands do not start at 0 and increase"]),
        (setting("bands", 2, "from", value=101), ["bands[2].from is 101", "at most 100"]),
        (setting("dimensions", value={}), ["dimensions is not a list"]),
        (setting("dimensions", 1, value=None), ["dimensions[1] is not a mapping"]),
        (setting("dimensions", 1, "id", value="iteration"), ["dimensions[1].id repeats 'iteration'"]),
        (setting("dimensions", 1, "weight", value=-3), ["dimensions[1].weight is -3", "0 or more"]),
        (setting("dimensions", 1, "full_credit_at", value=9), ["dimensions[1].full_credit_at exceeds the sum of its signal weights"]),
        (setting("dimensions", 1, "essential", value="yes"), ["dimensions[1].essential is not a boolean"]),
        (setting("dimensions", 1, "full_credit_at", value=1.001 * TESTING), ["dimensions[1].full_credit_at exceeds the sum of its signal weights"]),
        (setting("dimensions", 1, "full_credit_at", value=0), ["dimensions[1].full_credit_at is 0", "above 0"]),
        (setting("dimensions", 1, "signals", value=["tests"]), ["dimensions[1].signals is not a mapping"]),
        (setting("dimensions", 1, "signals", value={}), ["dimensions[1].signals is not a mapping"]),
        (setting("dimensions", 1, "signals", "tests", value=-1), ["dimensions[1].signals.tests is -1"]),
        (setting("dimensions", 1, "signals", "stars", value=1), ["stars is not a known signal; did you mean 'tests'? use one of: ci"]),
        (setting("dimensions", 1, "signals", "ci", value=1), ["dimensions[2].signals.ci is listed twice"]),
        (setting("strong", "signal", value="stars"), ["strong.signal is 'stars'"]),
        (setting("strong", "wired_dimensions", value=5), ["strong.wired_dimensions is 5", "up to the 4"]),
        (setting("strong", "wired_dimensions", value=9), ["strong.wired_dimensions is 9", "up to the 4"]),
        (setting("strong", "wired_dimensions", value=1.5), ["is 1.5; use a whole number"]),
        (setting("strong", "credit", value=1.1), ["strong.credit is 1.1", "at most 1"]),
        (setting("strong", "credit", value=0), ["strong.credit is 0"]),
        (setting("attribution", value="no"), ["attribution is not a boolean"]),
        (without("moderate"), ["is missing the key 'moderate'"]),
        (setting("moderate", "subjects", value="tests"), ["moderate.subjects is not a list"]),
        (setting("moderate", "subjects", value=["stars"]), ["moderate.subjects[0] is 'stars'"]),
        (setting("moderate", "one_of", value=["tests"]), ["moderate.one_of is not a mapping"]),
        (setting("moderate", "one_of", value={"tests": "good"}), ["moderate.one_of.tests is 'good'"]),
        (setting("moderate", "one_of", value={"tests": "absent"}), ["is 'absent'; use one of: claimed"]),
        (setting("moderate", "one_of", value={"stars": "wired"}), ["moderate.one_of.stars is 'stars'"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_key_and_remedy(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], words: list[str]
) -> None:
    document = copy.deepcopy(DEFAULT)
    change(document)
    source = write(tmp_path, yaml.safe_dump(document))
    with pytest.raises(RubricError) as raised:
        load_rubric(source, KNOWN)
    message = str(raised.value)
    assert source in message
    assert ";" in message
    assert "\n" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    "change",
    [
        setting("name", value="n" * 100),
        setting("subject", value="s" * 100),
        setting("meanings", value={"thin_public_evidence": "w" * 1000}),
        setting("credit_factor", value=1e9),
        setting("full_credit_at", value=WEIGHTS),
        setting("points", value=dict.fromkeys((level.word for level in Level), 0)),
        setting("points", "sustained", value=0.9),
        setting("bands", 2, "from", value=100),
        setting("bands", 1, "from", value=0.001),
        both(setting("dimensions", 1, "weight", value=0), setting("full_credit_at", value=1)),
        both(
            setting("dimensions", 1, "signals", "tests", value=0),
            setting("dimensions", 1, "full_credit_at", value=0.1),
        ),
        setting("dimensions", 1, "full_credit_at", value=TESTING),
        setting("dimensions", 1, "signals", "ci_tests", value=1.06),
        setting("strong", "wired_dimensions", value=4),
        setting("strong", "wired_dimensions", value=0),
        setting("strong", "credit", value=1),
        setting("moderate", "one_of", value={"tests": "claimed"}),
        setting("moderate", value={"subjects": [], "one_of": {}}),
    ],
)
def test_what_is_just_allowed_is_read(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = copy.deepcopy(DEFAULT)
    change(document)
    assert load_rubric(write(tmp_path, yaml.safe_dump(document)), KNOWN).name == document["name"]


def test_a_rubric_needs_no_words(tmp_path: Path) -> None:
    document = {key: value for key, value in DEFAULT.items() if key not in ("subject", "meanings")}
    rubric = load_rubric(write(tmp_path, yaml.safe_dump(document)), KNOWN)
    assert (rubric.subject, rubric.meanings) == ("", {})


def test_a_paragraph_may_end_with_its_line(tmp_path: Path) -> None:
    content = DEFAULT_BYTES + b"meanings:\n  thin_public_evidence: >\n    Little is\n    there.\n"
    rubric = load_rubric(write(tmp_path, content), KNOWN)
    assert rubric.meanings == {"thin_public_evidence": "Little is there."}


def test_where_nothing_is_looked_for_no_signal_can_be_named(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="is not a known signal; use one of: none"):
        load_rubric(write(tmp_path, DEFAULT_BYTES), ())


def test_a_file_of_just_the_size_is_read(tmp_path: Path) -> None:
    padded = DEFAULT_BYTES + b"#" * (RUBRIC_SIZE_LIMIT - len(DEFAULT_BYTES))
    assert load_rubric(write(tmp_path, padded), KNOWN).name == DEFAULT["name"]
    with pytest.raises(RubricError, match="larger than 256 kB"):
        load_rubric(write(tmp_path, padded + b"#"), KNOWN)


@pytest.mark.parametrize("name", GENERAL)
def test_a_shipped_rubric_is_read_by_its_name(name: str) -> None:
    assert load_rubric(name, CHECKS) == SHIPPED[name]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: [", "not valid YAML"),
        (b"\xff\xfe", "not valid YAML"),
        (b"name: x\nname: y\n", "the key 'name' is repeated"),
        (b"name: x\nfull: 1\nfull: 2\n", "the key 'full' is repeated"),
        (b"[" * 5000, "not valid YAML"),
        (b"a: 2020-99-99", "not valid YAML"),
        (b"!!python/object/apply:os.system [ls]", "not valid YAML"),
        (b"[1, 2]: 3", "not valid YAML"),
        (b"", "is not a mapping"),
        (b"- a\n", "is not a mapping"),
        (b"1: 2\n", "unknown key '1'"),
        (b"credit_factor: 0x" + b"f" * 9000, "is missing the key"),
        (b"#" * (RUBRIC_SIZE_LIMIT + 1), "larger than 256 kB"),
    ],
)
def test_files_that_are_no_rubric_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(RubricError, match="rubric '") as raised:
        load_rubric(write(tmp_path, content), KNOWN)
    assert words in str(raised.value)


def test_a_huge_number_is_refused(tmp_path: Path) -> None:
    content = DEFAULT_BYTES.replace(b"credit_factor: 2", b"credit_factor: 0x" + b"f" * 9000)
    with pytest.raises(RubricError, match="credit_factor is not a finite number"):
        load_rubric(write(tmp_path, content), KNOWN)


@pytest.mark.parametrize("name", ["no-such-rubric", "", "a\0b"])
def test_a_name_that_is_neither_rubric_nor_file_lists_the_rubrics(name: str) -> None:
    with pytest.raises(RubricError, match=r"could not be read.*production"):
        load_rubric(name, KNOWN)


def test_a_file_that_is_not_there_is_said_in_the_words_of_the_system() -> None:
    with pytest.raises(RubricError) as raised:
        load_rubric("no-such-rubric", KNOWN)
    assert str(raised.value) == (
        "rubric 'no-such-rubric' could not be read: No such file or directory; "
        f"give a readable file or one of: {', '.join(BUILTIN)}"
    )


def test_a_directory_is_no_rubric(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="could not be read"):
        load_rubric(str(tmp_path), KNOWN)
