"""Spoken forms of languages other than English, by rules and num2words."""
