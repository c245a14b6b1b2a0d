"""What is known where a job or step of Azure stands: its variables, and what its conditions leave.

Source: https://learn.microsoft.com/azure/devops/pipelines/process/conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.azure_templates import literal_variables
from analyzer.parsing.ci.expression_values import UNKNOWN, Beginning, Result
from analyzer.parsing.ci.expressions import holds
from analyzer.parsing.ci.model import is_false, scalars
from analyzer.parsing.structured import Block, Text, block, text

_MACRO = lazy_regex(r"\$\(([\w.]{1,80})\)")
_MAXIMUM_VARIANTS = 60
_REASONS = {
    "push": "IndividualCI",
    "pull_request": "PullRequest",
    "schedule": "Schedule",
    "manual": "Manual",
}
_BRANCHES = {"push": Beginning("refs/heads/"), "pull_request": Beginning("refs/pull/")}
_SET = ("build.", "system.", "agent.", "pipeline.", "environment.", "resources.")
_SAID = {"build.sourceversionmessage": "words in the commit message"}


class Scope(Struct, frozen=True):
    """A pipeline, stage, job or step with what is known in it."""

    events: tuple[str, ...]
    variables: Mapping[str, Text] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    disabled: str | None = None
    narrower: tuple[str, ...] | None = None
    gate: str | None = None

    def within(self, owner: Block, needs: tuple[str, ...]) -> Scope:
        """The scope of something in this one."""
        variables = {**self.variables, **literal_variables(owner)}
        found = replace(self, variables=variables, needs=needs)
        condition = text(owner.get("condition"))
        if is_false(owner.get("enabled")):
            return replace(found, disabled=self.disabled or "enabled: false")
        if not condition:
            return found
        events = tuple(event for event in self.events if found.holds(condition, event) is not False)
        if not events:
            why = f"condition: {condition[:80]}"
            return replace(found, disabled=self.disabled or why)
        asked: list[str] = []
        met = [event for event in events if found.holds(condition, event, asked) is not False]
        return replace(
            found,
            events=events,
            narrower=events if events != self.events else self.narrower,
            gate=self.gate or (asked[0] if asked and not met else None),
        )

    def holds(self, condition: str, event: str, asked: list[str] | None = None) -> bool | None:
        """Whether a condition holds where an event starts the run; with `asked`, what nobody set is empty."""

        def lookup(path: tuple[str, ...]) -> Result:
            name = ".".join(path[1:]).lower() if path[0] == "variables" else ""
            if name == "build.reason":
                return _REASONS.get(event, UNKNOWN)
            if name == "build.sourcebranch":
                return _BRANCHES.get(event, UNKNOWN)
            if not name:
                return UNKNOWN
            known = next((each for key, each in self.variables.items() if key.lower() == name), None)
            if known is not None:
                return UNKNOWN if "$" in known else str(known)
            if name in _SAID and asked is not None:
                asked.append(_SAID[name])
                return ""
            if name.startswith(_SET) or asked is None:
                return UNKNOWN
            asked.append(f"the variable {'.'.join(path[1:])}")
            return None

        return holds(condition, lookup)

    def variants(self, job: Block) -> Iterator[tuple[str, Scope]]:
        """The scope, once for each entry of a matrix that the job's scripts speak of."""
        matrix = block(block(job.get("strategy")).get("matrix"))
        entries = [(str(name), block(said)) for name, said in matrix.items() if block(said)]
        if not 0 < len(entries) <= _MAXIMUM_VARIANTS:
            yield "", self
            return
        for name, said in entries:
            own = {key: value for key, value in said.items() if isinstance(value, Text)}
            yield name, replace(self, variables={**self.variables, **own})

    def filled(self, written: str) -> str:
        """A text with the `$(name)` in it replaced whose value is written down."""
        if "$(" not in written:
            return written
        known = {key.lower(): str(value) for key, value in self.variables.items()}
        return _MACRO.sub(lambda match: known.get(match[1].lower(), match[0]), written)

    def environment(self, own: Block) -> tuple[tuple[str, str], ...]:
        """The variables as a script finds them: in capitals, with `_` for a dot."""
        known = [(key.upper().replace(".", "_"), str(value)) for key, value in self.variables.items()]
        return (*known, *((key, self.filled(value)) for key, value in scalars(own)))
