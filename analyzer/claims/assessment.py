"""Compares what documents claim with what was found: the only module that reads prose for claims.

Statements are read after the checks and never by one. The texts are about the repositories only: an
unsupported claim may well be true; it is something to ask about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from analyzer.claims.figures import figures_of
from analyzer.claims.lists import wants_in_its_column
from analyzer.claims.measured_by import signals_of
from analyzer.claims.past import is_put_away_as_a_whole, lines_of_the_past, parts_put_away, plain_name
from analyzer.claims.sentences import Context, claims_of, own_claims_of
from analyzer.claims.topics import Topic
from analyzer.facts.purposes.purpose import is_library
from analyzer.lazy_regex import lazy_regex
from analyzer.model import (
    Fact,
    Statement,
)
from analyzer.parsing.documents import Heading, Prose, Sentence, parse_prose
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.roles import EXAMPLE_FOLDERS, is_test_path

CLAIMS_FILE_LIMIT = 256 * 1024
MOST_STATEMENTS = 40
MOST_OWN_STATEMENTS = 200
MOST_DOCUMENTS = 30
MOST_CHARACTERS = 400_000
LEFT_OUT_FACT = "claims_not_listed"
UNREAD_FACT = "claims_not_read"

# Documents about the project itself; the others are manuals for its users.
_DOCUMENT = lazy_regex(
    r"(?:readme|index|overview|about|architecture|(?:system[-_ ]?)?design|model[-_ ]?card|monitoring"
    r"|deployment|operations"
    r"|runbook|slos?|performance|benchmarks?|results|production|infrastructure|mlops|testing|experiments?"
    r"|project[-_ ]?(?:overview|summary|report)?"
    r"|(?:(?:final|full|complete|technical|project|system)[-_ ]?)?documentation"
    r"|(?:final|technical)[-_ ]?report)\.(?:md|markdown|rst|txt|adoc)|readme",
    re.IGNORECASE,
)
_FOLDERS = word_set("doc docs documentation")
_ELSEWHERE = (EXAMPLE_FOLDERS - _FOLDERS) | word_set(
    "course courses cohorts homework notebooks lessons exercises workshop archive archived old legacy "
    "reports data assets deprecated _archive _archived superseded obsolete attic"
)
_TEACHES = lazy_regex(
    r"\byou(?:['’]ll| will) (?:learn|be able to)\b|^(?:[^\w]{0,8})learn how to\b|\bwhat you(?:['’]ll"
    r"| will) (?:learn|build)\b"
    r"|\bto teach you\b|\b(?:this|our) (?:free |online )?(?:course|bootcamp|workshop|tutorial|zoomcamp|book"
    r"|guide) (?:is|will|targets|teaches|covers|shows|aims|walks)\b"
    r"|\bin this (?:course|workshop|tutorial|lesson|guide|bootcamp),? (?:we|you)\b"
    r"|\b(?:this|the) (?:project |starter )?template (?:contains|provides|is|helps|gives|has|uses)\b"
    r"|\bcookiecutter template\b"
    r"|\b(?:this|the) (?:repository|repo) (?:accompanies|is the companion|contains (?:the )?(?:code"
    r"|material|examples) (?:for|of|from) "
    r"(?:the|my|our) (?:book|course|blog|videos?|article|tutorial|talk)s?)\b",
    re.IGNORECASE,
)
_TEACHING_TITLE = lazy_regex(
    r"\b(?:course|zoomcamp|bootcamp|tutorials?|workshop|lessons?|curriculum|template|cookbook|handbook"
    r"|textbook|boilerplate|examples)\b",
    re.IGNORECASE,
)
# The task sheet of a course, kept beside the answer to it.
_TASK_SHEET = lazy_regex(
    r"\b(?:covered|taught|learned|used) in the (?:course|class|module|bootcamp)\b|\bevaluation criteria\b"
    r"|\b[0-4] points?:|\byou (?:don['’]t have|are free|can choose|need) to\b.{0,80}\b(?:course|technolog)",
    re.IGNORECASE,
)
_MARKS_OF_A_TASK = 2
# "Zoomcamp final project": somebody's own work at the end of a course.
_OWN_WORK_TITLE = lazy_regex(
    r"(?=.{0,200}\b(?:projects?|capstone|submission|solution)\b)(?=.{0,200}(?:zoomcamp|bootcamp|course)\b)"
    r"(?!.{0,200}\b(?:tutorials?|workshop|lessons?|curriculum|template|cookbook|handbook|textbook|boilerplate"
    r"|examples|ideas|guide|materials?|repository for)\b)",
    re.IGNORECASE,
)
_MADE_FROM = lazy_regex(
    r"\b(?:created|generated|built|made|scaffolded|bootstrapped|initiali[sz]ed)\s(?:using|with|from|by)\b",
    re.IGNORECASE,
)
# Tools that projects are named after: what a README says of them, it says of somebody else's product.
_TOOLS = word_set(
    "mlflow dvc airflow prefect dagster kedro zenml flyte mage metaflow kubeflow kserve seldon bentoml ray "
    "databricks snowflake spark kafka flink feast evidently wandb dagshub sagemaker vertex aws azure gcp "
    "docker kubernetes k8s helm terraform jenkins github gitlab grafana prometheus fastapi flask django "
    "streamlit gradio langchain langgraph llamaindex ollama openai anthropic gemini pytorch tensorflow keras "
    "sklearn xgboost lightgbm catboost redis postgres postgresql mongodb elasticsearch qdrant faiss chroma"
)
_FIRST_SENTENCES = 15
_ROOM_BELOW_LEAD = 1
_ROWS_BELOW = 2
# What never leaves a repository: somebody's address, and a long word with digits, which may be a key.
_ADDRESS = lazy_regex(r"[^\s@<>()]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}")
_KEY = lazy_regex(r"(?=[A-Za-z_/+=-]{0,60}\d)[\w/+=-]{24,}")
_CONTROL = lazy_regex(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Reading(Struct, frozen=True):
    """The statements of one source; `left_out` counts those over the cap, `unread` says what was not read."""

    statements: tuple[Statement, ...] = ()
    left_out: int = 0
    unread: str | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Facts for the reports, so that an incomplete list of claims is not taken for a complete one."""
        cut = (Fact(LEFT_OUT_FACT, self.left_out),) if self.left_out else ()
        return (*cut, *((Fact(UNREAD_FACT, self.unread),) if self.unread is not None else ()))


