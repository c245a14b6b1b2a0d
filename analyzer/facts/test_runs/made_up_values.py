"""What helpers of tests in JavaScript and TypeScript make up: data and stand-ins that reach no other code.

A user that a file of helpers writes out (`export const mockUser = {...}`) is the test's own, as if it
stood in the test; an assertion about it says nothing of the repository.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.facts.test_runs.own_subjects import DECLARED_VARIABLE, HARMLESS_ROOTS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import files_of, programs
from analyzer.wiring.roles import is_test_path

LONGEST_HELPER = 100_000
MOST_ROUNDS_OF_NAMES = 5
# What may start a program of the repository, or ask one that runs.
MAY_REACH = lazy_regex(
    r"\bos/exec\b|\bexec\.Command|\bnet/(?:http|rpc)\b|\bgrpc\b|websocket|chromedp|testcontainers|dockertest"
    r"|localhost|127\.0\.0\.1|child_process|\b(?:spawn|exec|execFile|fork)(?:Sync)?\(|\bfetch\(|\bcy\.|\bpage\."
    r"|axios|supertest|puppeteer|playwright|selenium|webdriver|execa|\bzx\b|\bimport\(|\bvm\b|\bBASE_?URL\b"
    r"|require\(\s{0,4}[^'\"\s)]",
    re.IGNORECASE,
)
GLOBALS = word_set(
    "process Buffer URL URLSearchParams setTimeout clearTimeout setInterval clearInterval setImmediate "
    "queueMicrotask TextEncoder TextDecoder Uint8Array Float32Array AbortController performance Intl "
    "Response Request Headers FormData Blob File ReadableStream TransformStream WritableStream "
    "require Reflect Proxy WeakMap Symbol import.meta encodeURIComponent decodeURIComponent"
)
# Names that stand for parts of a value, and parameters of short functions.
TAKEN_APART = lazy_regex(
    r"\b(?:const|let|var)\s{1,4}[\[{]([\w\s,]{1,300})[\]}]|(?:\(([\w\s,]{1,200})\)|\b\w{1,80})\s{0,4}=>"
)
KEYWORDS_OF_SCRIPTS = word_set(
    "import from as export default const let var async await function return if else for of in while do "
    "switch case break continue throw try catch finally new typeof instanceof void delete yield class "
    "extends null undefined true false type interface readonly number string boolean any unknown"
)
PLAIN_NAME = lazy_regex(r"(?<![\w$.#])[A-Za-z_$][\w$]{0,119}(?!\s{0,4}:(?!:))(?![\w$])")
# Texts, comments and patterns, whose words name nothing.
SCRIPT_SILENT = lazy_regex(
    r"\"(?:[^\"\\\n]|\\.){0,2000}\"|'(?:[^'\\\n]|\\.){0,2000}'|`(?:[^`\\]|\\.){0,4000}`"
    r"|//[^\n]{0,1000}|/\*(?:[^*]|\*(?!/)){0,4000}\*/"
    r"|(?<=[=(,:\[])\s{0,8}/(?![/*])(?:[^/\\\n]|\\.){1,500}/[a-z]{0,8}"
)
# A value or a function that a file hands out; what follows is indented, or closes it.
HANDED_OUT = lazy_regex(
    r"^export (?:const|(?:async )?function) (?P<name>[\w$]{1,120})[^\n]{0,1000}"
    r"(?:\n(?:[ \t}\])][^\n]{0,1000})?){0,400}",
    re.MULTILINE,
)


# A method of an object that is written out: `start(controller) {`.
METHOD_WRITTEN = lazy_regex(
    r"^[ \t]{1,80}(?:async )?(?!(?:if|for|while|switch|catch|with)\b)([\w$]{1,80})\(([\w$\s,]{0,200})\) ?\{",
    re.MULTILINE,
)


def is_inert_import(repo: Snapshot, path: str, each: Import) -> bool:
    """Whether an import names only what one helper of tests makes up."""
    files = files_of(repo, path, each.module)
    return (
        len(files) == 1
        and each.name is not None
        and is_test_path(files[0])
        and each.name in _made_up(repo).get(files[0], frozenset())
    )


def known_names(facts: ProgramFacts, text: str) -> frozenset[str]:
    """What a file declares, imports and takes, and what the language and its runners have."""
    names = {each.name for each in facts.functions} | {each.name for each in facts.classes}
    names |= {name for each in facts.functions for name in each.parameters}
    names |= {each.alias for each in facts.imports} | _declared_in(text)
    return frozenset(names | GLOBALS | HARMLESS_ROOTS | KEYWORDS_OF_SCRIPTS)


def unknown_names(text: str, known: frozenset[str]) -> frozenset[str]:
    """The names that a text uses beyond those that are known."""
    plain = SCRIPT_SILENT.sub(" ", text)
    return frozenset(found[0] for found in PLAIN_NAME.finditer(plain) if found[0] not in known)


def _declared_in(text: str) -> set[str]:
    names = {name for found in DECLARED_VARIABLE.findall(text) for name in found if name}
    for found in TAKEN_APART.finditer(text):
        names.update(re.findall(r"\w+", found[1] or found[2] or found[0]))
    return names


@derived
def _made_up(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """For each helper of tests, the names it hands out whose text uses nothing from elsewhere."""
    found = {}
    for path, facts in programs(repo).items():
        if facts.language in ("JavaScript", "TypeScript") and facts.problem is None and is_test_path(path):
            text = repo.text(path) or ""
            if len(text) <= LONGEST_HELPER and (names := _inert_names(facts, text)):
                found[path] = names
    return found


def _of_functions(facts: ProgramFacts, lines: range, text: str) -> set[str]:
    """The names and the parameters of the functions and methods that some lines of a file hold."""
    held = [each for each in facts.functions if each.line in lines]
    names = {each.name for each in held} | {name for each in held for name in each.parameters}
    for name, taken in METHOD_WRITTEN.findall(text):
        names.update((name, *re.findall(r"[\w$]+", taken)))
    return names


def _is_whole(declaration: str) -> bool:
    """Whether all brackets of a declaration close in it, and no text of it holds code."""
    plain = SCRIPT_SILENT.sub(" ", declaration)
    closes = all(plain.count(begin) == plain.count(end) for begin, end in ("()", "[]", "{}"))
    return closes and "`" not in plain and "${" not in declaration


def _inert_names(facts: ProgramFacts, text: str) -> frozenset[str]:
    """The names handed out that use only what they declare themselves, or each other."""
    known = frozenset(GLOBALS | HARMLESS_ROOTS | KEYWORDS_OF_SCRIPTS)
    used, line, before = {}, 1, 0
    for each in HANDED_OUT.finditer(text):
        line, before = line + text.count("\n", before, each.start()), each.start()
        if _is_whole(each[0]) and MAY_REACH.search(each[0]) is None:
            inside = range(line, line + each[0].count("\n") + 1)
            own = known | _declared_in(each[0]) | _of_functions(facts, inside, each[0])
            used[each["name"]] = unknown_names(each[0], own)
    for _round in range(MOST_ROUNDS_OF_NAMES):
        kept = {name: names for name, names in used.items() if names <= used.keys()}
        if len(kept) == len(used):
            return frozenset(used)
        used = kept
    return frozenset()
