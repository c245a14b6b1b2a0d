"""Settings that limit what a request may bring: those that a framework reads, and own ones that code reads.

Sources: https://flask.palletsprojects.com/en/stable/config/, https://docs.djangoproject.com/en/stable/ref/settings/,
https://docs.aiohttp.org/en/stable/web_reference.html, https://sanic.dev/en/guide/running/configuration.html,
https://docs.litestar.dev/latest/reference/app.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.roles import is_test

LIMIT_SETTINGS = {
    "rate limit": ("default_throttle_rates", "ratelimit_default"),
    "input bound": (
        "max_content_length",
        "client_max_body_size",
        "client_max_size",
        "request_max_size",
        "request_max_body_size",
        "max_request_size",
        "max_upload_size",
        "data_upload_max_memory_size",
        "file_upload_max_memory_size",
        "max_form_memory_size",
    ),
}
SETTING = lazy_regex(
    rf"^[^#\n]{{0,200}}?(?P<name>{'|'.join(name for names in LIMIT_SETTINGS.values() for name in names)})"
    r"[\"']?\]?[ \t]{0,8}[:=][ \t]{0,8}(?!None\b|0\b)",
    re.IGNORECASE | re.MULTILINE,
)
# A file with the settings of the environment that tests run in.
FOR_TESTS = lazy_regex(r"(?:^|[/_.-])test(?:ing|s)?\.py\Z")
# Names of one's own: no framework reads them. A producer of messages has one of them, too.
OWN_LIMITS = word_set("max_request_size max_upload_size")
# A field of a class of settings, which only code reads that has an object of it.
FIELD_WITH_VALUE = lazy_regex(r"[ \t]{1,40}\w{1,60}[ \t]*:[ \t]*[^=\n]{1,60}=(?!=)")
READING_NAME = lazy_regex(
    r"(?:(?<![\w\"'])|(?<=\[[\"'])|(?<=get\([\"']))(?P<name>\w{8,40})(?!\w)"
    r"(?![\"'\]]{0,2}[ \t]*(?::[^=\n]{1,60})?=(?!=))"
)


def limit_settings(repo: Snapshot, modules: Sequence[str]) -> Iterator[tuple[str, str, int, str]]:
    """The kind of limit, path, line and note of each setting of these modules, one a kind and file."""
    read: dict[str, frozenset[str]] = {}
    for path in modules:
        content = "" if is_test(repo, path) or FOR_TESTS.search(path) else repo.text(path) or ""
        lowered = content.lower()  # plain text is looked for first: it is ten times faster
        if any(name in lowered for names in LIMIT_SETTINGS.values() for name in names):
            content = code_only(content, long_texts=False)  # what is written somewhere is set elsewhere
        for kind, names in LIMIT_SETTINGS.items():
            if not any(name in lowered for name in names):
                continue
            for match in SETTING.finditer(content):
                name = match["name"]
                if name.lower() not in names:
                    continue
                field = FIELD_WITH_VALUE.match(content, match.start()) is not None
                if (field or name.lower() in OWN_LIMITS) and not _is_read(repo, modules, name, read):
                    continue
                row = content.count("\n", 0, match.start("name")) + 1
                what = "size limit" if kind == "input bound" else "setting"
                yield kind, path, row, f"{what} {name}"
                break


def _is_read(repo: Snapshot, modules: Sequence[str], name: str, read: dict[str, frozenset[str]]) -> bool:
    """Whether live code uses the value of a name, and does not only give it one.

    `read` keeps the names that each module uses, so that a module is looked through once.
    """
    for path in modules:
        text = repo.text(path) or ""
        if name not in text or is_test(repo, path):
            continue
        if path not in read:
            read[path] = frozenset(match["name"] for match in READING_NAME.finditer(code_only(text)))
        if name in read[path]:
            return True
    return False
