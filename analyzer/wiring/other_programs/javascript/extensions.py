"""What the manifest of a browser's extension starts: its service worker, its scripts and its pages.

Sources: https://developer.chrome.com/docs/extensions/reference/manifest,
https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/manifest.json.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, Value, block, items, line, text
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.javascript.platforms import is_left_out
from analyzer.wiring.other_programs.javascript.resolve import loose_json, source_of

EXTENSION_VERSIONS = frozenset({"2", "3"})
PAGE_SCRIPT = lazy_regex(r"<script\b[^>]{0,200}?\bsrc\s{0,4}=\s{0,4}[\"'](?P<path>[\w./-]{1,200})[\"']")
LONGEST_PAGE = 200_000


def extension_files(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The manifest, the line in it and the file that it has the browser run."""
    for path in repo.paths:
        if basename(path) != "manifest.json" or is_left_out(path):
            continue
        manifest = block(loose_json(repo, path))
        if text(manifest.get("manifest_version")) in EXTENSION_VERSIONS:
            for named in _named(manifest):
                if named is not None:
                    for file in _files(repo, dirname(path), text(named)):
                        yield path, line(named), file


def _named(manifest: Block) -> Iterator[Value | None]:
    background = block(manifest.get("background"))
    yield from (background.get("service_worker"), background.get("page"))
    yield from items(background.get("scripts"))
    for each in items(manifest.get("content_scripts")):
        yield from items(block(each).get("js"))
    for key in ("action", "browser_action", "page_action"):
        yield block(manifest.get(key)).get("default_popup")
    yield manifest.get("options_page")
    yield block(manifest.get("options_ui")).get("page")
    yield block(manifest.get("side_panel")).get("default_path")


def _files(repo: Snapshot, folder: str, named: str) -> Iterator[str]:
    if not named.endswith(".html"):
        yield from source_of(repo, folder, named) if named else ()
        return
    page = normpath(join(folder, named.lstrip("/")))
    for match in PAGE_SCRIPT.finditer((repo.text(page) or "")[:LONGEST_PAGE]):
        inside = folder if match["path"].startswith("/") else dirname(page)
        yield from source_of(repo, inside, match["path"].lstrip("/"))
