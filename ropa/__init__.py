"""The register of processing activities of a Thai government agency (PDPA B.E. 2562, s.39)."""

import exports  # noqa: F401 - what it sets for openpyxl must stand before any module here imports that
