"""What a gateway to models (the proxy of LiteLLM) is configured to report its calls to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.starts.entrypoints import starts

GATEWAY_FILES = lazy_regex(
    r"(?:[\w.-]{0,40}litellm[\w.-]{0,40}|[\w-]{0,20}config|proxy[\w-]{0,20}|values)\.ya?ml", re.IGNORECASE
)
REPORTED_TO = ("success_callback", "callbacks", "failure_callback", "service_callback")


class GatewayCallback(Struct, frozen=True):
    """Where a gateway names what is told of its calls; `started`: something here starts it."""

    path: str
    line: int
    key: str
    started: bool


def gateway_callbacks(repo: Snapshot) -> Iterator[GatewayCallback]:
    """The first such setting of every configuration of a gateway."""
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not GATEWAY_FILES.fullmatch(basename(path)) or "litellm_settings" not in (repo.text(path) or ""):
            continue
        for document in repo.yaml(path):
            settings = _settings(document.value)
            key = next((each for each in REPORTED_TO if settings.get(each)), None)
            if key is not None:
                lines = (repo.text(path) or "").split("\n")
                line = next((number for number, text in enumerate(lines, 1) if key in text), 1)
                yield GatewayCallback(path, line, key, _started(repo))
                break


def _settings(value: object) -> Mapping[str, object]:
    settings = value.get("litellm_settings") if isinstance(value, Mapping) else None
    return settings if isinstance(settings, Mapping) else {}


def _started(repo: Snapshot) -> bool:
    images = [service.image or "" for services in repo.services.values() for service in services]
    images += [stage.base for image in repo.dockerfiles.values() for stage in image.stages]
    return any("litellm" in each for each in images) or any("litellm" in each.script for each in starts(repo))
