"""Authentication that code leaves off until somebody turns it on."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.program_defences import program_defences
from analyzer.testing import snapshot

SERVER = (
    'import express from "express";\nimport { config } from "./config";\nconst app = express();\n'
    'app.post("/ask", (req, res) => {\n  if (config.SWITCH && !req.headers.key) {\n    return res.status(401).json({});\n  }\n'
    "  if (req.body.size > 10) {\n    return res.status(413).json({});\n  }\n  res.json(1);\n});\napp.listen(80);\n"
)
PACKAGE = '{"scripts": {"start": "node server.js"}, "dependencies": {"express": "4"}}'
CASES = {
    "off": ("securityEnabled", "securityEnabled: false,", {}, False),
    "off, by another name": ("requireAuth", "requireAuth: false", {}, False),
    "on": ("securityEnabled", "securityEnabled: true,", {}, True),
    "of something else": ("cacheEnabled", "cacheEnabled: false,", {}, True),
    "turned on by a file": ("securityEnabled", "securityEnabled: false,", {"a.yaml": "security_enabled: true\n"}, True),
    "turned on in a service": (
        "securityEnabled", "securityEnabled: false,",
        {"compose.yml": "services:\n  a:\n    image: a\n    environment:\n      - APP_SECURITY_ENABLED=true\n"}, True),
    "turned on in an image": (
        "securityEnabled", "securityEnabled: false,", {"Dockerfile": "FROM a\nENV APP_SECURITY_ENABLED=1\n"}, True),
    "turned on in a comment": ("securityEnabled", "securityEnabled: false,", {"a.yaml": "# security_enabled: true\n"}, False),
    "left off by a file": ("securityEnabled", "securityEnabled: false,", {"a.yaml": "security_enabled: false\n"}, False),
    "of one way to sign in": ("key", "ldapAuthEnabled: false,", {}, True),
    "of one way that is asked for here": ("ldapAuthEnabled", "ldapAuthEnabled: false,", {}, False),
    "of all, asked for elsewhere": ("key", "authEnabled: false,", {}, False),
}  # fmt: skip


@pytest.mark.parametrize(("name", "default", "files", "wired"), CASES.values(), ids=CASES)
def test_authentication_that_is_off_by_default_is_met_by_no_request(
    name: str, default: str, files: dict[str, str], wired: bool
) -> None:
    config = f"export const config = {{\n  port: 80,\n  {default}\n}};\n"
    repo = snapshot(
        {"server.js": SERVER.replace("SWITCH", name), "config.js": config, "package.json": PACKAGE, **files}
    )
    found = {each.kind: each.wired for each in program_defences(repo)}
    assert found == {"authentication": wired, "input bound": True}


def test_a_switch_of_a_test_turns_nothing_off() -> None:
    files = {"server.js": SERVER.replace("SWITCH", "authEnabled"), "package.json": PACKAGE}
    files |= {"config.js": "export const config = {};\n", "tests/config.js": "  authEnabled: false,\n"}
    assert all(each.wired for each in program_defences(snapshot(files)))
