"""Reads what GitHub's API answers: every member has the type it must have, or it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from analyzer.github.errors import BadAnswer, BadLogin

if TYPE_CHECKING:
    from analyzer.github.client import Client

T = TypeVar("T")


class Fields:
    """The members of a JSON object, each of the type it must have. Raises BadAnswer."""

    def __init__(self, client: Client, endpoint: str, data: object) -> None:
        self._client = client
        self._endpoint = endpoint
        if not isinstance(data, dict):
            raise client.bad_answer(endpoint, "one of its items is not an object")
        self._data = data

    def optional(self, key: str, kind: type[T]) -> T | None:
        value = self._data.get(key)
        if value is None or (isinstance(value, kind) and isinstance(value, bool) == (kind is bool)):
            return value
        raise self._bad(key)

    def required(self, key: str, kind: type[T]) -> T:
        value = self.optional(key, kind)
        if value is None:
            raise self._bad(key)
        return value

    def inner(self, key: str) -> Fields:
        return Fields(self._client, self._endpoint, self.required(key, dict))

    def valid(self, key: str, validate: Callable[[str], str]) -> str:
        """A text that `validate` accepts."""
        try:
            return validate(self.required(key, str))
        except BadLogin:
            pass
        raise self._bad(key)

    def moment(self, key: str) -> float:
        """A date as Unix time, 0 where there is none."""
        text = self.optional(key, str)
        try:
            moment = datetime.fromisoformat(text or "1970-01-01T00:00:00Z")
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self._bad(key)
        return moment.timestamp()

    def _bad(self, key: str) -> BadAnswer:
        return self._client.bad_answer(self._endpoint, f"'{key}' is missing or invalid")
