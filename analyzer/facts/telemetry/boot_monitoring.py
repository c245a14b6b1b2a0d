"""Spring Boot applications that report metrics or traces by their settings, without a line of code.

Sources: https://docs.spring.io/spring-boot/reference/actuator/tracing.html,
https://docs.spring.io/spring-boot/reference/actuator/metrics.html,
https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.importing,
https://docs.gradle.org/current/userguide/version_catalogs.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from msgspec import Struct

from analyzer.facts.telemetry.program_metrics import program_files_running
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, items, line, load_toml, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.jvm.builds import (
    files_of_module,
    is_boot_application,
    module_of,
    modules,
)
from analyzer.wiring.other_programs.vocabulary.boot_profiles import (
    is_profile_on,
    profiles_of_document,
    profiles_of_file,
)

BOOT_SETTINGS = lazy_regex(r"(?:^|/)src/main/resources/application(?:-[\w-]{1,40})?(?:\.ya?ml|\.properties)$")
PROPERTY = lazy_regex(r"\s{0,8}(?P<key>%?[\w.\[\]-]{3,120})\s{0,4}[=:]\s{0,4}(?P<value>.{0,200}?)\s{0,8}")
# The settings by which an application sends traces, and the libraries that then do.
TRACE_SETTING = lazy_regex(
    r"management\.(?:tracing\.sampling\.probability|zipkin\.tracing\.endpoint"
    r"|(?:otlp|opentelemetry)\.tracing\.endpoint|opentelemetry\.tracing\.export\.otlp\.endpoint)"
    r"|spring\.zipkin\.base-?url|spring\.sleuth\.sampler\.probability"
)
TRACE_LIBRARY = lazy_regex(
    r"micrometer-tracing-bridge|spring-cloud-(?:starter-sleuth|starter-zipkin|sleuth-zipkin)|zipkin-reporter"
    r"|opentelemetry-exporter|spring-boot-starter-(?:opentelemetry|zipkin)"
)
TRACES_OFF = ("management.tracing.enabled", "management.tracing.export.enabled", "spring.sleuth.enabled")
SETTINGS_IMPORT = lazy_regex(r"spring\.config\.import(?:\[\d{1,3}\])?")
IMPORTED_SETTINGS = lazy_regex(
    r"(?:optional:)?(?:classpath:/{0,2})?(?P<path>[\w./-]{1,200}\.(?:ya?ml|properties))"
)
MOST_SETTINGS_IMPORTED = 5
DOCUMENT_CONDITIONS = ("spring.config.activate.on-profile", "spring.profiles")
EXPOSED = "management.endpoints.web.exposure.include"
METRIC_ENDPOINT = lazy_regex(r"\bprometheus\b|\bmetrics\b|\*")
METRIC_EXPORT = lazy_regex(
    r"management\.(?:prometheus\.metrics\.export\.enabled|metrics\.export\.\w+\.(?:enabled|url)"
    r"|(?:otlp|datadog|influx|graphite|statsd|newrelic|dynatrace)\.metrics\.export\.\w[\w-]*)"
)
METRIC_LIBRARY = lazy_regex(r"micrometer-registry-\w+|spring-boot-starter-actuator")
# Source: https://docs.sentry.io/platforms/java/guides/spring-boot/
REPORT_SETTING = "sentry.dsn"
REPORT_LIBRARY = lazy_regex(
    r"\bsentry-spring-boot\b|\bsentry-spring-boot-(?:starter|jakarta|[34])[\w-]*|io\.sentry\.jvm\.gradle"
)
CATALOGUE_ENDS = ".versions.toml"
CATALOGUE_USED = lazy_regex(r"\blibs\.(?P<alias>[\w.]{2,100})")


class BootReport(Struct, frozen=True):
    """A setting by which an application reports: what, its key, where, and whether the application runs."""

    what: str
    key: str
    path: str
    line: int
    started: bool


@derived
def boot_reports(repo: Snapshot) -> tuple[BootReport, ...]:
    """The first setting of each kind in the settings of each application."""
    return tuple(_reports(repo))


def _reports(repo: Snapshot) -> Iterator[BootReport]:
    for path in repo.paths if modules(repo) else ():
        if BOOT_SETTINGS.search(path) is None and path not in imported_settings(repo):
            continue
        module = module_of(repo, path)
        begun = [each for each in files_of_module(repo, module) if is_boot_application(programs(repo)[each])]
        if not begun or module is None:
            continue
        declared = _declared(repo, module)
        off = module in _without_traces(repo)
        started = any(each in program_files_running(repo) for each in begun)
        for profiles, settings in settings_by_profile(repo, path):
            is_on = not profiles or any(is_profile_on(repo, each) for each in profiles)
            for what, key, number in _kinds(settings, declared, off=off):
                said = f"{key}, of a profile that nothing here switches on" if started and not is_on else key
                yield BootReport(what, said, path, number, started and is_on)


def _kinds(
    settings: Mapping[str, tuple[str, int]], declared: str, *, off: bool
) -> Iterator[tuple[str, str, int]]:
    """What the settings have the application report: the kind, the key and its line."""
    off = off or _no_traces(settings)
    if TRACE_LIBRARY.search(declared) is not None and not off:
        for key, (value, number) in settings.items():
            if TRACE_SETTING.fullmatch(key) is not None and value not in ("", "0", "0.0"):
                yield "traces", key, number
                break
    if METRIC_LIBRARY.search(declared) is not None:
        for key, (value, number) in settings.items():
            exposes = key.startswith(EXPOSED) and METRIC_ENDPOINT.search(value) is not None
            exports = METRIC_EXPORT.fullmatch(key) is not None and value.casefold() not in ("", "false")
            if exposes or exports:
                yield "metrics", key, number
                break
    if REPORT_SETTING in settings and REPORT_LIBRARY.search(declared) is not None:
        value, number = settings[REPORT_SETTING]
        if value:
            yield "errors", REPORT_SETTING, number


def _no_traces(settings: Mapping[str, tuple[str, int]]) -> bool:
    return any(settings.get(each, ("", 0))[0].casefold() == "false" for each in TRACES_OFF)


@derived
def _without_traces(repo: Snapshot) -> frozenset[str]:
    """The modules whose settings switch traces off whatever the profile."""
    return frozenset(
        module
        for path in repo.paths
        if BOOT_SETTINGS.search(path) is not None or path in imported_settings(repo)
        for profiles, settings in settings_by_profile(repo, path)
        if not profiles and _no_traces(settings) and (module := module_of(repo, path)) is not None
    )


@derived
def imported_settings(repo: Snapshot) -> frozenset[str]:
    """The files that settings import which hold whatever the profile, whatever their own names say."""
    found: set[str] = set()
    waiting = [
        path for path in repo.paths if BOOT_SETTINGS.search(path) is not None and not profiles_of_file(path)
    ]
    for _round in range(MOST_SETTINGS_IMPORTED):
        named = {each for path in waiting for each in _imports(repo, path)}
        waiting = sorted(each for each in named - found if repo.text(each) is not None)
        found.update(waiting)
    return frozenset(found)


def _imports(repo: Snapshot, path: str) -> Iterator[str]:
    for condition, settings in _documents(repo, path):
        if condition and not any(is_profile_on(repo, each) for each in profiles_of_document(condition)):
            continue
        for key, (value, _number) in settings.items():
            for each in value.split(",") if SETTINGS_IMPORT.fullmatch(key) is not None else ():
                match = IMPORTED_SETTINGS.fullmatch(each.strip())
                if match is not None:
                    yield normpath(join(dirname(path), match["path"].lstrip("/")))


def settings_by_profile(
    repo: Snapshot, path: str
) -> Iterator[tuple[tuple[str, ...], dict[str, tuple[str, int]]]]:
    """The settings of a file by their whole keys, each with its value and its line; and their profiles.

    A document of a file may hold for some profiles alone; what holds for the same is one part. A file that
    is imported holds whatever the profile that its name says.
    """
    found: dict[tuple[str, ...], dict[str, tuple[str, int]]] = {}
    of_file = () if path in imported_settings(repo) else profiles_of_file(path)
    for condition, inside in _documents(repo, path):
        here = found.setdefault(of_file or profiles_of_document(condition), {})
        here.update((key, value) for key, value in inside.items() if key not in here)
    for profiles, settings in found.items():
        yield profiles, dict(sorted(settings.items(), key=lambda each: each[1][1]))


def _documents(repo: Snapshot, path: str) -> Iterator[tuple[str, dict[str, tuple[str, int]]]]:
    """Each document of a file of settings: the condition under which it holds, and its settings."""
    inside: dict[str, tuple[str, int]] = {}
    if path.endswith(".properties"):
        for number, row in enumerate((repo.text(path) or "").split("\n"), 1):
            match = PROPERTY.fullmatch(row[:400])
            if match is not None and not row.lstrip().startswith(("#", "!")):
                inside.setdefault(match["key"], (match["value"], number))
        yield "", inside
        return
    for document in repo.yaml(path):
        inside = {}
        waiting = [("", block(document.value))]
        while waiting:
            before, each = waiting.pop()
            for key, value in each.items():
                name = f"{before}{key}"
                if isinstance(value, Block):
                    waiting.append((f"{name}.", value))
                else:
                    said = ",".join(text(one) for one in items(value))
                    inside.setdefault(name, (said, line(key, line(value))))
        yield next((inside[each][0] for each in DOCUMENT_CONDITIONS if each in inside), ""), inside


def _declared(repo: Snapshot, module: str) -> str:
    """What the build of a module and of those around it depends on, with the names of its catalogues."""
    folders, folder = [module], module
    while folder:
        folder = dirname(folder)
        folders.append(folder)
    builds = "\n".join(modules(repo).get(each, "") for each in folders)
    aliases = {match["alias"] for match in CATALOGUE_USED.finditer(builds)}
    if not aliases:
        return builds
    named = [name for each, name in _catalogue(repo).items() if each in aliases]
    return "\n".join((builds, *named))


@derived
def _catalogue(repo: Snapshot) -> Mapping[str, str]:
    """What the aliases of version catalogues stand for, as builds write them."""
    found: dict[str, str] = {}
    for path in repo.paths:
        if not path.endswith(CATALOGUE_ENDS):
            continue
        catalogue = block(load_toml((repo.text(path) or "").encode()).value)
        libraries = block(catalogue.get("libraries"))
        for alias, value in libraries.items():
            found[_written(alias)] = _library(value)
        for alias, value in block(catalogue.get("bundles")).items():
            inside = (found.get(_written(text(each)), "") for each in items(value))
            found[f"bundles.{_written(alias)}"] = " ".join(inside)
    return found


def _library(value: object) -> str:
    """The coordinates of a library, in each of the three ways to write them."""
    whole = block(value)
    return text(value) or text(whole.get("module")) or f"{text(whole.get('group'))}:{text(whole.get('name'))}"


def _written(alias: str) -> str:
    return alias.replace("-", ".").replace("_", ".")
