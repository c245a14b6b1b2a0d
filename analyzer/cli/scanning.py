"""One scan, from its options to its exit code; invalid input is rejected before the scan starts."""

from __future__ import annotations

import os
from itertools import zip_longest
from typing import TYPE_CHECKING, TypedDict

import click
from msgspec.structs import replace

from analyzer.cli.arguments import (
    DEFAULT_RUBRIC,
    EXIT_GATE,
    EXIT_INCOMPLETE,
    Unresolved,
    Usage,
    load_registry,
    plain,
    read_claims,
    read_contact,
    read_day,
    read_identities,
    read_name,
    read_rubric,
    read_server,
    require_format,
    require_machine,
)
from analyzer.cli.caching import read_cache
from analyzer.cli.known import Known
from analyzer.cli.reports import rendered
from analyzer.text import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.engine.pipeline import Request
    from analyzer.engine.registry import Registry
    from analyzer.scorecard import Scorecard
    from analyzer.scoring import GateResult, Requirement, Rubric


class ScanOptions(TypedDict):
    """What a command line asks of a scan, as it was typed."""

    targets: tuple[str, ...]
    name: str | None
    forms: tuple[str, ...]
    outputs: tuple[str, ...]
    identities: tuple[str, ...]
    days: tuple[str, ...]
    role: str | None
    rubric_name: str | None
    claims: str | None
    max_repositories: int | None
    include_forks: bool
    private: bool
    requirements: tuple[str, ...]
    fail_under: float | None
    jobs: int
    timeout: float
    max_size: int
    blind: bool
    verbose: bool
    contact: str | None
    summary: bool
    cache_dir: str | None
    no_cache: bool
    cache_size: int


def run_scan(options: ScanOptions) -> None:
    """Scan, write the result, and exit with the code of the most serious problem.

    Raises Usage, Unresolved, Lacking and NotWritten; SystemExit where not everything is well.
    """
    from analyzer.cli.output import name_the_page, why_not_writable, write_result
    from analyzer.scoring import fail_under, require

    reports = _reports(options["forms"] or (("markdown",) if options["summary"] else ()), options["outputs"])
    if options["summary"] and "markdown" not in [form for form, _output in reports]:
        raise Usage("--summary is Markdown of 15 lines; add -f markdown, or leave -f out")
    contact = read_contact(options["contact"], [form for form, _output in reports])
    for form, output in reports:
        if (why := why_not_writable(output)) is not None:
            raise Usage(why)
        require_format(form, output)
        require_machine(output, options["jobs"])
    if len(options["days"]) > 1:
        _scan_over_time(options, reports)
        return
    registry, scorecard = _scanned(options, _request(options))
    for form, output in reports:
        made = rendered(
            scorecard,
            form,
            output,
            verbose=options["verbose"],
            summary=options["summary"],
            contact=contact,
        )
        write_result(made, output, form)
        name_the_page(form, output)
    answers = [require(scorecard, each) for each in _requirements(options["requirements"], registry)]
    if options["fail_under"] is not None:
        answers.append(fail_under(scorecard, options["fail_under"]))
    _finish(scorecard, answers)


def _scan_over_time(options: ScanOptions, reports: Sequence[tuple[str, str | None]]) -> None:
    """Scan as of each of several days, and write what came and what went. Raises Usage."""
    from analyzer.cli.comparing import COURSE_FORMATS, course_text
    from analyzer.cli.output import write_result
    from analyzer.report.comparison.sides import Named
    from analyzer.report.json import document_of

    if bad := [form for form, _output in reports if form not in COURSE_FORMATS]:
        raise Usage(
            f"several days are written as one comparison: -f {', '.join(COURSE_FORMATS)}, not {bad[0]}; "
            "for the scorecard of a day give one --as-of"
        )
    if options["requirements"] or options["fail_under"] is not None:
        raise Usage("--require and --fail-under are about one scorecard; give one --as-of")
    if options["contact"] is not None:
        raise Usage("--contact stands on the page of one scorecard; give one --as-of")
    days = [read_day(each) for each in options["days"]]
    if len(set(days)) < len(days):
        raise Usage("--as-of names one day twice; give each day once")
    request = _request(options)
    cards = [_scanned(options, replace(request, as_of=day))[1] for day in days]
    found = [Named(day, document_of(card)) for day, card in zip(options["days"], cards, strict=True)]
    for form, output in reports:
        write_result(course_text(found, form, to_file=output is not None), output, form)
    _finish_all(cards)


