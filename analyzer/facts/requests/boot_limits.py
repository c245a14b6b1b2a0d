"""How much a request may bring to a Spring Boot application that takes files, by its settings.

Source: https://docs.spring.io/spring-boot/appendix/application-properties/index.html
(`spring.servlet.multipart.max-file-size` and its neighbours; -1 is no limit, 1 MB where nothing is said),
https://docs.spring.io/spring-framework/docs/current/javadoc-api/org/springframework/web/multipart/MaxUploadSizeExceededException.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.requests.defences import Found
from analyzer.facts.telemetry.boot_monitoring import BOOT_SETTINGS, settings_by_profile
from analyzer.facts.telemetry.program_metrics import program_files_running
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.jvm.builds import (
    files_of_module,
    is_boot_application,
    module_of,
    modules,
)
from analyzer.wiring.other_programs.vocabulary.boot_profiles import is_profile_on
from analyzer.wiring.roles import is_test_path

UPLOAD_SETTING = lazy_regex(
    r"spring\.(?:servlet\.multipart\.max-?(?:file|request)-?size"
    r"|webflux\.multipart\.max-?disk-?usage-?per-?part)",
)
UPLOAD_SIZE = lazy_regex(r"(?:\$\{[^}:]{1,80}:)?[1-9]\d{0,12}\s?(?:[KMG]?B)?\}?")
# What is beyond a limit is answered: `@ExceptionHandler(MaxUploadSizeExceededException.class)`.
TOO_LARGE_HANDLED = lazy_regex(
    r"[ \t]*@ExceptionHandler\([^)\n]{0,200}"
    r"\b(?P<kind>(?:MaxUploadSize|SizeLimit|FileSizeLimit)ExceededException)\b"
)
LONGEST_MARK = 400
UPLOADED_TYPES = ("MultipartFile", "FilePart")


def boot_limits(repo: Snapshot) -> Iterator[Found]:
    """The first limit of size in each file of settings of an application that takes files.

    And the first handler in each file of its code that answers where something is beyond that limit.
    """
    for path in repo.paths if modules(repo) else ():
        started = _takes_files(repo, path) if BOOT_SETTINGS.search(path) is not None else None
        for profiles, settings in settings_by_profile(repo, path) if started is not None else ():
            on = not profiles or any(is_profile_on(repo, each) for each in profiles)
            key = next((key for key, (value, _n) in settings.items() if _limits(key, value)), None)
            if key is not None and on:
                yield Found("input bound", path, settings[key][1], f"Spring Boot: {key}", True, bool(started))
                break
    yield from _handled(repo)


def _takes_files(repo: Snapshot, path: str) -> bool | None:
    """Whether the application that a file belongs to is started; None where none of Spring takes files."""
    module = module_of(repo, path)
    files = () if module is None else files_of_module(repo, module)
    begun = [each for each in files if is_boot_application(programs(repo)[each])]
    if not begun or not any(name in (repo.text(each) or "") for each in files for name in UPLOADED_TYPES):
        return None
    return any(each in program_files_running(repo) for each in begun)


def _handled(repo: Snapshot) -> Iterator[Found]:
    for path, facts in programs(repo).items() if modules(repo) else ():
        marks = (mark.target for each in facts.functions for mark in each.decorators)
        if is_test_path(path) or not any(each.endswith("ExceptionHandler") for each in marks):
            continue
        for number, row in enumerate((repo.text(path) or "").split("\n"), 1):
            match = TOO_LARGE_HANDLED.match(row[:LONGEST_MARK])
            started = _takes_files(repo, path) if match is not None else None
            if match is not None and started is not None:
                note = f"Spring: {match['kind']} is answered"
                yield Found("input bound", path, number, note, True, started)
                break


def _limits(key: str, value: str) -> bool:
    return UPLOAD_SETTING.fullmatch(key) is not None and UPLOAD_SIZE.fullmatch(value.strip()) is not None
