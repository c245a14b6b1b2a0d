"""From what is started to the functions and modules that then run."""
