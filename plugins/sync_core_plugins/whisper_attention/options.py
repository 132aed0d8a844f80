"""What can be asked of the aligner."""

from __future__ import annotations

from attrs import frozen

__all__ = ["WhisperAttentionOptions"]


@frozen
class WhisperAttentionOptions:
    """Options of loading; ``model`` is the pipeline's business."""

    compute_type: str = "auto"
    """CTranslate2's number format; ``auto`` is the fastest that the device has
    (int8 on most CPUs, float16 on GPUs)."""
