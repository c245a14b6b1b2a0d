"""Notebooks and notebooks written out as scripts, from the text of their cells."""

from __future__ import annotations

import json


def notebook(*cells: str, text: str = "") -> str:
    """A notebook of code cells, on one line, after a cell of text if there is any."""
    made: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": cell}
        for cell in cells
    ]
    if text:
        made.insert(0, {"cell_type": "markdown", "metadata": {}, "source": text})
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def export(*cells: str) -> str:
    """A notebook as `jupyter nbconvert --to script` writes it: the first cell begins in line 6."""
    bodies = "".join(f"# In[{number}]:\n\n\n{cell}\n\n" for number, cell in enumerate(cells, 1))
    return f"#!/usr/bin/env python\n# coding: utf-8\n\n{bodies}"
