"""Where the files that a start command names lie in the repository: by its folder, copies and mounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index

PATH_VARIABLE = "PYTHONPATH"
# Where a shell looks for a program in an image that says nothing else: PATH of the Docker library's bases.
PROGRAM_FOLDERS = tuple(f"{each}/{kind}" for each in ("/usr/local", "/usr", "") for kind in ("sbin", "bin"))


class Places(Struct, frozen=True):
    """Where a file named in a start command may be in the repository.

    `directory`: the folder an image is built in, or that of the file that says the command; `contexts`: other
    folders the image is known to be built in, which come first. `copies` lie in those, `mounts` in the root.
    `handed`: the words of an image's CMD, where its entry point is a script that is handed them; `source`:
    the file that says the command.
    """

    repo: Snapshot
    directory: str
    workdir: str
    copies: tuple[tuple[str, str], ...]
    environment: Mapping[str, str]
    moved_to: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    handed: tuple[str, ...] = ()
    handed_line: int = 0
    contexts: tuple[str, ...] = ()
    mounts: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def line_of(self, words: tuple[str, ...], line: int) -> int:
        """The line that says a command of an image: of CMD, where an entry script ends in its words."""
        return self.handed_line if self.handed and words[-len(self.handed) :] == self.handed else line

    def moved(self, directory: str) -> Places:
        """The same places, seen from where a command runs after a `cd`."""
        return replace(self, moved_to=directory)

    def find(self, name: str) -> str | None:
        """The first-party file meant by a path inside the container."""
        for candidate in self._candidates(name):
            if self.repo.exists(candidate):
                return candidate
        return None

    def program(self, name: str) -> str | None:
        """The first-party file that a command's first word means: without a slash, one copied to where a
        shell looks for programs."""
        found = self.find(name)
        if found is not None or "/" in name:
            return found
        targets = {normpath(join(self.workdir or "/", target)) for _source, target in self.copies}
        folders = (*self.environment.get("PATH", "").split(":"), *PROGRAM_FOLDERS)
        for folder in dict.fromkeys(each.rstrip("/") for each in folders if each.startswith("/")):
            if any(each == folder or each == f"{folder}/{name}" for each in targets):
                found = found or self.find(f"{folder}/{name}")
        return found

    def read(self, name: str) -> str | None:
        """The text of a first-party file meant by a path inside the container."""
        found = self.find(name)
        return None if found is None else self.repo.text(found)

    def _candidates(self, name: str) -> Iterator[str]:
        inside = name if name.startswith("/") else join(self.workdir or "/", name)
        relative = normpath(inside).lstrip("/")
        plain = name.removeprefix("./").lstrip("/")
        for source, destination in self.mounts:
            yield from self._copied("", source, destination, relative)
        moved = (self.moved_to,) if self.moved_to else ()
        for base in dict.fromkeys((*moved, *self.contexts, self.directory, "")):
            for source, destination in self.copies:
                yield from self._copied(base, source, destination, relative)
            yield normpath(join(base, plain))
            yield normpath(join(base, relative))

    def _copied(self, base: str, source: str, destination: str, relative: str) -> Iterator[str]:
        target = normpath(join(self.workdir or "/", destination)).lstrip("/")
        origin = normpath(join(base, source.lstrip("/")))
        if relative == target:
            yield origin
        if relative.startswith(target + "/") or target in ("", "."):
            rest = relative[len(target) :].lstrip("/") if target not in ("", ".") else relative
            yield normpath(join(origin, rest))
            if basename(origin) == rest:
                yield origin

    def _is_importable(self, found: str, name: str) -> bool:
        """Whether a module can be found from the folder that the command was told to move to before.

        Python looks there and in no folder above it, unless something puts one on the path or installs it.
        """
        here, repo = self.moved_to, self.repo
        elsewhere = self.copies or self.mounts or PATH_VARIABLE in self.environment
        if elsewhere or here in ("", self.directory) or here not in repo.directories:
            return True
        if found in (normpath(join(here, name)), normpath(join(here, "src", name))):
            return True
        if repo.exists(self.source) and PATH_VARIABLE in (repo.text(self.source) or ""):
            return True
        python = (each for each in repo.dependencies.values() if each.ecosystem == "python")
        installed = (dirname(each.path) for each in python if each.name or each.packages or each.py_modules)
        return any(not each or found.startswith(each + "/") for each in installed)

    def module(self, dotted: str) -> str | None:
        """The first-party file of a dotted module, or of an object inside it."""
        if not all(part.replace("-", "_").isidentifier() for part in dotted.split(".")):
            return None
        path = dotted.replace(".", "/")
        for name in (f"{path}.py", f"{path}/__main__.py", f"{path}/__init__.py"):
            if (found := self.find(name)) is not None:
                return found if self._is_importable(found, name) else None
        return module_index(self.repo).resolve(join(self.directory, "_"), dotted)
