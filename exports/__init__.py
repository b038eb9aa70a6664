"""Struct in, bytes out: the ministry's form and the register as Excel workbooks.

Imports `schemas` and its own libraries only. Labels, hints and columns are read off the types, so a form with one more
field is a workbook with one more field. Text that people typed reaches a cell only through `safe_text`.
"""

import os

# openpyxl writes through lxml where that is installed (the portal's SOAP client brings it along), and lxml tells a full
# disk by an error of its own kind instead of OSError. Read once, when openpyxl is first imported.
os.environ.setdefault("OPENPYXL_LXML", "False")
