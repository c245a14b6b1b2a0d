"""The languages that are read beside Python: one row each."""

from __future__ import annotations

from analyzer.wiring.other_programs.dotnet.language import CSHARP_LANGUAGE
from analyzer.wiring.other_programs.go.language import GO_LANGUAGE
from analyzer.wiring.other_programs.javascript.language import SCRIPT_LANGUAGE
from analyzer.wiring.other_programs.julia.language import JULIA_LANGUAGE
from analyzer.wiring.other_programs.jvm.language import JVM_LANGUAGE, SCALA_LANGUAGE
from analyzer.wiring.other_programs.r.language import R_LANGUAGE
from analyzer.wiring.other_programs.ruby.language import RUBY_LANGUAGE
from analyzer.wiring.other_programs.vocabulary.language import Language

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
