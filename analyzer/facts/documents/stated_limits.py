"""Whether a sentence of a plan states what is missing now, or only says what is to be done.

"Add missing tests" is an instruction, "memory limits for each flow" names what is planned, a question asks,
and a condition says when: none says what the work lacks. "The model does not know the summer" does.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# An instruction behind its number or its mark; a label before it ends in a colon or a dash.
INSTRUCTS = lazy_regex(
    r"\W*(?:then|also|next|first|finally|please|optional(?:ly)?|we (?:should|will|plan to)|do not"
    r"|don['\u2019]t|never|add|adjust|adopt|apply|ask|automate|avoid|build|bring|cache|calibrate|change|check|choose|clean"
    r"|collect|commit|compare|complete|configure|confirm|connect|consider|consolidate|containeri[sz]e|continue"
    r"|convert|create|cut|decide|define|delete|deploy|design|detect|develop|document|download|drop|enable"
    r"|enforce|enhance|ensure|establish|evaluate|expand|experiment|explore|export|extend|extract|finali[sz]e"
    r"|find|finish|fix|follow|gather|generate|get|handle|harden|host|identify|implement|import|improve|include"
    r"|incorporate|increase|inspect|install|integrate|introduce|investigate|keep|leave|let|load|log|make"
    r"|measure|merge|migrate|modify|monitor|move|optimi[sz]e|pin|plan|prepare|prevent|provide|publish|push|put"
    r"|raise|re-?run|reduce|refactor|remove|rename|replace|report|research|resolve|restrict|retrain|return"
    r"|review|revisit|rewrite|run|save|scale|schedule|separate|serve|set|simplify|speed|split|start|stop"
    r"|stratify|support|switch|test|tighten|track|train|tune|try|update|updated|upgrade|use|validate|verify"
    r"|work|wrap|write)\b",
    re.IGNORECASE,
)
# "Test files are not kept" begins like an instruction and is none: its verb follows at once.
STATES_AT_ONCE = lazy_regex(
    r"\W*(?:(?!(?:that|which|who|to|so|and|if|until|where|when|what|why|how|only)\b)[\w'-]+ ){1,4}"
    r"(?:is|are|was|were|has|have|does|do|did|can|cannot|lacks?|fails?)\b",
    re.IGNORECASE,
)
# A condition or a wish is no state.
SUPPOSES = lazy_regex(
    r"\W*(?:if|when|once|unless|until|whether|should|would|could)\b"
    r"|\b(?:should|must|would) (?:not?\b|no longer|be\b)|\bno (?:more|longer needed)\b",
    re.IGNORECASE,
)
NEGATION = r"(?:not(?! only\b| just\b| merely\b)|n['\u2019]t|never)"
LACKS = lazy_regex(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|could)"
    rf"(?:\s(?:still|currently|yet|also|therefore))?\s?{NEGATION}"
    r"(?: been)?(?= \w)(?! only\b| just\b| merely\b)"
    r"|\b(?:cannot|unable to|lacks|lacking|fails|assumes|not yet \w+|never \w+s)\b"
    r"|(?<!the )\black (?:of|any|a)\b"
    r"|\b(?:is|are|remains?|stays?|was|were) (?:still |currently |all |so far |only |very )?(?:an? )?"
    r"(?:missing|absent|unknown|untested|unsupported|unvalidated|unverified|hard-?coded|biased|simplified|limited|manual"
    r"|incomplete|too \w+|(?:the )?only)\b"
    r"|\b(?:currently|so far|at present|for now|today|now|still)"
    r" (?:not|no|only|limited|hard-?coded|missing)\b"
    r"|\A\W*currently\b|\b(?:it|this|that|which|model|data|\w+s) (?:currently )?only \w+s\b"
    r"|\b(?:there (?:is|are)|has|have|with) (?:still |currently )?no(?: \w+)?\b"
    r"|\A\W*no (?!more\b)(?:\S+ ){2,}"
    r"|\bno \w+(?: \w+){0,6} (?:yet|exists?|available|so far|at all)\b",
    re.IGNORECASE,
)
CLAUSE_END = lazy_regex(r"[;(]|:\s|\s[-\u2013\u2014]\s|\s\|\s|, but\b|\bbut\b")


def states_a_lack(sentence: str) -> bool:
    """Whether a clause says what is missing, not done or not known; a plan or a question does not."""
    text = sentence.strip()
    if text.endswith(("?", ":")):
        return False
    return any(_states(clause) for clause in CLAUSE_END.split(text))


def instructs(sentence: str) -> bool:
    """Whether a sentence tells somebody to do something, or asks, or supposes a case."""
    asks = sentence.rstrip().endswith("?")
    told = INSTRUCTS.match(sentence) is not None and STATES_AT_ONCE.match(sentence) is None
    return asks or told or SUPPOSES.match(sentence) is not None


def _states(clause: str) -> bool:
    if INSTRUCTS.match(clause) is not None and STATES_AT_ONCE.match(clause) is None:
        return False
    return SUPPOSES.search(clause) is None and LACKS.search(clause) is not None
