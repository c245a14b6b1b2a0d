"""Functions of programs that give a part of their users another version, and what only sounds like it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from checks.rollout import rollout

HEAD = (
    "package a;\nimport org.springframework.ai.chat.client.ChatClient;\n"
    "import org.springframework.web.bind.annotation.*;\nimport org.slf4j.*;\nimport java.util.*;\n"
    "@RestController\npublic class Api {\n  private final ChatClient client;\n"
    "  private static final Logger log = LoggerFactory.getLogger(Api.class);\n"
    "  Api(ChatClient client) { this.client = client; }\n"
)
ASK = "    return client.prompt().user(q).call().content();\n"
TAIL = "  void recordExposure(String variant) { log.info(variant); }\n}\n"


def api(answers: str, chooses: str) -> dict[str, str]:
    return {
        "src/main/java/a/Api.java": f'{HEAD}  @PostMapping("/ask")\n  String ask(String q) {{\n'
        f"    String variant = chooseVariant(q);\n    recordExposure(variant);\n{answers}  }}\n"
        f"  String chooseVariant(String q) {{ {chooses} }}\n{TAIL}"
    }


def elsewhere(chooses: str) -> dict[str, str]:
    asks = (
        HEAD.replace("class Api", "class Chat")
        .replace("  Api(", "  Chat(")
        .replace("Api.class", "Chat.class")
    )
    return {
        **api("    return variant;\n", chooses),
        "src/main/java/a/Chat.java": f'{asks}  @PostMapping("/chat")\n  String chat(String q) {{\n{ASK}  }}\n}}\n',
    }


BY_HASH = 'return Math.floorMod(Objects.hash(q), 100) < 10 ? "b" : "a";'
CASES: dict[str, tuple[dict[str, str], Level]] = {
    "by a hash": (api(ASK, BY_HASH), Level.WIRED),
    "by the hash of a string": (api(ASK, 'return q.hashCode() % 10 == 0 ? "b" : "a";'), Level.WIRED),
    "by a draw": (api(ASK, 'return Math.random() < 0.1 ? "b" : "a";'), Level.WIRED),
    "by the size of a sample": (api(ASK, "return request.getMinSampleSize();"), Level.ABSENT),
    "by a setting": (api(ASK, "return settings.getVariant();"), Level.ABSENT),
    "no model behind the route": (elsewhere(BY_HASH), Level.PRESENT),
}


@pytest.mark.parametrize(("files", "level"), CASES.values(), ids=CASES)
def test_who_chooses_a_variant(files: dict[str, str], level: Level) -> None:
    assert run(rollout, snapshot(files)).level is level
