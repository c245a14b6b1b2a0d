"""The command line: parses arguments, calls the pipeline, picks a report, maps errors to exit codes.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import RepositoryResult, Scorecard
    from analyzer.registry import Registry
    from analyzer.rubric import Rubric

EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_UNRESOLVED = 4
EXIT_BUG = 70
EXIT_INTERRUPTED = 130

FORMATS = ("terminal", "json")


class Usage(click.ClickException):
    """Bad input: a sentence for stderr."""

    exit_code = EXIT_USAGE


class Unresolved(click.ClickException):
    """A target that does not resolve."""

    exit_code = EXIT_UNRESOLVED


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="repo-evidence")
def cli() -> None:
    """Evidence a reviewer can click: did these repositories ship and operate machine learning?

    \b
    Examples:
      repo-evidence scan ~/work/delivery-times
      repo-evidence scan ~/candidates/ada --identity ada@example.com
      repo-evidence scan https://github.com/owner/name -f json -o scorecard.json
      repo-evidence demo

    \b
    Exit codes: 0 done; 2 usage or bad rubric; 3 done, but a repository could not be assessed;
    4 the target did not resolve; 70 a bug; 130 interrupted.
    """


@cli.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="terminal", help="What to write.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there instead of stdout.")
@click.option(
    "--identity",
    "identities",
    multiple=True,
    metavar="EMAIL_OR_NAME",
    help="Whose work is assessed; repeat for every address of the person. Nobody named: whole repositories.",
)
@click.option(
    "--as-of", metavar="DATE", help="Each repository as it stood at the end of that day, UTC (2024-06-30)."
)
@click.option(
    "--rubric",
    "rubric_name",
    default="production",
    show_default=True,
    metavar="NAME_OR_FILE",
    help="The numbers.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Repositories at once."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=600,
    show_default=True,
    help="Seconds for each repository.",
)
def scan(
    targets: tuple[str, ...],
    form: str,
    output: str | None,
    identities: tuple[str, ...],
    as_of: str | None,
    rubric_name: str,
    jobs: int,
    timeout: float,
) -> None:
    """Scan repositories and write the scorecard of one candidate.

    TARGET is a local work tree, a bare repository, a folder of repositories, or a clone URL;
    several TARGETs are one candidate.
    """
    from analyzer.pipeline import IdentityError, Request
    from analyzer.pipeline import scan as run
    from analyzer.targets import TargetError

    registry = _registry()
    rubric = _rubric(rubric_name, registry)
    request = Request(targets, _declared(identities), _day(as_of), jobs, timeout)
    _writable(output)
    try:
        with _progress() as (found, finished):
            scorecard = run(request, rubric, registry.checks, found=found, finished=finished)
    except TargetError as error:
        raise Unresolved(str(error)) from error
    except IdentityError as error:
        raise Usage(str(error)) from error
    _write(_rendered(scorecard, registry, rubric, form, output), output)
    unread = [result for result in scorecard.repositories if not result.assessed]
    for result in unread:
        click.echo(f"not assessed: {_plain(result.name)}: {_plain(result.problem or '')}", err=True)
    if unread:
        raise SystemExit(EXIT_INCOMPLETE)


@cli.command()
@click.argument("id", required=False)
def checks(id: str | None) -> None:
    """What is looked for, and why. With an ID, one check in full."""
    from analyzer.report.checks import check_page, check_table

    registry = _registry()
    if id is None:
        click.echo(check_table(registry.checks))
    elif id in registry.checks:
        click.echo(check_page(registry.checks[id]))
    else:
        raise Usage(f"no check is called '{id}'; 'repo-evidence checks' lists them")


@cli.command()
@click.argument("name", default="production")
def rubrics(name: str) -> None:
    """The numbers: dimensions, weights, bands and where they come from."""
    from analyzer.rubric import RubricError, rubric_text

    try:
        click.echo(rubric_text(name), nl=False)
    except RubricError as error:
        raise Usage(str(error)) from error


@cli.command()
@click.option("--keep", type=click.Path(file_okay=False), help="Keep the built repositories in this folder.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Repositories at once."
)
def demo(keep: str | None, jobs: int) -> None:
    """Build the six sample portfolios, scan and compare them. Needs no network."""
    from analyzer.pipeline import Request
    from analyzer.pipeline import scan as run
    from analyzer.report.compare import render_comparison
    from analyzer.report.terminal import render
    from sample_repos.build import build_portfolio, portfolios

    registry = _registry()
    rubric = _rubric("production", registry)
    console = _console()
    scorecards: list[tuple[str, Scorecard]] = []
    with tempfile.TemporaryDirectory(prefix="repo-evidence-demo-") as temporary:
        folder = Path(keep) if keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for portfolio in portfolios():
            click.echo(f"building and scanning '{portfolio.name}': {portfolio.description}", err=True)
            destination = folder / portfolio.name
            build_portfolio(portfolio, destination)
            request = Request((str(destination),), tuple(portfolio.identities), jobs=jobs)
            scorecards.append((portfolio.name, run(request, rubric, registry.checks)))
    best = max(scorecards, key=lambda each: (each[1].verdict.low, each[1].verdict.high))
    render(best[1], registry.checks, rubric, console)
    render_comparison(scorecards, console)


# -- what the commands share ---------------------------------------------------------------------


def _registry() -> Registry:
    from analyzer.registry import load_checks

    registry = load_checks()
    for problem in registry.problems:
        click.echo(f"warning: {_plain(problem)}", err=True)
    return registry


def _rubric(name: str, registry: Registry) -> Rubric:
    from analyzer.rubric import RubricError, load_rubric

    try:
        return load_rubric(name, known=registry.checks)
    except RubricError as error:
        raise Usage(str(error)) from error


def _declared(identities: tuple[str, ...]) -> tuple[str, ...]:
    declared = tuple(dict.fromkeys(" ".join(each.split()) for each in identities))
    if "" in declared:
        raise Usage("--identity is empty; give an e-mail address or a name as commits carry it")
    return declared


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # a day has no zone
    except ValueError as error:
        raise Usage(f"--as-of '{text}' is not a day; write it as 2024-06-30") from error


def _rendered(scorecard: Scorecard, registry: Registry, rubric: Rubric, form: str, output: str | None) -> str:
    if form == "json":
        from analyzer.report.json import to_json

        return to_json(scorecard, registry.checks, rubric)
    from analyzer.report.terminal import render

    console = _console(plain=output is not None)
    with console.capture() as captured:
        render(scorecard, registry.checks, rubric, console)
    return captured.get()


def _console(*, plain: bool = False) -> Console:
    from rich.console import Console

    terminal = sys.stdout.isatty() and not plain
    width = None if terminal or "COLUMNS" in os.environ else 100
    return Console(
        file=sys.stdout, width=width, no_color=not terminal or None, force_terminal=terminal, highlight=False
    )


def _writable(output: str | None) -> None:
    """Say before the work, not after it, that the result cannot be written."""
    if output is None:
        return
    parent = Path(output).parent
    if not parent.is_dir():
        raise Usage(f"cannot write '{output}': the folder '{parent}' does not exist")


def _write(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    path = Path(output)
    # Written beside and moved into place: an interrupted run leaves no half file.
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, delete=False, encoding="utf-8", prefix=f".{path.name}."
    ) as half:
        half.write(text)
    mode = 0o666 & ~_umask()
    Path(half.name).chmod(mode)
    Path(half.name).replace(path)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _plain(text: str) -> str:
    from analyzer.report.text import plain

    return plain(text)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None] | None, Callable[[RepositoryResult], None] | None]]:
    """A bar on stderr while repositories are scanned; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("scanning", total=None)

        def found(count: int) -> None:
            progress.update(task, total=count)

        def finished(result: RepositoryResult) -> None:
            progress.update(task, advance=1, description=f"scanned {_plain(result.name)[:40]}")

        yield found, finished


def main() -> None:
    """The entry point: errors that nobody foresaw are a bug, and say so."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        click.echo(f"this is a bug in repo-evidence: {type(error).__name__}: {error}", err=True)
        if os.environ.get("REPO_EVIDENCE_TRACEBACK"):
            raise
        click.echo("set REPO_EVIDENCE_TRACEBACK=1 to see where, and please report it", err=True)
        sys.exit(EXIT_BUG)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
