"""Two ways to the same end, taken in turns, so that what else the computer does meets both alike."""
import statistics
import time


def measure(way):
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


def in_turns(ways, rounds):
    """Name -> seconds of each round. The first round warms caches and is not counted."""
    took = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            seconds = measure(way)
            if number > 0:
                took[name].append(seconds)
    return took


def ratio(ours, theirs):
    """How many times as long theirs takes: the median, and the middle half of the rounds' own ratios."""
    each = sorted(b / a for a, b in zip(ours, theirs))
    quarter = len(each) // 4
    return statistics.median(theirs) / statistics.median(ours), each[quarter], each[-1 - quarter]
