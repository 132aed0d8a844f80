"""A transcription service on the loopback interface, scripted by the tests."""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from attrs import Factory, define

Answer = tuple[int, dict[str, str], bytes]


@define
class Request:
    """What a client sent."""

    path: str
    authorization: str | None
    fields: list[tuple[str, str]]
    duration_s: float


def heard(duration_s: float) -> dict[str, Any]:
    """What the service hears: a sentence in the middle of the audio."""
    start, end = 0.25 * duration_s, 0.75 * duration_s
    half = (start + end) / 2
    return {
        "task": "transcribe",
        "language": "english",
        "duration": duration_s,
        "text": "“Hello, world!”",
        "segments": [{"id": 0, "start": start, "end": end, "text": "“Hello, world!”"}],
        "words": [
            {"word": "Hello", "start": start, "end": half},
            {"word": "world", "start": half, "end": end},
        ],
    }


@define
class Service:
    """Answers in turn with what a test wants, and else with what it hears."""

    url: str = ""
    requests: list[Request] = Factory(list)
    answers: list[Answer] = Factory(list)
    respond: Callable[[float], dict[str, Any]] = heard

    def will(self, code: int, body: object = "", **headers: str) -> None:
        """Answer the next request so."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((code, headers, data))

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        if self.answers:
            return self.answers.pop(0)
        return 200, {}, json.dumps(self.respond(request.duration_s)).encode()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fields, wav = parts_of(self.headers["Content-Type"], body)
            request = Request(
                self.path, self.headers["Authorization"], fields, seconds_of(wav)
            )
            code, headers, data = made.answer(request)
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def parts_of(kind: str, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Take multipart/form-data apart, by the book."""
    whole = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    assert whole.get_content_type() == "multipart/form-data"
    assert not whole.defects
    fields, files = [], []
    for part in whole.get_payload():
        assert isinstance(part, Message)
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_filename():
            assert part.get_content_type() == "audio/wav"
            files.append(data)
        else:
            name = part.get_param("name", header="Content-Disposition")
            fields.append((str(name), data.decode()))
    (wav,) = files
    return fields, wav


def seconds_of(wav: bytes) -> float:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return float(file.getnframes() / file.getframerate())
