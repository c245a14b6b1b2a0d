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
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import plural

LIMIT_HEADING = lazy_regex(
    r"limitation|known issue|caveat|shortcoming|assumption|out of scope|not covered"
    r"|(?:\A|\b(?:design|known|accepted|and) )trade-?offs?\W*\Z",
    re.IGNORECASE,
)
# A list of what comes next is a plan: of these sections only what says what is missing now is a limit.
PLAN_HEADING = lazy_regex(
    r"open questions?|future work|next steps?\W*\Z|what i would|with more time|\Aimprovements?\W*\Z"
    r"|(?:future|possible|potential|further|planned|suggested) improvements?",
    re.IGNORECASE,
)
SAYS_A_LIMIT = lazy_regex(
    r"\b(?:not|no|cannot|only|lacks?|lacking|missing|limited|limits?|currently|assum(?:es?|ed|ing)|fails?|without"
    r"|unable|unknown|biased|too (?:small|few|slow|little)|never|hard-?coded|simplif\w{1,6})\b|n['\u2019]t\b",
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
    """The text says what the work does not do, or assumes.

    Claimed: a heading about limitations or assumptions with nothing under it. Present: such a section with
    text. Substantive: it has at least 20 words. In a section about next steps or future work only sentences
    that say what is missing now count; a list of plans alone is none.
    """
    for path, prose in result_texts(repo):
        for heading in prose.headings:
            plan = PLAN_HEADING.search(heading.text) is not None
            if not plan and not LIMIT_HEADING.search(heading.text):
                continue
            said = [each.text for each in prose.sentences if each.heading == heading.text]
            if plan:
                said = [text for text in said if SAYS_A_LIMIT.search(text)]
                if not said:
                    continue
            words = sum(len(text.split()) for text in said)
            level = Level.SUBSTANTIVE if words >= FEWEST_WORDS else Level.PRESENT if words else Level.CLAIMED
            what = "plans that say what is missing" if plan else "a section on limitations"
            note = f"{what}, {plural(words, 'word')}: {quoted(heading.text)}"
            yield Evidence(path, line_of(repo, path, heading.line), level, note)
            break
