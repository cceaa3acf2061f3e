"""A script whose error is found at compile time: a dedent to nowhere."""
if True:
        x = 1
    y = 2
