"""Notebooks and notebooks written out as scripts, from the text of their cells."""

from __future__ import annotations

import json


def notebook(*cells: str) -> str:
    """A notebook of code cells, on one line."""
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": cell}
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def export(*cells: str) -> str:
    """A notebook as `jupyter nbconvert --to script` writes it: the first cell begins in line 6."""
    bodies = "".join(f"# In[{number}]:\n\n\n{cell}\n\n" for number, cell in enumerate(cells, 1))
    return f"#!/usr/bin/env python\n# coding: utf-8\n\n{bodies}"
