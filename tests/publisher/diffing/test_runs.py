"""Laws of the alignment: no heavy run is missed, none is cut short, and long texts keep to the budget."""

import random
from dataclasses import replace
from itertools import pairwise, product

import pytest

from publisher.diffing import Op
from publisher.diffing.alignment import align, realign
from publisher.diffing.problem import Match, Part, Problem, run_weight
from publisher.diffing.runs import heavy_runs
from tests.publisher.diffing.support import compared

_WEIGHTS = {"の": 7, "、": 5, "。": 16, "利用": 20, "個人情報": 40, "サービス提供者": 50}


def _problem(seed: int, size: int, edges: float) -> Problem:
    rng = random.Random(seed)
    old, new = (tuple(rng.choices([*_WEIGHTS], k=size)) for _ in range(2))
    old_edges, new_edges = ([rng.randint(0, 3) * (rng.random() < edges) for _ in range(size)] for _ in range(2))
    return Problem(old, new, _WEIGHTS.__getitem__, old_edges, new_edges)


def _longest(problem: Problem, part: Part, i: int, j: int) -> Match:
    length = 0
    while i + length < part.i_end and j + length < part.j_end and problem.old[i + length] == problem.new[j + length]:
        length += 1
    return i, j, length


def _all_heavy(problem: Problem, part: Part, price: int) -> set[Match]:
    """The same by trying every pair of tokens."""
    pairs = product(range(part.i, part.i_end), range(part.j, part.j_end))
    begin = [(i, j) for i, j in pairs if i == part.i or j == part.j or problem.old[i - 1] != problem.new[j - 1]]
    runs = (_longest(problem, part, i, j) for i, j in begin)
    return {run for run in runs if run_weight(problem, run) > price}


@pytest.mark.parametrize("edges", [0.0, 0.1, 0.7])
@pytest.mark.parametrize("price", [22, 45])
def test_the_heavy_runs_are_those_that_trying_every_pair_finds(edges: float, price: int) -> None:
    for seed in range(40):
        problem = _problem(seed, 30, edges)
        for part in (problem.whole, Part(3, 25, 5, 28), Part(0, 1, 0, 30), Part(4, 4, 2, 9)):
            found = heavy_runs(problem, part, price)
            assert found is not None
            assert len(found) == len(set(found))
            assert set(found) == _all_heavy(problem, part, price)


def test_where_there_are_more_heavy_runs_than_the_budget_the_rarest_tokens_are_matched_first() -> None:
    common = _problem(seed=1, size=1500, edges=0.0)
    old, new = (
        tuple(f"第{at}条" if at % 50 == 0 else key for at, key in enumerate(keys)) for keys in (common.old, common.new)
    )
    problem = replace(common, old=old, new=new, weight=lambda key: _WEIGHTS.get(key, 60))
    assert heavy_runs(problem, problem.whole, 45) is None
    runs = align(problem)
    assert all(old[i : i + length] == new[j : j + length] for i, j, length in runs)
    assert all(i + n <= i_next and j + n <= j_next for (i, j, n), (i_next, j_next, _) in pairwise(runs))
    assert set(range(0, 1500, 50)) <= {i + step for i, j, length in runs for step in range(length) if i == j}


def test_in_a_long_text_what_was_not_cut_keeps_its_runs() -> None:
    problem = _problem(seed=2, size=400, edges=0.0)
    runs = align(problem)
    gap = Part(runs[0][0] + runs[0][2], runs[1][0], runs[0][1] + runs[0][2], runs[1][1])
    assert realign(problem, runs, [gap]) == runs


def test_a_word_that_came_before_an_unknown_one_comes_alone_in_a_long_text_too() -> None:
    text = "".join(f"第{number}号の記録は、当社の事務所で{number}日間保管します。" for number in range(1, 120))
    comparison = compared(
        text + "小学生の運動会を行います。", text.replace("保管", "保存") + "小学生の水泳運動会を行います。"
    )
    segments = comparison.changes[0].segments
    assert comparison.replays()
    assert [s.text for s in segments if s.op is Op.INSERT][-1] == "水泳"
    assert not [s for s in segments if s.op is Op.DELETE and s.text != "保管"]
