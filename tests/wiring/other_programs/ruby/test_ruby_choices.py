"""Ruby: a class that a local is one of, and classes of a module that several files open."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.calls import reached_by
from tests.support.snapshots import snapshot

CASE = "kind = case name.to_sym\n    when :a\n      Llm::Alpha\n    when :b then Llm::Beta\n    else\n      raise 'x'\n    end\n"
MAKES = "    kind.new(1)\n"
SERVICE = (
    "module Llm\n  class Service\n    def initialize\n      @provider = Llm::Factory.make\n    end\n"
    "    def ask(text)\n      @provider.chat(text)\n    end\n  end\nend\n"
)
PROVIDER = "module Llm\n  class {}\n    def chat(text)\n      text\n    end\n  end\nend\n"


def reached(body: str, service: str = SERVICE) -> set[str]:
    files = {
        "lib/factory.rb": f"module Llm\n  class Factory\n    def self.make\n    {body}    end\n  end\nend\n",
        "lib/service.rb": service,
        "lib/start.rb": "class Start\n  def go\n    Llm::Service.new.ask('x')\n  end\nend\n",
        **{f"lib/{name.lower()}.rb": PROVIDER.format(name) for name in ("Alpha", "Beta", "Gamma")},
    }
    found = reached_by(snapshot(files), [("lib/start.rb", "Start.go")])
    return {
        name.split(".")[-2] for _path, name in found if name.endswith(".chat") and name.startswith("Llm.")
    }


@pytest.mark.parametrize(
    ("body", "classes"),
    [
        (CASE + MAKES, {"Alpha", "Beta"}),
        ("kind = if x\n      Llm::Alpha\n    else\n      Llm::Gamma\n    end\n" + MAKES, {"Alpha", "Gamma"}),
        ("kind = x ? Llm::Alpha : Llm::Beta\n" + MAKES, {"Alpha", "Beta"}),
        ("Llm::Alpha.new(1)\n", {"Alpha"}),
        # The last value of a branch is a text, and what stands behind the end is no branch.
        ("kind = case name\n    when :a\n      'Llm::Alpha'\n    end\n    Llm::Beta\n" + MAKES, set()),
        ("other = x ? Llm::Alpha : Llm::Beta\n" + MAKES, set()),
    ],
)
def test_a_local_may_be_each_class_that_is_chosen(body: str, classes: set[str]) -> None:
    assert reached(body) == classes


def test_a_class_of_its_own_file_goes_before_that_of_another() -> None:
    own = SERVICE.replace(
        "  class Service",
        "  class Factory\n    def self.make\n      Llm::Gamma.new\n    end\n  end\n  class Service",
    )
    assert reached("Llm::Alpha.new(1)\n", own) == {"Gamma"}
