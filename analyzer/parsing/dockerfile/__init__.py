"""Dockerfiles as stages and instructions."""

from __future__ import annotations

from analyzer.parsing.dockerfile.instructions import Instruction
from analyzer.parsing.dockerfile.stages import Dockerfile, is_dockerfile, parse_dockerfile

__all__ = ["Dockerfile", "Instruction", "is_dockerfile", "parse_dockerfile"]
