"""Production recommendation platform."""

__version__ = "1.2.0"
