"""The best path, against all paths there are."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sync_core_plugins.ctc.lattice import Columns, WordModel
from sync_core_plugins.ctc.viterbi import Path, PathSpan, find_best_path

TOKENS, PAUSE, BLANK, STAR = 3, 3, 4, 5
NEVER = float("-inf")


def brute_force(
    scores: np.ndarray, slots: list[WordModel], columns: Columns, star_cost: float
) -> float:
    """Try everything, by plain recursion over what may come next."""

    @cache
    def junction(frame: int, at: int) -> float:
        found = [0.0 if frame == len(scores) and at == len(slots) else NEVER]
        if at < len(slots):
            found.append(slots[at].deletion_score + junction(frame, at + 1))
            for number, branch in enumerate(slots[at].branches):
                cost = (
                    slots[at].branch_scores[number] if slots[at].branch_scores else 0.0
                )
                found.append(cost + token(frame, at, branch, 0))
        for end in range(frame + 1, len(scores) + 1):
            found.append(scores[frame:end, PAUSE].sum() + junction(end, at))
            if columns.star is not None:
                star = scores[frame:end, STAR].sum() + star_cost
                found.append(star + junction(end, at))
        return float(max(found))

    @cache
    def token(frame: int, at: int, branch: tuple[int, ...], place: int) -> float:
        best = NEVER
        for end in range(frame + 1, len(scores) + 1):
            own = scores[frame:end, branch[place]].sum()
            if place == len(branch) - 1:
                best = max(best, own + junction(end, at + 1))
                continue
            if columns.blank is None or branch[place + 1] != branch[place]:
                best = max(best, own + token(end, at, branch, place + 1))
            for after in range(end + 1, len(scores) + 1) if columns.blank else ():
                blanks = scores[end:after, BLANK].sum()
                best = max(best, own + blanks + token(after, at, branch, place + 1))
        return float(best)

    return junction(0, 0)


def value(
    path: Path,
    scores: np.ndarray,
    slots: list[WordModel],
    columns: Columns,
    cost: float,
) -> float:
    """Add up what a path says of itself."""
    total = 0.0
    taken = np.full(len(scores), PAUSE)
    for star in path.stars:
        taken[star.start : star.end] = STAR
        total += cost
    for word in path.words:
        slot = slots[word.slot]
        taken[word.start : word.end] = BLANK
        total += slot.branch_scores[word.branch] if slot.branch_scores else 0.0
        tokens = slot.branches[word.branch]
        for own, (start, end) in zip(tokens, word.edges, strict=True):
            taken[start:end] = own
    said = {word.slot for word in path.words}
    total += sum(s.deletion_score for at, s in enumerate(slots) if at not in said)
    return total + float(scores[np.arange(len(scores)), taken].sum())


branches = st.lists(st.integers(0, TOKENS - 1), min_size=1, max_size=3).map(tuple)
costs = st.sampled_from([0.0, -1.0, -3.0])


@st.composite
def slot(draw: st.DrawFn) -> WordModel:
    ways = draw(st.lists(branches, min_size=1, max_size=2))
    skip = draw(st.sampled_from([NEVER, -2.0, -6.0]))
    return WordModel(tuple(ways), skip, tuple(draw(costs) for _ in ways))


@given(
    slots=st.lists(slot(), max_size=3),
    frames=st.integers(1, 7),
    seed=st.integers(0, 2**16),
    columns=st.sampled_from(
        [
            Columns(PAUSE),
            Columns(PAUSE, BLANK),
            Columns(PAUSE, star=STAR),
            Columns(PAUSE, BLANK, STAR),
        ]
    ),
    star_cost=costs,
)
def test_no_path_is_better(
    slots: list[WordModel], frames: int, seed: int, columns: Columns, star_cost: float
) -> None:
    scores = np.random.default_rng(seed).normal(-2, 2, (frames, 6)).astype(np.float32)
    best = brute_force(scores, slots, columns, star_cost)
    path = find_best_path(scores, slots, columns, star_cost)
    if best == NEVER:
        assert path is None
        return
    assert path is not None
    assert abs(path.score - best) < 1e-3
    assert abs(value(path, scores, slots, columns, star_cost) - best) < 1e-3
    places = [(found.start, found.end) for found in path.words]
    assert places == sorted(places)


def test_words_lie_where_their_tokens_are() -> None:
    scores = np.full((9, 6), -9.0, np.float32)
    for frame, column in enumerate([PAUSE, 0, 0, BLANK, 1, STAR, STAR, 2, PAUSE]):
        scores[frame, column] = 0.0
    slots = [
        WordModel(((0, 1),), -20.0),
        WordModel(((1, 1), (0, 0)), -20.0),
        WordModel(((2,),)),
    ]
    path = find_best_path(scores, slots, Columns(PAUSE, BLANK, STAR), -1.0)
    assert path is not None
    assert path.words == (PathSpan(0, 0, ((1, 3), (4, 5))), PathSpan(2, 0, ((7, 8),)))
    assert [(star.start, star.end) for star in path.stars] == [(5, 7)]


def test_a_script_without_room_has_no_path() -> None:
    scores = np.zeros((2, 6), np.float32)
    assert find_best_path(scores, [WordModel(((0, 1, 2),))], Columns(PAUSE)) is None
