"""Files that running code reads by a constant name: templates, folders of pages, configuration.

Models, data and logs are made by a run, and code that looks whether a file is there copes without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, PythonFacts
from analyzer.references.commands import is_plain
from analyzer.references.first_party import is_specimen
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ending_with, everything
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.execution import operated

RENDERS = "renders"
SERVES_FILES = "serves the files of"
READS = "reads"

RENDERING = word_set("flask.render_template quart.render_template django.shortcuts.render")
TEMPLATE_CALLS = word_set(
    "fastapi.templating.Jinja2Templates starlette.templating.Jinja2Templates jinja2.FileSystemLoader"
)
FILE_CALLS = word_set("fastapi.staticfiles.StaticFiles starlette.staticfiles.StaticFiles")
READING = word_set("open io.open omegaconf.OmegaConf.load")
# What a person writes and commits. Everything else may come from a run.
CONFIGURED = lazy_regex(r"[\w./-]{1,200}\.(?:ya?ml|toml|ini|cfg)")
WRITING = lazy_regex(r"[wax+]")
# The code copes with a file or a folder that is not there.
COPES = lazy_regex(
    r"\b(?:exists|isfile|is_file|isdir|is_dir|makedirs|mkdir|FileNotFoundError|OSError|IOError|EnvironmentError)\b"
    r"|\bexcept\s{0,4}(?::|Exception\b)|check_dir\s{0,4}=\s{0,4}False|os\.chdir"
)
# Where extensions bring templates of their own.
BROUGHT_BY_EXTENSIONS = word_set(
    "admin security bootstrap registration account accounts socialaccount oauth rest_framework appbuilder "
    "errors django_filters crispy_forms flask_security debug_toolbar"
)
MADE_FOLDERS = lazy_regex(r"(?:.*/)?(?:dist|build|out|public|static_?root|staticfiles|www)(?:/.*)?")


def file_references(repo: Snapshot) -> Iterator[Reference]:
    """The files that modules which run automatically read by a constant name."""
    for path in sorted(operated(repo)):
        facts = repo.modules.get(path)
        if facts is not None and not is_test(repo, path) and not is_specimen(path):
            yield from _of_module(repo, path, facts)


def _of_module(repo: Snapshot, path: str, facts: PythonFacts) -> Iterator[Reference]:
    for call in facts.calls:
        keywords = dict(call.keywords)
        if call.target in RENDERING or last_part(call.target) == "TemplateResponse":
            name = next((each for each in (*call.strings, keywords.get("name", "")) if "." in each), "")
            if name:
                yield _template(repo, path, call, name)
        elif call.target in TEMPLATE_CALLS or call.target in FILE_CALLS:
            kind = RENDERS if call.target in TEMPLATE_CALLS else SERVES_FILES
            name = keywords.get("directory") or keywords.get("searchpath") or next(iter(call.strings), "")
            if name and not name.startswith("["):
                yield _near(repo, path, call, kind, name)
        elif call.target in READING:
            name = next(iter(call.strings), "") or keywords.get("file", "")
            if CONFIGURED.fullmatch(name) and not _writes(call, keywords):
                yield _near(repo, path, call, READS, name)


def _writes(call: Call, keywords: Mapping[str, str]) -> bool:
    mode = keywords.get("mode") or (call.strings[1] if len(call.strings) > 1 else "r")
    return WRITING.search(mode) is not None


def _template(repo: Snapshot, path: str, call: Call, name: str) -> Reference:
    """A template lies in some folder of templates; extensions bring theirs."""
    if name.partition("/")[0] in BROUGHT_BY_EXTENSIONS and "/" in name:
        why = "an extension may bring it"
        return Reference(path, call.line, RENDERS, name, Outcome.CANNOT_BE_TOLD, why)
    return _unless_copes(repo, path, call, _judged(repo, path, call, RENDERS, name))


def _near(repo: Snapshot, path: str, call: Call, kind: str, name: str) -> Reference:
    """A path from wherever the program is started: it counts in every folder."""
    if name.startswith("/") or not is_plain(name):
        why = "where it lies is not known"
        return Reference(path, call.line, kind, name, Outcome.CANNOT_BE_TOLD, why)
    if MADE_FOLDERS.fullmatch(normpath(name)):
        why = "builds make folders of that name"
        return Reference(path, call.line, kind, name, Outcome.MADE_ELSEWHERE, why)
    return _unless_copes(repo, path, call, _judged(repo, path, call, kind, name))


def _judged(repo: Snapshot, path: str, call: Call, kind: str, name: str) -> Reference:
    plain = normpath(name).lstrip("./")
    if not plain or ending_with(repo, plain) is not None:
        return Reference(path, call.line, kind, name, Outcome.RESOLVES)
    places = [plain]
    folder = dirname(path)
    while folder:
        places.append(join(folder, plain))
        folder = dirname(folder)
    known = [each for each in places if dirname(each) in everything(repo) or dirname(each) == ""]
    return judged(repo, path, call.line, kind, name, known or places)


def _unless_copes(repo: Snapshot, path: str, call: Call, found: Reference) -> Reference:
    if found.outcome is Outcome.DANGLES and COPES.search(repo.text(path) or ""):
        why = "the code looks whether files are there"
        return Reference(path, call.line, found.kind, found.name, Outcome.CANNOT_BE_TOLD, why)
    return found
