"""Ways to reach a person that a text holds: e-mail in its usual disguises, telephone, ORCID, a home."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.blind.handles import NOBODY, tells
from analyzer.identities import NOREPLY, SHARED_LOCAL_PARTS
from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

_AT_SIGN = r"(?:@|＠|﹫|%40|&#0{0,3}64;|&#x40;|&commat;|\\u0040)"
EMAIL = lazy_regex(rf"[\w.+%-]{{1,64}}{_AT_SIGN}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}", re.IGNORECASE)
_OPEN, _CLOSE = r"[ \t]{0,3}[\[({<][ \t]{0,3}", r"[ \t]{0,3}[\])}>][ \t]{0,3}"
_BRACKETED_DOT = rf"(?:{_OPEN}(?:dot|\.){_CLOSE})"
_SPELLED_DOT = rf"(?:{_BRACKETED_DOT}|[ \t]{{1,3}}dot[ \t]{{1,3}}|_dot_|-dot-)"
_LOCAL = rf"[\w+-]{{1,64}}(?:(?:\.|{_SPELLED_DOT})[\w+-]{{1,64}}){{0,4}}"
_TOP = (
    r"(?:com|org|net|edu|gov|io|ai|dev|me|info|eu|uk|de|fr|in|nl|ch|at|it|es|pt|br|ca|au|cn|jp|kr|ru|pl|se|no|fi"
    r"|dk|be|us|co|tech|xyz|app)"
)
_DISGUISED = lazy_regex(
    # "ada [at] quill.example", whatever the dots; "ada at quill dot com" with both in words.
    rf"(?<![\w.+-]){_LOCAL}{_OPEN}(?:at|@){_CLOSE}[\w-]{{1,63}}(?:(?:\.|{_SPELLED_DOT})[\w-]{{1,63}}){{1,5}}"
    rf"|(?<![\w.+-]){_LOCAL}(?:[ \t]{{1,3}}at[ \t]{{1,3}}|_at_|-at-)[\w-]{{1,63}}"
    rf"(?:{_SPELLED_DOT}[\w-]{{1,63}}){{0,4}}{_SPELLED_DOT}{_TOP}(?![\w-])"
    rf"|(?<![\w.+-]){_LOCAL}@[\w-]{{1,63}}{_BRACKETED_DOT}[\w-]{{1,63}}"
    r"|(?<![\w.+-])[\w.+-]{1,64}[ \t]{1,2}@[ \t]{1,2}[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}"
    rf"\.{_TOP}(?![\w-])",
    re.IGNORECASE,
)
_SIGNS = lazy_regex(
    rf"{_AT_SIGN}|{_OPEN}(?:at|@){_CLOSE}|[ \t]{{1,3}}(?:at|@)[ \t]{{1,3}}|_at_|-at-", re.IGNORECASE
)
_SIGNS_OF_ONE = ("@", "＠", "﹫", "%40", "&#", "&commat;", "\\u0040")
_SIGNS_OF_DISGUISE = ("dot", "(at", "[at", "{at", "<at", "( at", "[ at", "{ at", "< at")
_DOTS = lazy_regex(_SPELLED_DOT, re.IGNORECASE)
ORCID = lazy_regex(r"(?<![\d-])\d{4}-\d{4}-\d{4}-\d{3}[\dX](?![\d-])", re.IGNORECASE)
# International with a plus, North American in its three groups, or any after the word for it.
TELEPHONE = lazy_regex(
    r"(?<![\w.+-])\+[1-9]\d{0,2}(?:[ .()/-]{0,3}\d){7,12}(?![\w-])"
    r"|(?<![\w.-])(?:\(\d{3}\)[ ]?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w.-])"
    r"|(?:(?<=tel:)|(?<=tel: )|(?<=phone:)|(?<=phone: )|(?<=mobile: )|(?<=cell: )|(?<=wa.me/))"
    r"\+?\(?\d(?:[ .()/-]{0,3}\d){6,14}",
    re.IGNORECASE,
)
_HOME = lazy_regex(
    r"(?P<before>(?<![\w.{}<>-])(?:/|\\{1,4})(?:home|Users)(?:/|\\{1,4}))(?P<who>[A-Za-z0-9][\w.-]{0,60})",
    re.UNICODE,
)

# Hosts of mail that many people share say nothing; another one may be somebody's own or an employer's.
_SHARED_HOSTS = word_set(
    "gmail googlemail outlook hotmail live msn yahoo ymail icloud me mac proton protonmail pm gmx web aol "
    "mail email fastmail zoho yandex qq 163 126 foxmail users noreply github gitlab bitbucket example "
    "localhost localdomain local ec2 compute internal"
)
_SECOND_LEVELS = word_set("co com ac edu org net gov")
_EXAMPLE_HOST = lazy_regex(
    r"(?:[\w-]{1,63}\.){0,3}(?:example|test|invalid|localhost|(?:example|domain|email|company)\.(?:com|org|net))",
    re.IGNORECASE,
)


def addresses_in(text: str) -> Iterator[str]:
    """The addresses of e-mail in a text, as they would be typed."""
    for line in filter(_may_hold_one, text.split("\n")):
        for pattern in (EMAIL, _DISGUISED):
            yield from (_plain(match[0]) for match in pattern.finditer(line))


def _may_hold_one(line: str) -> bool:
    """Whether it is worth a closer look: most lines are not."""
    lowered = line.lower()
    return any(sign in lowered for sign in _SIGNS_OF_ONE) or (
        "at" in lowered and any(sign in lowered for sign in _SIGNS_OF_DISGUISE)
    )


def _plain(address: str) -> str:
    return _DOTS.sub(".", _SIGNS.sub("@", address, count=1)).replace(" ", "")


def local_parts_in(text: str) -> set[str]:
    """What stands before the @ of the addresses in a document, but for roles and examples."""
    pairs = (address.casefold().partition("@") for address in addresses_in(text))
    return {
        local.partition("+")[0]
        for local, _at, host in pairs
        if tells(local) and local not in SHARED_LOCAL_PARTS and not _EXAMPLE_HOST.fullmatch(host)
    }


def words_of_address(address: str) -> tuple[frozenset[str], frozenset[str]]:
    """The (people, handles) that an address of e-mail tells: its local part and a host of one's own."""
    local, _, host = address.casefold().partition("@")
    noreply = NOREPLY.fullmatch(address.casefold())
    local = noreply.group(1) if noreply else local.partition("+")[0]
    labels = [each for each in host.split(".") if each][:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    own = frozenset(each for each in labels[-1:] if each not in _SHARED_HOSTS)
    return frozenset({local}), own | {local}


def without_ways(text: str, address: str, hidden: str) -> str:
    """The text without any way to reach somebody: `address` for e-mail, `hidden` for the rest."""
    text = _DISGUISED.sub(address, EMAIL.sub(address, text))
    text = TELEPHONE.sub(hidden, ORCID.sub(hidden, text))
    return _HOME.sub(
        lambda match: match[0] if match["who"].casefold() in NOBODY else match["before"] + hidden, text
    )
