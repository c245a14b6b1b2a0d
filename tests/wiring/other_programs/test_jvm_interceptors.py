"""What a filter or an interceptor refuses protects the service whose requests it meets."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot
from checks.robustness import robustness

API = (
    "package a;\nimport org.springframework.web.bind.annotation.*;\n@RestController\nclass Api {\n"
    '  @PostMapping("/x")\n  String x(String q) { return q; }\n}\n'
)
IMPORTS = (
    "package a;\nimport jakarta.servlet.http.*;\nimport org.springframework.stereotype.Component;\n"
    "import org.springframework.web.servlet.HandlerInterceptor;\n"
    "import org.springframework.web.filter.OncePerRequestFilter;\n"
)
REFUSES = (
    'if (request.getHeader("key") == null) { response.sendError(401, "who?"); return false; } return true;'
)


def interceptor(
    base: str = "implements HandlerInterceptor",
    method: str = "preHandle",
    mark: str = "@Component\n",
    body: str = REFUSES,
) -> str:
    return (
        f"{IMPORTS}{mark}class Gate {base} {{\n"
        f"  boolean {method}(HttpServletRequest request, HttpServletResponse response, Object o) {{ {body} }}\n}}\n"
    )


REGISTERS = (
    "package a;\nimport org.springframework.web.servlet.config.annotation.*;\n"
    "class Web implements WebMvcConfigurer {\n  public void addInterceptors(InterceptorRegistry r) { r.addInterceptor(new Gate()); }\n}\n"
)
CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "an interceptor": ({"Gate.java": interceptor()}, ["Gate.java"]),
    "a filter": (
        {"Gate.java": interceptor("extends OncePerRequestFilter", "doFilterInternal")},
        ["Gate.java"],
    ),
    "one that is registered": ({"Gate.java": interceptor(mark=""), "Web.java": REGISTERS}, ["Gate.java"]),
    "one that nothing registers": ({"Gate.java": interceptor(mark="")}, []),
    "another method": ({"Gate.java": interceptor(method="refuse")}, []),
    "another class": ({"Gate.java": interceptor(base="")}, []),
    "one that only looks": ({"Gate.java": interceptor(body="return true;")}, []),
}


@pytest.mark.parametrize(("files", "paths"), CASES.values(), ids=CASES)
def test_what_is_refused_before_a_request_is_answered(files: dict[str, str], paths: list[str]) -> None:
    root = "src/main/java/a/"
    found = run(
        robustness, snapshot({f"{root}{path}": text for path, text in {"Api.java": API, **files}.items()})
    )
    assert [each.path.removeprefix(root) for each in found.evidence if each.path] == paths