# -- reading ---------------------------------------------------------------------------------------


def read_statements(repo: Snapshot) -> Reading:
    """What the READMEs and main documents of a repository claim to have done, in their order.

    Never raises: a problem with the documents affects the claims only, not the assessment of the repository.
    """
    try:
        return _read(repo)
    except Exception as error:  # the border of this reader
        return Reading(unread=f"the documents could not be searched for claims: {type(error).__name__}")


def _read(repo: Snapshot) -> Reading:
    documents = _documents(repo)
    if not documents or _is_teaching(repo.prose[documents[0]]):
        return Reading()
    own_names = _own_names(repo, documents[0])
    library, put_away = is_library(repo), parts_put_away(repo.prose[documents[0]])
    found: list[Statement] = []
    budget = MOST_CHARACTERS
    for position, path in enumerate(documents):
        prose = repo.prose[path]
        if _is_teaching(prose) or (position and (_is_task_sheet(prose) or is_put_away_as_a_whole(prose))):
            continue
        if put_away & {plain_name(each) for each in path.split("/")[:-1]}:
            continue
        budget -= sum(len(each.text) for each in prose.sentences)
        if budget < 0:
            unread = plural(len(documents) - position, "long document")
            return replace(_capped(found, MOST_STATEMENTS), unread=f"{unread} not searched for claims")
        found.extend(_of_document(repo, path, prose, library, own_names))
    return _capped(found, MOST_STATEMENTS)


