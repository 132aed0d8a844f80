"""Made-up weights, stores, and a hub on the loopback interface."""

import hashlib
import json
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sync_core.models import REGISTRY

Environ = dict[str, str]


def weights(size: int = 64, seed: int = 1) -> bytes:
    """A model.bin that says it is Whisper's, with one variable of that many bytes."""

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    data = hashlib.shake_256(bytes([seed])).digest(size)
    head = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, 1)
    variable = text("x") + struct.pack("<BIBI", 1, size, 1, size) + data
    return head + variable + struct.pack("<I", 1) + text("y") + text("x")


def model_files(size: int = 64) -> dict[str, bytes]:
    return {
        "model.bin": weights(size),
        "config.json": b"{}",
        "tokenizer.json": b'{"model": {}}',
        "vocabulary.txt": b"a\nb\n",
    }


def make_model(folder: Path, *leave_out: str, size: int = 64) -> Path:
    folder.mkdir(parents=True)
    for name, data in model_files(size).items():
        if name not in leave_out:
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Environ:
    return {"SYNC_CORE_MODELS": str(tmp_path / "store")}


@pytest.fixture
def root(store: Environ) -> Path:
    return Path(store["SYNC_CORE_MODELS"])


class Hub:
    """As much of the hub as a pull asks for, with faults to order."""

    def __init__(self) -> None:
        self.files = model_files()
        self.repository = REGISTRY["tiny"].ctranslate2.repository
        self.revision = REGISTRY["tiny"].ctranslate2.revision
        self.told: dict[str, bytes] = {}
        """What it says a file's contents are, where it lies."""
        self.break_after: int | None = None
        """Bytes of model.bin after which it hangs up."""
        self.hang_after: int | None = None
        """Bytes of model.bin after which it sends no more until let go."""
        self.refuse = False
        self.ranges = True
        self.requests: list[tuple[str, str | None]] = []
        self.sent = 0
        self.hanging = threading.Event()
        self.let_go = threading.Event()
        self.url = ""

    def fetched(self, name: str) -> list[str | None]:
        """The Range headers of each time a file was asked for."""
        return [span for path, span in self.requests if path.endswith(f"/{name}")]

    def listing(self) -> bytes:
        siblings = []
        for name, data in {**self.files, ".gitattributes": b"*"}.items():
            seen = self.told.get(name, data)
            sha1 = hashlib.sha1(b"blob %d\0" % len(seen) + seen).hexdigest()
            entry = {"rfilename": name, "size": len(data), "blobId": sha1}
            if name.endswith(".bin"):
                sha256 = hashlib.sha256(seen).hexdigest()
                size = len(data)
                entry["lfs"] = {"size": size, "sha256": sha256, "pointerSize": 1}
            siblings.append(entry)
        answer = {"id": self.repository, "modelId": self.repository}
        return json.dumps(
            answer | {"sha": self.revision, "siblings": siblings, "tags": []}
        ).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def do_GET(self) -> None:
        hub, path = self.hub, urlsplit(self.path).path
        hub.requests.append((path, self.headers.get("Range")))
        if hub.refuse:
            self.close_connection = True
            return
        if path == f"/api/models/{hub.repository}/revision/{hub.revision}":
            self._answer(200, hub.listing())
        elif path.startswith(f"/api/models/{hub.repository}/"):
            self._answer(404, b"{}", ("X-Error-Code", "RevisionNotFound"))
        elif path.startswith(f"/{hub.repository}/resolve/{hub.revision}/"):
            self._send_file(path.rpartition("/")[2])
        else:
            self._answer(404, b"{}", ("X-Error-Code", "RepoNotFound"))

    def _answer(self, status: int, data: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(data)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _send_file(self, name: str) -> None:
        hub, data = self.hub, self.hub.files[name]
        start = 0
        span = self.headers.get("Range")
        if span and hub.ranges:
            start = int(span.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            last = len(data) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(data)}")
        self.end_headers()
        self._send_body(name, data, start)

    def _send_body(self, name: str, data: bytes, start: int) -> None:
        hub = self.hub
        stop = hub.break_after if name == "model.bin" else None
        hang = hub.hang_after if name == "model.bin" else None
        end = min(x for x in (stop, hang, len(data)) if x is not None)
        hub.sent += max(0, end - start)
        try:
            self.wfile.write(data[start:end])
            self.wfile.flush()
            if hang is not None:
                hub.hanging.set()
                hub.let_go.wait(30)
                self.wfile.write(data[end:])
        except OSError:
            pass  # The other side is gone, as some tests want it.
        if stop is not None:
            hub.refuse = True
            self.close_connection = True

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub with a made-up `tiny`."""
    found = Hub()
    handler = type("Handler", (_Handler,), {"hub": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield found
    found.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """huggingface_hub waits a second between tries, five times."""
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """It writes 10 MB at a time, which is more than these models have."""
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1 << 10)


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], store: Environ, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs ``sync-core models`` in this process."""
    from sync_core.cli import main

    monkeypatch.setenv("SYNC_CORE_MODELS", store["SYNC_CORE_MODELS"])

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(["models", *map(str, arguments)])
        out, err = capfd.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return call
