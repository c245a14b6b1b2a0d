"""From a route, a queue or a topic to the function that answers."""
