"""Files in a folder of tests that hold questions in words, each with what the answer must hold or cite."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_example_path, is_test_path

QUESTION_IN_WORDS = lazy_regex(
    r"[\"']?\b(?:user_)?(?:question|query)[\"']?[ \t]*:[ \t]*[\"']?"
    r"[^\W\d_][^\"{}\n]{7,300}\?[\"']?[ \t]*(?:,|\n|\})"
)
ANSWER_TO_HOLD = lazy_regex(
    r"[\"']?\b(?:expected_(?:citations?|answers?|responses?|outputs?|sources?|documents?|docs?|chunks?|contexts?|pages?"
    r"|keywords?|facts?)|ground_?truths?|reference_(?:answers?|contexts?)|gold(?:en)?_answers?)[\"']?[ \t]*:"
)
FILES_OF_CASES = (".json", ".jsonl", ".yaml", ".yml")
BEGINNING_OF_CASES = 4_000
FEWEST_QUESTIONS = 2
MOST_FILES_OF_TESTS = 200


@derived
def questions_with_answers(repo: Snapshot) -> frozenset[str]:
    """The files of tests of which the first entries ask a question and hold what is expected."""
    kept = [
        path
        for path in repo.paths
        if path.casefold().endswith(FILES_OF_CASES) and is_test_path(path) and not is_example_path(path)
    ]
    return frozenset(
        path for path in kept[:MOST_FILES_OF_TESTS] if _asks(repo.beginning(path, BEGINNING_OF_CASES))
    )


def _asks(beginning: str) -> bool:
    """Whether a text begins with at least two questions, and as many answers but for one that is cut off."""
    asked = len(QUESTION_IN_WORDS.findall(beginning))
    return asked >= FEWEST_QUESTIONS and len(ANSWER_TO_HOLD.findall(beginning)) >= asked - 1
