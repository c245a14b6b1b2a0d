"""What a command really runs once `sudo`, `timeout 10`, `poetry run` and their kind are taken off.

The options that take a value are those of each program's manual; an option that is not listed is
taken for one without a value.
"""

from __future__ import annotations

import re
from posixpath import join

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex

Words = tuple[str, ...]


class Wrapper(Struct, frozen=True):
    """A program that runs the command in its arguments.

    `valued` are its options whose value is the next word; `leading` matches words to skip before the
    command (a duration, a mask, `A=b`), or `once` a single one (a user); `inside` the sub-commands that
    run something (`poetry run`).
    """

    valued: frozenset[str] = frozenset()
    leading: str = r"(?!)"
    inside: frozenset[str] = frozenset()
    scripts: bool = False
    once: bool = False


def _wrapper(valued: str = "", leading: str = r"(?!)", inside: str = "", scripts: bool = False) -> Wrapper:
    return Wrapper(frozenset(valued.split()), leading, frozenset(inside.split()), scripts)


# Programs that become another user first: `gosu USER command`.
_AS_USER = Wrapper(leading=r"[\w:.$@{}-]+$", once=True)


_UV = (
    "--with --with-editable --with-requirements --extra --no-extra --group --no-group --only-group -p "
    "--python --package --env-file --directory --project --index --index-url --extra-index-url "
    "--default-index -i -f --find-links -P --upgrade-package --refresh-package --resolution "
    "--prerelease --config-file --cache-dir --link-mode -C --config-setting --from -w --color "
    "--python-platform"
)
_APPTAINER = frozenset(["-B", "--bind", "--env", "--env-file", "-H", "--home", "--pwd", "-W", "--workdir"])
_DISTRIBUTED = (
    "--nproc_per_node --nproc-per-node --nnodes --node_rank --node-rank --master_port --master-port "
    "--master_addr --master-addr --rdzv_backend --rdzv-backend --rdzv_endpoint --rdzv-endpoint --rdzv_id "
    "--rdzv-id --max_restarts --max-restarts --log_dir --log-dir --config_file --num_processes "
    "--num_machines --mixed_precision --main_process_port --gpu_ids --machine_rank --dynamo_backend "
    "--main_process_ip"
)
_CONDA = "-n --name -p --prefix --cwd -e --env"

