"""The libraries that protect a service, by what they defend against."""

from __future__ import annotations

from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


class Defence(Tool, frozen=True):
    """A kind of defence by library: dotted names, and one of the keywords its call must have.

    A decorator need not be a call.
    """

    keywords: frozenset[str] = frozenset()


BOUNDS = word_set(
    "ge gt le lt max_length min_length max_items min_items pattern regex multiple_of max_digits "
    "decimal_places"
)
DEFENCES = Catalogue(
    Defence(
        "rate limit", ("slowapi.Limiter", "fastapi_limiter", "flask_limiter.Limiter", "django_ratelimit")
    ),
    Defence("rate limit", ("limits.strategies",)),
    Defence(
        "rate limit", ("rest_framework.throttling", "quart_rate_limiter", "sanic_limiter", "ninja.throttling")
    ),
    Defence(
        "input bound",
        ("pydantic.Field", "fastapi.Query", "fastapi.Path", "fastapi.Body", "fastapi.Form"),
        BOUNDS,
    ),
    Defence(
        "input bound", ("pydantic.conint", "pydantic.confloat", "pydantic.constr", "pydantic.conlist"), BOUNDS
    ),
    Defence(
        "input bound",
        ("pydantic.validator", "pydantic.field_validator", "pydantic.model_validator"),
    ),
    Defence("input bound", ("pydantic.root_validator",)),
    Defence("input bound", ("marshmallow.validate", "jsonschema.validate", "cerberus.Validator", "webargs")),
    Defence("authentication", ("fastapi.security.APIKeyHeader", "fastapi.security.HTTPBearer")),
    Defence("authentication", ("fastapi.security.OAuth2PasswordBearer", "fastapi.security.HTTPBasic")),
    Defence(
        "authentication",
        ("fastapi.security.APIKeyQuery", "fastapi.security.api_key", "fastapi.security.oauth2"),
    ),
    Defence(
        "authentication", ("flask_httpauth", "flask_jwt_extended.jwt_required", "flask_login.login_required")
    ),
    Defence(
        "authentication",
        ("fastapi_users", "jwt.decode", "jose.jwt.decode", "google.oauth2.id_token.verify_token"),
    ),
    Defence(
        "authentication",
        (
            "rest_framework.permissions.IsAuthenticated",
            "rest_framework.permissions.IsAdminUser",
            "rest_framework.permissions.DjangoModelPermissions",
            "rest_framework.authentication",
            "authlib",
        ),
    ),
    Defence(
        "authentication",
        (
            "django.contrib.auth.decorators.login_required",
            "django.contrib.auth.decorators.permission_required",
            "django.contrib.auth.decorators.user_passes_test",
            "django.contrib.auth.mixins.LoginRequiredMixin",
            "django.contrib.auth.mixins.PermissionRequiredMixin",
            "django.contrib.auth.mixins.UserPassesTestMixin",
            "django.contrib.admin.views.decorators.staff_member_required",
        ),
    ),
    Defence(
        "authentication",
        (
            "flask_login.fresh_login_required",
            "flask_security.auth_required",
            "flask_security.login_required",
            "flask_security.roles_required",
            "starlette.authentication.requires",
            "quart_auth.login_required",
            "fastapi_azure_auth",
            "fastapi_keycloak",
            "tornado.web.authenticated",
        ),
    ),
    Defence(
        "guardrail", ("guardrails", "nemoguardrails", "presidio_analyzer", "presidio_anonymizer", "llm_guard")
    ),
    Defence("guardrail", ("rebuff", "aporia", "scrubadub")),
    Defence("abstention", ("mapie", "crepes", "puncc", "nonconformist")),
)
