"""Every built-in plugin runs through the contracts that are there for all authors."""

import pytest

from sync_core import PluginManager
from sync_core.testing import aligner_contract, backend_contract, exporter_contract

INSTALLED = PluginManager.installed({})

WITH_OPTIONS: dict[str, dict[str, object]] = {
    "ass": {"karaoke": True},
    "lrc": {"enhanced": True},
    "ttml": {"words": True},
    "vtt": {"karaoke": True},
}

for item in INSTALLED.exporters():
    name = item.record.name
    globals()[f"test_{name}"] = exporter_contract(item.record)
    if name in WITH_OPTIONS:
        contract = exporter_contract(item.record, options=WITH_OPTIONS[name])
        globals()[f"test_{name}_with_options"] = contract

# Where Whisper is in doubt it decodes once more, and then draws lots.
WITHOUT_LOTS: dict[str, dict[str, object]] = {
    "faster-whisper": {"temperature": "0"},
    "whisper-cpp": {"temperature_inc": 0},
}

for aligner in INSTALLED.aligners():
    model = "tiny.en" if aligner.record.model_form else None
    contract = pytest.mark.engine(aligner_contract(aligner.record, model=model))
    globals()[f"test_{aligner.record.name}"] = contract
for backend in INSTALLED.backends():
    own = WITHOUT_LOTS.get(backend.record.name)
    contract = backend_contract(backend.record, model="tiny.en", options=own)
    globals()[f"test_{backend.record.name}"] = pytest.mark.engine(contract)
