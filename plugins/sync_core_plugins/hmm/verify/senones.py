"""Senones: the score of every tied state of the acoustic model in every frame.

pocketsphinx has no call for them, but writes them to a file when asked to. With them
any path can be searched for, and compared with any other over the same frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np  # noqa: TID253
import pocketsphinx  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["AcousticModel", "Scores", "SenoneScorer"]

Scores = NDArray[np.int16]
"""A row a frame, a column a senone; 0 is best, a unit is about 0.1 nat."""

_INTERNAL, _BEGIN, _END, _SINGLE = range(4)


class SenoneScorer:
    """A decoder that scores all senones of a clip."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="sync-core-")
        # No words are looked for, and reading the dictionary takes nine tenths of the
        # time to open a decoder.
        self._decoder = pocketsphinx.Decoder(
            lm=None,
            dict=None,
            bestpath=False,
            loglevel="FATAL",
            compallsen=True,
            senlogdir=self._folder.name,
        )
        arcs = [(0, 1, 1.0, "<sil>"), (0, 0, 1.0, "<sil>")]
        fsg = self._decoder.create_fsg("silence", 0, 1, arcs)
        self._decoder.add_fsg("silence", fsg)
        self._decoder.activate_search("silence")

    def score(self, samples: bytes) -> Scores:
        """Score 16 kHz 16 bit mono samples."""
        # Or what it learned of the noise in other clips would count in this one.
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(samples, full_utt=True)
        self._decoder.end_utt()
        (path,) = Path(self._folder.name).iterdir()
        content = path.read_bytes()
        path.unlink()
        # A text header, a byte-order mark, then per frame a count and the scores.
        head, _, _ = content.partition(b"endhdr\n")
        count = int(head.partition(b"n_sen ")[2].split()[0])
        rows = np.frombuffer(content, np.int16, offset=len(head) + len(b"endhdr\n") + 4)
        return rows.reshape(-1, count + 1)[:, 1:]

    def close(self) -> None:
        """Free the engine and delete its folder."""
        self._folder.cleanup()


class AcousticModel:
    """Which senones a phone has, alone and among neighbours."""

    def __init__(self, folder: Path | None = None) -> None:
        path = folder or Path(pocketsphinx.get_model_path()) / "en-us" / "en-us"
        content = (path / "mdef").read_bytes()
        # "BMDF", a version, the length of a description, the description; then sizes,
        # names, a tree, the phones, another size, and the senones of every row.
        at = 12 + int(np.frombuffer(content, "<i4", 1, 8)[0])
        sizes = np.frombuffer(content, "<i4", 10, at)
        phones, every, states, _, _, _, rows, _, tree, silence = map(int, sizes)
        at += sizes.nbytes
        names = content[at:].split(b"\0", phones)[:phones]
        at += (sum(len(name) + 1 for name in names) + 3) // 4 * 4 + 8 * tree
        entries = np.frombuffer(content, _ENTRY, every, at)
        at += entries.nbytes + 4
        self._rows = np.frombuffer(content, "<i2", rows * states, at)
        self._rows = self._rows.reshape(rows, states)
        self._ids = {name.decode(): number for number, name in enumerate(names)}
        self._silence = silence
        self._alone = entries["row"][:phones]
        keys = _key(*(entries[name][phones:] for name in ("place", *_CONTEXT)))
        order = np.argsort(keys, kind="stable")
        self._keys, self._found = keys[order], entries["row"][phones:][order]

    @property
    def phones(self) -> list[str]:
        """All phones, with the fillers ``SIL``, ``+NSN+`` and ``+SPN+``."""
        return list(self._ids)

    def alone(self, phone: str) -> NDArray[np.int16]:
        """Return the senones of a phone in no context."""
        row: NDArray[np.int16] = self._rows[self._alone[self._ids[phone]]]
        return row

    def word(
        self, phones: Sequence[str], left: str, right: str
    ) -> list[NDArray[np.int16]]:
        """Return the senones of a word's phones, with the phones around the word."""
        around = [left, *phones, right]
        last = len(phones) - 1
        places = [_END if at == last else _INTERNAL for at in range(len(phones))]
        places[0] = _BEGIN if last else _SINGLE
        return [
            self._senones(place, around[at + 1], around[at], around[at + 2])
            for at, place in enumerate(places)
        ]

    def _senones(
        self, place: int, phone: str, left: str, right: str
    ) -> NDArray[np.int16]:
        ids = [self._ids[name] for name in (phone, left, right)]
        others = (p for p in range(4) if p != place)
        for one in (place, *others):
            key = int(_key(one, *ids))
            at = int(np.searchsorted(self._keys, key))
            if at < len(self._keys) and self._keys[at] == key:
                row: NDArray[np.int16] = self._rows[self._found[at]]
                return row
        return self.alone(phone)


_CONTEXT = ("phone", "left", "right")
_ENTRY = np.dtype(
    [("row", "<i4"), ("tmat", "<i4"), ("place", "u1"), *((n, "u1") for n in _CONTEXT)]
)


def _key(
    place: int | NDArray[np.uint8], *ids: int | NDArray[np.uint8]
) -> NDArray[np.int64]:
    key = np.asarray(place, np.int64)
    for one in ids:
        key = key * 256 + one
    return key
