"""One package per kind of file: bytes in, small frozen facts out. Pure and total: no exception leaves it."""
