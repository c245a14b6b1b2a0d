"""What to ask: from open claims, gaps, flags, strengths, and what no repository can show."""
