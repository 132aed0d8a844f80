"""All Whisper models that sync-core knows by name, as data.

The shapes are those of the models' own configurations. Each revision is the one that
at least two public projects pin for that repository.
"""

from __future__ import annotations

from sync_core.models.model_info_record import HubSource, ModelInfo

__all__ = ["MODELS"]

_ENGLISH_ONLY = ("en",)
_LANGUAGES = tuple(
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl "
    "gu ha haw he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi "
    "mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr "
    "su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh".split()
)
_LANGUAGES_V3 = tuple(sorted((*_LANGUAGES, "yue")))

_CTRANSLATE2_FILES = (
    "model.bin",
    "config.json",
    "tokenizer.json",
    "preprocessor_config.json",
    "vocabulary.json",
    "vocabulary.txt",
)
_WHISPER_CPP_REVISION = "5359861c739e955e79d9a303bcbc70fb988958b1"


def _make_hub_source(repository: str, revision: str) -> HubSource:
    return HubSource(repository, revision, _CTRANSLATE2_FILES)


def _make_ggml_source(name: str) -> HubSource:
    return HubSource(
        "ggerganov/whisper.cpp", _WHISPER_CPP_REVISION, (f"ggml-{name}.bin",)
    )


def _make_whisper(
    name: str, revision: str, use: str, *, parameters: int, layers: int
) -> ModelInfo:
    v3 = name == "large-v3"
    many = _LANGUAGES_V3 if v3 else _LANGUAGES
    return ModelInfo(
        name=name,
        parameters=parameters,
        encoder_layers=layers,
        decoder_layers=layers,
        mel_bins=128 if v3 else 80,
        languages=_ENGLISH_ONLY if name.endswith(".en") else many,
        use=use,
        attention_times=True,
        ctranslate2=_make_hub_source(f"Systran/faster-whisper-{name}", revision),
        ggml=_make_ggml_source(name),
    )


def _make_distilled(
    name: str,
    use: str,
    *,
    parameters: int,
    layers: tuple[int, int],
    mel_bins: int = 80,
    languages: tuple[str, ...] = _ENGLISH_ONLY,
    hub: HubSource,
    ggml: HubSource,
) -> ModelInfo:
    return ModelInfo(
        name=name,
        parameters=parameters,
        encoder_layers=layers[0],
        decoder_layers=layers[1],
        mel_bins=mel_bins,
        languages=languages,
        use=use,
        attention_times=False,
        ctranslate2=hub,
        ggml=ggml,
    )


MODELS = (
    _make_whisper(
        "tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        "trying things out; the fastest",
        parameters=39,
        layers=4,
    ),
    _make_whisper(
        "tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        "English, live or on small machines",
        parameters=39,
        layers=4,
    ),
    _make_whisper(
        "base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        "the default: any language, quick on a CPU",
        parameters=74,
        layers=6,
    ),
    _make_whisper(
        "base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        "English, quick on a CPU",
        parameters=74,
        layers=6,
    ),
    _make_whisper(
        "small",
        "536b0662742c02347bc0e980a01041f333bce120",
        "any language, good words on a CPU",
        parameters=244,
        layers=12,
    ),
    _make_whisper(
        "small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        "English, good words on a CPU",
        parameters=244,
        layers=12,
    ),
    _make_whisper(
        "medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        "any language, slow on a CPU",
        parameters=769,
        layers=24,
    ),
    _make_whisper(
        "medium.en",
        "a29b04bd15381511a9af671baec01072039215e3",
        "English, slow on a CPU",
        parameters=769,
        layers=24,
    ),
    _make_whisper(
        "large-v1",
        "b07c8d4be0be90092aa01a29c975077acb8d15c9",
        "comparing with old results only",
        parameters=1550,
        layers=32,
    ),
    _make_whisper(
        "large-v2",
        "f0fe81560cb8b68660e564f55dd99207059c092e",
        "any language, on a GPU; invents less than v3 on silence",
        parameters=1550,
        layers=32,
    ),
    _make_whisper(
        "large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        "the best words in most languages, on a GPU",
        parameters=1550,
        layers=32,
    ),
    _make_distilled(
        "large-v3-turbo",
        "large-v3's words at a fraction of the time; re-time with an aligner",
        parameters=809,
        layers=(32, 4),
        mel_bins=128,
        languages=_LANGUAGES_V3,
        hub=_make_hub_source(
            "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
            "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        ),
        ggml=_make_ggml_source("large-v3-turbo"),
    ),
    _make_distilled(
        "distil-small.en",
        "English on small machines; re-time with an aligner",
        parameters=166,
        layers=(12, 4),
        hub=_make_hub_source(
            "Systran/faster-distil-whisper-small.en",
            "ef77d90526ccd62cde3808ee70626a01e5cf83e4",
        ),
        ggml=HubSource(
            "distil-whisper/distil-small.en",
            "9e4a67ca4569c30be43a3fe7fba1621e504f0093",
            ("ggml-distil-small.en.bin",),
        ),
    ),
    _make_distilled(
        "distil-medium.en",
        "English, quick for its size; re-time with an aligner",
        parameters=394,
        layers=(24, 2),
        hub=_make_hub_source(
            "Systran/faster-distil-whisper-medium.en",
            "80ddfce281f77766d8943d63109199fc8145dfa5",
        ),
        ggml=HubSource(
            "distil-whisper/distil-medium.en",
            "6e61418885eaf4d5cc9f64e508e80ac5b4c052b7",
            ("ggml-medium-32-2.en.bin",),
        ),
    ),
    _make_distilled(
        "distil-large-v2",
        "comparing with old results only: distil-large-v3.5 is better",
        parameters=756,
        layers=(32, 2),
        hub=_make_hub_source(
            "Systran/faster-distil-whisper-large-v2",
            "fe9b404fc56de3f7c38606ef9ba6fd83526d05e4",
        ),
        ggml=HubSource(
            "distil-whisper/distil-large-v2",
            "97d2c8f9cae1b0f6c8fc2e173495ee4cedc05843",
            ("ggml-large-32-2.en.bin",),
        ),
    ),
    _make_distilled(
        "distil-large-v3",
        "English, long recordings; re-time with an aligner",
        parameters=756,
        layers=(32, 2),
        mel_bins=128,
        hub=_make_hub_source(
            "Systran/faster-distil-whisper-large-v3",
            "c3058b475261292e64a0412df1d2681c06260fab",
        ),
        ggml=HubSource(
            "distil-whisper/distil-large-v3-ggml",
            "0d78dd96ed9fc152325f63b53788fec3b43de031",
            ("ggml-distil-large-v3.bin",),
        ),
    ),
    _make_distilled(
        "distil-large-v3.5",
        "English, the best of the distilled; re-time with an aligner",
        parameters=756,
        layers=(32, 2),
        mel_bins=128,
        hub=_make_hub_source(
            "distil-whisper/distil-large-v3.5-ct2",
            "9793ccc07920e0f830e1dba0343efcdf0ef8c903",
        ),
        ggml=HubSource(
            "distil-whisper/distil-large-v3.5-ggml",
            "960ecb5c2ecfba3ebb9ebe485c1032ec266cf436",
            ("ggml-model.bin",),
        ),
    ),
)
