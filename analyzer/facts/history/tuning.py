"""Numbers that people turned where something runs: limits, replicas, time-outs, thresholds, schedules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analyzer.facts.history.setting_changes import SettingChange, key_words, setting_changes
from analyzer.facts.infrastructure.environments import runs_somewhere
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

# Words in the names of settings that say how much, how often or how long.
OPERATED = word_set(
    "cpu cpus memory mem ram gpu gpus vcpu vcpus replica replicas replicacount instance instances count "
    "concurrency parallelism worker workers thread threads pool connection connections limit limits quota "
    "quotas rate burst timeout timeouts deadline ttl retention interval period schedule cron threshold "
    "thresholds retry retries attempts doublings backoff cooldown delay expiry visibility capacity "
    "utilization utilisation storage disk volume iops shard shards partitions heap xmx buffer prefetch "
    "max min desired size duration grace keepalive lag percentage dispatches spot surge unavailable "
    "evaluation severity warn crit for"
)
# What a number there means is another thing: an address, a name, the training of a model, the look of a page.
OTHER_NUMBERS = word_set(
    "port ports version tag image id ids account name date year url uri host path key epoch epochs lr "
    "seed learning dropout layer layers hidden dim dims embedding batch vocab token tokens temperature "
    "top api project region zone label color width height font refresh step panel grid schema python test "
    "tests train training sample samples split fold folds"
)
MACHINES = lazy_regex(
    r"(?:^|_)(?:tier|machine_type|instance_type|instance_class|vm_size|node_type|instance_size|instance)$"
)
MACHINE = lazy_regex(r"[\w.-]*?(?:\d|nano|micro|small|medium|large)[\w.-]*")
# What somebody says who turned a number because of what had happened.
REASONS = (
    r"because|due to|since|so that|in order to|to (?:avoid|prevent|allow|stop|handle|cope)|avoid|prevents?",
    r"oom\w{0,10}|out of memory|killed|evict\w{0,4}|throttl\w{0,4}|time-?outs?|timing out|timed out",
    r"slow\w{0,4}|latency|noisy?|flapping|flaky|false (?:alarms?|positives?)|not enough|costs?|expensive",
    r"too (?:many|much|low|high|long|short|small|large|often|slow|big)|spikes?|errors?|fail\w{0,4}",
    r"save money|traffic|crash\w{0,4}",
    r"quota|overload\w{0,4}|transient|exhaust\w{0,4}|starv\w{0,4}|leak\w{0,3}|ran out|running out",
)
SAYS_WHY = lazy_regex(rf"\b(?:{'|'.join(REASONS)})\b", re.IGNORECASE)

_TIME_UNITS = lazy_regex(r"\b(?:milli)?(?:seconds?|minutes?|hours?|days?|secs?|mins?)\b", re.IGNORECASE)
_NUMBER = lazy_regex(r"\d+(?:\.\d+)?")
_QUANTITY = lazy_regex(r"[<>=~]{0,2}\s?(-?\d+(?:\.\d+)?)\s?([A-Za-z%]{0,4})")
_CRON = lazy_regex(
    r"(?:[\d*/,LW?#a-zA-Z-]{1,40}[ \t]+){4,5}[\d*/,LW?#a-zA-Z-]{1,40}|(?:rate|cron)\([^)]{1,60}\)"
)
_VERSION_LIKE = lazy_regex(r"\d+\.\d+\.\d+|\d{4}-\d\d-\d\d|[0-9a-f]{16,}")
# Of Kubernetes (kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity) and of compose.
_UNITS = {
    "": 1.0, "%": 1e-2, "m": 1e-3, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "kb": 1e3, "mb": 1e6, "gb": 1e9, "g": 1e9,
    "MB": 1e6, "GB": 1e9,
}  # fmt: skip
_TIMES = {"ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


class Turn(Struct, frozen=True):
    """One number that was turned. `where` says why its file belongs to what runs; None if nothing says so."""

    change: SettingChange
    where: str | None

    @property
    def reason(self) -> str:
        """What the commit or the comment beside it says of why, if anything."""
        texts = (self.change.commit.subject, self.change.comment)
        return next((text for text in texts if SAYS_WHY.search(text)), "")


@derived
def turned(repo: Snapshot) -> tuple[Turn, ...]:
    """The numbers that people turned, file by file, the newest first."""
    changes = [each for each in setting_changes(repo).changes if is_turned(each)]
    where = {path: runs_somewhere(repo, path) for path in {each.path for each in changes}}
    return tuple(Turn(each, where[each.path]) for each in changes)


def is_turned(change: SettingChange) -> bool:
    """Whether a setting says how much, how often or how long, and now says another number."""
    leaf, _key = key_words(change.key)
    leaf = re.sub(r"[.:-]", "_", leaf.strip("-"))
    words = set(leaf.split("_"))
    old, new = change.old, change.new
    if MACHINES.search(leaf):
        return MACHINE.fullmatch(old) is not None and MACHINE.fullmatch(new) is not None
    if not words & OPERATED or words & OTHER_NUMBERS:
        return False
    if _CRON.fullmatch(old) and _CRON.fullmatch(new):
        return old.split() != new.split()
    if (
        _VERSION_LIKE.search(old)
        or _VERSION_LIKE.search(new)
        or not (_NUMBER.search(old) and _NUMBER.search(new))
    ):
        return False
    amounts = compared(old, new)
    if amounts is not None:
        return amounts[0] != amounts[1]
    return _shape(old) == _shape(new) and _said(old) != _said(new)


def compared(old: str, new: str) -> tuple[float, float] | None:
    """Two numbers in one unit: `1Gi` is `1024Mi` and `5m` is `300s`; None where one is no single number."""
    matches = [_QUANTITY.fullmatch(each) for each in (old, new)]
    pairs = [(match[1], match[2]) for match in matches if match is not None and len(match[1]) <= 30]
    if len(pairs) < 2:
        return None
    # A lone "m" is a thousandth of a processor, or a minute.
    timed = any(unit in _TIMES and unit != "m" for _number, unit in pairs)
    units = _TIMES | {"": 1.0} if timed else _UNITS
    if any(unit not in units for _number, unit in pairs):
        return None
    one, other = (float(number) * units[unit] for number, unit in pairs)
    return one, other


def _shape(value: str) -> str:
    return _TIME_UNITS.sub("time", _NUMBER.sub("#", value))


def _said(value: str) -> tuple[list[float], list[str]]:
    """Its numbers, and the units of time that stand in it as words."""
    return [float(each[:30]) for each in _NUMBER.findall(value)], _TIME_UNITS.findall(value)


def back_and_forth(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """The turns of the key that was turned most of those which went one way and then the other.

    In different commits, the newest first.
    """
    keys: dict[tuple[str, tuple[str, ...]], list[Turn]] = {}
    for turn in turns:
        keys.setdefault((turn.change.path, turn.change.key), []).append(turn)
    both_ways = [tuple(each) for each in keys.values() if _reverses(each)]
    return max(both_ways, key=len, default=())


def _reverses(turns: Sequence[Turn]) -> bool:
    ways: list[bool] = []
    for turn in sorted(turns, key=lambda each: (each.change.commit.written or 0, each.change.commit.sha)):
        amounts = compared(turn.change.old, turn.change.new) or _firsts(turn.change)
        if amounts is not None and amounts[0] != amounts[1]:
            ways.append(amounts[1] > amounts[0])
    return True in ways and False in ways and len({turn.change.commit.sha for turn in turns}) > 1


def _firsts(change: SettingChange) -> tuple[float, float] | None:
    """The first numbers that differ in two values of the same shape."""
    if _shape(change.old) != _shape(change.new):
        return None
    pairs = zip(_NUMBER.findall(change.old), _NUMBER.findall(change.new), strict=True)
    return next(((float(one[:30]), float(other[:30])) for one, other in pairs if one != other), None)
