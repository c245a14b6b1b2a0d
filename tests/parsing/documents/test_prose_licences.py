"""Licences are nobody's own words: files of them, notices at the beginning of others, scripts named like documents."""

from __future__ import annotations

import pytest

from analyzer.parsing.documents import is_prose, parse_prose

NOTICE = (
    "# Licensed under the Apache License, Version 2.0; you may not use this file.\n"
    "# language governing permissions and limitations under the License.\n"
)


@pytest.mark.parametrize(
    "name", ["LICENSE.md", "docs/licence.rst", "COPYING.md", "NOTICE.md", "THIRD_PARTY_NOTICES.md"]
)
def test_licences_are_no_documents(name: str) -> None:
    assert not is_prose(name)


@pytest.mark.parametrize("name", ["README.md", "docs/licensing.md", "docs/noticeboard.md", "install"])
def test_documents_beside_them_are(name: str) -> None:
    assert is_prose(name)


def test_notices_are_neither_headings_nor_sentences() -> None:
    found = parse_prose(f"{NOTICE}\n# Limitations\n\nIt is slow.\n".encode())
    assert [each.text for each in found.headings] == ["Limitations"]
    assert [each.text for each in found.sentences] == ["It is slow."]
    in_text = parse_prose(
        b"See the License for the specific language governing permissions and limitations under the License.\n"
    )
    assert not in_text.sentences


def test_a_script_is_no_document() -> None:
    assert parse_prose(b"#!/bin/sh\n# Limitations\necho a\n") == parse_prose(b"")
