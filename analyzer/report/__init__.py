"""One module per output format. A report reads a Scorecard and changes nothing."""
