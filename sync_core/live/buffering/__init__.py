"""Between a source and the transcriber: pieces, how much may wait, what is dropped.

`backlog` is the one queue that drops audio, for `run_live`, `aio.live` and `simulate`;
`source_thread` runs a source on a thread of its own and fills a `source_queue`.
"""
