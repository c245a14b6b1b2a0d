"""Whether the text says which metric decides, and why.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.documents.metric_words import (
    ABOUT_OTHER_THINGS,
    ADVANTAGE,
    CHOOSES,
    CLAUSES,
    COMPANY,
    DECIDES,
    DEFINED,
    DENIED,
    EVERYDAY,
    FIGURE_OF_TABLE,
    FOR_A_MODEL,
    GATHERED,
    HANDLED,
    HITS,
    HITS_REACH,
    LEAST_WORDS_OF_A_REASON,
    LEFT_OUT_HEADING,
    MEANT,
    METRIC,
    NO_METRIC,
    NOT_DONE,
    OF_A_VALUE,
    OF_CACHES,
    OF_ERRORS,
    OF_QUALITY,
    OF_RANKS,
    OF_SETTINGS,
    OF_THE_CLASSES,
    OPINIONS_OF_TABLE,
    PAID,
    PROMISED,
    REASON,
    REASON_COLUMN,
    REASON_FIRST,
    REMEDIES,
    SAYS_MEASURE,
    VERSION_NAMES,
    WEIGHED,
    WRONGS,
    WRONGS_MEANT,
)
from analyzer.facts.documents.readme import readme_path
from analyzer.facts.documents.result_texts import line_of, quoted, result_texts
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Sentence
from analyzer.repository import Snapshot

ROWS_READ = 12
BETWEEN_CELLS = " | "


@check(
    id="metric_choice",
    title="choice of metric",
    reads=(FileKind.PROSE, FileKind.NOTEBOOK, FileKind.SOURCE),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.EVALUATION,
        present="Who is served worst by the metric in {path}, and which one would they have chosen?",
        absent="Which kind of error is more expensive here, and how does your metric reflect that?",
        strong="Says what each kind of error costs and to whom, and derives the metric from that.",
        weak="It is the usual metric for this kind of problem.",
    ),
    other_languages=OtherLanguages("documents are read, with code or without"),
    covers=("E8",),
    near=("metric", "evaluat", "scor"),
)
def metric_choice(repo: Snapshot) -> Iterator[Observation]:
    """The text names the metric that decides, and says why.

    Read in documents and in the text cells of notebooks, in English. Present: a quality metric is named;
    one that the text says it does not claim or measure is none.
    Substantive: one sentence, or two in a row, name a metric and give a reason for it: a reason for
    another choice is none, such as one for a model, for what was done about imbalanced classes, or in a
    clause that speaks of no metric and of no error.
    """
    readme = readme_path(repo)
    for path, prose in result_texts(repo):
        named: Sentence | None = None
        decided = False
        size = 3 if path == readme else int(ABOUT_OTHER_THINGS.search(path.rpartition(".")[0]) is None)
        for number, sentence in enumerate(prose.sentences):
            before = prose.sentences[number - 1] if number else None
            if METRIC.search(sentence.text) is None:  # most have none: nothing need be taken out of them
                continue
            near = prose.sentences[max(number - HITS_REACH, 0) : number]
            if _is_of_a_cache(sentence, near, f"{path} {prose.headings[0].text if prose.headings else ''}"):
                continue
            if not METRIC.search(_without_companies(NO_METRIC.sub("", sentence.text))):
                continue
            following = prose.sentences[number + 1 : number + 1 + ROWS_READ]
            decides = DECIDES.search(sentence.text) is not None
            if (named is None or (decides and not decided)) and _is_named(sentence, following):
                beside = prose.sentences[max(number - 2, 0) : number + 3]
                if not _is_advantage(sentence, beside):
                    named, decided = sentence, decides
            # What was done about the classes is explained by a sentence before, and no measure.
            led = None if REMEDIES.search(sentence.text) else before
            reasons = (_gives_a_reason(each.text) for each in (sentence, led) if each is not None)
            if any(reasons) or _has_reason_beside(prose.sentences, number):
                note = f"a metric is named with a reason: {quoted(sentence.text)}"
                place = line_of(repo, path, sentence.line)
                yield Evidence(path, place, Level.SUBSTANTIVE, note, size=size)
                break
        else:
            if named is not None:
                note = f"a metric is named: {quoted(named.text)}"
                place = line_of(repo, path, named.line)
                yield Evidence(path, place, Level.PRESENT, note, size=size + int(_is_sure(named.text)))


def _without_companies(text: str) -> str:
    # A search for its name is a hundredth of the time of one for all that a company may stand beside.
    named = not text.isascii() or "perplexity" in text.lower()
    return COMPANY.sub("", text) if named else text


def _gives_a_reason(text: str) -> bool:
    """Whether a sentence gives a reason for a metric: its clause speaks of one, or of errors."""
    text = OF_A_VALUE.sub("", DEFINED.sub("", GATHERED.sub("", text)))
    if OF_THE_CLASSES.search(text) is not None and _is_left_to_the_metric(text):
        return True
    text = FOR_A_MODEL.sub("", text)
    text = WEIGHED.sub("", text) if OF_SETTINGS.search(text) else text
    first = REASON_FIRST.match(text)
    joined = text if first is None else f"{first[0][:-1]} {text[first.end() :]}"
    for clause in CLAUSES.split(_without_companies(PAID.sub("", NO_METRIC.sub("", joined)))):
        clause = clause if CHOOSES.search(clause) else OF_RANKS.sub("", clause)
        if REASON.search(clause) and (METRIC.search(clause) or OF_ERRORS.search(clause)):
            return True
    return False


def _is_left_to_the_metric(text: str) -> bool:
    """Whether a sentence about imbalanced classes does not say what was done to the data or the model."""
    if REMEDIES.search(text) is not None:
        clauses = (each for each in CLAUSES.split(text) if OF_THE_CLASSES.search(each))
        return any(METRIC.search(each) and not REMEDIES.search(each) for each in clauses)
    return HANDLED.search(text) is None or METRIC.search(text) is not None


def _has_reason_beside(sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a row of a table names a metric, and says why in a column for that."""
    row = sentences[number]
    if BETWEEN_CELLS not in row.text:
        return False
    first = number
    while first and sentences[first - 1].line == sentences[first].line - 1:
        first -= 1
    head = sentences[first - 1] if first else None
    if head is None or BETWEEN_CELLS not in head.text or head.line != sentences[first].line - 2:
        return False
    heads, cells = head.text.split(BETWEEN_CELLS), row.text.split(BETWEEN_CELLS)
    column = next((place for place, each in enumerate(heads) if REASON_COLUMN.fullmatch(each)), None)
    if column is None or len(heads) != len(cells):
        return False
    others = BETWEEN_CELLS.join(each for place, each in enumerate(cells) if place != column)
    return METRIC.search(NO_METRIC.sub("", others)) is not None and (
        len(cells[column].split()) >= LEAST_WORDS_OF_A_REASON
    )


