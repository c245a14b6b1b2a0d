"""What the page about many machines says to type works as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import ROOT, repo_evidence
from tests.support.dask_cluster import Cluster, dask_cluster
from tests.support.repositories import CommitSpec, build_repository

PAGE = (ROOT / "docs" / "cluster.md").read_text()
COMPOSE, KUBERNETES = (yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
SCHEDULER, WORKER, BATCH = (
    shlex.split(line)
    for line in re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()  # type: ignore[index]
)


def test_the_commands_start_a_cluster_and_a_batch_on_it(tmp_path: Path) -> None:
    build_repository(tmp_path / "r", [CommitSpec({"a.py": "x = 1\n"})])
    (tmp_path / "candidates.csv").write_text(f"target\n{tmp_path / 'r'}\n")
    with dask_cluster(tmp_path, workers=0) as cluster:
        assert SCHEDULER[:2] == ["dask", "scheduler"] and WORKER[:2] == ["dask", "worker"]
        _started(cluster, WORKER)
        places = {"candidates.csv": str(tmp_path / "candidates.csv"), "vetting": str(tmp_path / "out")}
        words = [cluster.address if each.startswith("tcp:") else places.get(each, each) for each in BATCH[1:]]
        done = repo_evidence(*words)
    assert done.returncode == 0, done.stderr


def _started(cluster: Cluster, words: list[str]) -> None:
    own = [cluster.address if each.startswith("tcp:") else each for each in words[2:]]
    cluster.start("dask_worker", *own, "--local-directory", str(cluster.folder))


@pytest.mark.parametrize(
    "command",
    [
        COMPOSE["services"]["scheduler"]["entrypoint"],
        COMPOSE["services"]["worker"]["entrypoint"],
        KUBERNETES["spec"]["scheduler"]["spec"]["containers"][0]["command"],
        KUBERNETES["spec"]["worker"]["spec"]["containers"][0]["command"],
        SCHEDULER,
        WORKER,
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_every_option_of_dask_is_one(command: list[str]) -> None:
    from distributed.cli import dask_scheduler, dask_worker

    main = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[command[1]]
    known = {option for parameter in main.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {each for each in command if each.startswith("--")} <= known


def test_the_batch_of_the_compose_file_is_a_command() -> None:
    done = repo_evidence(*COMPOSE["services"]["batch"]["command"], "--help")
    assert done.returncode == 0 and "GITHUB_TOKENS" in COMPOSE["services"]["batch"]["environment"]
