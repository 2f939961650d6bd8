"""A publisher's file becomes checked rows."""
