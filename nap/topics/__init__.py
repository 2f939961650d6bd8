"""What a page says: one module per page with the page's name; rows in, blocks out.

A topic is a module with `QUESTION`, the English text of its title, and `blocks(ask, data, words)`, which yields what
the page says, in order. The menu (menu.py) lists them; modules it does not list serve one or several topics.
"""

__all__ = ["ask", "blocks", "menu", "provenance", "query", "rows", "status_table"]
