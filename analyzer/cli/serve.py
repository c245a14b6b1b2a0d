"""The command `serve`: its options, and how the page begins and ends."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from analyzer.cli.arguments import (
    DEFAULT_RUBRIC,
    Usage,
    load_registry,
    plain,
    read_rubric,
    require_machine,
)
from analyzer.cli.batch import JOBS_A_PROCESSOR, server_without_token
from analyzer.cli.caching import cache_options, read_cache
from analyzer.cli.mistakes import Whole
from analyzer.cli.reading import reading_options
from analyzer.roles import ROLES

if TYPE_CHECKING:
    from analyzer.batch.order import Order
    from analyzer.serve.office import Office
    from analyzer.serve.settings import Settings
    from analyzer.serve.shelf import Shelf

DEFAULT_PORT = 8650
_EXTRA = ("starlette", "uvicorn", "python_multipart")


class ServeOptions(TypedDict):
    """What a command line asks of the page, as it was typed."""

    output: str | None
    host: str
    port: int
    names: tuple[str, ...]
    token: bool
    jobs: int | None
    rubric_name: str
    max_repositories: int | None
    include_forks: bool
    timeout: float
    max_size: int
    cache_dir: str | None
    no_cache: bool
    cache_size: int


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    metavar="DIR",
    show_default="a private folder of yours",
    help="Where scorecards and notes are kept: a new folder, or one of 'batch'.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="Another name by which browsers call this machine."
)
@click.option(
    "--token", is_flag=True, help="Demand a token also on this machine, where others have accounts on it."
)
@click.option(
    "--jobs",
    type=Whole(1, 64),
    default=None,
    show_default="two for each processor",
    help="Number of repositories scanned in parallel.",
)
@click.option(
    "--rubric",
    "rubric_name",
    default=DEFAULT_RUBRIC,
    show_default=True,
    metavar="NAME_OR_FILE",
    help="The rubric to score with where no position is chosen.",
)
@reading_options
@cache_options
def serve(**options: Unpack[ServeOptions]) -> None:
    """Open a page for reviewers: scan, read the scorecards, compare, keep notes, export, delete.

    It listens on this machine only. With another --host or a --name others can reach it: then every browser
    needs the token of the printed link, and only accounts and repositories of the configured server can be
    scanned. Nothing is encrypted; over a network put it behind a server that does, and --name its name.

    Ctrl-C ends it; scans that were under way go on at the next start. See docs/serve.md.

    \b
    Exit codes:
      2    usage error, a folder of something else or one where a run is at work, a port that is taken
      74   a problem on this machine: git missing or too old, no disk space
      130  ended by Ctrl-C; 143 by SIGTERM or SIGHUP

    \b
    Examples:
      repo-evidence serve
      repo-evidence serve -o vetting --port 8000
      repo-evidence serve --host 0.0.0.0 --name reviews.example.com
    """
    _require_extra()
    jobs = options["jobs"] or JOBS_A_PROCESSOR * len(os.sched_getaffinity(0))
    require_machine("-", jobs)
    from analyzer.engine.worker import prepare

    prepare()
    order = _order(options)
    with _shelf(options["output"], order) as shelf:
        _serve(options, order, shelf, jobs)


def _serve(options: ServeOptions, order: Order, shelf: Shelf, jobs: int) -> None:
    from dataclasses import replace

    from analyzer.github import read_tokens
    from analyzer.serve.board import Board
    from analyzer.serve.desk import Desk
    from analyzer.serve.office import Office
    from analyzer.serve.run import listen, serve
    from analyzer.serve.sessions import Sessions

    settings = _settings(options)
    try:
        listening = listen(options["host"], options["port"])
    except OSError as error:
        raise Usage(
            plain(
                f"cannot listen on {options['host']} port {options['port']}: {error.strerror}; "
                "choose another --port or --host"
            )
        ) from error
    settings = replace(settings, port=listening.getsockname()[1])
    if not settings.local:
        # Names that are typed then mean nothing else on this machine.
        os.chdir(shelf.path)
    board = Board()
    desk = Desk(shelf, order, read_tokens(os.environ), jobs, board)
    office = Office(
        settings,
        Sessions(settings.token),
        shelf,
        desk,
        board,
        order.request.server,
        order.request.cache,
    )
    _say_where(options["host"], office)
    serve(office, listening)


def _say_where(host: str, office: Office) -> None:
    settings = office.settings
    shown = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    link = f"http://{shown}:{settings.port}/" + (f"login#{settings.token}" if settings.token else "")
    click.echo(f"open {link} in a browser; Ctrl-C ends the page", err=True)
    click.echo(plain(f"scorecards and notes are kept in {office.shelf.path}"), err=True)
    if not settings.local:
        click.echo(
            "warning: others can reach this page, and the connection is not encrypted: see docs/serve.md",
            err=True,
        )


def _settings(options: ServeOptions) -> Settings:
    from analyzer.serve.settings import Settings, is_every_address, is_loopback, names_of

    # Whoever gives it another name has a server before it, which others can reach.
    local = is_loopback(options["host"]) and all(map(is_loopback, options["names"]))
    demanded = options["token"] or not local
    return Settings(
        names=names_of(options["host"], options["names"]),
        any_address=is_every_address(options["host"]),
        local=local,
        token=secrets.token_urlsafe(32) if demanded else None,
    )


@contextmanager
def _shelf(output: str | None, order: Order) -> Iterator[Shelf]:
    from analyzer.batch.folder import FolderError, opened
    from analyzer.serve.shelf import Shelf

    path = _default_folder() if output is None else Path(output).absolute()
    try:
        if output is None:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif path.parent.is_dir() and not path.exists():
            path.mkdir(mode=0o700)
        with opened(Shelf(path), order.options) as shelf:
            yield shelf
    except FolderError as error:
        raise Usage(plain(str(error))) from error


def _default_folder() -> Path:
    """Where this system keeps what belongs to a user and is not to be deleted."""
    asked = os.environ.get("XDG_DATA_HOME", "")
    home = os.environ.get("HOME", "")
    if Path(asked).is_absolute():
        return Path(asked) / "repo-evidence" / "reviews"
    if not Path(home).is_absolute():
        raise Usage("there is no home directory to keep scorecards in; name a folder with -o")
    return Path(home) / ".local" / "share" / "repo-evidence" / "reviews"


def _order(options: ServeOptions) -> Order:
    """What all scans have in common."""
    from analyzer.batch.order import Order, decisive_options
    from analyzer.engine.fingerprint import code_fingerprint
    from analyzer.engine.pipeline import Request

    registry = load_registry()
    rubrics = {name: read_rubric(name, registry) for name in ROLES}
    rubrics[""] = read_rubric(options["rubric_name"], registry)
    request = Request(
        targets=(),
        timeout=options["timeout"],
        server=server_without_token(),
        include_forks=options["include_forks"],
        max_repositories=options["max_repositories"],
        size_limit=options["max_size"] * 1024 * 1024,
        cache=read_cache(options["cache_dir"], off=options["no_cache"], megabytes=options["cache_size"]),
    )
    decisive = decisive_options(request, rubrics[""].name)
    return Order((), request, rubrics, registry.checks, decisive, code_fingerprint(), Path(), "")


def _require_extra() -> None:
    from importlib.util import find_spec

    from analyzer.report.table.columns import MissingExtra, require_pandas

    try:
        require_pandas()
    except MissingExtra:
        missing = ["pandas"]
    else:
        missing = [name for name in _EXTRA if find_spec(name) is None]
    if missing:
        raise Usage(f"serve requires {missing[0]}, which is not installed; install 'repo-evidence[serve]'")
