"""Audio with stretches cut out keeps the clip's clock."""

import numpy as np

from sync_core_plugins.hmm.decode.spliced_audio import splice_out_silence

RATE = 16_000


def test_cleared_stretches_keep_the_clock() -> None:
    noise = np.random.default_rng(1).normal(0, 1_000, 20 * RATE).astype(np.int16)
    clip = splice_out_silence(noise, 20_000).replace_with_pauses([(5_000, 12_000)])
    assert len(clip.pcm) == (20_000 - 7_000 + 600) * RATE // 1000
    assert clip.original_ms(4_000) == 4_000
    assert clip.original_ms(5_600) == 12_000
    assert clip.original_ms(13_000) == 19_400
