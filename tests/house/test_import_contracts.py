"""Who may import whom holds, and the contract that says so refuses what it should."""

import logging

import pytest
from grimp import ImportGraph
from importlinter import Contract
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support.import_contracts import AllowedImports
from tests.support.source_tree import ROOT


@pytest.fixture
def loggers():
    """Puts the loggers back: import-linter sets up logging for itself and switches off all that were there before."""
    names = {
        name: found for name, found in logging.root.manager.loggerDict.items() if isinstance(found, logging.Logger)
    }
    were = {name: found.disabled for name, found in names.items()}
    yield
    for name, disabled in were.items():
        names[name].disabled = disabled


def test_nobody_imports_what_is_not_theirs(capsys, monkeypatch, loggers):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def _refused(contract: Contract, *imports: tuple[str, str]) -> list[str]:
    graph = ImportGraph()
    for importer, imported in imports:
        for module in (importer, imported):
            if module not in graph.modules:
                graph.add_module(module, is_squashed=not module.startswith(("ropa", "schemas", "exports")))
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")
    return [imported for _, imported, _ in contract.check(graph, verbose=False).metadata["refused"]]


def _contract(**options: list[str]) -> AllowedImports:
    return AllowedImports(name="x", session_options={"root_packages": ["ropa"]}, contract_options=options)


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("ropa.breaches.store", "ropa.breaches.rules", True),
        ("ropa.breaches.store", "ropa.breaches.rules_clock", True),
        ("ropa.breaches.store", "ropa.requests.rules", False),
        ("ropa.breaches.store", "sqlalchemy", True),
        ("ropa.breaches.store", "litestar", False),
        ("ropa.breaches.store", "datetime", True),
        ("ropa.breaches.store", "ropa.breaches", True),
        ("ropa.breaches.store.search", "ropa.breaches.store.tree", True),
        ("ropa.breaches.store", "ropa.breaches.store_index", True),
        ("ropa.breaches.store", "ropa.requests.store", False),
        ("ropa.breaches.service", "litestar", True),  # another role: not this contract's business
        ("ropa.db.store", "litestar", True),  # ropa.db is no thing
    ],
)
def test_one_entry_covers_a_role_in_every_folder(importer, imported, allowed):
    contract = _contract(
        modules=["ropa.<thing>.store*"], may_import=["ropa.<thing>.rules*"], third_party=["sqlalchemy"]
    )
    assert _refused(contract, (importer, imported)) == ([] if allowed else [imported])


def test_never_wins_over_what_may_be_imported():
    contract = _contract(modules=["ropa.<thing>.service*"], never=["litestar"], third_party=["*"])
    assert _refused(contract, ("ropa.audit.service", "litestar"), ("ropa.audit.service", "structlog")) == ["litestar"]


def test_never_wins_over_being_of_one_role():
    contract = _contract(modules=["ropa.<thing>.*"], never=["ropa.<thing>.store*"])
    imports = [("ropa.audit.digest", "ropa.audit.store"), ("ropa.audit.digest", "ropa.audit.words")]
    assert _refused(contract, *imports) == ["ropa.audit.store"]


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("b", "a", True),
        ("a", "b", False),
        ("b", "c", False),
        ("d", "c", True),
        ("a", "unknown", False),
        ("b", "b", True),
    ],
)
def test_services_depend_on_lower_ones_only(importer, imported, allowed):
    contract = _contract(modules=["ropa.<thing>.service*"], may_import=["ropa.*.service*"], order=["a", "b | c", "d"])
    target = f"ropa.{imported}.service_x"
    assert _refused(contract, (f"ropa.{importer}.service", target)) == ([] if allowed else [target])
