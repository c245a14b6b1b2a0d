"""What a running program says of itself: logs, metrics, traces and kept answers."""
