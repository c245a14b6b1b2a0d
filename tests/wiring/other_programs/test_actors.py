"""Who asks or tells an actor runs the behaviour that takes the message."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.calls import reached_by

HEAD = "package com.acme\n\nimport org.apache.pekko.actor.typed._\nimport org.apache.pekko.actor.typed.scaladsl.AskPattern._\n"
TYPED = (
    "package com.acme\n\nimport org.apache.pekko.actor.typed.scaladsl.Behaviors\n\nobject Scorer {\n"
    "  final case class Score(row: String)\n  final case class Stop(code: Int)\n"
    "  def apply() = Behaviors.receiveMessage {\n    case Score(row) => Model.ask(row)\n  }\n}\n"
)
CLASSIC = (
    "package com.acme\n\nimport akka.actor.Actor\n\ncase class Score(row: String)\ncase class Stop(code: Int)\n\n"
    "class Scorer extends Actor {\n  def receive = {\n    case s: Score => Model.ask(s)\n  }\n}\n"
)
JAVA = (
    "package com.acme;\n\nimport akka.actor.typed.javadsl.*;\n\nclass Scorer extends AbstractBehavior<Score> {\n"
    "  Receive<Score> createReceive() {\n"
    "    return newReceiveBuilder().onMessage(Score.class, this::onScore).build();\n  }\n}\n"
    "class Score { String row; }\nclass Stop { int code; }\n"
)
SCALA_ASKS = HEAD + "class Api(scorer: ActorRef[Any]) {\n  def score(row: String) = SENT\n}\n"
CASES = {
    "asked": (TYPED, SCALA_ASKS.replace("SENT", "scorer ? (ref => Scorer.Score(row))"), "Scorer.apply"),
    "told": (TYPED, SCALA_ASKS.replace("SENT", "scorer ! Scorer.Score(row)"), "Scorer.apply"),
    "a classic actor": (CLASSIC, SCALA_ASKS.replace("SENT", "scorer ! Score(row)"), "Scorer.receive"),
    "an actor in Java": (JAVA, SCALA_ASKS.replace("SENT", "scorer ! new Score(row)"), "Scorer.createReceive"),
    "a message that the actor does not take": (TYPED, SCALA_ASKS.replace("SENT", "scorer ! Scorer.Stop(1)"), ""),
    "a file without actors": (
        TYPED, "package com.acme\n\nclass Api {\n  def score(row: String) = Scorer.Score(row)\n}\n", ""),
    "a class that takes no messages": (
        TYPED.replace("Behaviors.receiveMessage", "Other.each").replace(".Behaviors", ".Other"),
        SCALA_ASKS.replace("SENT", "scorer ! Scorer.Score(row)"), ""),
}  # fmt: skip


@pytest.mark.parametrize(("number", "meant"), [(12, True), (13, False)])
def test_a_message_that_many_behaviours_take_leads_to_none(number: int, *, meant: bool) -> None:
    files = {f"src/Scorer{n}.scala": CLASSIC.replace("Scorer", f"Scorer{n}") for n in range(number)}
    repo = snapshot({**files, "src/Api.scala": SCALA_ASKS.replace("SENT", "scorer ! Score(row)")})
    begun = reached_by(repo, [("src/Api.scala", "Api.score")])
    assert any(name.endswith(".receive") for _path, name in begun) == meant


@pytest.mark.parametrize(("actor", "sender", "taker"), CASES.values(), ids=CASES)
def test_a_message_leads_to_the_behaviour_that_takes_it(actor: str, sender: str, taker: str) -> None:
    place = "src/Scorer.java" if "createReceive" in actor else "src/Scorer.scala"
    repo = snapshot({place: actor, "src/Api.scala": sender})
    begun = reached_by(repo, [("src/Api.scala", "Api.score")])
    reached = {name for path, name in begun if path == place}
    assert (taker in reached) if taker else not reached & {"Scorer.apply", "Scorer.receive"}
