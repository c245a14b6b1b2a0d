"""What is open while a Jenkinsfile is read: its stages, and the blocks of braces in them."""

from __future__ import annotations

from msgspec import Struct, field

from analyzer.parsing.ci.groovy import Token
from analyzer.parsing.ci.jenkins_when import When
from analyzer.parsing.ci.model import Step


class Stage(Struct):
    """A stage, function or parallel branch while it is read."""

    id: str
    line: int
    group: int | None
    steps: list[Step] = field(default_factory=list)
    when: When = field(default_factory=When)
    image: str | None = None
    axes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    by_hand: bool = False


class Frame(Struct):
    """A block of braces: the call before it, its literal arguments, and what was read before it began."""

    name: str
    arguments: tuple[str, ...]
    begin: int
    statement: list[Token]
    stage: Stage | None = None
    axes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    added: list[tuple[Stage, int]] = field(default_factory=list)
    loop: tuple[str, tuple[str, ...]] | None = None
