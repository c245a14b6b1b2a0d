"""Targets that a command names: `make deploy`, `npm run build`, `just lint`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.parsing.tasks import Invocation, TargetFile, invocation
from analyzer.references.commands import is_plain
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import everything
from analyzer.references.scripts import Said, commands_said
from analyzer.references.specimens import is_shown
from analyzer.repository import Snapshot

# What writes a Makefile: where it is used, targets are not looked for.
WRITES_MAKEFILES = lazy_regex(r"\b(?:cmake|configure|autogen|autoreconf|meson|qmake|makefile)\b")
KINDS = {"make": "runs the target", "just": "runs the recipe", "package": "runs the script"}
# A file that makes rules while it runs, or takes them from elsewhere.
MADE_RULES = lazy_regex(
    r"^(?:[ \t]*-?(?:s?include\s|\.DEFAULT\s*:|%\s*:)|(?:import|mod)\s)|\$\((?:eval|foreach|call)\b",
    re.MULTILINE,
)
OTHER_PLACE = ("--if-present", "-w", "--workspace", "-ws", "--filter", "-F", "-r", "--recursive")


def target_references(repo: Snapshot) -> Iterator[Reference]:
    """Targets that commands of CI, of targets and of scripts run by name."""
    for said in commands_said(repo):
        if said.text.job is None and is_shown(said.text.path):
            continue
        words = unwrap(said.words)
        if not words or basename(words[0]) not in ("make", "gmake", "just", "npm", "pnpm"):
            continue
        first = words[2:3] if words[1:2] and words[1].startswith("-") else words[1:2]
        if words[0] in ("npm", "pnpm") and first not in (("run",), ("run-script",), ("test",)):
            continue  # what else pnpm is given may be a program of a package
        for call in invocation(words):
            if call.kind in KINDS and not any(word.startswith(OTHER_PLACE) for word in words[1:]):
                yield from _of_call(repo, said, call)


def _of_call(repo: Snapshot, said: Said, call: Invocation) -> Iterator[Reference]:
    if said.optional or said.text.brings or (said.text.checkouts is None and said.text.job is not None):
        return
    laid_out = said.text.checkouts
    if laid_out is not None and (laid_out.unknown or laid_out.own != ("",)):
        return
    if call.directory is not None and not is_plain(call.directory):
        return
    folders = [normpath(join(each or ".", call.directory or ".")) for each in said.directories]
    files = [file for folder in folders for file in _files(repo, call, "" if folder == "." else folder)]
    path, kind = said.text.path, f"{said.text.owner} {KINDS[call.kind]}"
    if not files:
        if call.kind == "make" and said.text.owner == "CI" and len(folders) == 1 and call.file is None:
            yield from _no_makefile(repo, said, folders[0])
        return
    # What follows the recipe of a justfile may be its arguments.
    for name in call.names[:1] if call.kind == "just" else call.names:
        if re.fullmatch(r"[\w.:/-]{1,80}", name) is None:
            continue
        if any(file.find(name) is not None for file in files) or name in everything(repo):
            yield Reference(path, said.line, kind, name, Outcome.RESOLVES)
        elif said.text.anywhere:
            yield Reference(path, said.line, kind, name, Outcome.CANNOT_BE_TOLD, "where it runs is not known")
        elif any(_may_have(repo, file) for file in files):
            yield Reference(path, said.line, kind, name, Outcome.CANNOT_BE_TOLD, "its file takes others in")
        else:
            where = ", ".join(dict.fromkeys(file.path for file in files))[:120]
            yield Reference(path, said.line, kind, name, Outcome.DANGLES, f"which {where} does not have")


def _no_makefile(repo: Snapshot, said: Said, folder: str) -> Iterator[Reference]:
    if WRITES_MAKEFILES.search(said.text.script) or folder.startswith(".."):
        return
    names = [normpath(join(folder, each)) for each in ("Makefile", "makefile", "GNUmakefile")]
    yield judged(repo, said.text.path, said.line, f"{said.text.owner} runs the targets of", names[0], names)


def _files(repo: Snapshot, call: Invocation, folder: str) -> list[TargetFile]:
    if call.file is not None:
        paths = [normpath(join(folder, call.file))]
    else:
        paths = [path for path in repo.target_files if dirname(path) == folder]
    return [file for path in paths for file in repo.target_files.get(path, ()) if file.kind == call.kind]


def _may_have(repo: Snapshot, file: TargetFile) -> bool:
    """Whether a file of targets may have others than those that were read."""
    if file.problem is not None or file.includes or any("$" in each.name for each in file.targets):
        return True
    content = repo.text(file.path) or ""
    return file.kind != "package" and MADE_RULES.search(content) is not None
