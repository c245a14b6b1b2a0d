"""Jupyter notebooks as cells of Python with line numbers."""
