"""OpenAI-compatible transcription services as a backend of sync-core."""

import os

from attrs import frozen

from sync_core import Backend, BackendPlugin, EngineOptions, hookimpl

__all__ = ["RECORD", "HttpOptions", "sync_core_backends"]

sync_core_api = 1


@frozen
class HttpOptions:
    """Which service to ask, and how patiently."""

    base_url: str = "https://api.openai.com/v1"
    """Where the service is."""
    api_key_env: str = "OPENAI_API_KEY"
    """The environment variable that holds the key."""
    timeout_s: float = 300
    """How long one answer may take."""
    tries: int = 3
    """How often a request is made while the service is busy or not to be reached."""
    piece_ms: int = 600_000
    """Longer audio goes in pieces, cut where it is quiet."""


def load(options: EngineOptions) -> Backend:
    """Give the backend; nothing is sent before there is audio."""
    # Only here, so that listing plugins stays quick.
    from sync_core_http_backend._backend import HttpBackend

    return HttpBackend(options.model or "whisper-1", options.own or HttpOptions())


def why_not() -> str | None:
    """Say what is missing for the service that is asked without options."""
    if os.environ.get(HttpOptions().api_key_env):
        return None
    return (
        "set OPENAI_API_KEY, or name a service that needs no key: "
        "-O openai-http.base_url=http://localhost:8000/v1"
    )


RECORD = BackendPlugin(
    "openai-http",
    load=load,
    summary="OpenAI-compatible services; the audio leaves this machine",
    word_times=True,
    options=HttpOptions,
    default_model="whisper-1",
    license="MIT",
    needs_network=True,
    available=why_not,
)


@hookimpl
def sync_core_backends() -> list[BackendPlugin]:
    """List the backend."""
    return [RECORD]
