"""What Bean Validation bounds of a request, and what it only asks to be there."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.program_defences import program_defences
from tests.support.snapshots import snapshot

API = """package a;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.*;
@RestController
class Api {
  @PostMapping("/ask")
  String ask(@Valid @RequestBody Ask ask) { return "a"; }
}
"""
ASK = "package a;\nimport jakarta.validation.constraints.*;\nrecord Ask({} String text) {{}}\n"
# The marks of the field of what is asked, and whether the request is bounded.
MARKS = {
    "that it is there": ("@NotBlank", False),
    "that it is there, in other words": ("@NotNull @NotEmpty", False),
    "nothing": ("", False),
    "a size": ("@NotBlank @Size(max = 9)", True),
    "a pattern": ('@Pattern(regexp = "a")', True),
    "a class with marks of its own": ("@Valid", True),
    "a word that begins like one": ("@MinimumShown", False),
}


@pytest.mark.parametrize(("marks", "bounded"), MARKS.values(), ids=MARKS)
def test_a_request_is_bounded_by_more_than_that_it_is_there(marks: str, bounded: bool) -> None:
    main = "src/main/java/a/"
    repo = snapshot({f"{main}Api.java": API, f"{main}Ask.java": ASK.format(marks)})
    assert any(each.path == f"{main}Api.java" for each in program_defences(repo)) is bounded


def test_of_a_class_that_is_not_here_nothing_is_known() -> None:
    repo = snapshot({"src/main/java/a/Api.java": API})
    assert [each.kind for each in program_defences(repo)] == ["input bound"]


GIN = """package main

import "github.com/gin-gonic/gin"

type Ask struct {
	Text string `json:"text" binding:"%s"`
}

func main() {
	r := gin.Default()
	r.POST("/ask", func(c *gin.Context) {
		var ask Ask
		if err := c.ShouldBindJSON(&ask); err != nil {
			return
		}
	})
	r.Run()
}
"""
BINDINGS = {
    "required": False,
    "omitempty,required": False,
    "-": False,
    "required,max=9": True,
    "oneof=a b": True,
}


@pytest.mark.parametrize(("binding", "bounded"), BINDINGS.items(), ids=BINDINGS)
def test_a_field_is_bounded_by_more_than_that_it_is_required(binding: str, bounded: bool) -> None:
    found = list(program_defences(snapshot({"main.go": GIN % binding})))
    assert bool(found) is bounded
