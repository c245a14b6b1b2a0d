"""Calls of doit, duty, pre-commit and of tools that run a script in every package of a workspace."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.parsing.shell import Words, skip_options
from analyzer.parsing.tasks.hooks import HOOK_FILES
from analyzer.parsing.tasks.moon import MOON_CI
from analyzer.parsing.tasks.options import Invocation, read_options

Reader = Callable[[Words], tuple[Invocation, ...]]

_DOIT_OTHERS = frozenset(
    (
        "list",
        "info",
        "help",
        "clean",
        "forget",
        "ignore",
        "auto",
        "dumpdb",
        "strace",
        "reset-dep",
        "tabcompletion",
    )
)


def _doit(words: Words) -> tuple[Invocation, ...]:
    """`doit [run] task ...`; a word with `=` is a variable."""
    options = read_options(
        words[1:], "-f --file -d --dir -n --process -v --verbosity -o -r --reporter --db-file"
    )
    plain = [each for each in options.plain if "=" not in each]
    if set(plain[:1]) & _DOIT_OTHERS or set(options.flags) & {"--version", "--help"}:
        return ()
    names = tuple(plain[1:] if plain[:1] == ["run"] else plain)
    return (Invocation("doit", names, options.last("-f", "--file"), options.last("-d", "--dir")),)


def _mage(words: Words) -> tuple[Invocation, ...]:
    """`mage [-v] [-d folder] test db:migrate`; what follows a target may be its arguments."""
    options = read_options(words[1:], "-d -w -t -goos -goarch -ldflags -gocmd -compile")
    if set(options.flags) & {"-l", "-h", "-clean", "-init", "-version"} or "-compile" in options.values:
        return ()
    names = tuple(each.lower() for each in options.plain)
    return (Invocation("mage", names, None, options.last("-d")),)


def _go(words: Words) -> tuple[Invocation, ...]:
    """`go run github.com/magefile/mage test`, `go tool mage test`, `go run mage.go test`."""
    start = skip_options(words, 2, frozenset({"-C", "-mod", "-modfile", "-tags", "-exec"}))
    tool = words[start].partition("@")[0].rpartition("/")[2] if start < len(words) else ""
    called = words[1:2] in (("run",), ("tool",)) and tool in ("mage", "mage.go")
    return _mage(("mage", *words[start + 1 :])) if called else ()


def _duty(words: Words) -> tuple[Invocation, ...]:
    """`duty [-f name] test key=value`."""
    options = read_options(words[1:], "-f --duties-file -d --dir -z --zero")
    if set(options.flags) & {"-l", "--list", "-h", "--help", "-V", "--version"}:
        return ()
    names = tuple(each for each in options.plain if "=" not in each)
    return (Invocation("duty", names, options.last("-f", "--duties-file")),) if names else ()


def _hooks(words: Words) -> tuple[Invocation, ...]:
    """`pre-commit run [hook] --all-files --hook-stage push`."""
    options = read_options(words[1:], "-c --config --hook-stage --files --from-ref --to-ref --color --stage")
    if options.plain[:1] != ["run"]:
        return ()
    stage = options.last("--hook-stage", "--stage")
    names = tuple(options.plain[1:])
    if not names and stage is not None:
        named = {"commit": "pre-commit", "push": "pre-push"}.get(stage, stage)
        names = (f"stage:{named}",)
    files = (options.last("-c", "--config"),) if options.last("-c", "--config") else HOOK_FILES
    return tuple(Invocation("hooks", names, file) for file in files)


_FILTERS = "--filter -F --scope --projects -p --exclude --concurrency --parallel --base --head --output-style"


def _turbo(words: Words) -> tuple[Invocation, ...]:
    options = read_options(
        words[1:], f"{_FILTERS} --cache-dir --team --token --env-mode --log-order --output-logs"
    )
    names = tuple(options.plain[1:] if options.plain[:1] == ["run"] else options.plain)
    return _in_workspace(names, options.last("--filter", "-F"))


def _nx(words: Words) -> tuple[Invocation, ...]:
    """`nx test api`, `nx run api:test`, `nx run-many -t test lint`, `nx affected --target=test`."""
    options = read_options(words[1:], f"{_FILTERS} -t --target --targets -c --configuration")
    if not options.plain:
        return ()
    sub, *rest = options.plain
    if sub.startswith("affected:"):
        return _in_workspace((sub.partition(":")[2],), None)
    if sub in ("run-many", "affected"):
        chosen = [each for key in ("-t", "--target", "--targets") for each in options.values.get(key, ())]
        names = [name for each in chosen for name in each.split(",")]
        return _in_workspace((*names, *rest), None)
    if sub in ("run", "run-one") and rest:
        project, _, name = rest[0].partition(":")
        return _in_workspace((name.partition(":")[0],), project)
    return _in_workspace((sub,), rest[0] if rest else None)


def _lerna(words: Words) -> tuple[Invocation, ...]:
    options = read_options(words[1:], _FILTERS)
    return _in_workspace(tuple(options.plain[1:]), None) if options.plain[:1] == ["run"] else ()


def _moon(words: Words) -> tuple[Invocation, ...]:
    """`moon run api:test :lint`, `moon ci`, `moon check api`; `#tag:task` and `:task` are of any project."""
    options = read_options(words[1:], "--base --head --job --job-total --query -c --concurrency --log")
    sub, targets = options.plain[:1], options.plain[1:]
    if sub == ["check"] or (sub == ["ci"] and not targets):
        return (Invocation("workspace", (MOON_CI,), arguments=tuple(targets)),)
    if sub not in (["run"], ["r"], ["ci"], ["exec"], ["x"]):
        return ()
    pairs = [each.rpartition(":") for each in targets]
    projects = {"" if each.startswith(("#", "~", "$")) else each for each, _, _ in pairs}
    names = tuple(dict.fromkeys(name for _, _, name in pairs if name))
    if not names:
        return ()
    return (Invocation("workspace", names, arguments=() if "" in projects else tuple(sorted(projects))),)


def _in_workspace(names: tuple[str, ...], project: str | None) -> tuple[Invocation, ...]:
    """A script in every package, or in the one whose folder has the project's name."""
    if not any(names):
        return ()
    plain = (project or "").strip("./{}*^").rpartition("/")[2]
    return (Invocation("workspace", tuple(filter(None, names)), arguments=(plain,) if plain else ()),)


def read_recursive(words: Words) -> tuple[Invocation, ...]:
    """`pnpm -r test`, `npm test --workspaces`, `yarn workspaces foreach run test`; () for other calls."""
    program, *rest = words
    everywhere = {"-r", "--recursive", "--workspaces", "-ws"} & set(rest)
    options = read_options(
        tuple(rest), "--filter -F -w --workspace -C --dir --prefix --cwd", short_joined=False
    )
    chosen = options.last("--filter", "-F") if program == "pnpm" else options.last("-w", "--workspace")
    if program == "yarn":
        everywhere = set(options.plain[:1]) & {"workspaces"}
    if not everywhere and chosen is None:
        return ()
    names = [each for each in options.plain if each not in ("run", "run-script", "workspaces", "foreach")]
    return _in_workspace(tuple(names[:1]), None if everywhere else chosen)


MORE_READERS: dict[str, Reader] = {
    "doit": _doit,
    "mage": _mage,
    "go": _go,
    "duty": _duty,
    **dict.fromkeys(("pre-commit", "prek"), _hooks),
    "turbo": _turbo,
    "nx": _nx,
    "lerna": _lerna,
    "moon": _moon,
}
