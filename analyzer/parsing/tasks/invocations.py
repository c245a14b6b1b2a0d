"""Which targets, of which file, a command calls: `make -C api test`, `tox -e py311`, `npm test`.

The options with a value are those of each tool's manual.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import WRAPPERS, Words, shell_script, skip_options, unwrap_layers
from analyzer.parsing.tasks.containers import read_docker, read_docker_compose
from analyzer.parsing.tasks.more_invocations import MORE_READERS
from analyzer.parsing.tasks.nox import TAG
from analyzer.parsing.tasks.options import Invocation, read_options
from analyzer.parsing.tasks.package_invocations import PACKAGE_READERS
from analyzer.parsing.tasks.rails_ci import RAILS_CI, RAILS_SCRIPT
from analyzer.parsing.tasks.tox import expand_braces
from analyzer.parsing.tasks.wheels import WHEEL_TESTS
from analyzer.text import word_set

Reader = Callable[[Words], tuple[Invocation, ...]]

_NO_RUN = frozenset({"--version", "-V", "--help", "-h", "--list", "-l", "--listenvs", "--list-sessions"})
_OF_WINDOWS = (".bat", ".cmd", ".ps1")
_ASSIGNMENT = lazy_regex(r"[A-Za-z_]\w*[:+?]?=")


def invocation(words: tuple[str, ...]) -> tuple[Invocation, ...]:
    """The target files that a command calls, outermost wrapper first; () if it calls none.

    Takes the words as parsed: runners (`pdm run x`, `pipenv run x`) count as calls of a script `x`, which
    the resolver tries before it takes `x` for a plain command. Unwrapped words work too.
    """
    found: list[Invocation] = []
    try:
        for layer in unwrap_layers(words):
            found += _invoked(layer)
    except Exception:
        return ()
    return tuple(dict.fromkeys(found))


def _invoked(words: Words) -> tuple[Invocation, ...]:
    if not words:
        return ()
    if words[:2] == ("python", "-m") and len(words) > 2:
        words = (words[2].replace("pre_commit", "pre-commit"), *words[3:])
        reader = _READERS.get(words[0]) if words[0] in _MODULES else None
    else:
        reader = _READERS.get(words[0])
    if inner := _inner_of_package_runner(words):
        return MORE_READERS[inner[0]](inner)
    return _file(words) if reader is None else reader(words)


def _inner_of_package_runner(words: Words) -> Words:
    """What `npx`, `pnpm exec` or `yarn nx` starts, if it is a tool of a workspace; () otherwise."""
    runners = ("npm", "pnpm", "yarn", "bun")
    if words[0] not in (*runners, "npx", "pnpx", "bunx"):
        return ()
    valued = frozenset({"-p", "--package"})
    start = skip_options(words, 1, valued)
    if words[0] in runners and words[start : start + 1] in (("exec",), ("dlx",), ("x",)):
        start = skip_options(words, start + 1, valued)
    name = words[start].partition("@")[0] if start < len(words) else ""
    return (name, *words[start + 1 :]) if name in MORE_READERS else ()


def _make(words: Words) -> tuple[Invocation, ...]:
    if len(words) > 2 and words[1] in ("-j", "-l") and words[2].isdigit():
        words = (words[0], *words[3:])
    words = tuple(re.sub(r"^--directory(=|$)", "-C", word) for word in words)
    valued = "-C -f --file --makefile -I --include-dir -o --old-file -W --what-if"
    options = read_options(words[1:], valued)
    if set(options.flags) & {"-n", "--dry-run", "--just-print", "-v", "--version", "-h", "--help"}:
        return ()
    directories = options.values.get("-C", [])
    directory = normpath(join(".", *directories)) if directories else None
    plain = [*options.plain, *options.rest]
    names = tuple(each for each in plain if not _ASSIGNMENT.match(each) and not each.isdigit())
    variables = tuple(each for each in plain if _ASSIGNMENT.match(each))
    return (Invocation("make", names, options.last("-f", "--file", "--makefile"), directory, variables),)


def _just(words: Words) -> tuple[Invocation, ...]:
    options = read_options(
        words[1:], "-f --justfile -d --working-directory --set --shell", stop_at_plain=True
    )
    if set(options.flags) & (_NO_RUN | {"-n", "--dry-run", "--fmt", "--summary"}):
        return ()
    plain = [each for each in (*options.plain, *options.rest) if not _ASSIGNMENT.match(each)]
    names = tuple(each for each in plain if not each.startswith("-"))
    file = options.last("-f", "--justfile")
    return (Invocation("just", names, file, options.last("-d", "--working-directory"), tuple(plain[1:])),)


def _tox(words: Words) -> tuple[Invocation, ...]:
    options = read_options(
        words[1:], "-e --env -c --conf -m -f --workdir --root --result-json -p --parallel -x --override"
    )
    listing = {
        "exec",
        "e",
        "list",
        "l",
        "config",
        "c",
        "quickstart",
        "q",
        "--notest",
        "--showconfig",
        "--devenv",
        "-a",
        "--listenvs-all",
    }
    if (set(options.flags) | set(options.plain[:1])) & (listing | _NO_RUN):
        return ()
    names: list[str] = []
    for value in [*options.values.get("-e", ()), *options.values.get("--env", ())]:
        names += [value] if "$" in value else expand_braces(value)
    chosen = () if "ALL" in names else tuple(names)
    return (Invocation("tox", chosen, options.last("-c", "--conf"), options.last("--root"), options.rest),)


# Session names end at a comma or a blank, unless they stand in `${{ }}` or in a session's parameters.
_NOX_NAMES = lazy_regex(r"(?:\([^()]{0,500}\)|\$?\{\{[^{}]{0,200}\}\}|[^\s,(])+")


def _nox(words: Words) -> tuple[Invocation, ...]:
    """Several names may follow `-s`, up to the next option."""
    names: list[str] = []
    file: str | None = None
    option = ""
    for index, word in enumerate(words[1:], 1):
        if word == "--":
            return (Invocation("nox", tuple(names), file, None, words[index + 1 :]),)
        if word in _NO_RUN or word == "--install-only":
            return ()
        value = word
        if word.startswith("--"):
            option, _, value = word.partition("=")
        elif word.startswith("-"):
            option, value = word[:2], word[2:]
        if option in ("-s", "--session", "--sessions", "-e") and value:
            names += _NOX_NAMES.findall(value)
        elif option in ("-t", "--tags", "--tag") and value and not value.startswith("-"):
            names.append(f"{TAG}{value}")
        elif option in ("-f", "--noxfile") and value:
            file = value
    return (Invocation("nox", tuple(names), file),)


def _invoke(words: Words) -> tuple[Invocation, ...]:
    options = read_options(words[1:], "-c --collection -r --search-root -f --config -T --command-timeout")
    if set(options.flags[:1]) & _NO_RUN:
        return ()
    collection = options.last("-c", "--collection")
    names = tuple(options.plain)
    root = options.last("-r", "--search-root")
    return (Invocation("invoke", names, f"{collection}.py" if collection else None, root),)


def _poe(words: Words) -> tuple[Invocation, ...]:
    options = read_options(words[1:], "-C --directory --root -e --executor -X", stop_at_plain=True)
    directory = options.last("-C", "--directory", "--root")
    if not options.plain:
        return ()
    return (Invocation("pyproject", (options.plain[0],), None, directory, options.rest),)


_PDM_BUILTINS = word_set(
    "add build cache completion config export fix import info init install list lock outdated plugin "
    "publish py python remove search self show sync update use venv new"
)


def _project_runner(words: Words) -> tuple[Invocation, ...]:
    """`pdm run x`, `hatch run env:x`, `rye run x`, `pixi run x`, `pipenv run x`, and `pdm x`."""
    name, wrapper = words[0], WRAPPERS[words[0]]
    kind = "pipfile" if name == "pipenv" else "pyproject"
    options = read_options(words[1:], " ".join(wrapper.valued), stop_at_plain=True, short_joined=False)
    directory = options.last("-p", "--project") if name == "pdm" else None
    if not options.plain:
        return ()
    sub, rest = options.plain[0], options.rest
    if name == "hatch" and sub == "test":
        return (Invocation(kind, ("hatch-test:run",), None, None, rest),)
    if name == "hatch" and (sub, *rest[:1]) == ("env", "run"):
        inner = read_options(rest[1:], "-e --env -i --include -x --exclude -f --filter", stop_at_plain=True)
        command = (*inner.plain, *inner.rest)
        env = inner.last("-e", "--env") or "default"
        return (Invocation(kind, (f"{env}:{command[0]}",), None, None, command[1:]),) if command else ()
    if name == "pixi" and sub == "r":
        sub = "run"
    if sub != "run":
        plain = name == "pdm" and sub not in _PDM_BUILTINS
        return (Invocation(kind, (sub,), None, directory, rest),) if plain else ()
    start = skip_options(rest, 0, wrapper.valued)
    leading = re.compile(wrapper.leading)
    while start < len(rest) and leading.match(rest[start]):
        start += 1
    if start >= len(rest):
        return ()
    script = rest[start]
    environment = options.last("-e", "--env") if name == "hatch" else None
    if environment and ":" not in script:
        script = f"{environment}:{script}"
    return (Invocation(kind, (script.lstrip(":"),), None, directory, rest[start + 1 :]),)


_POETRY_BUILTINS = word_set(
    "about add build cache check config debug env export help init install list lock new plugin publish "
    "python remove run search self shell show source sync update version"
)


def _poetry(words: Words) -> tuple[Invocation, ...]:
    """`poetry poe x`, and `poetry x` where the plugin of poe is told to offer the tasks themselves."""
    start = skip_options(words, 1, WRAPPERS["poetry"].valued)
    if words[start : start + 1] == ("poe",):
        return _poe(words[start:])
    if start >= len(words) or words[start] in _POETRY_BUILTINS:
        return ()
    return (Invocation("pyproject", (words[start],), None, None, words[start + 1 :]),)


_MISE_BUILTINS = word_set(
    "activate alias backends bin-paths cache completion config current deactivate doctor en env exec x "
    "fmt generate implode install i install-into latest link lock ls ls-remote mcp outdated plugins "
    "prepare prune registry reshim search self-update set settings shell shell-alias sync tool tool-stub "
    "trust uninstall unset unuse upgrade up use version watch w where which"
)
_MISE_VALUED = (
    "-C --cd -E --env -j --jobs -o --output -s --shell -t --tool --skip-tools --timeout --sandbox -r"
)


def _mise(words: Words) -> tuple[Invocation, ...]:
    """`mise run a args ::: b`, and `mise a` for a task that has no built-in command's name."""
    options = read_options(words[1:], _MISE_VALUED, stop_at_plain=True, short_joined=False)
    if not options.plain or set(options.flags) & _NO_RUN:
        return ()
    sub, rest = options.plain[0], options.rest
    directory = options.last("-C", "--cd")
    if sub in ("tasks", "task", "t") and rest[:1] in (("run",), ("r",)):
        sub, rest = "run", rest[1:]
    if sub in ("tasks", "task", "t") or sub in _MISE_BUILTINS:
        return ()
    if sub in ("run", "r"):
        inner = read_options(rest, _MISE_VALUED, stop_at_plain=True, short_joined=False)
        if set(inner.flags) & {"-n", "--dry-run"}:
            return ()
        directory = inner.last("-C", "--cd") or directory
        rest = (*inner.plain, *inner.rest)
    else:
        rest = (sub, *rest)
    calls = [call.split() for call in " ".join(rest).split(" ::: ") if call.split()]
    names = [call[0] for call in calls]
    if names and names[0].startswith("//") and ":" in names[0]:
        # `//project:task` is the task of a folder, seen from the root.
        directory, _, names[0] = names[0].removeprefix("//").partition(":")
    arguments = tuple(calls[0][1:]) if len(calls) == 1 else ()
    return (Invocation("mise", tuple(names), None, directory, arguments),) if names else ()


