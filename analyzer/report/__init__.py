"""One package or module for each output. A report reads a scorecard and changes nothing."""
