"""Which signs a module's name can mean is looked up by its first word; none is missed."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.language import Language
from analyzer.wiring.other_programs.languages import LANGUAGES_READ
from analyzer.wiring.other_programs.people import PEOPLE_SIGNS
from analyzer.wiring.other_programs.signs import by_first_word, first_word, is_package

BELOW = ("", "x", "/x", ".x", "::x", "-x/y")


@pytest.mark.parametrize("language", LANGUAGES_READ, ids=lambda each: each.names[0])
def test_no_sign_is_missed(language: Language) -> None:
    signs = (*language.signs, *PEOPLE_SIGNS)
    by_word = by_first_word(signs)
    order = {id(sign): place for place, sign in enumerate(signs)}
    for found in by_word.values():
        places = [order[id(sign)] for sign in found]
        assert places == sorted(places)
    for sign in signs:
        modules = [f"{package.strip('$*')}{more}" for package in sign.packages for more in BELOW] or [""]
        for module in modules:
            if not module or any(is_package(module, package) for package in sign.packages):
                found = by_word.get(first_word(module), by_word[""])
                assert any(sign is each for each in found), module
