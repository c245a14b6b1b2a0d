"""From what answers a request to the model behind it."""
