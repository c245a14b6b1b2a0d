"""Whose versions a list or a lock records: of a part of the repository that works with a model, or another.

A list at the top, or in a folder without code, is of everything. One beside code is of that code, of what it
imports, and of what an image copies that installs from the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from analyzer.facts.installs.installers import PIP_COMMANDS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies import NIX_LOCK, DependencyFile
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.shell import parse_script
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.starts.service_places import built_in

INSTALLS_PYTHON = lazy_regex(r"\b(?:pip3?|uv|poetry|pdm|pipenv|pixi|hatch|rye|(?:micro)?mamba|conda)\b")
LIST_NAMED = lazy_regex(r"(?:-r|--requirement)[ =]+([^\s;&|\"']{1,200})")
OTHER_MANAGERS = word_set("uv poetry pdm pipenv pixi hatch rye conda mamba micromamba")
FROM_A_FILE = lazy_regex(r"-r|--requirement|-c\b|--constraint|\.|/|-e|--editable|https?:|git\+")
PACKAGE_ALONE = lazy_regex(r"[A-Za-z][\w.-]{1,60}(?:\[[\w,.-]{1,80}\])?")
FEWEST_NAMED = 3
NO_PLAIN_PATH = lazy_regex(r"[$*?\[]|://")
# What puts Python, and packages of it, into an environment of Nix.
PYTHON_OF_NIX = lazy_regex(
    r"python3\d*\b|[pP]ython\d*Packages|languages\.python|poetry2nix|uv2nix|pyproject-nix"
)


def is_of_models(repo: Snapshot, path: str) -> bool:
    """Whether what a file of versions is for may work with a model; one of another part does not."""
    folder = dirname(path)
    working = _working(repo)
    if not folder or not working:
        return True
    own = {each for each in repo.modules if _is_below(each, folder) and not is_test(repo, each)}
    if not own or any(_is_below(each, folder) for each in working):
        return True
    if not working.isdisjoint(reached_from(repo, own)):
        return True
    return any(
        _is_below(each, source) or each == source
        for sources in _images_with(repo, path)
        for source in sources
        for each in working
    )


@derived
def _working(repo: Snapshot) -> frozenset[str]:
    """The files that work with a model, tests left out; of other languages nobody asks here."""
    return frozenset(use.code.path for use in model_uses(repo) if not is_test(repo, use.code.path))


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def installed_by_name(repo: Snapshot, path: str) -> str | None:
    """The image that holds a list and the code beside it, and installs packages by name in its stead.

    Several, without versions, and from no list: what the list says is not what runs.
    """
    for place, image in repo.dockerfiles.items():
        if not image.is_template and _names_packages(image) and any(_held_from(repo, path, place, image)):
            return place
    return None


def _names_packages(image: Dockerfile) -> bool:
    """Whether an image installs several packages of Python by name, and nothing of what a file says."""
    named: set[str] = set()
    for _line, script in image.run_scripts:
        for command in parse_script(script):
            install = next((each for each in PIP_COMMANDS if command.words[: len(each)] == each), None)
            if install is None and command.words[:1] and command.words[0] in OTHER_MANAGERS:
                return False
            words = command.words[len(install) :] if install is not None else ()
            if any(FROM_A_FILE.match(each) for each in words):
                return False
            named.update(each for each in words if PACKAGE_ALONE.fullmatch(each))
    return len(named) >= FEWEST_NAMED


def _images_with(repo: Snapshot, path: str) -> Iterator[list[str]]:
    """What each image copies that copies the file too and installs Python packages."""
    for place, image in repo.dockerfiles.items():
        if any(INSTALLS_PYTHON.search(script) for _line, script in image.run_scripts):
            yield from _held_from(repo, path, place, image)


def _held_from(repo: Snapshot, path: str, place: str, image: Dockerfile) -> Iterator[list[str]]:
    """What an image copies, seen from each folder that it may be built in, where it copies the file."""
    for context in _contexts(repo, place, image):
        found = [normpath(join(context, source.lstrip("/"))) for source, _target in image.copies]
        found = ["" if each == "." else each for each in found]
        if any(each == path or _is_below(path, each) for each in found):
            yield found


def _contexts(repo: Snapshot, place: str, image: Dockerfile) -> tuple[str, ...]:
    """The folders an image may be built in: those a service names, else those with most that it copies."""
    if place in built_in(repo):
        return built_in(repo)[place]
    named = [source for source, _target in image.copies if not NO_PLAIN_PATH.search(source)]
    for _line, script in image.run_scripts:
        named += [match[1] for match in LIST_NAMED.finditer(script) if "$" not in match[1]]
    named = [each for each in named if normpath(each) not in (".", "/")]
    held = {
        context: sum(_is_held(repo, normpath(join(context, each.lstrip("/")))) for each in named)
        for context in (dirname(place), "")
    }
    most = max(held.values())
    # Where nothing that is named is here, it is built beside its file.
    return tuple(held)[:1] if named and not most else tuple(each for each in held if held[each] == most)


def _is_held(repo: Snapshot, path: str) -> bool:
    return repo.exists(path) or any(each.startswith(f"{path}/") for each in repo.all_paths)


def pins_python(repo: Snapshot, file: DependencyFile) -> bool:
    """Whether a lock pins Python's packages; of Nix its other file says what is taken from the inputs."""
    if file.kind != NIX_LOCK:
        return True
    written = repo.text(file.path.removesuffix(".lock") + ".nix") or ""
    return PYTHON_OF_NIX.search(written) is not None
