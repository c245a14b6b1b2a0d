"""Functions of make whose words are known: https://www.gnu.org/software/make/manual/html_node/Functions.html."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex

_CALLED = lazy_regex(r"\$[({]call\s+([\w.-]{1,80})\s*((?:,[^,(){}]{0,300}){0,9})[)}]")
_PARAMETER = lazy_regex(r"\$(?:\((\d)\)|\{(\d)\}|(\d))")
_EACH = lazy_regex(
    r"\$[({]foreach\s+(\w{1,40}),([^(){}$,]{0,1000}),((?:[^(){}$]|\$\{\1\}|\$\(\1\)){0,1000})[)}]"
)
_PLAIN = lazy_regex(r"\$[({](wildcard|sort|strip|addprefix|addsuffix|patsubst)\s+([^(){}$]{0,1000})[)}]")
_REPLACED = lazy_regex(r"\$[({]([\w.-]{1,80}):([^=(){}$]{0,80})=([^(){}$]{0,80})[)}]")
_MOST_WORDS = 200
_LONGEST = 20_000


def with_functions(text: str, variables: Mapping[str, str]) -> str:
    """The text with what its innermost functions give; patterns of `wildcard` stay as a shell reads them."""
    if ("$(" not in text and "${" not in text) or len(text) > _LONGEST:
        return text
    text = _CALLED.sub(lambda found: _call(found, variables), text)
    text = _REPLACED.sub(lambda found: _replace_reference(found, variables), text)
    text = _EACH.sub(_for_each, text)
    return _PLAIN.sub(_plain, text)


def _call(found: re.Match[str], variables: Mapping[str, str]) -> str:
    """`$(call name,a,b)`: the variable's text with its parameters."""
    body = variables.get(found[1])
    if body is None:
        return found.group()
    given = [each.strip() for each in found[2].split(",")[1:]]

    def parameter(reference: re.Match[str]) -> str:
        at = int(reference[1] or reference[2] or reference[3])
        return given[at - 1] if 0 < at <= len(given) else ""

    return _PARAMETER.sub(parameter, body)


def _for_each(found: re.Match[str]) -> str:
    name, words, body = found[1], found[2].split()[:_MOST_WORDS], found[3]
    return " ".join(body.replace("${" + name + "}", each).replace("$(" + name + ")", each) for each in words)


def _plain(found: re.Match[str]) -> str:
    function, arguments = found[1], found[2].strip()
    if function in ("wildcard", "sort", "strip"):
        return " ".join(arguments.split())
    parts = [each.strip() for each in arguments.split(",")]
    if function == "patsubst" and len(parts) == 3:
        return _substituted(parts[2].split(), parts[0], parts[1])
    if function == "addprefix" and len(parts) == 2:
        return " ".join(parts[0] + each for each in parts[1].split()[:_MOST_WORDS])
    if function == "addsuffix" and len(parts) == 2:
        return " ".join(each + parts[0] for each in parts[1].split()[:_MOST_WORDS])
    return found.group()


def _replace_reference(found: re.Match[str], variables: Mapping[str, str]) -> str:
    """`$(DIRS:%=test-%)`, `$(SOURCES:.c=.o)`."""
    value = variables.get(found[1])
    if value is None or "$" in value:
        return found.group()
    pattern, replacement = (each if "%" in found[2] else f"%{each}" for each in (found[2], found[3]))
    return _substituted(value.split(), pattern, replacement)


def _substituted(words: list[str], pattern: str, replacement: str) -> str:
    before, percent, after = pattern.partition("%")
    found: list[str] = []
    for word in words[:_MOST_WORDS]:
        fits = word.startswith(before) and word.endswith(after) and len(word) >= len(before + after)
        if percent and fits:
            stem = word[len(before) : len(word) - len(after)]
            found.append(replacement.replace("%", stem, 1))
        else:
            found.append(replacement if word == pattern else word)
    return " ".join(found)
