"""Imports every module that declares tables, so that `metadata` is whole. Used by migrations and their check."""

from importlib import import_module
from importlib.resources import files

from ropa.db.tables import metadata

for _folder in sorted(files("ropa").iterdir(), key=lambda entry: entry.name):
    if _folder.is_dir() and _folder.name != "db":
        for _module in sorted(entry.name for entry in _folder.iterdir()):
            if _module.startswith("tables") and _module.endswith(".py"):
                import_module(f"ropa.{_folder.name}.{_module.removesuffix('.py')}")

__all__ = ["metadata"]
