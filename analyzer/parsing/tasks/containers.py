"""Commands that run inside containers: `docker compose run SERVICE ...`, `docker run IMAGE ...`.

The options with a value are those of Docker's command-line reference.
"""

from __future__ import annotations

from analyzer.parsing.shell import Words, skip_options
from analyzer.parsing.tasks.options import Invocation, Options, read_options

_COMPOSE_VALUED = (
    "-f --file -p --project-name --env-file --profile --project-directory --ansi --parallel --progress -H"
)
_COMPOSE_RUN = (
    "-e --env --env-from-file -l --label --name -p --publish -u --user -v --volume -w --workdir "
    "--entrypoint --cap-add --cap-drop --pull --index"
)
_COMPOSE_UP = "--scale -t --timeout --exit-code-from --attach --no-attach --pull --wait-timeout"
_COMPOSE_BUILD = "--build-arg --builder -m --memory --ssh --progress"


def _compose(words: Words, start: int) -> tuple[Invocation, ...]:
    options = read_options(words[start:], _COMPOSE_VALUED, stop_at_plain=True, short_joined=False)
    sub = options.plain[0] if options.plain else ""
    files: list[str | None] = [*options.values.get("-f", ()), *options.values.get("--file", ())]
    directory = options.last("--project-directory")
    profiles = tuple(options.values.get("--profile", ()))
    names: tuple[str, ...]
    arguments: Words = ()
    volumes: Words = ()
    counted: Words | None = None
    if sub in ("run", "exec"):
        inner = read_options(options.rest, _COMPOSE_RUN, stop_at_plain=True, short_joined=False)
        if not inner.plain:
            return ()
        names = (inner.plain[0],)
        entrypoint = inner.last("--entrypoint")
        arguments = (*(entrypoint.split() if entrypoint else ()), *inner.rest)
        volumes = _volumes(inner)
    elif sub in ("up", "start", "restart", "wait"):
        inner = read_options(options.rest, _COMPOSE_UP, short_joined=False)
        names = tuple(inner.plain)
        counted = None if sub == "wait" else _counted(inner)
    else:
        return ()
    return tuple(
        Invocation("compose", names, file, directory, arguments, volumes, counted, profiles)
        for file in files or [None]
    )


def _counted(options: Options) -> Words | None:
    """The services whose failure fails `docker compose up`; None for all of them.

    It ends with a service's status where it is told to stop with a service, and with success otherwise.
    """
    chosen = options.last("--exit-code-from")
    if chosen is not None:
        return (chosen,)
    stops = {"--abort-on-container-exit", "--abort-on-container-failure"} & set(options.flags)
    return None if stops else ()


def read_compose_build(words: Words) -> Invocation | None:
    """`docker compose build SERVICE ...`: the services whose images are built; None for other commands."""
    engine = words[:2] in (("docker", "compose"), ("podman", "compose"), ("nerdctl", "compose"))
    if not engine and words[:1] not in (("docker-compose",), ("podman-compose",)):
        return None
    options = read_options(
        words[2 if engine else 1 :], _COMPOSE_VALUED, stop_at_plain=True, short_joined=False
    )
    if options.plain != ["build"]:
        return None
    names = tuple(read_options(options.rest, _COMPOSE_BUILD, short_joined=False).plain)
    file = options.last("-f", "--file")
    return Invocation("compose", names, file, options.last("--project-directory"))


def _volumes(options: Options) -> Words:
    return (*options.values.get("-v", ()), *options.values.get("--volume", ()))


_CONTAINER_VALUED = (
    "-a --attach --add-host --annotation --blkio-weight --cap-add --cap-drop --cgroup-parent --cidfile "
    "-c --cpu-shares --cpus --cpuset-cpus --device --dns --domainname --entrypoint -e --env --env-file "
    "--expose --gpus --group-add --health-cmd --health-interval --health-retries --health-timeout -h "
    "--hostname --ip --ipc --isolation -l --label --label-file --link --log-driver --log-opt "
    "--mac-address -m --memory --memory-swap --mount --name --network --net --network-alias --pid "
    "--pids-limit --platform -p --publish --pull --restart --runtime --security-opt --shm-size "
    "--stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --ulimit -u --user --userns --uts -v "
    "--volume --volumes-from -w --workdir --pod --secret"
)


def read_docker(words: Words) -> tuple[Invocation, ...]:
    """`docker run`, `docker exec` and `docker compose`, or another engine with the same words."""
    start = skip_options(
        words, 1, frozenset({"-H", "--host", "--context", "-c", "--config", "-l", "--log-level"})
    )
    sub = words[start : start + 2]
    if sub[:1] == ("compose",):
        return _compose(words, start + 1)
    start += 2 if sub in (("container", "run"), ("container", "exec")) else 1
    if not (sub[:1] in (("run",), ("exec",)) or sub in (("container", "run"), ("container", "exec"))):
        return ()
    options = read_options(words[start:], _CONTAINER_VALUED, stop_at_plain=True, short_joined=False)
    if not options.plain and options.rest:
        options.plain, options.rest = [options.rest[0]], options.rest[1:]
    if not options.plain:
        return ()
    entrypoint = options.last("--entrypoint")
    arguments = (*(entrypoint.split() if entrypoint else ()), *options.rest)
    return (Invocation("container", (options.plain[0],), None, None, arguments, _volumes(options)),)


def read_docker_compose(words: Words) -> tuple[Invocation, ...]:
    """The stand-alone `docker-compose`."""
    return _compose(words, 1)
