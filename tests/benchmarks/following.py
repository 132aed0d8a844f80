"""How well a speaker is followed through a script.

    python tests/benchmarks/following.py [--labels FOLDER...] [--sentences 40]
        [--seed 1] [--model tiny.en] [--heard FILE] [--list]
    python tests/benchmarks/following.py --misheard 0.08 [--sentences 150] ...

Joins sentences to a talk that does not keep to its script: some are left out, said
twice, or preceded by others that no script has; once the speaker goes back a third of
the script. The sentences are Debian's asterisk-core-sounds (see ``prompts``), or the
English clips of folders of label files (``audio``, ``text``). The talk is transcribed
live once, as it would be without a script (``--heard`` keeps that in a file and takes
it from there), and then followed. With ``--misheard`` nothing is transcribed: the
talk's words come one to four at a time, with up to three more that are probable, and
such a share of them is lost, changed, or followed by one too many; sentences that are
nearly the same as another are left out.

The truth of each heard word is its pairing with the words of the sentence that was said
at its time, by edit distance. Printed are the share of those words whose certain
position is the right one, the positions that are wrong and far off (more than five
words), how many words had been heard behind a word when its position was told, how
many words of a sentence had been heard after a jump until a position in it was told,
what is told with a script that has nothing to do with it, and the time that an update
takes with scripts of up to 50,000 words, as a ratio to that with the talk's own.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from passages import align
from sync_core import Pipeline, Script, Segment, Word, match_form
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.updates import Final, Partial, Position
from talks import (
    PER_MS,
    Said,
    Step,
    Talk,
    ended,
    from_labels,
    from_prompts,
    make_talk,
    misheard,
    without_twins,
)

CHUNK = 100 * PER_MS
FAR = 5
LONG = (5_000, 50_000)
OTHER = Path(__file__).parents[2] / "docs/explanation/architecture.md"


@define
class Told:
    """A position, and how much had been heard by then."""

    position: Position
    heard: int


@define
class Followed:
    heard: list[Word] = field(factory=list)
    told: list[Told] = field(factory=list)
    seconds: float = 0.0
    updates: int = 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--labels", nargs="*", type=Path, default=[])
    parser.add_argument("--sentences", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--heard", type=Path)
    parser.add_argument("--misheard", type=float)
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    drawn = random.Random(args.seed)
    every = list(from_labels(args.labels) if args.labels else from_prompts())
    drawn.shuffle(every)
    if args.misheard is not None:
        every = without_twins(every)
    count = min(args.sentences, len(every) * 2 // 3)
    own, others = every[:count], every[count:]
    talk = make_talk(own, others, drawn)
    if args.misheard is None:
        steps = kept(args.heard, talk, args.model)
    else:
        steps = list(misheard(talk, args.misheard, drawn))
    done = follow(talk.script, steps)
    print(f"{len(talk.pcm) / PER_MS / 60_000:.1f} minutes, ", end="")
    print(f"{len(talk.script.words)} words in the script, {len(done.heard)} heard")
    report(talk, done, args.list)
    page = OTHER.read_text(encoding="utf-8")
    wrong = follow(Script.parse(page), steps)
    certain = sum(one.position.certain for one in wrong.told)
    print(f"another script: {certain} certain positions, {len(wrong.told)} in all")
    base = done.seconds / done.updates
    for length in LONG:
        long = follow(longer(talk.script, length, drawn), steps)
        ratio = long.seconds / long.updates / base
        print(f"{length} words: an update takes {ratio:.1f} times as long")
        report(talk, long, args.list)
    print(f"an update with the talk's own script: {1000 * base:.1f} ms")


def kept(path: Path | None, talk: Talk, model: str) -> list[Step]:
    if path is not None and path.exists():
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [
            Step(*(tuple(Word(*word) for word in part) for part in row)) for row in rows
        ]
    steps = list(hear(talk.pcm, model))
    if path is not None:
        rows = [
            [
                [(w.text, w.start_ms, w.end_ms) for w in part]
                for part in (s.final, s.probable)
            ]
            for s in steps
        ]
        path.write_text(json.dumps(rows), encoding="utf-8")
    return steps


def hear(pcm: NDArray[np.int16], model: str) -> Iterator[Step]:
    with (
        Pipeline(
            backend="whisper-cpp", model=model, language="en", aligner=None
        ) as pipeline,
        pipeline.live() as live,
    ):
        chunks = [pcm[at : at + CHUNK] for at in range(0, len(pcm), CHUNK)]
        for updates in (*map(live.feed, chunks), live.finish()):
            final = list[Word]()
            for update in updates:
                if isinstance(update, Final):
                    final += update.segment.words
                elif isinstance(update, Partial):
                    yield Step(tuple(final), update.words)
                    final = []
            if final:
                yield Step(tuple(final), ())


def follow(script: Script, steps: Sequence[Step]) -> Followed:
    tracker, done = ScriptTracker(script), Followed()
    began = time.process_time()
    for step in steps:
        told = list[Position]()
        if step.final:
            written = tracker.respell(step.final, step.probable, doubtful=False)
            segment = Segment(written, "", written[0].start_ms, written[-1].end_ms)
            told += tracker.locate(Final(segment, 0))
            done.heard += step.final
        told += tracker.locate(Partial(step.probable))
        behind = len(done.heard) + len(step.probable)
        done.told += (Told(position, behind) for position in told)
        done.updates += 1
    done.seconds = time.process_time() - began
    return done


def truth(talk: Talk, heard: Sequence[Word]) -> list[tuple[Said | None, int | None]]:
    """Give for each heard word the sentence and its word in the script."""
    found: list[tuple[Said | None, int | None]] = [(None, None)] * len(heard)
    for said in talk.said:
        inside = [
            at
            for at, word in enumerate(heard)
            if said.start_ms <= ((word.start_ms or 0) + (word.end_ms or 0)) / 2
            and ((word.start_ms or 0) + (word.end_ms or 0)) / 2 <= said.end_ms + 200
        ]
        told = [match_form(token.text) for token in Script.parse(said.text).words]
        pairs = align(told, [match_form(heard[at].text) for at in inside])
        for place, got in pairs:
            if got is None:
                continue
            first = None if place is None or said.first is None else said.first + place
            found[inside[got]] = said, first
    return found


def report(talk: Talk, done: Followed, lists: bool) -> None:
    wanted = truth(talk, done.heard)
    places = {word.start_ms: at for at, word in enumerate(done.heard)}
    for certain in (True, False):
        first = dict[int, Told]()
        for told in done.told:
            at = places.get(told.position.start_ms)
            if at is not None and told.position.certain == certain:
                first.setdefault(at, told)
        right = wrong = far = words_in = 0
        delays = list[int]()
        for at, (_, number) in enumerate(wanted):
            words_in += number is not None
            if at not in first:
                continue
            got = first[at].position.number
            delays.append(first[at].heard - at - 1)
            near = number if number is not None else _near(wanted, at)
            right += number is not None and got == number
            wrong += number is not None and got != number
            is_far = near is None or abs(got - near) > FAR
            far += is_far
            if is_far and lists:
                print("   ", [w.text for w in done.heard[at - 4 : at + 1]], near, got)
        name = "certain" if certain else "probable"
        low, high = median(delays), sorted(delays)[len(delays) * 95 // 100]
        print(
            f"{name:9} {len(first)} told, {right / words_in:.1%} of the script's words "
            f"told right, {wrong / words_in:.1%} wrong, {far} told far off; "
            f"after {low:.0f} words ({high} at p95)"
        )
    jumps = list(until_told(talk, done, wanted))
    print(f"after {len(jumps)} jumps: told at word {sorted(jumps)} of the sentence")


def _near(wanted: Sequence[tuple[Said | None, int | None]], at: int) -> int | None:
    before = [number for _, number in wanted[:at] if number is not None]
    after = [number for _, number in wanted[at:] if number is not None]
    return before[-1] if before else after[0] if after else None


def until_told(
    talk: Talk,
    done: Followed,
    wanted: Sequence[tuple[Said | None, int | None]],
) -> Iterator[int]:
    """Give how many words of each sentence jumped to were heard when it was known."""
    for said in talk.said:
        inside = [at for at, (one, _) in enumerate(wanted) if one is said]
        if not said.is_jump or not inside or said.first is None:
            continue
        length = len(Script.parse(said.text).words)
        own = range(said.first, said.first + length)
        start_ms = done.heard[inside[0]].start_ms or 0
        known = (
            told.heard - inside[0]
            for told in done.told
            if told.position.number in own and told.position.start_ms >= start_ms
        )
        yield next(known, len(inside) + 1)


def longer(script: Script, length: int, drawn: random.Random) -> Script:
    """Put sentences of the script's own words, shuffled, behind and before it."""
    vocabulary = [token.text for token in script.words]
    more = [
        ended(" ".join(drawn.choices(vocabulary, k=12)).strip(",.;:!?"))
        for _ in range((length - len(vocabulary)) // 12)
    ]
    return Script.parse(" ".join([script.text, *more]))


if __name__ == "__main__":
    main()
