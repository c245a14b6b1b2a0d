"""Whether the text states the limitations of the work.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.result_texts import line_of, quoted, result_texts
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot

LIMIT_HEADING = re.compile(
    r"limitation|known issue|caveat|shortcoming|future work|next steps?\W*\Z|what i would|with more time"
    r"|(?:future|possible|potential|further|planned|suggested) improvements?|\Aimprovements?\W*\Z"
    r"|assumption|out of scope|not covered|open question"
    r"|(?:\A|\b(?:design|known|accepted|and) )trade-?offs?\W*\Z",
    re.IGNORECASE,
)
FEWEST_WORDS = 20


@check(
    id="limitations",
    title="documented limitations",
    reads=(FileKind.PROSE, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="Which limitation in {path} would you remove first, and what would it cost?",
        absent="Under which conditions does this stop working, and who would notice first?",
        strong="Names the limitation that hurts most, and what it would take to remove it.",
        weak="With more time everything would be better.",
    ),
    other_languages=OtherLanguages(
        "documents are read; those with code in R or Quarto are not",
        (Role.TEXT,),
    ),
    covers=("F7", "K1"),
)
def limitations(repo: Snapshot) -> Iterator[Observation]:
    """The text says what the work does not do, assumes, or would need next.

    Claimed: a heading about limitations, assumptions or next steps with nothing under it. Present: such a
    section with text. Substantive: it has at least 20 words.
    """
    for path, prose in result_texts(repo):
        for heading in prose.headings:
            if not LIMIT_HEADING.search(heading.text):
                continue
            words = sum(len(each.text.split()) for each in prose.sentences if each.heading == heading.text)
            level = Level.SUBSTANTIVE if words >= FEWEST_WORDS else Level.PRESENT if words else Level.CLAIMED
            note = f"a section on limitations, {words} words: {quoted(heading.text)}"
            yield Evidence(path, line_of(repo, path, heading.line), level, note)
            break
