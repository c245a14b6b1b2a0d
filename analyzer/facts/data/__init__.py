"""What is asked of data before a model sees it, and what training and serving share of it."""
