"""Debuggers, agents, watchers and vaults: what they run counts as run."""

from __future__ import annotations

import pytest

from analyzer.parsing.shell import parse_script, unwrap

WRAPPED = [
    ("python -m debugpy --listen 5678 --wait-for-client -m pytest -q", "python -m pytest -q"),
    ("python -Xfrozen_modules=off -m debugpy --listen 5678 run.py", "python run.py"),
    ("debugpy --listen 0.0.0.0:5678 -m svc.main", "python -m svc.main"),
    ("debugpy --listen 5678 run.py", "python run.py"),
    ("python -m cProfile -o out.prof -m svc.main", "python -m svc.main"),
    ("python -m cProfile", "python -m cProfile"),
    ("python -m pdb -c continue run.py --fast", "python run.py --fast"),
    ("python -m torch.distributed.launch --nproc_per_node=2 run.py", "python run.py"),
    ("python -m torch.utils.data run.py", "python -m torch.utils.data run.py"),
    ("python -m pytest run.py", "python -m pytest run.py"),
    ("deepspeed --num_gpus 2 run.py --config ds.json", "python run.py --config ds.json"),
    ("ddtrace-run gunicorn svc.main:app", "gunicorn svc.main:app"),
    ("opentelemetry-instrument --service_name x uvicorn svc.main:app", "uvicorn svc.main:app"),
    ("/usr/bin/dumb-init -- pytest", "pytest"),
    ("/sbin/tini -g -- pytest", "pytest"),
    ("doppler run -p x -c prd -- pytest", "pytest"),
    ("aws-vault exec --duration=1h prod -- pytest", "pytest"),
    ("faketime '2024-01-01' pytest -q", "pytest -q"),
    ("envdir env pytest", "pytest"),
    ("teller run -- pytest", "pytest"),
    ("direnv exec . pytest", "pytest"),
    ("honcho run pytest", "pytest"),
    ("honcho start web", "honcho start web"),
    ("py-spy record -o p.svg -- python run.py", "python run.py"),
    ("py-spy dump --pid 1", "py-spy dump --pid 1"),
    ("watchmedo auto-restart -d svc -p '*.py' --recursive -- python run.py", "python run.py"),
    ("watchmedo tricks tricks.yaml", "watchmedo tricks tricks.yaml"),
    ("watchexec -e py -- pytest", "pytest"),
    ("dockerize -wait tcp://db:5432 -timeout 60s pytest", "pytest"),
    ("./wait-for-it.sh db:5432 -t 30 -- pytest -q", "pytest -q"),
    ("wait-for-it db:5432", "wait-for-it db:5432"),
    ("wait-for db:5432 --", "wait-for db:5432 --"),
    ("runuser -u app -- pytest", "pytest"),
    ("uvx pytest@8", "pytest"),
    ("xargs -0 -n1 pytest -q", "pytest -q"),
    ("xargs -I{} pytest {}/qa", "pytest ${item}/qa"),
    ("xargs -I % pytest %", "pytest ${item}"),
    ("xargs -Ix pytest", "pytest"),
    ("parallel -j 4 --halt now,fail=1 pytest -q ::: a b", "pytest -q a b"),
    ("parallel pytest -q", "pytest -q"),
    ("parallel pytest -q :::: list.txt", "pytest -q"),
    ("parallel pytest {}/qa ::: a b", "pytest ${item}/qa"),
    ("parallel --version", "parallel --version"),
    ("pipx run pytest==8.3", "pytest"),
    ("uv tool run --from x 'pytest[cov]>=8' -q", "pytest -q"),
    ("$PYTHON_HOME/python -m pytest", "python -m pytest"),
    ("C:/Python312/python -m pytest", "python -m pytest"),
    ("/opt/python3.12 -m pytest", "python -m pytest"),
    ("./python -m pytest", "./python -m pytest"),
    ("tools/python -m pytest", "tools/python -m pytest"),
]


@pytest.mark.parametrize(("wrapped", "bare"), WRAPPED)
def test_a_program_that_runs_its_arguments(wrapped: str, bare: str) -> None:
    (command,) = (each.words for each in parse_script(wrapped))
    assert " ".join(unwrap(command)) == bare


HANDED_ON = [
    ("parallel ::: 'pytest a' 'ruff check'", ["pytest a", "ruff check"]),
    ("parallel 'cd {} && pytest' ::: a b", ["cd ${item}", "pytest"]),
    ("parallel 'pytest -q' ::: a b", ["pytest -q a b"]),
    ("ls | xargs -I{} sh -c 'cd {} && pytest'", ["ls", "cd ${item}", "pytest"]),
    ("find . -name qa -exec sh -c 'cd {} && pytest' ';'", ["cd ${item}", "pytest"]),
    ("su app -c 'pytest -q'", ["pytest -q"]),
    ("su - app", ["su - app"]),
    ("flock -n /tmp/lock -c 'python run.py'", ["python run.py"]),
    ("flock -n /tmp/lock python run.py", ["flock -n /tmp/lock python run.py"]),
    ("doppler run --command='pytest && ruff check'", ["pytest", "ruff check"]),
    ("watchmedo shell-command --patterns='*.py' --command='python run.py' svc", ["python run.py"]),
    ("watchfiles --filter python 'uvicorn svc.main:app' svc", ["uvicorn svc.main:app"]),
    ("watchfiles svc.main.main", ["watchfiles svc.main.main"]),
    ("nodemon -e py -x 'python run.py'", ["python run.py"]),
    ("nodemon run.py", ["nodemon run.py"]),
    ("pm2 start 'uvicorn svc.main:app' --name 'the service'", ["uvicorn svc.main:app"]),
    ("tmux new -d -s 'a b' 'python run.py'", ["python run.py"]),
    ("sops exec-env secrets.env 'pytest -q'", ["pytest -q"]),
    ("npx concurrently -n 'a, b' 'python run.py' npm:web", ["python run.py", "npm run web"]),
    ("npx start-server-and-test 'uvicorn a:b' :8000 'pytest tests'", ["uvicorn a:b", "pytest tests"]),
    ("npx concurrently --kill-others 'python run.py' 'vite dev'", ["python run.py", "vite dev"]),
    ("echo 'python run.py'", ["echo python run.py"]),
]


@pytest.mark.parametrize(("handing", "run"), HANDED_ON)
def test_a_program_that_hands_a_text_to_a_shell(handing: str, run: list[str]) -> None:
    assert [" ".join(each.words) for each in parse_script(handing)] == run
