"""Files over the limit of their kind: what of them is read, and whether that is all that could matter.

A candidate must neither open every signal with one file of data nor hide code behind much of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.condense import (
    Condensed,
    condense_json,
    condense_notebook,
    condense_prose,
    condense_python,
    condense_text,
    condense_yaml,
)
from analyzer.repository.file_kinds import kinds

STREAM_LIMIT = 64 * 1024 * 1024
PYTHON_STREAM_LIMIT = 16 * 1024 * 1024
TEXT_STREAM_LIMIT = 16 * 1024 * 1024

# Names under which a JSON file is configuration; any other whose size is not known is data.
_CONFIGURES = lazy_regex(
    r"dashboard|grafana|manifest|template|stack|cloudformation|deploy|service|k8s|kube|helm|expectation"
    r"|state_?machine|pipeline|workflow|dag|prometheus|alert|monitor|config|setting|param|package|schedule",
    re.IGNORECASE,
)


def stream_limit(path: str) -> int:
    """How many bytes of a file over the limit are looked at."""
    found = kinds(path)
    if FileKind.NOTEBOOK in found:
        return STREAM_LIMIT
    return PYTHON_STREAM_LIMIT if FileKind.PYTHON in found else TEXT_STREAM_LIMIT


def condense(path: str, chunks: Iterable[bytes], limit: int) -> Condensed:
    """As much of a file of the repository as fits below `limit` bytes and could matter to a check."""
    found = kinds(path)
    name = path.casefold()
    if FileKind.PYTHON in found:
        return condense_python(chunks)
    if FileKind.NOTEBOOK in found:
        return condense_notebook(chunks, limit)
    if name.endswith(".json"):
        return condense_json(chunks, limit)
    if name.endswith((".yaml", ".yml")):
        return condense_yaml(chunks, limit)
    if FileKind.PROSE in found:
        return condense_prose(chunks, limit)
    return condense_text(chunks, limit, tables=name.endswith((".toml", ".ini", ".cfg", ".lock")))


def is_data(path: str) -> bool:
    """Whether a file that is not there would be data by its name: JSON that is no configuration."""
    return (
        path.casefold().endswith(".json")
        and kinds(path) == {FileKind.CONFIGURATION}
        and _CONFIGURES.search("/".join(path.split("/")[-2:])) is None
    )
