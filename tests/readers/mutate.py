"""Damage: flipped, cut, doubled, inserted and swapped bytes."""
import random

TEXT = [b'"', b"'", b",", b"\n", b"\r", b"\r\n", b"\\", b"{", b"}", b"[", b"]", b":", b" ", b"-", b"+", b".", b"e", b"0", b"9", b"null", b"true", b"1e5",
        b"\x00", b"\xff", b"\xc3", b"\xe2\x82", b"\\u", b"\\ud800", b"\\u0000", b'""', b"\t", b"Z", b"99999999999999999999", b"NaN", b"{}", b"[]"]
BINARY = [b"\x00", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x01"]


def once(r: random.Random, data: bytes, words: list) -> bytes:
    if not data:
        return r.choice(words)
    at = r.randrange(len(data))
    n = r.choice([1, 1, 1, 2, 4, 16])
    way = r.randrange(8)
    if way == 0:  # a bit
        return data[:at] + bytes([data[at] ^ 1 << r.randrange(8)]) + data[at + 1:]
    if way == 1:
        return data[:at] + r.choice(words) + data[at + 1:]
    if way == 2:
        return data[:at] + r.choice(words) + data[at:]
    if way == 3:
        return data[:at] + data[at + n:]
    if way == 4:  # the end is missing
        return data[:at]
    if way == 5:
        return data[:at + n] + data[at:]
    if way == 6:
        to = r.randrange(len(data))
        a, b = sorted((at, to))
        return data[:a] + data[b:b + n] + data[a + n:b] + data[a:a + n] + data[b + n:] if b - a >= n else data[:a] + data[a:b][::-1] + data[b:]
    return data[:at] + r.randbytes(n) + data[at + n:]


def mutant(r: random.Random, data: bytes, words: list) -> bytes:
    for _ in range(r.choice([1, 1, 1, 2, 3])):
        data = once(r, data, words)
    return data
