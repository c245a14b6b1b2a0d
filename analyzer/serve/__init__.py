"""A page for reviewers who do not live in a terminal: scan, read, compare, note, export, delete.

It listens on this machine unless told otherwise, keeps candidates in the folder of a batch, and asks nobody
but the server of the repositories.
"""
