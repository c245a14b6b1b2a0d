"""A scan of what is known already: no check is imported, no worker started, no token read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from analyzer.cli.arguments import Unresolved, Usage, plain, read_rubric

if TYPE_CHECKING:
    from analyzer.engine.known import Known as LookedUp
    from analyzer.engine.pipeline import Request
    from analyzer.engine.registry import Registry
    from analyzer.scorecard import Scorecard


class Known:
    """What is kept of earlier scans, asked before anything heavy is imported.

    `cache_failed` says that it cannot be used, which was then told.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._said: list[str] = []
        self.found: LookedUp = {}
        """What was looked up, where that was not enough for a scorecard."""

    @property
    def cache_failed(self) -> bool:
        return bool(self._said)

    def scorecard(
        self, rubric_name: str, require: Callable[[Registry], object]
    ) -> tuple[Registry, Scorecard] | None:
        """The scorecard with the checks it speaks of; None where something must be read or asked.

        `require` is given these first, and raises Usage for what they do not allow.
        """
        from analyzer.engine.declared import declared_checks
        from analyzer.engine.pipeline import IdentityError, known_scan
        from analyzer.github import TargetError
        from analyzer.store import Store, store_terms

        terms = store_terms(self._request.cache, self._warn)
        if terms is None:
            return None
        with Store(terms, self._warn) as store:
            registry = declared_checks(store)
            if registry is None:
                return None
            try:
                rubric = read_rubric(rubric_name, registry)
                require(registry)
                scorecard, self.found = known_scan(
                    self._request,
                    rubric,
                    store,
                    registry.checks,
                    lambda note: click.echo(plain(note), err=True),
                )
            except TargetError as error:
                raise Unresolved(plain(str(error))) from error
            except IdentityError as error:
                raise Usage(plain(str(error))) from error
        return None if scorecard is None else (registry, scorecard)

    def keep(self, registry: Registry) -> None:
        """Keep what the checks declare, for the next time."""
        from analyzer.engine.declared import declared_checks, keep_declarations
        from analyzer.store import Store, store_terms

        terms = None if self.cache_failed else store_terms(self._request.cache, self._warn)
        if terms is not None:
            with Store(terms, self._warn) as store:
                if declared_checks(store) is None:
                    keep_declarations(store, registry)

    def _warn(self, message: str) -> None:
        if message not in self._said:
            self._said.append(message)
            click.echo(f"warning: {plain(message)}", err=True)
