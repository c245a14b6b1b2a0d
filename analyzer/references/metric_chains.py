"""Whether the metrics that a file asks for reach it: emitted, by code that something starts."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from analyzer.facts.telemetry.program_metrics import program_files_running
from analyzer.references.metrics import Origin, origins
from analyzer.references.model import Outcome
from analyzer.references.running import sound_modules
from analyzer.repository import Snapshot

# An empty panel is noticed by whoever looks; where more than half of a file shows nothing, nobody looks.
SHARE_THAT_REACHES = 0.5
SHOWN_NAMES = 3


class MetricChain(Struct, frozen=True):
    """What became of the metrics of a file, or of one rule; each stands in one of the lists.

    `reached` are emitted by code that something starts; `unreached` only by files that are not started,
    `shown` only by an example or a test, each with such a file; `missing` by nothing in the repository;
    `configured` by its exporters or recording rules. `absent` is also what is known to run beside it emits.
    """

    reached: tuple[str, ...] = ()
    unreached: tuple[tuple[str, str], ...] = ()
    shown: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    configured: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def own(self) -> int:
        """How many of them the repository itself would have to emit."""
        return len(self.reached) + len(self.unreached) + len(self.shown) + len(self.missing)

    @property
    def is_whole(self) -> bool:
        """Whether all that the repository would have to emit comes from code that something starts."""
        return len(self.reached) == self.own and bool(self.reached or self.configured)

    @property
    def is_mostly_whole(self) -> bool:
        """Whether at least half of it does."""
        return len(self.reached) >= self.own * SHARE_THAT_REACHES and bool(self.reached or self.configured)

    @property
    def broken(self) -> str:
        """Which link is broken, and where."""
        if self.unreached and not self.missing:
            metric, path = self.unreached[0]
            return f"{metric[:60]} is emitted in {path[:120]}, which nothing here was seen to start"
        counted = f"code that is started emits {len(self.reached)} of its {self.own} own metrics"
        return f"{counted}; {self.nobody}" if self.nobody else counted

    @property
    def nobody(self) -> str:
        """What nothing here emits, up to three; "" if that is none of them."""
        if self.shown and not self.missing:
            metric, path = self.shown[0]
            return f"only {path[:120]}, an example or a test, emits {metric[:60]}"
        names = self.absent[:SHOWN_NAMES]
        return f"nothing here emits {', '.join(each[:60] for each in names)}" if names else ""


def metric_chain(repo: Snapshot, metrics: Iterable[str]) -> MetricChain:
    """The chain of the metrics of a query or of a whole file."""
    known, running = origins(repo), sound_modules(repo) | program_files_running(repo)
    reached: list[str] = []
    unreached: list[tuple[str, str]] = []
    shown: list[tuple[str, str]] = []
    missing: list[str] = []
    configured: list[str] = []
    absent: list[str] = []
    for metric in dict.fromkeys(metrics):
        origin = known.get(metric, Origin(Outcome.CANNOT_BE_TOLD))
        if origin.shown_in is not None:
            shown.append((metric, origin.shown_in))
        elif origin.outcome is Outcome.RESOLVES and not origin.files:
            configured.append(metric)
        elif origin.files & running:
            reached.append(metric)
        elif origin.files:
            unreached.append((metric, min(origin.files)))
        elif not origin.mentioned:
            absent.append(metric)
            if origin.outcome is not Outcome.MADE_ELSEWHERE and ":" not in metric:
                missing.append(metric)
    return MetricChain(
        *map(tuple, (reached, unreached, shown, missing, configured, absent))  # type: ignore[arg-type]
    )
