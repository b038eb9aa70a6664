"""Struct in, bytes out: the ministry's form and the register as Excel workbooks.

Imports `schemas` and its own libraries only. Labels, hints and columns are read off the types, so a form with one more
field is a workbook with one more field. Text that people typed reaches a cell only through `safe_text`.
"""
