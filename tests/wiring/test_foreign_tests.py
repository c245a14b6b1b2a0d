from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

SPRING = {
    "MockMvc": 'mvc.perform(get("/a"))\n      .andExpect(status().isOk());',
    "WebTestClient": 'client.get().uri("/a").exchange()\n      .expectStatus().isOk();',
    "StepVerifier": "StepVerifier.create(found)\n      .verifyComplete();",
    "Mockito": "verifyNoInteractions(store);",
    "Kotest": "price(2) shouldBe 4",
    "a request without a question": 'mvc.perform(get("/a"));',
    "a method that is named for verifying": 'store.verifyEmail("a");',
    "a status of its own": "response.statusCode(200);",
}


@pytest.mark.parametrize("way", SPRING)
def test_what_a_java_framework_asserts_is_an_assertion(way: str) -> None:
    none = way.startswith("a ")
    finding = run(
        "tests",
        snapshot(
            {
                "src/test/java/ATest.java": f"class ATest {{\n  @Test void a() {{\n    {SPRING[way]}\n  }}\n}}\n"
            }
        ),
    )
    assert finding.level is (Level.PRESENT if none else Level.SUBSTANTIVE)
    assert finding.message == f"1 Java test with {0 if none else 1} assertion{'s' if none else ''}"
