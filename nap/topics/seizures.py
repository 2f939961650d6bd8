"""Seizures and stocks: what mercury was seized, and where it is now."""
