"""What a page says: one module per page with the page's name; rows in, texts, tables and blocks out."""
