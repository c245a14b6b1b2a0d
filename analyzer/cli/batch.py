"""The command `batch`: its options, and how each of its ends is said."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from analyzer.cli.arguments import (
    DEFAULT_RUBRIC,
    EXIT_INCOMPLETE,
    OneOf,
    Unresolved,
    Usage,
    load_registry,
    plain,
    read_day,
    read_rubric,
    read_server,
    require_machine,
)
from analyzer.cli.caching import cache_options, read_cache
from analyzer.cli.mistakes import Whole
from analyzer.cli.reading import reading_options
from analyzer.roles import ROLES
from analyzer.text import plural

if TYPE_CHECKING:
    from analyzer.batch.candidates import Row
    from analyzer.batch.driver import Audience
    from analyzer.batch.folder import BatchFolder
    from analyzer.batch.order import Order
    from analyzer.batch.workers import Workers
    from analyzer.engine.registry import Registry
    from analyzer.github import Server
    from analyzer.scoring import Rubric
    from analyzer.store import CacheSettings


# A clone waits for the network more than half of its time.
JOBS_A_PROCESSOR = 2


class BatchOptions(TypedDict):
    """What a command line asks of a batch, as it was typed."""

    candidates: str
    output: str
    jobs: int | None
    scheduler: str | None
    blind: bool
    as_of: str | None
    role: str | None
    rubric_name: str | None
    max_repositories: int | None
    include_forks: bool
    timeout: float
    max_size: int
    cache_dir: str | None
    no_cache: bool
    cache_size: int


@click.command()
@click.argument("candidates", type=click.Path(exists=True, dir_okay=False), metavar="CANDIDATES")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="The batch's folder.",
)
@click.option(
    "--jobs",
    type=Whole(1, 256),
    default=None,
    show_default="two for each processor",
    help="Number of repositories scanned in parallel on this machine.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Scan on the workers of a Dask scheduler instead, e.g. tcp://10.0.0.7:8786; see docs/cluster.md.",
)
@click.option(
    "--blind/--no-blind",
    default=True,
    show_default=True,
    help="On the page that compares them, candidates have numbers instead of ids.",
)
@click.option("--as-of", metavar="DATE", help="Assess each repository as of the end of that day (UTC).")
@click.option("--role", type=OneOf(tuple(ROLES)), help="Score for this kind of position.")
@click.option(
    "--rubric",
    "rubric_name",
    default=None,
    show_default="production",
    metavar="NAME_OR_FILE",
    help="The rubric to score with.",
)
@reading_options
@cache_options
def batch(**options: Unpack[BatchOptions]) -> None:
    """Scan many candidates into one folder; the same command goes on where it was stopped.

    CANDIDATES is a text file with one target a line, or a CSV with a column `target` and, if wanted,
    `identity`, `claims` (a file as seen from the list), `id` (names the scorecard) and `role`. Several
    targets or identities in one cell are separated by semicolons.

    \b
    What is written to DIR:
      scorecards/<id>.json  one scorecard a candidate, as `scan -f json` writes it
      summary.csv           a row for each candidate; summary.parquet is the same
      ranking.html          the comparison as a page, with numbers instead of ids unless --no-blind
      failures.csv          what could not be scanned, with the reason and whether another try makes sense
      notes.csv             what a scan says on stderr
      run.json              versions, rubrics, options, counts, durations

    A killed run goes on where it stopped, and what failed and may pass is tried again. Waiting for a rate
    limit costs nobody time; set several tokens in GITHUB_TOKENS, separated by commas.

    \b
    Exit codes:
      0    done
      2    usage error, a list that cannot be used, a folder of another batch or one where a run is at work
      3    done, but some candidates failed or have repositories that could not be assessed
      4    the server rejects every token
      74   a problem on this machine or the scheduler: disk full, workers gone; give the command again
      130  interrupted; 143 terminated: give the command again

    \b
    Examples:
      repo-evidence batch candidates.txt -o vetting
      repo-evidence batch candidates.csv -o vetting --role platform --max-repos 20
    """
    begun = time.monotonic()
    local = options["scheduler"] is None
    jobs = options["jobs"] or JOBS_A_PROCESSOR * len(os.sched_getaffinity(0)) if local else 1
    require_machine(options["output"], jobs)
    if local:
        from analyzer.engine.worker import prepare

        prepare()
    order = _order(options)
    failed = _run(order, options, jobs, begun)
    if failed:
        raise SystemExit(EXIT_INCOMPLETE)


def _run(order: Order, options: BatchOptions, jobs: int, begun: float) -> bool:
    """Work in the folder; whether something failed."""
    from analyzer.batch.folder import FolderError, batch_folder
    from analyzer.batch.results import FAILED, INCOMPLETE, write_results
    from analyzer.cli.batch_progress import watching

    path = Path(options["output"])
    try:
        with batch_folder(path, order.options) as folder:
            folder.require_known([row.id for row in order.rows])
            with watching() as audience:
                _work(order, folder, audience, options["scheduler"], jobs)
            used = resource.getrusage(resource.RUSAGE_SELF)
            durations = {
                "run_seconds": time.monotonic() - begun,
                # Of this process alone, which asks, scores and writes: it limits how many it can feed.
                "own_processor_seconds": used.ru_utime + used.ru_stime,
            }
            counts = write_results(order, folder, durations, blind=options["blind"])
    except FolderError as error:
        raise Usage(plain(str(error))) from error
    words = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    click.echo(
        plain(f"{plural(len(order.rows), 'candidate')}: {words}; see {path / 'summary.csv'}"), err=True
    )
    return bool(counts.get(FAILED) or counts.get(INCOMPLETE))


def _work(order: Order, folder: BatchFolder, audience: Audience, scheduler: str | None, jobs: int) -> None:
    from analyzer.batch.driver import NoTokens, run_batch
    from analyzer.engine.task import OtherVersion

    order = _with_tokens(order, audience)
    try:
        workers = _workers(scheduler, order.code, jobs, audience)
        tally = run_batch(order, folder, workers, audience)
    except NoTokens as error:
        raise Unresolved(plain(f"{error}; set valid ones and give the command again")) from error
    except OtherVersion as error:
        raise Usage(
            plain(f"a worker has another version of repo-evidence: {error}; install the same everywhere")
        ) from error
    if tally.earlier:
        click.echo(f"done before: {tally.earlier} of {plural(tally.total, 'candidate')}", err=True)


def _workers(scheduler: str | None, code: str, jobs: int, audience: Audience) -> Workers:
    if scheduler is None:
        from analyzer.batch.workers import LocalWorkers

        return LocalWorkers(jobs)
    from analyzer.batch.cluster import BadCluster, ClusterWorkers

    try:
        return ClusterWorkers(scheduler, code, audience.notify)
    except BadCluster as error:
        raise Usage(plain(str(error))) from error


def _with_tokens(order: Order, audience: Audience) -> Order:
    from msgspec.structs import replace

    from analyzer.github import BadToken, is_local, pooled, read_tokens

    if all(is_local(target) for row in order.rows for target in row.targets):
        return order
    try:
        server = pooled(order.request.server, read_tokens(os.environ), audience.notify)
    except BadToken as error:
        raise Unresolved(plain(str(error))) from error
    return replace(order, request=replace(order.request, server=server))


def _order(options: BatchOptions) -> Order:
    """Everything that can be wrong is said here, before any work."""
    from analyzer.batch.order import Order, decisive_options
    from analyzer.engine.fingerprint import code_fingerprint
    from analyzer.engine.pipeline import Request
    from analyzer.report.table.columns import MissingExtra, require_parquet

    try:
        require_parquet()
    except MissingExtra as error:
        raise Usage(plain(str(error))) from error
    path = Path(options["candidates"])
    rows = _rows(path)
    registry = load_registry()
    rubrics = _rubrics(options, rows, registry)
    server = server_without_token()
    request = Request(
        targets=(),
        as_of=read_day(options["as_of"]),
        timeout=options["timeout"],
        server=server,
        include_forks=options["include_forks"],
        max_repositories=options["max_repositories"],
        size_limit=options["max_size"] * 1024 * 1024,
        cache=_cache(options),
    )
    decisive = decisive_options(request, rubrics[""].name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Order(
        rows, request, rubrics, registry.checks, decisive, code_fingerprint(), path.resolve().parent, digest
    )


def _cache(options: BatchOptions) -> CacheSettings | None:
    """Of this machine; on many machines only a folder that was named, which each of them has for itself."""
    off = options["no_cache"] or (options["scheduler"] is not None and options["cache_dir"] is None)
    return read_cache(options["cache_dir"], off=off, megabytes=options["cache_size"])


def server_without_token() -> Server:
    """Tokens have a place of their own in a batch."""
    from dataclasses import replace

    return replace(read_server(), token=None)


def _rows(path: Path) -> tuple[Row, ...]:
    from analyzer.batch.candidates import CandidatesError, read_candidates

    try:
        return read_candidates(path, tuple(ROLES), lambda note: click.echo(plain(note), err=True))
    except CandidatesError as error:
        raise Usage(plain(str(error))) from error
    except OSError as error:
        raise Usage(plain(f"'{path}': {error.strerror}")) from error


def _rubrics(options: BatchOptions, rows: tuple[Row, ...], registry: Registry) -> dict[str, Rubric]:
    """By role, and under "" the one of rows that name none."""
    role, rubric = options["role"], options["rubric_name"]
    if role is not None and rubric is not None:
        raise Usage(plain(f"--role {role} and --rubric {rubric} are two rubrics; give one of them"))
    named = dict.fromkeys(row.role for row in rows if row.role)
    return {
        "": read_rubric(role or rubric or DEFAULT_RUBRIC, registry),
        **{each: read_rubric(each, registry) for each in named},
    }
