"""Pictures and HTML pieces: rows in, figure out.

Shared by all topics are the modules named here; the others bear the name of the topic they draw for.
"""

__all__ = ["bars", "lines", "maps", "palette", "paper", "pieces"]
