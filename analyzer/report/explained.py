"""What the labels mean and do not mean, what is never scored, how a finding is contested: the same for
every report. All words are about repositories, none is about a person.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.scorecard import BAND_LABELS, INSUFFICIENT, NOTEBOOK_ONLY, Scorecard

LABEL_WORDS: Mapping[str, str] = {
    "strong_public_evidence": "Strong public evidence",
    "moderate_public_evidence": "Moderate public evidence",
    "thin_public_evidence": "Thin public evidence",
    NOTEBOOK_ONLY: "Public evidence of machine learning in notebooks only",
    INSUFFICIENT: "Too little could be seen for a label",
}
# True under every rubric; a rubric's own words come first.
_MEANINGS: Mapping[str, str] = {
    "strong_public_evidence": (
        "The lower bound of the score alone reaches this rubric's top band, and one repository holds the "
        "essential parts that it asks for together. It says what these repositories hold at this commit. "
        "The label would fall if evidence on the paths below turned out not to be what it seems."
    ),
    "moderate_public_evidence": (
        "Part of what this rubric asks for is visible, but not as much, or not as well joined in one "
        "repository, as its top band asks. The label would rise with what the dimensions below show "
        "empty, and fall if evidence on the paths below turned out not to be what it seems."
    ),
    "thin_public_evidence": (
        "Little of what this rubric asks for is visible in these repositories. That tells of the "
        "repositories and nothing beyond them. The label would rise with what the dimensions below show "
        "empty."
    ),
    NOTEBOOK_ONLY: (
        "Model work is visible, and all of it sits in notebooks: nothing seen calls a model from a "
        "module, a service or a job. Notebooks are a fair place for exploration, and what grew out of "
        "them may be private. The label would change with a repository in which live code outside "
        "notebooks trains, loads or calls a model."
    ),
    INSUFFICIENT: (
        "What was shown and what could still be there lead to different labels, or nothing could be "
        "read, so none is given: that is a statement about the scan. A label would follow if the "
        "files or repositories under 'not seen' became readable, or if it became clear whose commits "
        "these are (declare names and addresses with --identity)."
    ),
}

NEVER_SCORED = (
    "Never scored: stars, followers, employer, name, picture, location, language skill, signed "
    "commits, how recent the work is, use of coding agents. Most professional work is private, and a "
    "low score is no sign of its absence."
)
A_HUMAN_DECIDES = "This report decides nothing: a human who has opened the evidence does."
BLIND = "blind: names and addresses were removed"


def subject_words(scorecard: Scorecard) -> str:
    """What the evidence is of, as a sentence ends: "production machine learning"."""
    return scorecard.subject or f"what the rubric {scorecard.rubric_name} asks for"


def label_words(scorecard: Scorecard) -> str:
    """The verdict's label as a heading, in the words of the rubric that gave it."""
    label = scorecard.verdict.label
    words = LABEL_WORDS.get(label, label)
    return f"{words} of {subject_words(scorecard)}" if label in BAND_LABELS else words


def label_paragraph(scorecard: Scorecard) -> str:
    """What the label means and what would change it; empty for a label that is not of the contract."""
    return scorecard.verdict.meaning or _MEANINGS.get(scorecard.verdict.label, "")


def contest_words(example: str | None) -> str:
    """How what stands in a report is contested by its id; `example` is one that it holds."""
    such = f", such as {example}" if example is not None else ""
    return (
        "To contest a finding or a flag, run the same command on the same repositories, compare, and "
        f"quote its id: repository/signal or repository/flag{such}; #n is the nth place or flag of its "
        "kind."
    )
