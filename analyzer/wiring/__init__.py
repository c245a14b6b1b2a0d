"""The cross-reference engine: what is connected to what inside one repository.

Names to modules, entry points to the modules they start, commands through targets to what they run, CI
jobs to the tests they collect, queries to the metrics that code emits, models to the code that serves
them. It only establishes facts; `checks` decides what counts as evidence of a signal.
"""
