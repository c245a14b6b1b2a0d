"""What a record of Rails calls by itself is behind the route that creates it, saves it or destroys it."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from tests.support.snapshots import snapshot
from tests.wiring.other_programs.ruby.test_ruby import CONTROLLER, RAILS

CREATED = "after_create :answer"
# What the class of the record says, what the action does, and whether a model is behind the route.
CASES = {
    "made and saved": (CREATED, "@message = Message.build(a: 1)\n    @message.save", True),
    "made and saved with a refusal": (CREATED, "m = Message.new\n    m.save!", True),
    "created by its class": (CREATED, "Message.create!(a: 1)", True),
    "created unless it is there": (CREATED, "Message.find_or_create_by(a: 1)", True),
    "created among those of another": (CREATED, "chat.messages.create(a: 1)", True),
    "when the creation is kept": ("after_create_commit :answer", "Message.create(a: 1)", True),
    "before it is saved": ("before_save :answer", "Message.create(a: 1)", True),
    "a block": ("after_commit { answer }", "Message.create(a: 1)", True),
    "destroyed": ("before_destroy :answer", "m = Message.find(1)\n    m.destroy", True),
    "only made": (CREATED, "Message.new(a: 1)", False),
    "only found": (CREATED, "Message.find(1)", False),
    "updated": (CREATED, "m = Message.find(1)\n    m.update(a: 1)", False),
    "created, and called when destroyed": ("before_destroy :answer", "Message.create(a: 1)", False),
    "another class": (CREATED, "Letter.create(a: 1)", False),
    "those of another class": (CREATED, "chat.letters.create(a: 1)", False),
    "a method that is no callback": ("validates :answer", "Message.create(a: 1)", False),
}


@pytest.mark.parametrize(("says", "action", "behind"), CASES.values(), ids=CASES)
def test_a_record_calls_what_its_class_says(says: str, action: str, behind: bool) -> None:
    model = f"class Message < ApplicationRecord\n  {says}\n  private\n  def answer\n    Asker.call(1)\n  end\nend\n"
    files = {
        "app/controllers/answers_controller.rb": CONTROLLER.format(action),
        "app/models/message.rb": model,
        "app/models/letter.rb": "class Letter < ApplicationRecord\nend\n",
    }
    (route,) = routes(snapshot({**RAILS, **files}))
    assert route.over_model is behind
