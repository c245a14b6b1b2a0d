"""Whether users can read what changed from one release to the next."""

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, Purpose, Questions
from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, Observation
from analyzer.repository.snapshot import Snapshot

NAME = re.compile(r"(?:change(?:s|log)|history|releases?)(?:\.[a-z]+)?", re.IGNORECASE)
RELEASE = re.compile(r"\bv?\d+\.\d+.*\b\d{4}-\d{2}-\d{2}\b")
RELEASES = 3


@check(
    id="changelog",
    title="changelog",
    reads=(FileKind.PROSE,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.COMMUNICATION,
        present="Which entry of {path} broke something for its readers, and how were they told?",
        absent="How did whoever used your last service learn that it had changed?",
        strong="Names a reader, and a change that was held back for them.",
        weak="The commits are public.",
    ),
    not_asked={Purpose.RESEARCH: "research code has no releases"},
)
def changelog(repo: Snapshot) -> Iterator[Observation]:
    """Releases are written down for those who use them.

    Present: a changelog. Substantive: it has at least three releases with their dates.
    """
    for path, document in repo.prose.items():
        if NAME.fullmatch(basename(path)):
            dated = [each for each in document.headings if RELEASE.search(each.text)]
            level = Level.SUBSTANTIVE if len(dated) >= RELEASES else Level.PRESENT
            yield Evidence(path, 1, level, f"a changelog with {len(dated)} dated releases")
