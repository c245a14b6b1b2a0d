"""The sections of a document that are about going back to an earlier version.

A question of an interview or an exercise tests somebody and is no procedure; the title of a long document
speaks of all that follows only where the document is of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Heading, Prose

GOING_BACK = lazy_regex(
    r"\broll(?:ing|ed)?[ _-]?backs?\b|\brollout undo\b"
    r"|\b(?:revert|restore|return)(?:ing)? (?:to )?(?:the |a )?(?:previous|earlier|older|last good)"
    r"|\brollback-|\bnomad job revert\b"
    r"|\b(?:go(?:ing)?|switch(?:ing)?|mov(?:e|ing)|fall(?:ing)?) back (?:to )?(?:the |a |an )?"
    r"(?:previous|earlier|older|prior|last)\b"
    r"|\bundo(?:ing)? (?:a |the )?(?:bad |last |failed )?(?:deploy(?:ment)?|release|rollout)\b"
    # The same in other languages.
    r"|\bzurück(?:rollen|setzen|kehren)\b|\b(?:revenir|retour) à (?:la|une) version (?:précédente|antérieure)"
    r"|\b(?:volver|regresar) a (?:la|una) versión anterior|\bvoltar (?:à|para a) versão anterior"
    r"|回滚|回退|ロールバック|切り戻し|롤백|\bоткат",
    re.IGNORECASE,
)
# A numbered question or exercise, as in "Question 24:", "Q7.", "Exercise 3".
TESTS_SOMEBODY = lazy_regex(
    r"\W{0,8}(?:q|question|pregunta|pergunta|frage|domanda|вопрос|질문|exercise|ejercicio|exercício|exercice"
    r"|esercizio|übung|quiz)[ \t#.:-]{0,4}\d{1,4}\b",
    re.IGNORECASE,
)
# What puts a version where it runs, written within a step: "Re-apply: `docker compose up -d`".
PUTS_A_VERSION = lazy_regex(
    r"`(?:\$ ?)?(?:sudo )?(?:docker[ -]compose [^`\n]{0,80}?up\b|docker (?:run|stack deploy|service update)\b"
    r"|kubectl (?:[^`\n]{0,60} )?(?:apply|rollout|set image)\b|helm (?:upgrade|rollback)\b"
    r"|git (?:revert|checkout|reset)\b|terraform apply\b|gcloud run (?:deploy|services update)\b"
    r"|(?:fly|flyctl|vercel|railway|serverless|sls|cdk|bentoml|databricks bundle|modal) deploy\b"
    r"|make \S{0,20}deploy)"
    r"[^`\n]{0,160}`",
    re.IGNORECASE,
)
# What moves what answers, in a step of a document that is of more: "roll back by `aws lambda update-alias`".
MOVES_WHAT_ANSWERS = lazy_regex(
    r"[^`]{0,120}`(?:\$ ?)?(?:sudo )?(?:aws (?:sagemaker update-endpoint|lambda update-alias"
    r"|ecs update-service|deploy (?:stop|create)-deployment)\b"
    r"|gcloud (?:run services update-traffic|app services set-traffic)\b"
    r"|az (?:containerapp (?:revision|ingress)|webapp deployment slot swap|ml online-endpoint update)\b"
    r"|kubectl (?:[^`\n]{0,60} )?(?:rollout undo|set image)\b|oc rollback\b|helm (?:rollback|upgrade)\b"
    r"|docker service (?:rollback|update)\b|nomad job revert\b|argocd app rollback\b"
    r"|(?:heroku|vercel|wrangler|modal app|netlify) (?:releases:)?rollback\b"
    r"|(?:fly|flyctl) (?:deploy|releases)\b)[^`\n]{0,200}`"
)
# Without one of these programs in a document no row of it need be read.
MOVING_PROGRAM = lazy_regex(
    r"`(?:\$ ?)?(?:sudo )?(?:aws|gcloud|az|kubectl|oc|helm|docker|nomad|argocd|heroku|vercel|wrangler|modal"
    r"|netlify|fly(?:ctl)?) "
)
# The title of a document about going back has hardly more words than that.
LONGEST_TITLE = 5
END = 1 << 30


class BackSection(Struct, frozen=True):
    """A section about going back: its first line, the line after its last, its heading.

    `asks`: its heading is a question, which only a command that goes back answers.
    """

    begin: int
    end: int
    heading: str
    asks: bool


def back_sections(path: str, document: Prose) -> Iterator[BackSection]:
    """The sections about rolling back, without the questions that test somebody."""
    tests = lines_of_questions(document)
    for position, each in enumerate(document.headings):
        if GOING_BACK.search(each.text) and not any(each.line in lines for lines in tests):
            later = document.headings[position + 1 :]
            end = _end(each, later)
            if position == 0 and end == END and later and not _is_of_nothing_else(path, each.text):
                end = later[0].line
            yield BackSection(each.line, end, each.text, each.text.rstrip(" *_").endswith(("?", "\uff1f")))


def puts_a_version(text: str, section: BackSection) -> bool:
    """Whether a step of a section names a command that puts a version where it runs."""
    rows = text.split("\n")[section.begin - 1 : min(section.end, END) - 1]
    return any(PUTS_A_VERSION.search(each[:500]) for each in rows)


def step_back(text: str, document: Prose) -> tuple[int, str] | None:
    """The first line of a document that says to go back by a command that moves what answers."""
    if MOVING_PROGRAM.search(text) is None:
        return None
    tests = lines_of_questions(document)
    for number, row in enumerate(text.split("\n"), 1):
        going = GOING_BACK.search(row[:500]) if "`" in row else None
        if going is None or MOVES_WHAT_ANSWERS.match(row[:700], going.end()) is None:
            continue
        if not any(number in lines for lines in tests):
            return number, row.strip(" -*#\t")
    return None


def lines_of_questions(document: Prose) -> tuple[range, ...]:
    """The lines of the sections whose headings are numbered questions or exercises."""
    headings = document.headings
    return tuple(
        range(each.line, _end(each, headings[position + 1 :]))
        for position, each in enumerate(headings)
        if TESTS_SOMEBODY.match(each.text)
    )


def _end(heading: Heading, later: tuple[Heading, ...]) -> int:
    return next((other.line for other in later if other.level <= heading.level), END)


def _is_of_nothing_else(path: str, title: str) -> bool:
    name = basename(path).replace("_", " ")
    return GOING_BACK.search(name) is not None or len(title.split()) <= LONGEST_TITLE
