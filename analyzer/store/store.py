"""The store of one process: results and facts by what they were made from. No error leaves it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from analyzer.commits import CommitTable
from analyzer.git import KeptClone, Listing, clone_name, directory_size
from analyzer.model import RepositoryResult
from analyzer.sources import Source
from analyzer.store.database import Database, LayerSize
from analyzer.store.facts import decoded_facts, encoded_facts
from analyzer.store.fingerprint import NoFingerprint, code_state, readers_state
from analyzer.store.folder import CLONES, DATABASE, CacheProblem, private_folder
from analyzer.store.histories import decoded_history, encoded_history
from analyzer.store.results import State, decoded_result, encoded_result

DEFAULT_LIMIT = 2 * 1024**3
_RESULTS, _FACTS, _PROGRAM, _HISTORIES = "results", "facts", "program", "histories"


class CacheSettings(Struct, frozen=True):
    """Where the cache is on a machine, and how many bytes it may take."""

    folder: Path
    limit: int = DEFAULT_LIMIT

    @property
    def clones_limit(self) -> int:
        """The half of it is for clones, the other for what was found in repositories."""
        return self.limit // 2


class StoreTerms(Struct, frozen=True):
    """What a worker of the same machine and program is told of the store."""

    settings: CacheSettings
    code: bytes
    readers: bytes


class Forgotten(Struct, frozen=True):
    """What a cache shall not know any more: repositories, by their commits and their addresses.

    `shared` are addresses of repositories that somebody else's scorecard is about too: their clones stay.
    `unnamed`: there are others, on this machine, of which a result does not tell where they are.
    """

    heads: frozenset[str]
    urls: frozenset[str]
    shared: frozenset[str] = frozenset()
    unnamed: bool = False


Warn = Callable[[str], None]


def store_terms(settings: CacheSettings | None, warn: Warn) -> StoreTerms | None:
    """What workers are told; None, after `warn`, where nothing can be kept."""
    if settings is None:
        return None
    try:
        return StoreTerms(settings, code_state(), readers_state())
    except NoFingerprint as error:
        warn(f"the cache is not used: {error}")
        return None


def cache_sizes(folder: Path) -> list[LayerSize]:
    """How much is kept, by layer. Raises CacheProblem."""
    found: list[LayerSize] = []
    if (folder / CLONES).is_dir():
        clones = list((folder / CLONES).iterdir())
        found.append(LayerSize(CLONES, len(clones), sum(map(directory_size, clones))))
    if (folder / DATABASE).exists():
        database = Database(folder, DEFAULT_LIMIT)
        try:
            found += database.sizes()
        finally:
            database.close()
    return found


def forget_repositories(settings: CacheSettings, forgotten: Forgotten) -> None:
    """Remove results and clones of repositories, and all facts of files and histories. Raises CacheProblem.

    Facts are kept by content and histories in parts, which do not say whose they are: all of them go, and are
    found anew.
    """
    named = [each.encode() for each in (*forgotten.heads, *forgotten.urls)]
    if (settings.folder / DATABASE).exists():
        database = Database(settings.folder, settings.limit - settings.clones_limit)
        try:
            database.remove(
                _RESULTS, lambda content: forgotten.unnamed or any(each in content for each in named)
            )
            for layer in (_FACTS, _HISTORIES):
                database.remove(layer, lambda content: True)
        finally:
            database.close()
    kept_names = _clone_names(forgotten.shared)
    names = _clone_names(forgotten.urls) - kept_names
    for place in (settings.folder / CLONES).glob("*"):
        is_named = place.name in names or (place.name not in kept_names and _tip(place) in forgotten.heads)
        if is_named:
            KeptClone(settings.folder / CLONES, place.name, settings.clones_limit).discard()


def _clone_names(urls: Iterable[str]) -> frozenset[str]:
    """What the clones of these addresses may be called."""
    return frozenset(
        clone_name(address, authenticated=authenticated)
        for url in urls
        for address in (url, f"{url}.git")
        for authenticated in (False, True)
    )


def _tip(place: Path) -> str:
    try:
        return (place / "tip").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


class Store:
    """Values that were kept, and those to keep. `warn` is told, once, why nothing can be."""

    def __init__(self, terms: StoreTerms, warn: Warn) -> None:
        self.terms = terms
        self._warn = warn
        self._database = Database(terms.settings.folder, terms.settings.limit - terms.settings.clones_limit)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def has_result(self, key: bytes) -> bool:
        """Whether any state of a repository is known under the key."""
        return bool(self._get(_RESULTS, key))

    def result(self, key: bytes, listing: Listing) -> RepositoryResult | None:
        """The result under the key for a repository that says this of itself."""
        for _part, content in self._get(_RESULTS, key):
            if (found := decoded_result(content, listing)) is not None:
                return found
        return None

    def keep_result(self, key: bytes, state: State, result: RepositoryResult) -> None:
        """Keep a result that will be the same the next time."""
        content = encoded_result(state, result)
        if content is not None:
            self._database.put(_RESULTS, key, state.tip.encode("ascii"), content)

    def value(self, name: bytes) -> bytes | None:
        """What was kept of the program itself, by a name."""
        return next((content for _part, content in self._get(_PROGRAM, name + self.terms.code)), None)

    def keep_value(self, name: bytes, content: bytes) -> None:
        """Keep something of the program itself."""
        self._database.put(_PROGRAM, name + self.terms.code, b"", content)

    def history(self, source: Source) -> CommitTable | None:
        """The whole history that a source had when it was last read."""
        return decoded_history(dict(self._get(_HISTORIES, self._history_key(source))))

    def keep_history(self, source: Source, table: CommitTable) -> None:
        """Keep the whole history of a source."""
        for part, content in encoded_history(table):
            self._database.put(_HISTORIES, self._history_key(source), part, content)

    def _history_key(self, source: Source) -> bytes:
        question = (self.terms.code, source.location, source.authenticated, source.as_of)
        return hashlib.sha256(repr(question).encode("utf-8", "backslashreplace")).digest()

    def clones(self) -> Path | None:
        """The folder for clones; None where there can be none."""
        try:
            return private_folder(self.terms.settings.folder) / CLONES
        except CacheProblem as error:
            self._tell(error)
            return None

    def get(self, place: str, form: Any) -> tuple[int, object] | None:
        """The steps that reading a file took, and its facts, which are of the type `form`."""
        for _part, content in self._get(_FACTS, self._facts_key(place)):
            return decoded_facts(content, form)
        return None

    def put(self, place: str, steps: int, facts: object) -> None:
        """Keep the facts of a file, and the steps that they took."""
        content = encoded_facts(steps, facts)
        if content is not None:
            self._database.put(_FACTS, self._facts_key(place), b"", content)

    def _facts_key(self, place: str) -> bytes:
        return hashlib.sha256(self.terms.readers + place.encode("utf-8", "surrogatepass")).digest()

    def close(self) -> None:
        """Write what is new."""
        try:
            self._database.close()
        except CacheProblem as error:
            self._tell(error)

    def _get(self, layer: str, key: bytes) -> list[tuple[bytes, bytes]]:
        try:
            return self._database.get(layer, key)
        except CacheProblem as error:
            self._tell(error)
            return []

    def _tell(self, problem: CacheProblem) -> None:
        self._warn(f"the cache is not used: {problem}")
