"""Sets of cases that a model is evaluated on, and tests that ask it for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.facts.evaluations.evaluation_modules import EVALUATION_FOLDERS, is_named_for_evaluation
from analyzer.facts.evaluations.questions_in_tests import questions_with_answers
from analyzer.facts.evaluations.replayed_answers import is_recorded, is_recorded_row
from analyzer.facts.evaluations.used_names import line_of_use
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import code_only, words_of
from analyzer.parsing.structured import Block, Items, block, nodes
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.roles import is_example_path, is_test_path

SET_FOLDERS = word_set(
    "eval evals eval_set eval_sets evalset evalsets eval_data golden goldens golden_set golden_sets "
    "evaluation_data"
)
SET_NAME = lazy_regex(
    r"(?:^|[_.-])(?:golden|evalset|ground[_-]?truth|test[_-]questions"
    r"|eval(?:uation)?[_-]?(?:sets?|cases|questions|datasets?|data|scenarios|samples|examples|queries|prompts|tasks))"
    r"(?:[_.-]|$)"
)
SET_ENDINGS = (".json", ".jsonl", ".csv", ".tsv", ".yaml", ".yml")
# The rows of `eval.jsonl` may be a split of those that a model is trained on: they must ask and expect.
PLAIN_SETS = word_set("eval.jsonl evals.jsonl eval.json evals.json")
ASKS_A_QUESTION = lazy_regex(r"[\"'](?:user_)?(?:question|query)[\"'][ \t]*:")
SAMPLE = 4_000
MIN_CASES = 10
# A list of cases in code says more than a file of that name: each of them holds what is expected.
MIN_LISTED_CASES = 5
LISTED = lazy_regex(
    r"^(?:export[ \t]{1,4})?(?:(?:const|let|var)[ \t]{1,4})?"
    r"(?P<name>(?:[A-Za-z]\w{0,60}?)?(?i:cases|examples|samples|questions|golden|dataset|scenarios|suite|tests))"
    r"(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*[\[(]",
    re.MULTILINE,
)
# Elsewhere its type must say so: `const CELLS: EvalCell[] = [`.
LISTED_OF_TYPE = lazy_regex(
    r"^(?:export[ \t]+)?const[ \t]+(?P<name>\w{2,60})[ \t]*:[ \t]*(?:(?:Readonly)?Array<|readonly[ \t])?"
    r"Eval(?:uation)?[A-Z]\w{0,40}(?:\[\]|>)[ \t]*=[ \t]*\[",
    re.MULTILINE,
)
EXPECTED = lazy_regex(
    r"[\"']?\b(?:expect(?:ed|s)?|answer|reference|ground_?truth|gold|label|target|must|should|contains|criteria|rubric"
    r"|correct|intent|want)\w{0,40}[\"']?[ \t]*[:=]"
)
LISTED_CUT = 200_000
BRACKET_OR_QUOTE = lazy_regex(r"[\[({]|[\])}]|,|\"\"\"|'''|[\"'`]")
PROMPTFOO_NOTE = "promptfoo configuration with test cases"
PROMPTFOO = lazy_regex(r"promptfoo(?:config)?(?:[.-][\w.-]{1,60})?\.(?:ya?ml|json|[cm]?[jt]s)")
CASES_IN_CODE = lazy_regex(r"\b(?:tests|scenarios)[ \t]*:")
QUOTED_FILE = lazy_regex(r"[\"']([\w./{}-]{1,150}\.(?:jsonl?|csv|tsv|ya?ml))[\"']")
# Folders whose files hold cases, and what lists the files of a folder.
CASE_FOLDERS = SET_FOLDERS - {"eval", "evals"} | word_set(
    "case cases scenarios questions tasks samples dataset datasets data test_cases test_data testcases "
    "eval_cases test_questions"
)
# Files in a folder of evaluation that hold cases; a table of such a name holds rows that a model is tried on.
CASE_FILES = word_set("test_set testset test_cases testcases cases questions queries qa_pairs qa_set")
MOST_CASE_FILES = 200
QUOTED_FOLDER = lazy_regex(r"[\"'](?:[\w./{}-]{0,120}/)?([\w.-]{1,60})/?(?:\*\*?/?)?(?:\*\.\w{1,5})?[\"']")
LISTS_FILES = lazy_regex(r"\b(?:r?glob|iterdir|listdir|scandir|walk|ReadDir|readdirSync|readdir)\(")
MAKES_SETS = lazy_regex(
    r"(?:^|_)(?:generate|gen|create|build|make|collect|export|synthesize|synthetic|prepare|seed|upload|download)",
    re.IGNORECASE,
)

# A file that a test writes for itself, and what is kept beside cases.
MADE_THERE = lazy_regex(r"\b(?:tmp\w{0,20}|temp_?(?:dir|path|folder|file)\w{0,10}|tempfile)\b")
NO_SET = lazy_regex(
    r"(?:^|[_.-])(?:thresholds?|config(?:uration)?|settings|schema|limits|gates?|results?|metrics?|reports?|scores?"
    r"|summary|history|outputs?|predictions?|leaderboard|baselines?|corpus|passages|documents)(?:[_.-]|$)"
)
# Folders of what an evaluation leaves behind.
LEFT_BEHIND = word_set("logs log results result reports report outputs output runs history artifacts")
# `f(dataset_path="evals/cases.jsonl", ...)`: what is only written down is read by nobody.
GIVEN_BY_NAME = lazy_regex(r"\s{0,60}\w{1,60}=\Z")
OPEN_CALL = lazy_regex(r"([A-Za-z_][\w.]{0,80})\([^()]{0,400}\Z")
GOES_OVER_CASES = word_set(
    "run runs evaluate eval evaluation load read open parse judge score ask answer main test"
)
KEEPS_RECORDS = word_set("insert save store record create add write log register upsert")
OUTCOMES = word_set("report result results summary config settings namespace")
# `assert args.cases == "evals/cases.json"`, `lambda path="evals/cases.json": None`: a name, and nothing read.
COMPARED_NAME = lazy_regex(r"(?:==|!=)\s{0,4}(?:\w{1,40}\()?\Z|\blambda\b[^:]{0,200}\Z")
# A line that writes a file, or names one to write to.
WRITES_FILE = lazy_regex(
    r"[\"'][wax][bt]?\+?[\"']|\b(?:out|output|save|report|results?)(?:_?(?:path|file|dir))?\s{0,4}=[^=]"
    r"|\bwrite_\w{3,12}\(|\.to_(?:csv|json|parquet)\("
)


def evaluation_sets(repo: Snapshot) -> Iterator[Evidence]:
    """The sets of cases that are kept as files, and the configurations of promptfoo with cases."""
    for path in repo.paths:
        name = basename(path).casefold()
        if PROMPTFOO.fullmatch(name):
            if _has_cases(repo, path):
                yield Evidence(path, 1, Level.PRESENT, PROMPTFOO_NOTE)
        elif _is_set(repo, path):
            count = _cases(repo, path)
            if count >= MIN_CASES:
                yield Evidence(path, 1, Level.PRESENT, f"evaluation set with {count} cases")
    for folder, each in _case_folders(repo).items():
        if each.cases >= MIN_CASES > each.most:
            note = f"evaluation set with {each.cases} cases, in the files of {folder}"
            yield Evidence(each.first, 1, Level.PRESENT, note)


def _is_set(repo: Snapshot, path: str) -> bool:
    """Whether a file is a set of cases by its name or its folder."""
    name = basename(path).casefold()
    if not name.endswith(SET_ENDINGS) or is_example_path(path) or NO_SET.search(name.rpartition(".")[0]):
        return False
    folders = {part.casefold() for part in path.split("/")[:-1]}
    if folders & LEFT_BEHIND:
        return False
    named_for_cases = name.partition(".")[0] in CASE_FILES and not name.endswith((".csv", ".tsv"))
    if folders & EVALUATION_FOLDERS and (folders & CASE_FOLDERS or named_for_cases):
        return True
    if folders & SET_FOLDERS or SET_NAME.search(name.rpartition(".")[0]) is not None:
        return True
    return (name in PLAIN_SETS and _asks_and_expects(repo, path)) or path in questions_with_answers(repo)


def _asks_and_expects(repo: Snapshot, path: str) -> bool:
    """Whether the first entries of a file hold a question and what is expected."""
    beginning = repo.beginning(path, SAMPLE)
    return ASKS_A_QUESTION.search(beginning) is not None and EXPECTED.search(beginning) is not None


def _has_cases(repo: Snapshot, path: str) -> bool:
    if path.endswith((".yaml", ".yml")):
        documents = [document.value for document in repo.yaml(path)]
    elif path.endswith(".json"):
        loaded = repo.json(path)
        documents = [] if loaded is None else [loaded.value]
    else:
        return CASES_IN_CODE.search(repo.text(path) or "") is not None
    return any(block(each).get(key) for each in documents for key in ("tests", "scenarios"))


class _CaseFolder(Struct, frozen=True):
    """A folder of sets: how many cases are in its files, in the fullest of them, and its first file."""

    cases: int
    most: int
    first: str


@derived
def _case_folders(repo: Snapshot) -> Mapping[str, _CaseFolder]:
    """The folders whose files hold cases."""
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        if (
            path.endswith(SET_ENDINGS)
            and basename(dirname(path)).casefold() in CASE_FOLDERS
            and _is_set(repo, path)
        ):
            found.setdefault(dirname(path), []).append(path)
    folders: dict[str, _CaseFolder] = {}
    for folder, files in found.items():
        counts = [max(1, _cases(repo, each)) for each in files[:MOST_CASE_FILES]]
        folders[folder] = _CaseFolder(sum(counts), max(counts), files[0])
    return folders


def _folders_read(repo: Snapshot, path: str) -> frozenset[str]:
    """The names of folders of cases that a program may go through: no file of them need be a set alone.

    Of what is named for evaluation, also a folder that one file fills, and one named for a set that is small.
    """
    named = is_named_for_evaluation(path)
    return frozenset(
        basename(folder)
        for folder, each in _case_folders(repo).items()
        if (each.cases >= MIN_LISTED_CASES and (named or each.most < MIN_CASES))
        or (named and basename(folder).casefold() in SET_FOLDERS)
    )


@derived
def _set_names(repo: Snapshot) -> frozenset[str]:
    """The file names of the repository's sets of cases."""
    return frozenset(basename(path) for path in repo.paths if _is_set(repo, path))


