"""Files that are kept to be shown, filled in or tested against: what they name is missing on purpose."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.references.first_party import is_specimen
from analyzer.text import word_set
from analyzer.wiring.roles import is_test_path

# Words in the name of a folder that holds such files: `fixed-examples`, `cli-template`.
SHOWN_FOLDERS = word_set(
    "example examples sample samples demo demos template templates tutorial tutorials fixture fixtures "
    "cookiecutter skeleton boilerplate workshop workshops exercise exercises lesson lessons playground"
)
# Words in the name of a file that is kept beside the one that is used.
PUT_ASIDE = word_set("old bak backup orig disabled deprecated legacy archived example sample template")
_WORDS = lazy_regex(r"[-_. ]+")


def is_shown(path: str) -> bool:
    """Whether a file is an example, a template or data of a test by the folders it lies in."""
    *folders, name = path.casefold().split("/")
    words = {word for part in folders for word in _WORDS.split(part)}
    aside = bool(set(_WORDS.split(name)) & PUT_ASIDE)
    return aside or bool(words & SHOWN_FOLDERS) or is_specimen(path) or is_test_path(path)
