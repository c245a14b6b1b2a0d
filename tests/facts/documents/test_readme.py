from __future__ import annotations

from analyzer.facts.documents.readme import TEMPLATES
from analyzer.facts.documents.unnamed_files import IMPLICIT_FILES


def test_the_tables_are_sound() -> None:
    assert len({mark for mark, _words in TEMPLATES}) == len(TEMPLATES)
    assert all(words > 0 for _mark, words in TEMPLATES)
    assert all(prefix and files for prefix, files in IMPLICIT_FILES.items())