def _finish_all(cards: Sequence[Scorecard]) -> None:
    """Say once what could not be assessed on any day; exit with its code."""
    unread = {
        (plain(each.name), plain(each.problem or ""))
        for card in cards
        for each in card.repositories
        if not each.assessed
    }
    for name, problem in sorted(unread):
        click.echo(f"not assessed: {name}: {problem}", err=True)
    if unread:
        raise SystemExit(EXIT_INCOMPLETE)


def _scanned(options: ScanOptions, request: Request) -> tuple[Registry, Scorecard]:
    """The scorecard, from what is known if that is enough, with the checks it speaks of."""
    known = Known(request)
    found = known.scorecard(
        _rubric_name(options), lambda registry: _requirements(options["requirements"], registry)
    )
    if found is not None:
        for problem in found[0].problems:
            click.echo(f"warning: {plain(problem)}", err=True)
        return found
    from analyzer.engine.worker import prepare

    prepare()
    registry = load_registry()
    rubric = read_rubric(_rubric_name(options), registry)
    _requirements(options["requirements"], registry)
    known.keep(registry)
    request = replace(request, server=read_server(), cache=None if known.cache_failed else request.cache)
    request = replace(request, known=known.found)
    return registry, _scorecard(request, rubric, registry)


def _reports(forms: Sequence[str], outputs: Sequence[str]) -> list[tuple[str, str | None]]:
    """Each format with its file, in the order of the command line; the last may go to stdout."""
    asked = forms or ("terminal",)
    if len(asked) - len(outputs) not in (0, 1):
        raise Usage(
            f"{plural(len(asked), 'format')} (-f) and {plural(len(outputs), 'file')} (-o): give each format "
            "its file, in the same order; the last format may do without and goes to stdout"
        )
    if len(set(outputs)) < len(outputs):
        raise Usage("two formats would be written to the same file; give each of them its own with -o")
    return list(zip_longest(asked, outputs))


def _rubric_name(options: ScanOptions) -> str:
    """The one rubric that is asked for; a role is the name of one."""
    role, rubric = options["role"], options["rubric_name"]
    if role is not None and rubric is not None:
        raise Usage(
            plain(
                f"--role {role} and --rubric {rubric} are two rubrics; give one of them, or combine both in "
                f"a file: 'repo-evidence rubrics new --from {role} -o FILE', then --rubric FILE"
            )
        )
    return role or rubric or DEFAULT_RUBRIC


def _requirements(asked: Sequence[str], registry: Registry) -> list[Requirement]:
    from analyzer.scoring import GateError, read_requirement

    try:
        return [read_requirement(each, registry.checks) for each in asked]
    except GateError as error:
        raise Usage(plain(str(error))) from error


def _request(options: ScanOptions) -> Request:
    """What is asked, of a server whose token nobody has read yet."""
    from analyzer.engine.pipeline import Request
    from analyzer.github import API_URL_VARIABLE

    return Request(
        targets=options["targets"],
        name=read_name(options["name"], options["targets"], blind=options["blind"]),
        identities=read_identities(options["identities"]),
        as_of=read_day(options["days"][0] if options["days"] else None),
        jobs=options["jobs"],
        timeout=options["timeout"],
        server=read_server({API_URL_VARIABLE: os.environ.get(API_URL_VARIABLE, "")}),
        include_forks=options["include_forks"],
        max_repositories=options["max_repositories"],
        private=options["private"],
        size_limit=options["max_size"] * 1024 * 1024,
        statements=read_claims(options["claims"], blind=options["blind"]),
        blind=options["blind"],
        cache=read_cache(options["cache_dir"], off=options["no_cache"], megabytes=options["cache_size"]),
    )


def _scorecard(request: Request, rubric: Rubric, registry: Registry) -> Scorecard:
    from analyzer.cli.output import listening
    from analyzer.engine.pipeline import IdentityError, scan
    from analyzer.github import TargetError

    try:
        with listening() as listener:
            return scan(request, rubric, registry.checks, listener)
    except TargetError as error:
        raise Unresolved(plain(str(error))) from error
    except IdentityError as error:
        raise Usage(plain(str(error))) from error


def _finish(scorecard: Scorecard, outcomes: list[GateResult]) -> None:
    """Print what was not assessed and the results of the gates; exit with the most serious code."""
    from analyzer.scoring import Answer, worst

    unread = [result for result in scorecard.repositories if not result.assessed]
    for result in unread:
        click.echo(f"not assessed: {plain(result.name)}: {plain(result.problem or '')}", err=True)
    for outcome in outcomes:
        click.echo(plain(outcome.reason), err=True)
    answer = worst(outcomes)
    if answer is Answer.NOT_MET:
        raise SystemExit(EXIT_GATE)
    if answer is Answer.UNDECIDED or unread:
        raise SystemExit(EXIT_INCOMPLETE)
