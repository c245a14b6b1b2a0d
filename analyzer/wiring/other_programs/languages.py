"""The languages that are read beside Python: one row each."""

from __future__ import annotations

from analyzer.wiring.other_programs.dotnet import CSHARP_LANGUAGE
from analyzer.wiring.other_programs.go import GO_LANGUAGE
from analyzer.wiring.other_programs.javascript import SCRIPT_LANGUAGE
from analyzer.wiring.other_programs.julia import JULIA_LANGUAGE
from analyzer.wiring.other_programs.jvm import JVM_LANGUAGE, SCALA_LANGUAGE
from analyzer.wiring.other_programs.language import Language
from analyzer.wiring.other_programs.r import R_LANGUAGE
from analyzer.wiring.other_programs.ruby import RUBY_LANGUAGE

LANGUAGES_READ: tuple[Language, ...] = (
    SCRIPT_LANGUAGE,
    GO_LANGUAGE,
    JVM_LANGUAGE,
    SCALA_LANGUAGE,
    R_LANGUAGE,
    RUBY_LANGUAGE,
    JULIA_LANGUAGE,
    CSHARP_LANGUAGE,
)
LANGUAGE_BY_NAME = {name: each for each in LANGUAGES_READ for name in each.names}
