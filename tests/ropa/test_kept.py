"""What is kept in memory stays within its bound."""

from ropa.kept import Kept


def test_values_are_kept_within_a_bound_and_the_ones_read_longest_ago_go_first():
    kept: Kept[str, bytes] = Kept(most=100, largest=60, size=len)
    for name in "ab":
        kept.put(name, b"x" * 40)
    assert kept.get("a") is not None
    kept.put("c", b"x" * 40)
    assert [name for name in "abc" if kept.get(name)] == ["a", "c"]
    kept.put("d", b"x" * 61)
    assert kept.get("d") is None
    kept.clear()
    assert kept.get("a") is None


def test_a_value_that_is_put_again_counts_once():
    kept: Kept[str, bytes] = Kept(most=100, largest=100, size=len)
    for size in (90, 10, 90, 10):
        kept.put("a", b"x" * size)
    kept.put("b", b"x" * 90)
    assert kept.get("a") == b"x" * 10
