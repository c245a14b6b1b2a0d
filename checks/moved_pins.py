"""Versions of images, models and data that people moved where these run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.canaries import canaries
from analyzer.facts.history.lived import COMMIT_CUT, months_of, not_shown, shown_by
from analyzer.facts.history.pins import Pin, pins_moved
from analyzer.facts.history.setting_changes import unread_changes
from analyzer.facts.infrastructure.environments import environment_files
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import plural

# In three months that were read by hand, all were in use; in two, one of nine was not.
PIN_MONTHS = 3
# One version that came later to some places may be an oversight.
CANARY_VERSIONS = 2
SECONDS_AN_HOUR = 3600
VERSION_CUT = 60


@check(
    id="moved_pins",
    title="versions moved over time",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Take the last version that was moved in {path}: what did you look at before, and after?",
        absent="How does a new version of a model or an image get to where it runs, and who decides it?",
        strong="Names what was compared, how long they waited, and a version that they took back.",
        weak="The newest one is always taken.",
    ),
    other_languages=OtherLanguages("commits and configuration are read, whatever the language"),
    covers=("E10", "G2"),
)
def moved_pins(repo: Snapshot) -> Iterator[Observation]:
    """The same key moved from an old to a new version over months, in files that say what runs.

    Tags of images built here or in a registry of one's own, versions of models and data, and commits they are
    taken from count, in deployment and environment files; files for several environments count together.
    `latest` and branches, images of others, base images of Dockerfiles, versions of tools, another registry
    for the same version, the number of a release in the manifests that are released, compose files that
    nothing deploys, and changes by bots do not count. Present: moved in at least 2 different months, 28 days
    apart. Substantive: in at least 3. Sustained: in at least 6 that span at least 180 days. One level more
    where at least 2 versions came to one stage or instance first and to the rest later. A history that is
    incomplete, imported or shorter leaves it open, as do old versions that could not be read.
    """
    yield from not_shown(repo, PIN_MONTHS)
    yield from unread_changes(repo)
    groups: dict[str, list[Pin]] = {}
    for pin in pins_moved(repo):
        groups.setdefault(environment_files(repo).get(pin.change.path, pin.change.path), []).append(pin)
    for pins in groups.values():
        yield from _evidence(sorted(pins, key=lambda pin: pin.change.commit.written or 0, reverse=True))


def _evidence(pins: Sequence[Pin]) -> Iterator[Evidence]:
    months = months_of(pin.change.commit for pin in pins)
    level = months.level(PIN_MONTHS)
    if level is None:
        return
    steps = canaries(pins)
    note = f"{_things(pins)} moved {months.words}, last by commit {pins[0].change.commit.sha[:COMMIT_CUT]}"
    if steps:
        one = steps[0]
        wait = one.seconds // SECONDS_AN_HOUR
        later = f"{wait // 24} days" if wait >= 48 else plural(max(wait, 1), "hour")
        order = f"to {one.first[:60]} first and to {one.rest[:60]} {later} later"
        note += f"; {one.version[:VERSION_CUT]} came {order}"
    if len(steps) >= CANARY_VERSIONS:
        level = Level.SUBSTANTIVE if level is Level.PRESENT else Level.SUSTAINED
        note += f", in such an order {len(steps)} times"
    place = next((pin.change for pin in pins if pin.change.line is not None), pins[0].change)
    yield Evidence(place.path, place.line, level, note, shown_by(pin.change.commit for pin in pins))


def _things(pins: Sequence[Pin]) -> str:
    keys = len({(pin.change.path, pin.change.key) for pin in pins})
    kinds = " and ".join(sorted({pin.thing for pin in pins}))
    return f"{plural(keys, 'key')} that pin{'s' if keys == 1 else ''} {kinds}"
