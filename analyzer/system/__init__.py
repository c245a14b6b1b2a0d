"""What a run stands on: standard streams, temporary folders, signals, and what the machine may lack."""
