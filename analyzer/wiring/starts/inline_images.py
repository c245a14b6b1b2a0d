"""Container build files that are written into a compose file (`build: dockerfile_inline:`).

Source: https://docs.docker.com/reference/compose-file/build/#dockerfile_inline
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.parsing.dockerfile import Dockerfile, parse_dockerfile
from analyzer.repository import Snapshot, derived


class InlineImage(Struct, frozen=True):
    """A build file inside a compose file: the line of its first line, the folder it is built in."""

    path: str
    service: str
    first: int
    context: str
    image: Dockerfile

    def line(self, line: int | None) -> int:
        """The line in the compose file of a line of the build file."""
        return self.first + (line or 1) - 1


@derived
def inline_images(repo: Snapshot) -> tuple[InlineImage, ...]:
    """Every build file that a compose file holds, by path and service."""
    found = []
    for path, services in repo.services.items():
        for service in services:
            if service.inline:
                context = normpath(join(dirname(path) or ".", service.build_context or "."))
                image = replace(parse_dockerfile(service.inline.encode()), problem=None)
                place = "" if context == "." or context.startswith("..") else context
                found.append(InlineImage(path, service.name, service.inline_line, place, image))
    return tuple(found)
