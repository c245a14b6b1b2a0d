"""How a model is measured, on what, and what depends on the answer."""
