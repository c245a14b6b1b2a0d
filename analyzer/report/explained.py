"""What the labels mean and do not mean, what is never scored, how to contest a finding: the same in every
report. The texts are about repositories, never about a person.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.scorecard import BAND_LABELS, INSUFFICIENT, NOTEBOOK_ONLY, Scorecard

LABEL_WORDS: Mapping[str, str] = {
    "strong_public_evidence": "Strong public evidence",
    "moderate_public_evidence": "Moderate public evidence",
    "thin_public_evidence": "Thin public evidence",
    NOTEBOOK_ONLY: "Public evidence of machine learning in notebooks only",
    INSUFFICIENT: "Insufficient public evidence for a label",
}
# Valid for every rubric; a rubric's own meanings take precedence.
_MEANINGS: Mapping[str, str] = {
    "strong_public_evidence": (
        "The lower bound of the score alone reaches this rubric's top band, and one repository combines the "
        "essential parts that it requires. This describes the contents of these repositories at this commit. "
        "The label would be lower if evidence on the paths below turned out to be misleading."
    ),
    "moderate_public_evidence": (
        "Part of what this rubric looks for is visible, but less than its top band requires, or not combined "
        "in one repository. The label would be higher with evidence in the empty dimensions below, and lower "
        "if evidence on the paths below turned out to be misleading."
    ),
    "thin_public_evidence": (
        "Little of what this rubric looks for is visible in these repositories. That describes the "
        "repositories and nothing beyond them. The label would be higher with evidence in the empty "
        "dimensions below."
    ),
    NOTEBOOK_ONLY: (
        "All visible model work is in notebooks: no module, service or job was found that calls a model. "
        "Notebooks are well suited to exploration, and the code that followed from them may be private. "
        "The label would change with a repository in which live code outside notebooks trains, loads or "
        "calls a model."
    ),
    INSUFFICIENT: (
        "The lower and upper bounds of the score fall under different labels, or nothing could be read, so "
        "no label is given. That is a statement about the scan. A label would be given if the files or "
        "repositories under 'Not seen' could be read, if it were clear whose commits these are (declare "
        "names and addresses with --identity), or if the history showed more than an import or a few weeks."
    ),
}

NEVER_SCORED = (
    "Never scored: stars, followers, employer, name, picture, location, language skill, signed "
    "commits, how recent the work is, use of coding agents. Most professional work is private, and a "
    "low score does not mean that there is none."
)
A_HUMAN_DECIDES = "This report makes no decision; a person who has checked the evidence does."
BLIND = "Blind: names and addresses were removed."


def subject_words(scorecard: Scorecard) -> str:
    """What the evidence is about, as the end of a sentence: "production machine learning"."""
    return scorecard.subject or f"what the rubric {scorecard.rubric_name} looks for"


def label_words(scorecard: Scorecard) -> str:
    """The verdict's label as a heading, in the words of the rubric that gave it."""
    label = scorecard.verdict.label
    words = LABEL_WORDS.get(label, label)
    return f"{words} of {subject_words(scorecard)}" if label in BAND_LABELS else words


def label_paragraph(scorecard: Scorecard) -> str:
    """What the label means and what would change it; empty for a label that is not of the contract."""
    return meaning_of(scorecard.verdict.label, scorecard.verdict.meaning)


def meaning_of(label: str, meaning: str | None) -> str:
    """What a label means: the rubric's own paragraph, or the one that is valid for every rubric."""
    return meaning or _MEANINGS.get(label, "")


def contest_words(example: str | None) -> str:
    """How to contest a finding by its id; `example` is an id that the report contains."""
    such = f", such as {example}" if example is not None else ""
    return (
        "To contest a finding or a flag, run the same command on the same repositories, compare the results "
        f"and quote its id: repository/signal or repository/flag{such}; #n is the nth place or flag of that "
        "kind."
    )
