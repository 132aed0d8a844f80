"""Check what the demo left behind: three files that hold every word with its time."""

import sys
from pathlib import Path

from sync_core import Document, demo_clip


def main(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["line.json", "line.srt", "line.vtt"], names
    document = Document.from_json((folder / "line.json").read_bytes())
    _, script = demo_clip()
    assert document.script == script
    assert [word.text for word in document.words] == script.split()
    floor = 0
    for word in document.words:
        assert None not in (word.start_ms, word.end_ms, word.confidence), word
        assert floor <= word.start_ms < word.end_ms <= 14_141, word
        assert word.phones, word
        floor = word.end_ms
    for name, head in (
        ("line.srt", "1\n00:00:00,"),
        ("line.vtt", "WEBVTT\n\n00:00:00."),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.startswith(head), text[:40]
        assert text.count(" --> ") >= 4
        assert "Lindbergh" in text
    print(f"demo: {len(document.words)} words with times, three files, as expected")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
