"""The microphone, with a PortAudio made of Python."""

import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from sync_core import AudioError, MissingDependencyError
from sync_core.live.sources import Microphone, Missing, microphones


class PortAudioError(Exception):
    """As sounddevice's."""


class Card:
    """Looks like the module sounddevice, with these inputs."""

    PortAudioError = PortAudioError

    def __init__(self, *rates: int, blocks: int = 5, lost: int = -1) -> None:
        self.rates, self.blocks, self.lost = rates, blocks, lost
        self.default = SimpleNamespace(device=(0, 0))
        self.opened: dict[str, Any] = {}

    def query_devices(self, device: Any = None, kind: str | None = None) -> Any:
        found = [
            {
                "index": number,
                "name": f"card {number}",
                "max_input_channels": 2,
                "default_samplerate": float(rate),
            }
            for number, rate in enumerate(self.rates)
        ]
        if kind is None:
            return found
        if isinstance(device, str):
            if device not in "card":
                raise ValueError(f"No input device matching {device!r}")
            device = 0
        if not found or (device or 0) >= len(found):
            raise PortAudioError("Error querying device -1")
        return found[device or 0]

    def check_input_settings(self, **asked: Any) -> None:
        if asked["samplerate"] != self.rates[asked["device"]]:
            raise PortAudioError("Invalid sample rate")

    def RawInputStream(self, **asked: Any) -> Any:
        self.opened = asked
        return Stream(self, asked)


class Stream:
    """Hands all of its blocks over as soon as it is entered, then stops."""

    def __init__(self, card: Card, asked: Any) -> None:
        self._card, self._asked = card, asked

    def __enter__(self) -> None:
        size, now = self._asked["blocksize"], 7.0
        for number in range(self._card.blocks):
            lost = number == self._card.lost
            now += 0.25 * lost
            data = bytes([number]) * (2 * size * self._asked["channels"])
            time = SimpleNamespace(inputBufferAdcTime=now)
            status = SimpleNamespace(input_overflow=lost)
            self._asked["callback"](data, size, time, status)
            now += size / self._asked["samplerate"]
        self._asked["finished_callback"]()

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Callable[[Card], Card]:
    def plugged(card: Card) -> Card:
        monkeypatch.setitem(sys.modules, "sounddevice", card)
        return card

    return plugged


Plug = Callable[[Card], Card]


def test_it_gives_what_the_card_gives(plug: Plug) -> None:
    card = plug(Card(16_000))
    microphone = Microphone()
    assert (microphone.sample_rate_hz, microphone.channels) == (16_000, 1)
    assert microphone.waits is False
    chunks: Iterator[Any] = microphone.chunks()
    taken = [next(chunks) for _ in range(5)]
    assert taken == [bytes([n]) * 1_600 for n in range(5)]
    with pytest.raises(AudioError, match="the microphone 'card 0' has stopped"):
        next(chunks)
    assert card.opened["dtype"] == "int16"


def test_closing_is_no_error(plug: Plug) -> None:
    plug(Card(16_000))
    microphone = Microphone()
    microphone.close()
    assert list(microphone.chunks()) == []


def test_a_card_that_cannot_do_16_khz(plug: Plug) -> None:
    plug(Card(44_100))
    assert Microphone().sample_rate_hz == 44_100


def test_what_was_lost_is_told(plug: Plug) -> None:
    plug(Card(16_000, lost=3))
    microphone, taken = Microphone(), list[Any]()
    with pytest.raises(AudioError):
        taken.extend(microphone.chunks())
    assert [t for t in taken if isinstance(t, Missing)] == [
        Missing(250, "the computer was too busy to take it from the microphone")
    ]
    assert len(taken) == 6


def test_the_microphones_are_listed(plug: Plug) -> None:
    plug(Card(16_000, 44_100))
    assert [(d.number, d.name, d.is_default) for d in microphones()] == [
        (0, "card 0", True),
        (1, "card 1", False),
    ]


@pytest.mark.parametrize(
    ("rates", "device", "message"),
    [
        ((), None, "no microphone was found"),
        ((16_000,), "7", r"there is no '7'; choose one: 0 card 0"),
        ((16_000,), "usb", "there is no 'usb'"),
    ],
)
def test_no_such_microphone(
    plug: Plug, rates: tuple[int, ...], device: str | None, message: str
) -> None:
    plug(Card(*rates))
    with pytest.raises(AudioError, match=message):
        Microphone(device)


def test_without_sounddevice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'sync-core\[mic\]'"):
        Microphone()


def test_without_portaudio(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """What sounddevice raises where the system's library is missing."""
    (tmp_path / "sounddevice.py").write_text(
        "raise OSError('PortAudio library not found')", encoding="utf-8"
    )
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingDependencyError, match="apt-get install libportaudio2"):
        Microphone()
