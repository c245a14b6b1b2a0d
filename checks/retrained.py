"""Models that were trained again over months, with the results that came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.lived import months_of, not_shown, shown_by
from analyzer.facts.history.retrainings import retrainings
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import plural

RETRAINING_MONTHS = 3


@check(
    id="retrained",
    title="models retrained over time",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.EVALUATION,
        present="What made you train again each time {path} changed? Which new model did you not take?",
        absent="When did you last train a model again, for which reason, and how was the new one judged?",
        strong="Names the occasion, the comparison with the old model, and one training that was in vain.",
        weak="It is trained again when somebody asks.",
        presumes_model=True,
    ),
    other_languages=OtherLanguages("paths and commits are read, whatever the language"),
    covers=("B8", "E10"),
    near=("retrain",),
)
def retrained(repo: Snapshot) -> Iterator[Observation]:
    """Models were made anew over months, and what they are and what they reach changed with each other.

    Counted are commits that change at least two of: a model file or a DVC pointer or lock, a metrics or
    results file, a model card, a registry file with versions or stages; at least one of these must have been
    there before. Commits of bots and merges, moved files, tests, examples and vendored files do not count.
    Present: in at least 2 different months, 28 days apart. Substantive: in at least 3. Sustained: in at least
    6 that span at least 180 days. A history that is incomplete, imported or shorter leaves it open.
    """
    yield from not_shown(repo, RETRAINING_MONTHS)
    found = retrainings(repo)
    months = months_of(each.commit for each in found)
    level = months.level(RETRAINING_MONTHS)
    if level is None:
        return
    changed = Counter(path for each in found for path in each.paths if repo.exists(path))
    place = min(changed, key=lambda path: (-changed[path], path), default=None)
    together = " with ".join(found[0].traces)
    yield Evidence(
        place,
        None,
        level,
        f"{plural(len(found), 'commit')} {months.words} made a model anew; the newest changed {together}",
        shown_by(each.commit for each in found),
    )
