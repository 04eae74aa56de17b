"""How often a process that serves looks for garbage: seldom, never among much, and before much of it is left."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import asyncio, gc
from dateline.web.garbage import Garbage, look_for_garbage_seldom

async def main():
    look_for_garbage_seldom()
    print(gc.get_threshold()[0] >= 5_000, gc.get_freeze_count() > 1_000)

asyncio.run(main())
"""

REPLACED = """
import gc
from dateline.web.garbage import Garbage

gc.freeze()
gc.set_threshold(10_000, 2, 1_000)
searched = []

def note(phase, information):
    if phase == "start":
        upto = information["generation"] + 1
        searched.append(sum(len(gc.get_objects(generation=each)) for each in range(upto)))

kept = [[number] for number in range(200_000)]
gc.freeze()
garbage = Garbage(computed=lambda: 0.0)
gc.callbacks.append(note)
for number in range(400_000):
    kept[number % 200_000] = [number]
    if LOOKING and number % 2_000 == 0:
        garbage.look()
# What takes the place of something else is not counted by Python at all.
new = [[number] for number in range(12_000)]
print(max(searched) > 100_000)
"""

LEFT = """
import gc
from dateline.web import garbage

garbage._MOST_LEFT, garbage._MOST_EVER = 100_000, 300_000
searched, computed = [], [0.0]
gc.freeze()
gc.disable()
gc.callbacks.append(lambda phase, told: searched.append(told["generation"]) if phase == "start" else None)
looking = garbage.Garbage(computed=lambda: computed[0])
kept = []

def told_of(objects, busy):
    searched.clear()
    while objects > 0:
        kept.extend([] for _ in range(4_000))
        objects -= 4_000
        computed[0] += busy
        looking.look()
    return 2 in searched

print(told_of(200_000, 1.0), told_of(4_000, 0.0), told_of(4_000, 0.0), told_of(400_000, 1.0))
"""

COUNTED = """
import gc
from dateline.web.garbage import Garbage

gc.freeze()
gc.disable()
counted, count = [0, 0], gc.get_objects

def counting(generation):
    found = count(generation=generation)
    counted[generation] += len(found)
    return found

gc.get_objects = counting
looking = Garbage()
kept = []
for _ in range(500):
    kept.extend([] for _ in range(100))
    looking.look()
print(counted[0] < 10 * 50_000, 0 < counted[1] < 2 * 50_000)
"""

BY_OTHERS = """
import gc
from dateline.web.garbage import Garbage

gc.freeze()
gc.set_threshold(1_000, 1_000_000, 1_000)
looking = Garbage()
kept = [[] for _ in range(30_000)]
print(len(gc.get_objects(generation=1)) > 20_000)
looking.look()
print(len(gc.get_objects(generation=1)) > 20_000)
"""


def asked(program: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_a_server_looks_seldom() -> None:
    assert asked(ASKED) == ["True", "True"]


def test_it_never_looks_through_much_at_once() -> None:
    """Python by itself does, where what is new takes the place of what was kept."""
    assert asked(f"LOOKING = False{REPLACED}") == ["True"]
    assert asked(f"LOOKING = True{REPLACED}") == ["False"]


def test_what_is_left_is_searched_when_nobody_asks_and_at_some_time_in_any_case() -> None:
    assert asked(LEFT) == ["False", "True", "False", "True"]


def test_nothing_is_counted_again_and_again() -> None:
    assert asked(COUNTED) == ["True", "True"]


def test_what_has_outlived_a_search_of_python_itself_is_searched() -> None:
    assert asked(BY_OTHERS) == ["True", "False"]


SWITCHED = """
import sys
from dateline.web.threads import let_threads_take_turns

let_threads_take_turns()
print(sys.getswitchinterval() < 0.001)
"""


def test_the_loop_waits_for_other_threads_less_long_than_python_has_it() -> None:
    assert asked(SWITCHED) == ["True"]
