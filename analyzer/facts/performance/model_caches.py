"""Caches of a model's answers: decorators, and lookups before a model is asked, of packages and own ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename

from msgspec import Struct

from analyzer.facts.performance.answer_caches import answer_caches
from analyzer.facts.performance.kept_results import keeps_something_else, kept_in_a_name
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Function, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import Code, last_part, package_of
from analyzer.wiring.origins import origin
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.serving.served_models import functions_that_ask

CACHE_DECORATORS = word_set(
    "functools.lru_cache functools.cache cachetools.cached cachetools.cachedmethod cachetools.func.ttl_cache "
    "cachetools.func.lru_cache aiocache.cached async_lru.alru_cache fastapi_cache.decorator.cache "
    "joblib.Memory().cache diskcache.Cache().memoize flask_caching.Cache().cached "
    "flask_caching.Cache().memoize django.views.decorators.cache.cache_page cashews.cache"
)
CACHE_PACKAGES = word_set("redis aioredis diskcache pymemcache cachetools gptcache aiocache coredis")
CACHE_READS = word_set("get hget mget exists")
# Own functions that look an answer up in such a store: by their name, their class's or their file's.
CACHE_STORES = CACHE_PACKAGES | word_set("redisvl qdrant_client chromadb faiss hnswlib valkey")
CACHE_WORDS = word_set("cache caches cached")
STORING_WORDS = word_set("set put store save write add remember keep")
LOOKUP_WORDS = word_set("get lookup look search check query fetch find read retrieve match")
# What else is kept by such functions: objects, settings, and how the cache itself is doing.
KEPT_OTHERS = word_set(
    "model models client clients connection conn pool session redis config settings index store stats "
    "backend size keys key info health status user users token rate limit feature embedding embeddings"
)
# What a cached function makes once for all who ask.
MADE_ONCE = KEPT_OTHERS | word_set(
    "engine service pipeline chain chains agent agents app graph retriever tokenizer router container"
)
PREDICTING_CALLS = word_set(
    "predict predict_proba infer inference generate embed encode complete score transcribe"
)
Place = tuple[str, str]


class _Read(Struct, frozen=True):
    """Where a cache is asked, or put around a function, and what a note calls it."""

    line: int
    shown: str


def model_caches(repo: Snapshot, served: Called) -> Iterator[Evidence]:
    """Caches of answers around functions that call a model. Cached settings or loads do not count."""
    lookups = frozenset(_lookups(repo))
    caches = list(_caches(repo, served, lookups))
    yield from caches
    named = {name.rpartition(".")[2]: path for path, name in sorted(lookups, reverse=True)}
    yield from answer_caches(repo, served, named, frozenset(each.path or "" for each in caches))


def _caches(repo: Snapshot, served: Called, lookups: frozenset[Place]) -> Iterator[Evidence]:
    calling, asking = _lines_of_predictions(repo), None
    reads = {path: _reads(repo, path, lookups) for path in repo.modules if _is_own_code(repo, path)}
    keeping = {path for path in reads if "cache" in (repo.text(path) or "").casefold()}
    decorators, applied = _own_decorators(repo, reads), set[Place]()
    inside: list[tuple[Place, Evidence]] = []
    for path, found in reads.items():
        facts = repo.modules[path]
        for function in facts.functions:
            own = _own_decorator(repo, path, function, decorators)
            around = _cache_decorator(function) if own is None else _Read(own[1], own[2])
            read = around or found.get(function.qualified_name)
            lines = calling.get(path, ())
            kept = None
            if read is None and path in keeping:
                kept = kept_in_a_name(repo, path, function, lines)
                read = _Read(*kept) if kept is not None else None
            if read is None or (kept is not None and not _answers_what_it_is_given(function)):
                continue
            if kept is None and not _predicts(function, lines):
                asking = functions_that_ask(repo) if asking is None else asking
                if (path, function.qualified_name) not in asking or not _answers_what_it_is_given(function):
                    continue
                if around is None and keeps_something_else(repo, path, function, asking, PREDICTING_CALLS):
                    continue
            live = is_live(repo, Code(path, facts, notebook=False), function.qualified_name)
            level = Level.SUBSTANTIVE if live else Level.PRESENT
            if live and served.has(path, function.qualified_name):
                level = Level.WIRED
            where = " on the serving path" if level is Level.WIRED else ""
            note = f"cache: {read.shown} around {function.name}, which calls a model{where}"
            told = Evidence(path, read.line, level, note)
            if own is not None:
                applied.add(own[0])
            outer = next((each for each in decorators if _is_inside((path, function), each)), None)
            if around is None and outer is not None:
                inside.append((outer, told))
            else:
                yield told
    yield from (told for outer, told in inside if outer not in applied)


def _is_own_code(repo: Snapshot, path: str) -> bool:
    return not is_test(repo, path) and not is_example_path(path)


def _is_inside(place: tuple[str, Function], outer: Place) -> bool:
    return place[0] == outer[0] and place[1].qualified_name.startswith(f"{outer[1]}.")


def _own_decorators(repo: Snapshot, reads: Mapping[str, Mapping[str | None, _Read]]) -> frozenset[Place]:
    """Functions of the repository in which another one is made that asks a cache first."""
    found: set[Place] = set()
    for path, by_function in reads.items():
        top = {each.qualified_name for each in repo.modules[path].functions if not each.nested}
        for name in by_function:
            outer = (name or "").partition(".")[0]
            if outer != name and outer in top:
                found.add((path, outer))
    return frozenset(found)


def _own_decorator(
    repo: Snapshot, path: str, function: Function, decorators: frozenset[Place]
) -> tuple[Place, int, str] | None:
    """The first decorator of the repository's own that caches: which, its line, and what a note calls it."""
    for each in function.decorators if decorators else ():
        if last_part(each.target) in {name for _path, name in decorators}:
            meant = origin(repo, path, each.target)
            place = (meant.path, meant.target.removesuffix("()"))
            if place in decorators:
                return place, each.line, f"{place[1]} ({place[0]})"
    return None


