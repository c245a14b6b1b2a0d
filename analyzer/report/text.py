"""Makes text out of scanned repositories safe to show: hostile bytes, styled text and links.

Nothing that came out of a repository reaches a report without passing through here.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from analyzer.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from rich.text import Text

# How much of a list, a note and a name is shown where nothing can be unfolded; of a question everywhere.
LIST_LIMIT = 8
NOTE_LIMIT = 160
NAME_LIMIT = 100
QUESTION_LIMIT = 600

_OBJECT_ID = lazy_regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_URL_PATH = lazy_regex(r"[A-Za-z0-9._~/-]*")
# What `permalink`, `commit_link` and `web_address` make, over https.
_LINK = lazy_regex(
    r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:/[A-Za-z0-9._~%-]+)+"
    r"(?:\?plain=1)?(?:#(?:L|lines-)\d{1,9})?"
)
_HOST = lazy_regex(r"[A-Za-z0-9.-]+")
_SURROGATE = lazy_regex("[\ud800-\udfff]")
_RENDERED_SUFFIXES = (".md", ".markdown", ".rst", ".ipynb")


class _HostStyle(NamedTuple):
    """How a host spells its addresses: a word in its name, a tree, a file, a line's anchor, a commit."""

    word: str
    tree: str
    file: str
    anchor: str
    commit: str


_HOST_STYLES: tuple[_HostStyle, ...] = (
    _HostStyle("github", "/tree/{sha}", "/blob/{sha}/{path}", "#L{line}", "/commit/{sha}"),
    _HostStyle("gitlab", "/-/tree/{sha}", "/-/blob/{sha}/{path}", "#L{line}", "/-/commit/{sha}"),
    _HostStyle("bitbucket", "/src/{sha}", "/src/{sha}/{path}", "#lines-{line}", "/commits/{sha}"),
    _HostStyle("codeberg", "/src/commit/{sha}", "/src/commit/{sha}/{path}", "#L{line}", "/commit/{sha}"),
    _HostStyle("gitea", "/src/commit/{sha}", "/src/commit/{sha}/{path}", "#L{line}", "/commit/{sha}"),
)


def well_formed(text: str) -> str:
    """The text with every lone surrogate spelled out, so that any writer and parser accepts it.

    A byte that was not UTF-8 (a surrogate of `surrogateescape`) reads `\\xff`, any other `\\ud800`.
    """
    if text.isascii() or _SURROGATE.search(text) is None:
        return text
    return "".join(_spelled(character) for character in text)


def plain(text: str, limit: int | None = None) -> str:
    """The text on one line without anything that acts on a terminal or reorders what is read.

    Control (C0, C1, ESC) and format characters (bidirectional overrides, zero width) are removed,
    line breaks and tabs become a space; over `limit` characters it ends in an ellipsis.
    """
    begun = text if limit is None else text[: 4 * limit + 16]
    kept = begun if begun.isprintable() else "".join(_shown(character) for character in begun)
    return kept if limit is None or len(kept) <= limit else kept[: max(limit - 3, 0)] + "..."


def literal(text: str, style: str = "", *, link: str | None = None, limit: int | None = None) -> Text:
    """Safe text for rich, in which nothing is ever read as markup, an emoji code or a link."""
    from rich.style import Style
    from rich.text import Text

    shown = Text(plain(text, limit), style=style)
    if link is not None:
        shown.stylize(Style(link=link))
    return shown


def permalink(url: str | None, sha: str | None, path: str | None, line: int | None = None) -> str | None:
    """The web address of a file (or of the whole tree) at a commit, None if it cannot be built.

    `url` is the repository's web address on a host whose style of address is known (GitHub, GitLab,
    Bitbucket, Gitea by their names); a guess for any other host would be a dead link.
    """
    known = _styled(url, sha)
    if known is None:
        return None
    base, style = known
    if path is None:
        return base + style.tree.format(sha=sha)
    quoted = _quoted(path)
    if quoted is None:
        return None
    address = base + style.file.format(sha=sha, path=quoted)
    if line is None or line < 1:
        return address
    raw = (
        "?plain=1" if style.word in ("github", "gitlab") and path.lower().endswith(_RENDERED_SUFFIXES) else ""
    )
    return address + raw + style.anchor.format(line=line)


def commit_link(url: str | None, sha: str | None) -> str | None:
    """The web address of what a commit changed, None if it cannot be built."""
    known = _styled(url, sha)
    return None if known is None else known[0] + known[1].commit.format(sha=sha)


def is_object_id(text: str) -> bool:
    """Whether the text is the whole id of a commit."""
    return _OBJECT_ID.fullmatch(text) is not None


def web_address(url: str | None) -> str | None:
    """A repository's web address without user, query, fragment and `.git`; None if it is no plain one."""
    try:
        parts = urlsplit(url or "")
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    segments = parts.path.strip("/").split("/")
    if (
        parts.scheme not in ("http", "https")
        or not _HOST.fullmatch(host)
        or not _URL_PATH.fullmatch(parts.path)
    ):
        return None
    if not all(segment.strip(".") for segment in segments):
        return None
    address = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    return f"{address}/{'/'.join(segments).removesuffix('.git')}"


def web_link(link: str | None) -> str | None:
    """A link of a stored document, if a report of ours could hold it; None for whatever else it is."""
    return link if link is not None and _LINK.fullmatch(link) is not None else None


def _styled(url: str | None, sha: str | None) -> tuple[str, _HostStyle] | None:
    """The repository's address and its host's style, if both are known and the id is one."""
    base = web_address(url)
    if base is None or sha is None or not is_object_id(sha):
        return None
    host = base.partition("/")[2].split("/")[1]
    return next(((base, style) for style in _HOST_STYLES if style.word in host), None)


def _spelled(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if 0xD800 <= code <= 0xDFFF else character


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return _spelled(character)
    if character in "\t\n\r\v\f\x85" or category in ("Zl", "Zp"):
        return " "
    return "" if category in ("Cc", "Cf") else character


def _quoted(path: str) -> str | None:
    """The path for an address; None for one that a browser would resolve to somewhere else."""
    if any(segment in ("", ".", "..") for segment in path.split("/")):
        return None
    try:
        return quote(path, safe="/", errors="surrogateescape")
    except UnicodeEncodeError:
        return None
