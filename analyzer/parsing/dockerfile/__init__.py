"""Dockerfiles as stages and instructions."""

from __future__ import annotations

from analyzer.parsing.dockerfile.instructions import Instruction
from analyzer.parsing.dockerfile.stages import Dockerfile, Stage, expand, is_dockerfile, parse_dockerfile

__all__ = ["Dockerfile", "Instruction", "Stage", "expand", "is_dockerfile", "parse_dockerfile"]
