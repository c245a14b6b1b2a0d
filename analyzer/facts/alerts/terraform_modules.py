"""Resources of Terraform that nothing makes: in a module that nobody calls, or behind a variable that is off.

Sources: https://developer.hashicorp.com/terraform/language/modules and, of the same place,
`meta-arguments/count` and `values/variables`.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

_SOURCE = lazy_regex(r'\bsource[ \t]*=[ \t]*"([^"\n]{1,300})"')
_NUMBER = lazy_regex(
    r"^(?P<indent>[ \t]{1,8})(?:count|for_each)[ \t]*=[ \t]*(?P<value>[^\n]{1,300})", re.MULTILINE
)
_CHOICE = lazy_regex(r"\?[^?:]{1,200}:\s*(?:0|\{\s*\}|\[\s*\]|toset\(\[\s*\]\)|null)\s*$")
_VARIABLE = lazy_regex(r"\bvar\.([A-Za-z_][\w-]{0,80})")
_UNSURE = lazy_regex(r"\|\||!(?!=)|==")
_DEFAULT = lazy_regex(
    r'^variable[ \t]+"([\w-]{1,80})"[ \t]*\{(?:(?!^\})[^\n]*\n){0,40}?'
    r"[ \t]{1,8}default[ \t]*=[ \t]*([^\n]{1,80})",
    re.MULTILINE,
)
_OFF = lazy_regex(r'(?:false|null|0|""|\{\s*\}|\[\s*\])\s*(?:#.*|//.*|\})?\s*$')
_GIVEN = lazy_regex(r"^[ \t]{0,40}([A-Za-z_][\w-]{0,80})[ \t]*=(?!=)[ \t]*([^\n]{1,80})", re.MULTILINE)
_IN_COMMANDS = lazy_regex(r"(?:\bTF_VAR_|-var[ =]['\"]?)([A-Za-z_]\w{0,80})")
_IN_JSON = lazy_regex(r"\"([A-Za-z_][\w-]{0,80})\"\s{0,4}:")
_LEADS_BY_TEXT = lazy_regex(r"^\$\{[^}]{0,120}\}/?")
_ENDINGS = (".tf", ".hcl", ".tofu", ".tfvars")
_FOLDERS_OF_MODULES = word_set("modules module tf-modules terraform-modules")


def is_never_made(repo: Snapshot, path: str, body: str) -> bool:
    """Whether a resource with this body stands in a module nobody calls, or is off unless somebody asks."""
    return _is_never_called(repo, path) or _is_off(repo, path, body)


def _is_never_called(repo: Snapshot, path: str) -> bool:
    """Whether a file lies in a folder for modules, and no module's source leads there."""
    folder = dirname(path)
    if _FOLDERS_OF_MODULES.isdisjoint(dirname(folder).casefold().split("/")):
        return False
    called = _called(repo)
    # A remote source names the folder in another repository, or in this one by its address.
    return not any(folder == each or each.endswith(f"/{folder}") for each in called)


@derived
def _called(repo: Snapshot) -> frozenset[str]:
    found: set[str] = set()
    for path in repo.paths:
        if not path.endswith(_ENDINGS):
            continue
        for match in _SOURCE.finditer(repo.text(path) or ""):
            source = match[1].partition("?")[0]
            name = _LEADS_BY_TEXT.sub("", source).replace("//", "/")
            found.add(normpath(join(dirname(path), name)) if source.startswith(".") else f"/{name}")
    return frozenset(found)


def _is_off(repo: Snapshot, path: str, body: str) -> bool:
    rows = body.split("\n", 2)
    own = len(rows[1]) - len(rows[1].lstrip()) if len(rows) > 1 else 0
    number = next((each for each in _NUMBER.finditer(body) if len(each["indent"]) == own), None)
    if number is None:
        return False
    value = number["value"].partition(" #")[0].strip()
    if "?" in value:
        choice = _CHOICE.search(value)
        if choice is None:
            return False
        value = value[: choice.start()]
    if _UNSURE.search(value) is not None:
        return False
    off = _off_by_default(repo).get(dirname(path), frozenset())
    return any(each in off and each not in _given(repo) for each in _VARIABLE.findall(value))


@derived
def _off_by_default(repo: Snapshot) -> dict[str, frozenset[str]]:
    """By folder, the variables whose default is nothing."""
    found: dict[str, set[str]] = {}
    for path in repo.paths:
        if path.endswith((".tf", ".tofu")):
            for match in _DEFAULT.finditer(repo.text(path) or ""):
                if _OFF.match(match[2]) is not None:
                    found.setdefault(dirname(path), set()).add(match[1])
    return {folder: frozenset(names) for folder, names in found.items()}


@derived
def _given(repo: Snapshot) -> frozenset[str]:
    """Names that a file of Terraform or of its values gives something to that is more than nothing."""
    found: set[str] = set()
    for path in repo.paths:
        text = (repo.text(path) or "") if path.endswith((*_ENDINGS, ".tfvars.json")) else ""
        found.update(match[1] for match in _GIVEN.finditer(text) if _OFF.match(match[2]) is None)
        if path.endswith(".json") and text:
            found.update(_IN_JSON.findall(text))
    for path in (*repo.pipelines, *repo.target_files):
        found.update(_IN_COMMANDS.findall(repo.text(path) or ""))
    return frozenset(found)
