"""What stands around a list: the headings above it, the words that lead it in, the ticks of its items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analyzer.facts.documents.result_texts import WANTED_COLUMN
from analyzer.lazy_regex import lazy_regex

_NO_CLAIMS_BELOW = lazy_regex(
    r"\b(?:future|road-?map|to-?dos?|next steps?|plan(?:s|ned|ning)?|goals?|objectives?|targets?"
    r"|requirements?|prerequisites?"
    r"|what is|why|background|motivation|introduction to|problem|glossary|faqs?|references?|resources|links"
    r"|credits"
    r"|acknowledg\w+|related|alternatives|comparisons?|compare[sd]?|competit\w+"
    r"|landscape|market\w*|prior art|inspir\w+"
    r"|vs|versus|change-?log|release notes|what['’]?s new"
    r"|limitations?"
    r"|known issues|troubleshoot\w*|tutorials?|course|syllabus|lessons?|homework|assignments?|exercises?"
    r"|checklist|criteria"
    r"|contribut\w+|licen[cs]e|citation|improvements?|ideas|backlog|service level|slos?|slas?"
    r"|not (?:yet )?\w+|timeline"
    r"|milestones?|videos?|notes|learn\w*|skills|languages|education|interests|certifications?"
    r"|example usage|use[- ]cases?"
    r"|options?|environment variables|hardware|business (?:context|value|impact|problem)|template|benefits"
    r"|coming|wish-?list|work in progress|wip|out of scope|assumptions|open questions"
    r"|alert (?:conditions?|triggers?|thresholds?)|success metrics?(?! (?:achieved|reached|met))"
    r"|archived|deprecated|superseded|obsolete|discontinued)\b",
    re.IGNORECASE,
)
# Of these, those under which a ticked item was done.
_OF_PLANS = lazy_regex(
    r"(?:future|road-?map|to-?dos?|next steps?|plan(?:s|ned|ning)?|improvements?|backlog"
    r"|timeline|milestones?|coming|wish-?list|work in progress|wip)",
    re.IGNORECASE,
)
_TICKED = lazy_regex(r"\W{0,4}\[[xX]\]\s")
_HAS_BELOW = lazy_regex(
    r"\b(?:(?:key |main |core )?features?(?! (?:flags?|toggles?|requests?))"
    r"|highlights?|what (?:i|we) (?:built|did|implemented|achieved)"
    r"|achievements?"
    r"|accomplishments?|capabilit(?:y|ies)|what (?:this|the) (?:project|repo|repository|system) (?:does"
    r"|shows|has"
    r"|demonstrates|includes)|implemented|mlops (?:features|practices|components)|engineering (?:features"
    r"|practices)|tech(?:nology|nical|nologies)? stack|technologies(?: used)?|tech used|tools used)\b",
    re.IGNORECASE,
)
# "Rollback triggers:", "This folder holds procedures for:": what happens when, and what to do then.
_OTHER_LEAD = lazy_regex(
    r"\b(?:triggers?|triggered (?:when|if|by)|conditions?|procedures?|thresholds?|alerts? (?:when|if|on|for"
    r"|fires?)|fires? (?:when|if)|covers? (?:how|the following topics)|topics|questions|assumes?|scenarios?"
    r"|not (?:yet )?(?:implemented|included|done|supported)|missing|lacks?|will|would|should|could|must"
    r"|plan(?:s|ned)?|future|to-?dos?|next steps?|coming soon|proposed|ideas?)\b",
    re.IGNORECASE,
)
_HAS_LEAD = lazy_regex(
    r"\b(?:this|the|our|my)\s(?:[\w-]+\s){0,3}?(?:project|repo|repository|system|service|pipeline|platform"
    r"|app|application|api|solution|codebase|stack|workflow|architecture|it)\s(?:also\s|now\s)?"
    r"(?:uses|includes|features|has|implements|integrates|provides|demonstrates|showcases|covers|delivers"
    r"|supports|contains|combines)\b"
    r"|^(?:it|we|i)\s(?:also\s|have\s)?(?:uses?|includes?|features?|has|implement(?:s|ed)?|integrates?"
    r"|provides?|demonstrates?|built|added)\b"
    r"|^\W{0,4}(?:(?:key|main|core)\s)?(?:features|highlights|capabilities|tech(?:nology)? stack)\W{0,4}$",
    re.IGNORECASE,
)
# "Production system for room prices:": what the project is, and below it what it has.
_DESCRIBED_LEAD = lazy_regex(
    r"^\W{0,4}(?:an? |the |this |our )?(?:[\w-]{1,30} ){0,5}?(?:system|platform|service"
    r"|application|app|solution) (?:for|that|which)\b",
    re.IGNORECASE,
)
# "Real-Time Alerts — by mail and chat": the name of a part, and what it is.
_NAMED_PART = lazy_regex(r"\W{0,6}[A-Z0-9][\w/&+-]{0,30}(?: [\w/&+-]{1,30}){0,4}\s?(?:[—–]|\s-\s|:\s)\s?\S")
OVERVIEW_HEADING = lazy_regex(
    r"^\W*(?:(?:project |system )?(?:overview|summary|description|abstract|introduction)|about(?: (?:the"
    r"|this) project)?|tl;?dr|the project)\W*$",
    re.IGNORECASE,
)
_OF_COMMANDS = lazy_regex(
    r"\b(?:commands?|run|runs|running|usage|install\w*|steps?|following (?:files?|variables?|endpoints?)"
    r"|endpoints?|arguments|parameters|you|your)\b",
    re.IGNORECASE,
)


NAME_AND_VALUE = 2


def is_ticked(text: str) -> bool:
    """Whether a task of a list is ticked."""
    return _TICKED.match(text) is not None


def is_other(headings: Iterable[str], lead: str, *, ticked: bool = False) -> bool:
    """Whether what stands below says something else than what was done: plans, aims, other products."""
    if _OTHER_LEAD.search(lead) is not None:
        return True
    for heading in headings:
        words = [match[0] for match in _NO_CLAIMS_BELOW.finditer(heading)]
        if words and not (ticked and all(_OF_PLANS.fullmatch(each) for each in words)):
            return True
    return False


def describes_the_project(text: str, headings: Sequence[str]) -> bool:
    """Whether words below an overview say what the project is."""
    return (
        any(OVERVIEW_HEADING.search(each) for each in headings[-1:])
        and _DESCRIBED_LEAD.search(text) is not None
    )


def is_of_what_is_there(headings: Sequence[str], lead: str, *, text: str = "", ticked: bool = False) -> bool:
    """Whether the items of a list are what the project has: by the nearest headings or the words before.

    Below words that say what the project is, these are the items that name a part of it.
    """
    if ticked and any(_OF_PLANS.search(each) for each in headings):
        return True
    if any(_HAS_BELOW.search(each) for each in headings[-2:]):
        return True
    if _OF_COMMANDS.search(lead) is not None:
        return False
    named = _NAMED_PART.match(text) is not None and describes_the_project(lead, headings)
    return named or _HAS_LEAD.search(lead) is not None


def wants_in_its_column(head: str) -> bool:
    """Whether the second column of a table with this head holds what is wanted, and no measurement."""
    cells = head.strip().strip("|").split("|")
    return len(cells) == NAME_AND_VALUE and WANTED_COLUMN.search(cells[1]) is not None
