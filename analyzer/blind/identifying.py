"""What in a repository tells who made it: collected in the worker of a blind scan, so that it can be hidden.

Authors of the whole history, the owner and the name in the repository's address, its packages, who is
credited, and handles where code and commands have the place of an owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import basename
from urllib.parse import urlsplit

from analyzer.blind.addresses import addresses_in, local_parts_in
from analyzer.blind.credits import at_work, holders, listed, names_in, people_named, presented
from analyzer.blind.handles import as_written, owned, owners_of, profiles
from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.notebook import NOTEBOOK_LIMIT
from analyzer.repository import TEXT_KINDS, TEXT_LIMIT, Snapshot, is_bot
from analyzer.sources import Author, IdentifyingTerms, Source
from analyzer.text import word_set

READ_BUDGET = 32 * 1024 * 1024  # characters in all that are searched for names
PROGRAM_HEAD_LIMIT = 4096  # of a program: who is credited stands at its beginning
FILES_READ = 2000
COMMIT_PREFIX = 7
_PEOPLE_FILES = lazy_regex(r"(?:authors|contributors|maintainers|codeowners|credits)(?:\.(?:md|rst|txt))?")
_LEGAL_FILES = lazy_regex(r"(?:licen[cs]e|copying|notice|copyright)(?:[-.][\w.-]{0,20})?")
_METADATA_FILES = word_set(
    "pyproject.toml setup.py setup.cfg package.json cargo.toml description citation.cff codemeta.json "
    ".zenodo.json conf.py mkdocs.yml _config.yml chart.yaml meta.yaml pkg-info "
    "kernel-metadata.json dataset-metadata.json model-metadata.json"
)
_KAGGLE_FILES = word_set("kernel-metadata.json dataset-metadata.json model-metadata.json")
_KAGGLE_ID = lazy_regex(r"\"id\"\s{0,9}:\s{0,9}\"([\w-]{1,60})/([\w-]{1,100})\"")
_PROGRAMS = frozenset({FileKind.PYTHON, FileKind.NOTEBOOK})
_DOCUMENTS = frozenset({FileKind.PROSE, FileKind.NOTEBOOK})
_CREDITING = _PROGRAMS | {FileKind.DOCKERFILE, FileKind.COMPOSE}
_ACCOUNT = lazy_regex(r"(?<![\w.@])@([A-Za-z0-9][A-Za-z0-9-]{1,38})")


def identifying_file(path: str) -> bool:
    """Whether a file is one of those that name people, by its name."""
    name = basename(path).casefold()
    return (
        name in _METADATA_FILES
        or _PEOPLE_FILES.fullmatch(name) is not None
        or _LEGAL_FILES.fullmatch(name) is not None
    )


def hidden_by(source: Source, repo: Snapshot) -> IdentifyingTerms:
    """Everything in a repository that a blind scan has to hide."""
    return of_source(source) | of_commits(repo.commits) | _of_files(source, repo)


def of_source(source: Source) -> IdentifyingTerms:
    """What the place says where a repository is read from."""
    handles = {source.name, *source.name.split("/")}
    for address in (source.url, source.fork_of, source.location if source.remote else None):
        handles |= set(handles_of_address(address or ""))
    return IdentifyingTerms(handles=frozenset(handles))


def handles_of_address(address: str) -> tuple[str, ...]:
    """Owner and name in a web address or in "owner/name"."""
    try:
        path = urlsplit(address).path if "://" in address else address
    except ValueError:
        path = address
    return tuple(each for each in path.removesuffix(".git").strip("/").split("/")[-6:] if each)


def of_commits(commits: Iterable[Commit]) -> IdentifyingTerms:
    """Authors, committers and co-authors of a history, and what its ids begin with."""
    commits = tuple(commits)
    people = {
        person for commit in commits for person in (commit.author, commit.committer, *commit.co_authors)
    }
    # An all-letters or mixed id is told by its looks; one of digits alone only by being known.
    prefixes = frozenset(commit.sha[:COMMIT_PREFIX] for commit in commits)
    found = IdentifyingTerms(commits=frozenset(each for each in prefixes if each.isdigit() or each.isalpha()))
    real = [each for each in people if not is_bot(each)]
    return (
        found
        | IdentifyingTerms(
            people=frozenset(each.name for each in real if each.name and "@" not in each.name),
            addresses=frozenset(
                address for each in real for address in (each.email, each.name) if "@" in address
            ),
        )
        | _local_names(real)
    )


def _local_names(people: Iterable[Author]) -> IdentifyingTerms:
    """An address without a host is a name, too (`ada@laptop`, or no address at all)."""
    return IdentifyingTerms(
        handles=frozenset(each.email for each in people if each.email and "@" not in each.email)
    )


def _of_files(source: Source, repo: Snapshot) -> IdentifyingTerms:
    packages = {
        each.name
        for file in repo.dependencies.values()
        for each in (file if isinstance(file, tuple) else (file,))
        if each.name
    }
    ours = frozenset(each.casefold() for each in of_source(source).handles | packages)
    found = IdentifyingTerms(handles=frozenset(packages))
    budget = READ_BUDGET
    for path, kinds in _files_to_read(repo).items():
        limit = min(budget, NOTEBOOK_LIMIT if FileKind.NOTEBOOK in kinds else TEXT_LIMIT)
        text = repo.beginning(path, limit, largest=limit)
        budget -= len(text)
        found |= _said_in(path, kinds, as_written(text) if FileKind.NOTEBOOK in kinds else text, ours)
    return found


def _files_to_read(repo: Snapshot) -> Mapping[str, frozenset[FileKind]]:
    """The files that may name somebody, with their kinds; those that are made for it first."""
    named = [path for path in repo.all_paths if identifying_file(path)][:FILES_READ]
    found: dict[str, set[FileKind]] = {path: set() for path in named}
    for kind in TEXT_KINDS:
        for path in repo.of_kind(kind)[:FILES_READ]:
            found.setdefault(path, set()).add(kind)
    return {path: frozenset(kinds) for path, kinds in found.items()}


def _said_in(path: str, kinds: frozenset[FileKind], text: str, ours: frozenset[str]) -> IdentifyingTerms:
    """Whom one file names."""
    name = basename(path).casefold()
    legal, metadata = _LEGAL_FILES.fullmatch(name) is not None, identifying_file(path)
    # A program credits at its beginning; further down it is about other things.
    head = text[:PROGRAM_HEAD_LIMIT] if kinds & _PROGRAMS and not metadata else text
    people = {*holders(head), *at_work(text)}
    handles = owned(text, code=bool(kinds & _PROGRAMS)) | owners_of(text, ours)
    addresses: set[str] = set()
    if not legal and (metadata or kinds & _CREDITING):
        people |= set(people_named(head))
        addresses |= set(addresses_in(text)) if metadata else set()
    if kinds & _DOCUMENTS:
        people |= {*presented(text), *local_parts_in(text)}
        handles |= profiles(text)
    if _PEOPLE_FILES.fullmatch(name) is not None:
        people |= set(listed(text, lines=not name.endswith((".md", ".rst"))))
        handles |= {match[1] for match in _ACCOUNT.finditer(text)}
    if name in _KAGGLE_FILES:
        handles |= {match[1] for match in _KAGGLE_ID.finditer(text)}
    cleaned = {each for credit in people for each in names_in(credit)}
    return IdentifyingTerms(frozenset(cleaned), frozenset(handles), frozenset(addresses))
