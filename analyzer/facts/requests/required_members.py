"""Where ASP.NET Core refuses a request by itself that lacks what its type requires.

One marked `[ApiController]` answers 400 where a member is missing that is `required` or `[Required]`:
https://learn.microsoft.com/aspnet/core/web-api/#automatic-http-400-responses,
https://learn.microsoft.com/dotnet/standard/serialization/system-text-json/required-properties.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of
from analyzer.wiring.other_programs.calls import Node
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes

ANSWERS_BY_ITSELF = "[ApiController]"
REQUIRED_MEMBER = lazy_regex(
    r"^[ \t]*(?:public|internal)[ \t]+(?:init[ \t]+)?required[ \t]|\[(?:property: ?)?Required\b"
)


@derived
def required_of_requests(repo: Snapshot) -> Mapping[Node, int]:
    """The handlers of such controllers that take a type with required members, each with its line."""
    found: dict[Node, int] = {}
    for path, name in sorted({node for each in routes(repo) for node in each.handlers}):
        facts = programs(repo).get(path)
        if facts is None or facts.language != "C#" or ANSWERS_BY_ITSELF not in (repo.text(path) or ""):
            continue
        for each in facts.functions:
            types = {one.replace("()", "").rpartition("#")[2].rpartition(".")[2] for one in each.takes}
            if each.qualified_name == name and types & _with_required_members(repo):
                found[path, name] = each.line
    return found


@derived
def _with_required_members(repo: Snapshot) -> frozenset[str]:
    """The names of the classes of C# that have a required member."""
    found: set[str] = set()
    for path, facts in programs(repo).items():
        if facts.language == "C#" and "equired" in (repo.text(path) or ""):
            rows = rows_of(repo.text(path) or "")
            found.update(
                each.name
                for each in facts.classes
                if any(REQUIRED_MEMBER.search(row[:300]) for row in rows[each.line - 1 : each.end_line])
            )
    return frozenset(found)
