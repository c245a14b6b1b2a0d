"""What the commands of CI, of targets and of scripts name: what they install from, run, test and build."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from analyzer.references.commands import Named, named_by
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ending_with, ends
from analyzer.references.scripts import Said, commands_said, folders_above
from analyzer.references.specimens import is_shown
from analyzer.repository import Snapshot


def run_references(repo: Snapshot) -> Iterator[Reference]:
    """The operands of commands that must exist for the command to work."""
    for said in commands_said(repo):
        if said.text.job is None and is_shown(said.text.path):
            continue
        for named in named_by(said.words):
            found = _reference(repo, said, named)
            if found is not None:
                yield found


def _reference(repo: Snapshot, said: Said, named: Named) -> Reference | None:
    path, kind = said.text.path, f"{said.text.owner} {named.verb}"
    if not said.directories:
        return Reference(
            path, said.line, kind, named.name, Outcome.CANNOT_BE_TOLD, "where it runs is not known"
        )
    candidates, why = _candidates(said, named)
    if why is not None:
        return Reference(path, said.line, kind, named.name, Outcome.CANNOT_BE_TOLD, why)
    if not candidates:
        return None
    found = judged(repo, path, said.line, kind, named.name, candidates)
    if found.outcome is not Outcome.DANGLES:
        return found
    why = _doubt(repo, said, named)
    return found if why is None else Reference(path, said.line, kind, named.name, Outcome.CANNOT_BE_TOLD, why)


def _candidates(said: Said, named: Named) -> tuple[list[str], str | None]:
    """The paths of the repository that the operand may mean, or why that is not known."""
    found: list[str] = []
    why = None
    for directory in said.directories:
        places = folders_above(join(directory, "_")) if named.upwards else (directory,)
        for place in places:
            for choice in named.choices:
                whole = normpath(join(place or ".", choice))
                if whole.startswith(".."):
                    why = "it is outside of the repository"
                elif said.text.checkouts is None:
                    found.append("" if whole == "." else whole)
                else:
                    inner, why = said.text.checkouts.inside("" if whole == "." else whole)
                    found += [] if inner is None else [inner]
    return found, None if found else why


def _doubt(repo: Snapshot, said: Said, named: Named) -> str | None:
    """Why a name that is nowhere may be there when the command runs."""
    if said.optional:
        return "it runs only under a condition, or its failure does not matter"
    if said.text.brings:
        return "files are fetched or unpacked before"
    if "testenv" in named.name.split("/"):
        return "environments of other names use it"  # what `{envname}` becomes in the section for all of them
    if said.text.anywhere:
        other = ending_with(repo, named.name)
        if other is not None:
            return f"where it runs is not known; {other} has that name"
        top, below, _ = normpath(named.name).partition("/")
        if below and not ends(repo).get(top):
            return f"it may run in another project, which has {top}"
    return None
