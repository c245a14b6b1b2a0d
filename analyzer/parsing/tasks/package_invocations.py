"""Calls of the scripts of package.json and its kin: npm, pnpm, yarn, bun, concurrently, deno, devbox."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.parsing.shell import Words
from analyzer.parsing.tasks.more_invocations import read_recursive
from analyzer.parsing.tasks.options import Invocation, read_options
from analyzer.text import word_set

Reader = Callable[[Words], tuple[Invocation, ...]]

# What runs the scripts of a package.json.
MANAGERS = ("npm", "yarn", "pnpm", "bun")
_PACKAGE_BUILTINS = word_set(
    "install i ci add remove rm uninstall update up upgrade publish pack login logout audit init "
    "create exec dlx config cache link unlink outdated list ls why info view version set global "
    "import store prune dedupe rebuild root bin help npx x patch fetch deploy node licenses plugin "
    "workspaces access token whoami tag dist-tag owner org team doctor docs bugs repo search star "
    "ping"
)
_PACKAGE_SHORTHANDS = {"test": "test", "t": "test", "tst": "test", "start": "start", "stop": "stop"}


def _package(words: Words) -> tuple[Invocation, ...]:
    return (*read_recursive(words), *_script_of_package(words))


def _deno(words: Words) -> tuple[Invocation, ...]:
    """`deno task test`."""
    options = read_options(words[1:], "-c --config --cwd", stop_at_plain=True)
    if options.plain != ["task"] or not options.rest:
        return ()
    inner = read_options(options.rest, "-c --config --cwd", stop_at_plain=True)
    return (Invocation("package", tuple(inner.plain), None, inner.last("--cwd"), inner.rest),)


def _devbox(words: Words) -> tuple[Invocation, ...]:
    """`devbox run test`: a script of devbox.json."""
    options = read_options(words[1:], "-c --config -e --env", stop_at_plain=True)
    if options.plain != ["run"] or not options.rest:
        return ()
    inner = read_options(options.rest, "-c --config -e --env", stop_at_plain=True)
    return (Invocation("package", tuple(inner.plain), None, inner.last("-c", "--config"), inner.rest),)


def _several_scripts(words: Words) -> tuple[Invocation, ...]:
    """`run-s lint test:*` of npm-run-all: scripts by their names or patterns."""
    options = read_options(words[1:], "--max-parallel --npm-path")
    names = tuple(each.partition(" ")[0].replace(":**", ":*") for each in options.plain)
    return (Invocation("package", names),) if names else ()


def _concurrently(words: Words) -> tuple[Invocation, ...]:
    """`concurrently npm:test "npm run lint"`: scripts by their names; commands are the shell's."""
    options = read_options(words[1:], "-n --names -c --prefix-colors -k --kill-others-on -m --max-processes")
    named = [each for each in options.plain if each.startswith(("npm:", "yarn:", "pnpm:", "bun:"))]
    commands = [each.split() for each in options.plain if each not in named]
    called = [call for each in commands if each[:1] and each[0] in MANAGERS for call in _package(tuple(each))]
    names = [each.partition(":")[2] for each in named]
    names += [name for call in called if call.kind == "package" for name in call.names]
    return (Invocation("package", tuple(names)),) if names else ()


def _script_of_package(words: Words) -> tuple[Invocation, ...]:
    valued = "--prefix --cwd -C --dir -w --workspace --filter -F --loglevel"
    options = read_options(words[1:], valued, stop_at_plain=True)
    directory = options.last("--prefix", "--cwd", "-C", "--dir")
    if not options.plain:
        return ()
    sub, rest = options.plain[0], options.rest
    if words[0] == "yarn" and sub == "workspace" and len(rest) > 1:
        sub, rest = rest[1], rest[2:]
    if sub in ("run", "run-script", "rum", "urn"):
        inner = read_options(rest, valued, stop_at_plain=True)
        if not inner.plain:
            return ()
        directory = inner.last("--prefix", "--cwd", "-C", "--dir") or directory
        name, rest = inner.plain[0], inner.rest
    elif words[0] == "npm":
        if sub not in _PACKAGE_SHORTHANDS:
            return ()
        name = _PACKAGE_SHORTHANDS[sub]
    elif sub in _PACKAGE_BUILTINS or (words[0] == "bun" and sub == "test"):
        return ()
    else:
        name = _PACKAGE_SHORTHANDS.get(sub, sub)
    arguments = rest[1:] if rest[:1] == ("--",) else rest
    return (Invocation("package", (name,), None, directory, arguments),)


PACKAGE_READERS: dict[str, Reader] = {
    **dict.fromkeys(MANAGERS, _package),
    **dict.fromkeys(("run-s", "run-p", "npm-run-all", "npm-run-all2"), _several_scripts),
    "concurrently": _concurrently,
    "deno": _deno,
    "devbox": _devbox,
}
