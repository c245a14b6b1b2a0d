"""Scripts that an image or a service begins with, and the words of CMD that these are handed."""

from __future__ import annotations

from posixpath import basename, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.shell import is_shell_shebang, unwrap
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.starts.start_places import Places

SHELLS = word_set("sh bash dash ash /bin/sh /bin/bash /usr/bin/bash")
# A start that names a wrapper is one command; a longer script is looked through command by command.
LONGEST_WRAPPED = 2_000
_LOOKS_LIKE_A_SCRIPT = lazy_regex(r"\.(?:sh|bash)\Z|entry|(?:^|/)(?:run|start|init|boot|launch)[\w-]{0,40}\Z")


def handed_words(image: Dockerfile) -> tuple[str, ...]:
    """The words of CMD, where the entry point is a script that is handed them."""
    words = image.command
    entry = image.start[: len(image.start) - len(words)]
    scripts = (each for each in unwrap(tuple(entry)) if each not in SHELLS and not each.startswith("-"))
    if not entry or not words or not _LOOKS_LIKE_A_SCRIPT.search(next(scripts, "")):
        return ()
    return tuple(words[2].split()) if words[:2] == ("sh", "-c") else words


def written_script(words: tuple[str, ...], places: Places) -> str | None:
    """The text of a script that the build file writes into the image (`COPY <<EOF /entry.sh`)."""
    words = unwrap(words) if places.written else ()
    for name in words[1:2] if words and words[0] in SHELLS else words[:1]:
        return places.written.get(normpath(join(places.workdir or "/", name)))
    return None


def entry_script(words: tuple[str, ...], places: Places, script: str) -> str | None:
    """A shell script of ours that the command hands over to, by its path in the container, as written."""
    words = unwrap(words)
    by_name = bool(words) and words[0] not in SHELLS
    for name in words[:1] if by_name else words[1:2]:
        found = places.program(name) if by_name else places.find(name)
        if found is None and len(script) <= LONGEST_WRAPPED:
            whole = next((each for each in script.split() if each.endswith(f"/{name}")), name)
            found = places.find(whole)
        if found is not None and _is_read_by_shell(places.repo, found):
            return found
    return None


def _is_read_by_shell(repo: Snapshot, path: str) -> bool:
    """Whether a shell reads a file: by its ending, or if its first line names no other program."""
    if "." in basename(path):
        return path.endswith((".sh", ".bash"))
    body = repo.text(path) or ""
    return not body.startswith("#!") or is_shell_shebang(body)


def names_its_program(repo: Snapshot, path: str) -> bool:
    """Whether a file without an ending says in its first line which program runs it."""
    return "." not in basename(path) and repo.beginning(path, 2) == "#!"
