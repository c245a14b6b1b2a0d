"""Holds what a check or a flag declares to what reports need of it; every error names the remedy."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable, Mapping

from analyzer.declarations import (
    NO_PROGRAM,
    PROGRAM_KINDS,
    UNDECLARED,
    Competency,
    FileKind,
    FlagQuestion,
    OtherLanguages,
    Purpose,
    Questions,
    Role,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Level

_ID = lazy_regex(r"[a-z][a-z0-9_]{0,39}")
_NEAR_WORD = lazy_regex(r"[a-z][a-z0-9]{1,19}(?:_[a-z0-9]{1,20})?")
_NAME_OF_PROGRAM = lazy_regex(r"[a-z][a-z0-9]{1,19}(?:_[a-z0-9]{1,20}){0,2}")
_ROW = lazy_regex(r"[A-Z]\d{0,2}|-")


class DeclarationError(ValueError):
    """A check or a flag that is declared wrongly: one sentence with the remedy."""


def validated_id(id: object) -> str:
    """The id, a name as Python and JSON spell it. Raises DeclarationError."""
    if not isinstance(id, str) or _ID.fullmatch(id) is None:
        raise DeclarationError(
            f"the id {id!r} is invalid: "
            "use up to 40 lower-case letters, digits and underscores, starting with a letter"
        )
    return id


def validated_title(id: str, title: object) -> str:
    """A title as sentences carry it: "no container image found". Raises DeclarationError."""
    if not isinstance(title, str) or not title.strip() or not title.isprintable() or title.endswith("."):
        raise DeclarationError(
            f"'{id}': the title {title!r} is invalid: use one short line without a full stop"
        )
    return title


def validated_kinds(id: str, reads: object) -> tuple[FileKind, ...]:
    """The kinds of file; words of the enumeration will do. Raises DeclarationError."""
    known = ", ".join(FileKind.__members__)
    if isinstance(reads, str) or not isinstance(reads, Iterable):
        raise DeclarationError(f"'{id}': reads is {reads!r}: use a tuple of FileKind ({known})")
    kinds = []
    for each in reads:
        try:
            kinds.append(FileKind(each))
        except ValueError:
            raise DeclarationError(
                f"'{id}': there is no kind of file {each!r}: use FileKind ({known})"
            ) from None
    if not kinds:
        raise DeclarationError(f"'{id}' reads no kind of file: list at least one FileKind ({known})")
    return tuple(kinds)


def validated_questions(id: str, questions: object) -> Questions:
    """Two questions with their answers. Raises DeclarationError."""
    if not isinstance(questions, Questions):
        raise DeclarationError(f"'{id}': questions is {questions!r}: use Questions(competency=..., ...)")
    _require_competency(id, questions.competency)
    _require_question(id, "present", questions.present, {"path"})
    _require_question(id, "absent", questions.absent, set())
    _require_answer(id, "strong", questions.strong)
    _require_answer(id, "weak", questions.weak)
    if questions.premise is not None:
        _require_question(id, "otherwise", questions.premise.otherwise, {"path"})
        try:
            re.compile(questions.premise.note)
        except re.error as error:
            raise DeclarationError(f"'{id}': the premise's note is no pattern: {error}") from None
    return questions


def validated_flag_question(id: str, question: object) -> FlagQuestion | None:
    """One question with its answers, or none. Raises DeclarationError."""
    if question is None:
        return None
    if not isinstance(question, FlagQuestion):
        raise DeclarationError(
            f"'{id}': question is {question!r}: use FlagQuestion(competency=..., ...), or omit it"
        )
    _require_competency(id, question.competency)
    _require_question(id, "ask", question.ask, set())
    _require_answer(id, "strong", question.strong)
    _require_answer(id, "weak", question.weak)
    if not isinstance(question.not_of_remarks, bool):
        raise DeclarationError(
            f"'{id}': not_of_remarks is {question.not_of_remarks!r}: use True or False, or omit it"
        )
    validated_rows(id, question.covers)
    return question


def _require_competency(id: str, competency: object) -> None:
    if not isinstance(competency, Competency):
        raise DeclarationError(
            f"'{id}': there is no competency {competency!r}: "
            f"use Competency ({', '.join(Competency.__members__)})"
        )


def _require_question(id: str, name: str, text: object, allowed: Collection[str]) -> None:
    if not isinstance(text, str) or not text.endswith("?"):
        raise DeclarationError(f"'{id}': the question '{name}' has no question mark: end it with one")
    if not _fields(text) <= set(allowed):
        raise DeclarationError(
            f"'{id}': the question '{name}' has an unknown placeholder: "
            f"use {'{path} or none' if allowed else 'no braces'}"
        )


def _require_answer(id: str, name: str, text: object) -> None:
    if not isinstance(text, str) or not text.endswith("."):
        raise DeclarationError(
            f"'{id}': the {name} answer is not a sentence: describe it and end with a full stop"
        )


def validated_reasons(id: str, not_asked: object) -> Mapping[Purpose, str]:
    """Why the signal does not arise, by purpose of the repository. Raises DeclarationError."""
    if not isinstance(not_asked, Mapping):
        raise DeclarationError(f"'{id}': not_asked is {not_asked!r}: use {{Purpose.LIBRARY: 'why'}}")
    for purpose, reason in not_asked.items():
        if not isinstance(purpose, Purpose):
            raise DeclarationError(
                f"'{id}': there is no purpose {purpose!r}: use Purpose ({', '.join(Purpose.__members__)})"
            )
        if not isinstance(reason, str) or not reason.strip() or reason.endswith("."):
            raise DeclarationError(
                f"'{id}': not_asked of a {purpose.value} has no reason: give one, without a full stop"
            )
    return not_asked


def validated_languages(id: str, declared: object, reads: Collection[FileKind]) -> OtherLanguages:
    """Which unread programs could hold the signal: what is declared, or any if programs are read at all.

    Raises DeclarationError.
    """
    if declared is None:
        return UNDECLARED if PROGRAM_KINDS & set(reads) else NO_PROGRAM
    if not isinstance(declared, OtherLanguages) or not str(declared.why).strip():
        raise DeclarationError(
            f"'{id}': other_languages is {declared!r}: "
            "give OtherLanguages('why', (Role.SERVE,)), or leave it out"
        )
    for role in declared.roles:
        if not isinstance(role, Role):
            raise DeclarationError(
                f"'{id}': there is no role {role!r} of programs: use Role ({', '.join(Role.__members__)})"
            )
    return declared


def validated_level(id: str, max_level: object) -> Level:
    """The highest level the check itself can find. Raises DeclarationError."""
    if not isinstance(max_level, Level) or max_level <= Level.CLAIMED:
        raise DeclarationError(
            f"'{id}': max_level is {max_level!r}: use the highest Level that it yields, at least PRESENT"
        )
    return max_level


def validated_levels(id: str, documentation: str, max_level: Level) -> str:
    """A docstring that says what lifts evidence to its levels. Raises DeclarationError."""
    validated_text(id, documentation)
    for level in (Level.PRESENT, Level.SUBSTANTIVE, max_level):
        if level <= max_level and f"{level.word.capitalize()}:" not in documentation:
            raise DeclarationError(
                f"'{id}': the docstring does not define {level.word}: "
                f"add '{level.word.capitalize()}: ...' to it"
            )
    return documentation


def validated_text(id: str, documentation: str) -> str:
    """A docstring, which is what people read. Raises DeclarationError."""
    if not documentation.strip():
        raise DeclarationError(
            f"'{id}' has no docstring: describe what it looks for; the docstring is the documentation"
        )
    return documentation


def validated_rows(id: str, covers: object) -> tuple[str, ...]:
    """Rows of the catalogue of docs/coverage.md. Raises DeclarationError."""
    if not isinstance(covers, tuple) or not all(
        isinstance(each, str) and _ROW.fullmatch(each) for each in covers
    ):
        raise DeclarationError(
            f"'{id}': covers is {covers!r}: use a tuple of rows of docs/coverage.md, or omit it"
        )
    return covers


def validated_near(id: str, near: object) -> tuple[str, ...]:
    """Words of names that sound like the signal. Raises DeclarationError."""
    what = "lower-case words or their beginnings, such as ('evaluat', 'load_test')"
    return _words_of_names(id, "near", near, _NEAR_WORD, what)


def validated_named(id: str, named: object) -> tuple[str, ...]:
    """Names of programs that promise the signal. Raises DeclarationError."""
    what = "names of one to three lower-case words, such as ('logger', 'drift_detector')"
    return _words_of_names(id, "named", named, _NAME_OF_PROGRAM, what)


def _words_of_names(
    id: str, argument: str, words: object, pattern: re.Pattern[str], what: str
) -> tuple[str, ...]:
    if not isinstance(words, tuple) or not all(
        isinstance(each, str) and pattern.fullmatch(each) for each in words
    ):
        raise DeclarationError(f"'{id}': {argument} is {words!r}: use a tuple of {what}, or omit it")
    return words


def _fields(text: str) -> set[str]:
    try:
        return {
            name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None
        }
    except ValueError:  # a single brace
        return {text}
