"""The contract, and what a service can answer."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import sync_core_http_backend as plugin
from sync_core import (
    CancelledError,
    Document,
    InputError,
    ModelError,
    Pipeline,
    PluginManager,
    PluginRunError,
    SyncCoreError,
)
from sync_core.testing import CheckResult, check_backend, made_audio

if TYPE_CHECKING:
    from conftest import Service

AUDIO = made_audio([(500, 1_500)], 2_000)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")


def transcribe(
    service: Any, cancel: Any = None, audio: Any = AUDIO, **options: Any
) -> Document:
    manager = PluginManager()
    manager.register(plugin)
    own = {"base_url": service.url, **options}
    with Pipeline(
        backend="openai-http", aligner=None, manager=manager, backend_options=own
    ) as pipeline:
        return pipeline.transcribe(audio, cancel=cancel)


def test_contract(service: Service) -> None:
    results: list[CheckResult] = check_backend(
        plugin.RECORD, audio=AUDIO, options={"base_url": service.url}
    )
    assert len(results) > 5
    assert [r.message for r in results if not r.passed] == []


def test_words_have_their_times_and_their_punctuation(service: Service) -> None:
    document = transcribe(service)
    assert document.language == "en"
    assert document.text == "“Hello, world!”"
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("“Hello,", 500, 1_000),
        ("world!”", 1_000, 1_500),
    ]
    (request,) = service.requests
    assert request.path == "/v1/audio/transcriptions"
    assert request.authorization == "Bearer secret"
    assert request.duration_s == 2
    assert sorted(request.fields) == [
        ("model", "whisper-1"),
        ("response_format", "verbose_json"),
        ("temperature", "0"),
        ("timestamp_granularities[]", "segment"),
        ("timestamp_granularities[]", "word"),
    ]


def test_the_language_is_passed_on_and_no_key_is_needed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    manager = PluginManager()
    manager.register(plugin)
    own = {"base_url": service.url}
    with Pipeline(
        backend="openai-http",
        model="small",
        language="de-AT",
        aligner=None,
        manager=manager,
        backend_options=own,
    ) as pipeline:
        assert pipeline.transcribe(AUDIO).language == "de-AT"
    (request,) = service.requests
    assert request.authorization is None
    assert {("language", "de"), ("model", "small")} <= set(request.fields)


def test_long_audio_goes_in_pieces_that_are_cut_in_pauses(service: Service) -> None:
    sounds = [(at, at + 800) for at in range(100, 10_000, 1_000)]
    document = transcribe(service, audio=made_audio(sounds, 10_000), piece_ms=4_000)
    lengths = [request.duration_s for request in service.requests]
    assert sum(lengths) == pytest.approx(10)
    assert max(lengths) <= 4
    cut = 0.0
    for length in lengths[:-1]:
        cut += 1000 * length
        assert not any(start < cut < end for start, end in sounds), cut
    starts = [word.start_ms or 0 for word in document.words]
    assert starts == sorted(starts)
    assert starts[-1] > 8_000


def test_words_that_the_text_does_not_have_stay_as_they_are(service: Service) -> None:
    def odd(duration_s: float) -> dict[str, Any]:
        return {
            "language": "en",
            "segments": [{"start": 0, "end": 1, "text": "twenty one."}],
            "words": [{"word": "21", "start": 0.1, "end": 0.9}],
        }

    service.respond = odd
    document = transcribe(service)
    assert [word.text for word in document.words] == ["21"]
    assert document.segments[0].text == "21"


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_service_is_asked_again(service: Service, code: int) -> None:
    service.will(code, {"error": {"message": "busy"}}, Retry_After="0.01")
    assert transcribe(service).text == "“Hello, world!”"
    assert len(service.requests) == 2


def test_a_service_that_stays_busy(service: Service) -> None:
    for _ in range(3):
        service.will(503, b"try later", Retry_After="0.01")
    message = r"'openai-http'|gave no answer in 3 tries: HTTP 503: try later"
    with pytest.raises(PluginRunError, match=message):
        transcribe(service)
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    ("code", "error", "message"),
    [
        (401, InputError, "refuses the key: HTTP 401: no, sorry"),
        (403, InputError, "refuses the key"),
        (404, ModelError, "no such model or address: HTTP 404: no, sorry"),
        (400, InputError, "refuses the request: HTTP 400: no, sorry"),
        (413, InputError, "refuses the request: HTTP 413"),
    ],
)
def test_a_service_that_refuses(
    service: Service, code: int, error: type[SyncCoreError], message: str
) -> None:
    service.will(code, {"error": {"message": "no, sorry"}})
    with pytest.raises(error, match=message) as caught:
        transcribe(service)
    assert len(service.requests) == 1, "asking again would not help"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>welcome</html>", "the service gave b'<html>welcome"),
        (b"[1, ", "the service gave"),
        ({"text": "Hello"}, "gives text without times: take one that knows verb"),
    ],
)
def test_answers_that_make_no_sense(service: Service, body: Any, message: str) -> None:
    service.will(200, body)
    with pytest.raises(PluginRunError, match=message):
        transcribe(service)


def test_nobody_is_there() -> None:
    class Nobody:
        url = ""

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        Nobody.url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(PluginRunError, match=r"in 1 tries: .*refused"):
            transcribe(Nobody, tries=1)


def test_a_service_that_never_answers() -> None:
    class Silent:
        url = ""

    with socket.create_server(("127.0.0.1", 0)) as server:
        Silent.url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        with pytest.raises(PluginRunError, match="in 2 tries: timed out"):
            transcribe(Silent, tries=2, timeout_s=0.2)


def test_cancelling_ends_the_waiting(service: Service) -> None:
    cancel = threading.Event()
    service.will(503, b"later", Retry_After="3600")

    def cancel_soon() -> None:
        while not service.requests:
            time.sleep(0.02)
        cancel.set()

    threading.Thread(target=cancel_soon, daemon=True).start()
    with pytest.raises(CancelledError):
        transcribe(service, cancel=cancel)


def test_it_is_listed_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plugin.RECORD.needs_network
    assert plugin.why_not() is None
    monkeypatch.delenv("OPENAI_API_KEY")
    assert "set OPENAI_API_KEY" in str(plugin.why_not())
