"""When a job of GitLab CI runs: its rules, decided for each kind of pipeline.

Source: https://docs.gitlab.com/ci/jobs/job_rules/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.descent import BadConditionError, ConditionReader
from analyzer.parsing.ci.expression_values import FALSY, TRUTHY, UNKNOWN, Result, truth
from analyzer.parsing.ci.globs import matches, only
from analyzer.parsing.ci.model import BY_HAND, EVERY_CHANGE, is_true, texts
from analyzer.parsing.steps import spend
from analyzer.parsing.structured import Block, Items, Value, block, items, text

_MAXIMUM_CONDITION = 4_000
_TOKEN = lazy_regex(
    r"\s*(?:\$\{?(?P<name>\w+)\}?|(?P<text>\"[^\"]*\"|'[^']*')|(?P<pattern>/(?:[^/\\\n]|\\.)*+/[a-z]*)"
    r"|(?P<word>null|true|false)|(?P<mark>==|!=|=~|!~|&&|\|\||[()!]))"
)
# What is known of the variables that GitLab sets, by the kind of pipeline.
_SET: Mapping[str, Mapping[str, Result]] = {
    "push": {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": TRUTHY, "CI_COMMIT_TAG": None},
    "tag": {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": None, "CI_COMMIT_TAG": TRUTHY},
    "pull_request": {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_COMMIT_BRANCH": None,
        "CI_COMMIT_TAG": None,
    },
    "schedule": {"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BRANCH": TRUTHY, "CI_COMMIT_TAG": None},
    "manual": {"CI_COMMIT_BRANCH": TRUTHY, "CI_COMMIT_TAG": None},
}
_ALWAYS: Mapping[str, Result] = {
    "CI": "true",
    "GITLAB_CI": "true",
    "CI_DEFAULT_BRANCH": TRUTHY,
    "CI_COMMIT_REF_NAME": TRUTHY,
}
_SAID = {
    "CI_COMMIT_MESSAGE": "words in the commit message",
    "CI_COMMIT_TITLE": "words in the commit message",
    "CI_COMMIT_DESCRIPTION": "words in the commit message",
    "CI_MERGE_REQUEST_LABELS": "a label",
    "CI_MERGE_REQUEST_TITLE": "words in the title",
}
_ASKS = {"schedule": lazy_regex(r"schedule"), "manual": lazy_regex(r"\b(?:web|api|trigger)\b")}
_CHANGES = frozenset(EVERY_CHANGE)
_REFERENCES = {
    "branches": "push",
    "pushes": "push",
    "merge_requests": "pull_request",
    "external_pull_requests": "pull_request",
    "tags": "tag",
    "schedules": "schedule",
    "web": "manual",
    "api": "manual",
    "triggers": "manual",
}


class Start(Struct, frozen=True):
    """When a job runs: the triggers (None: all of the pipeline's), or the reason why never."""

    triggers: tuple[str, ...] | None = None
    never: str | None = None
    idle: tuple[str, ...] = ()
    gate: str | None = None
    masked: bool = False


class Surroundings(Struct, frozen=True):
    """What rules can ask of the repository. `paths` and `code` are None if it is not at hand.

    `source` is what starts the pipeline, where it is always the same: another pipeline.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    paths: Sequence[str] | None = None
    code: Sequence[str] | None = None
    source: str | None = None


def start_of(job: Block, around: Surroundings) -> Start:
    """When a job runs, by `rules`, `when`, `only` and `except`."""
    rules = items(job.get("rules"))
    if rules:
        return start_by_rules(rules, around, text(job.get("when")))
    when = text(job.get("when"))
    if when == "never":
        return Start(never="when: never")
    if when == "manual":
        return Start(triggers=BY_HAND)
    return _by_references(job, around)


def start_by_rules(rules: Items, around: Surroundings, when: str = "") -> Start:
    """What a list of rules leaves: for each kind of pipeline, the first that holds decides."""
    said = [block(each) for each in rules]
    written = " ".join(text(each.get("if")) for each in said)
    asked = [event for event, pattern in _ASKS.items() if pattern.search(written)]
    events = ("push", "pull_request", "tag", *asked)
    found: dict[str, bool] = {}
    masked = True
    for event in events:
        for name, passed_by, allowed in _starts(said, event, around, when, None):
            found[name] = found.get(name, True) and passed_by
            masked = masked and allowed
    if not found:
        return Start(never="rules: when: never")
    triggers = tuple(found)
    idle = tuple(name for name, each in found.items() if each)
    gate = None
    if _CHANGES & set(triggers):
        needed: list[str] = []
        changes = [event for event in events if event in _CHANGES]
        if not any(
            name in _CHANGES
            for event in changes
            for name, _idle, _ in _starts(said, event, around, when, needed)
        ):
            gate = needed[0] if needed else None
    whole = {*EVERY_CHANGE, "tag"} <= set(triggers) and "manual" not in triggers
    return Start(None if whole and not asked else triggers, idle=idle, gate=gate, masked=masked)


def _starts(
    rules: list[Block], event: str, around: Surroundings, when: str, needed: list[str] | None
) -> Iterator[tuple[str, bool, bool]]:
    """The triggers that rules leave of an event, whether no code passes, and whether a failure may be."""
    for rule in rules:
        holds = _holds(text(rule.get("if")), event, around, needed) if "if" in rule else True
        if holds is False:
            continue
        there = _exist(rule, around)
        if there is False:
            continue
        passes = _passes(rule, event, around)
        certain = holds is True and there is True and passes is True
        asked = text(rule.get("when")) or when
        if asked != "never":
            allowed = is_true(rule.get("allow_failure"))
            yield "manual" if asked == "manual" else event, passes is False, allowed
        elif passes is False:
            continue
        if certain:
            return


def _exist(rule: Block, around: Surroundings) -> bool | None:
    said = rule.get("exists")
    if said is None:
        return True
    patterns = texts(block(said).get("paths")) if isinstance(said, Block) else texts(said)
    if around.paths is None or any("$" in each for each in patterns):
        return None
    return any(matches(pattern, path) for pattern in patterns for path in around.paths)


def _passes(rule: Block, event: str, around: Surroundings) -> bool | None:
    """Whether the files that a rule asks for can be code; it asks for none in pipelines of other kinds."""
    said = rule.get("changes")
    if said is None or event not in _CHANGES:
        return True
    patterns = texts(block(said).get("paths")) if isinstance(said, Block) else texts(said)
    if not around.code or any("$" in each for each in patterns):
        return None
    return None if only(patterns).passes_any(around.code) else False


def _by_references(job: Block, around: Surroundings) -> Start:
    """The older `only` and `except`; a name or pattern means pushes to such a branch."""
    wanted, refused = job.get("only"), job.get("except")
    names = texts(block(wanted).get("refs")) if isinstance(wanted, Block) else texts(wanted)
    without = texts(block(refused).get("refs")) if isinstance(refused, Block) else texts(refused)
    triggers = tuple(dict.fromkeys(_REFERENCES.get(name, "push") for name in names)) or None
    whole = frozenset(_REFERENCES[name] for name in without if name in _REFERENCES)
    if whole:
        kept = tuple(each for each in triggers or ("push", "tag") if each not in whole)
        if not kept:
            return Start(never="except: every reference")
        triggers = kept
    idle = triggers or EVERY_CHANGE
    taken = Block({"changes": block(wanted)["changes"]}) if "changes" in block(wanted) else None
    if taken is None or _passes(taken, "push", around) is not False:
        idle = ()
    needed: list[str] = []
    conditions = texts(block(wanted).get("variables"))
    refused_all = [_holds(each, "push", around, needed) is False for each in conditions]
    gate = needed[0] if needed and all(refused_all) else None
    return Start(triggers, idle=idle, gate=gate)


# -- conditions --------------------------------------------------------------------------------------


def _holds(written: str, event: str, around: Surroundings, needed: list[str] | None) -> bool | None:
    """Whether a condition holds in a kind of pipeline; with `needed`, what nobody sets is not there."""
    try:
        return truth(_Condition(_tokens(written), event, around, needed).whole())
    except BadConditionError:
        return None


def _tokens(written: str) -> list[tuple[str, str]]:
    if len(written) > _MAXIMUM_CONDITION:
        raise BadConditionError
    found: list[tuple[str, str]] = []
    position, body = 0, written.strip()
    while position < len(body):
        match = _TOKEN.match(body, position)
        if match is None:
            raise BadConditionError
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    spend(len(found))
    return found


class _Condition(ConditionReader):
    """A reader by descent: or, and, comparison, value."""

    def __init__(
        self, tokens: list[tuple[str, str]], event: str, around: Surroundings, needed: list[str] | None
    ) -> None:
        super().__init__(tokens)
        self._event, self._around, self._needed = event, around, needed

    def _compared(self) -> Result:
        left = self._value()
        mark = self._at("==", "!=", "=~", "!~")
        if mark is None:
            return left
        right = self._value()
        # A pattern of the repository is not run; what is not there fits none.
        unfit = False if left is None or left == "" else None
        same = unfit if mark in ("=~", "!~") else _same(left, right)
        return UNKNOWN if same is None else same == (mark in ("==", "=~"))

    def _value(self) -> Result:
        if self._at("!"):
            said = truth(self._value())
            return UNKNOWN if said is None else not said
        if self._at("("):
            value = self._either()
            self._ask(")")
            return value
        kind, written = self._next()
        if kind == "name":
            return self._variable(written)
        if kind == "text":
            return written[1:-1]
        if kind == "word":
            return None if written == "null" else written
        if kind == "pattern":
            return UNKNOWN
        raise BadConditionError

    def _variable(self, name: str) -> Result:
        if name == "CI_PIPELINE_SOURCE" and self._around.source is not None:
            return self._around.source
        known = _SET.get(self._event, {})
        if name in known:
            return known[name]
        if name in _ALWAYS:
            return _ALWAYS[name]
        if self._needed is not None and name in _SAID:
            self._needed.append(_SAID[name])
            return ""
        if name.startswith("CI_MERGE_REQUEST"):
            return TRUTHY if self._event == "pull_request" else None
        if name.startswith(("CI_", "GITLAB_")):
            return UNKNOWN
        if name in self._around.variables:
            value = self._around.variables[name]
            return UNKNOWN if "$" in value else value
        if self._needed is None:
            return UNKNOWN
        self._needed.append(f"the variable {name}")
        return None


def _same(left: Result, right: Result) -> bool | None:
    for one, other in ((left, right), (right, left)):
        if one is TRUTHY and (other is None or other == ""):
            return False
        if one in (UNKNOWN, TRUTHY, FALSY):
            return None
    return left == right


def literal_variables(*values: Value | None) -> tuple[tuple[str, str], ...]:
    """The variables whose value is written down, the later ones over the earlier."""
    found: dict[str, str] = {}
    for value in values:
        for name, said in block(value).items():
            written = text(said) or text(block(said).get("value"))
            found[str(name)] = str(written)
    return tuple(found.items())
