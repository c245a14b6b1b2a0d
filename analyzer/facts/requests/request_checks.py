"""What checks a request beside a schema that a handler takes: forms, decorators, bounds of parameters.

Sources: https://docs.djangoproject.com/en/5.2/topics/forms/,
https://www.django-rest-framework.org/api-guide/serializers/, https://webargs.readthedocs.io,
https://flask-smorest.readthedocs.io, https://apiflask.com,
https://pypi.org/project/Flask-Pydantic, https://litestar.dev (`Parameter`),
https://fastapi.tiangolo.com/tutorial/query-params-str-validations/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, PythonFacts
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, package_of

FORM = lazy_regex(r"(?:Form|Serializer|Schema)\Z", re.IGNORECASE)
FORM_PACKAGES = word_set("django rest_framework wtforms flask_wtf")
LOGIN_FORM = lazy_regex(r"(?:authentication|log_?in|sign_?in|password)\w{0,20}form\b", re.IGNORECASE)
FORM_QUESTIONS = word_set("is_valid validate_on_submit")
# What a handler is decorated with to have what came in checked before it is called, by package.
CHECKING_DECORATORS = {
    "webargs": word_set("use_args use_kwargs"),
    "flask_smorest": word_set("arguments"),
    "apiflask": word_set("input"),
    "flask_pydantic": word_set("validate"),
    "flask_apispec": word_set("use_kwargs"),
    "spectree": word_set("validate"),
    "flask_expects_json": word_set("expects_json"),
    "aiohttp_apispec": word_set("request_schema json_schema querystring_schema"),
    "quart_schema": word_set("validate_request validate_querystring"),
    "sanic_ext": word_set("validate"),
}
PARAMETERS = word_set(
    "fastapi.Query fastapi.Path fastapi.Body fastapi.Form fastapi.Header fastapi.param_functions "
    "litestar.params ninja.Query ninja.Path ninja.Body"
)
PARAMETER_BOUNDS = word_set(
    "ge gt le lt max_length min_length max_items min_items pattern regex multiple_of max_digits"
)


def forms_asked(facts: PythonFacts) -> Iterator[Call]:
    """The calls that ask a form or a serializer whether what came in is valid."""
    if not any(each.module.partition(".")[0] in FORM_PACKAGES for each in facts.imports):
        return
    for call in facts.calls:
        owner, _dot, method = call.target.rpartition(".")
        if method in FORM_QUESTIONS and FORM.search(owner.removesuffix("()")):
            yield call


def asks_who_it_is(target: str) -> bool:
    """Whether a form is one for a login or a password, by its name: what it checks is who sends it."""
    return LOGIN_FORM.search(target) is not None


def checks_of_requests(facts: PythonFacts) -> Iterator[int]:
    """The lines on which a module checks what came in, by other means than a schema that a handler takes."""
    yield from (each.line for each in forms_asked(facts))
    for function in facts.functions:
        for decorator in function.decorators:
            package = decorator.target.partition(".")[0]
            if last_part(decorator.target) in CHECKING_DECORATORS.get(package, ()):
                yield decorator.line
    for call in facts.calls:
        if package_of(call.target, PARAMETERS) is None:
            continue
        if any(name in PARAMETER_BOUNDS for name, _value in call.keywords):
            yield call.line
