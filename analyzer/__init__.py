"""The engine: a target becomes repositories, a repository a snapshot, checks turn it into findings."""

__version__ = "0.1.0"
