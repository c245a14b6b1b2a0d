"""What starts a workflow of GitHub Actions, and what its conditions leave of that.

Source: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from analyzer.parsing.ci.events import possible_filter, possible_schedule
from analyzer.parsing.ci.expression_values import TRUTHY, UNKNOWN, Beginning, Result, below
from analyzer.parsing.ci.expressions import holds
from analyzer.parsing.ci.globs import PathFilter, only, without
from analyzer.parsing.ci.matrix import Combination, named_values
from analyzer.parsing.ci.model import texts
from analyzer.parsing.structured import Block, Value, block, items, text

_FILTERED = ("push", "pull_request", "pull_request_target")
# Activities of a proposed change that come with the change itself; the others are somebody's act.
_OF_CHANGES = frozenset({"opened", "synchronize", "reopened", "ready_for_review", "closed"})
_REFS = {
    "push": Beginning("refs/heads/"),
    "tag": Beginning("refs/tags/"),
    "pull_request": Beginning("refs/pull/"),
    "merge_group": Beginning("refs/heads/gh-readonly-queue/"),
}
# Empty unless somebody fills them: settings of the project, words in a message, labels.
_SETTINGS = {"secrets": "the secret", "vars": "the variable"}
_ACTS: tuple[tuple[tuple[str, ...], str, Result], ...] = (
    (("head_commit", "message"), "words in the commit message", ""),
    (("pull_request", "title"), "words in the title", ""),
    (("pull_request", "body"), "words in the description", ""),
    (("pull_request", "labels", "*", "name"), "a label", []),
    (("label", "name"), "a label", ""),
    (("comment", "body"), "words in a comment", ""),
)


class Context(Struct, frozen=True):
    """What is known where an expression stands. `event` None: nothing is asked of one event.

    `inputs` are those of a call, or the defaults. `empty`: what somebody must set or write is not there.
    """

    matrix: Combination = field(default_factory=dict)
    inputs: Mapping[str, Result] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    event: str | None = None
    called: bool = False
    empty: bool = False
    asked: list[str] = field(default_factory=list)

    def lookup(self, path: tuple[str, ...]) -> Result:
        """What a name means; `UNKNOWN` if only a run knows."""
        match path:
            case ("matrix", *rest):
                return named_values(self.matrix, tuple(rest)) if self.matrix else UNKNOWN
            case ("inputs", name, *rest):
                return self._input(name, rest)
            case ("github", "event", "inputs", name):
                return None if self._is_change else self._input(name, [])
            case ("env", name):
                return self._variable(name)
            case ("secrets" | "vars" as kind, name):
                return self._setting(kind, name)
            case ("github", *rest):
                return self._github(tuple(rest))
        return UNKNOWN

    @property
    def _is_change(self) -> bool:
        return self.event is not None and self.event not in ("workflow_dispatch", "workflow_call")

    def _input(self, name: str, rest: list[str]) -> Result:
        if self._is_change and not self.called:
            return None
        found = next((key for key in self.inputs if key.lower() == name.lower()), None)
        return UNKNOWN if found is None else below(self.inputs[found], rest)

    def _variable(self, name: str) -> Result:
        written = self.variables.get(name)
        if written is None:
            return UNKNOWN
        for kind in _SETTINGS:
            for start in (f"{kind}.", f"{kind.upper()}."):
                inner = written.strip().removeprefix("${{").removesuffix("}}").strip()
                if inner.startswith(start) and inner[len(start) :].isidentifier():
                    return self._setting(kind, inner[len(start) :])
        return UNKNOWN if "${{" in written else written

    def _setting(self, kind: str, name: str) -> Result:
        if name.upper() == "GITHUB_TOKEN":
            return TRUTHY
        if not self.empty:
            return UNKNOWN
        self.asked.append(f"{_SETTINGS[kind]} {name}")
        return ""

    def _github(self, path: tuple[str, ...]) -> Result:
        if self.event is None:
            return UNKNOWN
        if self.empty and path[:1] == ("event",):
            for tail, words, value in _ACTS:
                if path[-len(tail) :] == tail:
                    self.asked.append(words)
                    return value
        proposal = self.event.startswith(("pull_request", "merge_group"))
        match path:
            case ("event_name",):
                return "push" if self.event == "tag" else self.event
            case ("ref",):
                return _REFS.get(self.event.removesuffix("_target"), Beginning("refs/"))
            case ("ref_type",):
                return "tag" if self.event == "tag" else "branch"
            case ("base_ref" | "head_ref",):
                return TRUTHY if proposal else ""
            case ("event", "pull_request", *_):
                return UNKNOWN if proposal else None
        return UNKNOWN


def triggers_of(on: Value | None) -> tuple[tuple[str, ...], str | None, tuple[tuple[str, PathFilter], ...]]:
    """The events that can start the workflow, why none can, and which changed files they ask for."""
    if not isinstance(on, Block):
        events = texts(on)
        return events, None if events else "`on` names no event", ()
    found: list[str] = []
    reasons: list[str] = []
    filters: list[tuple[str, PathFilter]] = []
    for event, settings in on.items():
        name, reason = _event(event, settings)
        if reason is not None:
            reasons.append(reason)
        if name is not None:
            found.append(name)
            if event in _FILTERED:
                filters.extend((name, each) for each in _path_filters(block(settings)))
    return tuple(found), None if found else "; ".join(reasons) or "`on` names no event", tuple(filters)


def _event(event: str, settings: Value) -> tuple[str | None, str | None]:
    if event in _FILTERED:
        return _filtered(event, block(settings))
    if event == "schedule":
        return possible_schedule([text(block(each).get("cron")) for each in items(settings)], event)
    return str(event), None


def _filtered(event: str, settings: Block) -> tuple[str | None, str | None]:
    """The event as its filters leave it; a push of tags only is a "tag"."""
    tags = texts(settings.get("tags")) or texts(settings.get("tags-ignore"))
    if tags and not texts(settings.get("branches")) and not texts(settings.get("branches-ignore")):
        return "tag", None
    types = texts(settings.get("types"))
    if types and not _OF_CHANGES & set(types):
        return f"{event} that is {' or '.join(types)}"[:120], None
    reason = possible_filter(texts(settings.get("branches")), texts(settings.get("branches-ignore")))
    if reason is None:
        return event, None
    return ("tag", None) if tags else (None, f"{event} is {reason}")


def _path_filters(settings: Block) -> Iterator[PathFilter]:
    if patterns := texts(settings.get("paths")):
        yield only(patterns, counted=True)
    if patterns := texts(settings.get("paths-ignore")):
        yield without(patterns, counted=True)


# -- conditions --------------------------------------------------------------------------------------


def narrowed(
    condition: str | None, triggers: tuple[str, ...], context: Callable[[str, bool], Context]
) -> tuple[str, ...] | None:
    """The triggers under which a condition can hold; None if that is all of them.

    A push without a filter is one of a tag too.
    """
    if condition is None or not triggers:
        return None
    found: list[str] = []
    for event in triggers:
        if holds(condition, context(event, False).lookup) is not False:
            found.append(event)
        elif event == "push" and holds(condition, context("tag", False).lookup) is not False:
            found.append("tag")
    return None if tuple(found) == triggers else tuple(dict.fromkeys(found))


def gate_of(
    condition: str | None, triggers: tuple[str, ...], context: Callable[[str, bool], Context]
) -> str | None:
    """What must be set or written for a condition to hold where a change starts the workflow."""
    if condition is None:
        return None
    asked: list[str] = []
    for event in triggers:
        if holds(condition, context(event, False).lookup) is False:
            continue
        empty = context(event, True)
        if holds(condition, empty.lookup) is not False:
            return None
        asked.extend(empty.asked)
    return asked[0] if asked else None
