"""One request to the service, tried again while it is busy."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from sync_core import CancelledError, InputError, ModelError, PluginRunError
from sync_core_http_backend import HttpOptions

__all__ = ["ask"]

_BUSY = (408, 409, 425, 429, 500, 502, 503, 504)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0


def ask(
    options: HttpOptions,
    key: str | None,
    fields: Sequence[tuple[str, str]],
    wav: bytes,
    stop: threading.Event,
) -> bytes:
    """Send a WAV file with some fields, and give the answer.

    Args:
        options: Which service, and how patiently.
        key: Who asks.
        fields: Names and values that go with the file.
        wav: The file.
        stop: Ends the waiting between tries.

    Raises:
        InputError: The service refuses the key or the request.
        ModelError: The service does not have the model.
        PluginRunError: It is not to be reached, or stays busy.
        CancelledError: ``stop`` was set.
    """
    url = f"{options.base_url.rstrip('/')}/audio/transcriptions"
    wait_s, problem = _FIRST_WAIT_S, ""
    for number in range(max(1, options.tries)):
        if number and stop.wait(min(wait_s, _LONGEST_WAIT_S)):
            break
        wait_s *= 2
        request = _request(url, key, fields, wav)
        try:
            with urlopen(request, timeout=options.timeout_s) as answer:
                data: bytes = answer.read()
                return data
        except HTTPError as error:
            problem = f"HTTP {error.code}: {_said(error)}"
            if error.code not in _BUSY:
                raise _refusal(error.code, url, problem) from error
            wait_s = _asked_wait_s(error) or wait_s
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", None) or error
            problem = str(reason) or type(error).__name__
    if stop.is_set():
        raise CancelledError("the transcription was cancelled")
    raise PluginRunError(f"{url} gave no answer in {options.tries} tries: {problem}")


def _request(
    url: str, key: str | None, fields: Sequence[tuple[str, str]], wav: bytes
) -> Request:
    mark = uuid.uuid4().hex
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    file = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
        'filename="audio.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    )
    body = f"{head}{file}".encode() + wav + f"\r\n--{mark}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return Request(url, body, headers)


def _refusal(code: int, url: str, problem: str) -> Exception:
    if code in (401, 403):
        return InputError(f"{url} refuses the key: {problem}")
    if code == 404:
        return ModelError(f"{url}: no such model or address: {problem}")
    return InputError(f"{url} refuses the request: {problem}")


def _said(error: HTTPError) -> str:
    """Give the service's own words, which OpenAI wraps as ``error.message``."""
    text = error.read(2_000).decode("utf-8", "replace").strip()
    try:
        return str(json.loads(text)["error"]["message"])
    except (ValueError, LookupError, TypeError):
        return text or error.reason


def _asked_wait_s(error: HTTPError) -> float | None:
    try:
        return max(0.0, float(error.headers["Retry-After"]))
    except (TypeError, ValueError):
        return None
