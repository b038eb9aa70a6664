"""Workbooks are written by one XML writer, whichever module was loaded first: a full disk is an OSError everywhere."""

import subprocess
import sys

import pytest

LOADS = [
    "ropa.cli",
    "ropa.imports.shown_cells",
    "ropa.access.people_sheet",
    "ropa.reorganisations.mapping_file",
    "exports.register_template",
]


@pytest.mark.parametrize("module", LOADS)
def test_openpyxl_writes_with_the_standard_library_whatever_is_loaded_first(module):
    code = f"import {module}; from openpyxl.xml import functions; print(functions.xmlfile.__module__)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip().startswith("et_xmlfile")
