"""What Terraform files name: modules of this repository, files that they read, folders that they pack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.facts.infrastructure.manifest import TERRAFORM_ENDINGS
from analyzer.lazy_regex import lazy_regex
from analyzer.references.commands import VARIABLE
from analyzer.references.lookup import judged
from analyzer.references.makers import MADE_BY_BUILDS
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import everything, existed
from analyzer.repository import Snapshot, derived
from analyzer.wiring.ignores import ignored_by
from analyzer.wiring.roles import is_shown
from analyzer.wiring.starts.terraform_files import meant_by_terraform

_LINE_LIMIT = 1000
_MODULE = "Terraform takes the module"
_SOURCE = lazy_regex(r'^\s{0,40}source[ \t]*=[ \t]*"(\.{1,2}/[^"\n]{0,300})"')
_PACKED = lazy_regex(r'^\s{0,40}source_(?:dir|file)[ \t]*=[ \t]*"([^"\n]{1,300})"')
_READ = lazy_regex(
    r'\b(?:file|templatefile|filebase64|filemd5|file(?:base64)?sha(?:1|256|512))\(\s{0,20}"([^"\n]{1,300})"'
)
_ROOTS = ("${path.module}/", "${path.root}/", "${path.cwd}/")
# What says that a file may well be missing, and what the file does then.
_GUARDS = lazy_regex(r"\b(?:fileexists|try|can)\s{0,4}\(")
_HEREDOC = lazy_regex(r"<<[-~]?[ \t]{0,4}\"?([A-Za-z_]\w{0,40})\"?\s*$")
# Keys, certificates and accounts stay out of a repository.
_CREDENTIAL = lazy_regex(
    r"\.(?:pem|key|pub|crt|cer|p12|pfx|jks|ppk|kubeconfig)$|credential|secret|passw|service[-_]?account|id_(?:rsa|ed25519)"
    r"|kubeconfig|(?:^|/)(?:account|key|sa|gcp)[^/]*\.json$",
    re.IGNORECASE,
)


class _Named(Struct, frozen=True):
    path: str
    line: int
    kind: str
    name: str
    guarded: bool


def terraform_references(repo: Snapshot) -> Iterator[Reference]:
    """Local module sources, and the files that functions of Terraform read or pack."""
    for path, body in _files(repo).items():
        if not is_shown(path):
            for named in _named(path, body):
                yield _judged(repo, named)


@derived
def _files(repo: Snapshot) -> dict[str, str]:
    return {path: repo.text(path) or "" for path in repo.paths if path.endswith(TERRAFORM_ENDINGS)}


def _named(path: str, body: str) -> Iterator[_Named]:
    for number, each in code_lines(body.split("\n")):
        guarded = _GUARDS.search(each) is not None
        if (source := _SOURCE.match(each)) is not None:
            yield _Named(path, number, _MODULE, source[1], guarded)
        elif (packed := _PACKED.match(each)) is not None:
            yield _Named(path, number, "Terraform packs", packed[1], guarded)
        for read in _READ.finditer(each):
            yield _Named(path, number, "Terraform reads", read[1], guarded)


def code_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(number, line) of what is neither comment nor a text of several lines."""
    until, comment = "", False
    for number, each in enumerate(lines, 1):
        each = each[:_LINE_LIMIT]
        if until:
            until = "" if each.strip() == until else until
        elif comment or each.lstrip().startswith("/*"):
            comment = "*/" not in each
        elif not each.lstrip().startswith(("#", "//")):
            yield number, each
            opened = _HEREDOC.search(each)
            until = opened[1] if opened is not None else ""


def _judged(repo: Snapshot, named: _Named) -> Reference:
    root = next((each for each in _ROOTS if named.name.startswith(each)), "")
    shown = named.name.removeprefix(root)
    why = _untold(repo, named, shown)
    if why is not None:
        return Reference(named.path, named.line, named.kind, shown, Outcome.CANNOT_BE_TOLD, why)
    folder = dirname(named.path)
    candidates = [normpath(join(folder, shown))]
    if root != _ROOTS[0] and named.kind != _MODULE:
        # Read from where Terraform is started, which may be any folder that uses this one.
        meant = meant_by_terraform(repo, named.path, named.name)
        candidates += [*meant, normpath(shown), *_ending_with(repo, shown)]
    found = judged(repo, named.path, named.line, named.kind, shown, candidates)
    made = found.outcome is Outcome.MADE_ELSEWHERE
    if made and named.kind == _MODULE and not _may_be_made(repo, candidates[0]):
        return replace(found, outcome=Outcome.DANGLES, why="", existed=existed(repo, candidates))
    if found.outcome is Outcome.DANGLES and named.kind != _MODULE and basename(shown) in _made(repo):
        return Reference(
            named.path,
            named.line,
            named.kind,
            shown,
            Outcome.MADE_ELSEWHERE,
            "another place of Terraform makes it",
        )
    return found


def _may_be_made(repo: Snapshot, module: str) -> bool:
    """Modules are written, not made by runs or scripts; a build may copy them, and a variable is no name."""
    parts = module.split("/")
    return (
        VARIABLE.search(module) is not None
        or ignored_by(repo, module) is not None
        or any(MADE_BY_BUILDS.fullmatch(each) for each in parts)
    )


def _untold(repo: Snapshot, named: _Named, shown: str) -> str | None:
    if named.guarded:
        return "the file says what to do without it"
    if shown.startswith(("/", "~")):
        return "a path of the machine that runs Terraform"
    if normpath(join(dirname(named.path), shown)).startswith("../"):
        return "a path outside of the repository"
    if _CREDENTIAL.search(shown) is not None and named.kind != _MODULE:
        return "a credential, which is kept out of the repository"
    return None


def _ending_with(repo: Snapshot, name: str) -> Iterator[str]:
    tail = "/" + normpath(name).lstrip("./")
    yield from (each for each in everything(repo) if each.endswith(tail))


@derived
def _made(repo: Snapshot) -> frozenset[str]:
    """The last parts of paths that Terraform files mention elsewhere than where they read them."""
    found: set[str] = set()
    for body in _files(repo).values():
        for each in body.split("\n"):
            each = each[:_LINE_LIMIT]
            if not (_READ.search(each) or _SOURCE.match(each) or _PACKED.match(each)):
                found.update(basename(word) for word in re.findall(r"[\w./-]{3,200}", each))
    return frozenset(found)
