"""Facts about a repository that several checks share.

One subject a module. A check yields evidence; a fact does not.
"""
