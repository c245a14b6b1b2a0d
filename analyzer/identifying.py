"""What in a repository tells who made it: collected in the worker of a blind scan, so that it can be hidden.

Authors of the whole history, the owner and the name in the repository's address, its packages, holders of
its licence, authors that package metadata, images and modules name, accounts that own files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename
from urllib.parse import urlsplit

from analyzer.bots import is_bot
from analyzer.identity import NOREPLY
from analyzer.snapshot import Snapshot
from analyzer.sources import Author, Commit, Hidden, Source
from analyzer.tables import names

READ_LIMIT = 64 * 1024
MODULE_LIMIT = 4096
VALUE_LIMIT = 600  # characters after a key: a list of authors
ROLE_DISTANCE = 300  # characters before `name:` in which it says whose
MOST_FILES = 2000
COMMIT_PREFIX = 7
MOST_WORDS_OF_A_NAME = 6
_PEOPLE_FILES = re.compile(r"(?:authors|contributors|maintainers|codeowners|credits)(?:\.(?:md|rst|txt))?")
_LEGAL_FILES = re.compile(r"(?:licen[cs]e|copying|notice|copyright)(?:[-.][\w.-]{0,20})?")
_METADATA_FILES = names(
    "pyproject.toml setup.py setup.cfg package.json cargo.toml description citation.cff codemeta.json "
    ".zenodo.json conf.py mkdocs.yml _config.yml chart.yaml meta.yaml pkg-info"
)
# Hosts of mail that many people share say nothing; another one may be somebody's own or an employer's.
_SHARED_HOSTS = names(
    "gmail googlemail outlook hotmail live msn yahoo ymail icloud me mac proton protonmail pm gmx web aol "
    "mail email fastmail zoho yandex qq 163 126 foxmail users noreply github gitlab bitbucket example "
    "localhost localdomain local ec2 compute internal"
)
_SECOND_LEVELS = names("co com ac edu org net gov")
_PARTICLES = names("af al ap av bin da das de del den der di do dos du el la le ten ter van von y zu")
EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_CREDIT = re.compile(
    r"(?:authors?|maintainers?|creators?|vendor|contact_?name|copyright(?:_holder)?)(?:(?:_user)?_name)?(?:__)?[\"']?"
    r"[ \t]{0,9}(?:[:=][ \t]{0,9}|[ \t]+(?=(?-i:[\"'A-Z])))",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"(?:family-names|given-names|\bname|username|owner)[\"']?[ \t]{0,9}[:=][ \t]{0,9}")
_ROLE = re.compile(r"author|maintainer|contributor", re.IGNORECASE)
_QUOTED = re.compile(r"""(?:"([^"\n]{0,120})"|'([^'\n]{0,120})')([ \t]{0,9}:)?""")
_HOLDER = (
    r"(?!(?:holders?|notices?|owners?|licen[sc]e|laws?|and|or|in|statement)\b)(?:by[ \t])?([^\n]{2,100})"
)
# A notice stands at the beginning of a line, or has its sign or its years.
_COPYRIGHT = re.compile(
    r"(?:^\W{0,12}copyright[ \t]{1,4}|copyright[ \t]{0,4}(?=\(c\)|©|\d{4})|\(c\)(?= *\d)|©)"
    rf"(?:\(c\)|©)?[ \t\d,–-]{{0,40}}{_HOLDER}",
    re.IGNORECASE | re.MULTILINE,
)
_ACCOUNT = re.compile(r"(?<![\w.@])@([A-Za-z0-9][A-Za-z0-9-]{1,38})")
_PUSHED = re.compile(
    r"(?:\btags?:|\bpush|(?<=\s)-t)[ \t]{1,4}[\"']?([A-Za-z0-9][\w-]{2,38})/([A-Za-z0-9][\w.-]{1,60})"
)
# In a file of people: an item, or what stands before an address or an account.
_ITEM = re.compile(
    r"^[ \t]{0,6}(?:[*+-][ \t]{1,4}([^\W\d_][^<(\[{:,@|\n]{1,60})|([^\W\d_#][^<(\[{:,@|\n]{1,60})(?=[<(\[]))",
    re.MULTILINE,
)
_LINE = re.compile(r"^([^\W\d_][\w.'’ -]{1,60})[ \t]{0,9}$", re.MULTILINE)
# An expression and no name: what stands unquoted after an equals sign of Python.
_EXPRESSION = re.compile(r"(?:\w+ ?= ?)?(?:\w*[_.][\w.]*|[\w.]+\(.*)")


def identifying_file(path: str) -> bool:
    """Whether a file is one of those that name people, by its name."""
    name = basename(path).casefold()
    return (
        name in _METADATA_FILES
        or _PEOPLE_FILES.fullmatch(name) is not None
        or _LEGAL_FILES.fullmatch(name) is not None
    )


