"""Sections about failures of a service in documents that are called something else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Heading, Prose, Sentence
from analyzer.text import word_count

# Documents about a service that runs somewhere.
OF_DEPLOYMENT = lazy_regex(
    r"(?:^|[/_. -])(?:deploy(?:ment|ing|ments)?|hosting|production|infrastructure|infra|operating|runtime"
    r"|despliegue|implantação|déploiement|bereitstellung|разв[её]ртывание)(?=[/_. -]|$)"
    r"|部署|运维|維運|デプロイ|배포",
    re.IGNORECASE,
)
# What describes the images or the cluster of a service by their folder, where it speaks of what runs there.
README_OF_IMAGES = lazy_regex(
    r"(?:^|/)(?:docker|containers?|k8s|kubernetes|helm|charts?|compose|ansible)/(?:[^/]+/)?readme[^/]*\Z",
    re.IGNORECASE,
)
OF_A_SERVICE = lazy_regex(
    r"\b(?:health|endpoint|production|monitoring|deploy|replica|request|client|ingress|uptime)"
    r"(?:s|z|ed|ing|ment|[- ]?checks?)?\b",
    re.IGNORECASE,
)
FEWEST_OF_A_SERVICE = 2
# Trouble of those who develop the service comes after trouble of the service.
OF_PRODUCTION = lazy_regex(
    r"(?:^|[/_. -])(?:prod|production|deploy(?:ment|ing|ments)?|hosting)(?=[/_. -]|$)", re.I
)
OF_DEVELOPMENT = lazy_regex(
    r"(?<![a-z])(?:local(?:ly|host)?|dev(?:elopment|elopers?)?|seed(?:s|ed|ing)?|laptop)(?![a-z])",
    re.IGNORECASE,
)
FEWEST_OF_DEVELOPMENT = 2
TROUBLESHOOTING = lazy_regex(
    r"[^\w]{0,6}(?:\d{1,2}[.)]? )?(?:troubleshooting|trouble shooting|when something (?:fails|goes wrong)"
    r"|common (?:failures|problems|issues|errors)|failure modes|if (?:it|the service) (?:fails|is down)"
    r"|(?:debug(?:ging)?|diagnos(?:e|ing)|recover(?:ing)? from) (?:an? |the )?(?:failed|failing|failure|stuck"
    r"|crashed|broken)(?: \w{1,20}){0,2}|failure handling|when an? \w{1,20} (?:fails|crashes|gets stuck)"
    r"|(?:solución|resolución) de problemas(?: (?:frecuentes|comunes|habituales))?"
    r"|(?:solução|resolução) de problemas(?: (?:comuns|frequentes))?|dépannage"
    r"|problemas (?:frecuentes|comunes|comuns|habituales|conocidos|frequentes|conhecidos)"
    r"|résolution (?:de|des) problèmes(?: (?:courants|fréquents))?|problèmes (?:courants|fréquents|connus)"
    r"|risoluzione (?:dei )?problemi|fehlerbehebung|fehlersuche|häufige (?:probleme|fehler)"
    r"|problembehebung"
    r"|устранение (?:неполадок|неисправностей)|решение проблем|sorun giderme|(?:xử lý|khắc phục) sự cố"
    r"|(?:常见)?(?:故障|问题|問題|错误)(?:排查|排除|诊断|診斷|处理|處理)|疑难解答|疑難排解"
    r"|トラブルシューティング|(?:문제 ?해결|트러블 ?슈팅)(?: 가이드)?)"
    r"(?: guide| section|指南|手册)?[^\w]{0,6}",
    re.IGNORECASE,
)
# How what was lost is put back; only with the commands of where it ran.
RECOVERY = lazy_regex(
    r"[^\w]{0,6}(?:\d{1,2}[.)]? )?(?:disaster recovery|recovery (?:procedures?|steps)"
    r"|(?:backups?|failover) (?:and|&|/) (?:recovery|restor(?:e|ing)))"
    r"(?: guide| plan| procedures?)?[^\w]{0,6}",
    re.IGNORECASE,
)
# Documents on a part that runs: their troubles count where commands of that place are told.
ON_A_RUNNING_PART = lazy_regex(
    r"(?:^|[/_. -])(?:docker|compose|kubernetes|k8s|containers?|serving|inference|api|monitoring|drift"
    r"|orchestration|scheduler|scheduling|workflows?|pipelines?|workers?|prefect|airflow|dagster|mlflow|grafana|prometheus"
    r"|kafka|redis|qdrant|streamlit|operations?)(?=[/_. -]|$)",
    re.IGNORECASE,
)
DIAGNOSES = lazy_regex(
    r"\bdocker(?:[- ]compose)? (?:logs|ps|restart|exec|inspect|stats|top)\b"
    r"|\b(?:kubectl|journalctl|systemctl|flyctl)[ \t]+\w"
    r"|\bcurl [^\n]{0,200}(?:health|livez?|readyz?|status|metrics|localhost:\d)"
    r"|\bmake [\w-]{0,30}(?:logs|status|health|restart|rebuild)",
    re.IGNORECASE,
)
FEWEST_DIAGNOSES = 2
A_README = lazy_regex(r"(?:^|/)readme[^/]*\Z", re.IGNORECASE)
# Documents in which somebody writes down what happened, one entry after the other.
OF_EVENTS = lazy_regex(
    r"(?:^|[/_. -])(?:engineering|dev|development|developer|debug(?:ging)?|ops|operations|work|project|build"
    r"|tech|technical|bug|problem|issue|fix|deployment)s?[-_ ]?"
    r"(?:logs?|journals?|diary|notebook)(?=[/_. -]|$)"
    r"|lessons[-_ ]learn(?:ed|t)|(?:^|[/_. -])(?:journal|devlog|worklog)(?=[/_. -]|$)",
    re.IGNORECASE,
)
TOLD_FAILED = lazy_regex(
    r"\b50[0234]\b|\boutages?\b|\b(?:went|was|is|were|goes) down\b|\bcrash(?:ed|es|ing)?\b"
    r"|\bOOM(?:-?killed)?\b|out of memory|\bunavailable\b|\bunreachable\b|can(?:no|')t be reached"
    r"|\bdowntime\b|stopped (?:responding|serving)",
    re.IGNORECASE,
)
TOLD_RUNNING = lazy_regex(
    r"\b(?:in production|prod|deployed|live (?:site|service|system)|users|customers|pods?|cluster"
    r"|health[- ]?checks?)\b",
    re.IGNORECASE,
)
TOLD_CAUSE = lazy_regex(
    r"root[- ]cause|\bcaus(?:e|ed|es|ing)\b|\bbecause\b|\bdue to\b|\bhurdle\b|\breason\b|turned out",
    re.IGNORECASE,
)
TOLD_FIX = lazy_regex(
    r"\bfix(?:ed|es)?\b|\bsolution\b|\bsolved\b|\bresol(?:ved|ution)\b|\bmitigat\w{0,8}|\brolled back\b"
    r"|\bworkaround\b",
    re.IGNORECASE,
)
# What goes wrong on the machine of somebody who tries it out is no failure of the service.
LOCAL_TROUBLE = lazy_regex(
    r"\bports?\b[^.;|]{0,30}\b(?:in use|taken|occupied|conflicts?|busy)\b|address already in use|\blsof\b"
    r"|ModuleNotFound|ImportError|\bimport (?:errors?|paths?)\b|\bPYTHONPATH\b|no module named"
    r"|\b(?:venv|virtualenv|virtual environments?|conda env\w{0,12})\b"
    r"|\b(?:pip|npm|yarn|uv|poetry|brew|conda) (?:install|sync)\b|command not found|node_modules"
    r"|docker (?:desktop|daemon|is not running)|\bwsl2?\b|\bapple silicon\b|not installed|\bcopy \.env\b"
    r"|\.env\b[^.;|]{0,30}\b(?:missing|exists?|created?)\b",
    re.IGNORECASE,
)
# An entry of its own in another document: dated or numbered, its parts under their names.
ENTRY_HEADING = lazy_regex(
    r"[^\w]{0,6}(?:(?:phase|issue|incident|bug|problem|entry|case|failure|outage|lesson)\s?#?\d{1,3}\b"
    r"|\d{1,2}[.)]\s|20\d\d-\d\d-\d\d\b|#\d{1,4}\b)",
    re.IGNORECASE,
)
LABELLED = tuple(
    lazy_regex(rf"(?:^|[\n.] ?)\W{{0,4}}(?:the )?(?:{words})\W{{0,3}}[:—–]", re.IGNORECASE)
    for words in (
        "symptoms?|problem|issue|hurdle|error|failure|what (?:happened|failed|went wrong)",
        "(?:root )?causes?|reason|why(?: it (?:happened|failed))?|diagnosis",
        "fix(?:ed)?|solution|resolution|mitigation|what (?:we|i) did|remedy",
    )
)
# A guide of this name is for users or for those who operate a service: its sections tell which.
OF_TROUBLES = lazy_regex(r"[^\w]{0,6}(?:\d{1,3}[-_. ]{1,2})?trouble[-_ ]?shooting\b", re.IGNORECASE)
OPERATING_COMMAND = lazy_regex(
    r"\b(?:kubectl|oc|helm|argocd|nomad|systemctl|journalctl|supervisorctl|flyctl|heroku|gcloud run"
    r"|aws (?:ecs|eks|lambda|logs|sagemaker)|az (?:aks|containerapp|webapp|ml)|docker (?:service|stack))"
    r"[ \t]+[\w-]"
)
FOR_USERS = lazy_regex(
    r"(?:^|[/_-])(?:usage|users?|getting[-_]started|quick[-_]?start|install(?:ation)?|faq)(?=[/_.-])", re.I
)
FEWEST_OPERATING = 2
FEWEST_OBJECTIVES = 2
TOLD_RECOVERY = lazy_regex(
    r"\brestart|\brecover|\brestor|\broll(?:ed|ing)?[- ]?(?:back|out)\b|\bscale\b|\bescalat"
    r"|\bfail(?:ed)?[- ]?over\b",
    re.IGNORECASE,
)
# What a service is held to, and how soon it is back; what is only planned or proposed holds nobody.
OF_OBJECTIVES = lazy_regex(
    r"\bslos?\b|service[- ]level objectives?|disaster[- ]recovery|recovery objectives?", re.IGNORECASE
)
OBJECTIVE_WITH_FIGURE = lazy_regex(
    r"\b(?:p9[059]|availability|latency|uptime|error[- ]rate|success[- ]rate|RTO|RPO"
    r"|recovery (?:time|point)(?: objective)?)\b[^\n]{0,60}?\d",
    re.IGNORECASE,
)
ONLY_PLANNED = lazy_regex(
    r"(?:^|[/_. -])(?:drafts?|prd|rfcs?|proposals?|roadmap|specs?|(?<!recovery.)plan(?:s|ned|ning)?"
    r"|next[-_ ]steps|todo|future)(?=[/_. -]|$)",
    re.IGNORECASE,
)
ABOUT_CHANGES = lazy_regex(r"(?:^|/)(?:change|release|history|news)[^/]*\Z", re.IGNORECASE)
TOLD_FEWEST_WORDS = 25
TOLD_MOST_SECTIONS = 300


class FailureSection(Struct, frozen=True):
    """A section on what to do about failures, or on what failed and why.

    `of_development`: it is about the place where the service is developed rather than where it runs.
    """

    line: int
    why: str
    of_development: bool = False


def failure_section(path: str, document: Prose, *, beside_image: bool = False) -> FailureSection | None:
    """The first section of a document on failures, one about development after any other.

    `beside_image`: an image is built from its folder, which is not the whole repository.
    """
    title = document.headings[0].text if document.headings else ""
    named = (path, basename(path), title)
    if any(OF_DEPLOYMENT.search(each) for each in named) or _is_of_images(path, document):
        found = list(_on_troubles(named, document))
        if found:
            return min(found, key=attrgetter("of_development"))
    elif _is_of_a_part(path, title) or (beside_image and A_README.search(path) is not None):
        found = list(_on_troubles(named, document, by_commands=True))
        if found:
            return found[0]
    operated = _operated(path, document)
    if operated is not None:
        return operated
    if any(OF_EVENTS.search(each) for each in named):
        for line, heading, said in _sections(document):
            if line != document.headings[0].line and all(
                pattern.search(f"{heading}\n{said}")
                for pattern in (TOLD_FAILED, TOLD_RUNNING, TOLD_CAUSE, TOLD_FIX)
            ):
                return FailureSection(line, _told(heading))
    elif ABOUT_CHANGES.search(path) is None:
        for line, heading, said in _sections(document):
            if ENTRY_HEADING.match(heading) and all(
                pattern.search(said if pattern in LABELLED else f"{heading}\n{said}")
                for pattern in (*LABELLED, TOLD_FAILED, TOLD_RUNNING)
            ):
                return FailureSection(line, _told(heading))
    return None


def _operated(path: str, document: Prose) -> FailureSection | None:
    """A section of any other document that only who operates the service needs.

    It is on troubles and has several commands of where services run, or it sets objectives with figures.
    """
    if FOR_USERS.search(path) is not None or ABOUT_CHANGES.search(path) is not None:
        return None
    headings = {each.text for each in document.headings[1:]}
    troubles = {
        each
        for each in headings
        if TROUBLESHOOTING.fullmatch(each) is not None or RECOVERY.fullmatch(each) is not None
    }
    objectives = {each for each in headings if _sets_objectives(each)}
    if any(ONLY_PLANNED.search(each) for each in (path, *(each.text for each in document.headings[:1]))):
        objectives = set()
    held: list[tuple[int, int, str]] = []
    for line, heading, said in _sections(document) if troubles or objectives else ():
        if line == document.headings[0].line:
            continue
        if heading in troubles and len(set(OPERATING_COMMAND.findall(said))) >= FEWEST_OPERATING:
            return FailureSection(line, f"section '{heading[:60]}' says what to do when it fails")
        if heading in objectives and len(set(OBJECTIVE_WITH_FIGURE.findall(said))) >= FEWEST_OBJECTIVES:
            held.append((len(said), line, heading))
    # Of a section and the one inside it, the inner one says it.
    for _length, line, heading in sorted(held)[:1]:
        return FailureSection(line, f"section '{heading[:60]}' sets objectives with their figures")
    return None


def _sets_objectives(heading: str) -> bool:
    return OF_OBJECTIVES.search(heading) is not None and ONLY_PLANNED.search(heading) is None


def _told(heading: str) -> str:
    return f"entry '{heading[:60]}' tells a failure, its cause and its fix"


def _is_of_a_part(path: str, title: str) -> bool:
    """Whether a document, not a README for those who try it out, is on a part that runs."""
    if A_README.search(path) is not None or FOR_USERS.search(path) is not None:
        return False
    return any(ON_A_RUNNING_PART.search(each) for each in (basename(path), title))


def _on_troubles(
    named: tuple[str, ...], document: Prose, *, by_commands: bool = False
) -> Iterator[FailureSection]:
    """Sections on troubles that say enough; with `by_commands` those with commands of where it runs."""
    of_production = any(OF_PRODUCTION.search(each) for each in named)
    of_development = any(OF_DEVELOPMENT.search(each) for each in named)
    for line, heading, said in _sections(document):
        if TROUBLESHOOTING.fullmatch(heading) is None:
            continue
        rows = said.split("\n")
        of_service = [each for each in rows if LOCAL_TROUBLE.search(each) is None]
        commands = len(set(DIAGNOSES.findall("\n".join(of_service)))) >= FEWEST_DIAGNOSES
        words = sum(word_count(each) for each in of_service) >= TOLD_FEWEST_WORDS
        if commands or (words and not by_commands):
            local = sum(OF_DEVELOPMENT.search(each) is not None for each in rows)
            local_first = of_development or local >= FEWEST_OF_DEVELOPMENT
            why = f"section '{heading[:60]}' says what to do when it fails"
            yield FailureSection(line, why, local_first and not of_production)


def _is_of_images(path: str, document: Prose) -> bool:
    """Whether the README of a folder of images or manifests speaks of a service that runs in them."""
    if README_OF_IMAGES.search(path) is None:
        return False
    said = [each.text for each in document.headings]
    said += [each.text for each in document.sentences]
    words = {match[0].casefold() for text in said for match in OF_A_SERVICE.finditer(text)}
    return len(words) >= FEWEST_OF_A_SERVICE


def is_about_troubles_of_a_service(path: str, document: Prose) -> bool:
    """Whether a guide to troubleshooting is for those who operate a service, not for those who install it.

    It says what fails and what brings it back, with several commands of places where services run.
    """
    title = document.headings[0].text if document.headings else ""
    places = (basename(path), basename(dirname(path)), title)
    if not any(OF_TROUBLES.match(each) for each in places) or FOR_USERS.search(path):
        return False
    texts = [each.text for each in document.headings]
    texts += [each.text for each in document.sentences]
    texts += [body for _line, _language, body in document.code_blocks]
    told = "\n".join(texts)
    return len(OPERATING_COMMAND.findall(told)) >= FEWEST_OPERATING and TOLD_RECOVERY.search(told) is not None


_line = attrgetter("line")


def _between(rows: Sequence[Heading | Sentence], line: int, end: int | None) -> Sequence[Heading | Sentence]:
    """Of rows in the order of their lines those after a line and before another."""
    last = len(rows) if end is None else bisect_left(rows, end, key=_line)
    return rows[bisect_right(rows, line, key=_line) : last]


def _sections(document: Prose) -> Iterator[tuple[int, str, str]]:
    """The line, the heading and all text of each section, with those below it."""
    headings = document.headings[:TOLD_MOST_SECTIONS]
    titles, sentences = sorted(document.headings, key=_line), sorted(document.sentences, key=_line)
    for number, heading in enumerate(headings):
        after = (each.line for each in headings[number + 1 :] if each.level <= heading.level)
        end = next(after, None)
        inside = [each.text for each in _between(titles, heading.line, end)]
        inside += [each.text for each in _between(sentences, heading.line, end)]
        code = [
            body
            for line, _language, body in document.code_blocks
            if line > heading.line and (end is None or line < end)
        ]
        yield heading.line, heading.text, "\n".join((*inside, *code))
