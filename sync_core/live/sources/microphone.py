"""The microphone, through PortAudio."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from sync_core.audio import Audio
from sync_core.base.errors import AudioError, MissingDependencyError
from sync_core.live.sources.source import Missing

__all__ = ["Device", "Microphone", "microphones"]

_BLOCKS_A_SECOND = 20
_MAX_CHANNELS = 8


@frozen
class Device:
    """A sound card's input."""

    number: int
    name: str
    channels: int
    sample_rate_hz: int
    is_default: bool


def microphones() -> list[Device]:
    """Return everything that can be listened to.

    Raises:
        MissingDependencyError: The ``mic`` extra or PortAudio is not installed.
        AudioError: PortAudio does not work here.
    """
    sd = _import_sounddevice()
    try:
        default = sd.default.device[0]
        found = list(enumerate(sd.query_devices()))
    except sd.PortAudioError as error:
        raise AudioError(f"cannot list the microphones: {error}") from error
    return [
        Device(
            number,
            device["name"],
            device["max_input_channels"],
            round(device["default_samplerate"]),
            number == default,
        )
        for number, device in found
        if device["max_input_channels"]
    ]


class Microphone:
    """A microphone, at 16 kHz where it can do that, else at its own rate.

    Args:
        device: Its number, or a part of its name; None: the system's default.

    Raises:
        MissingDependencyError: The ``mic`` extra or PortAudio is not installed.
        AudioError: There is no microphone, or none of that name.
    """

    def __init__(self, device: int | str | None = None) -> None:
        self._sd = _import_sounddevice()
        info = self._find_device(device)
        self._device: int = info["index"]
        self.name = f"the microphone '{info['name']}'"
        self.waits: bool | None = False
        self.channels, self.sample_rate_hz = self._choose_form(info)
        self._blocks: queue.SimpleQueue[bytes | Missing | None] = queue.SimpleQueue()
        self._heard_s: float | None = None
        self._closed = False

    def chunks(self) -> Iterator[bytes | Missing]:
        """Yield what is heard, a twentieth of a second at once.

        Raises:
            AudioError: It cannot be opened, or stopped by itself.
        """
        try:
            stream = self._sd.RawInputStream(
                samplerate=self.sample_rate_hz,
                blocksize=self.sample_rate_hz // _BLOCKS_A_SECOND,
                device=self._device,
                channels=self.channels,
                dtype="int16",
                latency="high",
                callback=self._take,
                finished_callback=lambda: self._blocks.put(None),
            )
            with stream:
                while (block := self._blocks.get()) is not None:
                    yield block
        except self._sd.PortAudioError as error:
            raise AudioError(f"cannot listen to {self.name}: {error}") from error
        if not self._closed:
            raise AudioError(f"{self.name} has stopped: is it still plugged in?")

    def close(self) -> None:
        """Stop listening."""
        self._closed = True
        self._blocks.put(None)

    def _take(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """Take a block; PortAudio calls this on a thread of its own."""
        began_s = time.inputBufferAdcTime
        if status.input_overflow:
            lost_s = began_s - self._heard_s if self._heard_s is not None else 0.0
            # Where the card does not tell, one block is the least that it can be.
            lost_ms = max(round(lost_s * 1000), 1000 // _BLOCKS_A_SECOND)
            reason = "the computer was too busy to take it from the microphone"
            self._blocks.put(Missing(lost_ms, reason))
        self._heard_s = began_s + frames / self.sample_rate_hz
        self._blocks.put(bytes(data))

    def _find_device(self, device: int | str | None) -> Any:
        wanted = int(device) if isinstance(device, str) and device.isdigit() else device
        try:
            return self._sd.query_devices(wanted, "input")
        except (self._sd.PortAudioError, ValueError) as error:
            names = [f"{each.number} {each.name}" for each in microphones()]
            if not names:
                raise AudioError(
                    "no microphone was found: plug one in, or name a file, or - for "
                    "standard input"
                ) from error
            which = "no default microphone" if device is None else f"no '{device}'"
            raise AudioError(
                f"there is {which}; choose one: {', '.join(names)}"
            ) from error

    def _choose_form(self, info: Any) -> tuple[int, int]:
        """Return the channels and the rate to ask for."""
        own = round(info["default_samplerate"])
        most = min(_MAX_CHANNELS, info["max_input_channels"])
        for channels in (1, most):
            for rate in (Audio.SAMPLE_RATE_HZ, own):
                if self._supports(channels, rate):
                    return channels, rate
        return most, own

    def _supports(self, channels: int, rate: int) -> bool:
        try:
            self._sd.check_input_settings(
                device=self._device, channels=channels, dtype="int16", samplerate=rate
            )
        except self._sd.PortAudioError:
            return False
        return True


def _import_sounddevice() -> Any:
    try:
        import sounddevice
    except ImportError as error:
        raise MissingDependencyError(
            "the microphone needs sounddevice: pip install 'sync-core[mic]'"
        ) from error
    except OSError as error:
        raise MissingDependencyError(
            f"the microphone needs the PortAudio library ({error}): "
            "apt-get install libportaudio2 (Debian, Ubuntu), dnf install portaudio "
            "(Fedora), brew install portaudio (macOS)"
        ) from error
    return sounddevice
