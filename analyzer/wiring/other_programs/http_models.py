"""Models that programs ask over HTTP where the address is no literal of the call: one rule for all languages.

The address may stand in a constant, a field or a default of a setting, of the file or of one it imports; or
only a path that models alone have is joined to a base; or what is sent and read has the form of a chat.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call, Function
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import import_edges, programs
from analyzer.wiring.other_programs.own_senders import last_word, own_senders
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign

OVER_HTTP = sign(Subject.MODEL_CALL, "a model over HTTP", "")
# The last names of calls that send a request; the first ones only make it.
MAKES_REQUEST = word_set("NewRequest NewRequestWithContext")
SENDS_REQUEST = MAKES_REQUEST | word_set(
    "fetch $fetch axios post request Post PostForm Do PostAsync PostAsJsonAsync SendAsync sendAsync send"
    " newCall postForObject postForEntity exchange post_form POST req_perform"
)
# A method of another meaning: `res.send(...)` answers, `object.send(:name)` calls.
NOT_SENT_BY = {"send": word_set("JavaScript TypeScript Ruby Julia R Go C#")}
HELPER_SENDS = lazy_regex(
    r"(?:do|send|make|call|execute|perform|Do|Send|Make|Call|Execute|Perform)\w{0,30}"
    r"(?:[rR]equest|HTTP|Http|JSON|Json|Api|API)\w{0,30}|[pP]ost(?:JSON|Json|_json)"
)
MODEL_HOST = lazy_regex(
    r"https?://(?:api\.(?:openai|anthropic|deepseek|voyageai|groq|fireworks|sambanova|ai21|jina|stability)\.(?:com|ai)"
    r"|api\.(?:mistral|perplexity|cerebras|x|cohere|moonshot)\.ai|api\.(?:cohere|replicate)\.com|api\.moonshot\.cn"
    r"|api\.together\.(?:xyz|ai)|openrouter\.ai/api|integrate\.api\.nvidia\.com|dashscope\.aliyuncs\.com"
    r"|(?:llm|ai|ocr|vision|stt|tts|translate)\.api\.cloud\.yandex\.net|gigachat\.devices\.sberbank\.ru/api"
    r"|api\.(?:siliconflow\.cn|minimax\.chat|minimaxi?\.(?:com|io)|deepgram\.com|elevenlabs\.io|assemblyai\.com)"
    r"|ark\.[\w-]{1,30}\.volces\.com/api|api\.ocr\.space/parse|(?:vision|speech|language)\.googleapis\.com"
    r"|open\.bigmodel\.cn/api|generativelanguage\.googleapis\.com|(?:api-inference|router)\.huggingface\.co"
    r"|models\.(?:github\.ai|inference\.ai\.azure\.com)|[\w.-]{1,60}:11434)"
)
# Paths that only servers of models have, at the end of a text or before its parameters.
MODEL_PATH = lazy_regex(
    r"/(?:chat|v1)/completions(?=[\"'`?])|/v1/messages(?=[\"'`?])|/embeddings(?=[\"'`?])|/v1/rerank(?=[\"'`?])"
    r"|:(?:streamG|g)enerateContent\b|/openai/deployments/"
    # TensorFlow Serving, and the Open Inference Protocol of KServe and Triton
    r"|/v1/models/[^\"'`\s]{1,120}:(?:predict|classify|regress)(?=[\"'`?])"
    r"|/v2/models/[^\"'`\s]{1,120}/(?:infer|generate(?:_stream)?)(?=[\"'`?])"
)
OLLAMA_PATH = lazy_regex(r"/api/(?:generate|chat|embed(?:dings)?)(?=[\"'`])")
OLLAMA = lazy_regex(r"(?i)ollama|11434")
# Behind the base of another server, in a file that does not say whose.
JOINED_PATH = lazy_regex(r"(?:\}|\+\s{0,4}[\"'`])(?P<path>/api/(?:generate|chat|embed(?:dings)?))(?=[\"'`])")
ASKED_WITH = lazy_regex(r"\b(?:[mM]essages|[pP]rompt|[iI]nput)\b")
PAGE = (".tsx", ".jsx", ".vue", ".svelte")
ANSWERING_FILE = lazy_regex(
    r"(?:^|/)(?P<path>api/(?:generate|chat|embed(?:dings)?))(?:/(?:route|index|\+server))?(?:\.\w{1,6}){1,2}"
)
OWN_ROUTE = lazy_regex(
    r"(?i:post|route|all|use|any|handle(?:func)?|mapping|controller|fetch)(?:\(\s{0,8}|\s)[\"'`]/?(?:api/)?"
    r"(?P<path>generate|chat|embed(?:dings)?)[\"'`/]"
)
# What a provider answers without asking a model.
OTHER_PATH = lazy_regex(
    r"/(?:models|files|fine_tun\w*|usage|billing|credits|balance|keys?|oauth|tokens?|account)(?=[\"'`/?])"
)
# The form of a chat: what is sent, and how its answer is read.
SENT_CHAT = lazy_regex(r"\b[mM]odel\b")
SENT_MESSAGES = lazy_regex(r"\b[mM]essages\b")
READ_ANSWER = lazy_regex(r"\b[cC]hoices\b\W{0,12}(?:(?:get|path|at|dig)\W{1,3})?(?:0\b|first\b|1\])")
# What tells somebody, at an address that a user gave: the form of a chat beside it is another request's.
TELLS_SOMEBODY = lazy_regex(r"(?i)web_?hook|call_?back|notif(?:y|ies|ication)|slack|discord|telegram|e_?mail")
GIVEN_ADDRESS = lazy_regex(r"(?i)(?:web_?hook|call_?back)(?:_?ur[li])?\b")
POSTS = lazy_regex(r"(?i)\bpost|MethodPost\b|Post(?:As|Async|For)|PostForm|newCall")
OWN_PATH = lazy_regex(r"\bfetch\(\s{0,8}[\"'`]/|\b(?:post|request)\(\s{0,8}[\"'`]/api/")
WHOLE_ADDRESS = lazy_regex(r"https?://(?!localhost|127\.|[{$%<])[^\s\"'`]{1,100}\Z")
COMMENTED_ROW = lazy_regex(r"\s*(?://|#|\*|/\*|--)")
NAMED_ADDRESS = lazy_regex(
    r"[^\"'`\n]{0,160}?(?P<of>this\.|self\.|@)?(?P<name>[A-Za-z_]\w{1,60})[\"']?(?:\s?:\s?[A-Za-z.?]{1,30})?"
    r"\s{0,8}(?::?=|:|=>)\s{0,4}[^\n]{0,120}?[\"'`]?https?://"
)
HINTS = (
    "completions", "/messages", "/embed", "/api/generate", "/api/chat", "/rerank", "11434", "choices",
    "Choices", "enerateContent", "https://", "/v1/models/", "/v2/models/",
)  # fmt: skip
BUILDS_REQUEST = lazy_regex(
    r"_?(?:build|make|create|get|prepare|compose|to|resolve)(?=[A-Z_]|\Z)|\w{0,40}(?i:url|request|endpoint)\Z"
)
BUILDS_ADDRESS = lazy_regex(r"\b(?:Sprintf?|JoinPath|Parse)\Z")
NEAR = 4
# A name of another file must say what it is.
LEAST_NAME = 8
ROW = 400


class Addresses(Struct):
    """Where a file names addresses of models: `names` hold for all of it, `members` of objects."""

    lines: list[int] = field(default_factory=list)
    paths: list[int] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)


@derived
def _says_ollama(repo: Snapshot) -> bool:
    """Whether any program here names the server whose paths stand behind a base."""
    return any(OLLAMA.search(repo.text(path) or "") for path in programs(repo))


@derived
def _own_paths(repo: Snapshot) -> frozenset[str]:
    """The last words of paths that this repository answers, or may: as a file of routes or a text of one."""
    found = {f"/{at['path']}" for path in programs(repo) if (at := ANSWERING_FILE.search(path))}
    for path in (*programs(repo), *repo.modules):
        found |= {f"/api/{at['path']}" for at in OWN_ROUTE.finditer(repo.text(path) or "")}
    return frozenset(found)


@derived
def named_addresses(repo: Snapshot) -> Mapping[str, Addresses]:
    """The addresses of models that the text of each program holds."""
    found = {}
    for path, facts in programs(repo).items():
        text = repo.text(path) or ""
        if any(each in text for each in HINTS) and (
            MODEL_HOST.search(text) or MODEL_PATH.search(text) or OLLAMA_PATH.search(text)
        ):
            found[path] = _addresses(text, facts, _joined_paths(repo, path, text))
    return found


def _joined_paths(repo: Snapshot, path: str, text: str) -> frozenset[str]:
    """Paths of Ollama in a file that does not name it, unless a page or what this repository answers."""
    if (
        path.endswith(PAGE)
        or OLLAMA.search(text)
        or not SENT_CHAT.search(text)
        or not ASKED_WITH.search(text)
    ):
        return frozenset()
    joined = {at["path"] for at in JOINED_PATH.finditer(text)}
    return frozenset(joined - _own_paths(repo)) if joined and _says_ollama(repo) else frozenset()


def _addresses(text: str, facts: ProgramFacts, joined: frozenset[str]) -> Addresses:
    found = Addresses()
    of_ollama = OLLAMA.search(text) is not None
    inside = _covered(facts)
    for number, row in enumerate(text.split("\n"), 1):
        cut = row[:ROW]
        if COMMENTED_ROW.match(cut):
            continue
        at = MODEL_PATH.search(cut)
        by_base = joined and (base := JOINED_PATH.search(cut)) is not None and base["path"] in joined
        if (
            (at is not None and not _is_of_others(cut, at))
            or (of_ollama and OLLAMA_PATH.search(cut))
            or by_base
        ):
            found.paths.append(number)
        if MODEL_HOST.search(cut):
            found.lines.append(number)
            named = NAMED_ADDRESS.match(cut)
            if named is not None:
                local = number in inside
                if not local:
                    found.names.add(named["name"])
                elif named["of"] or (":=" not in cut and f"{named['name']}:" in cut):
                    found.members.add(named["name"])
    return found


def _is_of_others(row: str, at: re.Match[str]) -> bool:
    """Whether a path that others have too, as `/messages`, stands in the address of another service."""
    before = row[: at.start()]
    return (
        not at[0].endswith("completions")
        and WHOLE_ADDRESS.search(before) is not None
        and MODEL_HOST.search(row) is None
    )


def _covered(facts: ProgramFacts) -> frozenset[int]:
    """The lines inside of functions."""
    return frozenset(number for each in facts.functions for number in range(each.line, each.end_line + 1))


def asked_over_http(
    repo: Snapshot, path: str, facts: ProgramFacts, taken: frozenset[int], known: frozenset[str | None]
) -> Iterator[Call]:
    """The call of each function that asks a model; none on the lines of `taken`, nor in functions `known`."""
    sends: dict[str | None, Call] = {}
    own_names = own_senders(repo, path, _sends)
    for call in facts.calls:
        name = call.target.rpartition(".")[2].rpartition("#")[2]
        if call.function in known or call.line in taken:
            continue
        if name in own_names or _sends(facts, call):
            before = sends.get(call.function)
            if before is None or before.target.rpartition(".")[2].rpartition("#")[2] in MAKES_REQUEST > {
                name
            }:
                sends[call.function] = call
    if not sends:
        return
    every = named_addresses(repo)
    own = every.get(path, Addresses())
    names = set(own.names)
    for other in import_edges(repo)[path]:
        if other in every:
            names |= {each for each in every[other].names | every[other].members if len(each) >= LEAST_NAME}
    text = repo.text(path) or ""
    chat = READ_ANSWER.search(text) and SENT_CHAT.search(text) and SENT_MESSAGES.search(text)
    if not (own.lines or own.paths or names or chat):
        return
    rows = text.split("\n")
    functions = {each.qualified_name: each for each in facts.functions}
    for function, call in sends.items():
        first, last = _extent(functions, function, call)
        part = "\n".join(row[:ROW] for row in rows[first - 1 : last] if not COMMENTED_ROW.match(row[:ROW]))
        by_path = _between(own.paths, first, last) - len(
            taken.intersection(own.paths).intersection(range(first, last + 1))
        )
        by_path += _of_builders(facts, functions, function, sends, own.paths)
        by_host = _between(own.lines, first, last) or _says(part, names, own.members)
        if OWN_PATH.search(part) and not by_host:
            continue
        in_chat = chat and not _tells_somebody(function, rows[call.line - 1][:ROW])
        if by_path > 0 or (POSTS.search(part) and ((by_host and not OTHER_PATH.search(part)) or in_chat)):
            yield call


def _of_builders(
    facts: ProgramFacts,
    functions: Mapping[str, Function],
    function: str | None,
    sends: Mapping[str | None, Call],
    paths: list[int],
) -> int:
    """How many paths stand in functions of the file that only make the request which a function sends."""
    called = {last_word(each.target) for each in facts.calls if each.function == function} if paths else ()
    return sum(
        _between(paths, each.line, each.end_line)
        for name, each in functions.items()
        if name not in sends and last_word(name) in called and BUILDS_REQUEST.match(last_word(name))
    )


def _tells_somebody(function: str | None, row: str) -> bool:
    """Whether a request goes to whom it may concern, by the name of its function or of its address."""
    name = (function or "").rpartition(".")[2]
    return TELLS_SOMEBODY.search(name) is not None or GIVEN_ADDRESS.search(row) is not None


def sent_elsewhere(facts: ProgramFacts, function: str | None, target: str) -> Call | None:
    """Where the one function of a file sends the request whose address another one only writes."""
    if BUILDS_ADDRESS.search(target) is None or facts.language != "Go":
        return None
    sends = [each for each in facts.calls if _sends(facts, each)]
    places = {each.function for each in sends}
    return sends[0] if len(places) == 1 and function not in places else None


def _sends(facts: ProgramFacts, call: Call) -> bool:
    name = call.target.rpartition(".")[2].rpartition("#")[2]
    if name == "default" or name.endswith("()"):
        name = call.target.rpartition("#")[0]
    if name in SENDS_REQUEST:
        return facts.language not in NOT_SENT_BY.get(name, ())
    return HELPER_SENDS.fullmatch(name) is not None


def _extent(functions: Mapping[str, Function], name: str | None, call: Call) -> tuple[int, int]:
    function = functions.get(name or "")
    if function is None:
        return max(1, call.line - NEAR), call.line + NEAR
    return function.line, function.end_line


def _between(lines: list[int], first: int, last: int) -> int:
    return bisect_right(lines, last) - bisect_left(lines, first)


def _says(part: str, names: set[str], members: set[str]) -> bool:
    """Whether a name stands in a part of a file: that of a member behind the object that has it."""
    return any(_word(part, each) for each in names) or any(
        f".{each}" in part or f"@{each}" in part for each in members
    )


def _word(part: str, name: str) -> bool:
    place = part.find(name)
    while place >= 0:
        before, after = part[place - 1 : place], part[place + len(name) : place + len(name) + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return True
        place = part.find(name, place + 1)
    return False
