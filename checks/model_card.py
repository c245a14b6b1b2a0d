"""Whether a document says what a model is for, where it fails, and how well it performs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions
from analyzer.engine.registry import check
from analyzer.facts.documents.limit_words import LIMIT_HEADING
from analyzer.facts.documents.sample_documents import is_sample_document
from analyzer.facts.documents.written_cards import written_cards
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.documents import Heading, Prose, Sentence
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import package_uses
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import OF_MODELS, programs_have_model
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runs.execution import ci_tests, operated

CARD_PATH = lazy_regex(r"(?:^|[/_.-])model[-_ ]?cards?(?:[/_.-]|\Z)", re.IGNORECASE)
CARD_HEADING = lazy_regex(r"(?:the )?model[- ]cards?(?:(?: for|:| of|,| -) .{1,80})?", re.IGNORECASE)
CARD_TEMPLATE = lazy_regex(r"template", re.IGNORECASE)
# A README with one of these in its header is shown as a model's card where models are shared.
CARD_HEADER = word_set("library_name pipeline_tag base_model")
# What a card must say to be of use, by the headings that it stands under; after English other languages.
CARD_TOPICS = {
    "intended use": lazy_regex(
        r"\buses?\b|\busage\b|\bpurpose\b|\bintended\b|who (?:it|this) is for"
        r"|\bназначение\b|\buso (?:previsto|pretendido)\b|\bverwendungszweck\b",
        re.I,
    ),
    "limitations": lazy_regex(
        r"\blimit|\brisks?\b|\bbias|\bcaveat|out[- ]of[- ]scope|known issue|\bfail", re.I
    ),
    "metrics": lazy_regex(
        r"\bevaluat|\bmetric|\bmeasure|\bperformance|\bresults?\b|\baccuracy\b"
        r"|\bметрик|\bmétric|\bmétriques?\b|\bmetriken\b",
        re.I,
    ),
}
CARD_NUMBER = lazy_regex(r"\d")
CARD_GAP = lazy_regex(
    r"\W*(?:more information needed|to ?do|tbd|tba|n/?a|none|coming soon|fill (?:this|me) in)\W*",
    re.IGNORECASE,
)
CARD_WORDS = 20
COMMAND_SHOWN = 80
CARD_PACKAGES = word_set("huggingface_hub.ModelCard huggingface_hub.repocard model_card_toolkit")
# Programs that move or show a file: none of them writes it or looks into it.
FILE_MOVERS = word_set("cat chmod cp echo find git head less ln ls mkdir more mv printf rm rsync tail touch")


class _Card(Struct, frozen=True):
    """A card: where it begins, what it says under which headings, and whether it is the `whole` document."""

    path: str
    line: int
    said: tuple[tuple[str, Sentence], ...]
    whole: bool

    @property
    def file_name(self) -> str:
        """The name by which commands and code speak of it; "" where that name is the name of more."""
        name = basename(self.path)
        return name if self.whole and name.casefold() != "readme.md" else ""

    @property
    def words(self) -> int:
        return sum(len(sentence.text.split()) for _headings, sentence in self.said)

    @property
    def missing(self) -> list[str]:
        """The topics that it does not cover; metrics must have numbers."""
        return [topic for topic in CARD_TOPICS if not self._says(topic)]

    @property
    def lack(self) -> str:
        """What keeps it from covering every topic: no text under a heading, or metrics without a number."""
        empty = [topic for topic in self.missing if not any(self._under(topic))]
        lacks = [f"no text under a heading about {', '.join(empty)}"] if empty else []
        lacks += ["no number under a heading about metrics"] if len(empty) < len(self.missing) else []
        return " and ".join(lacks)

    def _says(self, topic: str) -> bool:
        return any(
            topic != "metrics" or CARD_NUMBER.search(each.text) is not None for each in self._under(topic)
        )

    def _under(self, topic: str) -> Iterator[Sentence]:
        """What stands under a heading about the topic."""
        for headings, sentence in self.said:
            of_limits = topic == "limitations" and LIMIT_HEADING.search(headings) is not None
            if of_limits or CARD_TOPICS[topic].search(headings) is not None:
                yield sentence


class _Keeper(Struct, frozen=True):
    """A place that makes, writes or checks a card, and how."""

    path: str
    line: int
    note: str


@check(
    id="model_card",
    title="model card",
    reads=(FileKind.PROSE, FileKind.PYTHON, FileKind.SOURCE, FileKind.CI, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.COMMUNICATION,
        present="Who should not use the model described in {path}, and how would they find out?",
        absent="What would somebody need to know before using your last model for something else?",
        strong="Names a use that was ruled out, the number behind it, and who keeps the card up to date.",
        weak="Repeats the accuracy.",
        presumes_model=True,
    ),
    not_asked={Purpose.LIBRARY: "a library ships no model of its own"},
    other_languages=OtherLanguages("a card is a document, and documents are read"),
    near=("model_card", "datasheet", "model_detail"),
)
def model_card(repo: Snapshot) -> Iterator[Observation]:
    """A document says what a model is for, where it fails and how well it performs.

    Claimed: a card with fewer than 20 words of its own, or an example of a card; unfilled template text
    does not count. Present: a card, as a document, as a section of that title that is not mostly code, or as
    the README of a shared model; or live code that creates or writes one, in any language. Substantive: it
    covers the intended use, limitations, and metrics with a number, each under a heading. Wired: something
    automated writes or checks the card: a CI command that names its file, or a program that is started or a
    test that CI runs.
    """
    makers = list(_makers(repo))
    cards = list(_cards(repo))
    kept_by = _keepers(repo, frozenset(each.file_name for each in cards if each.file_name))
    at_work = [each for each in makers if each.path in operated(repo)]
    for card in cards:
        level, note = _judged(card)
        if is_sample_document(repo, card.path, _title(repo, card.path)):
            level, note = Level.CLAIMED, "an example or a template of a model card"
        keepers = [*kept_by.get(card.file_name, ()), *at_work]
        if level is Level.SUBSTANTIVE and keepers:
            first = keepers[0]
            yield Evidence(card.path, card.line, Level.WIRED, f"{note}; written or checked by {first.path}")
            yield Evidence(first.path, first.line, Level.WIRED, f"writes or checks {card.path}: {first.note}")
        else:
            yield Evidence(card.path, card.line, level, note)
    for maker in makers:
        yield Evidence(maker.path, maker.line, Level.PRESENT, maker.note)
    for place in written_cards(repo) if not cards else ():
        yield Evidence(place.path, place.line, Level.PRESENT, "code writes a model card")
    if not (model_uses(repo) or programs_have_model(repo) or notebook_uses(repo, *OF_MODELS)):
        yield NotApplicable("no code here works with a model")


# -- cards -------------------------------------------------------------------------------------------


def _cards(repo: Snapshot) -> Iterator[_Card]:
    for path, document in repo.prose.items():
        if CARD_TEMPLATE.search(path) or is_test_path(path):
            continue
        header = {key for key, _value in document.front_matter}
        if CARD_PATH.search(path) or (basename(path).casefold() == "readme.md" and header & CARD_HEADER):
            yield _Card(path, 1, tuple(_said(document)), whole=True)
            continue
        for heading in document.headings:
            if CARD_HEADING.fullmatch(heading.text.strip()) and not _is_code(document, heading):
                yield _Card(path, heading.line, tuple(_said(document, heading)), whole=False)
                break


def _is_code(document: Prose, card: Heading) -> bool:
    """Whether a section holds more words of code than of its own: it says how a card is made."""
    after = (each.line for each in document.headings if each.line > card.line and each.level <= card.level)
    end = next(after, sys.maxsize)
    code = sum(len(text.split()) for line, _language, text in document.code_blocks if card.line < line < end)
    return code > sum(len(sentence.text.split()) for _headings, sentence in _said(document, card))


def _said(document: Prose, card: Heading | None = None) -> Iterator[tuple[str, Sentence]]:
    """Every sentence of a section, or of all, that is no gap of a template, with the headings above it."""
    headings = document.headings
    above: list[Heading] = []
    number = 0
    for sentence in document.sentences:
        while number < len(headings) and headings[number].line <= sentence.line:
            above = [each for each in above if each.level < headings[number].level] + [headings[number]]
            number += 1
        if (card is None or card in above) and CARD_GAP.fullmatch(sentence.text) is None:
            yield " / ".join(each.text for each in above), sentence


def _title(repo: Snapshot, path: str) -> str:
    headings = repo.prose[path].headings
    return headings[0].text if headings else ""


def _judged(card: _Card) -> tuple[Level, str]:
    if card.words < CARD_WORDS:
        return Level.CLAIMED, f"a model card with {card.words} words of its own"
    if card.missing:
        return Level.PRESENT, f"a model card with {card.lack}"
    return Level.SUBSTANTIVE, "a model card with intended use, limitations and metrics"


# -- what keeps them ---------------------------------------------------------------------------------


def _makers(repo: Snapshot) -> Iterator[_Keeper]:
    for use in package_uses(repo, CARD_PACKAGES):
        if use.call is not None and not use.code.notebook and not is_test_path(use.code.path):
            yield _Keeper(use.code.path, use.line, f"code creates a model card: {use.target}")


def _keepers(repo: Snapshot, names: frozenset[str]) -> Mapping[str, list[_Keeper]]:
    """What runs by itself and names a file of one of these names: CI commands, then code."""
    found: dict[str, list[_Keeper]] = {name: [] for name in names}
    if not names:
        return found
    for run in ci_runs(repo):
        words = [basename(each) for each in run.reached.words]
        if FILE_MOVERS.intersection(words[:1]) or run.reached.failure is Failure.MASKED:
            continue
        place, command = run.reached.place, " ".join(run.reached.words)[:COMMAND_SHOWN]
        for name in names.intersection(words[1:]):
            found[name].append(_Keeper(place.path, place.line, f"CI runs {command}"))
    running = operated(repo) | {path for path, _test in ci_tests(repo)}
    for path in sorted(running & repo.modules.keys()):
        for call in repo.modules[path].calls:
            for name in names.intersection(map(basename, call.strings)):
                found[name].append(_Keeper(path, call.line, f"{call.target} names it"))
    return found
