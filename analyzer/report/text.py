"""Makes text out of scanned repositories safe to show: hostile bytes, styled text and links.

Nothing that came out of a repository reaches a report without passing through here.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

from rich.style import Style
from rich.text import Text

# How much of a list, a note and a name is shown where nothing can be unfolded; of a question everywhere.
LIST_LIMIT = 8
NOTE_LIMIT = 160
NAME_LIMIT = 100
QUESTION_LIMIT = 600

_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_URL_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_HOST = re.compile(r"[A-Za-z0-9.-]+")
_RENDERED_SUFFIXES = (".md", ".markdown", ".rst", ".ipynb")
# How hosts spell a file at a commit: a word in the host's name, the tree, the file, the line's anchor.
_HOST_STYLES: tuple[tuple[str, str, str, str], ...] = (
    ("github", "/tree/{sha}", "/blob/{sha}/{path}", "#L{line}"),
    ("gitlab", "/-/tree/{sha}", "/-/blob/{sha}/{path}", "#L{line}"),
    ("bitbucket", "/src/{sha}", "/src/{sha}/{path}", "#lines-{line}"),
    ("codeberg", "/src/commit/{sha}", "/src/commit/{sha}/{path}", "#L{line}"),
    ("gitea", "/src/commit/{sha}", "/src/commit/{sha}/{path}", "#L{line}"),
)


def well_formed(text: str) -> str:
    """The text with every lone surrogate spelled out, so that any writer and parser accepts it.

    A byte that was not UTF-8 (a surrogate of `surrogateescape`) reads `\\xff`, any other `\\ud800`.
    """
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return "".join(_spelled(character) for character in text)


def plain(text: str, limit: int | None = None) -> str:
    """The text on one line without anything that acts on a terminal or reorders what is read.

    Control (C0, C1, ESC) and format characters (bidirectional overrides, zero width) are removed,
    line breaks and tabs become a space; over `limit` characters it ends in an ellipsis.
    """
    kept = "".join(_shown(character) for character in (text if limit is None else text[: 4 * limit + 16]))
    return kept if limit is None or len(kept) <= limit else kept[: max(limit - 3, 0)] + "..."


def literal(text: str, style: str = "", *, link: str | None = None, limit: int | None = None) -> Text:
    """Safe text for rich, in which nothing is ever read as markup, an emoji code or a link."""
    shown = Text(plain(text, limit), style=style)
    if link is not None:
        shown.stylize(Style(link=link))
    return shown


def permalink(url: str | None, sha: str | None, path: str | None, line: int | None = None) -> str | None:
    """The web address of a file (or of the whole tree) at a commit, None if it cannot be built.

    `url` is the repository's web address on a host whose style of address is known (GitHub, GitLab,
    Bitbucket, Gitea by their names); a guess for any other host would be a dead link.
    """
    base = web_address(url)
    if base is None or sha is None or not _OBJECT_ID.fullmatch(sha):
        return None
    style = next((style for style in _HOST_STYLES if style[0] in base.partition("/")[2].split("/")[1]), None)
    if style is None:
        return None
    word, tree, blob, anchor = style
    if path is None:
        return base + tree.format(sha=sha)
    quoted = _quoted(path)
    if quoted is None:
        return None
    address = base + blob.format(sha=sha, path=quoted)
    if line is None or line < 1:
        return address
    raw = "?plain=1" if word in ("github", "gitlab") and path.lower().endswith(_RENDERED_SUFFIXES) else ""
    return address + raw + anchor.format(line=line)


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
