"""Pictures and HTML pieces: rows in, figure out."""
