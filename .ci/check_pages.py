"""Open every page of the built site in headless Chromium, wide and as on a phone.

python .ci/check_pages.py SITE [PICTURES]

A page fails if it is wider than the window, asks another host for anything, raises an
error in its scripts or cannot load a part of itself. With PICTURES, a screenshot of the
pages that matter most is left in that folder.
"""

import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from html import unescape
from pathlib import Path

WIDTHS = {"wide": 1280, "phone": 390}
PICTURED = (
    "index",
    "tutorials/first-exporter",
    "tutorials/script-to-subtitles",
    "reference/api/document",
)
LOOK = """<!doctype html><meta charset="utf-8"><title>...</title><pre></pre><script>
const PAGES = %s, WIDTHS = %s;
function look(page, width) {
  return new Promise((done) => {
    const frame = document.createElement("iframe");
    const found = [];
    frame.style = `width:${width}px;height:900px;border:0`;
    frame.src = page;
    const say = (what) => found.push(`${page} at ${width}: ${what}`);
    frame.onload = () => {
      const inside = frame.contentWindow, root = frame.contentDocument.documentElement;
      setTimeout(() => {
        if (root.scrollWidth > width + 1) say(`is ${root.scrollWidth} wide`);
        for (const entry of inside.performance.getEntriesByType("resource")) {
          if (new URL(entry.name).host !== location.host) say(`asks ${entry.name}`);
          if (entry.responseStatus >= 400) say(`${entry.name} is missing`);
        }
        for (const image of inside.document.images)
          if (image.complete && !image.naturalWidth) say(`${image.src} shows nothing`);
        frame.remove();
        done(found);
      }, 300);
    };
    document.body.append(frame);
  });
}
(async () => {
  const found = [];
  for (const page of PAGES)
    for (const width of WIDTHS) found.push(...(await look(page, width)));
  document.querySelector("pre").textContent = JSON.stringify(found);
  document.title = "done";
})();
</script>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def chromium(*arguments: str) -> tuple[str, list[tuple[str, str]]]:
    """Run it; give what it prints, and errors in scripts with their places."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            shutil.which("chromium") or "chromium-browser",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            "--virtual-time-budget=600000",
            "--enable-logging=stderr",
            *arguments,
        ]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=600
        )
    return done.stdout, re.findall(r'"(Uncaught .*)", source: (\S+)', done.stderr)


def problems(address: str, site: Path) -> list[str]:
    pages = sorted(str(page.relative_to(site)) for page in site.rglob("*.html"))
    pages = [page for page in pages if page != "look.html"]
    text = LOOK % (json.dumps(pages), json.dumps(list(WIDTHS.values())))
    (site / "look.html").write_text(text, encoding="utf-8")
    try:
        shown, errors = chromium("--dump-dom", f"{address}/look.html")
    finally:
        (site / "look.html").unlink()
    result = re.search(r"<pre>(.*?)</pre>", shown, re.DOTALL)
    if result is None or "<title>done</title>" not in shown:
        sys.exit(f"the browser did not come to an end:\n{shown[:2000]}")
    print(f"{len(pages)} pages looked at, each at {list(WIDTHS.values())}")
    found: list[str] = json.loads(unescape(result[1]))
    return found + [f"{place} {error}" for error, place in errors]


def take_pictures(address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in PICTURED:
        for name, width in WIDTHS.items():
            file = folder / f"{page.replace('/', '-')}-{name}.png"
            size = f"--window-size={max(width, 500)},1200"
            chromium(f"--screenshot={file}", size, f"{address}/{page}.html")


def main(site: Path, pictures: Path | None) -> None:
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        found = problems(address, site)
        if pictures is not None:
            take_pictures(address, pictures)
        server.shutdown()
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
