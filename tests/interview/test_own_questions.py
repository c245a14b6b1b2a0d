"""What a rubric changes about the questions on what no repository can show."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.declarations import Competency, OwnQuestion, OwnQuestions
from analyzer.engine.registry import load_checks
from analyzer.interview.pack import MOST_QUESTIONS, questions
from analyzer.interview.texts import texts
from analyzer.model import Question
from analyzer.scoring.reader import RubricError
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import repository

CHECKS = load_checks().checks
RUBRIC = load_rubric("production", CHECKS)
# As they are asked where there is no model.
GENERAL = {each.without_model or each.ask: each.competency for each in texts().general}
ALWAYS = [each.without_model or each.ask for each in texts().general if each.always]
OPERATIONS, DATA, ADVERSARIAL = Competency.OPERATIONS, Competency.DATA, Competency.ADVERSARIAL


def own(name: str, competency: Competency = DATA) -> OwnQuestion:
    return OwnQuestion(competency=competency, ask=f"{name}?", because="No file.", strong="Yes.", weak="No.")


def asked(**changes: object) -> list[Question]:
    card = score(Candidate(("x",)), (repository(),), RUBRIC, CHECKS)
    return list(questions(card, OwnQuestions(**changes)))  # type: ignore[arg-type]


def number(pack: list[Question], competency: Competency) -> int:
    """How many are about what no repository can show."""
    return sum(
        GENERAL.get(each.ask) is competency or (each.ask.endswith("own?") and each.competency == competency)
        for each in pack
    )


def test_without_any_the_pack_is_as_ever() -> None:
    card = score(Candidate(("x",)), (repository(),), RUBRIC, CHECKS)
    assert tuple(asked()) == questions(card)


def test_own_questions_come_before_those_that_are_always_asked() -> None:
    pack = [each.ask for each in asked(added=(own("first own"), own("second own", OPERATIONS)))]
    assert pack.index("first own?") < pack.index("second own?") < min(map(pack.index, ALWAYS))
    assert len(pack) <= MOST_QUESTIONS


def test_an_own_question_is_whole() -> None:
    (found,) = [each for each in asked(added=(own("an own"),)) if each.ask == "an own?"]
    assert (found.competency, found.because, found.strong, found.weak, found.place) == (
        DATA.value, "No file.", "Yes.", "No.", None,
    )  # fmt: skip


def test_the_order_of_competencies_is_the_rubrics() -> None:
    added = (own("data own"), own("attack own", ADVERSARIAL))
    pack = [each.ask for each in asked(added=added, order=(ADVERSARIAL, OPERATIONS))]
    assert pack.index("attack own?") < pack.index("data own?")
    always = [each for each in pack if each in ALWAYS]
    assert [GENERAL[each] is OPERATIONS for each in always] == [True, True, False, False, False]


@pytest.mark.parametrize("most", [0, 1, 2])
def test_so_many_are_asked_about_a_competency_as_the_rubric_says(most: int) -> None:
    added = tuple(own(f"{n} own") for n in range(2))
    for competency in (DATA, ADVERSARIAL, OPERATIONS):
        there = sum(each is competency for each in GENERAL.values()) + 2 * (competency is DATA)
        pack = asked(added=added, number={competency: most})
        assert number(pack, competency) == min(most, there)
        assert len(pack) <= MOST_QUESTIONS


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        ("[]", "questions is not a mapping"),
        ("{first: [data]}", "questions has the unknown key 'first'"),
        ("{order: data}", "questions.order is not a list"),
        ("{order: [date]}", "questions.order[0] is not a competency; use one of: evaluation, debugging, data"),
        ("{number: [1]}", "questions.number is not a mapping"),
        ("{number: {data: 1.5}}", "questions.number.data is 1.5; use a whole number up to"),
        ("{number: {data: 16}}", "questions.number.data is 16; use"),
        ("{number: {date: 1}}", "questions.number.date is not a competency"),
        ("{add: [what]}", "questions.add is not a mapping"),
        ("{add: {a: {ask: what}}}", "questions.add.a is missing the key 'competency'"),
        ("{add: {a: {competency: data, ask: '', because: b, strong: s, weak: w}}}", "questions.add.a.ask is not a short string"),
        (f"{{add: {{a: {{competency: data, ask: {'x' * 301}, because: b, strong: s, weak: w}}}}}}", "1 to 300"),
        ("{add: {a: {competency: date, ask: a, because: b, strong: s, weak: w}}}", "questions.add.a.competency is not a competency"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_questions_is_said(questions: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(f"name: own\ninherits: production\nquestions: {questions}\n")
    with pytest.raises(RubricError) as raised:
        load_rubric(str(tmp_path / "own.yaml"), CHECKS)
    assert words in str(raised.value)


def test_what_is_just_allowed_is_read(tmp_path: Path) -> None:
    added = f"{{a: {{competency: data, ask: {'x' * 300}, because: b, strong: s, weak: w}}}}"
    (tmp_path / "own.yaml").write_text(
        f"name: own\ninherits: data\nquestions: {{order: [data, data], number: {{data: 15, evaluation: 0}}, add: {added}}}\n"
    )
    found = load_rubric(str(tmp_path / "own.yaml"), CHECKS).questions
    assert found.order == (DATA,)
    assert found.number == {DATA: 15, Competency.EVALUATION: 0}
    assert len(found.added) == len(load_rubric("data", CHECKS).questions.added) + 1
