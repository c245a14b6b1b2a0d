"""Is an answer one that GitHub's published OpenAPI description allows?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from tests.support.extract_openapi import EXTRACT

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or (bool(urlsplit(value).scheme) and not re.search(r"[\s{}]", value))


@FORMATS.checks("email")
def _is_mail_address(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"[^@\s]+@[^@\s]+", value) is not None


def violations(operation: str, status: int, document: Any) -> Iterator[str]:
    """What is wrong with the answer of `operation` (a path of the description), in one line each."""
    for problem in _validator(operation, status).iter_errors(document):
        for part in problem.context or (problem,):
            yield f"{operation} {status} at {part.json_path}: {part.message[:300]}"


@cache
def _description() -> Any:
    return json.loads(EXTRACT.read_text(encoding="utf-8"))


@cache
def _validator(operation: str, status: int) -> Draft202012Validator:
    description = _description()
    described = description["responses"].get(operation, {})
    if status < 300 and str(status) not in described:
        raise LookupError(f"the description has no {status} of {operation}")
    schema = described.get(str(status), {"$ref": "#/components/schemas/basic-error"})
    return Draft202012Validator({**schema, "components": description["components"]}, format_checker=FORMATS)
