"""A check that is declared wrongly is refused, and told what to write instead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from analyzer.declarations import NO_PROGRAM, UNDECLARED, FileKind, OtherLanguages, Purpose, Role
from analyzer.engine.registry import check, flag_check
from analyzer.engine.validation import DeclarationError
from analyzer.model import Check, FlagCheck, FlagResult, Level, Observation
from analyzer.repository.snapshot import Snapshot
from tests.support.declared import FLAG_QUESTION, LEVELS, QUESTIONS

LONG = "a" * 41


def declared(documentation: str | None = LEVELS, **changed: object) -> Check:
    def function(_repo: Snapshot) -> Iterator[Observation]:
        yield from ()

    function.__doc__ = documentation
    arguments: dict[str, object] = {
        "id": "notes",
        "title": "notes",
        "reads": (FileKind.PROSE,),
        "questions": QUESTIONS,
        **changed,
    }
    return check(**arguments)(function)  # type: ignore[arg-type]


def asking(**changed: object) -> Check:
    return declared(questions=replace(QUESTIONS, **changed))


def flag(documentation: str | None = "Raised where it is odd.", **changed: object) -> FlagCheck:
    def function(_repo: Snapshot) -> Iterator[FlagResult]:
        yield from ()

    function.__doc__ = documentation
    arguments: dict[str, object] = {"id": "odd", "title": "odd", "reads": (FileKind.PROSE,), **changed}
    return flag_check(**arguments)(function)  # type: ignore[arg-type]


def test_what_is_declared_rightly_is_kept_as_it_is() -> None:
    found = declared(
        not_asked={Purpose.LIBRARY: "it has none"}, covers=("A1", "L", "-"), near=("k6", "load_test")
    )
    assert (found.id, found.title, found.reads) == ("notes", "notes", (FileKind.PROSE,))
    assert (found.max_level, found.questions) == (Level.WIRED, QUESTIONS)
    assert (found.documentation, found.covers) == (LEVELS, ("A1", "L", "-"))
    assert found.not_asked == {Purpose.LIBRARY: "it has none"}
    assert found.near == ("k6", "load_test")
    assert declared().not_asked == {} and declared().covers == () and declared().near == ()


def test_the_word_of_a_kind_of_file_will_do() -> None:
    assert declared(reads=("prose", FileKind.CI)).reads == (FileKind.PROSE, FileKind.CI)
    assert flag(reads=["targets"]).reads == (FileKind.TARGETS,)


@pytest.mark.parametrize("id", ["a", "a1_b", LONG[1:]])
def test_an_id_is_a_name(id: str) -> None:
    assert declared(id=id).id == flag(id=id).id == id


@pytest.mark.parametrize("id", ["", "A", "1a", "_a", "a-b", "a b", LONG, "é", None, 3])
def test_what_is_no_name_is_no_id(id: object) -> None:
    for declare in (declared, flag):
        with pytest.raises(DeclarationError, match=r"is invalid: use up to 40 lower-case letters"):
            declare(id=id)


@pytest.mark.parametrize("title", ["", "  ", "a.", "a\nb", None])
def test_a_title_is_one_line_without_a_full_stop(title: object) -> None:
    for declare in (declared, flag):
        with pytest.raises(DeclarationError, match="use one short line without a full stop"):
            declare(title=title)


@pytest.mark.parametrize(
    ("reads", "words"),
    [
        (("pyhton",), "there is no kind of file 'pyhton': use FileKind (PYTHON, NOTEBOOK, "),
        ((FileKind.CI, 3), "there is no kind of file 3: use FileKind (PYTHON, "),
        ("python", "reads is 'python': use a tuple of FileKind (PYTHON, "),
        (None, "reads is None: use a tuple of FileKind (PYTHON, "),
        ((), "reads no kind of file: list at least one FileKind (PYTHON, "),
    ],
)
def test_kinds_of_file_are_those_that_are_known(reads: object, words: str) -> None:
    for declare in (declared, flag):
        with pytest.raises(DeclarationError) as refused:
            declare(reads=reads)
        assert words in str(refused.value)


@pytest.mark.parametrize("level", [Level.ABSENT, Level.CLAIMED, "wired", 4, None])
def test_the_strongest_level_is_at_least_present(level: object) -> None:
    with pytest.raises(DeclarationError, match=r"use the highest Level that it yields, at least PRESENT"):
        declared(max_level=level)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"competency": "magic"}, "there is no competency 'magic': use Competency (EVALUATION, "),
        ({"present": "Tell me."}, "the question 'present' has no question mark: end it with one"),
        ({"absent": "Why"}, "the question 'absent' has no question mark: end it with one"),
        ({"absent": None}, "the question 'absent' has no question mark: end it with one"),
        ({"present": "Why {line}?"}, "the question 'present' has an unknown placeholder: use {path} or none"),
        ({"present": "Why {}?"}, "the question 'present' has an unknown placeholder: use {path} or none"),
        ({"present": "Why {?"}, "the question 'present' has an unknown placeholder: use {path} or none"),
        ({"absent": "Why {path}?"}, "the question 'absent' has an unknown placeholder: use no braces"),
        ({"strong": "knows"}, "the strong answer is not a sentence"),
        ({"weak": None}, "the weak answer is not a sentence"),
    ],
)
def test_questions_ask_and_answers_are_sentences(changed: dict[str, object], words: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        asking(**changed)
    assert words in str(refused.value)


def test_questions_are_given_as_such() -> None:
    with pytest.raises(DeclarationError, match="questions is 'Why\\?': use Questions\\(competency="):
        declared(questions="Why?")


def test_the_question_of_a_flag_is_kept_as_it_is() -> None:
    remark = replace(FLAG_QUESTION, not_of_remarks=True, covers=("A1", "-"))
    assert flag(question=FLAG_QUESTION).question is FLAG_QUESTION
    assert flag(question=remark).question is remark


def test_a_flag_without_a_question_is_asked_nothing() -> None:
    assert flag().question is flag(question=None).question is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"competency": "magic"}, "there is no competency 'magic': use Competency (EVALUATION, "),
        ({"ask": "Tell me."}, "the question 'ask' has no question mark: end it with one"),
        ({"ask": None}, "the question 'ask' has no question mark: end it with one"),
        ({"ask": "Why {path}?"}, "the question 'ask' has an unknown placeholder: use no braces"),
        ({"strong": "knows"}, "the strong answer is not a sentence: describe it"),
        ({"weak": None}, "the weak answer is not a sentence: describe it"),
        ({"not_of_remarks": "yes"}, "not_of_remarks is 'yes': use True or False, or omit it"),
        ({"covers": "A1"}, "covers is 'A1': use a tuple of rows of docs/coverage.md, or omit it"),
    ],
)
def test_the_question_of_a_flag_asks_and_its_answers_are_sentences(
    changed: dict[str, object], words: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        flag(question=replace(FLAG_QUESTION, **changed))
    assert words in str(refused.value) and str(refused.value).startswith("'odd': ")


@pytest.mark.parametrize("question", ["Why?", QUESTIONS, ""])
def test_the_question_of_a_flag_is_given_as_such(question: object) -> None:
    with pytest.raises(DeclarationError, match=r"use FlagQuestion\(competency=\.\.\., \.\.\.\), or omit it"):
        flag(question=question)


@pytest.mark.parametrize(
    ("not_asked", "words"),
    [
        ("library", "not_asked is 'library': use {Purpose.LIBRARY: 'why'}"),
        ({"library": "it has none"}, "there is no purpose 'library': use Purpose (PLATFORM, SERVICE, "),
        ({Purpose.LIBRARY: ""}, "not_asked of a library has no reason: give one, without a full stop"),
        ({Purpose.LIBRARY: None}, "not_asked of a library has no reason: give one, without a full stop"),
        (
            {Purpose.LIBRARY: "It has none."},
            "not_asked of a library has no reason: give one, without a full stop",
        ),
    ],
)
def test_where_it_is_not_asked_has_a_purpose_and_a_reason(not_asked: object, words: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        declared(not_asked=not_asked)
    assert words in str(refused.value)


def test_a_check_of_programs_that_says_nothing_of_other_languages_is_open_to_all_of_them() -> None:
    assert declared(reads=(FileKind.PYTHON,)).other_languages is UNDECLARED
    assert declared(reads=(FileKind.PROSE, FileKind.NOTEBOOK)).other_languages is UNDECLARED
    assert declared(reads=(FileKind.PROSE, FileKind.SOURCE)).other_languages is NO_PROGRAM
    own = OtherLanguages("servers do it", (Role.SERVE,))
    assert declared(reads=(FileKind.PYTHON,), other_languages=own).other_languages is own


@pytest.mark.parametrize(
    ("other_languages", "words"),
    [
        (
            "servers",
            "other_languages is 'servers': give OtherLanguages('why', (Role.SERVE,)), or leave it out",
        ),
        (OtherLanguages(" "), "give OtherLanguages('why', (Role.SERVE,)), or leave it out"),
        (OtherLanguages("why", ("serve",)), "there is no role 'serve' of programs: use Role (TRAIN, "),  # type: ignore[arg-type]
    ],
)
def test_what_other_languages_could_hold_is_said_with_roles(other_languages: object, words: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        declared(other_languages=other_languages)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "near", ["drift", ("drift", 2), ("Drift",), ("a",), ("load-test",), ("a_b_c",), ("a" * 21,), ["drift"]]
)
def test_words_of_names_are_words_or_their_beginnings(near: object) -> None:
    with pytest.raises(DeclarationError, match=r"'notes': near is .*such as \('evaluat', 'load_test'\)"):
        declared(near=near)


@pytest.mark.parametrize(
    "named",
    ["drift", ("drift", 2), ("Drift",), ("a",), ("cost-logger",), ("a_b_c_d",), ("a" * 21,), ["drift"]],
)
def test_names_of_programs_are_one_to_three_words(named: object) -> None:
    with pytest.raises(DeclarationError, match=r"'notes': named is .*such as \('logger', 'drift_detector'\)"):
        declared(named=named)
    assert declared(named=("log_by_mail",)).named == ("log_by_mail",)


@pytest.mark.parametrize("covers", ["A1", ("A1", 2), ("a1",), ("A100",), ["A1"]])
def test_covered_rows_are_rows_of_the_catalogue(covers: object) -> None:
    with pytest.raises(DeclarationError, match=r"use a tuple of rows of docs/coverage\.md, or omit it"):
        declared(covers=covers)


@pytest.mark.parametrize(
    ("documentation", "max_level", "missing"),
    [
        ("Present: a. Substantive: b.", Level.WIRED, "wired"),
        ("Present: a. Wired: c.", Level.WIRED, "substantive"),
        ("Substantive: b. Wired: c.", Level.WIRED, "present"),
        ("Present: a.", Level.SUBSTANTIVE, "substantive"),
        ("Present: a. Substantive: b. Wired: c.", Level.SUSTAINED, "sustained"),
        ("A note.", Level.PRESENT, "present"),
    ],
)
def test_the_docstring_says_what_lifts_evidence_to_each_level(
    documentation: str, max_level: Level, missing: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        declared(documentation, max_level=max_level)
    assert f"does not define {missing}: add '{missing.capitalize()}: ...' to it" in str(refused.value)


@pytest.mark.parametrize(
    ("documentation", "max_level"),
    [
        ("Present: a.", Level.PRESENT),
        ("Present: a. Substantive: b.", Level.SUBSTANTIVE),
        ("Present: a. Substantive: b. Sustained: d.", Level.SUSTAINED),
    ],
)
def test_a_level_that_it_cannot_find_needs_no_words(documentation: str, max_level: Level) -> None:
    assert declared(documentation, max_level=max_level).documentation == documentation


@pytest.mark.parametrize("documentation", [None, "", "  "])
def test_the_docstring_is_the_documentation(documentation: str | None) -> None:
    for declare in (declared, flag):
        with pytest.raises(DeclarationError, match="has no docstring: describe what it looks for"):
            declare(documentation)
