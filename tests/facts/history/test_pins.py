"""What moves a pin, and what only changes a text."""

from __future__ import annotations

import pytest

from analyzer.facts.history.pins import is_release, pins_moved
from tests.support.snapshots import commit, evolved, tag

PATH = "deploy/prod.yaml"
SHAS = ("62e5e20ab793cee7cf94eecdac2199d70a501a73", "aa73cdafd1db8df3c8b7f5ecfdb160989e7639ac")
PROJECT = {"Dockerfile": "FROM python:3.11\nCMD python -m shop\n"}


def moved(before: str, after: str, path: str = PATH, name: str = "shop") -> list[tuple[str, str]]:
    """What moved by a change from one text to the other; a third month makes the file worth reading."""
    story = {"2024-01-02": before, "2024-02-02": before + "# x\n", "2024-03-02": after + "# x\n"}
    repo = evolved({path: story, "Dockerfile": {"2024-01-02": PROJECT["Dockerfile"]}}, name=name)
    return [(pin.thing, pin.name) for pin in pins_moved(repo)]


IMAGE = [("an image", "shop")]
MODEL = "a version of a model or of data"
MOVES = {
    "an image built here": ("image: shop:1.2\n", "image: shop:1.3\n", IMAGE),
    "a date": ("image: shop:2024-01-02\n", "image: shop:2024-02-03\n", IMAGE),
    "a commit as tag": ("image: shop:4f5e6a7b\n", "image: shop:9a8b7c6d\n", IMAGE),
    "from a registry of one's own": (
        "image: 1.dkr.ecr.eu-west-1.amazonaws.com/rank:7\n", "image: 1.dkr.ecr.eu-west-1.amazonaws.com/rank:8\n",
        [("an image", "1.dkr.ecr.eu-west-1.amazonaws.com/rank")]),
    "a digest": (
        f"image: shop@sha256:{'a1' * 32}\n", f"image: shop@sha256:{'b2' * 32}\n", IMAGE),
    "a tag beside its image": (
        "image:\n  repository: ghcr.io/team/shop\n  tag: v1\n", "image:\n  repository: ghcr.io/team/shop\n  tag: v2\n",
        [("an image", "ghcr.io/team/shop")]),
    "kustomize": ("images:\n- name: shop\n  newTag: v1\n", "images:\n- name: shop\n  newTag: v2\n", IMAGE),
    "a variable of Terraform": (
        'variable "image_tag" {\n  default = "1.2"\n}\n', 'variable "image_tag" {\n  default = "1.3"\n}\n', [("an image", "image_tag")]),
    "a model": ("MODEL_VERSION: 3\n", "MODEL_VERSION: 4\n", [(MODEL, "model_version")]),
    "a model in the environment": (
        "env:\n- name: MODEL_VERSION\n  value: v3\n", "env:\n- name: MODEL_VERSION\n  value: v4\n", [(MODEL, "model_version")]),
    "the path of a model": (
        "model_path: s3://m/2024-01/a.pt\n", "model_path: s3://m/2024-02/a.pt\n", [(MODEL, "model_path")]),
    "the file of a model": (
        "wieghts: runs/2024_01_02_a/m.pt\n", "wieghts: runs/2024_02_03_b/m.pt\n", [(MODEL, "wieghts")]),
    "the file of another model": ("w: cats/1.pt\n", "w: dogs/1.pt\n", []),
    "a language model": ("model: gpt-4-0613\n", "model: gpt-4-1106\n", [(MODEL, "model")]),
    "a data version": ("dataset_version: v12\n", "dataset_version: v13\n", [(MODEL, "dataset_version")]),
    "a commit": (f"models:\n  rank:\n    commit: {SHAS[0]}\n", f"models:\n  rank:\n    commit: {SHAS[1]}\n", [("a commit", "commit")]),
    # And what is none.
    "from latest": ("image: shop:latest\n", "image: shop:1.3\n", []),
    "to a branch": ("image: shop:1.2\n", "image: shop:main\n", []),
    "another registry": ("image: a.example.com/shop:1.2\n", "image: b.example.com/shop:1.2\n", []),
    "another image": ("image: shop:1.2\n", "image: shop-api:1.3\n", []),
    "another prefix of a model": ("model: pro/team-ai/rank-v3\n", "model: team-ai/rank-v3\n", []),
    "another version behind the prefix": ("model: pro/rank-v3\n", "model: pro/rank-v4\n", [(MODEL, "model")]),
    "another bucket": ("model_path: s3://eu/m/2024-01/a.pt\n", "model_path: s3://us/m/2024-01/a.pt\n", []),
    "a stray quote": ("model: team-ai/rank-v3\"\n", "model: team-ai/rank-v3\n", []),
    "a v before the number": ("image: shop:v1.2\n", "image: shop:1.2\n", []),
    "a v and another number": ("image: shop:v1.2\n", "image: shop:1.3\n", IMAGE),
    "more of the same commit": (f"commit: {SHAS[0][:8]}\n", f"commit: {SHAS[0]}\n", []),
    "a longer number": ("MODEL_VERSION: 1234567\n", "MODEL_VERSION: 12345678\n", [(MODEL, "model_version")]),
    "somebody else's image": ("image: postgres:14.1\n", "image: postgres:15.2\n", []),
    "somebody else's image with a name": ("image: grafana/grafana:9.1\n", "image: grafana/grafana:9.2\n", []),
    "a tag beside somebody else's image": (
        "image:\n  repository: bitnami/redis\n  tag: 7.1\n", "image:\n  repository: bitnami/redis\n  tag: 7.2\n", []),
    "a project of others": ("image: gcr.io/distroless/python3:1\n", "image: gcr.io/distroless/python3:2\n", []),
    "a tool": ("python_version: 3.10\n", "python_version: 3.11\n", []),
    "a format": ("version: '3.8'\n", "version: '3.9'\n", []),
    "a variable": ("image: shop:${TAG1}\n", "image: shop:${TAG2}\n", []),
    "another model": ("model: bert-base-v1\n", "model: resnet-50\n", []),
    "a number that is no version": ("model_timeout: 30\n", "model_timeout: 60\n", []),
    "a label": ("model_name: rank\n", "model_name: sort\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), MOVES.values(), ids=MOVES)
def test_what_moves(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert moved(before, after) == expected


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("deploy/prod.yaml", 1),
        ("charts/shop/values.yaml", 1),
        ("k8s/a.yaml", 1),
        ("configs/train.yaml", 0),
        ("Dockerfile.api", 0),
    ],
)
def test_a_version_counts_where_something_is_deployed(path: str, count: int) -> None:
    assert len(moved("MODEL_VERSION=3\n", "MODEL_VERSION=4\n", path)) == count


def test_a_commit_counts_in_any_watched_file() -> None:
    assert moved(f"commit: {SHAS[0]}\n", f"commit: {SHAS[1]}\n", "src/app/all.yaml") == [
        ("a commit", "commit")
    ]


def test_an_image_with_the_name_of_the_repository_is_ones_own() -> None:
    before, after = "image: ghcr.io/team/recommender:1\n", "image: ghcr.io/team/recommender:2\n"
    assert moved(before, after, name="film-recommender") == [("an image", "ghcr.io/team/recommender")]
    assert moved(before, after, name="films") == []


@pytest.mark.parametrize(
    "tag", ["1", "v1.2", "1.2.3-rc1", "2024-01-02", "release-12", "4f5e6a7", "sha256:" + "a1" * 32]
)
def test_versions(tag: str) -> None:
    assert is_release(tag)


@pytest.mark.parametrize("tag", ["", "latest", "main", "prod", "stable", "defaced", "feature/x"])
def test_names_that_move_by_themselves(tag: str) -> None:
    assert not is_release(tag)


RELEASES = {
    "the release of what is released": ("k8s/base/a.yaml", "Release 1.3", (), 0),
    "a release that is tagged": ("k8s/base/a.yaml", "update manifests", ("v1.3",), 0),
    "another number": ("k8s/base/a.yaml", "Release 2.0", ("v2.0",), 1),
    "a deployment": ("k8s/base/a.yaml", "deploy 1.3", (), 1),
    "a release in one of several environments": ("k8s/prod/a.yaml", "Release 1.3", ("v1.3",), 1),
    "a chart": ("charts/shop/Chart.yaml", "update", (), 0),
}  # fmt: skip


@pytest.mark.parametrize(("path", "message", "tags", "count"), RELEASES.values(), ids=RELEASES)
def test_the_number_of_a_release_in_what_is_released_pins_nothing(
    path: str, message: str, tags: tuple[str, ...], count: int
) -> None:
    story = {"2024-01-02": "tag: 1.2\n", "2024-02-02": "tag: 1.2\n# x\n", "2024-03-02": "tag: 1.3\n# x\n"}
    twins = {"k8s/dev/a.yaml": {"2024-01-02": "tag: 1.2\n"}} if "prod" in path else {}
    named = [tag(name, commit("2024-03-02", path)) for name in tags]
    repo = evolved({path: story, **twins}, messages={"2024-03-02": message}, tags=named)
    assert len(pins_moved(repo)) == count


def test_a_compose_file_counts_where_it_is_deployed() -> None:
    before, after = "services:\n  a:\n    image: shop:1.2\n", "services:\n  a:\n    image: shop:1.3\n"
    assert moved(before, after, "docker-compose.yml") == []
    assert moved(before, after, "deploy/docker-compose.yml") == []
    story = {"2024-01-02": before, "2024-02-02": before + "# x\n", "2024-03-02": after + "# x\n"}
    files = {
        "docker-compose.yml": story,
        "docker-compose.prod.yml": {"2024-01-02": before},
        "Dockerfile": {"2024-01-02": "FROM x\n"},
    }
    assert len(pins_moved(evolved(files, name="shop"))) == 1
