"""A script whose error is found at compile time: a pattern that makes later ones unreachable."""
def classify(value):
    match value:
        case int(n) if n > 5:
            return "big"
        case anything:
            return "other"
        case str():
            return "text"