def _earthly(words: Words) -> tuple[Invocation, ...]:
    """`earthly ./api+test --ARG=x`: the target of a folder's Earthfile."""
    options = read_options(
        words[1:],
        "--env-file --arg-file --arg-file-path --secret -s --secret-file --build-arg --buildkit-host --org "
        "--sat --satellite --platform --config --installation-name --cache-from --remote-cache",
        stop_at_plain=True,
        short_joined=False,
    )
    place, plus, name = (options.plain[0] if options.plain else "").partition("+")
    if not plus and options.rest[:1]:
        place, plus, name = options.rest[0].partition("+")
    if not plus or not name or (place and not place.startswith((".", "/"))):
        return ()
    return (Invocation("earthly", (name.partition("/")[0],), None, place.rstrip("/") or None),)


def _task(words: Words) -> tuple[Invocation, ...]:
    """go-task, and taskipy's runner of the same name."""
    options = read_options(words[1:], "-t --taskfile -d --dir -o --output -C --concurrency -I --interval")
    if set(options.flags) & (_NO_RUN | {"--list-all", "-a", "--init", "-i"}):
        return ()
    names = tuple(each for each in options.plain if not _ASSIGNMENT.match(each))
    file, directory = options.last("-t", "--taskfile"), options.last("-d", "--dir")
    found = [Invocation("taskfile", names, file, directory, options.rest)]
    if names and file is None:
        found.append(Invocation("pyproject", names[:1], None, directory, (*names[1:], *options.rest)))
    return tuple(found)