def hidden_by(source: Source, repo: Snapshot) -> Hidden:
    """Everything in a repository that a blind scan has to hide."""
    return of_source(source) | of_commits(repo.commits) | _of_files(repo)


def of_source(source: Source) -> Hidden:
    """What the place says where a repository is read from."""
    handles = {source.name, *source.name.split("/")}
    for address in (source.url, source.fork_of, source.location if source.remote else None):
        handles |= set(handles_of_address(address or ""))
    return Hidden(handles=frozenset(handles))


def handles_of_address(address: str) -> tuple[str, ...]:
    """Owner and name in a web address or in "owner/name"."""
    try:
        path = urlsplit(address).path if "://" in address else address
    except ValueError:
        path = address
    return tuple(each for each in path.removesuffix(".git").strip("/").split("/")[-6:] if each)


def of_commits(commits: Iterable[Commit]) -> Hidden:
    """Authors, committers and co-authors of a history, and what its ids begin with."""
    commits = tuple(commits)
    people = {
        person for commit in commits for person in (commit.author, commit.committer, *commit.co_authors)
    }
    # An all-letters or mixed id is told by its looks; one of digits alone only by being known.
    prefixes = frozenset(commit.sha[:COMMIT_PREFIX] for commit in commits)
    found = Hidden(commits=frozenset(each for each in prefixes if each.isdigit() or each.isalpha()))
    real = [each for each in people if not is_bot(each)]
    return (
        found
        | Hidden(
            people=frozenset(each.name for each in real if each.name and "@" not in each.name),
            addresses=frozenset(
                address for each in real for address in (each.email, each.name) if "@" in address
            ),
        )
        | _local_names(real)
    )


def _local_names(people: Iterable[Author]) -> Hidden:
    """An address without a host is a name, too (`ada@laptop`, or no address at all)."""
    return Hidden(handles=frozenset(each.email for each in people if each.email and "@" not in each.email))


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


def _of_files(repo: Snapshot) -> Hidden:
    people: set[str] = set()
    handles: set[str] = set()
    addresses: set[str] = set()
    for file in repo.dependencies.values():
        for each in file if isinstance(file, tuple) else (file,):
            handles |= {each.name} if each.name else set()
    named = [path for path in repo.all_paths if identifying_file(path)][:MOST_FILES]
    images = [path for kind in ("dockerfile", "compose") for path in repo.of_kind(kind)][:MOST_FILES]
    modules = [path for kind in ("python", "notebook") for path in repo.of_kind(kind)][:MOST_FILES]
    for path in dict.fromkeys((*named, *images, *modules)):
        text = repo.beginning(path, READ_LIMIT if path in named or path in images else MODULE_LIMIT)
        legal = _LEGAL_FILES.fullmatch(basename(path).casefold()) is not None
        people |= {match[1] for match in _COPYRIGHT.finditer(text)}
        if not legal:
            people |= set(_credited(text))
            addresses |= set(EMAIL.findall(text)) if path in named else set()
        if _PEOPLE_FILES.fullmatch(basename(path).casefold()):
            people |= {match[1] or match[2] for match in _ITEM.finditer(text)}
            if not path.casefold().endswith((".md", ".rst")):
                people |= {match[1] for match in _LINE.finditer(text)}
            handles |= {match[1] for match in _ACCOUNT.finditer(text)}
    for path in [path for kind in ("ci", "targets") for path in repo.of_kind(kind)][:MOST_FILES]:
        for match in _PUSHED.finditer(repo.beginning(path, READ_LIMIT)):
            handles |= {match[1], match[2]}
    cleaned = {name for each in people for name in _names_in(each)}
    return Hidden(frozenset(cleaned), frozenset(handles), frozenset(addresses))


def _credited(text: str) -> Iterator[str]:
    """What stands after `author =`, `maintainer:` and the like: in quotes, or the rest of the line."""
    for key in _CREDIT.finditer(text):
        yield from _values(text[key.end() : key.end() + VALUE_LIMIT])
    for key in _FAMILY.finditer(text):
        if _ROLE.search(text[max(0, key.start() - ROLE_DISTANCE) : key.start()]):
            yield from _values(text[key.end() : key.end() + VALUE_LIMIT])


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


def _names_in(text: str) -> Iterator[str]:
    """The names in a credit: without addresses, dates and legal phrases; several are parted."""
    text = re.sub(r"<[^>\n]{0,100}>|\([^)\n]{0,100}\)|https?://\S+", " ", EMAIL.sub(" ", text))
    for each in re.split(r",|;|&|\band\b|\bund\b|\. |[Aa]ll [Rr]ights", text)[:20]:
        words = re.findall(r"[^\W\d_][\w'’.-]*", each)
        # A sentence is no name: of several words all are written large, but for a particle.
        written_large = all(word == word.lower() in _PARTICLES or not word[0].islower() for word in words)
        if len(words) == 1 or (1 < len(words) <= MOST_WORDS_OF_A_NAME and written_large):
            yield " ".join(words)
