"""The only package that starts git.

A hardened environment, clones, files of a commit, the log, all bounded.
"""
