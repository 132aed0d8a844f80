"""Draw the demo's clip with the words and phones that the hmm aligner finds in it.

python tests/tools/draw_demo.py docs/images/demo.svg
"""

import sys
from html import escape
from pathlib import Path

import numpy as np

from sync_core import Audio, Document, Pipeline, Word, demo_clip

START_MS, END_MS = 0, 4_900
WIDTH, WAVE_TOP, WAVE_HEIGHT = 1200, 56, 150
FONT = 'font-family="Helvetica, Arial, sans-serif"'


def x(ms: float) -> float:
    return round(20 + (WIDTH - 40) * (ms - START_MS) / (END_MS - START_MS), 1)


def wave_path(audio: Audio) -> str:
    samples = audio.slice(START_MS, END_MS).float32()
    middle, columns = WAVE_TOP + WAVE_HEIGHT / 2, WIDTH - 40
    lines = []
    for column, part in enumerate(np.array_split(samples, columns)):
        high, low = (middle - v * WAVE_HEIGHT / 2 for v in (part.max(), part.min()))
        lines.append(f"M{20 + column},{high:.1f}V{max(low, high + 0.5):.1f}")
    return "".join(lines)


def word_marks(word: Word, shade: str) -> list[str]:
    assert word.start_ms is not None
    assert word.end_ms is not None
    left, right = x(word.start_ms), x(word.end_ms)
    bottom = WAVE_TOP + WAVE_HEIGHT
    marks = [
        f'<rect x="{left}" y="{WAVE_TOP}" width="{right - left:.1f}" '
        f'height="{WAVE_HEIGHT}" fill="{shade}"/>',
        f'<text x="{(left + right) / 2:.1f}" y="{WAVE_TOP - 12}" font-size="15" '
        f'text-anchor="middle" {FONT} fill="#111">{escape(word.text)}</text>',
    ]
    if right - left > 30:
        marks.append(
            f'<text x="{left}" y="{bottom + 44}" font-size="11" {FONT} '
            f'fill="#777">{word.start_ms / 1000:.3f}</text>'
        )
    for phone in word.phones:
        assert phone.start_ms is not None
        assert phone.end_ms is not None
        middle = (x(phone.start_ms) + x(phone.end_ms)) / 2
        marks.append(
            f'<path d="M{x(phone.start_ms)},{bottom}v8" stroke="#888"/>'
            f'<text x="{middle:.1f}" y="{bottom + 22}" font-size="12" '
            f'text-anchor="middle" {FONT} fill="#345">{escape(phone.symbol)}</text>'
        )
    return marks


def draw(audio: Audio, document: Document) -> str:
    words = [w for w in document.words if w.end_ms is not None and w.end_ms < END_MS]
    shades = ("#dbe9f6", "#f3e6cf")
    body = [mark for i, w in enumerate(words) for mark in word_marks(w, shades[i % 2])]
    height = WAVE_TOP + WAVE_HEIGHT + 60
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
            f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
            *body,
            f'<path d="{wave_path(audio)}" stroke="#27475e" fill="none"/>',
            "</svg>\n",
        ]
    )


def main(target: Path) -> None:
    path, script = demo_clip()
    audio = Audio.load(path)
    with Pipeline(aligner="hmm", language="en") as pipeline:
        document = pipeline.align(audio, script)
    target.write_text(draw(audio, document), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
