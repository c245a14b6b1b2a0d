"""What documents say: of the work, its limits and failures, a course, a secret."""
