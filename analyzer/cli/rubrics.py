"""The commands about rubrics: which there are, one with the source of every number, a new one to adapt."""

from __future__ import annotations

import os
from pathlib import Path

import click

from analyzer.cli.arguments import DEFAULT_RUBRIC, Usage, load_registry, plain, read_rubric


class _NameOrCommand(click.Group):
    """A group whose first word may be the name of a rubric: `rubrics take-home` shows that one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else ["show", *args])


@click.group(cls=_NameOrCommand, subcommand_metavar="[NAME_OR_FILE] | new")
def rubrics() -> None:
    """List the rubrics and roles, print one with the source of every number, or start one of your own.

    \b
    Examples:
      repo-evidence rubrics
      repo-evidence rubrics platform
      repo-evidence rubrics new --from production -o our-job.yaml
    """


@rubrics.command(hidden=True)
@click.argument("name", required=False)
def show(name: str | None) -> None:
    """Print a rubric: dimensions, weights, bands and the sources of the numbers.

    NAME is production (the default), take-home, a role, or a file of your own. What a rubric inherits is
    resolved, and every number says which rubric states it. A file that `scan --rubric` would not accept is an
    error here, too.
    """
    from analyzer.scoring import BUILTIN, RubricError, rubric_list, shown_rubric

    if name is not None and name not in BUILTIN:
        read_rubric(name, load_registry())
    try:
        text = shown_rubric(name or DEFAULT_RUBRIC)
        click.echo(text if name else rubric_list() + text, nl=False)
    except RubricError as error:
        raise Usage(plain(str(error))) from error


@rubrics.command()
@click.option(
    "--from",
    "parent",
    default=DEFAULT_RUBRIC,
    show_default=True,
    metavar="NAME_OR_FILE",
    help="The rubric to inherit from: production, take-home, a role, or a file.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to this file instead of stdout.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def new(parent: str, output: str | None, force: bool) -> None:
    """Write a rubric to adapt to a job of your own; `scan --rubric FILE` accepts it as it is.

    It inherits everything, so that only what is different needs to be written.
    """
    from analyzer.cli.output import STANDARD_OUTPUT, why_not_writable, write_result
    from analyzer.scoring import RubricError, new_rubric

    if (why := why_not_writable(output)) is not None:
        raise Usage(plain(why))
    if output is not None and output not in STANDARD_OUTPUT and Path(output).exists() and not force:
        raise Usage(plain(f"'{output}' exists; choose another file with -o, or overwrite it with --force"))
    name = "our-job" if output is None or output in STANDARD_OUTPUT else Path(output).stem
    try:
        text = new_rubric(parent, _seen_from(parent, output), name, load_registry().checks)
    except RubricError as error:
        raise Usage(plain(str(error))) from error
    write_result(text, output, "yaml")


def _seen_from(parent: str, output: str | None) -> str:
    """The rubric as a file in the output's folder names it."""
    from analyzer.scoring import BUILTIN

    if output is None or parent in BUILTIN:
        return parent
    return os.path.relpath(Path(parent).resolve(), Path(output).resolve().parent)
