"""Ruby as facts: constants, methods that stand for what they give, blocks that are handed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

CLIENT = "module Chat\n  class Answer < Base\n    include Sidekiq::Job\n"
ENDS = "  end\nend\n"
# Source, and the targets of its calls in the order of the lines.
CALLS: dict[str, tuple[str, list[str]]] = {
    "constant": ("OpenAI::Client.new(a: 1)", ["*#OpenAI.Client"]),
    "from the root": ("::OpenAI::Client.new.chat", ["*#OpenAI.Client().chat", "*#OpenAI.Client"]),
    "variable": ("c = OpenAI::Client.new\nc.chat(1)", ["*#OpenAI.Client", "*#OpenAI.Client().chat"]),
    "safe navigation": ("Rails.logger&.info(1)", ["*#Rails.logger().info", "*#Rails.logger"]),
    "memoised method": (
        f"{CLIENT}def client = @client ||= A::B.new\ndef go\nclient.chat(1)\nend\n{ENDS}",
        ["include", "*#A.B", "*#A.B().chat"],
    ),
    "memoised in lines": (
        f"{CLIENT}def client\n@client ||= A::B.new(\nx: 1)\nend\ndef go\nclient.chat\nself.client.say\nend\n{ENDS}",
        ["include", "*#A.B", "*#A.B().chat", "*#A.B().say", "Chat.Answer().client"],
    ),
    "field": (
        f"{CLIENT}def initialize\n@client = A.new\nend\ndef go = @client.chat(1)\n{ENDS}",
        ["include", "*#A", "*#A().chat"],
    ),
    "reader": (
        f"{CLIENT}attr_reader :client\ndef initialize(client: A.new)\n@client = client\nend\n"
        f"def go = client.chat(1)\n{ENDS}",
        ["include", "attr_reader", "*#A", "*#A().chat"],
    ),
    "reader of what is unknown": (
        f"{CLIENT}def initialize(client)\n@client = client\nend\ndef go = client.chat(1)\n{ENDS}",
        ["include", "?.chat"],
    ),
    "new of the class": (
        f"{CLIENT}def self.call(...) = new(...).call\ndef call = 1\n{ENDS}",
        ["include", "Chat.Answer().call", "Chat.Answer()"],
    ),
    "class of the object": (
        f"{CLIENT}def self.model = 1\ndef go = self.class.model\n{ENDS}",
        ["include", "Chat.Answer().model", "Chat.Answer()"],
    ),
    "record": ("chat = Chat.find(1)\nchat.say(2)", ["*#Chat", "*#Chat().say"]),
    "sent": ("A.public_send(:chat, 1)", ["*#A.chat"]),
    "job with a delay": (
        "AnswerJob.set(wait: 1).perform_later(2)",
        ["*#AnswerJob.perform_later", "*#AnswerJob.set"],
    ),
    "element": ("a = A.new\na[:b].c", ["*#A", "*#A().b.c"]),
    "either": ("a = nil || A.new\nb = A.new || 1\nb.c", ["*#A", "*#A", "*#A().c"]),
    "called block": ("model = A.new\nmodel.(1)", ["*#A", "*#A().call"]),
    "again": ("begin\nA.b\nrescue\nretry\nend", ["*#A.b", "retry"]),
}
# Source, and (target, receiver) of what is handed over.
HANDED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "block": ('post "/x" do\n1\nend', [("post", "lambda@1")]),
    "braces": ("A.each { |x| x }", [("*#A.each", "lambda@1")]),
    "lambda": ('get "/x", to: ->(env) { env }', [("get", "lambda@1")]),
    "classes in a list": ("A.call(steps: [B::C, D])", [("*#A.call", "*#B.C"), ("*#A.call", "*#D")]),
    "plain list": ("A.call([B])", [("*#A.call", "*#B")]),
    "symbol of a method": ("class A\nbefore_action :b, :c\ndef b = 1\nend", [("before_action", "A.b")]),
    "symbol outside": ("before_action :b", []),
}
# Source, and (kinds, calls, empty, rethrows).
CAUGHT: dict[str, tuple[str, list[tuple[tuple[str, ...], tuple[str, ...], bool, bool]]]] = {
    "types": ("begin\na\nrescue A::B, C => e\nD.e(1)\nend", [(("*#A.B", "*#C"), ("*#D.e",), False, False)]),
    "of a method": ("def a\nb\nrescue => e\nraise\nend", [((), (), False, True)]),
    "another": ("def a\nb\nrescue => e\nraise X, 'y'\nend", [((), ("raise",), False, True)]),
    "inline": ("x = a rescue nil", [((), (), True, False)]),
}


def facts(source: str) -> ProgramFacts:
    return parse_program("a.rb", source.encode())


@pytest.mark.parametrize("case", CALLS)
def test_calls(case: str) -> None:
    source, expected = CALLS[case]
    assert [each.target for each in facts(source).calls] == expected


@pytest.mark.parametrize("case", HANDED)
def test_handed(case: str) -> None:
    source, expected = HANDED[case]
    assert [(each.target, each.receiver) for each in facts(source).handed] == expected


@pytest.mark.parametrize("case", CAUGHT)
def test_caught(case: str) -> None:
    source, expected = CAUGHT[case]
    assert [(each.kinds, each.calls, each.empty, each.rethrows) for each in facts(source).caught] == expected


def test_definitions() -> None:
    found = facts(
        "module A\n  class B::C < D\n    include E\n    def f(x, y: 1) = g\n    def g = H.new\n    class << self\n"
        "      def i = new\n    end\n  end\nend\nrequire 'json'\nrequire_relative 'x/y'\n"
    )
    assert [(each.qualified_name, each.bases) for each in found.classes] == [
        ("A", ()),
        ("A.B.C", ("*#D", "*#E")),
    ]
    assert [(each.qualified_name, each.returns) for each in found.functions] == [
        ("A.B.C.f", "*#H()"),
        ("A.B.C.g", "*#H()"),
        ("A.B.C.i", "A.B.C()"),
    ]
    assert "A.B.C().g" in found.functions[0].names
    assert [each.module for each in found.imports] == ["json", "./x/y"]
    assert not any(each.annotated for each in found.functions)


def test_arguments() -> None:
    (call,) = facts('chat(:a, "b", 3, parameters: { model: "m", "n" => 1 }, status: :bad, k:, **rest)').calls
    assert call.strings == ("a", "b", "3")
    assert dict(call.keywords) == {
        "parameters": "",
        "model": "m",
        "n": "1",
        "status": "bad",
        "k": "",
        "**": "",
    }


def test_assertions() -> None:
    found = facts('it "x" do\n  expect(a.b).to eq(1)\n  assert_equal 1, c\n  x.must_equal 2\nend\nfoo(1)\n')
    assert [each.line for each in found.assertions] == [2, 3, 4]


@pytest.mark.parametrize(
    ("statement", "can_fail"),
    [
        ("assert_response :success", True),
        ('assert_redirected_to "/login"', True),
        ("assert_template :index", True),
        ('assert_select "h1", "Chat"', True),
        ("is_expected.to eq(1)", True),
        ("should be_valid", True),
        ("expect(answer).to be true", True),
        ("expect(1).to eq(answer)", True),
        ("expect(client).to receive(:ask)", True),
        ("expect(client).to have_received(:ask)", True),
        ("expect(true).to be true", False),
        ("expect(true).to be_truthy", False),
        ("expect(1).not_to eq(2)", False),
        ("assert true", False),
        ("assert_equal 1, 1", False),
        ("assert_not_nil 3", False),
    ],
)
def test_assertions_of_constants_cannot_fail(statement: str, can_fail: bool) -> None:
    (found,) = facts(f'it "x" do\n  {statement}\nend\n').assertions
    assert found.trivial is not can_fail


@pytest.mark.parametrize(
    "statement",
    ["allow(client).to receive(:ask)", "allow_any_instance_of(Client).to receive(:ask).and_return(1)"],
)
def test_doubles_assert_nothing(statement: str) -> None:
    assert not facts(f'it "x" do\n  {statement}\nend\n').assertions


@given(st.text("abAB:=|(){}[]\n .,@'\"#dendoif<>&?!", max_size=300))
def test_reads_any_text(text: str) -> None:
    first = facts(text)
    assert first == facts(text)
    for part in (text[: len(text) // 2], text + "\nend\n", "class A\n" + text):
        assert facts(part).language == "Ruby"


def test_a_long_chain_is_gone_down_once() -> None:
    found = facts("a" + ".b\n" * 20_000)
    assert found.problem is None
    assert len(found.calls) == 20_000
