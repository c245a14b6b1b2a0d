"""Take from GitHub's OpenAPI description what the loopback GitHub answers, as plain JSON Schema.

The description is in the npm package @octokit/openapi (MIT licence). To renew the extract:

    npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
    python -m tests.support.extract_openapi package
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

OPERATIONS = (
    "/orgs/{org}",
    "/orgs/{org}/repos",
    "/rate_limit",
    "/repos/{owner}/{repo}",
    "/repos/{owner}/{repo}/commits",
    "/repos/{owner}/{repo}/compare/{basehead}",
    "/search/commits",
    "/search/issues",
    "/user",
    "/user/repos",
    "/users/{username}",
    "/users/{username}/repos",
)
ERRORS = ("basic-error", "validation-error")
DESCRIPTION = "generated/api.github.com.json"
EXTRACT = Path(__file__).with_name("github_openapi.json")

_PLAIN = (
    "format required pattern minimum maximum minLength maxLength minItems maxItems uniqueItems maxProperties"
).split()
_PREFIX = "#/components/schemas/"


def extract(description: Mapping[str, Any], source: Mapping[str, str]) -> dict[str, Any]:
    """The answers of `OPERATIONS` by path and status, and the schemas they refer to, in Draft 2020-12."""
    responses = {path: dict(_responses(description, path)) for path in OPERATIONS}
    schemas: dict[str, Any] = {}
    wanted = {*_references(responses), *ERRORS}
    while wanted:
        name = wanted.pop()
        schemas[name] = convert(description["components"]["schemas"][name])
        wanted |= set(_references(schemas[name])) - set(schemas)
    return {"source": dict(source), "responses": responses, "components": {"schemas": schemas}}


def convert(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema without prose: `nullable` becomes the type null."""
    if not isinstance(schema, dict):
        return schema
    result = {key: schema[key] for key in _PLAIN if key in schema}
    result |= {key: convert(schema[key]) for key in ("items", "additionalProperties", "not") if key in schema}
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            result[key] = [convert(part) for part in schema[key]]
    if "properties" in schema:
        result["properties"] = {name: convert(part) for name, part in schema["properties"].items()}
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    nullable = schema.get("nullable", False)
    if "enum" in schema:
        result["enum"] = [*schema["enum"], *([None] if nullable and None not in schema["enum"] else [])]
    if "type" in schema:
        result["type"] = [schema["type"], "null"] if nullable else schema["type"]
    elif nullable and result:
        return {"anyOf": [result, {"type": "null"}]}
    return result


def _responses(description: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for status, response in description["paths"][path]["get"]["responses"].items():
        if "$ref" in response:
            response = description["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        content = response.get("content", {}).get("application/json")
        if content is not None:
            yield status, convert(content["schema"])


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].removeprefix(_PREFIX)
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def main(package: Path) -> None:
    """Write the extract of the unpacked npm package at `package`."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    source = {
        "package": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "notice": " ".join((package / "LICENSE").read_text(encoding="utf-8").split()),
        "file": DESCRIPTION,
    }
    description = json.loads((package / DESCRIPTION).read_text(encoding="utf-8"))
    text = json.dumps(extract(description, source), indent=1, sort_keys=True)
    EXTRACT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
