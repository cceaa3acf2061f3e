# stdin: The cat sat on the mat.\nThe dog, the cat's enemy, sat too!\n\nNaïve café — "quoted" text; numbers 3.14 and 1,000.\nA man a plan a canal Panama\n\tTabs and   spaces\nlast line without end
"""Text statistics from standard input: words, bigrams, readability, concordance, histogram, Markov chain, Huffman code, tables."""
import collections
import heapq
import itertools
import random
import re
import string
import sys
import unicodedata

text = sys.stdin.read()
lines = text.splitlines()
words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())
counts = collections.Counter(words)
print(f"{len(lines)} lines, {len(words)} words, {len(text)} characters, {len(text.encode())} bytes, {len(set(words))} different")
print("most common:", ", ".join(f"{w}×{n}" for w, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:6]))
for n, group in itertools.groupby(sorted(set(words), key=len), key=len):
    print(f"{n:>2} {'#' * len(g := sorted(group)):<14} {' '.join(g)}")
bigrams = collections.Counter(itertools.pairwise(words)); print(bigrams.most_common(3), sum(bigrams.values()))
for number, line in enumerate(lines, 1):
    for m in re.finditer(r"\bcat\b", line, re.I):
        print(f"{number}:{m.start():<3} {line[max(0, m.start() - 10):m.start()]:>10}[{m[0]}]{line[m.end():m.end() + 10]:<10}|")
print({unicodedata.category(c): n for c, n in sorted(collections.Counter(text).items()) for n in [sum(1 for x in text if unicodedata.category(x) == unicodedata.category(c))]})
print("".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c) and c in string.ascii_letters + " ")[:60])
print([s.strip() for s in re.split(r"(?<=[.!?])\s+", text) if s.strip()][:3], [float(x.replace(",", "")) for x in re.findall(r"\d[\d,.]*\d", text)])
palindromes = [l for l in lines if (t := re.sub(r"\W", "", l).lower()) and t == t[::-1]]; print(palindromes)
rnd = random.Random(5); chain = collections.defaultdict(list)
for a, b in itertools.pairwise(words): chain[a].append(b)
w, out = "the", []
while len(out) < 12: out.append(w); w = rnd.choice(chain[w]) if chain.get(w) else "the"
print(" ".join(out))


def huffman(freq):
    heap = [(n, i, c) for i, (c, n) in enumerate(sorted(freq.items()))]; heapq.heapify(heap); tie = itertools.count(len(heap))
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap); heapq.heappush(heap, (a[0] + b[0], next(tie), (a[2], b[2])))
    codes = {}
    def walk(node, prefix):
        if isinstance(node, tuple): walk(node[0], prefix + "0"); walk(node[1], prefix + "1")
        else: codes[node] = prefix or "0"
    walk(heap[0][2], ""); return codes


codes = huffman(collections.Counter(text)); bits = "".join(codes[c] for c in text); decoded, at, inverse = [], "", {v: k for k, v in codes.items()}
for b in bits:
    at += b
    if at in inverse: decoded.append(inverse[at]); at = ""
print(len(bits), "".join(decoded) == text, sorted(codes.items(), key=lambda kv: (len(kv[1]), kv[0]))[:5], round(len(bits) / len(text), 3))


def table(rows, header, align="<>^"):
    widths = [max(len(str(c)) for c in col) for col in zip(header, *rows)]; rule = "+".join("-" * (w + 2) for w in widths)
    yield f"+{rule}+"
    for i, row in enumerate([header, *rows]):
        yield "|" + "|".join(f" {c!s:{a}{w}} " for c, w, a in zip(row, widths, align)) + "|"
        if i == 0: yield f"+{rule}+"
    yield f"+{rule}+"


print(*table([(w, n, f"{n / len(words):.1%}") for w, n in counts.most_common(4)], ("word", "count", "share")), sep="\n")
def soundex(s):
    codes = {c: d for d, cs in enumerate(["bfpv", "cgjkqsxz", "dt", "l", "mn", "r"], 1) for c in cs}; out, last = s[0].upper(), codes.get(s[0])
    for c in s[1:]:
        d = codes.get(c)
        if d and d != last: out += str(d)
        if c not in "hw": last = d
    return (out + "000")[:4]
def levenshtein(a, b):
    row = range(len(b) + 1)
    for i, x in enumerate(a, 1): row = list(itertools.accumulate(zip(b, row, row[1:] if not isinstance(row, range) else list(row)[1:]), lambda left, t: min(left + 1, t[2] + 1, t[1] + (x != t[0])), initial=i))
    return row[-1]
print([soundex(w) for w in ("robert", "rupert", "tymczak", "pfister", "honeyman")], [levenshtein(a, b) for a, b in (("kitten", "sitting"), ("", "abc"), ("flaw", "lawn"))], [" ".join(w[::-1] for w in lines[0].split()), lines[0].swapcase(), lines[0].translate(str.maketrans("aeiou", "*****")), lines[5].expandtabs(4), " ".join(lines[5].split())])
print(sys.stdin.read() == "", lines[99])
