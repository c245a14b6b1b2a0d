"""One module per file format: bytes in, small frozen facts out. Pure and total."""