def _of_document(
    repo: Snapshot, path: str, prose: Prose, library: bool, own_names: frozenset[str]
) -> Iterator[Statement]:
    lines: list[str] | None = None
    for sentence, context in _in_context(prose, library, own_names):
        topics = list(claims_of(sentence.text, context))
        if topics and lines is None:
            lines = (repo.text(path) or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if topics and not _is_quoted(lines or (), sentence.line):
            yield from (_statement(sentence, path, topic) for topic in topics)


def read_own_statements(content: bytes, name: str) -> Reading:
    """What a file of the candidate's own claims, e.g. part of a CV; `name` is shown as its path.

    Raises ValueError, with the reason, for a file that is no text.
    """
    prose = parse_prose(content)
    if prose.problem is not None:
        raise ValueError(prose.problem)
    found = [
        _statement(sentence, name, topic)
        for sentence, context in _in_context(prose, False, frozenset())
        for topic in own_claims_of(sentence.text, context.headings)
    ]
    return _capped(found, MOST_OWN_STATEMENTS)


def _capped(found: Sequence[Statement], most: int) -> Reading:
    # A sentence that the same signals would show twice, as of its speed and its cost, is one claim.
    unique = tuple({(each.text, each.signals): each for each in reversed(found)}.values())[::-1]
    return Reading(unique[:most], len(unique) - len(unique[:most]))


def _statement(sentence: Sentence, path: str, topic: Topic) -> Statement:
    text = _KEY.sub("[...]", _ADDRESS.sub("[address]", _CONTROL.sub(" ", sentence.text)))
    text = " ".join(text.split())
    return Statement(text, path, sentence.line, topic.name, signals_of(topic, text), figures_of(text))


def _is_quoted(lines: Sequence[str], line: int) -> bool:
    return line <= len(lines) and lines[line - 1].lstrip().startswith(">")


def _documents(repo: Snapshot) -> tuple[str, ...]:
    """The README of the root first, then the others, then the main documents."""
    found = []
    for path in repo.prose:
        folders = [each.casefold() for each in path.split("/")[:-1]]
        name = basename(path)
        readme = name.casefold().partition(".")[0] == "readme"
        near = len(folders) <= 1 or (len(folders) == 2 and folders[0] in _FOLDERS)
        if not near or not _DOCUMENT.fullmatch(name) or is_test_path(path):
            continue
        if _ELSEWHERE & set(folders) or (not readme and folders and folders[0] not in _FOLDERS):
            continue
        found.append((bool(folders) or not readme, not readme, len(folders), path))
    return tuple(path for *_order, path in sorted(found))[:MOST_DOCUMENTS]


def _is_teaching(prose: Prose) -> bool:
    """Whether a document is teaching material or a template: it describes what its readers will do."""
    titles = [each.text for each in prose.headings if each.level == 1][:1]
    first = [each.text for each in prose.sentences[:_FIRST_SENTENCES]]
    teaches = (each for each in titles if _TEACHING_TITLE.search(each) is not None)
    return any(_OWN_WORK_TITLE.match(each) is None for each in teaches) or any(
        _TEACHES.search(each) is not None and _MADE_FROM.search(each) is None
        for each in (*first, *(each.text for each in prose.headings[:10]))
    )


def _is_task_sheet(prose: Prose) -> bool:
    """Whether a document tells students what to do: a README may quote it, and is not asked."""
    marks = (each for each in prose.sentences if _TASK_SHEET.search(each.text) is not None)
    return sum(1 for _each in zip(range(_MARKS_OF_A_TASK), marks, strict=False)) == _MARKS_OF_A_TASK


def _own_names(repo: Snapshot, readme: str) -> frozenset[str]:
    """The words of the project's name: of its repository and of its README's title."""
    titles = [each.text for each in repo.prose[readme].headings[:1]]
    text = " ".join((basename(repo.name), *titles)).casefold()
    return frozenset(word for word in re.split(r"[^\w]+|_", text) if len(word) > 2) - _TOOLS


def _in_context(prose: Prose, library: bool, own_names: frozenset[str]) -> Iterator[tuple[Sentence, Context]]:
    """The sentences of a document with the headings above them; a title is a sentence of its own."""
    lines = [each.line for each in prose.headings]
    trails: list[tuple[Heading, ...]] = [()]
    for heading in prose.headings:
        trails.append((*(each for each in trails[-1] if each.level < heading.level), heading))
    second = next((each.line for each in prose.headings if each.level > 1), None)
    titles = [Sentence(each.text, each.line, "") for each in prose.headings[:1] if each.level == 1]
    past = lines_of_the_past(prose.headings)
    lead, last, head, row = "", 0, "", 0
    for sentence in (*titles, *prose.sentences):
        title = sentence in titles
        # A list stands under its words, line under line; a paragraph has an empty line before it.
        if sentence.line - last > _ROOM_BELOW_LEAD:
            lead = ""
        standing = lead
        if sentence.text.endswith(":"):
            lead = sentence.text
        last = sentence.line + (1 if sentence.text.endswith(":") else 0)
        if "|" in sentence.text:
            head = head if sentence.line - row <= _ROWS_BELOW else sentence.text
            row = sentence.line
        trail = () if title else trails[bisect_right(lines, sentence.line)]
        yield (
            sentence,
            Context(
                headings=tuple("" if _OWN_WORK_TITLE.match(each.text) else each.text for each in trail),
                lead="" if title else standing,
                item=not sentence.text.endswith("."),
                opening=second is None or sentence.line < second,
                title=title,
                past=any(each.line in past for each in trail)
                or (sentence.line == row and wants_in_its_column(head)),
                of_library=library,
                own_names=own_names,
            ),
        )