def _process(words: Words) -> tuple[Invocation, ...]:
    options = read_options(words[1:], "-f --procfile -e --env -d --root -p --port")
    if options.plain[:1] not in (["start"], ["local"], ["run"]):
        return ()
    names = tuple(each for each in options.plain[1:] if each != "start")
    directory = options.last("-d", "--root")
    return (Invocation("procfile", names, options.last("-f", "--procfile"), directory),)


def _shell(words: Words) -> tuple[Invocation, ...]:
    """`bash scripts/test.sh`, `source ./x`; a script in `-c` is not a file."""
    if shell_script(words) is not None:
        return ()
    if words[0] not in ("source", ".") and words[1:2] == ("-n",):
        return ()  # reads commands and runs none of them
    start = skip_options(words, 1, frozenset({"-o", "-O", "+o", "+O", "--rcfile", "--init-file"}))
    if start >= len(words):
        return ()
    return (Invocation("shell", (), normpath(words[start]), None, words[start + 1 :]),)


def _of_windows(words: Words) -> tuple[Invocation, ...]:
    """`cmd /c test.bat`, `pwsh -NoProfile -File test.ps1 x`: a script by its ending."""
    for index, word in enumerate(words[1:], 1):
        if word.lower().endswith(_OF_WINDOWS):
            return (Invocation("shell", (), normpath(word), None, words[index + 1 :]),)
    return ()


