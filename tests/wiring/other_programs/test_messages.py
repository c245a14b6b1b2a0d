"""A message leads to the method that takes its type, as far as a route over a model."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes

ASKS = "using OpenAI.Chat;\nusing MediatR;\n"
HANDLER = (
    ASKS + "public record Ask(string Text) : IRequest<string>;\n"
    "public record Tidy(string Text) : IRequest<string>;\n"
    "public class AskHandler(ChatClient client) : IRequestHandler<Ask, string> {\n"
    "  public async Task<string> Handle(Ask request, CancellationToken ct) {\n"
    "    var answer = await client.CompleteChatAsync(request.Text);\n    return answer.ToString();\n  }\n}\n"
    "public static class Asks { public static Ask ToAsk(this Body body) { return new Ask(body.Text); } }\n"
)


def controller(sends: str, *, field: str = "IMediator mediator", uses: str = "using MediatR;\n") -> str:
    return (
        f"using Microsoft.AspNetCore.Mvc;\n{uses}[ApiController]\n"
        f"public class AskController({field}) : ControllerBase {{\n"
        f'  [HttpPost("ask")]\n  public async Task<IActionResult> Post([FromBody] Body body) {{\n'
        f"    {sends}\n    return Ok();\n  }}\n}}\n"
    )


NESTED = (
    ASKS + "public static class AskText {\n  public record Command(string Text) : IRequest<string>;\n"
    "  public class Handler(ChatClient client) : IRequestHandler<Command, string> {\n"
    "    public async Task<string> Handle(Command request, CancellationToken ct) {\n"
    "      return (await client.CompleteChatAsync(request.Text)).ToString();\n    }\n  }\n}\n"
    "public static class TidyText {\n  public record Command(string Text) : IRequest<string>;\n}\n"
)
SPRING = {
    "src/main/java/org/shop/Asked.java": "package org.shop;\npublic record Asked(String text) {}\n",
    "src/main/java/org/shop/Tidied.java": "package org.shop;\npublic record Tidied(String text) {}\n",
    "src/main/java/org/shop/Listener.java": "package org.shop;\n"
    "import org.springframework.ai.chat.client.ChatClient;\n"
    "import org.springframework.context.event.EventListener;\n"
    "public class Listener {\n  private final ChatClient client;\n"
    "  Listener(ChatClient client) { this.client = client; }\n"
    "  @EventListener\n  void on(Asked event) { client.prompt().user(event.text()).call().content(); }\n}\n",
}


def published(event: str) -> dict[str, str]:
    return SPRING | {
        "src/main/java/org/shop/Api.java": "package org.shop;\n"
        "import org.springframework.context.ApplicationEventPublisher;\n"
        "import org.springframework.web.bind.annotation.PostMapping;\n"
        "import org.springframework.web.bind.annotation.RestController;\n"
        "@RestController\npublic class Api {\n  private final ApplicationEventPublisher events;\n"
        "  Api(ApplicationEventPublisher events) { this.events = events; }\n"
        '  @PostMapping("/ask")\n  void ask(String text) { events.publishEvent(new '
        + event
        + "(text)); }\n}\n"
    }


def net(api: str, handler: str = HANDLER) -> dict[str, str]:
    return {
        "Api/Api.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>',
        "Api/Ask.cs": handler,
        "Api/Api.cs": api,
    }


ANY = "var (sender, ct) = parts; await sender.Send(new Ask(body.Text), ct);"
CASES = {
    "sent": (net(controller("await mediator.Send(new Ask(body.Text));")), True),
    "another message": (net(controller("await mediator.Send(new Tidy(body.Text));")), False),
    "made, not sent": (net(controller("var ask = new Ask(body.Text);")), False),
    "made by another method": (net(controller("await mediator.Send(body.ToAsk());")), True),
    "by a sender": (
        net(controller("await sender.Send(new Ask(body.Text));", field="ISender sender")),
        True,
    ),
    "by anything, with the package": (net(controller(ANY, field="")), True),
    "by anything, without it": (net(controller(ANY, field="", uses="")), False),
    "by a client of mail": (
        net(controller("await mail.Send(new Ask(body.Text));", field="SmtpClient mail")),
        False,
    ),
    "a class inside of another": (
        net(controller("await mediator.Send(new AskText.Command(body.Text));"), NESTED),
        True,
    ),
    "one of the same name in another": (
        net(controller("await mediator.Send(new TidyText.Command(body.Text));"), NESTED),
        False,
    ),
    "no handler": (
        net(
            controller("await mediator.Send(new Ask(body.Text));"),
            HANDLER.replace(" : IRequestHandler<Ask, string>", ""),
        ),
        False,
    ),
    "an event of Spring": (published("Asked"), True),
    "another event of Spring": (published("Tidied"), False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_message_leads_to_what_takes_it(name: str) -> None:
    files, over = CASES[name]
    assert [each.over_model for each in routes(snapshot(files))] == [over]
