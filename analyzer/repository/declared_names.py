"""Names that a repository gives itself: in the files at its top, and in the badges of its own workflows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from analyzer.lazy_regex import lazy_regex

DECLARING_BYTES = 16 * 1024
# Where the top of a repository says what it is called.
DECLARATIONS = {
    "go.mod": lazy_regex(
        rb"^module[ \t]{1,9}\"?(?:[\w.-]{1,80}/){0,8}?([\w.-]{1,100})(?:/v\d{1,3})?\"?\s*$", re.M
    ),
    "package.json": lazy_regex(
        rb"^[ \t]{0,8}\"name\"[ \t]{0,4}:[ \t]{0,4}\"(?:@[\w.-]{1,80}/)?([\w.-]{1,100})\"", re.M
    ),
    "pyproject.toml": lazy_regex(rb"^name[ \t]{0,9}=[ \t]{0,9}[\"']([\w.-]{1,100})[\"']", re.M),
    "Cargo.toml": lazy_regex(rb"^name[ \t]{0,9}=[ \t]{0,9}\"([\w.-]{1,100})\"", re.M),
    "setup.cfg": lazy_regex(rb"^name[ \t]{0,9}=[ \t]{0,9}([\w.-]{1,100})", re.M),
    "setup.py": lazy_regex(rb"\bname[ \t]{0,4}=[ \t]{0,4}[\"']([\w.-]{1,100})[\"']"),
    "settings.gradle": lazy_regex(rb"\brootProject\.name[ \t]{0,4}=[ \t]{0,4}[\"']([\w.-]{1,100})[\"']"),
    "settings.gradle.kts": lazy_regex(rb"\brootProject\.name[ \t]{0,4}=[ \t]{0,4}\"([\w.-]{1,100})\""),
    "pom.xml": lazy_regex(rb"^(?: {2,4}|\t)<artifactId>([\w.-]{1,100})</artifactId>", re.M),
}
AFTER_PARENT = b"</parent>"
OWN_BADGE = lazy_regex(
    rb"github\.com/([\w.-]{1,60})/([\w.-]{1,100})/(?:actions/)?workflows/([\w.-]{1,80}\.ya?ml)\b"
)
TOP_READMES = ("README.md", "README.rst", "readme.md", "Readme.md")


def declared_names(paths: Collection[str], read_head: Callable[[str], bytes | None]) -> Iterator[str]:
    """What the files at the top of a repository call it; badges count whose workflow it has."""
    for path, declares in DECLARATIONS.items():
        if path in paths:
            head = (read_head(path) or b"")[:DECLARING_BYTES]
            found = declares.search(head[max(head.find(AFTER_PARENT), 0) :])
            if found is not None:
                yield found[1].decode()
    for path in TOP_READMES:
        if path in paths:
            for badge in OWN_BADGE.finditer((read_head(path) or b"")[:DECLARING_BYTES]):
                if f".github/workflows/{badge[3].decode()}" in paths:
                    yield badge[2].decode()
