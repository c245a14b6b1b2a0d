"""Who is credited in a text: authors, holders of rights, makers, contacts, as names of people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.blind.addresses import EMAIL
from analyzer.blind.handles import NOBODY, linked_people
from analyzer.blind.ordinary_words import ORDINARY_WORDS
from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

VALUE_LIMIT = 600  # characters after a key: a list of authors
ROLE_DISTANCE = 300  # characters before `name:` in which it says whose
MOST_WORDS_OF_A_NAME = 6
_PARTICLES = word_set("af al ap av bin da das de del den der di do dos du el la le ten ter van von y zu")
_CREDIT = lazy_regex(
    r"(?:authors?|maintainers?|creators?|vendor|contact_?name|copyright(?:_holder)?)(?:(?:_user)?_name)?(?:__)?[\"']?"
    r"[ \t]{0,9}(?:[:=][ \t]{0,9}|[ \t]+(?=(?-i:[\"'A-Z])))",
    re.IGNORECASE,
)
_FAMILY = lazy_regex(r"(?:family-names|given-names|\bname|username|owner)[\"']?[ \t]{0,9}[:=][ \t]{0,9}")
_ROLE = lazy_regex(r"author|maintainer|contributor", re.IGNORECASE)
_QUOTED = lazy_regex(r"""(?:"([^"\n]{0,120})"|'([^'\n]{0,120})')([ \t]{0,9}:)?""")
_HOLDER = (
    r"(?!(?:holders?|notices?|owners?|licen[sc]e|laws?|and|or|in|statement)\b)(?:by[ \t])?([^\n]{2,100})"
)
# A notice stands at the beginning of a line, or has its sign or its years.
_COPYRIGHT = lazy_regex(
    r"(?:^\W{0,12}copyright[ \t]{1,4}|copyright[ \t]{0,4}(?=\(c\)|©|\d{4})|\(c\)(?= *\d)|©)"
    rf"(?:\(c\)|©)?[ \t\d,–-]{{0,40}}{_HOLDER}",
    re.IGNORECASE | re.MULTILINE,
)
# In a file of people: an item, or what stands before an address or an account.
_ITEM = lazy_regex(
    r"^[ \t]{0,6}(?:[*+-][ \t]{1,4}([^\W\d_][^<(\[{:,@|\n]{1,60})|([^\W\d_#][^<(\[{:,@|\n]{1,60})(?=[<(\[]))",
    re.MULTILINE,
)
_LINE = lazy_regex(r"^([^\W\d_][\w.'’ -]{1,60})[ \t]{0,9}$", re.MULTILINE)
# An expression and no name: what stands unquoted after an equals sign of Python.
_EXPRESSION = lazy_regex(r"(?:\w+ ?= ?)?(?:\w*[_.][\w.]*|[\w.]+\(.*)")


