"""Every word, number, date and country name in the reader's language."""
