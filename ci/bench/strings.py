"""Strings: building, searching, splitting, formatting."""

TEXT = "the quick brown fox jumps over the lazy dog; " * 40


def run():
    words = {}
    for _ in range(25):
        for word in TEXT.replace(";", "").split():
            words[word.title()] = words.get(word.title(), 0) + len(word)
    lines = []
    for i in range(20_000):
        line = f"{i:>6}|{i * 0.5:.2f}|{'x' if i % 2 else 'yy'!r}"
        lines.append("%s-%d" % (line, i))
        if line.startswith("  ") and "yy" in line:
            lines.append(line.strip().upper())
    joined = "\n".join(lines)
    return sorted(words), joined.count("1"), joined.find("zz"), len(joined.splitlines())
