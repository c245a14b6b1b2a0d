"""Tests that build the repository's own image, to ask what runs in it."""

from __future__ import annotations

from posixpath import basename

from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.roles import is_example_path, is_test_path

# By the last two parts of their names, where the file imports a client of Docker.
IMAGE_BUILDS = word_set(
    "images.build api.build docker.build buildx.build image.DockerImage images.build_image"
)
DOCKER_CLIENTS = word_set("docker aiodocker podman testcontainers python_on_whales")
BUILD_COMMANDS = word_set("docker podman nerdctl buildah")
BUILD_SUBCOMMANDS = word_set("build buildx bud")


def builds_image(call: Call, facts: PythonFacts) -> bool:
    """Whether a call builds an image: by a client of Docker, or by a command line."""
    words = [part for text in call.strings for part in text.split()]
    if len(words) > 1 and basename(words[0]) in BUILD_COMMANDS and words[1] in BUILD_SUBCOMMANDS:
        return True
    last = ".".join(call.target.replace("()", "").split(".")[-2:])
    return last in IMAGE_BUILDS and any(
        each.module.partition(".")[0] in DOCKER_CLIENTS for each in facts.imports
    )


@derived
def has_own_image(repo: Snapshot) -> bool:
    """Whether a container build file takes files of the repository and starts something."""
    return any(
        image.start and image.copies
        for path, image in repo.dockerfiles.items()
        if not is_test_path(path) and not is_example_path(path)
    )
