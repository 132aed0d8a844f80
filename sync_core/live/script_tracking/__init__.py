"""Where in a known script the speaker is.

`tracker` compares what is heard with the script by a hidden Markov model (`trellis`,
`emission_model`) over small units of text (`script_units`, `unit_spans`); `spelling`
and `script_timer` write final words as the script has them, `tracked_document` builds
the aligned document.
"""
