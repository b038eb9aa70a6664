"""Erasure of data sets in other databases, by an approved destruction list."""
