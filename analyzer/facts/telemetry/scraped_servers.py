"""Model servers that emit metrics by themselves, where Prometheus is told to read them.

Sources: https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/metrics.html,
https://docs.vllm.ai/en/latest/usage/metrics.html, https://pytorch.org/serve/metrics_api.html,
https://huggingface.co/docs/text-generation-inference/reference/metrics.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import FileKind
from analyzer.facts.models.model_servers import command_tool, image_tool
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import block, items
from analyzer.repository import Snapshot, derived

EMITTING_SERVERS = frozenset(
    {"Triton", "vLLM", "Text Generation Inference", "Text Embeddings Inference", "TorchServe"}
)


def scraped_servers(repo: Snapshot) -> Iterator[Evidence]:
    """Services of compose files that run such a server, and that a scrape configuration names."""
    hosts = _scraped_hosts(repo)
    for path, services in repo.services.items() if hosts else ():
        for service in services:
            tool = command_tool(tuple(service.command)) if service.command else None
            tool = tool or image_tool(service.image or "")
            if tool in EMITTING_SERVERS and service.name in hosts:
                note = f"{tool}: its own metrics, which {hosts[service.name]} has Prometheus read"
                yield Evidence(path, service.line, Level.WIRED, note)


@derived
def _scraped_hosts(repo: Snapshot) -> dict[str, str]:
    """The hosts that files of Prometheus have it read, with the file."""
    found: dict[str, str] = {}
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not path.endswith((".yml", ".yaml")) or b"scrape_configs" not in (repo.content(path) or b""):
            continue
        for document in repo.yaml(path):
            for job in items(block(document.value).get("scrape_configs")):
                for static in items(block(job).get("static_configs")):
                    for target in items(block(static).get("targets")):
                        found.setdefault(str(target).partition(":")[0], path)
    return found