WRAPPERS: dict[str, Wrapper] = {
    "sudo": _wrapper("-u -g -h -p -C -T -U -r -t -D --user --group --host --chdir", r"[A-Za-z_]\w*="),
    "env": _wrapper("-u --unset -C --chdir", r"[A-Za-z_]\w*="),
    "time": _wrapper("-f -o --format --output"),
    "timeout": _wrapper("-s -k --signal --kill-after", r"[\d.]+[smhd]?$"),
    "gtimeout": _wrapper("-s -k --signal --kill-after", r"[\d.]+[smhd]?$"),
    "nice": _wrapper("-n --adjustment"),
    "ionice": _wrapper("-c -n --class --classdata"),
    "nohup": _wrapper(),
    "setsid": _wrapper(),
    "exec": _wrapper("-a"),
    "command": _wrapper(),
    "builtin": _wrapper(),
    "stdbuf": _wrapper("-i -o -e --input --output --error"),
    "unbuffer": _wrapper(),
    "chronic": _wrapper(),
    "catchsegv": _wrapper(),
    "taskset": _wrapper("", r"[\da-fx,-]+$|--?c"),
    "xvfb-run": _wrapper("-n -s -e -f -p -w --server-num --server-args --error-file --auth-file"),
    "tox": _wrapper("-e --env -c --conf", inside="exec e"),
    "find": _wrapper(),
    **dict.fromkeys(
        ("mpirun", "mpiexec"), _wrapper("-n -np -c --np --host -H --hostfile -x --map-by --bind-to")
    ),
    "srun": _wrapper("-n -N -p -t -c -A -J -w --ntasks --nodes --partition --time --gres --account"),
    **dict.fromkeys(("apptainer", "singularity"), Wrapper(_APPTAINER, r".+", frozenset({"exec"}), once=True)),
    "devbox": _wrapper("-c --config -e --env", inside="run"),
    "nix": _wrapper("--option"),
    **dict.fromkeys(
        ("slipcover", "scalene", "pyinstrument", "viztracer"), _wrapper("-o --out --source --outfile")
    ),
    "torchrun": _wrapper(_DISTRIBUTED),
    "accelerate": _wrapper(_DISTRIBUTED, inside="launch"),
    "memray": _wrapper("-o --output", inside="run"),
    "kernprof": _wrapper("-o --outfile -s --setup"),
    "tini": _wrapper("-p"),
    "dumb-init": _wrapper("-r --rewrite"),
    "gosu": _AS_USER,
    "su-exec": _AS_USER,
    "s6-setuidgid": _AS_USER,
    "setuidgid": _AS_USER,
    "chpst": _wrapper("-u -U -b -/ -n -l -L -m -o -p -f -c -t -e"),
    "with-contenv": _wrapper(),
    "ddtrace-run": _wrapper(),
    "opentelemetry-instrument": _wrapper("--traces_exporter --metrics_exporter --service_name"),
    "newrelic-admin": _wrapper(inside="run-program run-python"),
    **dict.fromkeys(("elasticapm-run", "splunk-py-trace", "splunk-instrument", "catatonit"), _wrapper()),
    "logfire": _wrapper(inside="run"),
    "nsys": _wrapper("-o --output -t --trace -s --sample", inside="profile"),
    "numactl": _wrapper("-N -m -C -i -p --cpunodebind --membind --physcpubind --interleave --preferred"),
    **dict.fromkeys(
        ("chamber", "aws-vault"), Wrapper(leading=r"[\w./-]+$", inside=frozenset({"exec"}), once=True)
    ),
    "dotenv": _wrapper("-f --file", inside="run"),
    "xargs": _wrapper("-n -L -P -I -d -s -a -E --max-args --max-procs --max-lines --delimiter --arg-file"),
    "travis_wait": Wrapper(leading=r"\d+$", once=True),
    "travis_retry": _wrapper(),
    "retry": _wrapper("-t --times -s --sleep -d --delay", r"\d+$"),
    "doppler": _wrapper("-p --project -c --config -t --token", inside="run"),
    "infisical": _wrapper("--env --path --projectId --token", inside="run"),
    "dotenvx": _wrapper("-f --env-file", inside="run"),
    "op": _wrapper("--env-file --account", inside="run"),
    "mprof": _wrapper("-T --interval -o --output", inside="run"),
    "poetry": _wrapper("-C --directory -P --project", inside="run"),
    "pipenv": _wrapper("--python --pypi-mirror", inside="run", scripts=True),
    "pdm": _wrapper("-p --project -c --config --venv", inside="run", scripts=True),
    "hatch": _wrapper("-e --env -p --project --data-dir --cache-dir --config", r"[+-]\w+=", "run", True),
    "rye": _wrapper("--pyproject", inside="run", scripts=True),
    "uv": _wrapper(_UV, inside="run"),
    "uvx": _wrapper(_UV),
    "pipx": _wrapper("--spec --python --pip-args --index-url -i", inside="run"),
    "pixi": _wrapper("-e --environment --manifest-path -m --color", inside="run exec", scripts=True),
    # The tools that `mise exec` installs stand before the command, with their versions.
    "mise": _wrapper("-C --cd -j --jobs", r"\S+@\S*$", inside="exec x"),
    "conda": _wrapper(_CONDA, inside="run"),
    "mamba": _wrapper(_CONDA, inside="run"),
    "micromamba": _wrapper(_CONDA, inside="run"),
    "coverage": _wrapper(
        "--source --include --omit --rcfile --context --concurrency --data-file --source-pkgs", inside="run x"
    ),
}
# Options of wrappers that name the folder in which the command starts.
_MOVES = {
    "uv": frozenset({"--directory"}),
    "poetry": frozenset({"-C", "--directory"}),
    "env": frozenset({"-C", "--chdir"}),
    "sudo": frozenset({"-D", "--chdir"}),
    "conda": frozenset({"--cwd"}),
    "mamba": frozenset({"--cwd"}),
    "micromamba": frozenset({"--cwd"}),
}
# Programs that run the text of an option.
_HANDED = {("circleci", "tests", "run"): "--command", ("nix-shell",): "--run"}
_TOOL_RUNNERS = frozenset({"uvx", "pipx"})
# Sub-commands of two words that run a command.
_TWO_WORDS = frozenset({("uv", "tool", "run"), ("hatch", "env", "run")})
_PROFILERS = frozenset({"memray", "slipcover", "scalene", "pyinstrument", "kernprof", "viztracer"})
_PYTHON_RUNNERS = frozenset({"coverage", "uv", "pdm", "torchrun", "accelerate"}) | _PROFILERS
_MODULE_PROGRAMS = frozenset({"coverage", "poetry", "pipenv", "pdm", "hatch", "uv", "pipx"}) | _PROFILERS
# Options after which the command stands.
_MARKED = {
    "find": frozenset({"-exec", "-execdir", "-ok"}),
    "nix": frozenset({"-c", "--command"}),
}
_TEST_RUNNERS = frozenset({("hatch", "test"), ("rye", "test")})

