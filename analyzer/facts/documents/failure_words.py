"""The words in which documents about failures speak of their parts, in the languages of their writers.

Each part is one group of words: English first, then German, the Romance languages, Chinese, Japanese, Korean
and Russian.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# What somebody sees, and what then is to be done: "Queue is full: inspect the workers."
SEEN_AND_DONE = lazy_regex(
    r"[^:\n]{3,100}(?::| ?(?:->|=>|→|\|)) {0,2}(?:first |then )?(?:inspect|verify|check|restart"
    r"|scale|drain|roll|revert|redeploy|increase|raise|lower|disable"
    r"|fail ?over|page|confirm|rotate|purge|replay|retry|free|clear)\b",
    re.IGNORECASE,
)
FEWEST_SEEN_AND_DONE = 3
PARTS: dict[str, re.Pattern[str]] = {
    "impact": lazy_regex(
        r"\bimpact|\baffected|\bseverity\b|\bsev-?[0-4]\b|blast radius"
        r"|\bauswirkung|\bbetroffen|\bimpatto\b|\bafec?tad|\baffect[ée]|影响|影響|영향|последстви",
        re.IGNORECASE,
    ),
    "timeline": lazy_regex(
        r"\btimeline\b|\b\d{1,2}:\d{2}\b ?(?:utc|am|pm)?|\bdetected at\b"
        r"|\bzeit(?:leiste|verlauf)|\bcronolog|\bchronolog|时间线|時系列|タイムライン|타임라인|хронологи",
        re.IGNORECASE,
    ),
    "cause": lazy_regex(
        r"root[- ]cause|\bcauses?\b|\bbecause of\b|\bdue to\b"
        r"|ursachen?\b|\bcausas?\b|\bcausé|原因|원인|причин",
        re.IGNORECASE,
    ),
    "actions": lazy_regex(
        r"action items?|follow-?ups?|lessons|prevent|\bremediat"
        r"|\bma(?:ß|ss)nahme|\bacciones\b|\bações\b|\bazioni\b|\bmesures\b|(?:改进|后续|预防)措施|再発防止|対策"
        r"|재발 ?방지|조치|предотвра",
        re.IGNORECASE,
    ),
    "symptoms": lazy_regex(
        r"symptoms?|\balert(?:s|ed|ing)?\b|\balarms?\b|\bdetect|\berrors?\b"
        r"|\bsymptome?|\bfehler(?:meldung|n)?\b|\bs[ií]ntoma|\bsintomi\b|\balertas?\b|\berreurs?\b"
        r"|症状|告警|报警|현상|증상|симптом",
        re.IGNORECASE,
    ),
    "recovery": lazy_regex(
        r"\bmitigat|\brecover|\bresol(?:ve|ution)|\broll(?:ed|ing)? ?back|\brestart|\bescalat|\brestor"
        r"|wiederherst|\bbehoben\b|\bneu ?start|\brecupera|\breinici|\bripristin|\brétabli|\bredémarr"
        r"|恢复|恢復|复旧|復旧|重启|再起動|복구|재시작|восстан|перезапу",
        re.IGNORECASE,
    ),
    "objectives": lazy_regex(
        r"\bslos?\b|\bslas?\b|error budget|service[- ]level"
        # A word that every service has is an objective with its figure beside it.
        r"|\b(?:p9[59]|availability|latency|uptime|verfügbarkeit|disponib\w{1,9})\b[^\n]{0,60}?\d"
        r"|\d\s?(?:%|ms\b)[^\n]{0,40}?\b(?:availability|latency|uptime)\b"
        r"|(?:可用性|가용성|доступност)[^\n]{0,40}?\d",
        re.IGNORECASE,
    ),
}
DATE = lazy_regex(
    r"\b20\d{2}-\d{2}-\d{2}\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* 20\d{2}"
    r"|\b\d{1,2}[./]\d{1,2}[./]20\d{2}\b|\b20\d{2}\s?[年년]\s?\d{1,2}\s?[月월]"
    r"|\b\d{1,2}\.? (?:de )?(?:jan|feb|f[ée]v|m[aä]r|abr|avr|apr|mai|ma[gy]|jun|juin|giu|jul|juil"
    r"|lug|ago|ao[uû]|se[pt]|o[ck]t|ott|out|nov|de[cz]|d[ée]c|dic)\w{0,8}\.? (?:de )?20\d{2}",
    re.IGNORECASE,
)
FIGURE = lazy_regex(
    r"(?<![\d.,])\d[\d.,]{0,12}\s?(?:%|ms|s\b|min|hours?|h\b|requests?|users?|GB|MB|k\b"
    r"|stunden?\b|anfragen\b|nutzer\b|horas?\b|heures?\b|ore\b|分|小时|時間|시간|час)",
    re.IGNORECASE,
)
# What names a cause.
NAMES_CAUSE = lazy_regex(
    r"\b(?:caused by|because|due to)\b"
    r"|\bcauses?\b[\s*_]{0,4}(?:was|were|is|are|:|\u2013|\u2014|-)[\s*_]{0,4}\w"
    r"|\bursache[\s*_]{0,4}(?:war|waren|ist|:|\u2013|-)[\s*_]{0,4}\w|\b(?:verursacht|causad[oa]s?|causé\w{0,2})\b"
    r"|\bcausa[\s*_]{0,4}(?:fue|foi|era|es|è|:|\u2013|-)[\s*_]{0,4}\w|原因(?:是|为|は|:)\S|원인은",
    re.IGNORECASE,
)
CAUSE_HEADING = lazy_regex(r"\bcauses?\b|ursachen?\b|\bcausas?\b|原因|원인|причин", re.IGNORECASE)