def _is_sure(text: str) -> bool:
    """Whether a sentence names a measure by more than a word of everyday language."""
    return METRIC.search(EVERYDAY.sub("", WRONGS.sub("", NO_METRIC.sub("", text)))) is not None


def _is_named(sentence: Sentence, following: Sequence[Sentence]) -> bool:
    """Whether a sentence without a reason names a measure, and not one of what is left out."""
    if NOT_DONE.match(sentence.text) or LEFT_OUT_HEADING.search(sentence.heading):
        return False
    return _is_measured(sentence.text) and not _is_opinion(sentence, following)


def _is_measured(text: str) -> bool:
    """Whether a sentence that gives no reason means a measure, and not the word of everyday language."""
    text = PROMISED.sub("", DENIED.sub("", text))
    if METRIC.search(text) is None:
        return False
    plain = _without_companies(WRONGS.sub("", EVERYDAY.sub("", NO_METRIC.sub("", text))))
    if METRIC.search(plain) is not None:
        return True
    meant = VERSION_NAMES.sub("", text)
    if METRIC.search(NO_METRIC.sub("", WRONGS.sub("", text))) is not None and MEANT.search(meant) is not None:
        return True
    return WRONGS.search(text) is not None and WRONGS_MEANT.search(meant) is not None


def _is_of_a_cache(sentence: Sentence, before: Sequence[Sentence], about: str) -> bool:
    """Whether a sentence names no metric but the rate of hits, where a cache is spoken of.

    That is under such a heading, in such a list, or in a document `about` caches by its name or title.
    """
    if METRIC.search(HITS.sub("", sentence.text)) is not None:
        return False
    said = [each.text for each in before if each.heading == sentence.heading]
    return any(OF_CACHES.search(each) for each in (about, sentence.heading, *said))


def _is_advantage(sentence: Sentence, beside: Sequence[Sentence]) -> bool:
    """Whether a sentence is a point without a measure in a list of advantages, beside "Speed: ..."."""
    match = OF_QUALITY.match(sentence.text)
    if match is None or any(each.search(match["rest"]) for each in (MEANT, SAYS_MEASURE, METRIC)):
        return False
    return any(ADVANTAGE.match(each.text) for each in beside if each.heading == sentence.heading)


def _is_opinion(sentence: Sentence, following: Sequence[Sentence]) -> bool:
    """Whether a sentence is a row of ratings by an everyday word, or the head of rows without a figure."""
    if " | " not in sentence.text or METRIC.search(EVERYDAY.sub("", sentence.text)) is not None:
        return False
    if OPINIONS_OF_TABLE.search(sentence.text) is not None:
        return FIGURE_OF_TABLE.search(VERSION_NAMES.sub("", sentence.text)) is None
    rows = [each for number, each in enumerate(following) if each.line == sentence.line + 2 + number]
    figures = (FIGURE_OF_TABLE.search(VERSION_NAMES.sub("", each.text)) for each in rows)
    return bool(rows) and " | " in rows[0].text and not any(figures)
