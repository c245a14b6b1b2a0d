"""Documents about failures: runbooks, service-level objectives, post-mortems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions
from analyzer.engine.registry import check
from analyzer.facts.documents.failure_sections import (
    FailureSection,
    failure_section,
    is_about_troubles_of_a_service,
)
from analyzer.facts.documents.failure_words import (
    CAUSE_HEADING,
    DATE,
    FEWEST_SEEN_AND_DONE,
    FIGURE,
    NAMES_CAUSE,
    PARTS,
    SEEN_AND_DONE,
)
from analyzer.facts.documents.operating_documents import WORK_COMMAND, is_for_a_model
from analyzer.facts.documents.own_documents import own_documents
from analyzer.facts.documents.sample_documents import is_sample_document
from analyzer.facts.documents.written_files import writer_of
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Prose
from analyzer.repository import Snapshot
from analyzer.text import plural, word_count
from analyzer.wiring.roles import is_for_agents

INCIDENT_NAME = lazy_regex(
    r"post-?_?mortem|(?:^|[/_ -])incidents?(?:[/_. -]|$)|outage|blameless|root[-_ ]cause[-_ ]analysis"
    r"|(?:st(?:ö|oe)rungs|vorfall-?|ausfall-?)bericht|(?:informe|reporte|relat[oó]rio|rapport|rapporto)[-_ ]"
    r"(?:de |do |del |d['’])?[-_]?incident\w{0,2}"
    r"|(?:事故|故障)(?:报告|复盘)|障害(?:報告|レポート)|장애 ?(?:보고|리포트)|отч[её]т об инциденте",
    re.IGNORECASE,
)
RUNBOOK_NAME = lazy_regex(
    r"run-?_?books?|(?:^|[_ -])(?:playbooks?|on-?_?call|slos?)(?:[_. -]|$)"
    r"|service[-_ ]level[-_ ]objectives?|incident[-_ ]response|disaster[-_ ]recovery"
    r"|betriebshandbuch|notfall(?:plan|handbuch)|manual[-_ ]de[-_ ]opera\w{3,6}|manuel[-_ ]d['’]exploitation"
    r"|gu[ií]a[-_ ](?:de[-_ ])?(?:opera|exploit)\w{3,8}"
    r"|guid[ea][-_ ](?:d['’][-_ ]?)?(?:exploitation|operativa)"
    r"|manuale operativo|plan(?:o|e)?[-_ ]de[-_ ](?:conting[eê]ncia|contingencia|continuit[ée]|reprise)"
    r"|piano di emergenza|(?:resposta|respuesta|risposta|procedimientos?|procedimentos?|proc[eé]dures?)"
    r"[-_ ](?:de |do |da |d['’]|ante |a |agli |para )?[-_]?(?:los |os )?incident\w{0,3}"
    r"|运维(?:手册|指南)|(?:故障|事故)(?:处理|应急|响应)(?:手册|指南|流程|预案)|应急(?:预案|手册)"
    r"|障害対応|運用(?:手順|マニュアル)|장애 ?대응|운영 ?매뉴얼"
    r"|руководство по эксплуатации|план восстановления",
    re.IGNORECASE,
)
# "Operations" alone is a word of mathematics, of databases and of half of the field's course titles.
OPERATIONS_FILE = lazy_regex(
    r"(?:\d{1,3}[-_. ])?(?:operations|ops)(?:[-_](?:guide|manual|handbook))?"
    r"\.\w{2,8}",
    re.IGNORECASE,
)
OPERATIONS_TITLE = lazy_regex(
    r"(?:the )?(?:(?:service|system|platform|production|day[- ]2) )?operations"
    r"(?: (?:guide|manual|handbook|procedures?|notes|runbook|playbook))?"
    # To keep a service running and to operate it, in either order.
    r"|maintenance (?:and|&) operations|operations (?:and|&) maintenance"
    r"|mantenimiento y operaci(?:ón|ones)|operaci(?:ón|ones) y mantenimiento"
    r"|operaci(?:ón|ones) del (?:servicio|sistema)"
    r"|manuten[cç][aã]o e opera(?:ção|ções)|opera(?:ção|ções) e manutenção|maintenance et exploitation"
    r"|exploitation et maintenance|(?:wartung und betrieb|betrieb und wartung)|manutenzione e operazioni",
    re.IGNORECASE,
)
# What teaches speaks of other people's failures, and an Ansible playbook installs machines.
TAUGHT = lazy_regex(
    r"\b(?:course|lectures?|lesson \d|module \d|week \d|syllabus|curriculum|bootcamp|zoomcamp|workshop"
    r"|tutorials?|homework|assignments?|chapter|ansible|interview|certification|study notes)\b",
    re.IGNORECASE,
)
# Incidents are also of traffic and of crime, and playbooks of sellers: what runs is spoken of in these words.
OF_ANY_FIELD = lazy_regex(
    r"\bincidents?\b(?![- ]response)|\bplaybooks?\b|\bgu[ií]a[-_ ](?:de[-_ ])?opera\w{3,8}", re.IGNORECASE
)
OF_SYSTEMS = lazy_regex(
    r"\b(?:service|servicio|servizio|serviço|dienst|api|server|serveur|servidor|datenbank|anfrage"
    r"|deploy|deployment|release|pod|cluster|pipeline|request|endpoint|production"
    r"|outage|rollback|monitoring|alert|alerting|dashboard|database|queue|latency|timeout|container|instance"
    r"|backup|failover|on-?call|worker|cache|inference|dag|docker|kubernetes|kubectl|grafana|prometheus|slo|log)"
    r"(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
FEWEST_OF_SYSTEMS = 2
MOST_LETTERS_OF_OTHERS = 0.1
RUNBOOK_FOLDER = lazy_regex(r"(?:^|/)(?:runbooks?|slos?|playbooks)/", re.IGNORECASE)
EMPTY_FIELDS = lazy_regex(
    r"\bTBD\b|\bTODO\b|YYYY-MM-DD|\[(?:date|name|time|link|description|insert[^\]]{0,40})\]"
    r"|<[a-z][a-z _-]{2,40}>|\bfill (?:in|out)\b",
    re.IGNORECASE,
)
CAUSE_UNKNOWN = lazy_regex(
    r"\bcauses?(?: \w{1,20}){0,3} (?:analysis|investigation|ticket|review)s?\b"
    r"|\b(?:un(?:known|determined|clear)|pending|tb[ad]|to do|todo|under investigation|still being"
    r"|to be (?:determined|found|identified|confirmed)"
    r"|not (?:yet )?(?:known|found|determined|identified|understood))\b|\A\W{0,4}\[ ?\]",
    re.IGNORECASE,
)
# What was made to fail on purpose: an exercise tells of no incident.
EXERCISED = lazy_regex(
    r"\b(?:drills?|game[-_ ]?days?|rehears\w{1,4}|exercises?|simulat\w{1,4}|chaos|fault[-_ ]injection"
    r"|tabletop|(?:failure|outage|failover|resilience|recovery)[-_ ]tests?|planned|controlled)(?![a-z])",
    re.IGNORECASE,
)
# A script for showing what the work can do is followed by whoever presents it.
DEMONSTRATES = lazy_regex(
    r"(?:^|[/_. -])(?:(?<!hosted.)demos?|demonstrations?|screenshots?)"
    r"(?=[/_. -]|$)"
    r"|演示|展示|デモ|시연|демонстрац|demonstração|demostración|démonstration|vorführung",
    re.IGNORECASE,
)
# What those do who write the code keeps no service running.
OF_THE_MAKING = lazy_regex(
    r"(?<![a-z])(?:dependenc(?:y|ies)|dependabot|renovate|pull[-_ ]requests?|code[-_ ]reviews?|backlog"
    r"|branch(?:es|ing)?|contribut(?:ing|ors?|ions?))(?![a-z])",
    re.IGNORECASE,
)
ON_FAILURE = lazy_regex(
    r"\b(?:incidents?|outages?|fail(?:s|ed|ures?)?|recover\w{0,3}|roll(?:ing)?[- ]?back|symptoms?|alerts?"
    r"|troubleshooting|root[- ]causes?|escalation)\b|故障|恢复|回滚|告警|障害|復旧|장애|복구",
    re.IGNORECASE,
)
NO_RUNBOOK = lazy_regex(r"(?:readme|index)\.", re.IGNORECASE)
RUNBOOK_LINK = lazy_regex(r"runbook(?:_url|Url|-url)?[\"']?\s{0,20}[:=]\s{0,20}[\"']?([^\s\"']{3,300})")
ENOUGH_WORDS = 120
STUB_WORDS = 40
MOST_EMPTY_FIELDS = 3
ENOUGH_PARTS = 3
# One that says all of what is seen, why, what is then done and how may say it in fewer words.
FULL_PARTS = 4
FULL_WORDS = 80


@check(
    id="incident_docs",
    title="incident and operations documents",
    reads=(FileKind.PROSE,),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="Which action item in {path} was never done, and why?",
        absent="Tell me about the worst failure you owned: who noticed it, and what has changed since?",
        strong=(
            "Starts with who noticed, separates cause from trigger, and names the action that was never done."
        ),
        weak="Nothing ever failed.",
        premise=Premise(
            note=r"\bactions\b",
            otherwise="When was {path} last followed, and which of its steps was wrong or missing?",
        ),
    ),
    not_asked={
        Purpose.LIBRARY: "a library runs nothing that could fail in production",
        Purpose.RESEARCH: "research code runs nothing that could fail in production",
    },
    other_languages=OtherLanguages("documents are read, whatever the language"),
    covers=("C3", "C4"),
    near=(
        "incident",
        "runbook",
        "post_mortem",
        "playbook",
        "on_call",
        "outage",
        "troubleshoot",
    ),
)
def incident_docs(repo: Snapshot) -> Iterator[Observation]:
    """A document says what to do when the service fails, or what happened when it did.

    Unfilled templates, examples of such documents, stubs, short ones that name no failure, those on
    dependencies or pull requests that name none, scripts of a demonstration, instructions for coding agents
    and what a script of the repository itself writes are claimed; texts of courses, licences and texts that
    are data (a corpus, a knowledge base, a prompt for a model) are none. Present: a document of that name
    that says little about failures or is short, a section on troubleshooting of a deployment document or of
    the README of a service's images, such a section with commands of the place where it runs in a document
    on a part of the service or in the README of a folder with an image, a short guide to troubleshooting
    with commands of that place (one for those who install or use a program is none), in any other document
    a section on troubleshooting or recovery with several commands of a cluster or a server, or one that
    sets objectives with figures (of a service, or of how soon it is back), or an entry of a log that tells
    a failure, its cause and its fix; one in a hidden folder and one about development are shown last.
    Substantive: a runbook, objectives of a service or a post-mortem with content: several of impact,
    timeline, cause, actions, symptoms, recovery, objectives (availability or latency with its figure).
    Wired: an alert rule links to it, or it reports an incident with dates, figures and a cause that it
    names.
    """
    linked = _linked(repo)
    agents = {
        path: document
        for path, document in repo.prose.items()
        if is_for_agents(path) and not is_for_a_model(path, document)
    }
    documents = {**own_documents(repo), **agents}
    for path, document in documents.items():
        title = document.headings[0].text if document.headings else ""
        incident = bool(INCIDENT_NAME.search(path) or INCIDENT_NAME.search(title))
        named = _is_named(path, title) or (
            basename(path) in linked and NO_RUNBOOK.match(basename(path)) is None
        )
        if TAUGHT.search(title) is None and (incident or named) and _is_of_systems(path, title, document):
            writer = writer_of(repo, path)
            if writer is not None:
                note = f"{title[:80] or basename(path)}: written by {writer.path}:{writer.line}"
                yield Evidence(path, 1, Level.CLAIMED, note)
                continue
            if is_sample_document(repo, path, title):
                note = f"{title[:80] or basename(path)}: an example or a template of such a document"
                yield Evidence(path, 1, Level.CLAIMED, note)
                continue
            yield _document(path, document, title, incident=incident, linked=basename(path) in linked)
        elif path not in agents and TAUGHT.search(title) is None:
            if is_about_troubles_of_a_service(path, document) and writer_of(repo, path) is None:
                yield _guide(path, document, title)
                continue
            yield from _section(repo, path, document)


def _section(repo: Snapshot, path: str, document: Prose) -> Iterator[Evidence]:
    """The section of a document of another name that says what to do when a service fails."""
    beside_image = any(dirname(each) == dirname(path) != "" for each in repo.dockerfiles)
    section = failure_section(path, document, beside_image=beside_image)
    if section is not None and writer_of(repo, path) is None:
        title = document.headings[0].text if document.headings else basename(path)
        yield Evidence(
            path, section.line, Level.PRESENT, f"{title[:80]}: {section.why}", size=_rank(path, section)
        )


def _rank(path: str, section: FailureSection) -> int:
    """Sections on the making come last, and before them what lies in a hidden folder."""
    return -2 * section.of_development - path.startswith(".")


def _is_named(path: str, title: str) -> bool:
    name = basename(path)
    return (
        RUNBOOK_FOLDER.search(path) is not None
        or any(RUNBOOK_NAME.search(each) for each in (name, title))
        or OPERATIONS_FILE.fullmatch(name) is not None
        or OPERATIONS_TITLE.fullmatch(title.strip(" #:.\u2013-")) is not None
    )


def _is_of_systems(path: str, title: str, document: Prose) -> bool:
    """Whether a document called by a word that every field has speaks of something that runs."""
    names = OF_ANY_FIELD.sub("", f"{path.replace('_', ' ')} {title}")
    if any(each.search(names) for each in (INCIDENT_NAME, RUNBOOK_NAME, OF_SYSTEMS)):
        return True
    texts = [each.text for each in document.headings]
    texts += [each.text for each in document.sentences]
    texts += [body for _line, _language, body in document.code_blocks]
    said = "\n".join(texts)
    others = sum(not each.isascii() for each in said)
    words = {match[0].casefold() for match in OF_SYSTEMS.finditer(said)}
    return others > MOST_LETTERS_OF_OTHERS * len(said) or len(words) >= FEWEST_OF_SYSTEMS


def _document(path: str, document: Prose, title: str, *, incident: bool, linked: bool) -> Evidence:
    line = document.headings[0].line if document.headings else 1
    shown = title[:80] or basename(path)
    if is_for_agents(path):
        return Evidence(path, line, Level.CLAIMED, f"{shown}: instructions for a coding agent")
    code = "\n".join(body for _line, _language, body in document.code_blocks)
    said = "\n".join(
        [*(each.text for each in document.headings), *(each.text for each in document.sentences)]
    )
    parts = [name for name, pattern in PARTS.items() if pattern.search(said)]
    parts += ["commands"] if WORK_COMMAND.search(code) else []
    # Several lines of what is seen and what is then done say how the service recovers, without the word.
    done = sum(SEEN_AND_DONE.match(each.text[:300]) is not None for each in document.sentences)
    parts += ["recovery"] if done >= FEWEST_SEEN_AND_DONE and "recovery" not in parts else []
    words = sum(word_count(each.text) for each in document.sentences)
    if len(EMPTY_FIELDS.findall(said)) > MOST_EMPTY_FIELDS or "template" in path.casefold():
        return Evidence(path, line, Level.CLAIMED, f"{shown}: a template with fields to fill in")
    if words < STUB_WORDS and "commands" not in parts:
        return Evidence(path, line, Level.CLAIMED, f"{shown}: a stub of {plural(words, 'word')}")
    told = any(ON_FAILURE.search(each.text) for each in document.headings)
    if any(DEMONSTRATES.search(each) for each in (basename(path), title)):
        level = Level.PRESENT if told else Level.CLAIMED
        return Evidence(path, line, level, f"{shown}: for a demonstration")
    if words < (FULL_WORDS if len(parts) >= FULL_PARTS else ENOUGH_WORDS):
        told = told or ("recovery" in parts and bool({"impact", "cause", "symptoms"} & set(parts)))
        level = Level.PRESENT if told else Level.CLAIMED
        return Evidence(path, line, level, f"{shown}: short, {plural(words, 'word')}")
    if len(parts) < ENOUGH_PARTS or not {"impact", "cause", "recovery"} & set(parts):
        making = not told and any(OF_THE_MAKING.search(each) for each in (basename(path), title))
        level = Level.CLAIMED if making else Level.PRESENT
        return Evidence(path, line, level, f"{shown}: little about failures")
    happened = incident and DATE.search(said) and len(FIGURE.findall(said)) > 1 and _names_a_cause(document)
    happened = happened and not any(EXERCISED.search(each) for each in (path, title))
    if linked or happened:
        why = "an alert rule links to it" if linked else "with dates, figures and a cause"
        return Evidence(path, line, Level.WIRED, f"{shown}: {', '.join(parts)}; {why}")
    return Evidence(path, line, Level.SUBSTANTIVE, f"{shown}: {', '.join(parts)}")


def _names_a_cause(document: Prose) -> bool:
    """Whether a sentence names the cause, or stands below a heading about it; a task to find it does not."""
    headings = document.headings
    number = 0
    for each in document.sentences:
        while number < len(headings) and headings[number].line <= each.line:
            number += 1
        below = number > 0 and CAUSE_HEADING.search(headings[number - 1].text) is not None
        if (below or NAMES_CAUSE.search(each.text)) and not CAUSE_UNKNOWN.search(each.text):
            return True
    return False


def _guide(path: str, document: Prose, title: str) -> Evidence:
    """What a guide to troubleshooting for those who operate a service shows: most of it may be commands."""
    found = _document(path, document, title, incident=False, linked=False)
    if found.level > Level.PRESENT:
        return found
    shown = title[:80] or basename(path)
    return Evidence(path, found.line, Level.PRESENT, f"{shown}: what to do when the service fails")


def _linked(repo: Snapshot) -> frozenset[str]:
    """The names of the documents that alert rules link to."""
    found: set[str] = set()
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not path.endswith((".yml", ".yaml", ".rules", ".tf", ".libsonnet")):
            continue
        content = repo.content(path)
        if content is None or b"runbook" not in content:
            continue
        for match in RUNBOOK_LINK.finditer(content.decode("utf-8", "replace")):
            found.add(basename(match[1].partition("#")[0].rstrip("/")))
    return frozenset(found)
