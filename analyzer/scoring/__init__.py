"""From findings to dimensions.

Bounds and a label, by a rubric that is data; gates ask questions of the result.
"""
