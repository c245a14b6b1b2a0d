"""Defences in the code of programs that ask nothing: empty hooks, checks of nothing, what is off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node
from analyzer.wiring.other_programs.definitions import definers_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.jvm.guards import ASKING_CONSTRAINTS, BOUNDING_CONSTRAINTS
from analyzer.wiring.other_programs.uses import ProgramUse
from analyzer.wiring.other_programs.vocabulary.signs import Subject

# A row that neither asks nor refuses: a comment, an end, what hands the request on as it came.
DOES_NOTHING = lazy_regex(
    r"\s*(?:(?://|#|\*|/\*).*|nil|true|(?:return\b\s?)?(?:true|nil|next\(\)|(?:await )?next\(\w{0,20}\))?;?"
    r"|(?:chain|filterChain)\.doFilter\(\w{1,30}, ?\w{1,30}\);?|\w{1,10}\.Next\(\)|end|[{}]|\}\s?[,)]?;?)?\s*"
)
VALIDATED_MARK = lazy_regex(r"(?:.*[#.])?(?:Valid|Validated)")
# That a field is there bounds nothing.
CONSTRAINED_FIELD = lazy_regex(
    rf"@(?:(?:field|get|param):(?!(?:{ASKING_CONSTRAINTS})\b)|Valid|(?:{BOUNDING_CONSTRAINTS})\b)"
)
VALIDATED_TYPE = lazy_regex(
    r"@Valid(?:ated)?\s{1,20}(?:@\w{1,40}(?:\([^()]{0,80}\))?\s{1,20}){0,4}(?:final\s)?(?:\w{1,40}\s?:\s?)?"
    r"(?P<kind>[A-Z]\w{0,80})"
)
MARKED_ROWS = 10
BOUND_PARAMETER = lazy_regex(rf"@(?:{BOUNDING_CONSTRAINTS})\b")
PREFIX_ASKED = lazy_regex(r"@ConditionalOnProperty\([^)]{0,200}?\bprefix\s?=\s?\"(?P<prefix>[\w.-]{3,100})\"")
ROW_LENGTH = 500
# Filters of Semantic Kernel. One that refuses leaves out the call, answers instead, changes what is said
# or throws.
NAMED_FOR_WATCHING = lazy_regex(r"Log(?:g|(?![a-z]))|Telemetry|Trac(?:e|ing)|Metrics|Audit|Diagnostic")
KERNEL_FILTER = lazy_regex(r"I(?:PromptRender|FunctionInvocation|AutoFunctionInvocation)Filter")
CALLS_NEXT = lazy_regex(r"(?i)\bnext\s?\(")
CHANGES_CALL = lazy_regex(
    r"\.(?:Result|Terminate|RenderedPrompt|Arguments\s?\[[^\]\n]{0,80}\])\s{0,4}=(?!=)|\bthrow\s{1,4}new\b|\breturn\s?;"
    r"|\.Arguments\s?\.(?:Add|Remove|Clear|TryAdd|Set)\w{0,20}\("
    r"|\b(?:if|else)\b[^;{}]{0,200}\{?\s{0,40}(?:return\s|await\s){0,2}next\s?\("
)
SETTINGS_FILE = lazy_regex(r"(?:^|/)src/main/resources/application(?:\.ya?ml|\.properties)$")
SETTING_ASKED = lazy_regex(r"\$\{(?P<key>[\w.-]{3,100})[:}]|\bname\s?=\s?\[?\"(?P<named>[\w.-]{3,100})\"")
SWITCH = lazy_regex(r"(?i)(?:secur|auth)[\w.-]*\.?enabled")
SWITCHED_OFF = lazy_regex(r"\s*(?P<key>[\w.-]{3,100})\s*[=:]\s*false\s*")


def is_unarmed(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a defence asks nothing: its functions are empty, or the type it checks has no bounds."""
    if KERNEL_FILTER.fullmatch(use.target.rpartition("#")[2].rpartition(".")[2]):
        return _only_watches(repo, use)
    nodes = [node for each in use.handlers for node in _meant(repo, use.path, each)]
    if use.sign.subject is Subject.AUTHENTICATION and use.sign.calls is not None and nodes:
        return all(_does_nothing(repo, node) for node in nodes)
    return bool(VALIDATED_MARK.fullmatch(use.target)) and _checks_nothing(repo, use)


