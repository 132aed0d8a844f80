"""The terminal's picture of a stream."""

import io

from rich.console import Console

from sync_core import Segment, Word
from sync_core.cli.live_session.display import TerminalDisplay
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    Final,
    Partial,
    SpeechStarted,
    Stats,
    Update,
)


def words(text: str, start_ms: int = 0) -> list[Word]:
    return [
        Word(t, start_ms + 300 * n, start_ms + 300 * n + 250)
        for n, t in enumerate(text.split())
    ]


def final(text: str, number: int, start_ms: int = 0) -> Final:
    made = words(text, start_ms)
    return Final(Segment(made, text, made[0].start_ms, made[-1].end_ms), number)


def partial(text: str, stable: int, start_ms: int) -> Partial:
    return Partial(words(text, start_ms), stable, text)


STORY: list[Update] = [
    SpeechStarted(400),
    partial("In Mary", 0, 400),
    final("In May 1927,", 0, 400),
    partial("Charles Lindbergh flew along", 2, 1_300),
]


def drawn(screen: TerminalDisplay, console: Console) -> str:
    with console.capture() as captured:
        console.print(screen._render())
    return captured.get()


def test_what_may_change_is_dim_and_what_is_final_is_not() -> None:
    console = Console(
        file=io.StringIO(), force_terminal=True, width=80, color_system="truecolor"
    )
    screen = TerminalDisplay(console)
    assert "listening" in drawn(screen, console)
    for update in STORY:
        screen.show(update)
    shown = drawn(screen, console)
    bold, plain, dim = "\x1b[1m", "\x1b[39m", "\x1b[2;3m"
    assert f"{bold}In May 1927," in shown
    assert f"{plain} Charles Lindbergh" in shown or " Charles Lindbergh" in shown
    assert f"{dim} flew along" in shown
    assert "Mary" not in shown


def test_what_was_said_stays_when_it_ends() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=60, color_system=None)
    with TerminalDisplay(console) as screen:
        for update in STORY:
            screen.show(update)
        screen.show(final("Charles Lindbergh flew alone.", 1, 1_300))
        screen.show(Endpoint(2_500, "pause"))
        screen.show(Stats(65_000, 2_000, 0, 13_000, 4_200))
        assert "4 s behind" in drawn(screen, console)
        screen.show(Dropped(3_000, 9_500, "the engine was 30 s behind"))
        screen.show(final("Left over", 2, 9_600))
    text = out.getvalue()
    assert "00:00:00  In May 1927, Charles Lindbergh flew alone." in text
    assert "00:00:03  [6.5 s lost: the engine was 30 s behind]" in text
    assert "00:00:09  Left over" in text


def test_a_line_that_never_ends_is_let_go_of() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=60, color_system=None)
    with TerminalDisplay(console) as screen:
        for number in range(30):
            screen.show(final("ten words", number, number * 600))
        assert len(screen._final) < 60
    assert out.getvalue().count("ten words") >= 30
