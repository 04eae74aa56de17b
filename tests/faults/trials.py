"""All trials, in the order in which they run."""

from __future__ import annotations

from . import calls, flips, kills, limits, networks, patroni, postgres, power, restores, soak, writers
from .trial import Trial

TRIALS = (
    Trial("calls", "a fault at the calls of an import", calls.run),
    Trial("kills", "kill -9 of all that writes", kills.run),
    Trial("power", "power losses, replayed", power.run),
    Trial("limits", "too little of everything, and clocks that go back", limits.run),
    Trial("writers", "twenty writers, and readers that tail", writers.run),
    Trial("restores", "kill -9 of backup, restore, rebuild and erase", restores.run),
    Trial("flips", "flipped bits", flips.run),
    Trial("postgres", "servers that are killed, replaced and cut off", postgres.run),
    Trial("networks", "a network that swallows what is sent", networks.run),
    Trial("patroni", "three nodes under Patroni", patroni.run),
    Trial("soak", "a server under mixed load", soak.run),
)
