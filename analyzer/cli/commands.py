"""The command line: parses arguments, calls the pipeline, picks a report, maps errors to exit codes.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from typing import Unpack

import click

from analyzer import __version__
from analyzer.cli.arguments import (
    Commands,
    OneOf,
    Usage,
    blind_errors,
    load_registry,
    plain,
)
from analyzer.cli.batch import batch
from analyzer.cli.caching import cache, cache_options
from analyzer.cli.comparing import compare
from analyzer.cli.demo import demo
from analyzer.cli.endings import exit_code
from analyzer.cli.mistakes import Amount
from analyzer.cli.reading import jobs_option, reading_options
from analyzer.cli.reports import FORMATS
from analyzer.cli.rubrics import rubrics
from analyzer.cli.scanning import ScanOptions, run_scan
from analyzer.cli.serve import serve
from analyzer.roles import ROLES
from analyzer.system.memory import collect_rarely
from analyzer.text import did_you_mean


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="repo-evidence")
def cli() -> None:
    """Find evidence of production machine learning in repositories, with a link to every place.

    \b
    Examples:
      repo-evidence scan octocat
      repo-evidence scan octocat another-org/service --identity octocat@example.com
      repo-evidence scan ~/candidates/ada --identity ada@example.com -f html -o ada.html
      repo-evidence scan https://github.com/owner/name -f json -o scorecard.json
      repo-evidence scan octocat --require ci_tests:wired --fail-under 35
      repo-evidence compare scorecards/
      repo-evidence batch candidates.csv -o vetting
      repo-evidence serve
      repo-evidence demo

    \b
    Environment:
      GITHUB_TOKEN, GH_TOKEN  token for GitHub's API and its clones; sent to that server only
      GITHUB_TOKENS           tokens for 'batch', separated by commas, used in turn
      GITHUB_API_URL          another server's API (GitHub Enterprise: https://host/api/v3)
      NO_COLOR                no colours
      REPO_EVIDENCE_NO_CACHE  1: nothing is kept; REPO_EVIDENCE_CACHE_DIR names another folder for it

    \b
    Exit codes:
      0    done
      2    usage error, invalid rubric, scorecards of different rubrics, or an identity that matches no commit
      3    done, but a repository could not be assessed or a gate is undecided
      4    a target could not be resolved: unknown account, no such path, no network, invalid token
      5    a gate is not met
      70   a bug
      74   a problem on this machine: result not writable, git missing or too old, no disk space or memory
      130  interrupted
      143  terminated by SIGTERM or SIGHUP
      If several apply, the first of 74, 4, 5, 3 is used.

    \b
    Shell completion (bash; zsh and fish likewise):
      eval "$(_REPO_EVIDENCE_COMPLETE=bash_source repo-evidence)"
    """


@cli.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "-f",
    "--format",
    "forms",
    type=OneOf(FORMATS),
    multiple=True,
    show_default="terminal",
    help="Output format; may be repeated, each with its own -o, to write several from one scan.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(dir_okay=False),
    multiple=True,
    help="Write to this file instead of stdout.",
)
@click.option(
    "--identity",
    "identities",
    multiple=True,
    metavar="EMAIL_OR_NAME",
    help="Whose work is assessed, in addition to the account's own addresses; may be repeated.",
)
@click.option("--name", metavar="NAME", help="What the one target, a path, is called in reports.")
@click.option(
    "--as-of",
    "days",
    multiple=True,
    metavar="DATE",
    help="Assess each repository as of the end of that day (UTC); several days: what came, what went.",
)
@click.option(
    "--role",
    type=OneOf(tuple(ROLES)),
    help="Score for this kind of position instead: other weights and questions.",
)
@click.option(
    "--rubric",
    "rubric_name",
    default=None,
    show_default="production",
    metavar="NAME_OR_FILE",
    help="The rubric to score with; 'rubrics new' writes one to adapt.",
)
@click.option(
    "--claims",
    metavar="FILE",
    help="Plain text, Markdown or PDF, e.g. a CV, to compare with the repositories; - is stdin.",
)
@click.option(
    "--private", is_flag=True, help="For the account of the token, include its private repositories."
)
@click.option(
    "--require",
    "requirements",
    multiple=True,
    metavar="SIGNAL:LEVEL",
    help="Exit 5 if no repository shows the signal at that level, 3 if this is undecided.",
)
@click.option(
    "--fail-under",
    type=Amount(0, 100),
    metavar="N",
    help="Exit 5 if the score cannot reach N, 3 if this is undecided.",
)
@click.option(
    "--contact",
    metavar="ADDRESS",
    help="Whom the page (-f html) names for objections: an address of mail, in a link to write to.",
)
@click.option("--summary", is_flag=True, help="Markdown of 15 lines, for a pull request or a note.")
@click.option("-v", "--verbose", is_flag=True, help="All of the terminal report instead of 40 lines.")
@click.option("--blind", is_flag=True, help="Anonymous output: no names, addresses or commits.")
@jobs_option
@reading_options
@cache_options
@blind_errors
def scan(**options: Unpack[ScanOptions]) -> None:
    """Scan repositories and write the scorecard of one candidate.

    TARGET is a GitHub user or organisation, `owner/repo`, the address of a page about one of these, a clone
    URL, or a local path (work tree, bare repository, folder of repositories); several TARGETs are treated
    as one candidate. An existing path takes precedence over a name on GitHub.

    \b
    Examples:
      repo-evidence scan octocat --max-repos 20
      repo-evidence scan path/to/folder --identity ada@example.com -f markdown
      repo-evidence scan owner/repo --as-of 2024-06-30 -f json
      repo-evidence scan octocat --as-of 2024-12-31 --as-of 2025-12-31 -f html -o course.html
      repo-evidence scan octocat --claims cv.md
      repo-evidence scan octocat --role platform
    """
    run_scan(options)


@cli.command()
@click.argument("id", required=False)
def checks(id: str | None) -> None:
    """List the signals and flags that are looked for. With an ID, describe one of them in full."""
    from analyzer.report.checks import check_table, page_of
    from analyzer.scoring import shipped_rubrics

    registry = load_registry()
    shipped = shipped_rubrics(registry.checks)
    if id is None:
        click.echo(check_table(registry, shipped))
        return
    page = page_of(registry, id, shipped)
    if page is None:
        meant = did_you_mean(id, (*registry.checks, *registry.flags)) or ";"
        raise Usage(plain(f"there is no check or flag '{id}'{meant} 'repo-evidence checks' lists them"))
    click.echo(page)


cli.add_command(compare)
cli.add_command(rubrics)
cli.add_command(batch)
cli.add_command(cache)
cli.add_command(serve)
cli.add_command(demo)


def main() -> None:
    """The entry point."""
    collect_rarely()
    sys.exit(exit_code(lambda: cli.main(prog_name="repo-evidence", standalone_mode=False)))
