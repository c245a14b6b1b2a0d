"""Whether a database of time series is told measures of the service, or the product's own records."""

from __future__ import annotations

from posixpath import basename, dirname

from analyzer.facts.telemetry.service_measures import is_service_measure
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part

# Calls that are given the name of a measurement, a field or a tag.
NAMING_CALLS = word_set("Point measurement field tag add_field add_tag from_dict")
KEY = lazy_regex(r"[\"'](\w{2,60})[\"']\s{0,4}:")
MEASUREMENT = lazy_regex(r"[\"']?measurement[\"']?\s{0,4}[:=]\s{0,4}f?[\"']([\w.-]{2,60})[\"']")
NAMED_FOR_SERVICE = word_set("metrics metric telemetry observability")
MOST_WRITTEN = 500


def measures_service(repo: Snapshot, code: Code) -> bool:
    """Whether what a module writes measures the service; by the module's name where that is not spelled."""
    text = "" if code.notebook else repo.text(code.path) or ""
    names = [
        call.strings[0]
        for call in code.facts.calls
        if call.strings and last_part(call.target) in NAMING_CALLS
    ]
    names += [match[1] for match in MEASUREMENT.finditer(text)]
    spelled = bool(names)
    names += [match[1] for match in KEY.finditer(text)]
    if any(is_service_measure(each) for each in names[:MOST_WRITTEN]):
        return True
    parts = (basename(code.path).removesuffix(".py"), basename(dirname(code.path)))
    return not spelled and any(words_of(each) & NAMED_FOR_SERVICE for each in parts)
