"""What a rubric takes over from another one, and what is said where that cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.engine.registry import load_checks
from analyzer.model import Level
from analyzer.scoring.reader import RubricError
from analyzer.scoring.rubric import Rubric, RubricDimension, load_rubric
from analyzer.scoring.rubric_files import BUILTIN, read_document
from analyzer.scoring.rubric_inheritance import Names, inherit
from tests.support.scorecards import CHECKS

# Two dimensions: the weights add up to 50, of which 40 earn full credit; 2 signals each.
PARENT = """\
name: small
subject: something
points: {absent: 0, claimed: 0, present: 0.25, substantive: 0.6, wired: 0.9, sustained: 1}
attribution: true
credit_factor: 2
full_credit_at: 40
bands:
  - {label: thin_public_evidence, from: 0}
  - {label: moderate_public_evidence, from: 35}
  - {label: strong_public_evidence, from: 70}
strong: {signal: model_code, wired_dimensions: 1, credit: 0.5}
moderate: {subjects: [model_code], one_of: {tests: substantive}}
meanings: {thin_public_evidence: Little is there.}
dimensions:
  - {id: testing, title: Testing, weight: 30, full_credit_at: 1.5, essential: true,
     signals: {tests: 1.0, ci_tests: 1.0}}
  - {id: serving, title: Serving, weight: 20, full_credit_at: 0.5, essential: false,
     signals: {model_code: 0.5, monitoring: 0.5}}
