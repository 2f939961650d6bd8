"""Blocks and rows as files."""

__all__ = ["tables", "text"]
