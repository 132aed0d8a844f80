"""EAF, judged by pympi, and as ELAN writes it."""

from pathlib import Path

import pympi
import pytest
from hypothesis import given, settings

from annotated_talks import TALK, talk_of, talks
from format_files import get_messages, read, write
from sync_core import DocumentError, PluginManager

NAMES = "audacity,ctm,eaf,rttm,stm,textgrid"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": NAMES})


@pytest.mark.filterwarnings("ignore:.*[eE]tree.*:DeprecationWarning")
def test_pympi_reads_eaf(manager: PluginManager, tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_bytes(write(manager, "eaf", TALK))
    eaf = pympi.Elan.Eaf(str(path))
    assert set(eaf.get_tier_names()) == {
        *("Ann - segments", "Ann - words", "Ann - phones"),
        *("B - segments", "B - words"),
    }
    assert sorted(eaf.get_annotation_data_for_tier("Ann - words")) == [
        (1000, 1480, '"Fish"'),
        (1480, 1720, "and"),
        (2005, 2600, "chips,"),
    ]
    assert eaf.get_parameters_for_tier("B - words")["PARTICIPANT"] == "B"
    assert eaf.get_linked_files()[0]["MEDIA_URL"] == "./talk.wav"


@settings(deadline=None, max_examples=60)
@given(parts=talks)
def test_pympi_reads_any_text(
    manager: PluginManager,
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[str, int, int]],
) -> None:
    document = talk_of(parts)
    data = write(manager, "eaf", document, tiers="words")
    expected = [
        (w.start_ms, w.end_ms, w.text) for w in document.words if w.text.strip()
    ]
    ours = [(w.start_ms, w.end_ms, w.text) for w in read(manager, "eaf", data).words]
    assert ours == expected
    path = tmp_path_factory.mktemp("eaf") / "a.eaf"
    path.write_bytes(data)
    found = pympi.Elan.Eaf(str(path)).get_annotation_data_for_tier("words")
    assert sorted(found) == sorted(expected)


def test_eaf_slots_without_times_and_dependent_tiers(manager: PluginManager) -> None:
    document = read(
        manager,
        "eaf",
        """<ANNOTATION_DOCUMENT><TIME_ORDER>
        <TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="100"/><TIME_SLOT TIME_SLOT_ID="t2"/>
        <TIME_SLOT TIME_SLOT_ID="t3"/><TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="400"/>
        </TIME_ORDER><TIER TIER_ID="KP" PARTICIPANT="Kim" LINGUISTIC_TYPE_REF="words">
        <ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2">
        <ANNOTATION_VALUE>one</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
        <ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t2" TIME_SLOT_REF2="t3">
        <ANNOTATION_VALUE>two</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
        <ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t3" TIME_SLOT_REF2="t4">
        <ANNOTATION_VALUE>three</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
        </TIER><TIER TIER_ID="de" PARENT_REF="KP"><ANNOTATION><REF_ANNOTATION>
        <ANNOTATION_VALUE>eins</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
        </ANNOTATION_DOCUMENT>""",
    )
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("one", 100, 200),
        ("two", 200, 300),
        ("three", 300, 400),
    ]
    assert document.segments[0].speaker == "Kim"
    assert get_messages(document) == ["line 11: the tier 'de' has no times of its own"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear Sir",
        "<tt/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><ANNOTATION_DOCUMENT>&x;</ANNOTATION_DOCUMENT>',
        "<a>" * 200,
    ],
)
def test_what_is_no_eaf(manager: PluginManager, text: str) -> None:
    with pytest.raises(DocumentError, match=r"XML|ELAN"):
        read(manager, "eaf", text)