"""


def resolved(folder: Path, own: str, parent: str = PARENT) -> Rubric:
    """The rubric `own.yaml` in that folder, beside `parent.yaml`; its first lines are given here."""
    (folder / "parent.yaml").write_text(parent)
    (folder / "own.yaml").write_text(f"name: own\ninherits: parent.yaml\n{own}")
    return load_rubric(str(folder / "own.yaml"), CHECKS)


def dimension(rubric: Rubric, id: str) -> RubricDimension:
    return next(each for each in rubric.dimensions if each.id == id)


def test_what_is_not_stated_is_inherited(tmp_path: Path) -> None:
    own = resolved(tmp_path, "")
    parent = load_rubric(str(tmp_path / "parent.yaml"), CHECKS)
    assert own.name == "own"
    for name in (
        "points",
        "bands",
        "strong",
        "moderate",
        "dimensions",
        "subject",
        "meanings",
        "full_credit_at",
    ):
        assert getattr(own, name) == getattr(parent, name), name
    assert own.sha256 != parent.sha256


def test_numbers_words_lists_and_rules_are_replaced(tmp_path: Path) -> None:
    own = resolved(
        tmp_path,
        "subject: another thing\ncredit_factor: 1\nbands: {strong_public_evidence: {from: 80}}\n"
        "moderate: {subjects: [monitoring], one_of: {ci_tests: wired}}\nstrong: {signal: monitoring}\n"
        "meanings: {strong_public_evidence: Much is there.}\n",
    )
    assert (own.subject, own.credit_factor) == ("another thing", 1)
    assert [band.start for band in own.bands] == [0, 35, 80]
    subjects, one_of = (each.of for each in own.moderate.routes[0].conditions)
    assert subjects == ({"monitoring": Level.PRESENT},)
    assert one_of == ({"tests": Level.SUBSTANTIVE, "ci_tests": Level.WIRED},)
    model, wired = own.strong.routes[0].conditions
    assert (model.of, own.credited_from) == (({"monitoring": Level.SUBSTANTIVE},), 0.5)
    assert wired.of == ({"tests": Level.WIRED, "ci_tests": Level.WIRED},)
    assert own.meanings == {
        "thin_public_evidence": "Little is there.",
        "strong_public_evidence": "Much is there.",
    }


def test_a_weight_is_stated_or_multiplied_and_full_credit_moves_in_proportion(tmp_path: Path) -> None:
    own = resolved(
        tmp_path,
        "dimensions:\n  testing: {weight: 55}\n  serving: {weight: {times: 2.25}, signals: {monitoring: {times: 3}}}\n",
    )
    assert [each.weight for each in own.dimensions] == [55, 45]
    assert own.full_credit_at == 80  # 40 of 50, now of 100
    assert dimension(own, "testing").full_credit_at == 1.5
    assert dimension(own, "serving").signals == {"model_code": 0.5, "monitoring": 1.5}
    assert dimension(own, "serving").full_credit_at == 1.0  # 0.5 of 1, now of 2


def test_full_credit_that_is_stated_stays(tmp_path: Path) -> None:
    own = resolved(
        tmp_path,
        "full_credit_at: 41\ndimensions:\n  testing: {weight: 60, full_credit_at: 1.25, signals: {tests: 3}}\n",
    )
    assert (own.full_credit_at, dimension(own, "testing").full_credit_at) == (41, 1.25)


def test_signals_and_dimensions_are_added_and_removed(tmp_path: Path) -> None:
    own = resolved(
        tmp_path,
        "dimensions:\n"
        "  testing: {signals: {ci_tests: null, typed_code: 0.5}}\n"
        "  serving: null\n"
        "  models: {title: Models, weight: 10, full_credit_at: 1, essential: true, signals: {model_code: 1}}\n",
    )
    assert [each.id for each in own.dimensions] == ["testing", "models"]
    assert dimension(own, "testing").signals == {"tests": 1.0, "typed_code": 0.5}
    assert dimension(own, "testing").full_credit_at == 1.125  # 1.5 of 2, now of 1.5
    assert own.full_credit_at == 32  # 40 of 50, now of 40


def test_a_route_to_a_band_is_changed_by_its_title(tmp_path: Path) -> None:
    parent = PARENT.replace(
        "strong: {signal: model_code, wired_dimensions: 1, credit: 0.5}",
        "strong: {credit: 0.5, routes: [{title: a service, asks: [{title: a model, of: [{model_code: wired}]}]}]}",
    )
    asks = "asks: [{title: tests, of: [{tests: wired}]}]"
    own = resolved(
        tmp_path, f"strong: {{routes: {{a service: {{{asks}}}, a library: {{{asks}}}}}}}\n", parent
    )
    assert [each.title for each in own.strong.routes] == ["a service", "a library"]
    assert [each.conditions[0].title for each in own.strong.routes] == ["tests", "tests"]
    without = resolved(tmp_path, f"strong: {{routes: {{a service: null, a library: {{{asks}}}}}}}\n", parent)
    assert [each.title for each in without.strong.routes] == ["a library"]


def test_what_stands_instead_takes_nothing_over(tmp_path: Path) -> None:
    routes = "{credit: 1, routes: [{title: a way, asks: [{title: tests, of: [{tests: wired}]}]}]}"
    own = resolved(
        tmp_path, f"strong: {{instead: {routes}}}\nmoderate: {{one_of: {{instead: {{ci_tests: wired}}}}}}\n"
    )
    assert ([each.title for each in own.strong.routes], own.credited_from) == (["a way"], 1)
    assert own.moderate.routes[0].conditions[1].of == ({"ci_tests": Level.WIRED},)
    with pytest.raises(RubricError, match="strong has the unknown key 'signal'"):
        resolved(tmp_path, f"strong: {routes}\n")


def test_a_list_replaces_a_list(tmp_path: Path) -> None:
    own = resolved(
        tmp_path,
        "full_credit_at: 8\ndimensions:\n"
        "  - {id: all, title: All, weight: 10, full_credit_at: 2, essential: true, signals: {tests: 1, model_code: 1}}\n",
    )
    assert [each.id for each in own.dimensions] == ["all"]
    assert (own.full_credit_at, own.dimensions[0].full_credit_at) == (8, 2)


def test_the_hash_is_of_the_resolved_values(tmp_path: Path) -> None:
    first = resolved(tmp_path, "credit_factor: 3\n")
    with_comments = resolved(tmp_path, "# why\ncredit_factor: 3  # judgement\n", PARENT + "# the end\n")
    assert with_comments.sha256 == first.sha256
    whole = yaml.safe_dump(read_document(str(tmp_path / "own.yaml")).values, sort_keys=False)
    (tmp_path / "whole.yaml").write_text(whole)
    assert load_rubric(str(tmp_path / "whole.yaml"), CHECKS) == first
    other_parent = resolved(tmp_path, "credit_factor: 3\n", PARENT.replace("weight: 30", "weight: 31"))
    assert other_parent.sha256 != first.sha256


def test_a_rubric_inherits_over_several_files(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "parent.yaml").write_text(PARENT)
    (tmp_path / "folder" / "middle.yaml").write_text(
        "name: middle\ninherits: ../parent.yaml\nrole: a seat\ncredit_factor: 1\n"
    )
    (tmp_path / "own.yaml").write_text("name: own\ninherits: folder/middle.yaml\nsubject: mine\n")
    own = load_rubric(str(tmp_path / "own.yaml"), CHECKS)
    assert (own.role, own.subject, own.credit_factor) == ("a seat", "mine", 1)
    assert [Path(each.source).name for each in read_document(str(tmp_path / "own.yaml")).files] == [
        "own.yaml",
        "middle.yaml",
        "parent.yaml",
    ]


def test_a_rubric_of_an_earlier_version_can_be_inherited(tmp_path: Path) -> None:
    former = PARENT.replace("full_credit_at", "full")
    assert resolved(tmp_path, "full: 39\n", former).full_credit_at == 39
    assert dimension(resolved(tmp_path, "", former), "testing").full_credit_at == 1.5


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("dimensions: {testing: {signals: {stars: 1}}}", ["stars is not a known signal; did you mean 'tests'? use one of: ci"]),
        ("dimensions: {testing: {signals: {stars: null}}}",
         ["dimensions.testing.signals.stars is null, but 'parent' has no such key to remove; use one of: tests, ci_tests"]),
        ("dimensions: {testnig: {weight: 3}}",
         ["dimensions.testnig is not in 'parent', and as a new entry it lacks title, full_credit_at, essential, signals",
          "use one of: testing, serving; or add what is missing"]),
        ("dimensions: {testnig: null}", ["dimensions.testnig is null", "use one of: testing, serving"]),
        ("dimensions: {testing: 3}", ["dimensions[0] is not a mapping"]),
        ("dimensions: {testing: {weight: {times: -1}}}", ["testing.weight.times is not a number of 0 or more"]),
        ("dimensions: {testing: {weight: {times: much}}}", ["testing.weight.times is not a number of 0 or more"]),
        ("dimensions: {testing: {title: {times: 2}}}",
         ["testing.title is multiplied, but it is not a number in 'parent'; state its value"]),
        ("dimensions: {testing: {essential: {times: 2}}}", ["testing.essential is multiplied"]),
        ("dimensions: {testing: {weight: {by: 2}}}", ["weight is not a finite number"]),
        ("dimensions: {testing: {weight: null}}", ["dimensions[0] is missing the key 'weight'"]),
        ("dimensions: {testing: {full_credit_at: 2.1}}", ["exceeds the sum of its signal weights"]),
        ("full_credit_at: 50.1", ["full_credit_at exceeds the sum of the dimension weights"]),
        ("bands: {good_hire: {from: 3}}", ["bands do not use the labels"]),
        ("bands: {strong_public_evidence: {from: 35}}", ["bands do not start at 0 and increase"]),
        ("strong: {signal: ci}", ["strong.signal is 'ci', which no dimension lists"]),
        ("dimensions: {serving: {signals: {model_code: null}}}", ["strong.signal is 'model_code', which no dimension lists"]),
        ("stars: 3", ["unknown key 'stars'"]),
        ("role: ''", ["role is not a short string"]),
    ],
)  # fmt: skip
def test_what_cannot_be_inherited_is_said_with_the_key_and_the_remedy(
    tmp_path: Path, own: str, words: list[str]
) -> None:
    with pytest.raises(RubricError) as raised:
        resolved(tmp_path, own)
    message = str(raised.value).replace(str(tmp_path / "parent.yaml"), "parent")
    assert message.startswith(f"rubric '{tmp_path / 'own.yaml'}': ")
    assert ";" in message and "\n" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    "own",
    [
        "dimensions: {testing: {full_credit_at: 2}}",
        "full_credit_at: 50",
        "dimensions: {testing: {weight: {times: 0}}}",
        "dimensions: {testing: {signals: {ci_tests: {times: 0}}}}",
        "subject: null",
        "meanings: null",
    ],
)
def test_what_is_just_allowed_is_inherited(tmp_path: Path, own: str) -> None:
    assert resolved(tmp_path, own).name == "own"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a": "name: a\ninherits: nowhere.yaml\n"},
         "inherits names 'nowhere.yaml', which could not be read: No such file or directory; use one of production"),
        ({"a": "name: a\ninherits: produktion\n"}, "inherits names 'produktion', which could not be read"),
        ({"a": "name: a\ninherits: [production]\n"}, "inherits is not the name of a rubric; use one of production"),
        ({"a": "name: a\ninherits: ''\n"}, "inherits is not the name of a rubric"),
        ({"a": "inherits: production\n"}, "is missing the key 'name'; give it a name of its own"),
        ({"a": "name: production\ninherits: production\n"}, "as in the rubric it inherits from; give it a name"),
        ({"a": "name: a\ninherits: a.yaml\n"}, "a.yaml'; remove 'inherits' from one of them"),
        ({"a": "name: a\ninherits: b.yaml\n", "b": "name: b\ninherits: ./c.yaml\n", "c": "name: c\ninherits: a.yaml\n"},
         "c.yaml' inherits from '"),
        ({"a": "name: a\ninherits: b.yaml\n", "b": "a: ["}, "b.yaml' is not valid YAML"),
        ({"a": "name: a\ninherits: b.yaml\n", "b": "- 1\n"}, "is missing the key 'points'"),
        ({"a": "name: a\ninherits: b.yaml\n", "b": "#" * 300_000}, "which is larger than 256 kB"),
        ({"a": "x: &x [0,0,0,0,0,0,0,0,0,0]\n" + "".join(
            f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
            for a, b in ("xy", "yz", "zu", "uv", "vw", ("w", "k"), "kl", "lm"))}, "has more than 20000 values"),
        ({"a": "&a [*a]"}, "has more than 20000 values"),
        ({f"{n or 'a'}": f"name: n{n}\ninherits: {n + 1}.yaml\n" for n in range(12)},
         "inherits over more than 10 files"),
    ],
)  # fmt: skip
def test_a_line_of_rubrics_that_has_no_end_or_no_start_is_refused(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    with pytest.raises(RubricError) as raised:
        load_rubric(str(tmp_path / "a.yaml"), CHECKS)
    message = str(raised.value)
    assert "a.yaml" in message or "b.yaml" in message
    assert words in message and "\n" not in message


def test_ten_files_may_stand_in_a_line(tmp_path: Path) -> None:
    for n in range(10):
        (tmp_path / f"{n}.yaml").write_text(f"name: n{n}\ninherits: {n + 1}.yaml\n")
    (tmp_path / "10.yaml").write_text(PARENT)
    assert load_rubric(str(tmp_path / "0.yaml"), CHECKS).name == "n0"


SCALARS = st.none() | st.integers(-5, 5) | st.text(max_size=2)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "b", "id", "times", "dimensions", "signals", "weight"]), inner
        )
        | st.lists(st.fixed_dictionaries({"id": st.sampled_from("xyz"), "weight": inner}), max_size=2)
    ),
    max_leaves=12,
)


@given(inherited=VALUES, own=st.dictionaries(st.sampled_from(["a", "dimensions"]), VALUES))
def test_any_two_documents_merge_or_say_why_not(inherited: Any, own: dict[str, Any]) -> None:
    try:
        merged = inherit(inherited, own, Names("own", "parent"))
    except RubricError as error:
        assert str(error).startswith("rubric 'own': ")
        return
    for name, value in own.items():
        assert value is None or name in merged


@given(own=st.dictionaries(st.sampled_from(["a", "b"]), SCALARS.filter(lambda each: each is not None)))
def test_stating_the_same_again_changes_nothing(own: dict[str, Any]) -> None:
    once = inherit({"a": 1}, own, Names("own", "parent"))
    assert inherit(once, own, Names("own", "parent")) == once


@pytest.mark.parametrize("name", BUILTIN)
def test_every_shipped_rubric_is_resolved_and_has_a_name_and_hash_of_its_own(name: str) -> None:
    checks = load_checks().checks
    assert load_rubric(name, checks).name == name
    others = {load_rubric(each, checks).sha256 for each in BUILTIN}
    assert len(others) == len(BUILTIN)
