"""Hostile text for the growth tables: for every format the long and nested tokens that its reader meets."""
