"""Functions that are handed what somebody uploads to a page or a route.

https://docs.streamlit.io/develop/api-reference/widgets/st.file_uploader, https://fastapi.tiangolo.com/tutorial/request-files
"""

from __future__ import annotations

from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import import_graph, last_part
from analyzer.wiring.roles import is_test

UPLOADERS = word_set("file_uploader UploadFile File FileInput")
UPLOAD_PACKAGES = ("streamlit.", "fastapi.", "panel.")


def reads_uploads(repo: Snapshot, path: str, name: str) -> bool:
    """Whether a function of a module is called, and only by code that takes an upload."""
    asking, others = _asking(repo).get(name, (frozenset(), frozenset()))
    importing = {path, *(other for other, found in import_graph(repo).items() if path in found)}
    return bool(asking & importing) and not others & importing


@derived
def _asking(repo: Snapshot) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """By the name of what is called, the modules that call it where they take an upload, and elsewhere."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        taking = {call.function for call in facts.calls if _takes_upload(call.target)}
        taking |= {each.qualified_name for each in facts.functions if any(map(_takes_upload, each.takes))}
        for call in facts.calls:
            asking, others = found.setdefault(last_part(call.target), (set(), set()))
            (asking if call.function in taking else others).add(path)
    return {name: (frozenset(asking), frozenset(others)) for name, (asking, others) in found.items()}


def _takes_upload(target: str) -> bool:
    return last_part(target) in UPLOADERS and target.startswith(UPLOAD_PACKAGES)
