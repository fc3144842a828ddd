#!/usr/bin/env python3
"""Prints the rows of src/columnar/pow5_table.c: truncated 128-bit mantissas of 5^q."""


def emit(c):
    print("    0x%016xu, 0x%016xu," % (c >> 64, c & ((1 << 64) - 1)))


for q in range(-342, 0):
    power = 5**-q
    z = (power - 1).bit_length()
    if q >= -27:
        c = 2 ** (z + 127) // power + 1
    else:
        c = 2 ** (2 * z + 128) // power + 1
        while c >= 1 << 128:
            c //= 2
    emit(c)
for q in range(309):
    c = 5**q
    while c < 1 << 127:
        c *= 2
    while c >= 1 << 128:
        c //= 2
    emit(c)
