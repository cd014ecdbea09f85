"""What a word can be: bits, for one word can be several.

Plain integers of a module, for they are asked for in the innermost loops: `enum.IntFlag` takes
ten times as long, and the attributes of a class three times.
"""

from __future__ import annotations

NOUN = 1
GOVERNS = 2
EITHER = 4
GROWTH = 8
REACHES = 16
STATES = 32
SPENDS = 64
PASSIVE = 128
PARTICLE = 256
LIGHT = 512
PREPOSITION = 1024
ADVERB = 2048
JOINER = 4096
HEAD = 8192
DE = 16384
ZONE = 32768
LIST = 65536
BOUND = 131072
COMMON = 262144
NEGATED = 524288
HOST = 1048576
FIGURE = 2097152
DISPOSES = 4194304
MANNER = 8388608

VERB = GOVERNS | EITHER | GROWTH | REACHES | SPENDS | PASSIVE | LIGHT | STATES
