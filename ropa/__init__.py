"""The register of processing activities of a Thai government agency (PDPA B.E. 2562, s.39)."""
