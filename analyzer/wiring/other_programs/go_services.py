"""Go: what packages of services are for."""

from __future__ import annotations

from analyzer.wiring.other_programs.language import Sign, Subject, sign

GO_VERBS = r"(?:GET|POST|PUT|PATCH|DELETE|Any|Get|Post|Put|Patch|Delete|Handle|HandleFunc|Method|Group|Route)"
GO_SERVICE_SIGNS: tuple[Sign, ...] = (
    sign(Subject.ROUTE, "net/http", "net/http", r"(?:(?:New)?ServeMux\(\)\.)?Handle(?:Func)?"),
    sign(Subject.ROUTE, "Gin", "github.com/gin-gonic/gin", rf"\w+\(\)(?:\.Group\(\))*\.{GO_VERBS}"),
)