_PYTHON = lazy_regex(r"(?:python|pypy|py)(?:[23](?:\.\d+)?)?w?t?(?:\.exe)?$")
_PYTHON_VARIABLE = lazy_regex(r"\$[{(]?(?:PYTHON\w{0,20}|PY3?|python3?|py|VENV_PYTHON|PYTHON_BIN)[})]?$")
_PYTHON_VALUED = frozenset({"-W", "-X", "--check-hash-based-pycs"})
_ENVIRONMENT_PATH = lazy_regex(
    r"(?:/|~|\$|[A-Za-z]:)|(?:\./)?(?:[^/]+/)*(?:[^/]*v?env[^/]*|\.tox|\.nox|[^/]*conda[^/]*)/"
)
_PROGRAM_DIRECTORY = lazy_regex(r".*/(?:s?bin|Scripts)/([^/]+)$", re.DOTALL)
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
_MAXIMUM_LAYERS = 32


class ShellScript(Struct, frozen=True):
    """Where the words of a shell command hold its script (`bash -ec SCRIPT`), and its options."""

    index: int
    errexit: bool
    pipefail: bool


def unwrap(words: Words) -> Words:
    """What is really run: wrappers and runners taken off, the interpreter called `python`. Idempotent.

    `coverage run -m x` is ("python", "-m", "x"); `hatch test` and `rye test` are ("pytest",) as these
    tools document. A project's own script (`pdm run lint`) is not resolved: see `targets.invocation`.
    Words wrapped more than 32 deep come back as they are.
    """
    layers = unwrap_layers(words)
    return layers[-1]


def unwrap_layers(words: Words) -> tuple[Words, ...]:
    """The words as they are and after each wrapper that is taken off, outermost first."""
    layers = [words]
    while (inner := _strip(layers[-1])) != layers[-1]:
        if len(layers) > _MAXIMUM_LAYERS:
            return (words,)
        layers.append(inner)
    return tuple(layers)


def moved_to(words: Words) -> str | None:
    """The folder that wrappers start the command in (`uv run --directory api pytest`), if they say one."""
    place: str | None = None
    for layer in unwrap_layers(words):
        options = _MOVES.get(layer[0]) if layer else None
        if options is None:
            continue
        wrapper = WRAPPERS[layer[0]]
        index = 1
        while index < len(layer) and (layer[index].startswith("-") or layer[index] in wrapper.inside):
            name, equals, value = layer[index].partition("=")
            following = layer[index + 1 : index + 2]
            if name in options and (equals or following):
                place = join(place or ".", value if equals else following[0])
            index += 2 if layer[index] in wrapper.valued else 1
    return place


def program_name(word: str) -> str:
    """The program a command's first word means: `/usr/bin/env` is `env`, `./venv/bin/pytest` is `pytest`.

    A path into the repository (`./bin/test`) stays a path.
    """
    if "/" in word and _ENVIRONMENT_PATH.match(word) and (found := _PROGRAM_DIRECTORY.match(word)):
        word = found[1]
    if _PYTHON.match(word) or _PYTHON_VARIABLE.match(word):
        return "python"
    return word


def skip_options(words: Words, start: int, valued: frozenset[str]) -> int:
    """Index of the first word from `start` that is neither an option nor an option's value."""
    index = start
    while index < len(words) and words[index].startswith("-") and words[index] != "-":
        if words[index] == "--":
            return index + 1
        index += 2 if words[index] in valued else 1
    return min(index, len(words))


def shell_script(words: Words) -> ShellScript | None:
    """The script in `bash -c SCRIPT`, if the (unwrapped) words have one."""
    if not words or words[0] not in _SHELLS:
        return None
    command, errexit, pipefail = False, False, False
    index = 1
    while index < len(words) and words[index][:1] in ("-", "+") and len(words[index]) > 1:
        option = words[index]
        letters = "" if option.startswith("--") else option[1:]
        command, errexit = command or "c" in letters, errexit or "e" in letters
        if letters.endswith(("o", "O")) and index + 1 < len(words):
            index += 1
            pipefail, errexit = pipefail or words[index] == "pipefail", errexit or words[index] == "errexit"
        index += 1
    return ShellScript(index, errexit, pipefail) if command and index < len(words) else None


