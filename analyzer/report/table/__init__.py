"""Rows and columns: CSV and pandas data frames."""
