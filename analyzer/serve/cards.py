"""The pages of scorecards and comparisons as they are served: made by the report, framed by a bar of ours.

A page of the report needs nothing else and forbids everything else by a policy of its own. Here that policy
comes as a header, which admits the same styles and scripts, and beside them the ones of the bar.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache

from analyzer.lazy_regex import lazy_regex
from analyzer.report.comparison.sides import Named
from analyzer.report.html.compared import comparison_html
from analyzer.report.html.page import page_of
from analyzer.report.loading import read_document
from analyzer.serve.shelf import Shelf

_META_POLICY = lazy_regex(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
_INLINE = lazy_regex(r"(?s)<(style|script)\b[^>]*>(.*?)</\1>")
_BODY = lazy_regex(r'<body>\n?(?:<a class="skip"[^>]*>[^<]*</a>\n?)?')
PAGES_KEPT = 8
"""Of the scorecards that were read last: making one takes a moment."""
_SHOWN_BY = "The link above shows them."
_HEAD = '<link rel="stylesheet" href="/static/bar.css">\n'


def card_page(shelf: Shelf, id: str) -> str | None:
    """The scorecard as the report's page; None where there is none."""
    content = shelf.card(id)
    return None if content is None else _page_of(content)


@lru_cache(maxsize=PAGES_KEPT)
def _page_of(content: bytes) -> str:
    return page_of(read_document(content))


def forget_pages() -> None:
    """Keep no page of anybody in memory."""
    _page_of.cache_clear()


def comparison_page(shelf: Shelf, ids: Iterable[str], *, blind: bool) -> str | None:
    """Several candidates beside one another; None where fewer than two have a scorecard."""
    named = [Named(id, read_document(content)) for id in ids if (content := shelf.card(id)) is not None]
    return comparison_html(named, blind=blind, shown_by=_SHOWN_BY) if len(named) > 1 else None


def framed(page: str, bar: str, head: str = "") -> tuple[str, str]:
    """The page with the bar above it and more in its head, and the policy that it is served with."""
    page = _META_POLICY.sub("", page, count=1)
    hashes = dict.fromkeys(("style", "script"), "")
    for found in _INLINE.finditer(page):
        digest = base64.b64encode(hashlib.sha256(found[2].encode()).digest()).decode()
        hashes[found[1]] += f" 'sha256-{digest}'"
    page = page.replace("</head>", f"{_HEAD}{head}</head>", 1)
    page = _BODY.sub(lambda found: f"{found[0]}\n{bar}", page, count=1)
    policy = (
        f"default-src 'none'; style-src 'self'{hashes['style']}; script-src 'self'{hashes['script']}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return page, policy