_MADE = "(?:created|developed|written|built|made|coded|maintained|designed|implemented|prepared|submitted)"
# A line of a document that says who made it, and nothing more.
_BYLINE = lazy_regex(
    r"^[ \t>*_#|-]{0,12}(?i:(?:project |lead )?authors?|maintainers?"
    rf"|{_MADE}(?: (?:and|&) {_MADE})?(?: with [^\n]{{1,20}}?)? by|by|contact(?: person)?"
    r"|student(?: name)?|(?:full )?name|supervisors?|instructors?|team(?: members?)?)"
    r"[*_]{0,3}[ \t]{0,3}(?:[:–—|-][*_ \t|]{0,6}|(?<=by)[*_ \t]{1,4})\[?"
    r"([^\W\d_a-z][^\W\d_]*[^\n<(\[\]|{:]{0,100})",
    re.MULTILINE,
)
_PEOPLE_HEADING = lazy_regex(
    r"^#{1,6}[ \t]{1,4}\W{0,8}(?:authors?|contact(?:s| me| us)?|contributors?|maintainers?|(?:our )?team"
    r"|team members|developers?|about (?:me|the authors?|us)|members|collaborators?|supervisors?)\b"
    r"[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = lazy_regex(r"^#{1,6}[ \t]", re.MULTILINE)
_SECTION_LIMIT = 4_000
_SECTION_NAME = lazy_regex(
    r"(?:^[ \t]{0,6}(?:[*+-]|\d{1,2}\.)?[ \t]{0,4}|\*\*|\|[ \t]{0,9}|\[)"
    r"([^\W\d_a-z][\w.'’-]{1,40}(?:[ \t][^\W\d_][\w.'’-]{0,40}){1,4})(?=[ \t]{0,4}(?:$|[*|\])(<:,@–-]))",
    re.MULTILINE,
)
# What tools write down of the person at work: Colab's cells, git's settings.
_DISPLAYED = lazy_regex(r"\"displayName\"[ ]{0,4}:[ ]{0,4}\"([^\"\n]{2,80})\"")
_CONFIGURED = lazy_regex(
    r"(?:user\.name|GIT_(?:AUTHOR|COMMITTER)_NAME|git_user_name|user_name:)[\"']?[ \t]{0,4}[=:]?[ \t]{0,4}"
    r"(?:[\"']([^\"'\n$]{2,60})[\"']|([^\s\"'$][^\n\"'$&|;]{1,60}))"
)
_AUTOMATION = lazy_regex(r"\b(?:bot|actions?|ci|runner|robot|automation|your)\b", re.IGNORECASE)


def people_named(text: str) -> Iterator[str]:
    """What stands after `author =`, `maintainer:` and the like: in quotes, or the rest of the line."""
    for key in _CREDIT.finditer(text):
        yield from _values(text[key.end() : key.end() + VALUE_LIMIT])
    for key in _FAMILY.finditer(text):
        if _ROLE.search(text[max(0, key.start() - ROLE_DISTANCE) : key.start()]):
            yield from _values(text[key.end() : key.end() + VALUE_LIMIT])


def holders(text: str) -> Iterator[str]:
    """Who holds the rights, as licences and heads of files say."""
    return (match[1] for match in _COPYRIGHT.finditer(text))


def listed(text: str, *, lines: bool) -> Iterator[str]:
    """Who stands in a file of people: items, and `lines` of their own where it is no Markdown."""
    yield from (match[1] or match[2] for match in _ITEM.finditer(text))
    if lines:
        yield from (match[1] for match in _LINE.finditer(text))


def presented(text: str) -> Iterator[str]:
    """Who presents the work in a document: lines of authors, sections about people, links to their pages."""
    found = [match[1] for match in _BYLINE.finditer(text)]
    for heading in _PEOPLE_HEADING.finditer(text):
        following = _HEADING.search(text, heading.end())
        end = min(following.start() if following else len(text), heading.end() + _SECTION_LIMIT)
        found += [match[1] for match in _SECTION_NAME.finditer(text, heading.end(), end)]
    found += (
        each for each in linked_people(text) if each[:1].isupper() and each.casefold() not in ORDINARY_WORDS
    )
    yield from (each for each in found if not any(word.casefold() in NOBODY for word in each.split()))


def at_work(text: str) -> Iterator[str]:
    """Whom tools name that somebody works with: the account of a notebook's cells, who git signs as."""
    yield from (match[1] for match in _DISPLAYED.finditer(text))
    for match in _CONFIGURED.finditer(text):
        if _AUTOMATION.search(match[0]) is None:
            yield match[1] or match[2]


def _values(text: str) -> list[str]:
    """The values a text begins with: what one pair of quotes or a list holds, or a line."""
    if text[:1] in ("'", '"'):
        return _quoted(text)[:1]
    if text[:1] in "[{(":
        closing = min((at for at in map(text.find, "])") if at > 0), default=len(text))
        return _quoted(text[:closing])
    line = text.partition("\n")[0]
    unquoted = (each.strip(" \t\\;)") for each in line.split(","))
    return _quoted(line) or [each for each in unquoted if not _EXPRESSION.fullmatch(each)]


def _quoted(text: str) -> list[str]:
    """What stands in quotes and is no key of something else."""
    return [match[1] or match[2] or "" for match in _QUOTED.finditer(text) if match[3] is None]


def names_in(text: str) -> Iterator[str]:
    """The names in a credit: without addresses, dates and legal phrases; several are parted."""
    text = re.sub(r"<[^>\n]{0,100}>|\([^)\n]{0,100}\)|https?://\S+", " ", EMAIL.sub(" ", text))
    for each in re.split(r",|;|&|\band\b|\bund\b|\. |[Aa]ll [Rr]ights", text)[:20]:
        words = re.findall(r"[^\W\d_][\w'’.-]*", each)
        # A sentence is no name: of several words all are written large, but for a particle.
        written_large = all(word == word.lower() in _PARTICLES or not word[0].islower() for word in words)
        if len(words) == 1 or (1 < len(words) <= MOST_WORDS_OF_A_NAME and written_large):
            yield " ".join(words)
