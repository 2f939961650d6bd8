"""Every word, number, date and country name in the reader's language."""

from nap.language.texts import LANGUAGES, NO_VALUE, N, Sentence, Words, is_missing, language_codes

__all__ = ["LANGUAGES", "NO_VALUE", "N", "Sentence", "Words", "is_missing", "language_codes"]
