"""YAML, TOML, JSON and INI as one kind of value that knows its lines."""

from __future__ import annotations

from analyzer.parsing.structured.formats import (
    YAML_LIMIT,
    Block,
    Document,
    Items,
    Text,
    Value,
    block,
    items,
    line,
    load_ini,
    load_json,
    load_toml,
    load_yaml,
    nodes,
    text,
)

__all__ = [
    "YAML_LIMIT",
    "Block",
    "Document",
    "Items",
    "Text",
    "Value",
    "block",
    "items",
    "line",
    "load_ini",
    "load_json",
    "load_toml",
    "load_yaml",
    "nodes",
    "text",
]
