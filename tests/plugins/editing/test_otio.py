"""OTIO, judged by OpenTimelineIO."""

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from format_files import write as write_bytes
from short_talks import TALK, saying, texts
from sync_core import (
    Document,
    InputError,
    PluginManager,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    names = "fcpxml,markdown,otio,txt,youtube-chapters"
    return PluginManager.installed({"SYNC_CORE_PLUGINS": names})


def write(
    manager: PluginManager, name: str, document: Document, **options: object
) -> str:
    return write_bytes(manager, name, document, **options).decode()


def markers(text: str) -> list[opentimelineio.schema.Marker]:
    timeline = opentimelineio.adapters.read_from_string(text, "otio_json")
    [clip] = timeline.find_clips()
    return list(clip.markers)


def test_opentimelineio_reads_markers(manager: PluginManager) -> None:
    text = write(manager, "otio", TALK, unit="word")
    found = markers(text)
    assert [marker.name for marker in found] == ["Fish", "& chips"]
    times = [marker.marked_range for marker in found]
    assert [t.start_time.to_seconds() for t in times] == [1.0, 1.48]
    assert [t.end_time_exclusive().to_seconds() for t in times] == [1.48, 2.001]
    assert found[0].metadata["sync_core"]["confidence"] == 0.5
    assert found[0].color == opentimelineio.schema.MarkerColor.GREEN
    timeline = opentimelineio.adapters.read_from_string(text, "otio_json")
    assert timeline.duration().to_seconds() == 61.017
    [clip] = timeline.find_clips()
    assert clip.media_reference.target_url == "/talk.wav"


def test_otio_in_frames(manager: PluginManager) -> None:
    found = markers(write(manager, "otio", TALK, rate=29.97))
    times = [marker.marked_range.start_time for marker in found]
    assert [(t.value, round(t.rate, 5)) for t in times] == [
        (30, 29.97003),
        (599, 29.97003),
    ]
    with pytest.raises(InputError, match="a frame rate is a number from 1 on, not 0"):
        write(manager, "otio", TALK, rate=0)


@settings(deadline=None, max_examples=60)
@given(parts=st.lists(texts, min_size=1, max_size=4))
def test_otio_markers_of_any_text(manager: PluginManager, parts: list[str]) -> None:
    said = [part for part in parts if part.strip()]
    assert len(markers(write(manager, "otio", saying(parts)))) == len(said)
