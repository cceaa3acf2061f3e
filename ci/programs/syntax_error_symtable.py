"""A script whose error is found by the symbol table."""
def outer():
    value = 1
    def inner():
        print(value)
        nonlocal value
        value = 2
    return inner
