"""Voice activity detection: Silero VAD, which comes with faster-whisper."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sync_core.base.errors import MissingDependencyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FRAME_MS", "FRAME_SAMPLES", "SileroDetector", "VoiceActivityDetector"]

FRAME_SAMPLES = 512
"""Samples of a frame, which the model is made for at 16 kHz."""
FRAME_MS = 32
_CONTEXT_SAMPLES = 64
"""Samples of the frame before that the model sees as well."""
_MAX_BATCH_FRAMES = 256
"""Frames at once; what the model needs for each is a hundred times its samples."""


class VoiceActivityDetector(Protocol):
    """Judges of each frame how probable speech is. One object per stream."""

    def predict(self, samples: NDArray[np.int16]) -> Sequence[float]:
        """Return the probability of speech for each frame of 512 samples, in order."""


class SileroDetector:
    """The model's state for one stream.

    Raises:
        MissingDependencyError: onnxruntime cannot be imported.
    """

    def __init__(self) -> None:
        import numpy as np

        self._session = _open_session()
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._before = np.zeros(_CONTEXT_SAMPLES, np.float32)

    def predict(self, samples: NDArray[np.int16]) -> Sequence[float]:
        """Return the probability of speech for each frame of 512 samples, in order."""
        found = list[float]()
        size = _MAX_BATCH_FRAMES * FRAME_SAMPLES
        for start in range(0, len(samples), size):
            found += self._predict_batch(samples[start : start + size])
        return found

    def _predict_batch(self, samples: NDArray[np.int16]) -> list[float]:
        import numpy as np

        frames = samples.astype(np.float32).reshape(-1, FRAME_SAMPLES) / 32768
        ends = np.concatenate([self._before[None], frames[:, -_CONTEXT_SAMPLES:]])
        self._before = ends[-1]
        batch = np.concatenate([ends[:-1], frames], axis=1)
        given, self._h, self._c = self._session.run(
            None, {"input": batch, "h": self._h, "c": self._c}
        )
        return [float(p) for p in np.ravel(given)]


def _open_session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(_find_model()), providers=["CPUExecutionProvider"], sess_options=options
    )


def _find_model() -> Path:
    """Find the file without importing the package, which takes its time."""
    found = find_spec("faster_whisper")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for path in sorted(Path(folder, "assets").glob("silero_vad*.onnx")):
            return path
    raise MissingDependencyError(
        "live transcription needs the speech detector that comes with faster-whisper: "
        "pip install --force-reinstall faster-whisper"
    )