def _file(words: Words) -> tuple[Invocation, ...]:
    """A script of the repository called by its path."""
    name = words[0]
    relative = "/" in name and not name.startswith(("/", "~", "-")) and "://" not in name
    if (
        not (relative or name.endswith((".sh", ".bash", *_OF_WINDOWS)))
        or "=" in name
        or " " in name
        or name.endswith(".py")
    ):
        return ()
    script = Invocation("shell", (), normpath(name), None, words[1:])
    if normpath(name) == RAILS_SCRIPT:
        return script, Invocation("rails", (), RAILS_CI)
    return (script,)


_READERS: dict[str, Reader] = {
    **MORE_READERS,
    "cibuildwheel": lambda _words: (Invocation("pyproject", (WHEEL_TESTS,)),),
    **dict.fromkeys(("make", "gmake", "mingw32-make", "nmake"), _make),
    "just": _just,
    "tox": _tox,
    "nox": _nox,
    **PACKAGE_READERS,
    **dict.fromkeys(("invoke", "inv"), _invoke),
    **dict.fromkeys(("poe", "poethepoet"), _poe),
    **dict.fromkeys(("pdm", "hatch", "rye", "pixi", "pipenv"), _project_runner),
    **dict.fromkeys(("task", "go-task"), _task),
    "poetry": _poetry,
    **dict.fromkeys(("mise", "rtx"), _mise),
    **dict.fromkeys(("earthly", "earth"), _earthly),
    **dict.fromkeys(("foreman", "honcho", "heroku", "hivemind", "overmind"), _process),
    **dict.fromkeys(("cmd", "cmd.exe", "pwsh", "powershell"), _of_windows),
    **dict.fromkeys(("bash", "sh", "zsh", "dash", "ksh", "ash", "source", "."), _shell),
    **dict.fromkeys(("docker", "podman", "nerdctl"), read_docker),
    **dict.fromkeys(("docker-compose", "podman-compose"), read_docker_compose),
}
_MODULES = word_set("tox nox invoke poethepoet pdm hatch pipenv doit duty pre-commit cibuildwheel")
