"""The roles that a rubric is shipped for: the names on the command line, and what people read for them."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "platform": "machine learning platform and operations",
    "applied": "applied machine learning in a product",
    "llm": "applications of language models",
    "research": "machine learning research",
    "data": "data and feature pipelines for machine learning",
}
