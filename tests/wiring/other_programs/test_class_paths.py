"""The path of a route begins with what its class says for all of them."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from tests.support.snapshots import snapshot

SPRING = (
    "import org.springframework.web.bind.annotation.*;\n@RestController{0}\npublic class Answers {{\n"
    " @PostMapping{1}\n public String ask() {{ return null; }}\n}}\n"
)
ASP = (
    "using Microsoft.AspNetCore.Mvc;\n[ApiController]{0}\npublic class ChatController : ControllerBase\n{{\n"
    " [HttpPost{1}]\n public IActionResult Ask() {{ return Ok(); }}\n}}\n"
)
NEST = (
    'import {{ Controller, Post }} from "@nestjs/common";\n@Controller({0})\nexport class Chat {{\n'
    " @Post({1})\n  ask() {{ return 1; }}\n}}\n"
)


@pytest.mark.parametrize(
    ("name", "source", "of_class", "own", "route"),
    [
        ("A.java", SPRING, '\n@RequestMapping("/api/chat")', '("/ask")', "/api/chat/ask"),
        ("A.java", SPRING, '\n@RequestMapping(value = "/api/chat")', "", "/api/chat"),
        ("A.java", SPRING, '("answers")', '("/ask")', "/ask"),
        ("A.java", SPRING, "", "", ""),
        ("A.cs", ASP, '\n[Route("api/[controller]")]', '("ask")', "/api/Chat/ask"),
        ("A.cs", ASP, '\n[Route("api/[controller]")]', "", "/api/Chat"),
        ("A.cs", ASP, '\n[Route("[controller]")]', "", "/Chat"),
        ("A.cs", ASP, '\n[Route("api/[controller]")]', '("/ask")', "/ask"),
        ("A.cs", ASP, "", '("ask")', "ask"),
        ("a.ts", NEST, '"chat"', '"ask"', "/chat/ask"),
        ("a.ts", NEST, '{ path: "chat" }', "", "/chat"),
        ("a.ts", NEST, "", '"ask"', "ask"),
    ],
)
def test_the_path_of_a_class_is_before_that_of_its_route(
    name: str, source: str, of_class: str, own: str, route: str
) -> None:
    files = {
        name: source.format(of_class, own),
        "package.json": '{"dependencies": {"@nestjs/common": "11"}}',
        "pom.xml": "<project/>",
    }
    assert [each.route for each in routes(snapshot(files))] == [route]
