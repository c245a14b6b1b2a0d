"""Compose files: the services that commands can start."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from analyzer.parsing.tasks.model import TargetFile, file_of, line_of, make_target, quote
from analyzer.parsing.tasks.values import at, sequence, table, words_of

_NULLS = (None, "~", "null")
_MAXIMUM_ITEMS = 500


class Service(Struct, frozen=True):
    """One service of a compose file, as far as it says what runs, from what image, and with what.

    `build_context` and `dockerfile` are relative to the compose file; `command` and `entrypoint` are
    words (a string is one shell text: a single item). Ports are as written. `extends` is the service of
    the same file that this one is made from. `inline` is a build file written into the compose file,
    `build_target` the stage of the build file that is built. Without one of its `profiles` it is not started.
    `workdir` is where it runs, if not where its image says.
    """

    name: str
    line: int
    image: str | None
    build_context: str | None
    dockerfile: str | None
    command: tuple[str, ...]
    entrypoint: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    ports: tuple[str, ...]
    healthcheck: bool
    depends: tuple[str, ...]
    command_line: int = 0
    volumes: tuple[str, ...] = ()
    shell_text: str = ""
    extends: str | None = None
    inline: str = ""
    inline_line: int = 0
    profiles: tuple[str, ...] = ()
    build_target: str | None = None
    workdir: str = ""


def services_of(document: object) -> tuple[Service, ...]:
    """The services of a parsed compose file, old top-level form (version 1) included."""
    services = at(document, "services")
    if services is None:
        old = table(document)
        services = {
            name: each
            for name, each in old.items()
            if isinstance(each, Mapping) and ("image" in each or "build" in each) and name != "build"
        }
    named = list(table(services).items())[:_MAXIMUM_ITEMS]
    return tuple(_service(name, value) for name, value in named if isinstance(value, Mapping))


def _service(name: str, value: Mapping[str, object]) -> Service:
    build = value.get("build")
    context = build if isinstance(build, str) else at(build, "context")
    dockerfile = at(build, "dockerfile")
    inline = at(build, "dockerfile_inline")
    healthcheck = table(value.get("healthcheck"))
    disabled = str(healthcheck.get("disable", "")).lower() == "true" or "NONE" in words_of(
        healthcheck.get("test")
    )
    pieces = [text for key in ("entrypoint", "command") if (text := _shell_text(value.get(key)))]
    runs = value.get("command", value.get("entrypoint"))
    image = value.get("image")
    return Service(
        name=name,
        line=line_of(name, line_of(value)),
        image=str(image) if isinstance(image, str) else None,
        build_context=str(context) if isinstance(context, str) else ("." if build is not None else None),
        dockerfile=str(dockerfile) if isinstance(dockerfile, str) else None,
        command=_words(value.get("command")),
        entrypoint=_words(value.get("entrypoint")),
        environment=_environment(value.get("environment")),
        ports=tuple(_port(each) for each in sequence(value.get("ports"))[:_MAXIMUM_ITEMS]),
        healthcheck=bool(healthcheck) and not disabled,
        depends=_names(value.get("depends_on")) or _names(value.get("links")),
        command_line=line_of(runs, line_of(value)),
        volumes=tuple(_volume(each) for each in sequence(value.get("volumes"))[:_MAXIMUM_ITEMS]),
        shell_text=" ".join(pieces),
        extends=_extended(value.get("extends")),
        build_target=str(target) if isinstance(target := at(build, "target"), str) else None,
        inline=str(inline) if isinstance(inline, str) else "",
        inline_line=line_of(inline),
        profiles=_names(value.get("profiles")),
        workdir=str(workdir) if isinstance(workdir := value.get("working_dir"), str) else "",
    )


def _extended(value: object) -> str | None:
    name = value if isinstance(value, str) else at(value, "service")
    return str(name) if isinstance(name, str) and at(value, "file") is None else None


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (str(value).strip(),) if value.strip() else ()
    return words_of(value)


def _shell_text(value: object) -> str:
    """Compose starts a string without a shell and splits it itself; `$$` is a plain dollar sign."""
    text = str(value).strip() if isinstance(value, str) else " ".join(map(quote, words_of(value)))
    return text.replace("$$", "$")


def _environment(value: object) -> tuple[tuple[str, str], ...]:
    if isinstance(value, Mapping):
        pairs = list(value.items())[:_MAXIMUM_ITEMS]
        return tuple((str(name), "" if each in _NULLS else str(each)) for name, each in pairs)
    parts = [each.partition("=") for each in words_of(value)[:_MAXIMUM_ITEMS]]
    return tuple((name, text) for name, _, text in parts)


def _port(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('published', '')}:{value.get('target', '')}".strip(":")
    return str(value)


def _volume(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('source', '')}:{value.get('target', '')}".strip(":")
    return str(value)


def _names(value: object) -> tuple[str, ...]:
    names = list(value) if isinstance(value, Mapping) else words_of(value)
    return tuple(str(name).partition(":")[0] for name in names)


def compose_targets(path: str, services: tuple[Service, ...], problem: str | None) -> TargetFile:
    """Each service as a target that runs its entrypoint and command (empty where the image decides)."""
    targets = [
        make_target(each.name, each.line, [(each.shell_text, each.command_line)], depends=each.depends)
        for each in services
    ]
    return file_of("compose", path, targets, problem=problem)
