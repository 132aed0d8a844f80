"""From samples to final words.

`endpointer` finds utterances by voice activity (`vad`) and decides when to decode them;
`recognizer` has windows of an `utterance` decoded (`window_decoder`, `decoder`), keeps
what is known of it (`hypothesis`, `continuation`) and writes the `transcript`.
"""
