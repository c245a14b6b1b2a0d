"""What is nobody's own words: licences and their notices, a template's sentences, scripts named like documents."""

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


CARD = {
    "[More Information Needed]": False,
    "- **Developed by:** [More Information Needed]": False,
    "This is the model card of a 🤗 transformers model that has been pushed on the Hub.": False,
    "This model card has been automatically generated.": False,
    "Users (both direct and downstream) should be made aware of the risks, biases and limitations of the model.": False,
    "Use the code below to get started with the model.": False,
    "Users should be made aware of the limitations of the model, which sees one country.": True,
    "This is the model card of our transformers model.": True,
    "- **Developed by:** Ada": True,
}  # fmt: skip


@pytest.mark.parametrize(("line", "is_own"), CARD.items(), ids=CARD)
def test_what_a_template_of_model_cards_came_with_is_no_sentence(line: str, is_own: bool) -> None:
    found = parse_prose(f"# Uses\n\n{line}\n\nIt is slow.\n".encode())
    assert (len(found.sentences), len(found.headings)) == (1 + is_own, 1)


def test_a_script_is_no_document() -> None:
    assert parse_prose(b"#!/bin/sh\n# Limitations\necho a\n") == parse_prose(b"")
