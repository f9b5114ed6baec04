"""Opaque tokens, changed a little. Those of Cognito have five parts between dots; others count as five stretches."""

from itertools import pairwise

PARTS = ("first", "second", "third", "fourth", "fifth")
ALTERATIONS = ("cut", "lengthened", "without a part", "with parts swapped", "with a letter in the other case")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _dotted(token: str) -> bool:
    return token.count(".") == len(PARTS) - 1 and all(token.split("."))


def _pieces(token: str) -> list[str]:
    if _dotted(token):
        return token.split(".")
    ends = [len(token) * number // len(PARTS) for number in range(len(PARTS) + 1)]
    return [token[start:end] for start, end in pairwise(ends)]


def _joined(token: str, pieces: list[str]) -> str:
    return ("." if _dotted(token) else "").join(pieces)


def _chosen(among: list[int], place: int) -> int:
    if not among:
        raise ValueError("too short, or without letters and digits")
    return among[place % len(among)]


def with_bit_changed(token: str, part: str, place: int) -> str:
    """The token with one letter or digit of this part replaced by one whose six bits differ in one bit.

    It is never the last before a dot or the end: its low bits may be padding.
    """
    pieces, number = _pieces(token), PARTS.index(part)
    piece, padded = pieces[number], _dotted(token) or part == PARTS[-1]
    chosen = _chosen([i for i in range(len(piece) - padded) if piece[i] in ALPHABET], place // 6)
    letter = ALPHABET[ALPHABET.index(piece[chosen]) ^ 1 << place % 6]
    pieces[number] = piece[:chosen] + letter + piece[chosen + 1 :]
    return _joined(token, pieces)


def altered_token(token: str, how: str, place: int) -> str:
    """The token changed in one of the ``ALTERATIONS``."""
    pieces, number = _pieces(token), place % len(PARTS)
    if how == "cut":
        return token[: -(1 + place % (len(token) - 1))]
    if how == "lengthened":
        return token + ALPHABET[place % len(ALPHABET)]
    if how == "without a part":
        return _joined(token, pieces[:number] + pieces[number + 1 :])
    if how == "with parts swapped":
        other = (number + 1 + place // len(PARTS) % (len(PARTS) - 1)) % len(PARTS)
        pieces[number], pieces[other] = pieces[other], pieces[number]
        return _joined(token, pieces)
    chosen = _chosen([i for i in range(len(token)) if token[i].isalpha()], place)
    return token[:chosen] + token[chosen].swapcase() + token[chosen + 1 :]