def _lines_of_predictions(repo: Snapshot) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for use in model_uses(repo):
        if use.kind == "calls":
            found.setdefault(use.code.path, []).append(use.line)
    return found


def _cache_decorator(function: Function) -> _Read | None:
    found = (_Read(each.line, each.target) for each in function.decorators)
    return next((each for each in found if each.shown in CACHE_DECORATORS), None)


def _reads(repo: Snapshot, path: str, lookups: frozenset[Place]) -> Mapping[str | None, _Read]:
    """The first read of a cache in each function, by its qualified name: of a package, or an own lookup."""
    found: dict[str | None, _Read] = {}
    own: dict[str | None, _Read] = {}
    names = {name.rpartition(".")[2] for _path, name in lookups}
    for call in repo.modules[path].calls:
        last = last_part(call.target)
        if last in CACHE_READS and package_of(call.target, CACHE_PACKAGES):
            found.setdefault(call.function, _Read(call.line, call.target))
        if last in names and call.function not in own:
            for target in (call.target, call.declared):
                meant = origin(repo, path, target) if target else None
                if meant is not None and (meant.path, meant.target.replace("()", "")) in lookups:
                    own[call.function] = _Read(call.line, f"{last} ({meant.path})")
                    break
    return {**own, **found}


def _lookups(repo: Snapshot) -> Iterator[Place]:
    """Own functions that look up an answer which is kept: (file, qualified name).

    It is kept in a store of a package, or by another function of the file that is named for it too.
    """
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        of_file = words_of(basename(path).removesuffix(".py"))
        stores = any(package_of(each.module, CACHE_STORES) for each in facts.imports)
        if not stores and not any(_keeps_answers(each) for each in facts.functions):
            continue
        for each in facts.functions:
            name = words_of(each.name)
            words = words_of(each.qualified_name) | of_file
            if not each.empty and words & CACHE_WORDS and name & LOOKUP_WORDS and not name & KEPT_OTHERS:
                yield path, each.qualified_name


def _keeps_answers(function: Function) -> bool:
    """Whether a function is named for keeping something in a cache, as what looks it up there is."""
    name = words_of(function.name)
    stores = bool(name & STORING_WORDS) and not name & KEPT_OTHERS
    return not function.empty and stores and bool(words_of(function.qualified_name) & CACHE_WORDS)


def _answers_what_it_is_given(function: Function) -> bool:
    """Whether what a cached function returns depends on its parameters, and is no object made once."""
    given = set(function.parameters) - {"self", "cls"}
    return bool(given) and not words_of(function.name) & MADE_ONCE


def _predicts(function: Function, lines: Sequence[int]) -> bool:
    if any(function.line <= line <= function.end_line for line in lines):
        return True
    return any(last_part(name) in PREDICTING_CALLS and "." in name for name in function.names)
