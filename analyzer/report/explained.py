"""What the labels mean and do not mean, what is never scored, how a finding is contested: the same for
every report. All words are about repositories, none is about a person.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.scoring import INSUFFICIENT, NOTEBOOK_ONLY

_LABELS: Mapping[str, str] = {
    "strong_public_evidence": (
        "At least one repository joins model code in live use with connected evidence in several of "
        "the essential dimensions, and the lower bound of the score alone reaches the top band. It "
        "says what these repositories hold at this commit, and not how well it ran or who decided "
        "what. The label would fall if the work on the paths below turned out to be somebody else's, "
        "or if no single repository held the essential parts together."
    ),
    "moderate_public_evidence": (
        "Work around a model is visible, and some of it was tested, watched or kept up, but not as "
        "much, or not as well joined in one repository, as the top band asks. The label would rise "
        "with one repository in which a model in live code meets connected tests, delivery, serving "
        "or operations; it would fall if that work turned out to be somebody else's."
    ),
    "thin_public_evidence": (
        "Little of what running a model in production leaves behind is visible in these repositories. "
        "Most such work is private, so this tells of the repositories and nothing beyond them. The "
        "label would rise with a repository in which work on models or their data is tested, watched "
        "or kept up, and with more of the files that the dimensions below name."
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
    "commits, how recent the work is, use of coding agents. Most production work is private, and a "
    "low score is no sign of its absence."
)
A_HUMAN_DECIDES = "This report decides nothing: a human who has opened the evidence does."
BLIND = "blind: names and addresses were removed"


def label_paragraph(label: str) -> str:
    """What a label means and what would change it; empty for a band of somebody's own rubric."""
    return _LABELS.get(label, "")


def contest_words(example: str | None) -> str:
    """How what stands in a report is contested by its id; `example` is one that it holds."""
    such = f", such as {example}" if example is not None else ""
    return (
        "To contest a finding or a flag, run the same command on the same repositories, compare, and "
        f"quote its id: repository/signal or repository/flag{such}; #n is the nth place or flag of its "
        "kind."
    )
