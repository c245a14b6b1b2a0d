"""YAML, TOML, JSON and INI as one kind of value that knows its lines."""
