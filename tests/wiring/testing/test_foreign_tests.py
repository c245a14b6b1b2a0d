from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.wiring.testing.foreign_tests import foreign_tests
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
    java = ("src/test/java/ATest.java", "void a()")
    path, begin = ("src/test/kotlin/ATest.kt", "fun a()") if way == "Kotest" else java
    code = f"class ATest {{\n  @Test {begin} {{\n    {SPRING[way]}\n  }}\n}}\n"
    finding = run("tests", snapshot({path: code}))
    assert finding.level is (Level.PRESENT if none else Level.SUBSTANTIVE)
    language = "Kotlin" if way == "Kotest" else "Java"
    assert finding.message == f"1 {language} test with {0 if none else 1} assertion{'s' if none else ''}"


@pytest.mark.parametrize(
    ("library", "found"), [("org.scalatest.flatspec.AnyFlatSpec", 1), ("io.gatling.core.Predef._", 0)]
)
def test_what_puts_load_on_a_service_is_no_test(library: str, found: int) -> None:
    code = f'import {library}\n\nclass LoadSuite {{\n  it("answers") {{ assert(ask() == 1) }}\n}}\n'
    assert len(foreign_tests(snapshot({"src/LoadSuite.scala": code}))) == found


SPEC = "import play.api.test._\nimport play.api.test.Helpers._\n\nclass ASpec extends PlaySpec {\n"


@pytest.mark.parametrize(
    ("body", "line", "tests", "assertions"),
    [
        (
            '  "a list" should {\n    "be long" in {\n      a mustBe 1\n      b must include ("x")\n    }\n  }',
            6,
            1,
            2,
        ),
        ('  it should "be long" in {\n    a shouldBe 1\n    b should have size 2\n  }', 5, 1, 2),
        ('  "be long" in new Setup {\n    a must_== 1\n  }', 5, 1, 1),
        ('  test("a") {\n    assert(a == 1)\n    assertEquals(a, 1)\n  }', 5, 1, 2),
        (
            '  "an actor" should {\n    "answer" in {\n      expectMsg(1)\n      probe.expectNoMessage()\n    }\n  }',
            6,
            1,
            2,
        ),
        (
            '  "an actor" should {\n    "answer" in {\n      expectation(1)\n      probe.send(a, 1)\n    }\n  }',
            6,
            1,
            0,
        ),
        ("  @Test def long(): Unit = intercept[Error] { a() }", 5, 1, 1),
        ('  test("a") {\n    for { x <- a() } yield expect(x == 1)\n  }', 5, 1, 1),
        ('  test("a") {\n    a().map(x => expect.same(x, 1))\n  }', 5, 1, 1),
        ('  "be long" >> {\n    a must beEqualTo(1)\n  }', 5, 1, 1),
        ('  "a list" should {\n    val inside = should\n  }', 0, 0, 0),
        ("  val test = inject[Test]", 0, 0, 0),
        ("  def test(name: String) = {\n    1\n  }", 0, 0, 0),
        ('  it("should load") {\n    load(path)\n  }', 5, 1, 0),
    ],
)
def test_what_holds_scala_tests_and_what_is_imported_is_none(
    body: str, line: int, tests: int, assertions: int
) -> None:
    found = foreign_tests(snapshot({"test/ASpec.scala": f"{SPEC}{body}\n}}\n"}))
    shown = [(each.line, each.tests, each.assertions) for each in found]
    assert shown == ([(line, tests, assertions)] if tests else [])


MARKED = {
    "of C#, whatever its name": (
        {"checks/Adds.cs": "class A { [Fact] void F() { Assert.Equal(1, 1); } }\n"},
        1,
    ),
    "of C#, without a mark": ({"checks/Adds.cs": "class A { [Obsolete] void F() { } }\n"}, 0),
    "of Java, in a source set of Gradle": (
        {"build.gradle": "", "src/test/java/Adds.java": "class Adds { @Test void f() { } }\n"},
        1,
    ),
    "of Java, in another source set of Gradle": (
        {"build.gradle": "", "src/integrationTest/java/Adds.java": "class Adds { @Test void f() { } }\n"},
        1,
    ),
    "of Java, which Maven does not look for": (
        {"pom.xml": "", "src/test/java/Adds.java": "class Adds { @Test void f() { } }\n"},
        0,
    ),
    "of Java, in the program": (
        {"build.gradle": "", "src/main/java/Adds.java": "class Adds { @Test void f() { } }\n"},
        0,
    ),
}


@pytest.mark.parametrize(("files", "tests"), MARKED.values(), ids=MARKED)
def test_marks_say_what_is_a_test_where_the_runner_looks_for_them(files: dict[str, str], tests: int) -> None:
    assert sum(each.tests for each in foreign_tests(snapshot(files))) == tests


KOTEST = "import io.kotest.core.spec.style.StringSpec\n\nclass ASpec : StringSpec({\n"


@pytest.mark.parametrize(
    ("path", "body", "line", "tests", "assertions"),
    [
        ("test/ASpec.kt", '  "is long" {\n    price(2) shouldBe 4\n  }', 4, 1, 1),
        ("test/ASpecs.kt", '  "is long".config(tags) {\n    price(2) shouldBe 4\n  }', 4, 1, 1),
        ("test/ASpec.kt", '  test("is long") {\n    price(2) shouldBe 4\n  }', 4, 1, 1),
        ("test/ASpec.kt", '  "is long" {\n    price(2)\n  }', 4, 1, 0),
        ("test/ASpecial.kt", '  "is long" {\n    price(2) shouldBe 4\n  }', 0, 0, 0),
    ],
)
def test_texts_that_hold_tests_of_kotest(
    path: str, body: str, line: int, tests: int, assertions: int
) -> None:
    found = foreign_tests(snapshot({path: f"{KOTEST}{body}\n}})\n"}))
    shown = [(each.line, each.tests, each.assertions) for each in found]
    assert shown == ([(line, tests, assertions)] if tests else [])


def test_what_is_to_be_filled_in_and_what_holds_tests_is_none() -> None:
    test = 'test("a") {\n  assert(a == 1)\n}\n'
    assert not foreign_tests(snapshot({".g8/form/test/$name$Spec.scala": test}))
    inner = '@testset "a" begin\n  @test f(1) == 2\nend\n'
    found = foreign_tests(
        snapshot({"test/runtests.jl": f'using Test\n@testset "all" begin\n{inner}{inner}end\n'})
    )
    assert [(each.tests, each.assertions, each.line) for each in found] == [(2, 2, 3)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("test('a', () => { expect(add(1)).toBe(2) })", 1),
        ("it.only('a', () => { expect(add(1)).toBe(2) })", 1),
        ("QUnit.test('a', t => { assert.ok(add(1)) })", 1),
        ("Deno.test('a', () => { assert(add(1)) })", 1),
        ("test('a', () => { assert(exactVersion.test(version)) })", 1),
        ("test('a', () => { assert(/^a$/.test(add(1))) })", 1),
        ("assert(exactVersion.test(version))", 1),  # a check outside of any function: the file is its test
        ("const same = exactVersion.test(version)", 0),
    ],
)
def test_a_pattern_that_is_asked_is_no_test(row: str, found: int) -> None:
    finding = run(
        "tests",
        snapshot(
            {"a.test.js": f"import {{ add }} from './a.js'\n\n{row}\n", "a.js": "export const add = 1\n"}
        ),
    )
    assert (
        f"{found} JavaScript test" in finding.message if found else "JavaScript test" not in finding.message
    )
