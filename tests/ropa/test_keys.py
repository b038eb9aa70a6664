"""Keys: made for a developer, demanded in production, and of no use in another place."""

import stat

import pytest

from ropa import keys
from ropa.errors import SettingsError
from ropa.keys import read_keys
from ropa.settings import Environment, Settings

SECRETS = {"secret_key": "a" * 32, "id_key": "b" * 32, "field_key": "c" * 32}


def production(**changes):
    return Settings(env=Environment.PRODUCTION, **(SECRETS | changes))


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_names_each_key_that_is_missing(name):
    with pytest.raises(SettingsError, match=f"ROPA_{name.upper()}"):
        read_keys(production(**{name: ""}))


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_key_that_is_too_short_is_refused_and_not_repeated(name):
    with pytest.raises(SettingsError, match="at least 32") as refused:
        read_keys(production(**{name: "hunter2"}))
    assert "hunter2" not in str(refused.value)


def test_a_developer_gets_keys_that_stay_and_that_nobody_else_may_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = read_keys(Settings(env=Environment.DEVELOPMENT))
    again = read_keys(Settings(env=Environment.DEVELOPMENT))

    assert first == again
    assert stat.S_IMODE((tmp_path / keys.GENERATED).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secrets.json"]


def test_equal_settings_do_not_make_equal_keys():
    made = read_keys(production(secret_key="x" * 32, id_key="x" * 32, field_key="x" * 32))

    assert len({made.secret, made.id, made.field}) == 3


def test_keys_are_not_printed():
    assert "b'" not in repr(read_keys(production()))
    assert "a" * 32 not in repr(read_keys(production()))


def test_sealed_text_opens_with_its_key_at_its_place_only():
    ours, theirs = read_keys(production()), read_keys(production(field_key="d" * 32))
    sealed = ours.seal("ลับ".encode(), "place")

    assert ours.unseal(sealed, "place") == "ลับ".encode()
    assert ours.seal("ลับ".encode(), "place") != sealed
    assert ours.unseal(sealed, "another") is None
    assert theirs.unseal(sealed, "place") is None
    assert ours.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "place") is None
    assert ours.unseal(b"short", "place") is None


def test_the_hash_of_a_national_id_depends_on_the_key():
    number = "1000000000050"

    assert read_keys(production()).hash_id(number) == read_keys(production()).hash_id(number)
    assert read_keys(production()).hash_id(number) != read_keys(production(id_key="z" * 32)).hash_id(number)
    assert number not in read_keys(production()).hash_id(number)