def set_read_at(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line where a program first names one of the repository's sets of cases, and the set.

    What makes a set is not asked: it reads none.
    """
    names = _set_names(repo)
    if not (names or _case_folders(repo)) or MAKES_SETS.search(basename(path)):
        return None
    written = repo.text(path) or ""
    source = code_only(written) if path in repo.modules else written
    for match in QUOTED_FILE.finditer(source):
        if basename(match[1]) not in names:
            continue
        row = source[source.rfind("\n", 0, match.start()) + 1 : match.start()]
        rest = source[match.end() : match.end() + 80].partition("\n")[0]
        written_there = WRITES_FILE.search(f"{row[-300:]}\0{rest}") is not None
        named_only = COMPARED_NAME.search(row[-300:]) is not None or _only_told(source, row, match)
        if MADE_THERE.search(row[-300:]) is None and not (written_there or named_only):
            return line_of_use(source, source.count("\n", 0, match.start()) + 1), basename(match[1])
    return _folder_read_at(repo, path, source)


def _only_told(source: str, row: str, match: re.Match[str]) -> bool:
    """Whether a file is only named to a function that goes through no cases, on a row of its own."""
    if GIVEN_BY_NAME.fullmatch(row) is None or row.strip() == "default=":
        return False
    called = OPEN_CALL.search(source[max(0, match.start() - 500) : match.start()])
    if called is None:
        return False
    words = words_of(called[1].rpartition(".")[2])
    return not words.isdisjoint(KEEPS_RECORDS | OUTCOMES) or words.isdisjoint(GOES_OVER_CASES)


def _folder_read_at(repo: Snapshot, path: str, source: str) -> tuple[int, str] | None:
    """The line where a program that lists files names a folder of cases."""
    folders = _folders_read(repo, path)
    if not folders or LISTS_FILES.search(source) is None:
        return None
    for match in QUOTED_FOLDER.finditer(source):
        row = source[source.rfind("\n", 0, match.start()) + 1 : match.start()]
        if match[1] in folders and MADE_THERE.search(row[-300:]) is None:
            line = source.count("\n", 0, match.start()) + 1
            return line_of_use(source, line), f"the folder {match[1]}"
    return None


@derived
def listed_cases(repo: Snapshot) -> Mapping[str, tuple[str, int]]:
    """Modules that are called after evaluation and list cases with what is expected: the name, the line.

    A list whose type is called so counts wherever it stands.
    """
    found: dict[str, tuple[str, int]] = {}
    for path in (*repo.modules, *repo.programs):
        if is_test_path(path) or MAKES_SETS.search(basename(path)):
            continue
        named = is_named_for_evaluation(path)
        if not named and path in repo.modules:
            continue
        written = (repo.text(path) or "")[:LISTED_CUT]
        if not named and "Eval" not in written:
            continue
        source = code_only(written) if path in repo.modules else written
        for match in LISTED.finditer(source) if named else LISTED_OF_TYPE.finditer(source):
            inside, count = _elements(source, match.end())
            if count >= MIN_LISTED_CASES and len(EXPECTED.findall(inside)) >= count:
                found[path] = match["name"], source.count("\n", 0, match.start()) + 1
                break
    return found


def _elements(source: str, start: int) -> tuple[str, int]:
    """What stands between a bracket that was opened and its end, and how many values are in it."""
    depth, count, filled, position = 1, 0, start, start
    while depth and (mark := BRACKET_OR_QUOTE.search(source, position)) is not None:
        word, position = mark[0], mark.end()
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
        elif word != ",":
            end = source.find(word, position)
            while end > 0 and source[end - 1] == "\\" and len(word) == 1:
                end = source.find(word, end + 1)
            if end < 0:
                break
            position = end + len(word)
            continue
        if depth == (1 if word == "," else 0):
            count += bool(source[filled : mark.start()].strip())
            filled = position
    return source[start:position], count if depth == 0 else 0


def _cases(repo: Snapshot, path: str) -> int:
    """How many cases a set contains: rows of a table, lines, or the longest list of a document."""
    if path.endswith((".csv", ".tsv", ".jsonl")):
        rows = [
            row for row in (repo.text(path) or "").split("\n") if row.strip() and not is_recorded_row(row)
        ]
        return len(rows) - (0 if path.endswith(".jsonl") else 1)
    if path.endswith(".json"):
        loaded = repo.json(path)
        values = [] if loaded is None else [loaded.value]
    else:
        values = [document.value for document in repo.yaml(path)]
    lists = [node for value in values for node in nodes(value) if isinstance(node, Items)]
    sets = (each for each in lists if all(isinstance(case, Block) and not is_recorded(case) for case in each))
    return max(map(len, sets), default=0)
