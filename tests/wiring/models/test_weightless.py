"""Which modules of PyTorch are models: those that may hold weights."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.models.model_uses import model_uses

HEAD = "import torch\nfrom torch import nn\nfrom blocks import Block, backbone\n\n\nclass M(nn.Module):\n"
FORWARD = "    def forward(self, x):\n        return torch.sigmoid(x)\n"
INIT = "    def __init__(self, {}):\n        super().__init__()\n        {}\n"
MODEL: list[str] = ["class M"]
NONE: list[str] = []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (FORWARD, NONE),
        (INIT.format("k: int", "self.k = k") + FORWARD, NONE),
        (INIT.format("k=0.5", "self.k = k  # share") + FORWARD, NONE),
        (INIT.format("k", "self.k = 3") + FORWARD, NONE),
        # Layers, weights, and what may be a layer.
        (INIT.format("k: int", "self.fc = nn.Linear(k, 1)") + FORWARD, MODEL),
        (INIT.format("k: int", "self.w = nn.Parameter(torch.zeros(k))") + FORWARD, MODEL),
        (INIT.format("k: int", "self.block = Block(k)") + FORWARD, MODEL),
        (INIT.format("k: int", "self.body = backbone(k)") + FORWARD, MODEL),
        (INIT.format("body", "self.body = body") + FORWARD, MODEL),
        (INIT.format("body: nn.Module", "self.body = body") + FORWARD, MODEL),
        (INIT.format("body=None", "self.body = body") + FORWARD, MODEL),
        (INIT.format("k: int", "self.register_buffer('k', torch.ones(k))") + FORWARD, MODEL),
        ("    pass\n", MODEL),
        (FORWARD.replace("sigmoid(x)", "sigmoid(self.layers[0](x))"), MODEL),
    ],
)
def test_a_module_without_weights_is_no_model(body: str, expected: list[str]) -> None:
    uses = model_uses(snapshot({"m.py": HEAD + body}))
    assert [each.target for each in uses if each.kind == "defines" and each.target == "class M"] == expected
