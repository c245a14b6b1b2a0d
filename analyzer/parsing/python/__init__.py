"""Python source as facts: imports, calls, definitions, conditions."""
