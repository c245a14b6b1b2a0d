"""R: the file or the folder of a repository that a command means, inside an image, a project or neither."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.repository import Snapshot, derived

WILDCARD = lazy_regex(r"[*?\[$]")
# Images that hold R and no application, and commands that may bring one.
PUBLIC_IMAGE = lazy_regex(r"(?:rocker/|r-base\b|rstudio/|rhub/|ubuntu\b|debian\b)")
FILLING = lazy_regex(r"(?i)\b(?:app|server)\.R\b|\b(?:git|curl|wget|mv|cp|ln|unzip|tar|download\.file)\b\s")
R_FILE_ENDINGS = (".R", ".r")


@derived
def _by_name(repo: Snapshot) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        if path.endswith(R_FILE_ENDINGS):
            found.setdefault(basename(path), []).append(path)
    return found


class Around(Struct, frozen=True):
    """Where a file may be that a command names: beside it, or where an image copies it from."""

    repo: Snapshot
    folder: str
    image: Dockerfile | None = None

    @property
    def _copies(self) -> tuple[tuple[str, str], ...]:
        return self.image.copies if self.image is not None else ()

    def meant(self, name: str) -> Iterator[str]:
        """The file of the repository that a path inside of an image or a project means."""
        parts = _parts(name)
        bases = [self.folder]
        for source, _target in self._copies:
            place = normpath(join(self.folder, source.lstrip("/")))
            bases += [dirname(place) if parts[-1:] == [basename(place)] else place, dirname(place)]
        for start in range(len(parts)):
            for base in dict.fromkeys((*bases, "")):
                found = normpath(join(base, *parts[start:]))
                if self.repo.exists(found):
                    yield found
                    return
        # A folder that is mounted, or that a script copies: the only file of that name.
        named = _by_name(self.repo).get(parts[-1], []) if parts else []
        if len(named) == 1:
            yield named[0]

    def in_folder(self, place: str, names: tuple[str, ...]) -> list[str]:
        """Which files of some names are in the folder that a path means; "" is where a command runs."""
        copied = self._copied(place)
        folders = self._beside(place) if copied is None else copied
        for each in folders:
            found = [path for name in names for path in self._named(each, name)]
            if found:
                return found
        return []

    def lacks(self, place: str, names: tuple[str, ...]) -> bool:
        """Whether a folder of an image is known to have none of some files: all of it is copied."""
        image = self.image
        if image is None or PUBLIC_IMAGE.match(image.stages[0].base) is None:
            return False
        if any(WILDCARD.search(source) for source, _target in self._copies):
            return False
        if any(FILLING.search(script[:4000]) for _line, script in image.run_scripts):
            return False
        return self._copied(place) is not None and not self.in_folder(place, names)

    def _named(self, folder: str, name: str) -> Iterator[str]:
        for each in (name, name.removesuffix(".R") + ".r"):
            path = normpath(join(folder, each))
            if self.repo.exists(path):
                yield path
                return

    def _beside(self, place: str) -> list[str]:
        """The folders that a path may mean where nothing is copied, by what names it or from the root."""
        parts = _parts(place)
        begun = range(len(parts) + 1) if place.startswith("/") else (0,)
        bases = (self.folder, "", *(("inst",) if self.repo.exists("DESCRIPTION") else ()))
        return [join(base, *parts[start:]) for start in begun for base in dict.fromkeys(bases)]

    def _copied(self, place: str) -> list[str] | None:
        """The folders that are copied to a place of an image; None where it is not known what is there."""
        if self.image is None or not self._copies:
            return None
        wanted, found = normpath(join("/", self.image.workdir, place)), list[str]()
        for source, target in reversed(self._copies):
            for base in dict.fromkeys((self.folder, "")):
                origin, place_there = normpath(join(base, source.lstrip("/"))), normpath(join("/", target))
                if WILDCARD.search(source) is not None:
                    origin = dirname(origin)
                if self.repo.exists(origin):
                    if wanted in (place_there, dirname(place_there)):
                        found.append(dirname(origin))
                elif wanted == place_there or wanted.startswith(f"{place_there.rstrip('/')}/"):
                    found.append(join(origin, wanted[len(place_there) :].lstrip("/")))
        return found or None


def _parts(name: str) -> list[str]:
    return [each for each in normpath(name).split("/") if each not in ("", ".")]
