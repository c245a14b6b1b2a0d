"""A rubric as it is shown, and a new one to adapt."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analyzer.engine.registry import load_checks
from analyzer.roles import ROLES
from analyzer.scoring.reader import RubricError
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.rubric_comments import comments_of
from analyzer.scoring.rubric_files import BUILTIN, GENERAL, read_document
from analyzer.scoring.rubric_pages import new_rubric, rubric_list, shown_rubric

CHECKS = load_checks().checks
OWN = """\
# Our first remark.
name: own
inherits: {parent}
# Half of the
# commits.
credit_factor: 1
subject: {subject}
bands: {{strong_public_evidence: {{from: 80}}}}  # few reach it
dimensions:
  testing:
    weight: {{times: 1.5}}  # we test
    signals:
      # Above the signal.
      tests: 1.25  # more than others
      ci_tests: null
"""


def own(folder: Path, subject: str = "things") -> str:
    (folder / "own.yaml").write_text(OWN.format(parent="platform", subject=subject))
    return str(folder / "own.yaml")


@pytest.mark.parametrize("name", BUILTIN)
def test_what_is_shown_is_the_rubric_itself(name: str, tmp_path: Path) -> None:
    shown = shown_rubric(name)
    assert yaml.safe_load(shown) == read_document(name).values
    (tmp_path / "copy.yaml").write_text(shown)
    assert load_rubric(str(tmp_path / "copy.yaml"), CHECKS) == load_rubric(name, CHECKS)
    assert max(map(len, shown.splitlines())) < 160


@pytest.mark.parametrize("name", GENERAL)
def test_a_rubric_that_inherits_nothing_is_shown_as_it_is_written(name: str) -> None:
    assert shown_rubric(name) == read_document(name).files[0].text


@pytest.mark.parametrize(
    "subject",
    ["'with: colon'", '"two  blanks and # a mark"', '"ends in a blank "', "x" * 99, f"'{'words ' * 16}'"],
)
def test_any_words_survive(subject: str, tmp_path: Path) -> None:
    path = own(tmp_path, subject)
    assert yaml.safe_load(shown_rubric(path)) == read_document(path).values


def test_every_number_says_which_rubric_states_it_and_why(tmp_path: Path) -> None:
    lines = shown_rubric(own(tmp_path)).splitlines()
    assert lines[0] == "# The rubric own as resolved: it inherits from platform, then production."
    assert "# Our first remark." in lines
    for expected in (
        "# Half of the",
        "# commits.",
        "credit_factor: 1  # own",
        "    from: 80  # own: few reach it",
        "    weight: 21  # own, 1.5 times 14: we test",
        "      # Above the signal.",
        "      tests: 1.25  # own: more than others",
    ):
        assert expected in lines, expected
    text = "\n".join(lines)
    assert "ci_tests: " not in text[text.index("\ndimensions:") :]
    assert "# production: [judgement] Points of a level." in text
    assert "      dockerfile: 0.38  # production: [LR]" in text
    assert "      ci_delivery: 1  # platform, 2 times 0.5: [judgement] more" in text
    assert "in proportion to the weights" in text


def test_comments_are_found_at_their_values() -> None:
    text = (
        "# first\n\n# above a\na: 1  # beside a\nb:  # beside b\n"
        "  - {id: x, n: 2}  # beside x\n  # above y\n  - id: y\n    n: 3 # beside n\n"
        "c: >  # beside c\n  words # not one\nd: [1, 2]  # beside d\nfull: 3  # renamed\n"
    )
    found = {place: (each.above, each.beside) for place, each in comments_of(text).items()}
    assert found["a",] == (("above a",), "beside a")
    assert found["b",][1] == "beside b"
    assert found["b", "x"] == ((), "beside x")
    assert found["b", "y"] == (("above y",), "")
    assert found["b", "y", "n"][1] == "beside n"
    assert found["c",][1] == "beside c"
    assert found["d",] == ((), "beside d")
    assert found["d", 1] == ((), "beside d")
    assert found["full_credit_at",][1] == "renamed"
    assert comments_of("") == {}
    instead = comments_of("a:  # beside a\n  instead:\n    b: 1  # beside b\n")
    assert [(place, each.beside) for place, each in instead.items()] == [
        (("a",), "beside a"),
        (("a", "b"), "beside b"),
    ]


def test_the_list_names_every_rubric_and_role() -> None:
    text = rubric_list()
    assert all(line.startswith("#") for line in text.splitlines() if line)
    for name in (*GENERAL, *ROLES, *ROLES.values()):
        assert name in text


@pytest.mark.parametrize("parent", BUILTIN)
def test_a_new_rubric_is_read_as_it_is_written(parent: str, tmp_path: Path) -> None:
    path = tmp_path / "our-job.yaml"
    path.write_text(new_rubric(parent, parent, "our-job", CHECKS))
    new, old = load_rubric(str(path), CHECKS), load_rubric(parent, CHECKS)
    assert (new.name, new.dimensions, new.bands) == ("our-job", old.dimensions, old.bands)
    assert max(map(len, path.read_text().splitlines())) <= 110


@pytest.mark.parametrize("parent", BUILTIN)
def test_the_examples_of_a_new_rubric_hold_when_their_marks_are_taken_away(
    parent: str, tmp_path: Path
) -> None:
    text = new_rubric(parent, parent, "our-job", CHECKS)
    lines = [line[2:] if line.startswith("# ") else line for line in text.splitlines()]
    assert sum(line.startswith("# ") for line in text.splitlines()) > 30
    path = tmp_path / "our-job.yaml"
    path.write_text("\n".join(lines))
    new, old = load_rubric(str(path), CHECKS), load_rubric(parent, CHECKS)
    assert [each.id for each in new.dimensions] == [each.id for each in old.dimensions]
    for mine, theirs in zip(new.dimensions, old.dimensions, strict=True):
        assert (mine.signals, mine.weight) == (theirs.signals, theirs.weight)
    assert new.bands == old.bands
    assert len(new.questions.added) == len(old.questions.added) + 1


def test_a_new_rubric_has_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "production.yaml"
    path.write_text(new_rubric("production", "production", "production", CHECKS))
    assert load_rubric(str(path), CHECKS).name == "production-own"


def test_a_new_rubric_inherits_only_from_one_that_can_be_read() -> None:
    with pytest.raises(RubricError, match="could not be read"):
        new_rubric("nowhere", "nowhere", "own", CHECKS)
