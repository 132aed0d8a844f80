"""Final words timed in the script's spelling."""

import numpy as np

from sync_core import Audio, Script, Word
from sync_core.live.script_tracking.script_timer import ScriptTimer
from sync_core.live.script_tracking.tracker import ScriptTracker

SCRIPT = "We sailed a small boat around the cape, Captain Lindbergh and I."


def test_a_timer_that_is_not_there() -> None:
    timer = ScriptTimer(ScriptTracker(Script.parse(SCRIPT)), None)
    silence = Audio(np.zeros(16_000, np.int16), duration_ms=1_000)
    words, findings = timer.retime(silence, [Word("we", 0, 100)], [])
    assert ([word.text for word in words], findings) == (["We"], [])
