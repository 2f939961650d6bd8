"""Blocks and rows as files."""
