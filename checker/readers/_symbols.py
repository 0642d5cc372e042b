"""Characters that Word keeps in symbol fonts or in old field codes, as the Unicode characters a reader sees."""

from __future__ import annotations

import re

from ..expressions import compiled

# Wingdings, by character code (Microsoft's font chart); Word writes them as U+F000 + code.
_WINGDINGS: dict[int, str] = {
    0x28: "☎", 0x29: "☏", 0x2A: "✉", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□",
    0x73: "◆", 0x74: "◆", 0x75: "◆", 0x76: "◆", 0x77: "◆", 0x9E: "・", 0x9F: "・", 0xA0: "■", 0xA1: "○", 0xA2: "○",
    0xA3: "○", 0xA4: "◎", 0xA7: "■", 0xA8: "□", 0xB6: "☆", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "→", 0xF0: "⇒", 0xFB: "×", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + step: chr(ord("①") + step - 1) for step in range(1, 11)},
    **{0x8B + step: chr(ord("❶") + step - 1) for step in range(1, 11)},
}  # fmt: skip
_WINGDINGS_2: dict[int, str] = {0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA2: "■", 0xA3: "□"}
_SYMBOL: dict[int, str] = {0xB7: "・", 0xD7: "・", 0xB4: "×", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xA3: "≦", 0xB3: "≧"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}

_CIRCLED = {
    **{str(number): chr(0x245F + number) for number in range(1, 21)},
    **{str(number): chr(0x3251 + number - 21) for number in range(21, 36)},
    **{str(number): chr(0x32B1 + number - 36) for number in range(36, 51)},
    "印": "㊞",
}
_FIGURES = str.maketrans("０１２３４５６７８９", "0123456789")
_LONGEST = 400  # characters of a field code that is looked into
_RAISED = compiled(r"\\s\s*\\(?:up|do)\s*[0-9.]*\s*\((.*)\)", re.IGNORECASE | re.DOTALL)


def symbol(char: str, unknown: str, font: str = "") -> str:
    """The visible character for one of a symbol font's private characters (U+F020..U+F0FF); others as they are.

    font: its name; without one, Wingdings and Symbol are tried, as in list bullets. unknown: where none is known.
    """
    if not "\uf020" <= char <= "\uf0ff":
        return char
    code = ord(char) - 0xF000
    named = _FONTS.get(font.lower())
    if named is not None:
        return named.get(code, unknown)
    # Symbol's own bullet has a code (B7) that Wingdings uses for a clock face nobody puts in a contract.
    return "・" if code == 0xB7 else _WINGDINGS.get(code, unknown)


def equation(code: str) -> str | None:
    """The text an EQ field shows: 囲い文字 `EQ \\o\\ac(○,印)` -> ㊞, old ruby -> its base text. None for other codes."""
    code = code.strip()
    start, end = code[:_LONGEST].lower().find("\\o"), code.rfind(")")
    opening = code.find("(", start)
    if code[:2].upper() != "EQ" or start < 0 or not 0 < opening < end <= _LONGEST:
        return None
    parts = [_lowered(part) for part in _arguments(code[opening + 1 : end])]
    inner = parts[-1].translate(_FIGURES)
    return _CIRCLED.get(inner, parts[-1]) if parts[0] in ("○", "◯", "〇") else parts[-1]


def _arguments(text: str) -> list[str]:
    """Split at the commas that stand outside brackets."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char in ",;，" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _lowered(part: str) -> str:
    """`\\s\\up 9(けいやく)` -> けいやく."""
    found = _RAISED.search(part)
    return (found[1] if found else part).strip()
