"""Which signs a module's name can mean is looked up by its first word; none is missed."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.languages import LANGUAGES_READ
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.other_programs.vocabulary.people import PEOPLE_SIGNS
from analyzer.wiring.other_programs.vocabulary.signs import SignIndex, is_package

BELOW = ("", "x", "/x", ".x", "::x", "-x/y")


@pytest.mark.parametrize("language", LANGUAGES_READ, ids=lambda each: each.names[0])
def test_no_sign_is_missed_and_their_order_stays(language: Language) -> None:
    signs = (*language.signs, *PEOPLE_SIGNS)
    index, order = SignIndex(signs), {id(sign): place for place, sign in enumerate(signs)}
    for sign in signs:
        modules = [f"{package.strip('$*')}{more}" for package in sign.packages for more in BELOW]
        for module in modules or [""]:
            found = [order[id(each)] for each in index.candidates(module)]
            assert found == sorted(found)
            meant = not module or any(is_package(module, package) for package in sign.packages)
            assert not meant or order[id(sign)] in found, module
