"""What every hostile case costs and what the report says: the table of tests/hostile, measured.

    python -m benchmarks.hostile [--command PATH] [--seconds N] [--only WORDS] [--output FILE]

A row a case: its name, exit code, processor seconds and peak megabytes of all processes together, whether it
came out as it must, and what was said. `--command` names another installation, for a before and after; it
runs without a limit of the kernel on memory, because older versions do not work under one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TextIO

import click

from analyzer.report.text import plain
from tests.hostile.case import Case
from tests.hostile.run import COMMAND, RUN_SECONDS, Outcome, judge, opened, ordinary, perform
from tests.hostile.table import CASES

# Where an older version needs more, the run is ended and the row says so.
CPU_SECONDS = 120


@click.command()
@click.option("--command", default=COMMAND[0], help="The program to measure.")
@click.option("--seconds", default=RUN_SECONDS, show_default=True, help="A run that waits longer is ended.")
@click.option("--only", default="", help="Only the cases with these words in their name.")
@click.option("--output", type=click.File("w"), default=sys.stdout, help="Where the table goes.")
def main(command: str, seconds: float, only: str, output: TextIO) -> None:
    """Measure the hostile cases one after the other."""
    output.write("| case | exit code | CPU s | peak MB | as it must be | what was said |\n")
    output.write("| --- | --- | --- | --- | --- | --- |\n")
    for case in CASES:
        if only in case.name:
            output.write(measure(case, command, seconds) + "\n")
            output.flush()


def measure(case: Case, command: str, seconds: float) -> str:
    """One row of the table."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    limits = ordinary() if command == COMMAND[0] else {"RLIMIT_CPU": CPU_SECONDS}
    try:
        outcome = perform(case, folder, command=(command,), limits=limits, seconds=seconds, sample=True)
        return row(case, outcome)
    except Exception as error:  # a row of the table, whatever happens
        return f"| {case.name} | - | - | - | no: {shown(repr(error))} | |"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def row(case: Case, outcome: Outcome) -> str:
    """What is to be read of a case that has run."""
    try:
        judge(case, outcome)
        right = "yes"
    except (AssertionError, StopIteration, KeyError) as error:
        right = f"no: {shown(str(error).splitlines()[0] if str(error) else type(error).__name__)}"
    bill = outcome.bill
    return (
        f"| {case.name} | {bill.code} | {bill.seconds:.1f} | {bill.megabytes:,.0f} | {right} "
        f"| {shown(sentence(case, outcome))} |"
    )


def sentence(case: Case, outcome: Outcome) -> str:
    """The words about the hostile repository: its problem, else why its files were skipped, else stderr."""
    report = outcome.finished.report
    if report is None:
        return outcome.finished.stderr
    for each in report["repositories"]:
        if each["name"] == "hostile":
            unknown = sum(map(opened, each["signals"].values()))
            skipped = [f"{one['path']}: {one['reason']}" for one in each["skipped_files"]]
            said = each["problem"] or "; ".join(skipped[:2]) or "nothing was skipped"
            return f"{said} ({unknown} signals open)"
    return outcome.finished.stderr


def shown(text: str) -> str:
    """Text that fits into a cell."""
    return plain(" ".join(text.split())).replace("|", "\\|")[:200]


if __name__ == "__main__":
    main()
