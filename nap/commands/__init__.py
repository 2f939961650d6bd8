"""The terminal."""

__all__ = ["main", "page", "terminal"]
