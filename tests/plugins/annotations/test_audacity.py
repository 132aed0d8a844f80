"""Audacity's labels, as others write them."""

import pytest

from format_files import get_messages, read
from sync_core import DocumentError, PluginManager

NAMES = "audacity,ctm,eaf,rttm,stm,textgrid"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": NAMES})


def test_audacity_labels_as_others_write_them(manager: PluginManager) -> None:
    document = read(
        manager,
        "audacity",
        "0,500000\t1,250000\thello there\n\\\t100.0\t2000.0\n2.0\t2.0\t[[Ann]]a point\n"
        "3.0\t2.5\tback\n4.0\t5.0\t\nrubbish\n",
    )
    assert [(s.text, s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        ("hello there", 500, 1250, None),
        ("a point", 2000, 2000, "Ann"),
        ("back", 3000, 3000, None),
    ]
    assert get_messages(document) == [
        "line 4: ends before it starts: its end is set to its start",
        "line 5: a label without a text: left out",
        "line 6: no label: start, tab, end, tab, text are wanted",
    ]
    with pytest.raises(DocumentError, match="not Audacity labels: line 1"):
        read(manager, "audacity", "Dear Sir")
