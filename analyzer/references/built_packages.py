"""Which packages of Go an image builds, and whether their folders hold a file of Go at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import Words, unwrap
from analyzer.references.commands import VARIABLE
from analyzer.references.image_files import GLOB, State
from analyzer.references.paths import everything
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.go.builds import GO_VALUED

# A step that may write files of Go, or fetch them; that the tools for it are installed writes none.
WRITES_CODE = lazy_regex(
    r"\.go\b|\b(?:generate|protoc|buf|sqlc|swag|templ|wire|git|curl|wget|tar|unzip|make|task)\b"
)
INSTALLS_TOOLS = lazy_regex(r"\b(?:apk|apt|apt-get|yum|dnf|microdnf)\s[^&;|]{0,2000}")


def packages_built(words: Words) -> Iterator[str]:
    """The folders that a `go build` names by a path; the one that it works in where it names none."""
    words = unwrap(words)
    if not words or basename(words[0]) != "go" or words[1:2] != ("build",) or "-C" in words:
        return
    named, rest = [], list(words[2:])
    while rest:
        word = rest.pop(0)
        if word in GO_VALUED or word == "-o":
            rest[:1] = []
        elif not word.startswith("-"):
            named.append(word)
    for each in named or ["."]:
        plain = each in (".", "..") or each.startswith(("./", "../"))
        if plain and not each.endswith(("...", ".go")) and not VARIABLE.search(each):
            yield each


def lacks_go_files(repo: Snapshot, places: Sequence[str], place: str, state: State) -> bool:
    """Whether all that a folder of an image holds comes from folders here in which no file of Go lies.

    `places` are the folders that the image may be built in.
    """
    taken, unsure = state.sources_of(place)
    folders = {normpath(join(context or ".", each)) for context in places for each in taken}
    if unsure or not folders or any(each.startswith("..") for each in folders):
        return False
    if any(WRITES_CODE.search(INSTALLS_TOOLS.sub("", each)) for each in state.ran):
        return False
    begin = f"{place.rstrip('/')}/"
    beside = [put.source for put in state.puts if put.target == place or put.target.startswith(begin)]
    if any(each is None or "$" in each or GLOB.search(each) or each.endswith(".go") for each in beside):
        return False
    return folders.isdisjoint(_go_folders(repo))


@derived
def _go_folders(repo: Snapshot) -> frozenset[str]:
    """The folders with a file of Go that a build takes, or may take."""
    return frozenset(
        dirname(path) or "."
        for path in everything(repo)
        if path.endswith(".go") and not path.endswith("_test.go")
    )
