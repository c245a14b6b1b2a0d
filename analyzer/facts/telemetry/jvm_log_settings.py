"""Files by which logging on the JVM is configured: of logging libraries, and settings of frameworks.

Sources: https://logback.qos.ch/manual/configuration.html,
https://logging.apache.org/log4j/2.x/manual/configuration.html,
https://docs.spring.io/spring-boot/reference/features/logging.html,
https://www.playframework.com/documentation/latest/SettingsLogger, https://quarkus.io/guides/logging,
https://docs.micronaut.io/latest/guide/#logging, https://www.dropwizard.io/en/stable/manual/configuration.html#logging.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analyzer.facts.telemetry.boot_monitoring import BOOT_SETTINGS, settings_by_profile
from analyzer.facts.telemetry.program_metrics import program_files_running
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.wiring.other_programs.jvm.builds import files_of_module, jvm_programs, module_of, modules
from analyzer.wiring.other_programs.serving_path import around_requests
from analyzer.wiring.other_programs.vocabulary.boot_profiles import is_profile_on

JVM_LOG_FILE = lazy_regex(
    r"(?:.*/)?(?:src/main/resources/(?:logback|logback-spring|log4j2?|log4j2-spring)"
    r"\.(?:xml|ya?ml|json|properties|groovy)|conf/(?:logback|logger|application-logger)\.xml)"
)
# What writes somewhere, or says how much is written: a file without it configures nothing.
JVM_LOG_TARGET = lazy_regex(
    r"(?im)^(?!\s*(?:#|//|<!--)).*(?:\bappenders?\b|<(?:root|logger)\b|\brootLogger\b)"
)
BOOT_LOG_KEY = lazy_regex(r"logging\.(?:level|pattern|file|structured|logback|config)\b.*")
# The settings of other frameworks in the same files, each with the framework.
LOG_KEYS = {
    "Spring Boot": BOOT_LOG_KEY,
    "Quarkus": lazy_regex(r"(?:%\w+\.)?quarkus\.log\.(?!metrics)\w.*"),
    "Micronaut": lazy_regex(r"logger\.(?:levels|config)\b.*"),
}
# Settings of Dropwizard, which the command that starts it names: `logging:` with a level or appenders.
DROPWIZARD_BASE = "io.dropwizard"
DROPWIZARD_LOGGING = lazy_regex(
    r"(?m)^logging:[ \t]*\n(?:[ \t]+.*\n){0,3}?[ \t]+(?:level|appenders|loggers):"
)


class LogSetting(NamedTuple):
    """Where logging is configured, by what, and whether the program is started or only answers requests."""

    path: str
    line: int
    what: str
    started: bool


def jvm_log_settings(repo: Snapshot) -> Iterator[LogSetting]:
    """The first setting of each file, in modules of which something is started or answers requests."""
    if not modules(repo):
        return
    with_dropwizard = any(
        each.module.startswith(DROPWIZARD_BASE)
        for facts in jvm_programs(repo).values()
        for each in facts.imports
    )
    for path in repo.paths:
        found = _setting_in(repo, path)
        if found is None and with_dropwizard and path.endswith((".yml", ".yaml")):
            found = _of_dropwizard(repo, path)
        if found is None:
            continue
        module = module_of(repo, path)
        files = set(files_of_module(repo, module)) if module is not None else set()
        started = not files.isdisjoint(program_files_running(repo))
        if started or any(each in files for each, _function in around_requests(repo).nodes):
            line, what = found
            yield LogSetting(path, line, what, started)


def _setting_in(repo: Snapshot, path: str) -> tuple[int, str] | None:
    if JVM_LOG_FILE.fullmatch(path) is not None:
        text = repo.text(path) or ""
        match = JVM_LOG_TARGET.search(text)
        return (
            None
            if match is None
            else (text.count("\n", 0, match.end()) + 1, "Log4j" if "log4j" in path else "Logback")
        )
    if BOOT_SETTINGS.search(path) is not None:
        for profiles, settings in settings_by_profile(repo, path):
            if not profiles or any(is_profile_on(repo, each) for each in profiles):
                for key, (_value, line) in settings.items():
                    tool = next((name for name, keys in LOG_KEYS.items() if keys.fullmatch(key)), None)
                    if tool is not None:
                        return line, f"{tool}: {key}"[:80]
    return None


def _of_dropwizard(repo: Snapshot, path: str) -> tuple[int, str] | None:
    text = repo.beginning(path, TEXT_LIMIT)
    match = DROPWIZARD_LOGGING.search(text)
    return None if match is None else (text.count("\n", 0, match.start()) + 1, "Dropwizard: logging")
