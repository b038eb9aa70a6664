"""Asking for files that take long, and having them: use cases of whoever asked."""

from ropa.downloads.service_kinds import KINDS, Cancelled, Kind, MadeFile, Maker, Progress, Stopped, kind_of

__all__ = ["KINDS", "Cancelled", "Kind", "MadeFile", "Maker", "Progress", "Stopped", "kind_of"]
