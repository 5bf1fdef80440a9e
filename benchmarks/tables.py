"""What was measured, in words."""

import math
import statistics
from collections.abc import Sequence

from benchmarks.turns import SECONDS, Took

Sides = dict[str, list[Took]]


def median(taken: Sequence[Took]) -> float:
    """Return the median of the time until the answer."""
    return statistics.median(took.wall for took in taken)


def written(milliseconds: float) -> str:
    """Return a time as it is printed."""
    if math.isnan(milliseconds):
        return "-"
    if math.isinf(milliseconds):
        return f">{SECONDS} s"
    return f"{milliseconds:,.1f}" if milliseconds < 100 else f"{milliseconds:,.0f}"


def ratio(one: float, other: float) -> str:
    """Return how often the other goes into the one."""
    if math.isnan(one):
        return "-"
    if math.isinf(one):
        return f">{1000 * SECONDS / other:,.0f}"
    return f"{one / other:.2f}" if one < 10 * other else f"{one / other:,.0f}"


def lines(name: str, sides: Sides) -> str:
    """Return medians, quartiles, the fastest, own work and their ratios to the floor."""
    found, floor = [name], sides["floor"]
    for side, taken in sides.items():
        wall = [took.wall for took in taken]
        least = min(wall)
        spread = statistics.quantiles(wall, n=4) if len(wall) > 1 else wall * 3
        own, base = (statistics.median(t.own for t in times) for times in (taken, floor))
        found.append(
            f"  {side:15} {written(median(taken)):>9} ms, quartiles {written(spread[0])} to"
            f" {written(spread[2])}, fastest {written(least)}, {len(wall)} turns; over floor:"
            f" {ratio(median(taken), median(floor))}, fastest"
            f" {ratio(least, min(took.wall for took in floor))}, own work {ratio(own, base)}"
        )
    return "\n".join(found)


def table(found: Sequence[dict[str, Sides]]) -> str:
    """Return the medians at all sizes and the ratios of each size, as a table of the docs."""
    sides = ["ours", "floor", "plain", "helpdesk"]
    heads = [*sides, "ours over floor", "plain over ours", "helpdesk over ours", "growth of ours"]
    rows = [["call, ms", *heads], ["---"] * (1 + len(heads))]
    for name in found[0]:
        at = [{side: median(taken) for side, taken in size[name].items()} for size in found]
        for size in at:
            size.setdefault("plain", math.nan)
        cells = [" / ".join(written(size[side]) for size in at) for side in sides]
        for one, other in (("ours", "floor"), ("plain", "ours"), ("helpdesk", "ours")):
            cells.append(" / ".join(ratio(size[one], size[other]) for size in at))
        rows.append([name, *cells, ratio(at[-1]["ours"], at[0]["ours"])])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
