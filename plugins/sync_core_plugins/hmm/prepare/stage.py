"""Prepare: read the script, and cut long silence out of the clip."""

from __future__ import annotations

from sync_core import AlignmentRequest
from sync_core_plugins.hmm.alignment import Alignment, SpokenPart, Tokens
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.spliced_audio import splice_out_silence
from sync_core_plugins.hmm.prepare.checks import check_length, check_readable
from sync_core_plugins.hmm.prepare.lexicon import Lexicon

__all__ = ["prepare", "read_script"]


def prepare(request: AlignmentRequest, aligner: ForcedAligner) -> Alignment:
    """Return what is known of a request before any search.

    Raises:
        AlignmentError: The audio is too long.
        CancelledError: The caller asked to stop.
        ScriptError: No word can be read in English.
    """
    check_length(request.audio.duration_ms)
    lexicon, tokens = read_script(request, aligner)
    request.check_cancel()
    return Alignment(
        request,
        tokens,
        min_duration_ms=lexicon.min_duration_ms(tokens),
        audio=splice_out_silence(request.audio.pcm, request.audio.duration_ms),
        parts=[SpokenPart(at, slots) for at, slots in enumerate(tokens)],
    )


def read_script(
    request: AlignmentRequest, aligner: ForcedAligner
) -> tuple[Lexicon, Tokens]:
    """Return the pronunciations and the slots of a request's script.

    Raises:
        ScriptError: No word can be read in English.
    """
    aligner.forget()
    lexicon = Lexicon(aligner)
    words = request.script.words
    tokens = lexicon.slots(words)
    check_readable(words, tokens)
    return lexicon, tokens
