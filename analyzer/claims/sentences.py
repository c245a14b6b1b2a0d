"""Whether one sentence claims that something was done, and what: pure functions over its words.

Precision before recall. A document speaks of plans, of other products, of what its reader can do and of what
is not there; none of that is a claim, and to take it for one would insult who wrote it. Only English is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.claims.lists import (
    OVERVIEW_HEADING,
    describes_the_project,
    is_of_what_is_there,
    is_other,
    is_ticked,
)
from analyzer.claims.topics import TOPICS, Topic
from analyzer.claims.watching import of_the_service, watches_no_service
from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set


class Context(Struct, frozen=True):
    """Where a sentence stands.

    `headings` are those above it, the nearest last; `lead` the words with a colon before its list; `item` it
    is an item of a list or a row; `opening` it is before the first heading below the title, or (`title`) the
    title; `past`: what is said was so once, or is wanted; `of_library`: what the repository has, it has for
    its users; `own_names` are words of the project's name in lower case.
    """

    headings: tuple[str, ...] = ()
    lead: str = ""
    item: bool = False
    opening: bool = False
    title: bool = False
    past: bool = False
    of_library: bool = False
    own_names: frozenset[str] = frozenset()


# -- sentences that are no claim ---------------------------------------------------------------------

_HARMLESS = lazy_regex(
    r"\bwithout (?:any )?(?:downtime|interruptions?|data loss|manual [a-z]+)\b|\bno(?:t only| downtime"
    r"| manual [a-z]+)\b|\bzero downtime\b|\bchampion[-/ ](?:vs\.?|versus|and)[-/ ]challenger\b"
    r"|\b(?:external|network|i/o|io|llm|api|services?|apis|calls|dependencies|clients?)\s(?:[\w/]+\s){0,2}"
    r"mocked\b",
    re.IGNORECASE,
)
_NEGATED = lazy_regex(
    r"(?<![\w-])(?:no|not|never|without|cannot|lacks?|lacking|missing|neither|nor|none|nothing|nobody"
    r"|unable|instead"
    r"|rather than|hardly|barely|un(?:tested|monitored|deployed)|out of scope|removed|dropped|disabled"
    r"|deprecated|abandoned|failed to|yet to)(?![\w-])|n['’]t\b",
    re.IGNORECASE,
)
_OFFLINE = lazy_regex(
    r"\b(?:offline|ndcg|mrr|recall@|precision@|map@|hit[- ]rate|f1|(?:eval\w{0,6}|test|golden|gold|held-?out)"
    r" (?:set|suite|questions))(?!\w)",
    re.IGNORECASE,
)
_ONLINE = lazy_regex(
    r"\b(?:online|users?|customers?|visitors?|traffic|production|live|canar\w{1,5})\b", re.IGNORECASE
)
_PLANNED = lazy_regex(
    r"(?<![\w-])(?:will|to-?do|todos|future|planned|plan|plans|planning|roadmap|in progress|wip|coming soon"
    r"|upcoming"
    r"|next steps?|soon|eventually|aims?|aiming|goals?|intend(?:s|ed)?|hopes?|hoping|want(?:s|ed)?|wish"
    r"|would|should"
    r"|shall|must|might|may|ideally|objectives?|targets?|going to|needs? to|under (?:development"
    r"|construction)|proposed"
    r"|(?:is|are|was|were) (?:[a-z]+ly )?(?:designed|meant|supposed|architected|engineered) (?:to|for)"
    r"|proposal|ideas?|expected|later|backlog|stretch|potential(?:ly)?|possible|possibly|imagine|suppose"
    r"|require[sd]?"
    r"|requirements?|not yet|draft|mock(?:ed)?|simulat(?:ed|es|ion)|toy|dummy|placeholder)(?![\w-])"
    r"|\b(?:remains?|(?:is|are) still) (?:open|undone|unimplemented|missing)(?=[ \t]{0,4}(?:[.;,:)]|$))"
    r"|\b(?:known|remaining|open|current) gaps?(?![\w-])"
    r"|['’]ll\b|['’]d\b|(?:^|[:–—]\s|\s-\s)(?:designed|meant|intended) (?:to|for)\b"
    r"|\((?:still |currently )?in development\)|\b(?:is|are|still|currently) in development\b",
    re.IGNORECASE,
)
_OPEN_TASK = lazy_regex(r"^\W{0,4}\[\s?\]|[🚧⏳❌☐🔜🗓✗✘]")
_CONDITIONAL = lazy_regex(
    r"(?<![\w-])(?:if|unless|assuming|provided that|in case|once|whenever|whether|depending|optional(?:ly)?"
    r"|for example"
    r"|e\.g\.|for instance|such as when|how to|by running|following (?:command|steps?))(?![\w-])"
    r"|^(?:when|after|before|while|until|to|for|in order|as soon|let)\b"
    r"|^(?:suitable|ideal|perfect|useful|great) for\b",
    re.IGNORECASE,
)
_READER = lazy_regex(
    r"(?<![\w-])(?:you|your|yours|yourself|let['’]?s|let us|please|users can|users? may|one can|feel free"
    r"|we recommend"
    r"|recommended|click|see|refer|check out|learn(?:ing how)?|lessons?|tutorials?|course|workshop|exercise"
    r"|chapter|homework|points?|slides?|video|article|blog|paper)(?![\w-])",
    re.IGNORECASE,
)
_CAN = lazy_regex(
    r"(?<![\w-])(?:can|could|able to|capable of|allows?|enables?|lets|helps?|makes it)(?![\w-])",
    re.IGNORECASE,
)
_GENERAL = lazy_regex(
    r"(?<![\w-])(?:companies|organi[sz]ations|enterprises|businesses|industry|practitioners|many|most|often"
    r"|typically"
    r"|usually|generally|commonly|traditionally|in practice|in general|real[- ]world|people|anyone|everyone"
    r"|ml teams|data scientists|best practices?|important|essential|crucial|challenge|problem|refers to"
    r"|means)(?![\w-])",
    re.IGNORECASE,
)
# What a tool is or gives: the words that describe it to somebody who does not know it.
_OFFERS = lazy_regex(
    r"^(?:an? |the )?(?P<subject>[A-Z][\w.+-]*(?:[ /&](?:and |of )?[A-Z][\w.+-]*){0,4})(?:,[^,]{1,60},)?\s?"
    r"(?:\([^()]{1,60}\)\s?)?(?:[-–—:]\s)?(?:also |then )?(?<![\w-])(?P<verb>is an?|is the|are|is one|helps?"
    r"|provides?|offers?|allows?|enables?"
    r"|supports?|lets?|makes?|simplif\w+|tracks?|monitors?|automates?|manages?|collects?|scrapes?|handles?"
    r"|serves?|stores?|gives?|runs?|deploys?|detects?|integrates?|works?|uses?|has|comes|can)\b"
)
_OWN_SUBJECTS = word_set(
    "this that these the our it its we i my all each every both an a model models api app application "
    "service system pipeline pipelines platform project repo repository server frontend backend dashboard "
    "dashboards code everything predictions inference training deployment deployments monitoring alerts "
    "metrics tests serving results automated automatic automatically continuous production real-time ci "
    "cd ci/cd drift data retraining features feature images canary shadow a/b rollback rollbacks latency "
    "throughput unit full live integration load docker container containers workflow workflows requests"
)
_IMPERATIVE = lazy_regex(
    r"^(?:run|deploy|use|install|create|see|check|add|make|set|build|start|test|open|configure|monitor|read"
    r"|write|go|click"
    r"|choose|select|copy|clone|download|update|edit|change|replace|verify|ensure|follow|navigate|log|login"
    r"|push|pull"
    r"|train|serve|track|log|evaluate|register|define|implement|write|launch|stop|delete|remove|try|visit"
    r"|join|contact"
    r"|get|give|keep|put|switch|scale|perform|apply|prepare|save|load|export|import|enable|disable|execute"
    r"|wait|note"
    r"|remember|consider|avoid|review|detect|retrain|roll|rollback|reduce|increase|improve|design|develop"
    r"|ship|compare|explore|understand|master|analy[sz]e|automate|integrate|identify)\b(?!ed|ing|s\b|-)",
    re.IGNORECASE,
)
_SEQUENCE = lazy_regex(
    r"^(?:next|then|now|first|second|third|finally|lastly|here|step \d+|\d{1,2}[.)])[,:\s]", re.IGNORECASE
)
_LIMITS = lazy_regex(
    r"(?<![\w-])(?:rate[- ]?limit\w*|limit(?:s|ed|ing)?|quotas?|free tier|throttl\w+|default(?:s)?|at most"
    r"|timeouts?|time out"
    r"|intervals?|windows?|every|delay\w*|sleep\w*|threshold\w*|fires?|budget\w*|ttl|pric(?:e[sd]?|ing)"
    r"|billed|tier"
    r"|above|exceed\w*|over the (?:limit|budget)|slo|sli|estimate[sd]?|training (?:took|takes))(?![\w-])",
    re.IGNORECASE,
)

# Over a time nobody boasts, and "p95 <= 3 s" is what is asked for: both are limits. Nor does a cold start or
# the way between two machines show how fast the answers are.
_NO_SPEED = lazy_regex(
    r"(?:>=?|≥|&gt;=?|<=|≤|&lt;=)\s?\d[\d.,]{0,9}\s?(?:ms|milliseconds?|s|secs?|seconds?)\b"
    r"|\bcold[- ]?starts?\b|\b(?:same|within (?:the|a|one)) (?:vpc|region|zone)\b|\bregional service\b"
    r"|\bcross[- ]region\b|\bround[- ]trips?\b|\b(?:network|replication) (?:latency|lag|delay)\b",
    re.IGNORECASE,
)

# "Which model is in production": a row that says where to look, or a question without its mark.
_ASKED = lazy_regex(r"^(?:which|what|where|who|whose|whom|why|how)\b(?!['’]s\b)", re.IGNORECASE)
# What follows is another thought; a "will" in it says nothing of what stands before.
_CLAUSE = lazy_regex(r"[,;] (?:but|however|although|though|this|which|so|while)\b", re.IGNORECASE)
# What is compared with something else speaks of both.
_COMPARED = lazy_regex(
    r"(?<![\w-])(?:unlike|compared (?:to|with)|in contrast (?:to|with)|versus|vs|competitors?"
    r"|competing|rivals?|alternatives?|(?:other|existing|commercial|traditional) (?:tools?|platforms?"
    r"|products?|services|solutions?|vendors?|offerings?|libraries|systems)|they|theirs)(?![\w-])",
    re.IGNORECASE,
)
# "Slow response time (>2s)": when an alert fires, not what was measured.
_ALERT = lazy_regex(
    r"\b(?:slow|high|long|excessive|elevated|increased|degraded)\s(?:[\w-]{1,20}\s){0,2}"
    r"(?:response times?|latenc(?:y|ies)|inference times?|prediction times?|usage|error rates?)"
    r"\s?(?:[(:|]\s?)?(?:>|≥|over\b|above\b|more than\b|exceed\w{0,3}\b)",
    re.IGNORECASE,
)
_NO_CLAIMS = (
    _NEGATED, _COMPARED, _PLANNED, _CONDITIONAL, _READER, _GENERAL, _IMPERATIVE, _SEQUENCE, _ASKED, _ALERT,
)  # fmt: skip

# -- headings ----------------------------------------------------------------------------------------

_HOW_TO = lazy_regex(
    r"\b(?:how to|usage|using|install\w*|set-?up|getting started|quick-?start|running|run|steps?|guide"
    r"|instructions?|configur\w+|deploying|develop\w*|commands?|testing the|workflows?)\b",
    re.IGNORECASE,
)

# -- frames: what makes a name of something a claim that it was done ----------------------------------

_DONE_BEFORE = lazy_regex(
    r"\b(?:we|i)(?:['’]ve|\shave|\shad)?\s(?:also\s|both\s|[a-z]+ly\s)?(?:use|used|run|ran|built"
    r"|implemented|set up|added"
    r"|wrote|created|integrated|automated|developed|designed|configured|included|introduced|performed"
    r"|conducted|instrumented|tested|track|tracked|made|have|put|shipped)\b"
    r"|\b(?:this|the|our|my)\s(?:[\w-]+\s){0,4}?(?:project|repo|repository|system|service|pipeline|platform"
    r"|app|application"
    r"|api|solution|server|codebase|stack|deployment|workflow|engine|architecture|infrastructure|directory"
    r"|folder|module|chart|implementation|it)\s(?:also\s|then\s|[a-z]+ly\s)?"
    r"(?:uses|utili[sz]es|includes|features|has|implements|integrates|incorporates|provides|comes with"
    r"|ships with|contains|runs|performs|exposes|emits"
    r"|exports|sends|employs|leverages|adopts|is equipped with|is a|is an|delivers|demonstrates|showcases"
    r"|covers|combines)\b"
    r"|\b(?:is|are)\s(?:also\s|[a-z]+ly\s)?(?:automated|orchestrated|implemented|provisioned|managed|handled"
    r"|performed|executed|tested|instrumented)\s(?:using|with|via|through|by)\b"
    r"|^it\s(?:also\s)?(?:uses|includes|features|has|implements|integrates|comes with|is a|is an|contains"
    r"|runs|performs)\b"
    r"|^(?:implemented|built|added|set up|integrated|automated|created|designed|developed|configured|wrote"
    r"|includes|uses|features|using)\b",
    re.IGNORECASE,
)
# "Shelf counter includes monitoring": only where the name is the project's own.
_NAMED_DONE = lazy_regex(
    r"^(?:the\s)?(?P<name>[\w.-]{2,30}(?:\s[\w.-]{1,30}){0,3}?)\s(?:also\s)?(?:uses|utili[sz]es|includes|features"
    r"|has|implements|integrates|provides|comes with|ships with|combines|is an?)\b",
    re.IGNORECASE,
)
_DONE_AFTER = lazy_regex(
    r"^[^.;|]{0,40}?\b(?:is|are|was|were|has been|have been)\s(?:also\s|both\s|then\s|[a-z]+ly\s)?(?:used"
    r"|done|implemented"
    r"|set up|configured|integrated|automated|included|performed|handled|provided|enabled|run|executed"
    r"|triggered|added|in place|run by|stored)\b",
    re.IGNORECASE,
)
_WITH = lazy_regex(r"\b(?:with|including|featuring|incl\.|using|via|through)\b", re.IGNORECASE)
# A sentence that opens a document and has no verb: "Production-ready fraud scoring with canary releases."
_FINITE = lazy_regex(
    r"\b(?:is|are|was|were|has|have|does|do|provides?|shows?|demonstrates?|contains?|describes?|explains?"
    r"|covers?)\b",
    re.IGNORECASE,
)
_ADJECTIVE_FIRST = lazy_regex(r"^(?:[^\w]{0,4})(?:an?\s|the\s)?(?:[\w-]+,?\s){0,2}$", re.IGNORECASE)
_DATABASE = lazy_regex(
    r"\b(?:session|transactions?|database|db|sql|commit|git|migrations?|alembic)\b", re.IGNORECASE
)

# Where a table changes without downtime, no program is deployed.
_OF_TABLES = lazy_regex(
    r"\b(?:schemas?|columns?|tables?|index(?:es)?|partitions?)\b[^.;|]{0,40}\bzero[- ]downtime\b"
    r"(?! (?:deploy|releas|roll|upgrad))",
    re.IGNORECASE,
)


# The title of what tells others how to do it.
_MANUAL = lazy_regex(
    r"\b(?:guide|manual|instructions|checklist|playbook|documentation|how-?to|tutorial)\W*$", re.IGNORECASE
)
# Words that stand before a colon and say something themselves.
_COUNTED_TESTS = lazy_regex(r"(?<![\w.,])\d[\d,]{0,7}\+?\s(?:[a-z-]{1,20}\s){0,3}tests\b", re.IGNORECASE)
_SHORT_LEAD = 4
# Words that say nothing without the list below them: "authentication is handled via:".
_OPEN_END = lazy_regex(
    r"\b(?:via|by|with|using|through|as|of|on|in|into|to|from|for|at|is|are|namely|like)"
    r"[*_` ]{0,3}:[*_` ]{0,3}$",
    re.IGNORECASE,
)
_OF_COMMAND = lazy_regex(r"^(?:using|uses)\b|\b(?:following|below|commands?)\b", re.IGNORECASE)


def claims_of(text: str, context: Context) -> Iterator[Topic]:
    """The topics that a sentence of a project's document claims to have done, each name once."""
    if context.past or _OPEN_TASK.search(text) is not None or (context.title and _MANUAL.search(text)):
        return
    ticked, offline = is_ticked(text), _is_offline(text)
    text = _CLAUSE.split(_bare(text), maxsplit=1)[0]
    if not any(character.isalpha() for character in text) or _is_none(text, context, ticked):
        return
    listed = context.item and is_of_what_is_there(context.headings, context.lead, text=text, ticked=ticked)
    modal, limited = _CAN.search(text) is not None, _LIMITS.search(text) is not None
    limited = limited or _NO_SPEED.search(text) is not None
    seen: set[str] = set()
    for topic in TOPICS:
        if topic.name in seen or not _may_stand(topic, context) or (offline and topic.name == "experiment"):
            continue
        if (modal and not topic.measured) or (limited and topic.figure and topic.signals):
            continue
        if "rollout" in topic.signals[1:] and _OF_TABLES.search(text) is not None:
            continue
        if topic.name == "rollback" and _DATABASE.search(text) is not None:
            continue
        if topic.name == "monitoring" and watches_no_service(text):
            continue
        said = of_the_service(text) if topic.name == "monitoring" else text
        if _claims(topic, said, context, listed):
            seen.add(topic.name)
            yield topic


