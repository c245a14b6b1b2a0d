"""Whether the text states the limitations of the work.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from sys import maxsize

from msgspec import Struct

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.documents.limit_words import (
    DISCLAIMER_HEADING,
    LIABILITY_HEADING,
    LIMIT_HEADING,
    SAYS_OUTSIDE,
    SAYS_UNDONE,
    SCOPE_BOUNDS,
    SCOPE_HEADING,
    WAIVES,
)
from analyzer.facts.documents.result_texts import line_of, quoted, result_texts
from analyzer.facts.documents.sample_documents import is_sample_document
from analyzer.facts.documents.stated_limits import instructs, states_a_lack
from analyzer.facts.documents.written_cards import card_texts
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Heading, Prose, Sentence
from analyzer.repository import Snapshot
from analyzer.text import UNSPACED, plural

# What somebody leaves out of a task is the next one's, and no limit of what was made.
TASK_PATH = lazy_regex(
    r"(?:^|/)(?:issues?|tickets?|tasks?|(?:user[-_])?stories|epics?|backlog|sprints?"
    r"|issue_template|pull_request_template|handoffs?)/|(?:^|[-_/])hand-?off[^/]*\Z",
    re.IGNORECASE,
)
# The plan of one change is called so, is proposed, or carries its day or the number of its phase.
CHANGE_PATH = lazy_regex(
    r"(?:^|/)(?:plans?|specs?|prps)/(?:[^/]+/)?20\d\d-\d\d-\d\d[^/]*\Z|[^/]{2}[-_]plan(?:[-_.][^/]*)?\Z"
    r"|(?:^|[-_/])(?:code|changes?|features?|refactoring|migration|implementation)[-_]proposals?(?:[-_.][^/]*)?\Z"
    r"|(?:^|[-_/])phase[-_]?\d{1,2}(?:[-_.][^/]*)?\Z",
    re.IGNORECASE,
)
# The record of a decision says what it costs under this word, or behind it.
NEGATIVE_HEADING = lazy_regex(
    r"\A\W*(?:negatives?|bad|cons|downsides?|drawbacks?|disadvantages?)(?P<all> consequences?)?"
    r"(?:\W{1,4}(?:and )?(?:trade-?offs?|risks?|costs?|downsides?))?\W*\Z",
    re.IGNORECASE,
)
CONSEQUENCES = lazy_regex(r"\A\W*(?:[a-z]+ )?consequences?\b", re.IGNORECASE)
SAYS_THE_BAD = lazy_regex(
    r"^\W{0,6}(?:bad|negatives?|cons?|downsides?|drawbacks?|disadvantages?|harder)\s?\W"
    r"|\b(?:cannot|can['\u2019]t|unable to|lacks?|stale|out of date|no longer possible"
    r"|(?:is|are) not (?:possible|supported|handled|covered|available)"
    r"|do(?:es)? not (?:handle|support|cover|scale|work))\b",
    re.IGNORECASE,
)
# What was weighed may be praise of what was chosen: only what it costs is a limit.
TRADE_HEADING = lazy_regex(
    r"(?:\A|\b(?:design|known|accepted|and|key|main) )trade-?offs?(?: made| and \w{1,20})?\W*\Z",
    re.IGNORECASE,
)
SAYS_A_COST = lazy_regex(
    r"\b(?:at the (?:cost|expense|price) of|slow(?:er|s|ly)?|longer|worse|weaker|harder|less|fewer"
    r"|expensive|costs?|higher (?:latency|costs?|memory)|more (?:memory|latency|time|expensive|complex)"
    r"|gives? up|giving up|gave up|sacrific\w{1,5}|los(?:es?|ing|t)|drawbacks?|downsides?|stale|penalty)\b",
    re.IGNORECASE,
)
# A list of what comes next is a plan: of these sections only what says what is missing now is a limit.
PLAN_HEADING = lazy_regex(
    r"open questions?|future work|next steps?\W*\Z|what i would|with more time|\Aimprovements?\W*\Z"
    r"|(?:future|possible|potential|further|planned|suggested) improvements?",
    re.IGNORECASE,
)
SAYS_A_LIMIT = lazy_regex(
    r"\b(?:not(?! only\b| just\b| merely\b)|no|cannot|(?<!not )only|lacks?"
    r"|lacking|missing|limited|limits?|currently|assum(?:es?|ed|ing)|fails?|without"
    r"|unable|unknown|biased|too (?:small|few|slow|little)|never|hard-?coded|simplif\w{1,6})\b|n['\u2019]t\b",
    re.IGNORECASE,
)
# What a test needs to run, and what was answered since, is no limit of the work.
ABOUT_TESTS = lazy_regex(
    r"assumptions?\b.{0,40}\b(?:harness|requirements?|prerequisites?|pre-?conditions?|set-?up)\b"
    r"|\b(?:harness|set-?up|test(?:ing)?(?: environment)?) (?:requirements? (?:and|&) )?assumptions?\b"
    r"|\A\W*(?:AT|TC|UC|test(?: case)?)[- ]?\d{1,4}\b"
    r"|\bassumptions? to (?:confirm|check|verify|validate|test)\b",
    re.IGNORECASE,
)
RESOLVED = lazy_regex(
    r"\banswer(?:s|ed)?\b.{0,30}\bquestions?\b|\b(?:resolved|fixed|closed|answered)\b\W*\Z"
    r"|\b(?:issues|problems|bugs)\W{1,3}(?:and |& )?(?:their )?(?:solutions|fixes|resolutions)\b",
    re.IGNORECASE,
)
# What a plan takes for given or sets.
ASSUMED = lazy_regex(
    r"\W{0,6}(?:\d[\d.]{0,4} )?assumptions?(?: (?:and|&|/) (?:defaults|decisions|dependencies))?\W*", re.I
)
FEWEST_UNDONE = 2
# The label of a list or of a paragraph, which stands where a heading might.
LABEL = lazy_regex(
    r"\W{0,4}(?P<label>(?:(?:known|current|main|key|important|some) )?"
    r"(?:limitations?|known issues|caveats?|shortcomings)"
    r"|(?:[\w-]{1,20} ){0,3}not (?:covered|in scope|mitigated|addressed|protected against))"
    r"\s?:\W{0,3}(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# Where a list ends: a line of it that is written on has about so many characters.
LINE_OF_LIST = 60
OF_A_DISCLAIMER = "a disclaimer that says what it does not do"
# "Caveat: ..." in one point of a list.
A_REMARK = "a remark on a limitation"
OF_A_CHANGE = "what the plan of one change leaves out"
OF_PLANS = "plans that say what is missing"
OF_A_DECISION = "what a decision costs"
FEWEST_LABELLED = 5
ROWS_LABELLED = 50
FEWEST_WORDS = 20
# "Known limitations"; "Limitations and next steps" speaks of more, and a plan of a part.
WORDS_OF_LIMITS_ALONE = 2
PLAN_OF_A_PART = lazy_regex(r"(?:^|[/_. -])(?:plans?|phases?|sprints?|tasks?)(?=[/_. -]|$)", re.IGNORECASE)


@check(
    id="limitations",
    title="documented limitations",
    reads=(FileKind.PROSE, FileKind.NOTEBOOK, FileKind.SOURCE, FileKind.PYTHON),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="Which limitation in {path} would you remove first, and what would it cost?",
        absent="Under which conditions does this stop working, and who would notice first?",
        strong="Names the limitation that hurts most, and what it would take to remove it.",
        weak="With more time everything would be better.",
    ),
    other_languages=OtherLanguages("documents are read, with code or without"),
    covers=("F7", "K1"),
    near=("limitation", "caveat", "known_issue", "bias", "risk"),
)
def limitations(repo: Snapshot) -> Iterator[Observation]:
    """The text says what the work does not do, or assumes.

    Claimed: a heading about limitations or assumptions with nothing under it, or in a document that is an
    example or a template. Present: such a section with text, a list under such a label, or one remark behind
    it, or what the plan of one change leaves out, or such a section of the model card that code writes;
    what a single task leaves out is none. Substantive: the section or the list of a document has at least
    20 words.
    Of a disclaimer only sentences count that say what the work does not do or was not validated
    for, where there are at least two; a waiver of warranty is none. In a section about
    next steps or future work only sentences that say what is missing now count; a list of plans alone is
    none, and so is a question, an instruction or a condition there. In a section about the bounds of the
    scope only sentences that say what is outside count. What a test assumes in order to run, and what was
    resolved since, is none. In a section about trade-offs only sentences that say what is missing or what
    the choice costs count, and of the consequences of a recorded decision only the negative ones.
    """
    for path, prose in result_texts(repo):
        title = prose.headings[0].text if prose.headings else ""
        found = max(_of_sections(path, prose), key=_level, default=None) or _of_labels(prose)
        if found is not None:
            line, what, words, heading = found
            level = _level(found)
            note = f"{what}, {plural(words, 'word')}: {quoted(heading)}"
            if is_sample_document(repo, path, title):
                level, note = Level.CLAIMED, f"{note}, in an example or a template"
            yield Evidence(path, line_of(repo, path, line), level, note, size=_rank(path, heading))
    for path, before, prose in card_texts(repo):
        stated = (each for each in _of_sections(path, prose) if each[2])
        for line, _what, words, heading in islice(stated, 1):
            note = f"in a model card that code writes, {plural(words, 'word')}: {quoted(heading)}"
            yield Evidence(path, before + line, Level.PRESENT, note)


def _rank(path: str, heading: str) -> int:
    """The README speaks of the whole work; a heading of limits alone says more than one beside others."""
    if path.casefold().partition(".")[0] == "readme":
        return 2
    words = [each for each in heading.split() if any(map(str.isalpha, each))]
    if PLAN_OF_A_PART.search(path) is not None:
        return 0
    return int(len(words) <= WORDS_OF_LIMITS_ALONE and LIMIT_HEADING.search(heading) is not None)


def _level(found: tuple[int, str, int, str]) -> Level:
    _line, what, words, _heading = found
    enough = words >= FEWEST_WORDS and what not in {A_REMARK, OF_A_CHANGE}
    return Level.SUBSTANTIVE if enough else Level.PRESENT if words else Level.CLAIMED


def _of_sections(path: str, prose: Prose) -> Iterator[tuple[int, str, int, str]]:
    """Of each section that states limits its line, what it is, its words and its heading."""
    sentences = sorted(prose.sentences, key=_line)
    for section in _sections(prose):
        kind = _kind(path, section.heading.text) or _of_a_decision(section)
        if kind is None:
            continue
        what, saying = kind
        said = _said_in(section, sentences, below=what != OF_A_DECISION)
        fewest = FEWEST_UNDONE if what == OF_A_DISCLAIMER else 1 if saying or what == OF_PLANS else 0
        said = list(_counted(section, what, saying, said))
        if len(said) < fewest:
            continue
        yield section.heading.line, what, sum(_length(text) for text in said), section.heading.text


def _counted(
    section: Section, what: str, saying: tuple[re.Pattern[str], ...], said: list[str]
) -> Iterator[str]:
    """Of what a section of a kind says the sentences that state a limit."""
    named = LIMIT_HEADING.search(section.heading.text) is not None
    for text in said:
        # A heading that names limits beside plans may hold them in any words.
        if what == OF_PLANS and (instructs(text) if named else not states_a_lack(text)):
            continue
        if saying and not any(each.search(text) for each in saying):
            continue
        if what != OF_A_DISCLAIMER or WAIVES.search(text) is None:
            yield text


_line = attrgetter("line")


class Section(Struct, frozen=True):
    """A heading, the text of the one above it, and the lines where the next begins, below it or beside it."""

    heading: Heading
    above: str
    next: int
    end: int


def _sections(prose: Prose) -> list[Section]:
    """The sections of a document in their order; one pass, however many there are."""
    headings = prose.headings
    ends, above, opened = [maxsize] * len(headings), [""] * len(headings), list[int]()
    for number, heading in enumerate(headings):
        while opened and headings[opened[-1]].level >= heading.level:
            ends[opened.pop()] = heading.line
        above[number] = headings[opened[-1]].text if opened else ""
        opened.append(number)
    following = [*(each.line for each in headings[1:]), maxsize]
    return [Section(*each) for each in zip(headings, above, following, ends, strict=False)]


def _said_in(section: Section, sentences: list[Sentence], *, below: bool) -> list[str]:
    """The sentences of a section; with `below` also those under its sub-headings, but for plans."""
    end = section.end if below else section.next
    first, last = (bisect_left(sentences, line, key=_line) for line in (section.heading.line + 1, end))
    return [
        each.text
        for each in sentences[first:last]
        if each.heading == section.heading.text or PLAN_HEADING.search(each.heading) is None
    ]


def _of_labels(prose: Prose) -> tuple[int, str, int, str] | None:
    """As `_of_sections`, of a list or a paragraph under a label."""
    for number, sentence in enumerate(prose.sentences):
        match = LABEL.fullmatch(sentence.text)
        if match is None:
            continue
        said, before = [match["rest"]], sentence
        for each in () if match["rest"] else prose.sentences[number + 1 : number + ROWS_LABELLED]:
            most = 2 if before is sentence else 1 + len(before.text) // LINE_OF_LIST
            if each.heading != sentence.heading or each.line - before.line > most or each.text.endswith(":"):
                break
            said.append(each.text)
            before = each
        words = sum(_length(text) for text in said)
        if words >= FEWEST_LABELLED:
            alone = match["rest"] and not match["label"].lower().endswith("s")
            what = A_REMARK if alone else "a list of limitations"
            return sentence.line, what, words, match["label"]
    return None


def _length(text: str) -> int:
    """The words of a text; where they are not set apart, two characters are about one."""
    return max(len(text.split()), len(UNSPACED.findall(text)) // 2)


def _kind(path: str, heading: str) -> tuple[str, tuple[re.Pattern[str], ...]] | None:
    """What a section is by its heading, and what a sentence of it must say to count; None for any other."""
    if LIABILITY_HEADING.search(heading) is not None:
        return None
    if ABOUT_TESTS.search(heading) is not None or RESOLVED.search(heading) is not None:
        return None
    if PLAN_HEADING.search(heading) is not None:
        return OF_PLANS, (SAYS_A_LIMIT,) if LIMIT_HEADING.search(heading) is not None else ()
    if ASSUMED.fullmatch(heading) is not None and PLAN_OF_A_PART.search(path) is not None:
        return OF_A_CHANGE, (SAYS_A_LIMIT,)
    if LIMIT_HEADING.search(heading) is not None:
        return "a section on limitations", ()
    bounds = SCOPE_BOUNDS.search(heading) is not None
    if (bounds or SCOPE_HEADING.search(heading) is not None) and TASK_PATH.search(path) is None:
        what = OF_A_CHANGE if CHANGE_PATH.search(path) is not None else "a section on limitations"
        return what, (SAYS_OUTSIDE, SAYS_A_LIMIT) if bounds else ()
    if DISCLAIMER_HEADING.search(heading) is not None:
        return OF_A_DISCLAIMER, (SAYS_UNDONE,)
    if TRADE_HEADING.search(heading) is not None:
        return "trade-offs that name a limit", (SAYS_A_LIMIT, SAYS_A_COST)
    return None


def _of_a_decision(section: Section) -> tuple[str, tuple[re.Pattern[str], ...]] | None:
    """As `_kind`, of the consequences in the record of a decision."""
    negative = NEGATIVE_HEADING.search(section.heading.text)
    if negative is not None and (negative["all"] or CONSEQUENCES.search(section.above) is not None):
        return OF_A_DECISION, ()
    if CONSEQUENCES.search(section.heading.text) is not None:
        return OF_A_DECISION, (SAYS_THE_BAD,)
    return None
