"""Render one moment of the demo's subtitles: WebVTT in Chromium, ASS by libass.

Needs the programs ``ffmpeg`` (with libass) and ``chromium``; writes the picture for the
docs: ``python tests/tools/render_subtitles.py docs/images/subtitles.png``
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from sync_core import Pipeline, demo_clip

MOMENT_S = 6.9
SIZE = "1280x720"
PAGE = """\
<body style="margin:0"><video id="v" width="1280" height="720" muted preload="auto"
src="data:video/webm;base64,{video}"><track default kind="subtitles" srclang="en"
src="line.vtt"></video><script>
v.textTracks[0].mode = "showing"
v.onloadeddata = () => {{ v.currentTime = {moment} }}
</script>
"""
BACKGROUND = f"color=c=0x203040:s={SIZE}:r=10:d=15"
CROP = "crop=1000:130:140:570"


class Handler(SimpleHTTPRequestHandler):
    """Knows what subtitles are, which Chromium insists on."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".vtt": "text/vtt"}


def run(*command: object, folder: Path) -> None:
    subprocess.run([str(part) for part in command], cwd=folder, check=True)


def data_of(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def main(target: Path) -> None:
    clip, script = demo_clip()
    ffmpeg = ("ffmpeg", "-v", "error", "-y")
    with (
        tempfile.TemporaryDirectory() as name,
        Pipeline(aligner="hmm", language="en") as pipeline,
    ):
        folder = Path(name)
        document = pipeline.align(clip, script)
        for form, options in (("ass", {}), ("vtt", {"line": "-3"})):
            own = {"karaoke": True, **options}
            pipeline.export(document, folder / f"line.{form}", options=own)
        source = ("-f", "lavfi", "-i", BACKGROUND)
        shown = f"subtitles=line.ass,trim={MOMENT_S}:{MOMENT_S + 0.1}"
        run(*ffmpeg, *source, "-vf", shown, "-frames:v", 1, "a.png", folder=folder)
        run(*ffmpeg, *source, "-c:v", "libvpx", "bare.webm", folder=folder)
        page = PAGE.format(
            video=data_of(folder / "bare.webm"),
            moment=MOMENT_S,
        )
        (folder / "page.html").write_text(page, encoding="utf-8")
        # Subtitles may only come from where their page does.
        handler = partial(Handler, directory=name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=server.serve_forever, daemon=True).start()
        run(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu",
            "--hide-scrollbars", f"--window-size={SIZE.replace('x', ',')}",
            "--timeout=15000", "--virtual-time-budget=20000", "--screenshot=v.png",
            f"http://127.0.0.1:{server.server_port}/page.html", folder=folder,
        )  # fmt: skip
        joined = f"[0]{CROP}[v];[1]{CROP}[a];[v][a]vstack,scale=800:-2"
        inputs = ("-i", "v.png", "-i", "a.png", "-filter_complex", joined)
        run(*ffmpeg, *inputs, "-frames:v", 1, target.resolve(), folder=folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
