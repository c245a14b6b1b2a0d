"""What is done about load, latency and cost."""
