"""Documents that show how one of their kind is written: examples, samples and templates.

Said by their folder, by their name or by their title; "sample size" and "examples of failures" say no such
thing.
What lies beside code in a folder of examples is about that code.
"""

from __future__ import annotations

from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, folders_of
from analyzer.text import word_set

SAMPLE_FOLDERS = word_set(
    "example examples sample samples template templates specimens vorlagen plantillas modeles"
)
DOCUMENT_KINDS = (
    r"(?:post-?mortems?|incidents?|outages?|rca|run-?books?|play-?books?|slos?|model[- ]cards?"
    r"|data[- ]?sheets?|data[- ]cards?|limitations|reports?|documents?|docs?)"
)
SHOWING = (
    r"(?:examples?|samples?|templates?|fictional|fictitious|hypothetical|vorlage|plantilla|ejemplo|beispiel)"
)
SHOWS_A_KIND = lazy_regex(
    rf"(?:\A|[^a-z]){SHOWING}[- ]{DOCUMENT_KINDS}(?![a-z])"
    rf"|(?:\A|[^a-z]){DOCUMENT_KINDS}[- ]{SHOWING}(?![a-z])"
    rf"|\A\W{{0,4}}{SHOWING}\s{{0,2}}[:\u2013\u2014]|[(\[](?:example|template)[)\]]"
)
LONGEST_SAMPLE_TITLE = 200


def is_sample_document(repo: Snapshot, path: str, title: str) -> bool:
    """Whether a document is an example or a template of its kind."""
    name = basename(path).partition(".")[0].replace("_", "-")
    if any(SHOWS_A_KIND.search(each.casefold()[:LONGEST_SAMPLE_TITLE]) is not None for each in (name, title)):
        return True
    folder = dirname(path)
    while folder:
        if basename(folder).casefold() in SAMPLE_FOLDERS:
            return folder not in _folders_with_code(repo)
        folder = dirname(folder)
    return False


@derived
def _folders_with_code(repo: Snapshot) -> frozenset[str]:
    """Folders with code of any language in them, or below."""
    return frozenset(folders_of([*repo.modules, *repo.programs, *repo.notebooks, *repo.notebook_exports]))
