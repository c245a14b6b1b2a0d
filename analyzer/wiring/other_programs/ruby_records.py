"""What a record of Rails runs by itself when it is created, saved or destroyed.

Source: https://guides.rubyonrails.org/active_record_callbacks.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs

RECORD_CALLBACK = lazy_regex(
    r"(?:before|after|around)_(?P<event>create|update|save|destroy|commit|validation)(?:_commit)?"
    r"|after_(?P<late>create|update|save|destroy)_commit"
)
# Methods of a record, or of its class, and the events that they are.
RECORD_EVENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        word_set("create create! find_or_create_by find_or_create_by! create_or_find_by first_or_create"),
        word_set("create save commit validation"),
    ),
    **dict.fromkeys(word_set("save save!"), word_set("create update save commit validation")),
    **dict.fromkeys(
        word_set("update update! update_attribute toggle! increment! decrement!"),
        word_set("update save commit validation"),
    ),
    **dict.fromkeys(word_set("destroy destroy! destroy_all"), word_set("destroy commit")),
}
ASKED_OF_CLASS = lazy_regex(
    r"\b(?P<model>[A-Z]\w{0,60}(?:::[A-Z]\w{0,60}){0,4})\.(?P<method>(?:find_or_)?create(?:_by)?!?|create_or_find_by|destroy_all)(?!\w)"
)
# A record that was just made or fetched, or those that belong to another one.
RECORD_TARGET = lazy_regex(
    r"(?:\*#|ruby#)?(?P<model>[A-Z][\w.]{0,120}?)(?:\.[a-z]\w{0,40})?\(\)\.(?P<method>\w{1,40}!?)"
)
OWNED_TARGET = lazy_regex(
    r"(?:.*\.)?(?P<many>[a-z]\w{1,60})(?:\(\))?\.(?P<method>create!?|find_or_create_by!?|destroy_all)"
)
RECORDS_ROW = 300
RUBY_PROGRAM = "Ruby"
# A function of a file, as in the graph of calls.
RecordPlace = tuple[str, str]


@derived
def record_edges(repo: Snapshot) -> tuple[tuple[RecordPlace, RecordPlace], ...]:
    """From each function that creates, saves or destroys a record to what its class then calls."""
    called: dict[tuple[str, str], list[RecordPlace]] = {}
    files = {path: facts for path, facts in programs(repo).items() if facts.language == RUBY_PROGRAM}
    for path, facts in files.items():
        for model, event, function in _callbacks(facts):
            called.setdefault((model, event), []).append((path, function))
    if not called:
        return ()
    models = {model for model, _event in called}
    found: dict[tuple[RecordPlace, RecordPlace], None] = {}
    for path, facts in files.items():
        rows = (repo.text(path) or "").split("\n")
        for call in facts.calls:
            for model, method in _asked(call, rows, models):
                for event in sorted(RECORD_EVENTS.get(method, ())):
                    for place in called.get((model, event), ()):
                        found[(path, call.function or ""), place] = None
    return tuple(found)


def _callbacks(facts: ProgramFacts) -> Iterator[tuple[str, str, str]]:
    """The methods and blocks that a class has called, with its name and the event."""
    defined = {each.qualified_name for each in facts.functions}
    for handed in facts.handed:
        match = RECORD_CALLBACK.fullmatch(handed.target)
        owner = handed.receiver.rpartition(".")[0]
        if match is not None and handed.enclosing is None and owner and handed.receiver in defined:
            yield owner.rpartition(".")[2], match["event"] or match["late"], handed.receiver


def _asked(call: Call, rows: list[str], models: set[str]) -> Iterator[tuple[str, str]]:
    """The classes of records that a call may create, save or destroy, with its method."""
    # A class that is asked to create is read as one that is made.
    row = rows[call.line - 1][:RECORDS_ROW] if call.line <= len(rows) else ""
    for match in ASKED_OF_CLASS.finditer(row) if call.target.startswith("*#") else ():
        yield match["model"].rpartition(":")[2], match["method"]
    match_of_one = RECORD_TARGET.fullmatch(call.target)
    if match_of_one is not None:
        yield match_of_one["model"].rpartition(".")[2], match_of_one["method"]
    match_of_many = OWNED_TARGET.fullmatch(call.target)
    if match_of_many is not None:
        name = _class_of(match_of_many["many"])
        if name in models:
            yield name, match_of_many["method"]


def _class_of(many: str) -> str:
    """The class of an association: `chat_messages` holds records of `ChatMessage`."""
    one = f"{many[:-3]}y" if many.endswith("ies") else many.removesuffix("s")
    return "".join(part.capitalize() for part in one.split("_"))
