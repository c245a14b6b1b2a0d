"""Go: what packages of models are for."""

from __future__ import annotations

from analyzer.wiring.other_programs.language import Sign, Subject, sign

GO_MODEL_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "github.com/sashabaranov/go-openai github.com/openai/openai-go",
        r"\w+\(\)\.(?:Create\w+|(?:Chat|Completions|Responses|Embeddings)\..+)",
    ),
)
