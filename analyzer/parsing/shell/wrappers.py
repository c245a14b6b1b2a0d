"""Programs that run the command in their arguments, each with its options that take a value."""

from __future__ import annotations

from msgspec import Struct

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
    "horovodrun": _wrapper("-np --num-proc -H --hosts -hostfile --hostfile -p --ssh-port"),
    "deepspeed": _wrapper("-H --hostfile -i --include -e --exclude --num_nodes --num_gpus --master_port"),
    "memray": _wrapper("-o --output", inside="run"),
    "fil-profile": _wrapper("-o --output-path", inside="run"),
    "py-spy": _wrapper("-o --output -f --format -r --rate -d --duration", inside="record top"),
    "debugpy": _wrapper("--listen --connect --log-to --adapter-access-token"),
    "jurigged": _wrapper("-w --watch -p --poll"),
    "hupper": _wrapper("-w -x"),
    "watchmedo": _wrapper(
        "-d --directory -p --pattern --patterns -i --ignore-pattern --ignore-patterns --signal --interval "
        "--timeout --kill-after --debounce-interval",
        inside="auto-restart",
    ),
    "watchexec": _wrapper(
        "-e --exts -w --watch -W -f --filter -i --ignore -s --signal -d --debounce -o --on-busy-update"
    ),
    "reflex": _wrapper("-r --regex -R --inverse-regex -g --glob -G --inverse-glob -d --decoration"),
    "entr": _wrapper(),
    **dict.fromkeys(("faketime", "envdir"), Wrapper(leading=r".+", once=True)),
    "strace": _wrapper("-e -o -s -p -E"),
    "valgrind": _wrapper(),
    "systemd-run": _wrapper("-p --property -u --unit -E --setenv -M --machine"),
    "systemd-cat": _wrapper("-t --identifier -p --priority"),
    "kernprof": _wrapper("-o --outfile -s --setup"),
    "tini": _wrapper("-p"),
    "dumb-init": _wrapper("-r --rewrite"),
    "dockerize": _wrapper(
        "-wait -timeout -wait-retry-interval -wait-http-header -template -stdout -stderr -poll -env"
    ),
    "runuser": _wrapper("-u --user -g --group -G --supp-group -s --shell"),
    "setpriv": _wrapper("--reuid --regid --groups --inh-caps --bounding-set --securebits"),
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
    "teller": _wrapper("-c --config", inside="run"),
    "vault-env": _wrapper(),
    "direnv": Wrapper(leading=r"[\w./$~{}-]+$", inside=frozenset({"exec"}), once=True),
    **dict.fromkeys(("honcho", "foreman"), _wrapper("-e --env -f --procfile -d", inside="run")),
    "heroku": _wrapper("-e --env", inside="local:run"),
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

# Options of programs that hand their value to a shell.
HANDED: dict[Words, frozenset[str]] = {
    ("circleci", "tests", "run"): frozenset({"--command"}),
    ("nix-shell",): frozenset({"--run"}),
    ("watchmedo", "shell-command"): frozenset({"-c", "--command"}),
    ("doppler", "run"): frozenset({"--command"}),
    ("infisical", "run"): frozenset({"-c", "--command"}),
    **dict.fromkeys((("su",), ("runuser",), ("script",), ("flock",)), frozenset({"-c", "--command"})),
}
_CONCURRENTLY = frozenset(
    "-n --names -c --prefix-colors -p --prefix -l --prefix-length -t --timestamp-format -s --success "
    "-m --max-processes --restart-tries --restart-after --kill-signal --hide --teardown".split()
)
# Programs that hand words with spaces to a shell, with those of their options whose values are none.
SHELL_TEXTS: dict[Words, frozenset[str]] = {
    ("watchfiles",): frozenset("--filter --ignore-paths --target-type --args".split()),
    ("sops", "exec-env"): frozenset(),
    ("nodemon",): frozenset("-w --watch -e --ext -i --ignore --delay --signal".split()),
    ("tmux",): frozenset("-s -n -t -c -e -F".split()),
    ("pm2", "start"): frozenset("-n --name --cwd -o --output -e --error --interpreter --cron".split()),
    ("pm2-runtime", "start"): frozenset("-n --name --cwd --interpreter".split()),
    ("multirun",): frozenset(),
    **{
        (*before, "start-server-and-test"): frozenset[str]()
        for before in ((), ("npx",), ("bunx",), ("yarn",), ("pnpm",))
    },
    **{
        (*before, "concurrently"): _CONCURRENTLY for before in ((), ("npx",), ("bunx",), ("yarn",), ("pnpm",))
    },
}
# Scripts that wait for a port and run what follows `--`.
WAITING = frozenset("wait-for-it wait-for-it.sh wait-for wait-for.sh wait_for_it.sh waitforit".split())
# Modules that run another module or file: `python -m debugpy --listen :5678 -m svc`.
RUNNING_MODULES = frozenset(
    "debugpy cProfile profile pdb ipdb pudb trace tracemalloc kernprof line_profiler jurigged hupper logfire "
    "gevent.monkey accelerate.commands.launch torch.distributed.launch torch.distributed.run "
    "torch.utils.bottleneck".split()
)
