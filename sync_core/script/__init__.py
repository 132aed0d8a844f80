"""The script as its author wrote it: tokens, SSML, sentences."""

from sync_core.script.script import Script
from sync_core.script.tokens import Token, match_form

__all__ = ["Script", "Token", "match_form"]
