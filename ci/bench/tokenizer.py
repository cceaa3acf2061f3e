"""A tokenizer and expression evaluator: character loops, dictionaries of functions, regular expressions."""

import operator
import re

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|(.))")
OPERATORS = {"+": (1, operator.add), "-": (1, operator.sub), "*": (2, operator.mul), "/": (2, operator.truediv)}
SOURCE = "(1 + 2 * 3) * (4.5 - 2) / 7 - (8 * (9 + 10) - 11) + 12 * 13 / (14 + 15)"


def tokens(source):
    for number, sign in TOKEN.findall(source):
        yield float(number) if number else sign
    yield ")"


def atom(stream):
    token = next(stream)
    return expression(stream) if token == "(" else token


def expression(stream):
    values, pending = [atom(stream)], []
    for token in stream:
        level, apply = OPERATORS.get(token, (0, None))
        while pending and pending[-1][0] >= level:
            right = values.pop()
            values.append(pending.pop()[1](values.pop(), right))
        if token == ")":
            break
        pending.append((level, apply))
        values.append(atom(stream))
    return values[0]


def run():
    total = 0.0
    for _ in range(700):
        total += expression(tokens(SOURCE))
    letters = sum(1 for character in SOURCE * 200 if character.isalpha() or character == "*")
    return total, letters
