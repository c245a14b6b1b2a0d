"""Functions of a program that send a request to the address which they are given: `post(url, body)`.

What a function does before that, such as a time limit, a retry or a header, is the same for every address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import import_edges, programs

ADDRESS_PARAMETER = lazy_regex(r"(?:url|uri|endpoint|address|href|target_?[uU]rl|api_?[uU]rl|full_?[uU]rl)s?")
# A function that hands its address to another one that sends.
SENDING_HOPS = 2
ROW_OF_CALL = 400

Sends = Callable[[ProgramFacts, Call], bool]


@derived
def _found(repo: Snapshot) -> dict[str, frozenset[str]]:
    del repo
    return {}


def own_senders(repo: Snapshot, path: str, sends: Sends) -> frozenset[str]:
    """The last names of functions, of the file or of one that it imports, that send to the address given.

    `sends` says whether a call sends a request by itself.
    """
    known = _found(repo)
    for each in (path, *import_edges(repo)[path]):
        if each not in known:
            known[each] = _of_file(repo.text(each) or "", programs(repo)[each], sends)
    return frozenset().union(*(known[each] for each in (path, *import_edges(repo)[path])))


def _of_file(text: str, facts: ProgramFacts, sends: Sends) -> frozenset[str]:
    addresses = {
        each.qualified_name: names
        for each in facts.functions
        if (names := [one for one in each.parameters if ADDRESS_PARAMETER.fullmatch(one)])
    }
    if not addresses:
        return frozenset()
    rows = text.split("\n")
    inside = [each for each in facts.calls if each.function in addresses]
    found: set[str] = set()
    for _hop in range(SENDING_HOPS):
        found |= {
            last_word(call.function)
            for call in inside
            if call.function is not None
            and (sends(facts, call) or last_word(call.target) in found)
            and _names(rows[call.line - 1][:ROW_OF_CALL], addresses, call.function)
        }
    return frozenset(found)


def last_word(name: str | None) -> str:
    """The last name of a target, in whatever object or file it stands."""
    return (name or "").rpartition(".")[2].rpartition("#")[2].removesuffix("()")


def _names(row: str, addresses: Mapping[str, list[str]], function: str) -> bool:
    return any(each in row for each in addresses[function])
