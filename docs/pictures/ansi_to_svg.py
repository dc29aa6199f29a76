#!/usr/bin/env python3
"""ansi_to_svg.py TITLE < SCREEN > PICTURE: a terminal's screen, as `tmux capture-pane -e -p` prints it, as an SVG."""
import html
import re
import sys
import unicodedata

NAMED = ["#2e3440", "#d0575f", "#8fb573", "#d8b45f", "#6f9fc9", "#b48ead", "#6fb3b8", "#d8dee9"]
BRIGHT = ["#6b7689", "#e5737b", "#a9cf8d", "#ecca7a", "#8bb8e0", "#c9a5c3", "#8acace", "#ffffff"]
INK, PAPER, FRAME = "#d8dee9", "#20242c", "#2e3440"
WIDE, HIGH, EDGE, TOP = 8.4, 18, 16, 40
LEVELS = [0, 95, 135, 175, 215, 255]


def colour_of(number):
    """The 256 colours of xterm."""
    if number < 8:
        return NAMED[number]
    if number < 16:
        return BRIGHT[number - 8]
    if number < 232:
        number -= 16
        return "#{:02x}{:02x}{:02x}".format(*(LEVELS[number // part % 6] for part in (36, 6, 1)))
    grey = 8 + 10 * (number - 232)
    return f"#{grey:02x}{grey:02x}{grey:02x}"


class Style:
    def __init__(self):
        self.reset()

    def reset(self):
        self.colour, self.bold, self.dim, self.inverse = None, False, False, False

    def take(self, codes):
        codes = [int(code or 0) for code in re.split("[;:]", codes)]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.reset()
            elif code in (1, 2, 7):
                setattr(self, {1: "bold", 2: "dim", 7: "inverse"}[code], True)
            elif code == 22:
                self.bold = self.dim = False
            elif 30 <= code <= 37:
                self.colour = NAMED[code - 30]
            elif 90 <= code <= 97:
                self.colour = BRIGHT[code - 90]
            elif code == 39:
                self.colour = None
            elif code == 38 and codes[:1] == [5]:
                self.colour, codes = colour_of(codes[1]), codes[2:]
            elif code == 38 and codes[:1] == [2]:
                self.colour, codes = "#{:02x}{:02x}{:02x}".format(*codes[1:4]), codes[4:]

    def attributes(self):
        text = f' fill="{self.colour or INK}"'
        return text + (' font-weight="bold"' if self.bold else "") + (' opacity="0.6"' if self.dim else "")


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def spans(line, style):
    """(column, text, attributes) of each run of one style."""
    column = 0
    for part in re.split(r"(\x1b\[[0-9;:]*m)", line):
        if part.startswith("\x1b["):
            style.take(part[2:-1])
        elif part:
            yield column, part, style.attributes()
            column += width(part)


def main(title):
    lines = sys.stdin.read().rstrip().split("\n")
    style, rows, widest = Style(), [], 60
    for number, line in enumerate(lines):
        for column, text, attributes in spans(re.sub(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x0f|\x0e", "", line), style):
            widest = max(widest, column + width(text))
            if text.strip():
                rows.append(f'<text x="{EDGE + column * WIDE:.1f}" y="{TOP + 18 + number * HIGH}" textLength="{width(text) * WIDE:.1f}"'
                            f' xml:space="preserve"{attributes}>{html.escape(text)}</text>')
    across, down = 2 * EDGE + widest * WIDE, TOP + 18 + len(lines) * HIGH
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:.0f}" height="{down}" viewBox="0 0 {across:.0f} {down}"'
          f' font-family="ui-monospace, SFMono-Regular, Menlo, DejaVu Sans Mono, monospace" font-size="14" role="img">')
    print(f"<title>{html.escape(title)}</title>")
    print(f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/><path d="M0 8a8 8 0 0 1 8-8H{across - 8:.0f}a8 8 0 0 1 8 8v22H0z" fill="{FRAME}"/>')
    for number, colour in enumerate((NAMED[1], NAMED[3], NAMED[2])):
        print(f'<circle cx="{18 + 18 * number}" cy="15" r="5" fill="{colour}"/>')
    print("\n".join(rows))
    print("</svg>")


if __name__ == "__main__":
    main(sys.argv[1])