def _strip(words: Words) -> Words:
    """One layer off, or the words themselves if they are bare."""
    if not words:
        return words
    name = program_name(words[0])
    if name == "python":
        return _strip_python(words)
    if (script := _given_script(words)) is not None:
        return ("sh", "-c", script)
    if name != words[0]:
        return (name, *words[1:])
    if name.endswith(".py") and ("/" in name) and not name.startswith("-"):
        return ("python", name.removeprefix("./"), *words[1:])
    wrapper = WRAPPERS.get(name)
    if wrapper is None:
        return words
    return _strip_wrapper(words, name, wrapper)


def _given_script(words: Words) -> str | None:
    """The command that a program is handed as a text: `circleci tests run --command="xargs pytest"`."""
    for start, option in _HANDED.items():
        if words[: len(start)] == start:
            for index, word in enumerate(words[len(start) :], len(start)):
                if word == option and index + 1 < len(words):
                    return words[index + 1]
                if word.startswith(option + "="):
                    return word.partition("=")[2]
    return None


def _strip_python(words: Words) -> Words:
    """The interpreter under its plain name, without its own options."""
    index = 1
    while index < len(words) and words[index].startswith("-") and words[index] not in ("-m", "-c", "-", "--"):
        index += 2 if words[index] in _PYTHON_VALUED else 1
    rest = words[index:]
    if rest[:1] == ("-m",) and len(rest) > 1 and rest[1] in _MODULE_PROGRAMS:
        return rest[1:]
    return ("python", *rest)


def _strip_wrapper(words: Words, name: str, wrapper: Wrapper) -> Words:
    index = skip_options(words, 1, wrapper.valued)
    if name == "command" and any(option in ("-v", "-V") for option in words[1:index]):
        return words
    if name in _MARKED:
        return _after_mark(words, _MARKED[name])
    if wrapper.inside:
        if (name, *words[index : index + 1]) in _TEST_RUNNERS:
            return ("pytest", *words[index + 1 :])
        tool = (name, *words[index : index + 2]) in _TWO_WORDS
        if not tool and (index >= len(words) or words[index] not in wrapper.inside):
            return words
        index += 2 if tool else 1
    else:
        tool = False
    start = index
    index = skip_options(words, start, wrapper.valued | {"-m", "--module"})
    module = _module_option(words, start, index, wrapper) if name in _PYTHON_RUNNERS else None
    if module is not None:
        return ("python", "-m", *words[module:])
    index = skip_options(words, start, wrapper.valued)
    leading = re.compile(wrapper.leading)
    while index < len(words) and leading.match(words[index]):
        index = skip_options(words, index + 1, wrapper.valued)
        if wrapper.once:
            break
    rest = words[index:]
    if not rest:
        return words
    return _first_word(rest, name, tool or name in _TOOL_RUNNERS)


def _after_mark(words: Words, marks: frozenset[str]) -> Words:
    """The command behind an option that says where it begins: `find . -exec pytest {} +`."""
    for index, word in enumerate(words[1:-1], 1):
        if word in marks:
            inner = words[index + 1 :]
            end = next((at for at, each in enumerate(inner) if each in (";", "+")), len(inner))
            return tuple(each for each in inner[:end] if each != "{}") or words
    return words


def _module_option(words: Words, start: int, end: int, wrapper: Wrapper) -> int | None:
    """Index of the module's name in `coverage run -p -m pytest` or `uv run --module pytest`."""
    index = start
    while index < end:
        if words[index] in ("-m", "--module"):
            return index + 1 if index + 1 < len(words) else None
        index += 2 if words[index] in wrapper.valued else 1
    return None


def _first_word(rest: Words, name: str, tool: bool) -> Words:
    """What the runner does to the first word of what it runs."""
    if tool:
        return (rest[0].partition("@")[0] or rest[0], *rest[1:])
    if name == "hatch" and ":" in rest[0]:
        return (rest[0].partition(":")[2] or rest[0], *rest[1:])
    if name == "coverage" or (name in _PYTHON_RUNNERS and rest[0].endswith(".py")):
        return ("python", *rest)
    return rest