def _only_watches(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a filter always hands the call on as it came: what it does beside that is to log."""
    kind = next((each for each in programs(repo)[use.path].classes if each.line == use.line), None)
    if kind is None or kind.end_line <= kind.line:
        return False
    if NAMED_FOR_WATCHING.search(kind.name) is not None:
        return True
    rows = (repo.text(use.path) or "").split("\n")[kind.line : kind.end_line]
    body = "\n".join(row[:ROW_LENGTH] for row in rows if not row.lstrip().startswith("//"))
    return CALLS_NEXT.search(body) is not None and CHANGES_CALL.search(body) is None


def _meant(repo: Snapshot, path: str, handler: str) -> Iterator[Node]:
    """The functions of a name: of this file, else of any."""
    here = [each for each in programs(repo)[path].functions if each.qualified_name == handler]
    if here:
        yield path, handler
    else:
        yield from _methods_by_name(repo).get(handler.rpartition(".")[2], ())


@derived
def _methods_by_name(repo: Snapshot) -> Mapping[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for path, facts in programs(repo).items():
        for each in facts.functions:
            found.setdefault(each.name, []).append((path, each.qualified_name))
    return {name: tuple(nodes) for name, nodes in found.items()}


def _does_nothing(repo: Snapshot, node: Node) -> bool:
    path, name = node
    function = next((each for each in programs(repo)[path].functions if each.qualified_name == name), None)
    if function is None or function.end_line == function.line:
        return function is not None and function.empty
    rows = (repo.text(path) or "").split("\n")[function.line : function.end_line]
    return all(DOES_NOTHING.fullmatch(row[:ROW_LENGTH]) is not None for row in rows)


def _checks_nothing(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether every type that a function has validated is of this repository, and none has a bound."""
    function = next(
        (each for each in programs(repo)[use.path].functions if each.qualified_name == use.function), None
    )
    if function is None:
        return False
    rows = (repo.text(use.path) or "").split("\n")[function.line - 1 : function.line + MARKED_ROWS]
    part = " ".join(row[:ROW_LENGTH] for row in rows)
    kinds = [match["kind"] for match in VALIDATED_TYPE.finditer(part)]
    if not kinds or BOUND_PARAMETER.search(part) is not None or "InitBinder" in (repo.text(use.path) or ""):
        return False
    homes = [definers_of(repo, each) for each in kinds]
    return all(homes) and not any(
        CONSTRAINED_FIELD.search(repo.text(path) or "") for each in homes for path in each
    )


def is_switched_off(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a file asks a setting whether it is secure, and the committed settings say no."""
    off = _settings_off(repo)
    if not off:
        return False
    asked = SETTING_ASKED.finditer(repo.text(use.path) or "")
    keys = [match["key"] or match["named"] for match in asked]
    return any(SWITCH.search(each) is not None and each in off for each in keys) or any(
        key.startswith(f"{prefix}.") for prefix in _prefixes(repo, use.path) for key in off
    )


def _prefixes(repo: Snapshot, path: str) -> list[str]:
    return [match["prefix"] for match in PREFIX_ASKED.finditer(repo.text(path) or "")]


@derived
def _settings_off(repo: Snapshot) -> frozenset[str]:
    """The switches of security that the settings of an application set to false."""
    found: set[str] = set()
    for path in repo.paths:
        if not SETTINGS_FILE.search(path):
            continue
        if path.endswith(".properties"):
            rows = (repo.text(path) or "").split("\n")
            matches = [SWITCHED_OFF.fullmatch(row[:ROW_LENGTH]) for row in rows]
            found.update(each["key"] for each in matches if each is not None)
        else:
            for document in repo.yaml(path):
                found.update(_off(block(document.value)))
    return frozenset(each for each in found if SWITCH.search(each))


def _off(mapping: Block) -> Iterator[str]:
    waiting = [("", mapping)]
    while waiting:
        before, each = waiting.pop()
        for key, value in each.items():
            name = f"{before}{key}"
            if isinstance(value, Block):
                waiting.append((f"{name}.", value))
            elif text(value).casefold() == "false":
                yield name
