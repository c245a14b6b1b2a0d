"""What a check of a test declares where the test is about something else."""

from __future__ import annotations

from analyzer.declarations import Competency, FlagQuestion, Questions

QUESTIONS = Questions(
    competency=Competency.OPERATIONS,
    present="What did {path} change?",
    absent="How is it done without?",
    strong="Names a case.",
    weak="Names a tool.",
)
FLAG_QUESTION = FlagQuestion(
    competency=Competency.OPERATIONS,
    ask="Why is it odd?",
    strong="Names a reason.",
    weak="Did not see it.",
)
LEVELS = "Present: it is there. Substantive: it says something. Wired: it is used."
# The same in the source of a plugin.
PLUGIN_IMPORTS = """
from analyzer.declarations import Competency, FileKind, Questions
from analyzer.engine.registry import check, flag_check
from analyzer.model import Evidence, Flag, Level, Severity
"""
PLUGIN_QUESTIONS = (
    "Questions(competency=Competency.OPERATIONS, present='What did it change?', "
    "absent='How is it done without?', strong='Names a case.', weak='Names a tool.')"
)