def own_claims_of(text: str, headings: tuple[str, ...] = ()) -> Iterator[Topic]:
    """The topics of a sentence of the candidate's own file, where the doing needs no saying."""
    if _OPEN_TASK.search(text) is not None or is_other(headings, ""):
        return
    text = _bare(text)
    harmless = _HARMLESS.sub(" ", text)
    if text.endswith("?") or _NEGATED.search(harmless) is not None or _PLANNED.search(harmless) is not None:
        return
    found: dict[str, Topic] = {}
    for topic in TOPICS:
        if _finds(topic, text):
            found.setdefault(topic.name, topic)
    # "Deployed to production" is one claim, and "launched" is none beside a more precise word.
    generic = found.get("deployment")
    if generic is not None and generic.signals[0] == "serving":
        only_own = generic.says is None and generic.names is None
        if "production" in found or (only_own and len(found) > 1):
            del found["deployment"]
    yield from found.values()


def _may_stand(topic: Topic, context: Context) -> bool:
    """Whether such a claim is read there: of a library only figures and tests, of a title no lists."""
    if context.of_library and not topic.figure and topic.name != "tests":
        return False
    return not context.title or topic.figure or topic.name == "production"


def _bare(text: str) -> str:
    """The sentence without a ticked box or signs before its first word, in plain spaces."""
    text = re.sub(r"^\s*\[[xX]\]\s*", "", text)
    return " ".join(re.sub(r"^[^\w\[$€£<~(]{1,8}", "", text).split())


