"""Streamlit and HTTP."""
