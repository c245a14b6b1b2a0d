"""Services of ASP.NET Core: what checks the messages of a mediator, and what answers for every failure."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

CONTROLLER = (
    "using Microsoft.AspNetCore.Mvc;\nusing MediatR;\n[ApiController]\npublic class OrdersController : ControllerBase {\n"
    "  private readonly IMediator mediator;\n  [HttpPost]\n  public async Task<IActionResult> Post([FromBody] CreateOrder command) {\n"
    "    return Ok(await mediator.Send(command));\n  }\n}\n"
)
HANDLER = (
    "using MediatR;\npublic class CreateOrderHandler : IRequestHandler<CreateOrder, int> {\n"
    "  public async Task<int> Handle(CreateOrder request, CancellationToken token) {\n"
    "    throw new NotFoundException(request.Name);\n  }\n}\n"
)
VALIDATOR = (
    "using FluentValidation;\npublic class CreateOrderValidator : AbstractValidator<CreateOrder> {\n"
    "  public CreateOrderValidator() {\n    RuleFor(each => each.Name).NotEmpty().MaximumLength(500);\n  }\n}\n"
)
BEHAVIOUR = (
    "using FluentValidation;\nusing MediatR;\npublic class Checks<A, B> : IPipelineBehavior<A, B> where A : notnull {\n"
    "  private readonly IEnumerable<IValidator<A>> validators;\n"
    "  public async Task<B> Handle(A request, RequestHandlerDelegate<B> next, CancellationToken token) {\n"
    "    return await next();\n  }\n}\n"
)
ADDED = "services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Checks<,>));"
START = "using Microsoft.Extensions.DependencyInjection;\npublic static class Setup {{\n  public static void Add(IServiceCollection services) {{\n    {}\n  }}\n}}\n"
MIDDLEWARE = (
    "using Microsoft.AspNetCore.Http;\npublic class Failures {\n  private readonly RequestDelegate next;\n"
    "  public async Task InvokeAsync(HttpContext context) {\n    try {\n      await next(context);\n    }\n"
    "    catch (Exception failure) {\n      context.Response.StatusCode = (int)status;\n    }\n  }\n}\n"
)
PUT_IN = "app.UseMiddleware<Failures>();"


def service(
    *setup: str, validator: str = VALIDATOR, middleware: str = MIDDLEWARE, behaviour: str = BEHAVIOUR
) -> dict[str, str]:
    return {
        "Orders.cs": CONTROLLER,
        "Handler.cs": HANDLER,
        "Validator.cs": validator,
        "Behaviour.cs": behaviour,
        "Failures.cs": middleware,
        "Setup.cs": START.format("\n    ".join(setup)),
    }


THROWN = "Handler.cs:4", Level.PRESENT
HANDLED = "Failures.cs:8", Level.PRESENT
CASES = {
    "both": (service(ADDED, PUT_IN), ("Failures.cs:8", Level.SUBSTANTIVE)),
    "a behaviour of the mediator": (
        service("services.AddMediatR(c => c.AddOpenBehavior(typeof(Checks<,>)));"),
        ("Handler.cs:4", Level.SUBSTANTIVE),
    ),
    "a filter of the framework": (
        service("services.AddFluentValidationAutoValidation();"),
        ("Handler.cs:4", Level.SUBSTANTIVE),
    ),
    "a behaviour that nothing adds": (service(), THROWN),
    "another behaviour": (service(ADDED, behaviour=BEHAVIOUR.replace("IValidator", "ILogger")), THROWN),
    "a validator of another message": (
        service(ADDED, validator=VALIDATOR.replace("<CreateOrder>", "<CreateBill>")),
        THROWN,
    ),
    "middleware": (service(PUT_IN), HANDLED),
    "middleware by its type": (service("app.UseMiddleware(typeof(Failures));"), HANDLED),
    "middleware for one failure": (
        service(PUT_IN, middleware=MIDDLEWARE.replace("(Exception", "(IOException")),
        THROWN,
    ),
    "middleware that answers nothing": (
        service(PUT_IN, middleware=MIDDLEWARE.replace("StatusCode =", "StatusCode ==")),
        THROWN,
    ),
    "other middleware": (service("app.UseMiddleware<Failing>();"), THROWN),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_error_handling(files: dict[str, str], expected: tuple[str, Level]) -> None:
    found = run("error_handling", snapshot(files))
    assert [(f"{each.path}:{each.line}", each.level) for each in found.evidence] == [expected]


@pytest.mark.parametrize(
    ("rule", "bound"), [("MaximumLength(500)", True), ("InclusiveBetween(1, 9)", True), ("NotNull()", False)]
)
def test_rules_that_bound_what_comes_in(rule: str, bound: bool) -> None:
    files = service(ADDED, validator=VALIDATOR.replace("MaximumLength(500)", rule))
    found = run("robustness", snapshot(files))
    assert [each.path for each in found.evidence] == (["Validator.cs"] if bound else [])


@pytest.mark.parametrize(
    ("marks", "named"),
    [("[Required, MaxLength(9)]", "MaxLength"), ("[Range(1, 9)]", "Range"), ("[Required]", None)],
)
def test_marks_that_bound_what_comes_in(marks: str, named: str | None) -> None:
    message = (
        "using System.ComponentModel.DataAnnotations;\n"
        f"public class CreateOrder {{\n  {marks}\n  public string Name {{ get; set; }}\n}}\n"
    )
    files = {"Orders.cs": CONTROLLER, "CreateOrder.cs": message}
    notes = [each.note for each in run("robustness", snapshot(files)).evidence]
    assert notes == ([f"input bound: data annotations: {named}"] if named else [])
