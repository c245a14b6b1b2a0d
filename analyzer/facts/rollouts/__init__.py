"""How a part of the requests meets a new variant."""
