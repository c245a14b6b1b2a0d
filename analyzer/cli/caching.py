"""The options of a cache, and the commands that look into it and clear it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.arguments import EXIT_MACHINE, Commands, plain
from analyzer.cli.mistakes import Whole

if TYPE_CHECKING:
    from analyzer.store import CacheSettings

DEFAULT_MEGABYTES = 2048
FOLDER_VARIABLE = "REPO_EVIDENCE_CACHE_DIR"
OFF_VARIABLE = "REPO_EVIDENCE_NO_CACHE"
_MEGABYTE = 1024 * 1024

_folder_option = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False),
    envvar=FOLDER_VARIABLE,
    show_default="the user's folder for caches",
    help=f"Keep what is found in this private folder; also {FOLDER_VARIABLE}.",
)


def cache_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--cache-dir`, `--no-cache` and `--cache-size`."""
    size = click.option(
        "--cache-size",
        type=Whole(min=1),
        default=DEFAULT_MEGABYTES,
        show_default=True,
        metavar="MEGABYTES",
        help="Size limit of the cache; what was not used for longest goes first.",
    )
    off = click.option(
        "--no-cache",
        is_flag=True,
        envvar=OFF_VARIABLE,
        help=f"Read everything anew and keep nothing; also {OFF_VARIABLE}=1.",
    )
    return _folder_option(off(size(command)))


def read_cache(folder: str | None, *, off: bool, megabytes: int = DEFAULT_MEGABYTES) -> CacheSettings | None:
    """Where the cache is; None, after a warning, where there is no place for one."""
    from analyzer.store import CacheProblem, CacheSettings

    if off:
        return None
    try:
        return CacheSettings(_place(folder), megabytes * _MEGABYTE)
    except CacheProblem as error:
        click.echo(f"warning: the cache is not used: {error}", err=True)
        return None


def _place(folder: str | None) -> Path:
    from analyzer.store import default_folder

    return default_folder() if folder is None else Path(folder).absolute()


@click.group(cls=Commands)
def cache() -> None:
    """Show how large the cache is, or clear it. It is never needed: what is gone is found out anew."""


@cache.command()
@_folder_option
def info(cache_dir: str | None) -> None:
    """Show where the cache is and how much is kept in it."""
    from analyzer.store import CacheProblem, cache_sizes

    try:
        folder = _place(cache_dir)
        click.echo(f"folder: {plain(str(folder))}")
        for each in cache_sizes(folder):
            click.echo(f"{each.layer}: {each.values:,} in {each.size / _MEGABYTE:,.1f} MB")
    except CacheProblem as error:
        raise _problem(error) from error


@cache.command()
@_folder_option
def clear(cache_dir: str | None) -> None:
    """Remove all that was kept, also while a scan runs."""
    from analyzer.store import CacheProblem, clear_folder

    try:
        clear_folder(_place(cache_dir))
    except CacheProblem as error:
        raise _problem(error) from error


class _Unusable(click.ClickException):
    """A cache that cannot be looked into."""

    exit_code = EXIT_MACHINE


def _problem(error: Exception) -> click.ClickException:
    return _Unusable(plain(f"the cache: {error}"))
