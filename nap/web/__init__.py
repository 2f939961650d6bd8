"""Streamlit and HTTP."""

__all__ = ["browser", "main", "serving"]