def _is_none(text: str, context: Context, ticked: bool) -> bool:
    harmless = _HARMLESS.sub(" ", text)
    return (
        text.endswith("?")
        or (text.endswith(":") and not _says_before_a_list(text, context))
        or text.count("|") > 1
        or is_other(context.headings, context.lead, ticked=ticked)
        or any(pattern.search(harmless) is not None for pattern in _NO_CLAIMS)
        or _is_about_another(text, context)
    )


def _says_before_a_list(text: str, context: Context) -> bool:
    """Whether words that lead a list in also say what was done: "Our API has 40 tests with pytest:"."""
    if _OF_COMMAND.search(text) is not None:
        return False
    if describes_the_project(text, context.headings):
        return True
    said = _DONE_BEFORE.search(text) is not None and len(text.split()) > _SHORT_LEAD
    said = said and _OPEN_END.search(text) is None
    return said or _COUNTED_TESTS.search(text) is not None


def _is_about_another(text: str, context: Context) -> bool:
    """Whether the sentence says what some other product is or does."""
    match = _OFFERS.match(text)
    if match is None:
        return False
    words = [word.casefold() for word in re.split(r"[ /&]", match["subject"]) if word]
    return words[0] not in _OWN_SUBJECTS and not context.own_names & set(words)


def _is_offline(text: str) -> bool:
    """Whether variants are compared over a kept set: no experiment on those who use the service."""
    return _OFFLINE.search(text) is not None and _ONLINE.search(text) is None


def _finds(topic: Topic, text: str) -> bool:
    patterns = (topic.says, topic.names, topic.own)
    return any(pattern is not None and pattern.search(text) is not None for pattern in patterns)


def _claims(topic: Topic, text: str, context: Context, listed: bool) -> bool:
    if topic.says is not None and topic.says.search(text) is not None:
        return True
    match = topic.names.search(text) if topic.names is not None else None
    if match is None or context.of_library:
        return False
    return listed or _is_done(text, match, context)


def _is_done(text: str, match: re.Match[str], context: Context) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    # "The system includes monitoring": the name may begin with the subject.
    done = _DONE_BEFORE.search(text[: match.end()])
    if (done is not None and done.start() < match.start()) or _DONE_AFTER.search(after) is not None:
        return True
    named = _NAMED_DONE.match(text)
    if named is not None and named.end() <= match.start():
        return bool(context.own_names & set(named["name"].casefold().split()))
    how_to = any(_HOW_TO.search(each) for each in context.headings[-1:])
    opens = context.opening or any(OVERVIEW_HEADING.search(each) for each in context.headings[-1:])
    if not opens or how_to or _FINITE.search(text) is not None:
        return False
    return _WITH.search(before) is not None or _ADJECTIVE_FIRST.match(before) is not None
