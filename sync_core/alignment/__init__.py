"""From audio and script to a document with times, statuses and findings."""

from sync_core.alignment.document_builder import WordTiming, script_document

__all__ = ["WordTiming", "script_document"]
