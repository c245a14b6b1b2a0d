"""What an infrastructure file declares, whatever tool reads it, and the values below one of its keys."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.parsing.structured import Block, Items, Text
from analyzer.text import word_set

MAXIMUM_MANIFEST_NODES = 20_000
# Terraform and OpenTofu read the same language.
TERRAFORM_ENDINGS = (".tf", ".tofu")
# Servers that everybody runs as they come: where nothing else is deployed, it is a workshop.
SHARED_SERVERS = word_set(
    "postgres postgresql mysql mariadb mongo mongodb redis memcached rabbitmq kafka zookeeper elasticsearch "
    "kibana logstash opensearch minio mc mlflow aim tensorboard grafana prometheus alertmanager loki "
    "promtail jaeger node-exporter cadvisor pushgateway nginx traefik envoy busybox alpine ubuntu debian "
    "adminer pgadmin pgadmin4 jupyter jupyterlab notebook registry localstack mailhog"
)


class Manifest(Struct, frozen=True):
    """The resources that one file declares.

    `tool` is what reads the file, `runs` the images of its containers, `files` the texts in it that
    may be paths, `tuned` whether it sets more than the required fields. `image_lines` are the lines on
    which the object of each image begins, `block_lines` those of all of its blocks.
    """

    tool: str
    path: str
    line: int
    resources: tuple[str, ...]
    runs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tuned: bool = False
    image_lines: tuple[int, ...] = ()
    block_lines: tuple[int, ...] = ()

    def line_of_image(self, image: str) -> int:
        """Where the object begins that runs an image; the line of the file where that is not known."""
        return next(
            (at for at, each in zip(self.image_lines, self.runs, strict=False) if each == image), self.line
        )

    def line_of_block(self, line: int) -> int:
        """Where the block begins that holds a line; the line of the file where that is not known."""
        return max((each for each in self.block_lines if each <= line), default=self.line)


def is_shared_server(image: str) -> bool:
    """Whether an image is one of a server that everybody runs as it comes."""
    return image.rpartition("/")[2].partition("@")[0].partition(":")[0] in SHARED_SERVERS


def scalars(value: object) -> Iterator[tuple[str, Text]]:
    """Every (key, scalar) below a value, without recursion."""
    for key, each in walk(value):
        if isinstance(each, Text):
            yield key, each


def walk(value: object) -> Iterator[tuple[str, object]]:
    """Every (key, value) below a value, without recursion."""
    pending: list[tuple[str, object]] = [("", value)]
    taken = 0
    while pending and taken < MAXIMUM_MANIFEST_NODES:
        key, each = pending.pop()
        taken += 1
        yield key, each
        if isinstance(each, Block):
            pending.extend(each.items())
        elif isinstance(each, Items):
            pending.extend((key, inner) for inner in each)
