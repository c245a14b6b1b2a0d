"""How much of the work is in notebooks, and what runs them."""
